"""Answers whose sender no server vouches for wait, and who has accepted them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("notifications", "0017_questions_about_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="inboundmail",
            name="accepted_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Who said that it is from whom it says, where no server does.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="inboundmail",
            name="result",
            field=models.CharField(
                choices=[
                    ("applied", "Svaret är registrerat"),
                    ("stale", "Svar på en äldre kallelse"),
                    ("unknown", "Okänt möte eller okänd avsändare"),
                    ("bounce", "Studs"),
                    ("ignored", "Automatiskt svar"),
                    ("rejected", "Kunde inte tas emot"),
                    ("waiting", "Väntar på att du tar emot det"),
                ],
                max_length=10,
            ),
        ),
    ]
