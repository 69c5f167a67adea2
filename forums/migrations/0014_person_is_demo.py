"""What the demonstration has made is marked, since its password stands on the login page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0013_tokens_are_hashed")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="is_demo",
            field=models.BooleanField(
                default=False,
                help_text="Made by the demonstration, whose password everybody knows: logs in with DEMO=1 only.",
            ),
        ),
    ]
