"""Staff change in the standing groups: seats that begin, end or go to somebody else, and all meetings ahead follow."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from booking.meetings.actions.changing import cancel_meeting
from booking.models import CancellationReason, Meeting, MeetingState
from booking.staffing import refusals
from booking.staffing.leaving import (
    DAY,
    LOCK_ORDER,
    Leaving,
    call_member,
    end_seats,
    release_from_left_seats,
    release_substitutes,
)
from booking.workdays import at_local
from forums import audit
from forums.access import can_arrange_forum, can_send_member
from forums.actions.placements import end_rows, refuse_early_end
from forums.models import Decline, Forum, Membership, Party, Person, Unit
from forums.queries import coordinators_of, members_of, today, works_at
from forums.vacancies import follower_of

LEFT = Leaving("member_left", is_left=True)


def add_member(
    forum: Forum,
    *,
    by: Person,
    person: Person,
    party: Party,
    unit: Unit | None = None,
    starts_on: datetime.date,
    is_substitute: bool = False,
) -> Membership:
    """Give a person a seat in a group from a local date on: called to its meetings then, a substitute when needed.

    A party that had declined is back with its first member. Idempotent for the same person.
    """
    with transaction.atomic():
        forum = _lock(forum, by)
        known = forum.memberships.filter(person=person, ends_on__isnull=True).first()
        if known is not None and (known.party_id, known.is_substitute) == (party.pk, is_substitute):
            return known
        if known is not None:
            raise refusals.already_member(person)
        _refuse_member(forum, person, starts_on)
        if party.federation_id != forum.federation_id or (unit is not None and unit.party_id != party.pk):
            raise refusals.other_party("seat")
        return _seat(forum, by, person, party, unit, starts_on, is_substitute)


def send_member(left: Membership, *, by: Person, person: Person, starts_on: datetime.date) -> Membership:
    """Give a seat that has been left to a colleague of its unit: who speaks for the unit says who comes.

    Idempotent for the same person. Raises `RuleError` when somebody else has it already, or works elsewhere then.
    """
    with transaction.atomic():
        _lock_row(left.forum)
        seats = Membership.objects.select_related("forum__area", "forum__federation", "person", "party", "unit__party")
        left = seats.get(pk=left.pk)
        if not can_send_member(by, left) or left.left_at is None or left.ends_on is None:
            raise PermissionDenied
        follower = follower_of(left, left.forum.memberships.select_related("person"))
        if follower is not None and follower.person_id == person.pk:
            return follower
        if follower is not None:
            raise refusals.already_replaced(follower.person, follower.starts_on)
        if starts_on <= left.ends_on:
            raise refusals.too_early("starts_on")
        if left.unit is None or not works_at(person, left.unit, starts_on):
            raise refusals.left_unit(person, left.unit, "person")
        if left.forum.memberships.filter(person=person, ends_on__isnull=True).exists():
            raise refusals.already_member(person)
        _refuse_member(left.forum, person, starts_on)
        return _seat(left.forum, by, person, left.party, left.unit, starts_on, left.is_substitute)


def _seat(
    forum: Forum,
    by: Person,
    person: Person,
    party: Party,
    unit: Unit | None,
    starts_on: datetime.date,
    is_substitute: bool,
) -> Membership:
    """Make the seat, and call an ordinary member to what lies ahead in the place of substitutes. For locked groups."""
    seat = Membership.objects.create(
        forum=forum, person=person, party=party, unit=unit, is_substitute=is_substitute, starts_on=starts_on
    )
    Decline.objects.filter(forum=forum, party=party).filter(Q(unit=None) | Q(unit=unit)).delete()
    audit.record("member_added", by=by, person=person, forum=forum, on=starts_on)
    if not is_substitute:
        release_from_left_seats(seat)
    call_member(seat, actor=by)
    return seat


def end_member(membership: Membership, *, by: Person, on: datetime.date) -> Membership:
    """Set the member's last local date in the group. Their seats at later meetings end; the party then has a hole.

    Another last day is followed too: an earlier one ends more seats, a later one calls to the meetings between.
    """
    with transaction.atomic():
        seat = _lock_seat(membership, by)
        if seat.ends_on == on:
            return seat
        refuse_early_end(seat.starts_on, on)
        was, seat.ends_on = seat.ends_on, on
        seat.left_at, seat.left_by = timezone.now(), by
        seat.save(update_fields=["ends_on", "left_at", "left_by"])
        audit.record("member_ended", by=by, person=seat.person, forum=seat.forum, on=on)
        if was is None or on < was:
            end_seats(_seats_of(seat), first=on + DAY, actor=by, leaving=LEFT)
        else:
            release_substitutes(seat.person, seat.forum, was + DAY)
            call_member(seat, actor=by, first=was + DAY)
    return seat


def replace_member(membership: Membership, *, by: Person, person: Person, on: datetime.date) -> Membership:
    """Give a forum seat to another person from a day on (domain rule 7), also in the middle of a series.

    The new member is called to every meeting of the forum from that day, and the old one's entries are
    cancelled; history stays with who was there. Who was called in for the old one goes, unless they have said yes.
    A substitute's seat goes the same way. Done again with the same person it changes nothing.
    """
    with transaction.atomic():
        seat = _lock_seat(membership, by)
        heir = seat.forum.memberships.filter(person=person, ends_on__isnull=True).first()
        if seat.person_id == person.pk or (heir is not None and seat.ends_on is not None):
            return heir or seat
        if heir is not None:
            raise refusals.already_member(person)
        _refuse_member(seat.forum, person, on)
        if on <= seat.starts_on:
            raise refusals.too_early()
        follower = follower_of(seat, seat.forum.memberships.select_related("person"))
        if follower is not None:
            raise refusals.already_replaced(follower.person, follower.starts_on)
        seat.ends_on = on - DAY
        seat.save(update_fields=["ends_on"])
        new = Membership.objects.create(
            forum=seat.forum,
            person=person,
            party=seat.party,
            unit=seat.unit,
            is_substitute=seat.is_substitute,
            starts_on=on,
        )
        audit.record("member_replaced", by=by, person=seat.person, heir=person, forum=seat.forum, on=seat.ends_on)
        end_seats(_seats_of(seat), first=on, actor=by, leaving=Leaving("member_replaced"))
        if not seat.is_substitute:
            release_substitutes(seat.person, seat.forum, on)
        call_member(new, actor=by)
    return new


def decline_forum(forum: Forum, *, by: Person, party: Party, unit: Unit | None = None, since: datetime.date) -> Decline:
    """Record that a party, or one unit of it, steps back ("avböjt sedan …"): its seats end, and are no hole."""
    with transaction.atomic():
        forum = _lock(forum, by)
        defaults = {"since": since}
        declined, is_new = Decline.objects.get_or_create(forum=forum, party=party, unit=unit, defaults=defaults)
        held, seats = Q(party=party), Q(party=party, meeting__forum=forum, is_guest=False)
        if unit is not None:
            held, seats = held & Q(unit=unit), seats & Q(unit=unit)
        leaving = members_after(forum, since - DAY).filter(held)
        if is_new or leaving:
            persons = [seat.person for seat in leaving]
            audit.record("party_declined", by=by, forum=forum, party=party, unit=unit, on=since, persons=persons)
        end_rows(forum.memberships.filter(held), since - DAY)
        end_seats(seats, first=since, actor=by, leaving=Leaving("party_declined"))
    return declined


def take_back_decline(declined: Decline, *, by: Person) -> None:
    """Delete the decline: the party is expected again; who sits for it is said by adding a member."""
    with transaction.atomic():
        _lock(declined.forum, by)
        gone, _rows = Decline.objects.filter(pk=declined.pk).delete()
        if gone:
            audit.record("decline_taken_back", by=by, forum=declined.forum, party=declined.party, unit=declined.unit)


def end_forum(forum: Forum, *, by: Person, on: datetime.date) -> Forum:
    """Set the group's last local date. Seats end with it, and later meetings are cancelled, series too. Idempotent."""
    with transaction.atomic():
        forum = _lock(forum, by)
        if forum.ended_on == on:
            return forum
        if on < today() - DAY:
            raise refusals.in_the_past("day")
        forum.ended_on = on
        forum.save(update_fields=["ended_on"])
        audit.record("forum_ended", by=by, forum=forum, on=on, persons=[m.person for m in members_after(forum, on)])
        end_rows(forum.memberships.all(), on)
        for meeting in meetings_after(forum, on):
            cancel_meeting(meeting, by=by, reason=CancellationReason.NO_LONGER_NEEDED)
    return forum


def possible_conveners(forum: Forum) -> QuerySet[Person]:
    """Candidates for convener: the members, coordinators of the area, and the present one."""
    ways = Q(pk__in=members_of(forum, today()).values("person")) | Q(pk=forum.convener_id)
    if forum.area is not None:
        ways |= Q(pk__in=coordinators_of(forum.area).values("pk"))
    return Person.objects.filter(ways, is_active=True)


def set_convener(forum: Forum, *, by: Person, person: Person | None) -> Forum:
    """Set the convener; None when whoever has the role convenes."""
    with transaction.atomic():
        forum = _lock(forum, by)
        if person is not None and not possible_conveners(forum).filter(pk=person.pk).exists():
            raise refusals.not_in_group()
        if forum.convener_id == (person.pk if person is not None else None):
            return forum
        what, convener = ("convener_set", person) if person is not None else ("convener_left", forum.convener)
        audit.record(what, by=by, person=convener, forum=forum)
        forum.convener = person
        forum.save(update_fields=["convener"])
    return forum


def members_after(forum: Forum, last: datetime.date) -> QuerySet[Membership]:
    """Seats that go on, or begin, after a day."""
    return forum.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last)).select_related("person")


def meetings_after(forum: Forum, last: datetime.date) -> list[Meeting]:
    first = at_local(last + DAY, datetime.time(0))
    return list(forum.meetings.filter(state=MeetingState.CALLED, starts_at__gte=first).order_by(*LOCK_ORDER))


def _seats_of(seat: Membership) -> Q:
    return Q(person=seat.person, meeting__forum=seat.forum, is_guest=False)


def _lock(forum: Forum, by: Person) -> Forum:
    """Lock the group's row, so that changes of who sits in it are serialised."""
    _lock_row(forum)
    locked = Forum.objects.select_related("area", "federation").get(pk=forum.pk)
    if not can_arrange_forum(by, locked):
        raise PermissionDenied
    return locked


def _lock_row(forum: Forum) -> None:
    list(Forum.objects.select_for_update(no_key=True).filter(pk=forum.pk).order_by().values_list("pk"))


def _lock_seat(membership: Membership, by: Person) -> Membership:
    _lock(membership.forum, by)
    return Membership.objects.select_related("forum__area", "person", "party", "unit").get(pk=membership.pk)


def _refuse_member(forum: Forum, person: Person, starts_on: datetime.date) -> None:
    if not person.email:
        raise refusals.address_missing(person, "person", choose_another=True)
    if forum.ended_on is not None and starts_on > forum.ended_on:
        raise refusals.forum_ended("starts_on")
    if forum.memberships.filter(person=person, ends_on__gte=starts_on).exists():
        raise refusals.already_member(person)
