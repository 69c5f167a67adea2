"""Where people work, and until when. What it means for meetings is decided by `booking`."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from config.errors import RuleError
from forums.models import ContactPoint, Federation, Forum, Membership, Person, Placement, Role, Unit

DAY = datetime.timedelta(days=1)


def end_rows(rows: QuerySet[Placement] | QuerySet[Membership] | QuerySet[Role], last: datetime.date) -> None:
    """Rows with from/to dates hold until that day; one that would only have begun later never does."""
    rows.filter(starts_on__gt=last).delete()
    rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last)).update(ends_on=last)


def refuse_early_end(starts_on: datetime.date, last: datetime.date) -> None:
    if last < starts_on:
        raise RuleError("ends_before_start", _("Sista dagen kan inte vara före den första."), "on")


def seats_of_placement(placement: Placement, last: datetime.date) -> QuerySet[Membership]:
    """Seats in groups that go with a placement: those for the unit, and for its party when no other place is left."""
    person, unit = placement.person, placement.unit
    held = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last), person=person)
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gt=last)
    elsewhere = person.placements.filter(goes_on, unit__party=unit.party_id).exclude(pk=placement.pk)
    for_party = Q(unit__isnull=True, party=unit.party_id) if not elsewhere.exists() else Q(pk__in=[])
    return held.filter(Q(unit=unit) | for_party)


def leave_ways_in(person: Person, unit: Unit, heir: Person | None) -> list[int]:
    """Nobody, or who takes over, is behind the unit's ways in that this person was behind. Returns their ids."""
    points = ContactPoint.objects.filter(person=person, unit=unit)
    ids = list(points.values_list("pk", flat=True))
    points.update(person=heir, address_bounced_at=None)
    return ids


def release_ways_in(day: datetime.date) -> int:
    """Nobody is behind a way in of a unit where they no longer work: a placement may end on a day to come."""
    there = Placement.objects.filter(person=OuterRef("person"), unit=OuterRef("unit"))
    left = ContactPoint.objects.filter(Exists(there.filter(ends_on__lt=day)))
    left = left.exclude(Exists(there.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))))
    return left.update(person=None)


def step_back(person: Person, federation: Federation, last: datetime.date) -> None:
    """All that a person is trusted with in a federation ends: roles, and groups they convene."""
    end_rows(Role.objects.filter(person=person, federation=federation), last)
    Forum.objects.filter(convener=person, federation=federation).update(convener=None)


def close(unit: Unit, first: datetime.date) -> None:
    """Closed from a day on: who works there and who sits somewhere for it do so until the day before."""
    unit.closed_on = first
    unit.save(update_fields=["closed_on"])
    end_rows(unit.placements.all(), first - DAY)
    end_rows(unit.memberships.all(), first - DAY)
