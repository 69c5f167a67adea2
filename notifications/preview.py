"""What will be told, shown before it happens: do it in a savepoint, reconcile, look, and roll back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from booking.actions.calling import call_meeting
from booking.models import Meeting
from forums.models import Person
from notifications import notices
from notifications.models import OutboxMessage
from notifications.reconcile import reconcile


@dataclass(frozen=True)
class Planned:
    """One mail that would go: to whom, of which kind, and every word of it but the personal link."""

    address: str
    name: str
    kind: str
    method: str
    sequence: int
    subject: str
    text: str


def preview_call(meeting: Meeting, by: Person) -> list[Planned]:
    """The exact mails that sending this call would send now. Raises the `RuleError` that stops it."""
    return preview_change(meeting, lambda: call_meeting(meeting, by=by))


def preview_change(meeting: Meeting, change: Callable[[], object]) -> list[Planned]:
    """Who would be told what if this were done. Nothing is kept: not the change, not a message, not a task."""
    with transaction.atomic():
        reconcile(meeting.pk)
        change()
        messages = reconcile(meeting.pk)
        notices.plan_notices(meeting.pk)
        before = OutboxMessage.objects.filter(meeting=meeting, notice__isnull=False).values_list("pk", flat=True)
        known = set(before)
        notices.run_due(meeting.pk)
        told = OutboxMessage.objects.filter(meeting=meeting, notice__isnull=False).exclude(pk__in=known)
        planned = [_planned(message) for message in [*messages, *told.select_related("invitation__person")]]
        transaction.set_rollback(True)
    return planned


def _planned(message: OutboxMessage) -> Planned:
    return Planned(
        address=message.address,
        name=str(message.invitation) if message.invitation else "",
        kind=message.kind,
        method=message.method,
        sequence=message.sequence,
        subject=message.subject,
        text=message.text,
    )
