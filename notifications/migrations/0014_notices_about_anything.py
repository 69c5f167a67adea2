"""A notice may be about a series, an agreement, a unit, a person or a login; one key tells it from all others."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def refers_to(model, related_name="notices", **options):
    return models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to=model, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0007_follow_ups"),
        ("forums", "0009_login_requests"),
        ("notifications", "0013_fewer_indexes"),
    ]

    operations = [
        migrations.AlterField("notice", "kind", models.CharField(max_length=24)),
        migrations.AlterField("notice", "meeting", refers_to("booking.meeting")),
        migrations.AddField("notice", "series", refers_to("booking.series", db_index=False)),
        migrations.AddField("notice", "agreement", refers_to("forums.agreement", db_index=False)),
        migrations.AddField("notice", "unit", refers_to("forums.unit", db_index=False)),
        migrations.AddField("notice", "about_person", refers_to(settings.AUTH_USER_MODEL, "notices_about", db_index=False)),
        migrations.AddField("notice", "login_request", refers_to("forums.loginrequest", db_index=False)),
        migrations.AddField("notice", "contact_point", refers_to("forums.contactpoint", db_index=False)),
        migrations.AddField("notice", "key", models.CharField(max_length=200, null=True)),
        migrations.AlterField(
            "outboxmessage",
            "notice",
            models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="outbox", to="notifications.notice"),
        ),
    ]
