"""Seats at a meeting: the caller's, a forum's members', and those that are added or removed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from booking.meetings import refusals
from booking.meetings.access import can_change
from booking.meetings.actions.recording import (
    lock_invitation,
    lock_meeting,
    raise_revision,
    record,
    record_all,
    save_meeting,
)
from booking.meetings.actions.rules import Footing, address_of, footing_of
from booking.meetings.candidates import Wanted
from booking.meetings.consent import refuse_uncovered
from booking.meetings.queries import live_invitations
from booking.models import (
    Answer,
    CalledAs,
    Channel,
    Invitation,
    InvitationState,
    Meeting,
    MeetingState,
    Substitution,
)
from booking.workdays import local
from config.ground.errors import RuleError
from forums.access import require
from forums.models import ContactPoint, Membership, Party, Person, Unit
from forums.queries import today, units_by_person


class Seat(NamedTuple):
    """Whom a new seat is for: a person, or a unit that will send somebody. A guest has no seat in the group."""

    person: Person | None = None
    unit: Unit | None = None
    contact_point: ContactPoint | None = None
    is_guest: bool = False


def caller_seat(meeting: Meeting) -> Invitation | None:
    """The seat that a caller has, so that their own party counts as called; a guest's when they call for no unit."""
    if meeting.calling_unit is None and meeting.is_individual:
        return None
    now = timezone.now()
    return Invitation(
        meeting=meeting,
        person=meeting.caller,
        unit=meeting.calling_unit,
        party=meeting.calling_unit.party if meeting.calling_unit else None,
        is_guest=meeting.calling_unit is None,
        answer=Answer.YES,
        answered_at=now,
        answered_by=Channel.PAGE,
        invited_at=now if meeting.is_called else None,
    )


def seat_members(meeting: Meeting, members: Iterable[Membership]) -> None:
    """Give a forum's ordinary members on that day their seats in a draft; former members lose theirs."""
    ordinary = ordinary_members(members)
    meeting.invitations.filter(is_guest=False).exclude(person=meeting.caller).delete()
    seated = list(meeting.invitations.filter(person__in=ordinary))
    new = member_seats(meeting, ordinary, seated)
    Invitation.objects.bulk_update(seated, ["party", "unit", "is_guest"])
    Invitation.objects.bulk_create(new)


def ordinary_members(members: Iterable[Membership]) -> dict[int, Membership]:
    return {member.person_id: member for member in members if not member.is_substitute}


def member_seats(meeting: Meeting, ordinary: dict[int, Membership], seated: Iterable[Invitation]) -> list[Invitation]:
    """The seats of these members. Who is seated already, the caller or a guest, sits for the group from now on."""
    there = {invitation.person_id: invitation for invitation in seated if invitation.person_id in ordinary}
    for person, member in ordinary.items():
        if person in there:
            there[person].party, there[person].unit, there[person].is_guest = member.party, member.unit, False
    return [
        Invitation(meeting=meeting, person=member.person, party=member.party, unit=member.unit)
        for person, member in ordinary.items()
        if person not in there
    ]


def seat_exactly(meeting: Meeting, *, by: Person, wanted: Iterable[Wanted], version: int | None = None) -> None:
    """Replace a draft's seats with these and the caller's own. Idempotent. Raises `RuleError` for a called meeting."""
    with transaction.atomic():
        meeting = lock_meeting(meeting, version)
        require(can_change(by, meeting))
        if meeting.state != MeetingState.DRAFT:
            raise refusals.already_called()
        missing = {_seat_key(seat): Seat(seat.person, seat.unit, seat.contact_point) for seat in wanted}
        others = live_invitations(meeting).exclude(person=meeting.caller_id)
        gone = [invitation.pk for invitation in others if missing.pop(_seat_key(invitation), None) is None]
        if gone:
            meeting.invitations.filter(pk__in=gone).delete()
        if missing:
            _seat(meeting, by, list(missing.values()))
        elif gone:
            save_meeting(meeting)


def _seat_key(seat: Wanted | Invitation) -> tuple[int | None, ...]:
    if seat.person is not None:
        return (seat.person.pk,)
    return (None, seat.unit.pk if seat.unit else None, seat.contact_point.pk if seat.contact_point else None)


def add_invitation(
    meeting: Meeting,
    *,
    by: Person,
    person: Person | None = None,
    unit: Unit | None = None,
    contact_point: ContactPoint | None = None,
    is_guest: bool = False,
) -> Invitation:
    """`add_invitations` for one seat."""
    return add_invitations(meeting, by=by, seats=[Seat(person, unit, contact_point, is_guest)])[0]


def add_invitations(meeting: Meeting, *, by: Person, seats: Sequence[Seat]) -> list[Invitation]:
    """Give each of these people, or units that will send somebody, a seat: all or none. In a called meeting only the
    new ones are told. The number of queries is the same however many there are.

    Raises the first `RuleError`, which tells its `row` among the seats: already called, has left the unit, outside the
    consent, coordinator of the area, no unit to count the person under, meeting started or cancelled.
    """
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        require(can_change(by, meeting))
        _refuse_closed(meeting)
        return _seat(meeting, by, seats)


def _seat(meeting: Meeting, by: Person, seats: Sequence[Seat]) -> list[Invitation]:
    """Runs inside the transaction of an action that has locked the meeting and looked at it."""
    made = new_seats(meeting, seats, meeting.invitations.filter(state=InvitationState.LIVE))
    Invitation.objects.bulk_create(made)
    record_all(meeting, map(seat_added, made), by=by)
    save_meeting(meeting)
    if meeting.is_called:
        raise_revision(meeting)
    return made


def seat_added(invitation: Invitation) -> tuple[str, dict[str, object]]:
    """The event of a new seat."""
    return "invitation_added", {"invitation": str(invitation.pk)}


def new_seats(
    meeting: Meeting, seats: Sequence[Seat], seated: Iterable[Invitation], footing: Footing | None = None
) -> list[Invitation]:
    """Invitations to be written, looked at by every rule for a seat, beside those who are `seated` already.

    `footing` is for who has read that of all these people. Raises the first `RuleError`, with its `row`.
    """
    wanted = _with_units(meeting, seats)
    known = _Known(meeting, wanted, seated, footing)
    now = None if meeting.state == MeetingState.DRAFT else timezone.now()
    made = []
    for row, seat in enumerate(wanted):
        party = seat.unit.party if seat.unit else None
        invitation = Invitation(
            meeting=meeting,
            person=seat.person,
            unit=seat.unit,
            contact_point=None if seat.person else seat.contact_point or known.way_in(seat.unit),
            party=party,
            is_guest=seat.is_guest,
            standing=called_as(meeting, party),
            invited_at=now,
        )
        try:
            _refuse_seat(meeting, invitation, known)
            known.take(invitation)
        except RuleError as refusal:
            raise refusal.in_row(row) from None
        made.append(invitation)
    return made


class _Known:
    """What the rules for new seats look at, read once for all of them."""

    def __init__(
        self, meeting: Meeting, seats: Sequence[Seat], seated: Iterable[Invitation], footing: Footing | None
    ) -> None:
        self.day = local(meeting.starts_at).date() if meeting.starts_at else today()
        self.footing = footing or footing_of(meeting, [seat.person for seat in seats if seat.person])
        self.seated = {_place(each) for each in seated}
        self.ways_in = ways_into(seat.unit for seat in seats if seat.unit and not (seat.person or seat.contact_point))

    def way_in(self, unit: Unit | None) -> ContactPoint | None:
        return self.ways_in.get(unit.pk) if unit is not None else None

    def take(self, invitation: Invitation) -> None:
        """Raise `RuleError` for who has a seat already, also by an earlier one of these."""
        place = _place(invitation)
        if place in self.seated:
            raise refusals.already_called(invitation.person or invitation.unit, "person")
        self.seated.add(place)


def _place(invitation: Invitation) -> tuple[int | None, int | None]:
    """What no other live seat of the meeting may be: the person, or the unit that will send somebody."""
    return (invitation.person_id, None) if invitation.person_id is not None else (None, invitation.unit_id)


def _with_units(meeting: Meeting, seats: Sequence[Seat]) -> list[Seat]:
    """Each with the unit that it is counted under: the one given, the way in's, or one of the person's own."""
    alone = [seat.person for seat in seats if seat.person and not seat.unit and not seat.contact_point]
    own = _units_of(meeting, alone) if alone else {}
    return [
        seat._replace(
            unit=seat.unit
            or (seat.contact_point.unit if seat.contact_point else None)
            or (own.get(seat.person.pk) if seat.person else None)
        )
        for seat in seats
    ]


def remove_invitation(invitation: Invitation, *, by: Person) -> Invitation:
    """Withdraw one call: only that person is told, without a reason. Idempotent. The caller's own cannot be."""
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        require(can_change(by, meeting))
        _refuse_closed(meeting)
        if invitation.person_id is not None and invitation.person_id == meeting.caller_id:
            raise refusals.caller_stays()
        if meeting.state == MeetingState.DRAFT:
            invitation.delete()
        elif invitation.is_live:
            end_invitation(invitation, InvitationState.REMOVED)
            record(meeting, "invitation_removed", by=by, invitation=str(invitation.pk))
            raise_revision(meeting)
        save_meeting(meeting)
    return invitation


def end_invitation(invitation: Invitation, state: InvitationState) -> None:
    """End the seat with this state, and revoke its personal link."""
    invitation.state = state
    invitation.ended_at = timezone.now()
    invitation.link_version += 1
    invitation.save(update_fields=["state", "ended_at", "link_version"])


def invite_substitute(original: Invitation, person: Person, unit: Unit | None, kind: str) -> Invitation:
    """Create the invitation of a substitute, instead or along. Runs inside the caller's transaction."""
    now = timezone.now()
    substitute = Invitation(
        meeting=original.meeting,
        person=person,
        unit=unit,
        party=original.party,
        standing=original.standing,
        is_guest=original.is_guest,
        invited_at=now,
    )
    _refuse_twice(original.meeting, substitute)
    substitute.save(force_insert=True)
    Substitution.objects.create(original=original, substitute=substitute, kind=kind, named_at=now)
    return substitute


def _refuse_closed(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise refusals.cancelled("holder")
    if meeting.is_called and meeting.has_started():
        raise refusals.started("holder")


def _refuse_seat(meeting: Meeting, invitation: Invitation, known: _Known) -> None:
    person, unit = invitation.person, invitation.unit
    if person is None and unit is None:
        raise refusals.nobody()
    if unit is not None and unit.party.federation_id != meeting.federation_id:
        raise refusals.other_federation("unit")
    if person is not None and not person.is_active:
        raise refusals.left_unit(person, unit)
    if unit is not None and person is not None and (person.pk, unit.pk) not in known.footing.at_work:
        raise refusals.left_unit(person, unit)
    if unit is not None:
        refuse_closed_unit(unit, known.day)
    if invitation.contact_point is not None and invitation.contact_point.unit_id != invitation.unit_id:
        raise refusals.other_unit()
    if meeting.is_individual:
        _refuse_individual_seat(meeting, invitation, known)
    if meeting.is_called and not meeting.no_mail and not address_of(invitation):
        raise refusals.address_missing(person or unit, "person" if person else "unit", choose_another=True)


def refuse_closed_unit(unit: Unit, day: datetime.date) -> None:
    """Raise `RuleError` for a unit that is closed on that local date."""
    if unit.closed_on and unit.closed_on <= day:
        raise refusals.unit_closed(unit)


def _refuse_individual_seat(meeting: Meeting, invitation: Invitation, known: _Known) -> None:
    if invitation.unit is None and not invitation.is_guest:
        raise refusals.no_unit()
    if invitation.person_id in known.footing.without_cases:
        raise refusals.coordinator_has_no_cases()
    if meeting.is_called:
        refuse_uncovered(meeting, invitation.party, invitation)


def _refuse_twice(meeting: Meeting, invitation: Invitation) -> None:
    if _place(invitation) in {_place(each) for each in meeting.invitations.filter(state=InvitationState.LIVE)}:
        raise refusals.already_called(invitation.person or invitation.unit, "person")


def called_as(meeting: Meeting, party: Party | None) -> str:
    """Summoned or invited: for a SIP the huvudmän are summoned and have to come (domain rule 5)."""
    required = meeting.template.required_parties
    if required and (party is None or party.kind.code not in required):
        return CalledAs.INVITED
    return CalledAs.SUMMONED


def _units_of(meeting: Meeting, persons: Iterable[Person]) -> dict[int, Unit]:
    """By person, their unit in the meeting's federation, one that serves its area first."""
    here = set(meeting.area.units.values_list("pk", flat=True)) if meeting.area is not None else set()
    found: dict[int, Unit] = {}
    for person, unit in units_by_person(persons, meeting.federation_id):
        first = found.setdefault(person, unit)
        if first.pk not in here and unit.pk in here:
            found[person] = unit
    return found


def way_in(unit: Unit | None) -> ContactPoint | None:
    """The unit's first contact point that has an address; else its first one, None without any."""
    return ways_into([unit]).get(unit.pk) if unit is not None else None


def ways_into(units: Iterable[Unit]) -> dict[int, ContactPoint]:
    """`way_in` by unit, in one query however many there are."""
    wanted = {unit.pk for unit in units}
    points: dict[int, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(unit__in=wanted).select_related("person") if wanted else ():
        points.setdefault(point.unit_id, []).append(point)
    return {
        unit: next((p for p in own if p.mailbox or (p.person and p.person.email)), own[0])
        for unit, own in points.items()
    }
