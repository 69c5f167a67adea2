"""Staff change at the units: somebody leaves, a unit closes, an address is corrected. All meetings ahead follow."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from booking.models import Invitation, InvitationState, Meeting
from booking.staffing import refusals
from booking.staffing.leaving import DAY, Leaving, address_is_new, called_ahead, end_seats
from booking.staffing.leaving_work import end_memberships, end_placement
from booking.staffing.succession import hand_over
from booking.staffing.waiting import GROUPS, successors_wait
from forums import audit
from forums.access import visible_persons
from forums.actions import addresses, placements
from forums.actions.roles import refuse_last_administrator
from forums.actions.waiting import way_in_waits
from forums.keepers import (
    can_close_unit,
    can_keep_person,
    keeping_federation,
    kept_federations,
    kept_units,
)
from forums.models import ContactPoint, Federation, Membership, Person, Placement, Unit
from forums.queries import today


def leave_federation(person: Person, *, by: Person, on: datetime.date) -> Person:
    """Set a person's last local date altogether: placements, seats and roles end in the federations that `by` keeps.

    Each unit is asked who comes instead; groups have holes. A guest without a unit is called no more. Raises
    `RuleError` for a federation's last administrator.
    """
    with transaction.atomic():
        if not can_keep_person(by, person) or not kept_federations(by).exists():
            raise PermissionDenied
        at = timezone.now()
        for placement in _open(person, by, on):
            if placement.starts_on > on:
                audit.record("placement_dropped", by=by, person=person, unit=placement.unit)
                placement.delete()
            else:
                end_placement(placement, by=by, on=on, at=at)
        for federation in kept_federations(by):
            refuse_last_administrator(person, federation, on)
            seats = list(_memberships(person, federation, on))
            end_memberships(person, seats, on, by, None, at)
            left = Q(person=person, meeting__federation=federation)
            leaving = Leaving("left_unit", asks_unit=True, leaves_work=True)
            end_seats(left, first=on + DAY, actor=by, leaving=leaving)
            placements.step_back(person, federation, on, actor=by)
    return person


def close_unit(unit: Unit, *, by: Person, on: datetime.date, successor: Unit | None = None) -> Unit:
    """Close a unit from a local date on. Nobody works there then, and nobody is asked who comes. Idempotent.

    Calls to the unit end, and each caller is told so that they can call another; what staff of the unit have called
    waits for whoever holds it together.

    A successor of the same party takes over what lies ahead from that day: who works there, their seats in groups, the
    calls to the unit and what it has called; but never what a consent does not cover.
    """
    with transaction.atomic():
        list(Unit.objects.select_for_update(no_key=True).filter(pk=unit.pk).order_by().values_list("pk"))
        unit = Unit.objects.select_related("party__federation").get(pk=unit.pk)
        if not can_close_unit(by, unit):
            raise PermissionDenied
        if unit.closed_on == on:
            return unit
        if on < today():
            raise refusals.in_the_past("day")
        if successor is not None:
            _refuse_successor(unit, successor, on, by)
        placements.close(unit, on, successor, actor=by)
        seats = Q(unit=unit)
        if successor is not None:
            seats &= ~successors_wait(unit, successor, on, actor=by)
            hand_over(unit, successor, first=on, actor=by)
        end_seats(seats, first=on, actor=by, leaving=Leaving("unit_closed", leaves_work=True, is_left=True))
    return unit


def correct_person(
    person: Person,
    *,
    by: Person,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    seen: str | None = None,
) -> Person:
    """Correct a person's name, address or phone. A new address moves what lies ahead: cancelled at the old, called
    anew. A case moves when its caller has said yes, or the person (domain rule 4).

    Personal links that went to the old address are revoked, answers from it still count, and the flag of a bouncing
    address is removed. `seen` is an optimistic lock: the address on the page in front of them.
    """
    with transaction.atomic():
        list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk).order_by().values_list("pk"))
        person = Person.objects.get(pk=person.pk)
        if not can_keep_person(by, person):
            raise PermissionDenied
        if seen is not None and seen != (person.email or ""):
            raise refusals.changed_meanwhile("address")
        was = _details(person)
        if addresses.set_details(person, actor=by, name=name, email=email, phone=phone):
            address_is_new(GROUPS & Q(person=person) if person.address_waits else Q(person=person))
        if fields := _changed(was, _details(person)):
            audit.record(
                "details_corrected", by=by, federation=keeping_federation(by, person), person=person, fields=fields
            )
    return person


def correct_contact_point(
    point: ContactPoint,
    *,
    by: Person,
    mailbox: str | None = None,
    person: Person | None = None,
    phone: str | None = None,
) -> ContactPoint:
    """Correct where a unit is reached: another mailbox, or another person behind it. Checked today.

    Calls to the unit that nobody has been named for are asked anew there, and the old link is revoked; in cases when
    the caller, or a colleague of the unit, has said yes (domain rule 4).
    """
    with transaction.atomic():
        list(ContactPoint.objects.select_for_update(no_key=True).filter(pk=point.pk).order_by().values_list("pk"))
        point = ContactPoint.objects.select_related("unit", "person").get(pk=point.pk)
        if not kept_units(by).filter(pk=point.unit_id).exists():
            raise PermissionDenied
        before, was = _reached_at(point), _details_of_point(point)
        was_mailbox, was_person, is_dead = point.mailbox, point.person, point.address_bounced_at is not None
        point.mailbox = point.mailbox if mailbox is None else addresses.clean_optional(mailbox, "mailbox")
        point.person = person
        point.phone = point.phone if phone is None else addresses.clean_phone(phone)
        point.checked_on = today()
        if person is not None and not visible_persons(by).filter(pk=person.pk).exists():
            raise PermissionDenied
        if _reached_at(point) != before:
            point.address_bounced_at = None
        point.save(update_fields=["mailbox", "person", "phone", "checked_on", "address_bounced_at"])
        # who has looked at it has answered what others said of it, also when it stays as it is
        point.proposals.all().delete()
        if fields := _changed(was, _details_of_point(point)):
            audit.record("way_in_corrected", by=by, unit=point.unit, areas=list(point.unit.areas.all()), fields=fields)
        if (point.mailbox, point.person) != (was_mailbox, was_person):
            way_in_waits(point, was_mailbox, was_person, is_dead=is_dead, actor=by)
        if _reached_at(point) != before:
            address_is_new(GROUPS & Q(person__isnull=True, contact_point=point))
    return point


def meetings_of(person: Person) -> list[Meeting]:
    """Meetings ahead that the person is called to or has called: what a change of their unit or address reaches."""
    called = Invitation.objects.filter(person=person, state=InvitationState.LIVE).values("meeting")
    own = Q(pk__in=called) | Q(caller=person)
    return list(called_ahead().filter(own).order_by("starts_at", "pk"))


def meetings_of_unit(unit: Unit) -> list[Meeting]:
    called = Invitation.objects.filter(unit=unit, state=InvitationState.LIVE).values("meeting")
    return list(called_ahead().filter(Q(pk__in=called) | Q(calling_unit=unit)).order_by("starts_at", "pk"))


def _memberships(person: Person, federation: Federation, last: datetime.date) -> QuerySet[Membership]:
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gt=last)
    held = Membership.objects.filter(goes_on, person=person, forum__federation=federation)
    return held.select_related("forum__area", "party", "unit")


def _open(person: Person, by: Person, last: datetime.date) -> list[Placement]:
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gt=last)
    return list(person.placements.filter(goes_on, unit__in=kept_units(by)).select_related("unit__party", "person"))


def _refuse_successor(unit: Unit, successor: Unit, on: datetime.date, by: Person) -> None:
    if not kept_units(by).filter(pk=successor.pk).exists():
        raise PermissionDenied
    if successor.pk == unit.pk:
        raise refusals.same_unit()
    if successor.party_id != unit.party_id:
        raise refusals.other_party("successor")
    if successor.closed_on is not None:
        raise refusals.unit_closed(successor, "successor")


def _details(person: Person) -> dict[str, object]:
    return {"name": person.name, "email": person.email, "phone": person.phone}


def _details_of_point(point: ContactPoint) -> dict[str, object]:
    return {
        "mailbox": point.mailbox, "person": point.person_id, "phone": point.phone, "checked_on": point.checked_on
    }  # fmt: skip


def _changed(was: dict[str, object], now: dict[str, object]) -> list[str]:
    """The names of what is another value now: the values themselves are never recorded."""
    return [name for name, value in now.items() if value != was[name]]


def _reached_at(point: ContactPoint) -> str:
    return point.mailbox or (point.person.email if point.person else "") or ""
