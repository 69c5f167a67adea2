"""Who has remembered an address for answers, and the mailbox of a room."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0019_brakes")]

    operations = [
        migrations.AddField(
            model_name="personalias", name="added_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="personalias",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="mailbox",
            field=models.EmailField(
                blank=True,
                help_text="A room that is booked by calendar: its answers are the room's.",
                max_length=254,
                verbose_name="rummets brevlåda",
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="address_set_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the address was last corrected, or found to work; what failed before that holds no longer.",
                null=True,
            ),
        ),
    ]
