"""Who is not free at a time: called to something else here, or taken by their own published calendar.

Of what by, nothing: neither which meeting, nor whether it is about a person or a group's (domain, "Double bookings").
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from uuid import UUID

from booking.meetings.queries import live_invitations
from booking.models import (
    Answer,
    BusyKind,
    BusyTime,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    PublishedCalendar,
)
from booking.models.busy import AHEAD
from config.database.sorting import swedish_order
from forums.models import Person

# no meeting lasts longer
LONGEST = datetime.timedelta(days=2)
Span = tuple[datetime.datetime, datetime.datetime]


def busy_people(meeting: Meeting, starts_at: datetime.datetime, ends_at: datetime.datetime) -> dict[Person, str]:
    """Those called who are not known to be free by their published calendars then (UTC), and the surest kind of it.

    The caller knows their own calendar. Meetings of ours in one say nothing: of these `called_elsewhere` knows better.
    """
    called = live_invitations(meeting).filter(person__isnull=False).exclude(person=meeting.caller_id)
    taken = BusyTime.objects.filter(
        meeting=None, calendar__person__in=called.values("person"), starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    rows = list(
        taken.select_related("calendar__person").order_by(*swedish_order("calendar__person__name"), "calendar__person")
    )
    found: dict[Person, set[str]] = {}
    for row in rows:
        found.setdefault(row.calendar.person, set()).add(row.kind)
    return {person: next(kind for kind in BusyKind.values if kind in kinds) for person, kinds in found.items()}


def known_calendars(meeting: Meeting, until: datetime.datetime) -> set[int]:
    """Ids of those called whose calendars have been read up to `until` (UTC), so that they can be said to be free."""
    called = live_invitations(meeting).filter(person__isnull=False)
    read = PublishedCalendar.objects.filter(person__in=called.values("person"), read_at__gte=until - AHEAD)
    return set(read.values_list("person_id", flat=True))


def people_of(meeting: Meeting, starts_at: datetime.datetime, calls: Iterable[Invitation] | None = None) -> set[int]:
    """Ids of the caller and of those called who have not said no to this time (UTC). Another time asks all of them.

    `calls` are the meeting's live invitations, for who has read them.
    """
    if calls is None:
        calls = live_invitations(meeting).filter(person__isnull=False)
    stays = starts_at == meeting.starts_at
    asked = {each.person_id for each in calls if not (stays and each.answer == Answer.NO)}
    return {person for person in (meeting.caller_id, *asked) if person is not None}


def called_elsewhere(
    people: Iterable[int], spans: Iterable[Span], but: Iterable[UUID] = ()
) -> dict[Person, dict[UUID, Span]]:
    """By person, in the order of names, the meetings they are called to or hold that overlap one of the times (UTC).

    `but` names meetings that do not count. What somebody has declined, or was removed from, takes nothing.
    """
    wanted, at = set(people), list(spans)
    if not wanted or not at:
        return {}
    since, until = min(start for start, _end in at), max(end for _start, end in at)
    near = Meeting.objects.filter(state=MeetingState.CALLED, starts_at__gt=since - LONGEST, starts_at__lt=until)
    near = near.filter(ends_at__gt=since).exclude(pk__in=list(but))
    seats = Invitation.objects.filter(person__in=wanted, state=InvitationState.LIVE, meeting__in=near)
    found: list[tuple[Person, Meeting]] = []
    declined = set()
    for seat in seats.select_related("person", "meeting"):
        if seat.answer == Answer.NO:
            declined.add((seat.person_id, seat.meeting_id))
        elif seat.person is not None:
            found.append((seat.person, seat.meeting))
    for meeting in near.filter(caller__in=wanted).select_related("caller"):
        if meeting.caller is not None and (meeting.caller_id, meeting.pk) not in declined:
            found.append((meeting.caller, meeting))
    return _by_person(found, at)


def _by_person(found: Iterable[tuple[Person, Meeting]], at: list[Span]) -> dict[Person, dict[UUID, Span]]:
    by_person: dict[Person, dict[UUID, Span]] = {}
    for person, meeting in sorted(found, key=lambda each: (each[0].name, each[0].pk)):
        begins, ends = meeting.starts_at, meeting.ends_at
        if begins is not None and ends is not None and any(begins < end and start < ends for start, end in at):
            by_person.setdefault(person, {})[meeting.pk] = (begins, ends)
    return by_person
