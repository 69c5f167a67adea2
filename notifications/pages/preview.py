"""What will be told, shown before it happens: do it in a savepoint, reconcile, look, and roll back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from booking.meetings.actions.calling import call_meeting
from booking.models import Meeting, MeetingState, Series
from forums.models import Person
from notifications.models import Method, Notice, OutboxMessage
from notifications.notices import leavings, left_seats
from notifications.notices.assigning import UNIT_RELEASED
from notifications.notices.due import run_due, settle
from notifications.notices.planning import make, plan_notices
from notifications.telling.dead_addresses import seat_of
from notifications.telling.reconcile import reconcile, reconcile_series

STAFF_KINDS = (
    left_seats.SEAT_LEFT_EMPTY.name,
    left_seats.UNIT_ASKED_FOR_MEMBER.name,
    leavings.LEAVING_PROPOSED.name,
)


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


@dataclass(frozen=True)
class Preview:
    """The mails that a change would send, and one of the meetings that they are about, if there is any."""

    planned: list[Planned]
    meeting: Meeting | None


@dataclass(frozen=True)
class Mail:
    """One text, and everybody who would get it: where only the personal link differs it is shown once."""

    subject: str
    text: str
    has_calendar: bool
    receivers: list[Planned]


def same_texts(planned: Iterable[Planned]) -> list[Mail]:
    found: dict[tuple[str, str, bool], list[Planned]] = {}
    for mail in planned:
        found.setdefault((mail.subject, mail.text, mail.method == Method.REQUEST), []).append(mail)
    return [Mail(*words, receivers) for words, receivers in found.items()]


def preview_call(meeting: Meeting, by: Person) -> list[Planned]:
    """The exact mails that sending this call would send now. Raises the `RuleError` that stops it."""
    return preview_change(meeting, lambda: call_meeting(meeting, by=by, confirm_same=True))


def preview_change(meeting: Meeting, change: Callable[[], object]) -> list[Planned]:
    """What a change of one meeting would tell."""
    return preview_changes([meeting], change).planned


def preview_changes(meetings: Sequence[Meeting], change: Callable[[], object]) -> Preview:
    """Who would be told what about these meetings if this were done, and about a series that it calls.

    Nothing is kept: not the change, not a message, not a task. What waits to be sent in any case is no news of this
    change.
    """
    keys = [meeting.pk for meeting in meetings]
    with transaction.atomic():
        _tell(keys)
        _tell_of_staff()
        result = change()
        messages = [*_tell(keys), *_tell_of_staff()]
        about = next(iter(meetings), None)
        if isinstance(result, Series):
            messages += reconcile_series(result.pk)
            about = about or result.instances.select_related("area", "federation", "caller").first()
        planned = [_planned(message) for message in messages]
        transaction.set_rollback(True)
    return Preview(planned, about)


def _tell(meetings: Sequence[UUID]) -> list[OutboxMessage]:
    """Queue all that is due about these meetings, and say what that was: calendar messages first."""
    notes = OutboxMessage.objects.filter(meeting__in=meetings, notice__isnull=False)
    known = set(notes.values_list("pk", flat=True))
    # the one they belong to, and the one that it was split from
    among = Q(instances__in=meetings) | Q(split_into__instances__in=meetings)
    series = Series.objects.filter(among).order_by("called_at").values_list("pk", flat=True).distinct()
    messages = [message for pk in list(series) for message in reconcile_series(pk)]
    messages += [message for pk in meetings for message in reconcile(pk)]
    for pk in meetings:
        plan_notices(pk)
        run_due(pk)
    return [
        *messages,
        *notes.exclude(pk__in=known).select_related("invitation__person", "invitation__unit", "notice__person"),
    ]


def _tell_of_staff() -> list[OutboxMessage]:
    """Queue what is due about seats in groups that have been left or are proposed to be, and say what that was."""
    make([*left_seats.rows(), *leavings.rows()])
    due = Notice.objects.filter(kind__in=STAFF_KINDS, settled_at__isnull=True)
    keys = list(due.values_list("pk", flat=True))
    settle(due)
    queued = OutboxMessage.objects.filter(notice__in=keys).order_by("pk")
    return list(queued.select_related("notice__person", "notice__contact_point__unit"))


def _receiver(message: OutboxMessage) -> object:
    """Whom a notice that is to no seat is to; a way in by its unit."""
    notice = message.notice
    if notice is None:
        return None
    return notice.person or (notice.contact_point.unit if notice.contact_point is not None else None)


def _planned(message: OutboxMessage) -> Planned:
    off = message.kind == UNIT_RELEASED.name and message.meeting and message.meeting.state == MeetingState.CANCELLED
    return Planned(
        address=message.address,
        name=str(seat_of(message) or _receiver(message) or ""),
        kind="cancelled" if off else message.kind,
        method=message.method,
        sequence=message.sequence,
        subject=message.subject,
        text=message.text,
    )
