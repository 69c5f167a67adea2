"""Succession of a unit: its successor gets its seats at meetings ahead, the calls to it, and what it has called."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils import timezone

from booking.meetings.actions.answering import ANSWERED, forget_answer
from booking.meetings.actions.recording import lock_meeting, raise_revision, record, save_meeting
from booking.meetings.actions.rules import address_of
from booking.meetings.actions.seats import end_invitation, way_in
from booking.meetings.consent import covers
from booking.meetings.queries import live_invitations
from booking.models import Invitation, InvitationState, Meeting, MeetingState, SeriesSeat
from booking.staffing.leaving import LOCK_ORDER
from booking.workdays import at_local
from forums.models import Person, Unit


def hand_over(unit: Unit, successor: Unit, *, first: datetime.date, actor: Person) -> None:
    """Give the successor what the unit has at meetings from a day on. Who has a seat keeps it and is told nothing.

    A call that nobody has been named for is asked anew at the successor, and its caller is told; in cases once the
    caller has said yes (domain rule 4). Where the successor cannot be asked the seat is left to end. So is all of a
    meeting whose consent does not cover the successor.
    """
    for meeting in meetings_ahead(unit, first):
        meeting = lock_meeting(meeting)
        if meeting.consent is not None and not covers(meeting.consent, successor.party, successor):
            continue
        seats = live_invitations(meeting).filter(unit=unit)
        if meeting.is_individual:
            seats = seats.filter(person__isnull=False)
        asked = [_hand_seat(meeting, seat, successor, actor) for seat in seats]
        fields = []
        if meeting.calling_unit_id == unit.pk:
            meeting.calling_unit = successor
            fields.append("calling_unit")
        record(meeting, "unit_succeeded", by=actor, was=unit.pk, now=successor.pk)
        save_meeting(meeting, *fields)
        if any(asked) and meeting.is_called:
            raise_revision(meeting)
    ahead = Invitation.objects.filter(unit=successor, state=InvitationState.LIVE, series_seat__unit=unit)
    SeriesSeat.objects.filter(pk__in=ahead.values("series_seat")).update(unit=successor)


def hand_over_call(invitation: Invitation, successor: Unit, *, actor: Person) -> bool:
    """Ask the successor about a call in a case that waited for its caller's yes; False when it cannot be asked."""
    meeting = lock_meeting(invitation.meeting)
    if meeting.consent is not None and not covers(meeting.consent, successor.party, successor):
        return False
    if not _hand_seat(meeting, invitation, successor, actor):
        return not invitation.is_live
    save_meeting(meeting)
    raise_revision(meeting)
    return True


def meetings_ahead(unit: Unit, first: datetime.date) -> list[Meeting]:
    """Called, or in draft for a group: where the unit has a seat or has called from it."""
    seated = Invitation.objects.filter(unit=unit, state=InvitationState.LIVE).values("meeting")
    drafts = Q(state=MeetingState.DRAFT, forum__isnull=False)
    begins = max(at_local(first, datetime.time(0)), timezone.now())
    found = Meeting.objects.filter(Q(state=MeetingState.CALLED) | drafts, starts_at__gte=begins)
    return list(found.filter(Q(pk__in=seated) | Q(calling_unit=unit)).order_by(*LOCK_ORDER))


def _hand_seat(meeting: Meeting, seat: Invitation, successor: Unit, actor: Person) -> bool:
    """True when the successor is asked who comes."""
    if seat.person_id is not None:
        seat.unit = successor
        seat.save(update_fields=["unit"])
        return False
    if live_invitations(meeting).filter(person__isnull=True, unit=successor).exists():
        end_invitation(seat, InvitationState.REMOVED)
        return False
    was, seat.unit, seat.contact_point = seat.unit_id, successor, way_in(successor)
    if not meeting.no_mail and not address_of(seat):
        return False
    forget_answer(seat)
    seat.link_version += 1
    seat.save(update_fields=["unit", "contact_point", "link_version", *ANSWERED])
    record(meeting, "passed_on", by=actor, invitation=str(seat.pk), was=was, now=successor.pk)
    return True
