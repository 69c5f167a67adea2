"""Mails that are no calendar entries: "vem kommer?", reminders, news to the caller.

Rules look at the meeting and make rows. What becomes of a row when it is due stands in `due.py`, what a person asks for
by hand in `by_hand.py`.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from booking.meetings.take_over import can_take_over
from booking.models import Invitation, InvitationState, Meeting, MeetingEvent, MeetingState, Outcome
from booking.workdays import add_workdays, due_at, reminder_plan
from config.database.prepared import Slot, prepared
from config.database.writing import insert
from forums.models import Area, ContactPoint, Federation, Person, Unit
from forums.queries import contact_persons, staff_of, today
from notifications.models import Notice, NoticeKind
from notifications.notices import declined_times
from notifications.telling.truth import Call, live_calls

logger = logging.getLogger(__name__)
FOLLOW_UP_LEAD_DAYS = 10
BY_HAND = "by hand"
LAST_WEEK = datetime.timedelta(days=7)
SEAT_EVENTS = ("seat_to_unit", "seat_to_colleague", "seat_without_contact", "seat_ended")
NEWS_TO_CALLER = {"passed_on": NoticeKind.PASSED_ON, **dict.fromkeys(SEAT_EVENTS, NoticeKind.SEAT_LEFT)}


def plan_notices(meeting_id: UUID | str) -> None:
    """Make the rows that this meeting calls for now. A new time makes its reminders anew; nothing is made twice."""
    meeting = Meeting.objects.select_related("template", "caller").filter(pk=meeting_id).first()
    if meeting is not None:
        plan_together([(meeting, live_calls([meeting.pk])[meeting.pk])])


def plan_together(meetings: Iterable[tuple[Meeting, list[Call]]]) -> None:
    """The same for several meetings with their live calls, with as many questions as for one."""
    wanted = {
        meeting.pk: (meeting, live)
        for meeting, live in meetings
        if not meeting.no_mail and meeting.called_at is not None and not meeting.stripped_at
    }
    released, news = _released_units(wanted), _events(wanted)
    due = [
        one
        for pk, (meeting, live) in wanted.items()
        for one in (
            *_unit_rows(meeting, live, released.get(pk, [])),
            *_reminders(meeting),
            *_news(meeting, live, news.get(pk, [])),
        )
    ]
    due += [Due(*row) for row in declined_times.declined(wanted)]
    made = set(_made(list(wanted)))
    insert([Notice(**one._asdict()) for one in due if one[:-1] not in made], skip_known=True)


class Due(NamedTuple):
    """A row that may be there already: most are, so it is no row yet. All but `due_at` tells one from another.

    Without invitation and person it is to all who are called when it is due.
    """

    kind: str
    meeting_id: UUID
    invitation_id: UUID | None
    person_id: int | None
    occurrence: str
    due_at: datetime.datetime


@prepared
def _made(meetings: Slot) -> QuerySet[Notice, tuple[Any, ...]]:
    return Notice.objects.filter(meeting__in=meetings).order_by().values_list(*Due._fields[:-1])


def plan_follow_ups() -> None:
    """Remind the caller in good time of the follow-up that was set when the meeting was registered.

    A follow-up so far off that the meeting is stripped before it is reminded of while its reference is known.
    """
    soon = Q(follow_up_on__lte=add_workdays(today(), FOLLOW_UP_LEAD_DAYS))
    for federation in Federation.objects.all():
        days = datetime.timedelta(days=federation.case_retention_days)
        soon |= Q(meeting__federation=federation, meeting__ends_at__lt=timezone.now() + LAST_WEEK - days)
    outcomes = Outcome.objects.filter(
        soon,
        follow_up_on__gte=today(),
        meeting__caller__isnull=False,
        meeting__stripped_at__isnull=True,
    ).exclude(meeting__notices__kind=NoticeKind.FOLLOW_UP)
    rows = [
        Notice(
            kind=NoticeKind.FOLLOW_UP,
            meeting=outcome.meeting,
            person=outcome.meeting.caller,
            occurrence=str(outcome.follow_up_on),
            due_at=due_at(timezone.now(), 0),
        )
        for outcome in outcomes.select_related("meeting__caller")
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def tell_of_bounce(meeting: Meeting, caller: Person, about: Person | ContactPoint, address: str) -> None:
    """Tell the caller that a call did not arrive; of one address once a day."""
    _tell_person(NoticeKind.ADDRESS_BOUNCED, meeting, caller, f"{_about(about, address)} {today()}")


def tell_contact_person(meeting: Meeting, person: Person, about: Person | ContactPoint, address: str) -> None:
    """Tell a contact person that a colleague's address fails: once, at however many meetings it does.

    It says nothing of any meeting: of one about a person they see whom to assign, nothing more (domain rule 4).
    """
    occurrence = _about(about, address)
    if not Notice.objects.filter(kind=NoticeKind.COLLEAGUE_BOUNCED, person=person, occurrence=occurrence).exists():
        _tell_person(NoticeKind.COLLEAGUE_BOUNCED, meeting, person, occurrence)


def _tell_person(kind: str, meeting: Meeting, person: Person, occurrence: str) -> None:
    row = Notice(kind=kind, meeting=meeting, person=person, occurrence=occurrence, due_at=timezone.now())
    Notice.objects.bulk_create([row], ignore_conflicts=True)


def _about(row: Person | ContactPoint, address: str) -> str:
    kind = "person" if isinstance(row, Person) else "point"
    return f"{kind}:{row.pk} {hashlib.sha256(address.encode()).hexdigest()[:12]}"


# --- which rows a meeting calls for


def _released_units(meetings: Iterable[UUID]) -> dict[UUID, list[Invitation]]:
    """By meeting, the units that have been asked who comes, have not said, and whose call has ended."""
    found: dict[UUID, list[Invitation]] = {}
    for row in _released(list(meetings)):
        found.setdefault(row.meeting_id, []).append(row)
    return found


@prepared
def _released(meetings: Slot) -> QuerySet[Invitation]:
    asked = Notice.objects.filter(kind=NoticeKind.ASSIGN, was_sent=True, invitation=OuterRef("pk"))
    over = Q(meeting__state=MeetingState.CANCELLED) | Q(state=InvitationState.REMOVED)
    return Invitation.objects.filter(over, Exists(asked), meeting__in=meetings, person__isnull=True).order_by("pk")


def _events(meetings: Iterable[UUID]) -> dict[UUID, list[MeetingEvent]]:
    found: dict[UUID, list[MeetingEvent]] = {}
    for event in _told_events(list(meetings)):
        found.setdefault(event.meeting_id, []).append(event)
    return found


@prepared
def _told_events(meetings: Slot) -> QuerySet[MeetingEvent]:
    what = ["passed_on", "taken_over", "caller_left", *SEAT_EVENTS]
    return MeetingEvent.objects.filter(meeting__in=meetings, what__in=what)


def _unit_rows(meeting: Meeting, live: list[Call], released: list[Invitation]) -> Iterator[Due]:
    """A unit that has not said who comes gets a plain mail, again for a new time; and one more when it is released."""
    if meeting.is_called and not meeting.has_started():
        for call in live:
            if call.person_id is None:
                yield _row(NoticeKind.ASSIGN, meeting, call, f"{unit_key(call)}{time_key(meeting)}")
    for invitation in released:
        yield _row(NoticeKind.UNIT_RELEASED, meeting, invitation, "")


def _reminders(meeting: Meeting) -> Iterator[Due]:
    if not meeting.is_called or meeting.starts_at is None or meeting.timed_at is None:
        return
    template, key = meeting.template, time_key(meeting)
    plan = reminder_plan(
        meeting.timed_at,
        meeting.starts_at,
        unanswered=template.remind_unanswered_days,
        everyone=template.remind_everyone_days,
        outcome_after=template.outcome_after_days,
    )
    for kind, due in ((NoticeKind.REMIND_UNANSWERED, plan.unanswered), (NoticeKind.REMIND_EVERYONE, plan.everyone)):
        if due:
            yield Due(kind.value, meeting.pk, None, None, key, due)
    if plan.outcome and meeting.caller_id:
        yield Due(NoticeKind.REMIND_OUTCOME.value, meeting.pk, None, meeting.caller_id, key, plan.outcome)


def _news(meeting: Meeting, live: list[Call], events: list[MeetingEvent]) -> Iterator[Due]:
    """What the caller, the invited or a colleague should hear of and no calendar shows. Who has come in since knows."""
    taken_over = next((event for event in reversed(events) if event.what == "taken_over"), None)
    for event in events:
        is_new = taken_over is None or event.at > taken_over.at
        if is_new and meeting.caller and event.what in NEWS_TO_CALLER and event.by_id != meeting.caller_id:
            yield _to_person(NEWS_TO_CALLER[event.what], meeting, meeting.caller, event)
        if is_new and event.what == "caller_left":
            yield from (_to_person(NoticeKind.CALLER_LEFT, meeting, one, event) for one in _heirs(meeting))
        if event == taken_over:
            for call in live:
                knew = call.invited_at is not None and call.invited_at < event.at
                if knew and (call.person_id is None or call.person_id != meeting.caller_id):
                    yield _row(NoticeKind.NEW_CALLER, meeting, call, str(event.pk), event.at)


def _heirs(meeting: Meeting) -> list[Person]:
    """Who is told that a meeting waits for a new caller: who speaks for the unit, else all who work there."""
    if meeting.calling_unit is None:
        return []
    staff = [person for person in staff_of(meeting.calling_unit) if can_take_over(person, meeting)]
    speaks = {person.pk for person in spokespersons(meeting.calling_unit, meeting.area)}
    return [person for person in staff if person.pk in speaks] or staff


def spokespersons(unit: Unit, area: Area | None) -> list[Person]:
    """A unit's contact persons: by role for its party, and whoever is behind its ways in."""
    behind = Person.objects.filter(contact_points__unit=unit, is_active=True)
    return list((contact_persons(unit.party, area) | behind).distinct())


def _to_person(kind: NoticeKind, meeting: Meeting, person: Person, event: MeetingEvent) -> Due:
    return Due(kind.value, meeting.pk, None, person.pk, str(event.pk), event.at)


def _row(
    kind: NoticeKind, meeting: Meeting, seat: Call | Invitation, occurrence: str, due: datetime.datetime | None = None
) -> Due:
    return Due(kind.value, meeting.pk, seat.pk, None, occurrence, due or timezone.now())


def time_key(meeting: Meeting) -> str:
    """Another after every move, also when the meeting comes back to a time that it had before."""
    return f"m{meeting.moved_count} {meeting.starts_at:%Y%m%dT%H%M}" if meeting.starts_at else ""


def unit_key(invitation: Call | Invitation) -> str:
    """Another each time a call is passed on, also when it comes back to a unit that has had it."""
    return f"{invitation.unit_id} v{invitation.link_version} "
