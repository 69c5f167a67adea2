"""Ending seats ahead when somebody leaves, a unit closes or a party steps back, and what comes instead.

One place for all of it. Who has the seat is cancelled in the calendar; who takes over is called; a unit is asked who
comes; in a group the seat is a hole that the coordinator sees. What has begun is history and stays with who was there.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from booking.meetings.actions.filling import fill_left_seat, fill_seat, give_seat_back
from booking.meetings.actions.recording import lock_meeting, raise_revision, record, save_and_tell, save_meeting
from booking.meetings.actions.rules import address_of
from booking.meetings.actions.seats import called_as, end_invitation, way_in
from booking.meetings.queries import live_invitations
from booking.models import Answer, Invitation, InvitationState, Meeting, MeetingState, SeriesSeat, Substitution
from booking.series.actions import seat_in_series
from booking.workdays import at_local, local
from forums.models import Forum, Membership, Party, Person, Unit
from forums.queries import works_at

DAY = datetime.timedelta(days=1)
# lock order: a series before its meetings, so that two actions that reach several series cannot deadlock
LOCK_ORDER = (F("series").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class Leaving:
    """The reason why seats end. `heir` takes them; `asks_unit`: where nobody does, the unit is asked who comes.

    `leaves_work`: the person is no longer there to hold a meeting either, so that a colleague has to take over those
    they called; otherwise whoever calls a meeting stays in it. `is_left`: nobody takes the seat in a group over, so
    that the group's standing substitute is called.
    """

    what: str
    heir: Person | None = None
    asks_unit: bool = False
    leaves_work: bool = False
    is_left: bool = False


def end_seats(seats: Q, *, first: datetime.date, actor: Person, leaving: Leaving) -> list[Meeting]:
    """End these live seats at all meetings from a local date on, drafts of groups too. Returns the meetings reached.

    Runs in the caller's transaction, after the standing structure says how things are from that day. Idempotent.
    """
    reached = []
    for meeting in meetings_with(seats, first):
        meeting = lock_meeting(meeting)
        ending = list(live_invitations(meeting).filter(seats))
        ended = [seat for seat in ending if _end(meeting, seat, actor, leaving)]
        if ended:
            save_meeting(meeting)
            if meeting.is_called:
                raise_revision(meeting)
            reached.append(meeting)
    return reached


def meetings_with(seats: Q, first: datetime.date) -> QuerySet[Meeting]:
    """The query of meetings from a local date on where one of these seats is live, in lock order."""
    found = Invitation.objects.filter(seats, state=InvitationState.LIVE).values("meeting")
    drafts = Q(state=MeetingState.DRAFT, forum__isnull=False)
    ahead = Meeting.objects.filter(Q(state=MeetingState.CALLED) | drafts, starts_at__gte=_from(first), pk__in=found)
    return ahead.order_by(*LOCK_ORDER)


def call_member(membership: Membership, *, actor: Person, first: datetime.date | None = None) -> list[Meeting]:
    """Call an ordinary member to all the group's meetings ahead that lie within the seat, from `first` on."""
    if membership.is_substitute:
        return []
    begins = max(first or membership.starts_on, membership.starts_on)
    ahead = membership.forum.meetings.filter(starts_at__gte=_from(begins)).exclude(state=MeetingState.CANCELLED)
    if membership.ends_on is not None:
        ahead = ahead.filter(starts_at__lt=at_local(membership.ends_on + DAY, datetime.time(0)))
    reached = []
    for meeting in ahead.order_by(*LOCK_ORDER):
        meeting = lock_meeting(meeting)
        if _call(meeting, membership):
            record(meeting, "member_called", by=actor)
            save_meeting(meeting)
            if meeting.is_called:
                raise_revision(meeting)
            reached.append(meeting)
    return reached


def release_substitutes(former: Person, forum: Forum, first: datetime.date) -> None:
    """End substitutes' calls when a member's seat has a new holder; one who has said yes comes along.

    Runs inside the action that gives the seat to the new one, which raises the revisions.
    """
    _release(Q(original__person=former), forum, first)


def release_from_left_seats(new: Membership) -> None:
    """The same for substitutes called to seats of the party, or unit, that had been left before this member came."""
    of_unit = Q() if new.unit_id is None else Q(original__unit=new.unit_id) | Q(original__unit=None)
    left = Q(original__party=new.party_id, original__state=InvitationState.REMOVED)
    _release(left & of_unit, new.forum, new.starts_on)


def _release(seats: Q, forum: Forum, first: datetime.date) -> None:
    called_in = Substitution.objects.filter(
        seats,
        original__is_guest=False,
        original__meeting__forum=forum,
        original__meeting__starts_at__gte=_from(first),
        substitute__state=InvitationState.LIVE,
    )
    for substitution in called_in.select_related("substitute", "original__meeting").order_by("original__meeting"):
        meeting = lock_meeting(substitution.original.meeting)
        give_seat_back(meeting, substitution)


def address_is_new(seats: Q) -> None:
    """Raise the revision of these seats' meetings: their calendars follow now, not at the hourly run."""
    live = Invitation.objects.filter(seats, state=InvitationState.LIVE)
    for meeting in called_ahead().filter(pk__in=live.values("meeting")).order_by(*LOCK_ORDER):
        meeting = lock_meeting(meeting)
        live.filter(meeting=meeting).update(link_version=F("link_version") + 1)
        save_and_tell(meeting)


def called_ahead() -> QuerySet[Meeting]:
    """The query of called meetings that have not begun."""
    ahead = Meeting.objects.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return ahead.select_related("template", "area", "federation", "forum", "caller")


def series_seat(meeting: Meeting, person: Person, party: Party | None, unit: Unit | None) -> SeriesSeat | None:
    """The person's seat in the meeting's series; None for a meeting of its own."""
    return seat_in_series(meeting.series, person, party, unit) if meeting.series is not None else None


def _from(first: datetime.date) -> datetime.datetime:
    return max(at_local(first, datetime.time(0)), timezone.now())


def _end(meeting: Meeting, seat: Invitation, actor: Person, leaving: Leaving) -> bool:
    is_caller = seat.person_id is not None and seat.person_id == meeting.caller_id
    if is_caller and not leaving.leaves_work:
        return False
    if meeting.state == MeetingState.DRAFT:
        return _end_in_draft(meeting, seat, is_caller, leaving)
    end_invitation(seat, InvitationState.REMOVED)
    if is_caller:
        # a colleague of the unit takes over, and is seated then (domain rule 1)
        record(meeting, "caller_left", by=actor, invitation=str(seat.pk))
        return True
    instead = _instead(meeting, seat, leaving)
    if instead is not None:
        instead.save(force_insert=True)
    elif leaving.is_left:
        fill_left_seat(meeting, seat)
    _refill(meeting, seat)
    record(meeting, _what(meeting, instead, leaving), by=actor, invitation=str(seat.pk))
    return True


def _end_in_draft(meeting: Meeting, seat: Invitation, is_caller: bool, leaving: Leaving) -> bool:
    """Delete a seat in a draft, or give it to the heir; nobody is told of it. The caller's own waits for its caller."""
    if is_caller:
        return False
    heir = leaving.heir
    if heir is None or live_invitations(meeting).filter(person=heir).exists():
        seat.delete()
    else:
        seat.person = heir
        seat.save(update_fields=["person"])
    return True


def _instead(meeting: Meeting, seat: Invitation, leaving: Leaving) -> Invitation | None:
    """The invitation that replaces the seat; None when it was called in for another, or the one to have it is there."""
    live, heir = live_invitations(meeting), leaving.heir
    unit = seat.unit
    if heir is not None and unit is not None and works_at(heir, unit, local(meeting.starts_at).date()):  # type: ignore[arg-type]
        if live.filter(person=heir).exists():
            return None
        place = series_seat(meeting, heir, seat.party, unit) if seat.series_seat_id else None
        return _seat_like(seat, person=heir, unit=unit, series_seat=place)
    if meeting.forum_id is not None or not leaving.asks_unit or unit is None:
        return None
    if live.filter(person__isnull=True, unit=unit).exists():
        return None
    return _seat_like(seat, unit=unit, contact_point=way_in(unit))


def _seat_like(seat: Invitation, **who: object) -> Invitation:
    return Invitation(
        meeting=seat.meeting,
        party=seat.party,
        standing=seat.standing,
        is_guest=seat.is_guest,
        invited_at=timezone.now(),
        **who,
    )


def _refill(meeting: Meeting, seat: Invitation) -> None:
    """Call the group's next substitute when one who had been called in leaves."""
    filled = Substitution.objects.filter(substitute=seat).select_related("original").first()
    if filled is None or meeting.forum_id is None:
        return
    original = filled.original
    if original.is_live and original.answer == Answer.NO:
        fill_seat(meeting, original)


def _what(meeting: Meeting, instead: Invitation | None, leaving: Leaving) -> str:
    """The code for the event log and the caller's mail."""
    if meeting.forum_id is not None:
        return leaving.what
    if instead is None:
        return "seat_ended"
    if instead.person_id is not None:
        return "seat_to_colleague"
    return "seat_to_unit" if address_of(instead) else "seat_without_contact"


def _call(meeting: Meeting, membership: Membership) -> bool:
    """Seat the member at one meeting. Who is there already, as a guest or for another, becomes a member from now on."""
    person = membership.person
    there = live_invitations(meeting).filter(person=person).first()
    if there is not None:
        if not there.is_guest or there.person_id == meeting.caller_id:
            return False
        there.party, there.unit, there.is_guest = membership.party, membership.unit, False
        there.save(update_fields=["party", "unit", "is_guest"])
        return True
    Invitation.objects.create(
        meeting=meeting,
        person=person,
        party=membership.party,
        unit=membership.unit,
        standing=called_as(meeting, membership.party),
        series_seat=series_seat(meeting, person, membership.party, membership.unit),
        invited_at=timezone.now() if meeting.is_called else None,
    )
    return True
