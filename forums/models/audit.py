"""The record of changes: who changed what, of whom and where, as ids that outlive the rows they name."""

from __future__ import annotations

from django.db import models


class AuditSubject(models.TextChoices):
    PERSON = "person"
    UNIT = "unit"
    AREA = "area"
    FORUM = "forum"
    FEDERATION = "federation"


class AuditEntry(models.Model):
    """One change, as it concerns one person, unit, area or group; a change that concerns three is three entries.

    There are no foreign keys, so that an entry is never changed with what it tells of, and `details` holds ids, dates
    and codes: never a name, an address or a number. Triggers refuse UPDATE and DELETE on both databases; on SQLite a
    later migration that remakes the table has to make them again.
    """

    at = models.DateTimeField()
    federation_id = models.BigIntegerField(null=True, help_text="Empty when no federation did it: a command, oneself.")
    who_id = models.BigIntegerField(null=True, help_text="Empty for what the service and its commands do.")
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=10, choices=AuditSubject)
    about_id = models.BigIntegerField()
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["about", "about_id", "-at", "-id"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.what} {self.about} {self.about_id}"
