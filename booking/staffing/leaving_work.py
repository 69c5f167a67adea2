"""Work at a unit that ends: at once where one keeps all that it touches, else proposed to who keeps the rest.

One person's unit may serve six areas. The coordinator of one ends what lies there; whoever keeps the others, or speaks
for the unit, says yes or no (domain rule 7). The placement ends when all of them have said yes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from booking.staffing import refusals
from booking.staffing.leaving import (
    DAY,
    Leaving,
    address_is_new,
    call_member,
    end_seats,
    meetings_with,
    release_substitutes,
)
from booking.staffing.waiting import CASES, GROUPS, heirs_wait
from forums import audit
from forums.actions import placements
from forums.keepers import can_keep_person, can_keep_placement, kept_areas, kept_federations
from forums.models import LeaveProposal, Membership, Person, Placement
from forums.proposals import can_answer_leaving
from forums.queries import today, works_at


def end_placement(
    placement: Placement,
    *,
    by: Person,
    on: datetime.date,
    heir: Person | None = None,
    at: datetime.datetime | None = None,
) -> Placement:
    """Set a person's last local date at a unit. Calls after it go to `heir`, or the unit is asked who comes.

    Their seats in groups go to the heir too, or are holes from then on; meetings that they have called wait for a
    colleague to take over. In cases nobody takes over before the caller has said yes. Idempotent. `at` is the moment of
    a change that ends more than this.

    Who keeps only some of the areas that it touches ends what lies there; the rest is a proposal, and the placement
    goes on until it has a yes.
    """
    with transaction.atomic():
        placement = _lock_placement(placement, by)
        if placement.ends_on == on:
            return placement
        placements.refuse_early_end(placement.starts_on, on)
        if placement.ends_on is not None and on > placement.ends_on:
            raise refusals.already_ended("placement")
        _refuse_heir(placement, heir, on, by)
        elsewhere = areas_elsewhere(placement, by, on)
        if elsewhere:
            _propose(placement, elsewhere, by, on, heir)
        else:
            _end(placement, by, on, heir, at or timezone.now())
    return placement


def _end(placement: Placement, by: Person, on: datetime.date, heir: Person | None, at: datetime.datetime) -> None:
    """End the placement and all that goes with it; `by` is only written down."""
    seats = list(placements.seats_of_placement(placement, on).select_related("forum__area", "party", "unit"))
    placement.ends_on = on
    placement.save(update_fields=["ends_on"])
    what = "placement_ended" if heir is None else "placement_handed"
    audit.record(what, by=by, person=placement.person, unit=placement.unit, on=on, heir=heir)
    end_memberships(placement.person, seats, on, by, heir, at)
    leaving = Leaving("left_unit", heir=heir, asks_unit=True, leaves_work=True)
    work = Q(person=placement.person, unit=placement.unit)
    if heir is not None:
        work &= ~heirs_wait(placement, heir, on + DAY, actor=by)
    end_seats(work, first=on + DAY, actor=by, leaving=leaving)
    if heir is not None or on < today():
        points = placements.leave_ways_in(placement.person, placement.unit, heir, actor=by)
        if points:
            audit.record("way_in_left", by=by, person=placement.person, unit=placement.unit, heir=heir)
        address_is_new(GROUPS & Q(person__isnull=True, contact_point__in=points, contact_point__mailbox=""))


def areas_elsewhere(placement: Placement, by: Person, last: datetime.date) -> set[int | None]:
    """Ids of the areas where this touches a seat or a meeting and that `by` does not keep; None: no area's."""
    if kept_federations(by).filter(pk=placement.unit.party.federation_id).exists():
        return set()
    touched = {seat.forum.area_id for seat in placements.seats_of_placement(placement, last).select_related("forum")}
    work = Q(person=placement.person_id, unit=placement.unit_id)
    touched |= set(meetings_with(work, last + DAY).order_by().values_list("area", flat=True))
    return touched - set(kept_areas(by).values_list("pk", flat=True))


def _propose(
    placement: Placement, elsewhere: Iterable[int | None], by: Person, last: datetime.date, heir: Person | None
) -> None:
    now = timezone.now()
    _end_in(placement, set(kept_areas(by).values_list("pk", flat=True)), by, last, heir, now)
    wanted = {"last_on": last, "heir": heir, "proposed_by": by}
    open_rows = {row.area_id: row for row in placement.leave_proposals.filter(answered_at__isnull=True)}
    same = [area for area in elsewhere if (row := open_rows.get(area)) and (row.last_on, row.heir) == (last, heir)]
    if len(same) == len(set(elsewhere)):
        return
    placement.leave_proposals.filter(answered_at__isnull=True).delete()
    LeaveProposal.objects.bulk_create(
        LeaveProposal(placement=placement, area_id=area, proposed_at=now, **wanted) for area in elsewhere
    )
    audit.record("leaving_proposed", by=by, person=placement.person, unit=placement.unit, on=last)


def _end_in(
    placement: Placement,
    areas: set[int] | set[int | None],
    by: Person,
    last: datetime.date,
    heir: Person | None,
    at: datetime.datetime,
) -> None:
    """End the placement's seats in these areas, while it goes on elsewhere. Cases wait for an heir until it ends."""
    held = placements.seats_of_placement(placement, last).select_related("forum__area", "party", "unit")
    end_memberships(placement.person, [seat for seat in held if seat.forum.area_id in areas], last, by, heir, at)
    where = Q(meeting__area__in=[area for area in areas if area is not None])
    if None in areas:
        where |= Q(meeting__area=None)
    work = Q(person=placement.person, unit=placement.unit) & where
    leaving = Leaving("left_unit", heir=heir, asks_unit=True)
    end_seats(work & ~CASES if heir is not None else work, first=last + DAY, actor=by, leaving=leaving)


def answer_leaving(proposal: LeaveProposal, *, by: Person, is_right: bool) -> LeaveProposal:
    """Say yes or no, for one area, to what another's coordinator has proposed. Raises `RuleError` when answered."""
    with transaction.atomic():
        list(Placement.objects.select_for_update(no_key=True).filter(pk=proposal.placement_id).values_list("pk"))
        rows = LeaveProposal.objects.select_related("placement__person", "placement__unit__party", "area", "heir")
        proposal = rows.get(pk=proposal.pk)
        if not can_answer_leaving(by, proposal):
            raise PermissionDenied
        if proposal.answered_at is not None:
            raise refusals.answered_already()
        proposal.answered_by, proposal.answered_at, proposal.is_right = by, timezone.now(), is_right
        proposal.save(update_fields=["answered_by", "answered_at", "is_right"])
        place, last, heir = proposal.placement, proposal.last_on, proposal.heir
        if heir is not None and not works_at(heir, place.unit, max(last + DAY, today())):
            # has left since it was proposed: the unit is asked who comes
            heir = None
        what = "leaving_agreed" if is_right else "leaving_refused"
        audit.record(what, by=by, person=place.person, unit=place.unit, area=proposal.area, on=last)
        if is_right:
            _end_in(place, {proposal.area_id}, by, last, heir, proposal.answered_at)
            together = place.leave_proposals.filter(proposed_at=proposal.proposed_at)
            if not together.exclude(is_right=True).exists() and place.ends_on is None:
                _end(place, by, last, heir, proposal.answered_at)
    return proposal


def end_memberships(
    person: Person, seats: list[Membership], last: datetime.date, by: Person, heir: Person | None, at: datetime.datetime
) -> None:
    """End seats in groups with the placement that they were for; the heir has them from the day after."""
    for seat in seats:
        new = _inherit(seat, heir, last) if heir is not None else None
        if new is None:
            placements.leave_seats(Membership.objects.filter(pk=seat.pk), last, actor=by, at=at)
        else:
            placements.end_rows(Membership.objects.filter(pk=seat.pk), last)
        what = "member_ended" if new is None else "member_replaced"
        audit.record(what, by=by, person=person, forum=seat.forum, on=last, heir=heir if new is not None else None)
        own = Q(person=person, meeting__forum=seat.forum, is_guest=False)
        leaving = Leaving("member_left", leaves_work=True, is_left=new is None)
        end_seats(own, first=last + DAY, actor=by, leaving=leaving)
        if new is not None:
            release_substitutes(person, seat.forum, last + DAY)
            call_member(new, actor=by)


def _inherit(seat: Membership, heir: Person, last: datetime.date) -> Membership | None:
    begins = last + DAY
    if seat.forum.memberships.filter(person=heir).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=begins)).exists():
        return None
    return Membership.objects.create(
        forum=seat.forum,
        person=heir,
        party=seat.party,
        unit=seat.unit,
        is_substitute=seat.is_substitute,
        starts_on=max(begins, seat.starts_on),
    )


def _lock_placement(placement: Placement, by: Person) -> Placement:
    list(Placement.objects.select_for_update(no_key=True).filter(pk=placement.pk).order_by().values_list("pk"))
    placement = Placement.objects.select_related("person", "unit__party").get(pk=placement.pk)
    if not can_keep_placement(by, placement) or not can_keep_person(by, placement.person):
        raise PermissionDenied
    return placement


def _refuse_heir(placement: Placement, heir: Person | None, last: datetime.date, by: Person) -> None:
    if heir is None:
        return
    if heir.pk == by.pk:
        raise refusals.own_heir()
    if heir.pk == placement.person_id:
        raise refusals.same_person("leaver")
    if not works_at(heir, placement.unit, last + DAY):
        raise refusals.left_unit(heir, placement.unit, "heir")
    if not heir.email:
        raise refusals.address_missing(heir, "heir")
