"""What each address's calendar should show now. Read from the meetings, never from what was sent."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone

from booking.models import Answer, Invitation, InvitationState, Meeting, MeetingState, Series, SeriesSeat
from forums.models import Federation, Person
from notifications.itip import Instance
from notifications.itip.build import Partstat
from notifications.texts import place_of, summary_of

PARTSTATS: dict[str, Partstat] = {
    Answer.UNANSWERED: "NEEDS-ACTION",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.YES: "ACCEPTED",
    Answer.YES_REMOTE: "ACCEPTED",
    Answer.NO: "DECLINED",
    Answer.SUBSTITUTE: "DECLINED",
}


@dataclass(frozen=True)
class Entry:
    """One address, and by which seat it has what: `invitation` to a meeting, or `seat` in a series."""

    address: str
    person: Person
    instances: tuple[Instance, ...]
    invitation: Invitation | None = None
    seat: SeriesSeat | None = None


def organizer_of(federation: Federation) -> str:
    """The role mailbox that the machine reads; every invitation of the federation comes from it."""
    return (federation.role_mailbox or settings.MAIL_ADDRESS).lower()


def is_shown(meeting: Meeting, now: datetime.datetime | None = None) -> bool:
    """Is the meeting in anybody's calendar? Called, with mail, and not begun."""
    return (
        meeting.state == MeetingState.CALLED and not meeting.no_mail and not meeting.has_started(now or timezone.now())
    )


def calendar_entries(meeting: Meeting, live: Iterable[Invitation]) -> dict[str, Entry]:
    """Lower-case address → entry, for everybody of the live calls who should have this meeting, by itself, in their
    calendar.

    A unit that has not said who comes has none, and a seat in the meeting's series has it by the series. Two seats with
    the same address are one thing told once; the organizer's own address is never invited.
    """
    if not is_shown(meeting):
        return {}
    entries: dict[str, Entry] = {}
    alone, organizer = _instance(meeting), organizer_of(meeting.federation)
    shown: dict[str, tuple[Instance, ...]] = {}
    for invitation in live:
        person = invitation.person
        if person is None or invitation.series_seat_id is not None:
            continue
        address = (person.email or "").lower()
        if address and address != organizer:
            if invitation.answer not in shown:
                shown[invitation.answer] = (replace(alone, partstat=PARTSTATS[invitation.answer]),)
            entries.setdefault(address, Entry(address, person, shown[invitation.answer], invitation=invitation))
    return entries


def series_entries(series: Series) -> dict[str, Entry]:
    """Lower-case address → that person's own part of the series: exactly what they are called to in it.

    What has begun is as it was when it began, so that late registrations and corrections change nobody's calendar.
    """
    seats: dict[str, SeriesSeat] = {}
    shown: dict[str, dict[str, Instance]] = {}
    organizer = organizer_of(series.federation)
    for invitation in _invitations_of(series):
        seat, meeting = invitation.series_seat, invitation.meeting
        address = (seat.person.email or "").lower() if seat else ""
        if not seat or not address or address == organizer:
            continue
        if _stood(meeting) and _was_called(invitation, meeting):
            seats.setdefault(address, seat)
            partstat = PARTSTATS[invitation.answer]
            instance = replace(_instance(meeting), recurrence_at=meeting.recurrence_at, partstat=partstat)
            shown.setdefault(address, {}).setdefault(instance.key, instance)
    return {
        address: Entry(address, seats[address].person, tuple(instances.values()), seat=seats[address])
        for address, instances in shown.items()
    }


def _invitations_of(series: Series) -> Iterable[Invitation]:
    return (
        Invitation.objects.filter(meeting__series=series, series_seat__series=series)
        .select_related("meeting__forum", "meeting__template", "meeting__federation", "series_seat__person")
        .order_by("meeting__recurrence_at", "pk")
    )


def _stood(meeting: Meeting) -> bool:
    """Called, or called off only after it should have begun."""
    if meeting.no_mail:
        return False
    late = meeting.state == MeetingState.CANCELLED and _not_before_start(meeting.cancelled_at, meeting)
    return meeting.state == MeetingState.CALLED or late


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
    )
