"""The truth: what each address's calendar should show now. Read from the meetings, never from what was sent."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from booking.meetings.places import hides_place
from booking.models import Answer, Invitation, InvitationState, Meeting, MeetingState, Series, SeriesSeat
from forums.models import Federation, Level
from forums.waiting import former_addresses
from notifications.itip import Instance
from notifications.itip.build import Partstat
from notifications.telling.apart import apart_of, stood
from notifications.telling.texts import place_of, summary_of

PARTSTATS: dict[str, Partstat] = {
    Answer.UNANSWERED: "NEEDS-ACTION",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.YES: "ACCEPTED",
    Answer.YES_REMOTE: "ACCEPTED",
    Answer.NO: "DECLINED",
    Answer.SUBSTITUTE: "DECLINED",
}


class Call(NamedTuple):
    """The columns of a live invitation and its person: a tuple, since thousands are read and none is written."""

    meeting_id: UUID
    pk: UUID
    unit_id: int | None
    answer: str
    invited_at: datetime.datetime | None
    link_version: int
    series_seat_id: int | None
    person_id: int | None
    name: str
    email: str | None
    address_set_at: datetime.datetime | None
    address_waits: bool


@dataclass(frozen=True)
class Entry:
    """One address and what its calendar should show, by which seat: a `call` to a meeting, or `seat` in a series.

    `apart`: what the person is called to in the series besides, and has as meetings of their own (`apart.py`).
    """

    address: str
    instances: tuple[Instance, ...]
    call: Call | None = None
    seat: SeriesSeat | None = None
    apart: tuple[Instance, ...] = ()

    @property
    def person_id(self) -> int | None:
        return self.seat.person_id if self.seat else self.call and self.call.person_id

    @property
    def name(self) -> str:
        return self.seat.person.name if self.seat else self.call.name if self.call else ""

    @property
    def address_set_at(self) -> datetime.datetime | None:
        return self.seat.person.address_set_at if self.seat else self.call and self.call.address_set_at


def organizer_of(federation: Federation) -> str:
    """The role mailbox that the machine reads; every invitation of the federation comes from it."""
    return (federation.role_mailbox or settings.MAIL_ADDRESS).lower()


def is_shown(meeting: Meeting, now: datetime.datetime | None = None) -> bool:
    """Is the meeting in anybody's calendar? Called, with mail, and not begun."""
    return (
        meeting.state == MeetingState.CALLED and not meeting.no_mail and not meeting.has_started(now or timezone.now())
    )


def live_calls(meetings: Iterable[UUID]) -> dict[UUID, list[Call]]:
    """Live calls by meeting, those of units that have not said who comes included."""
    found: dict[UUID, list[Call]] = {pk: [] for pk in meetings}
    for call in _at_former_addresses([Call(*row) for row in _live_calls(found)]):
        found[call.meeting_id].append(call)
    return found


def _at_former_addresses(calls: list[Call]) -> list[Call]:
    """The calls, those to cases at the address before where a new one waits for the caller's yes (domain rule 4)."""
    waiting = {call.meeting_id for call in calls if call.address_waits}
    if not waiting:
        return calls
    cases = Meeting.objects.filter(pk__in=waiting, template__level=Level.INDIVIDUAL)
    callers = dict(cases.order_by().values_list("pk", "caller"))
    whose = {call.pk: (call.person_id or 0, callers[call.meeting_id]) for call in calls if call.meeting_id in callers}
    former = former_addresses(whose.values())
    return [
        call._replace(email=former[whose[call.pk]], address_set_at=None) if whose.get(call.pk) in former else call
        for call in calls
    ]


def _live_calls(meetings: Iterable[UUID]) -> QuerySet[Invitation, tuple[Any, ...]]:
    rows = Invitation.objects.filter(meeting__in=meetings, state=InvitationState.LIVE)
    return rows.order_by("party__kind__position", "pk").values_list(
        "meeting", "pk", "unit", "answer", "invited_at", "link_version", "series_seat",
        "person", "person__name", "person__email", "person__address_set_at", "person__address_waits",
    )  # fmt: skip


def calendar_entries(meeting: Meeting, live: Iterable[Call], *, is_apart: bool = False) -> dict[str, Entry]:
    """Lower-case address → entry, for everybody of the live calls who should have this meeting, singly, in their
    calendar.

    A unit that has not said who comes has none, and a seat in the meeting's series has it by the series, unless the
    meeting stands apart from it. Two seats with the same address are one entry; the organizer's own address is never
    invited.
    """
    if not is_shown(meeting):
        return {}
    entries: dict[str, Entry] = {}
    alone, organizer = _instance(meeting), organizer_of(meeting.federation)
    shown: dict[str, tuple[Instance, ...]] = {}
    for call in live:
        if call.person_id is None or (call.series_seat_id is not None and not is_apart):
            continue
        address = (call.email or "").lower()
        if address and address != organizer:
            if call.answer not in shown:
                shown[call.answer] = (replace(alone, partstat=PARTSTATS[call.answer]),)
            entries.setdefault(address, Entry(address, shown[call.answer], call))
    return entries


def series_entries(series: Series) -> dict[str, Entry]:
    """Lower-case address → that person's own part of the series: exactly the instances that they are called to, but
    for those that stand apart.

    An instance that has begun stays as it was at its start: late registrations and corrections change no calendar.
    """
    seats: dict[str, SeriesSeat] = {}
    shown: dict[str, dict[str, Instance]] = {}
    beside: dict[str, list[Instance]] = {}
    organizer, apart = organizer_of(series.federation), apart_of([series.pk])
    for invitation in _invitations_of(series):
        seat, meeting = invitation.series_seat, invitation.meeting
        address = (seat.person.email or "").lower() if seat else ""
        if not seat or not address or address == organizer:
            continue
        if stood(meeting) and _was_called(invitation, meeting):
            seats.setdefault(address, seat)
            partstat = PARTSTATS[invitation.answer]
            instance = replace(_instance(meeting), recurrence_at=meeting.recurrence_at, partstat=partstat)
            if meeting.pk in apart:
                beside.setdefault(address, []).append(instance)
            else:
                shown.setdefault(address, {}).setdefault(instance.key, instance)
    return {
        address: Entry(address, tuple(own.values()), seat=seats[address], apart=tuple(beside.get(address, ())))
        for address, own in shown.items()
    }


def _invitations_of(series: Series) -> Iterable[Invitation]:
    return (
        Invitation.objects.filter(meeting__series=series, series_seat__series=series)
        .select_related("meeting__forum", "meeting__template", "meeting__federation", "series_seat__person")
        .order_by("meeting__recurrence_at", "pk")
    )


def _was_called(invitation: Invitation, meeting: Meeting) -> bool:
    return invitation.state == InvitationState.LIVE or _not_before_start(invitation.ended_at, meeting)


def _not_before_start(moment: datetime.datetime | None, meeting: Meeting) -> bool:
    return moment is not None and meeting.starts_at is not None and moment >= meeting.starts_at


def _instance(meeting: Meeting) -> Instance:
    assert meeting.starts_at is not None and meeting.ends_at is not None  # a called meeting has a time
    return Instance(
        start=meeting.starts_at,
        end=meeting.ends_at,
        summary=summary_of(meeting),
        place=place_of(meeting),
        url=meeting.link,
        unshown=meeting.place if hides_place(meeting) else "",
    )
