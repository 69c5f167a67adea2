"""What a test of notices and reminders asks: who gets a mail now, and when one is due."""

from __future__ import annotations

import datetime

from booking.models import Meeting
from booking.workdays import due_at
from notifications.models import OutboxMessage
from notifications.notices.due import run_due

HOUR = datetime.timedelta(hours=1)


def due_mails(kind: str) -> set[str]:
    """Run what is due and say to whom a mail of this kind now lies in the outbox."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    run_due()
    rows = OutboxMessage.objects.filter(kind=kind).exclude(pk__in=before)
    return set(rows.values_list("address", flat=True))


def remind_days_before(meeting: Meeting, days: int) -> datetime.datetime:
    return due_at(meeting.starts_at, days) + datetime.timedelta(minutes=1)
