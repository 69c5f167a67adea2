"""Seats at a meeting: the caller's, a forum's members', and those that are added or removed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from booking.meetings import refusals
from booking.meetings.access import can_change
from booking.meetings.actions.recording import lock_invitation, lock_meeting, raise_revision, record, save_meeting
from booking.meetings.actions.rules import address_of, refuse_coordinator
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
from forums.access import require
from forums.models import ContactPoint, Membership, Party, Person, Unit
from forums.queries import today, units_of, works_at


def seat_caller(meeting: Meeting) -> Invitation | None:
    """Give the caller a seat, so that their own party counts as called; a guest's when they call for no unit."""
    if meeting.calling_unit is None and meeting.is_individual:
        return None
    now = timezone.now()
    return Invitation.objects.create(
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
    ordinary = [member for member in members if not member.is_substitute]
    meeting.invitations.filter(is_guest=False).exclude(person=meeting.caller).delete()
    seated = set(meeting.invitations.values_list("person_id", flat=True))
    for member in ordinary:
        if member.person_id in seated:
            meeting.invitations.filter(person=member.person_id).update(
                party=member.party_id, unit=member.unit_id, is_guest=False
            )
            continue
        Invitation.objects.create(meeting=meeting, person=member.person, party=member.party, unit=member.unit)
        seated.add(member.person_id)


def seat_exactly(meeting: Meeting, *, by: Person, wanted: Iterable[Wanted], version: int | None = None) -> None:
    """Replace a draft's seats with these and the caller's own. Idempotent. Raises `RuleError` for a called meeting."""
    with transaction.atomic():
        meeting = lock_meeting(meeting, version)
        require(can_change(by, meeting))
        if meeting.state != MeetingState.DRAFT:
            raise refusals.already_called()
        missing = {_seat_key(seat): seat for seat in wanted}
        for invitation in live_invitations(meeting).exclude(person=meeting.caller_id):
            if missing.pop(_seat_key(invitation), None) is None:
                remove_invitation(invitation, by=by)
        for seat in missing.values():
            add_invitation(meeting, by=by, person=seat.person, unit=seat.unit, contact_point=seat.contact_point)


def _seat_key(seat: Wanted | Invitation) -> tuple[int | None, ...]:
    if seat.person is not None:
        return (seat.person.pk,)
    return (None, seat.unit.pk if seat.unit else None, seat.contact_point.pk if seat.contact_point else None)


def seat_previous(meeting: Meeting, previous: Meeting) -> None:
    """Copy the seats of the meeting before in the chain; the unit's seat where the person has left since."""
    for earlier in live_invitations(previous).exclude(person=meeting.caller_id).filter(unit__isnull=False):
        stays = earlier.person is not None and works_at(earlier.person, earlier.unit, today())  # type: ignore[arg-type]
        seat = Invitation(
            meeting=meeting,
            person=earlier.person if stays else None,
            unit=earlier.unit,
            contact_point=None if stays else earlier.contact_point or way_in(earlier.unit),
            party=earlier.party,
            is_guest=earlier.is_guest,
            standing=called_as(meeting, earlier.party),
        )
        if seat.person is not None or not live_invitations(meeting).filter(person=None, unit=seat.unit).exists():
            seat.save(force_insert=True)


def add_invitation(
    meeting: Meeting,
    *,
    by: Person,
    person: Person | None = None,
    unit: Unit | None = None,
    contact_point: ContactPoint | None = None,
    is_guest: bool = False,
) -> Invitation:
    """Give a person, or a unit that will send somebody, a seat. In a called meeting only the new one is told.

    Raises `RuleError`: already called, has left the unit, outside the consent, coordinator of the area,
    no unit to count the person under, meeting started or cancelled.
    """
    unit = unit or (contact_point.unit if contact_point else None) or _unit_of(meeting, person)
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        require(can_change(by, meeting))
        _refuse_closed(meeting)
        invitation = Invitation(
            meeting=meeting,
            person=person,
            unit=unit,
            contact_point=None if person else contact_point or way_in(unit),
            party=unit.party if unit else None,
            is_guest=is_guest,
            standing=called_as(meeting, unit.party if unit else None),
            invited_at=None if meeting.state == MeetingState.DRAFT else timezone.now(),
        )
        _refuse_seat(meeting, invitation)
        _refuse_twice(meeting, invitation)
        try:
            with transaction.atomic():
                invitation.save(force_insert=True)
        except IntegrityError as error:
            raise refusals.already_called(invitation.person or invitation.unit, "person") from error
        record(meeting, "invitation_added", by=by, invitation=str(invitation.pk))
        save_meeting(meeting)
        if meeting.is_called:
            raise_revision(meeting)
    return invitation


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


def _refuse_seat(meeting: Meeting, invitation: Invitation) -> None:
    person, unit = invitation.person, invitation.unit
    day = local(meeting.starts_at).date() if meeting.starts_at else today()
    if person is None and unit is None:
        raise refusals.nobody()
    if unit is not None and unit.party.federation_id != meeting.federation_id:
        raise refusals.other_federation("unit")
    if person is not None and not person.is_active:
        raise refusals.left_unit(person, unit)
    if unit is not None and person is not None and not works_at(person, unit, day):
        raise refusals.left_unit(person, unit)
    if unit is not None:
        refuse_closed_unit(unit, day)
    if invitation.contact_point is not None and invitation.contact_point.unit_id != invitation.unit_id:
        raise refusals.other_unit()
    if meeting.is_individual:
        _refuse_individual_seat(meeting, invitation)
    if meeting.is_called and not meeting.no_mail and not address_of(invitation):
        raise refusals.address_missing(person or unit, "person" if person else "unit", choose_another=True)


def refuse_closed_unit(unit: Unit, day: datetime.date) -> None:
    """Raise `RuleError` for a unit that is closed on that local date."""
    if unit.closed_on and unit.closed_on <= day:
        raise refusals.unit_closed(unit)


def _refuse_individual_seat(meeting: Meeting, invitation: Invitation) -> None:
    if invitation.unit is None and not invitation.is_guest:
        raise refusals.no_unit()
    if invitation.person is not None:
        refuse_coordinator(meeting, invitation.person)
    if meeting.is_called:
        refuse_uncovered(meeting, invitation.party, invitation)


def _refuse_twice(meeting: Meeting, invitation: Invitation) -> None:
    live = live_invitations(meeting)
    if invitation.person is not None:
        twice = live.filter(person=invitation.person).exists()
    else:
        twice = live.filter(person__isnull=True, unit=invitation.unit).exists()
    if twice:
        raise refusals.already_called(invitation.person or invitation.unit, "person")


def called_as(meeting: Meeting, party: Party | None) -> str:
    """Summoned or invited: for a SIP the huvudmän are summoned and have to come (domain rule 5)."""
    required = meeting.template.required_parties
    if required and (party is None or party.kind.code not in required):
        return CalledAs.INVITED
    return CalledAs.SUMMONED


def _unit_of(meeting: Meeting, person: Person | None) -> Unit | None:
    """The person's unit in the meeting's federation, one that serves its area first."""
    if person is None:
        return None
    units = list(units_of(person).filter(party__federation=meeting.federation_id))
    if meeting.area is not None:
        here = set(meeting.area.units.values_list("pk", flat=True))
        units.sort(key=lambda unit: unit.pk not in here)
    return units[0] if units else None


def way_in(unit: Unit | None) -> ContactPoint | None:
    """The unit's first contact point that has an address; else its first one, None without any."""
    if unit is None:
        return None
    points = list(unit.contact_points.select_related("person"))
    return next((p for p in points if p.mailbox or (p.person and p.person.email)), points[0] if points else None)
