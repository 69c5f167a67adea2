"""Placements: where people work, and until when. What it means for meetings is decided by `booking`."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from forums import audit, refusals
from forums.actions.addresses import clean_address, clean_function, clean_name, clean_phone
from forums.actions.people import person_by_address
from forums.actions.waiting import place_waits, way_in_waits
from forums.keepers import can_keep_person, kept_units
from forums.models import ContactPoint, Federation, Forum, Membership, Person, Placement, Role, Unit
from forums.queries import today
from forums.succession import ways_in_to_inherit

DAY = datetime.timedelta(days=1)


def add_person(
    unit: Unit,
    *,
    by: Person,
    name: str,
    email: str,
    starts_on: datetime.date,
    phone: str = "",
    function: str = "",
) -> Person:
    """Add somebody new to the register, at a unit. They can be called, and have no login.

    Idempotent for the same name and address at the same unit. Raises `PermissionDenied` for a unit that one does not
    keep, `RuleError` for an address that is somebody's already: whose is not said.
    """
    with transaction.atomic():
        if not kept_units(by).filter(pk=unit.pk).exists():
            raise PermissionDenied
        if unit.closed_on is not None:
            raise refusals.unit_closed(unit)
        name, address = clean_name(name), clean_address(email)
        known = person_by_address(address)
        if known is not None and known.name == name and known.placements.filter(unit=unit, ends_on=None).exists():
            return known
        if known is not None:
            raise refusals.email_taken("somebody_to_place")
        person = Person(name=name, email=address, phone=clean_phone(phone))
        person.set_unusable_password()
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError as error:
            raise refusals.email_taken("somebody_to_place") from error
        function = clean_function(function)
        place = Placement.objects.create(person=person, unit=unit, starts_on=starts_on, function=function)
        place_waits(place, actor=by)
        audit.record("person_added", by=by, person=person, unit=unit, on=starts_on)
    return person


def place_person(person: Person, *, by: Person, unit: Unit, starts_on: datetime.date, function: str = "") -> Placement:
    """Place a person at one more unit from a local date on. What they do elsewhere goes on until somebody ends it.

    Idempotent; a placement that was about to end goes on, one to come begins earlier. Raises `RuleError` for oneself:
    who keeps the register places nobody for themselves (domain rule 4).
    """
    with transaction.atomic():
        list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk).order_by().values_list("pk"))
        if not can_keep_person(by, person) or not kept_units(by).filter(pk=unit.pk).exists():
            raise PermissionDenied
        if person.pk == by.pk:
            raise refusals.own_placement()
        if unit.closed_on is not None:
            raise refusals.unit_closed(unit)
        goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
        there = person.placements.filter(goes_on, unit=unit).order_by("starts_on")
        place, function = there.first(), clean_function(function)
        if place is None:
            audit.record("placed", by=by, person=person, unit=unit, on=starts_on)
            place = Placement.objects.create(person=person, unit=unit, starts_on=starts_on, function=function)
            place_waits(place, actor=by)
            return place
        was = (place.starts_on, place.ends_on, place.function)
        is_here = place.starts_on <= today() and (place.ends_on is None or place.ends_on >= today())
        gone, _rows = there.exclude(pk=place.pk).delete()
        place.starts_on, place.ends_on = min(place.starts_on, starts_on), None
        place.function = function or place.function
        place.save(update_fields=["starts_on", "ends_on", "function"])
        if gone or (place.starts_on, place.ends_on, place.function) != was:
            audit.record("placed", by=by, person=person, unit=unit, on=place.starts_on)
        if not is_here and (place.starts_on, place.ends_on) != was[:2]:
            place_waits(place, actor=by)
    return place


def correct_function(place: Placement, *, by: Person, function: str) -> Placement:
    """Correct what a person does at a unit; empty: not said. Idempotent. Raises `RuleError` for an identity number."""
    with transaction.atomic():
        rows = Placement.objects.select_for_update(of=("self",), no_key=True).select_related("unit__party", "person")
        place = rows.get(pk=place.pk)
        if not can_keep_person(by, place.person) or not kept_units(by).filter(pk=place.unit_id).exists():
            raise PermissionDenied
        cleaned = clean_function(function)
        if cleaned == place.function:
            return place
        place.function = cleaned
        place.save(update_fields=["function"])
        audit.record("function_corrected", by=by, person=place.person, unit=place.unit)
    return place


def place_by_server(person: Person, unit: Unit) -> Placement:
    """Place a person at a unit from today on, for whoever runs the server. Idempotent; it waits for a yes as well."""
    with transaction.atomic():
        place, is_new = Placement.objects.get_or_create(
            person=person, unit=unit, ends_on=None, defaults={"starts_on": today()}
        )
        if is_new:
            place_waits(place, actor=None)
            audit.record("placed", by=None, person=person, unit=unit, on=place.starts_on)
    return place


def end_rows(rows: QuerySet[Placement] | QuerySet[Membership] | QuerySet[Role], last: datetime.date) -> None:
    """Set the last day of rows with from/to dates; one that would only have begun later is deleted."""
    rows.filter(starts_on__gt=last).delete()
    rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last)).update(ends_on=last)


def leave_seats(rows: QuerySet[Membership], last: datetime.date, *, actor: Person, at: datetime.datetime) -> None:
    """Set the last day of seats that nobody takes over: who holds the group together is told, the unit asked.

    `at` is the same for all seats of one change, so that whoever is told of several is told once.
    """
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gt=last)
    rows.filter(goes_on, starts_on__lte=last).update(left_at=at, left_by=actor)
    end_rows(rows, last)


def refuse_early_end(starts_on: datetime.date, last: datetime.date) -> None:
    """Raise `RuleError` for a last day before the first."""
    if last < starts_on:
        raise refusals.ends_before_start("days")


def seats_of_placement(placement: Placement, last: datetime.date) -> QuerySet[Membership]:
    """Seats in groups that go with a placement: those for the unit, and for its party when no other place is left."""
    person, unit = placement.person, placement.unit
    held = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last), person=person)
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gt=last)
    elsewhere = person.placements.filter(goes_on, unit__party=unit.party_id).exclude(pk=placement.pk)
    for_party = Q(unit__isnull=True, party=unit.party_id) if not elsewhere.exists() else Q(pk__in=[])
    return held.filter(Q(unit=unit) | for_party)


def leave_ways_in(person: Person, unit: Unit, heir: Person | None, *, actor: Person) -> list[int]:
    """Hand the person's ways in at the unit to `heir`, who is asked about cases after a yes, or to nobody."""
    points = list(ContactPoint.objects.filter(person=person, unit=unit).select_related("unit__party"))
    for point in points:
        is_dead = point.address_bounced_at is not None
        point.person, point.address_bounced_at = heir, None
        point.save(update_fields=["person", "address_bounced_at"])
        if heir is not None and not point.mailbox:
            way_in_waits(point, point.mailbox, person, is_dead=is_dead, actor=actor)
    return [point.pk for point in points]


def release_ways_in(day: datetime.date) -> int:
    """Detach persons from ways in of units where they no longer work: a placement may end on a day to come."""
    there = Placement.objects.filter(person=OuterRef("person"), unit=OuterRef("unit"))
    left = ContactPoint.objects.filter(Exists(there.filter(ends_on__lt=day)))
    left = left.exclude(Exists(there.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))))
    with transaction.atomic():
        points = list(left.select_related("person", "unit__party"))
        for point in points:
            audit.record("way_in_left", by=None, person=point.person, unit=point.unit)
        return ContactPoint.objects.filter(pk__in=[point.pk for point in points]).update(person=None)


def step_back(person: Person, federation: Federation, last: datetime.date, *, actor: Person) -> None:
    """End all roles of a person in a federation, and their convening of groups."""
    roles = Role.objects.filter(person=person, federation=federation)
    for role in roles.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last)).select_related("area"):
        record_end(role, last, actor=actor)
    end_rows(roles, last)
    convened = Forum.objects.filter(convener=person, federation=federation)
    for forum in convened:
        audit.record("convener_left", by=actor, person=person, forum=forum)
    convened.update(convener=None)


def record_end(role: Role, last: datetime.date, *, actor: Person) -> None:
    """Record that a role ends, or that one which has not begun is dropped."""
    what = "role_dropped" if role.starts_on > last else "role_ended"
    audit.record(
        what, by=actor, federation=role.federation_id, person=role.person, role=role.kind, area=role.area, on=last
    )


def close(unit: Unit, first: datetime.date, successor: Unit | None = None, *, actor: Person) -> None:
    """Close the unit from a local date on: placements and seats for it end the day before.

    With a successor they go on there from that day, and it serves the areas that this one did. One that nobody can
    reach takes over the ways in as well; they are unchecked until somebody has looked at them.
    """
    inherited = ways_in_to_inherit(unit, successor, first) if successor is not None else []
    unit.closed_on, unit.successor = first, successor
    unit.save(update_fields=["closed_on", "successor"])
    going_on = Q(ends_on__isnull=True) | Q(ends_on__gte=first)
    placed = list(unit.placements.filter(going_on).select_related("person"))
    seated = list(unit.memberships.filter(going_on).select_related("person"))
    audit.record(
        "unit_closed" if successor is None else "unit_succeeded",
        by=actor,
        unit=unit,
        successor=successor,
        on=first,
        areas=list(unit.areas.all()),
        persons=[*(place.person for place in placed), *(seat.person for seat in seated)],
    )
    end_rows(unit.placements.all(), first - DAY)
    if successor is None:
        leave_seats(unit.memberships.filter(going_on), first - DAY, actor=actor, at=timezone.now())
        return
    end_rows(unit.memberships.all(), first - DAY)
    successor.areas.add(*unit.areas.all())
    for place in placed:
        _go_on_working(place, successor, first, actor)
    for seat in seated:
        Membership.objects.create(
            forum_id=seat.forum_id, person_id=seat.person_id, party_id=seat.party_id, unit=successor,
            is_substitute=seat.is_substitute, starts_on=max(seat.starts_on, first), ends_on=seat.ends_on,
        )  # fmt: skip
    for point in inherited:
        _give_way_in(successor, point, actor)


def _give_way_in(unit: Unit, point: ContactPoint, actor: Person) -> None:
    """Copy the way in to the successor. A function that it has without an address keeps what else it says, and what
    waits at the unit that closes waits here.
    """
    told = {"matter": point.matter, "phone": point.phone, "hours": point.hours}
    own, _new = ContactPoint.objects.get_or_create(unit=unit, function=point.function, defaults=told)
    own.mailbox, own.person, own.address_bounced_at = point.mailbox, point.person, point.address_bounced_at
    own.save(update_fields=["mailbox", "person", "address_bounced_at"])
    waiting = point.waiting_changes.filter(settled_at__isnull=True).select_related("was_person").first()
    if waiting is not None:
        way_in_waits(own, waiting.was_address, waiting.was_person, is_dead=waiting.is_dead, actor=actor)


def _go_on_working(place: Placement, successor: Unit, first: datetime.date, actor: Person) -> None:
    """Continue the placement at the successor; who works there already does so from then at least."""
    begins, ends = max(place.starts_on, first), place.ends_on
    there = successor.placements.filter(person=place.person_id).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=begins))
    known = there.order_by("starts_on").first()
    if known is None:
        new = Placement.objects.create(
            person=place.person, unit=successor, function=place.function, starts_on=begins, ends_on=ends
        )
        if place.waits:
            place_waits(new, actor=actor)
        return
    known.starts_on = min(known.starts_on, begins)
    if known.ends_on is not None and not there.exclude(pk=known.pk).exists():
        known.ends_on = max(known.ends_on, ends) if ends is not None else None
    known.save(update_fields=["starts_on", "ends_on"])
