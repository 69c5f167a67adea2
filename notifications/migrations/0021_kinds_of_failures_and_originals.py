"""Why a mail did not arrive, what becomes of mail that came in, and when a mailbox was tidied."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.utils import timezone

REMOVED_AFTER = datetime.timedelta(days=30)


def say_what_became_of_them(apps, _editor):
    """Mails that somebody has seen to, and those whose originals the version before has removed already.

    What bounced before now said nothing of why, and flagged the address.
    """
    mails = apps.get_model("notifications", "InboundMail").objects
    mails.filter(handled_at__isnull=False, handled_as="").update(handled_as="handled")
    gone = mails.filter(needs_person=False, handled_at=None, received_at__lt=timezone.now() - REMOVED_AFTER)
    gone.update(handled_at=F("received_at"))
    messages = apps.get_model("notifications", "OutboxMessage").objects
    messages.filter(state="bounced", failure="").update(failure="address")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("notifications", "0020_told_overrides"),
    ]

    operations = [
        migrations.AddField(
            model_name="inboundmail",
            name="handled_as",
            field=models.CharField(
                blank=True, choices=[("handled", "Hanterat"), ("registrar", "Till registrator")], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="inboundmail",
            name="handled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="outboxmessage", name="failed_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="failure",
            field=models.CharField(
                blank=True,
                choices=[
                    ("address", "Adressen finns inte eller tar inte emot mejl. Kontrollera den."),
                    ("full", "Brevlådan är full. Ring i stället, eller försök igen senare."),
                    ("large", "Mejlet är för stort för mottagarens brevlåda."),
                    ("policy", "Mottagarens e-postserver släpper inte in mejlet. Ring i stället."),
                    ("expired", "Mottagarens e-postserver svarade inte i tid. Ring i stället, eller försök igen."),
                    ("unclear", "Mottagarens e-postserver tog inte emot mejlet. Ring i stället, eller försök igen."),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="rolemailbox", name="tidied_at", field=models.DateTimeField(blank=True, null=True)
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
                    ("room", "Svar från ett rum"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=Q(failed_at__isnull=False), fields=["failed_at"], name="outbox_failed"
            ),
        ),
        migrations.RunPython(say_what_became_of_them, migrations.RunPython.noop),
    ]
