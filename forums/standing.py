"""Standing: where a person works, sits and has a role today, cached for access, the menu and the lists."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from config.database.prepared import Slot, prepared
from forums.models import MeetingTemplate, Membership, Person, Placement, Role, RoleKind, in_force
from forums.queries import today

# who keeps the register of staff
TRUSTED = (RoleKind.COORDINATOR, RoleKind.DIRECTOR, RoleKind.ADMINISTRATOR)


@dataclass(frozen=True)
class Workplace:
    """An open unit where the person works, joined with its party and areas."""

    unit_id: int
    name: str
    party_id: int
    federation_id: int
    kind: str
    waits: bool
    second_factor_from: datetime.date | None
    areas: set[int]


class Standing:
    """A lazy cache of a person's workplaces, roles and seats, one query each, against which many rows are checked."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def workplaces(self) -> list[Workplace]:
        """Open units of today, by name."""
        places: dict[int, Workplace] = {}
        for unit, name, party, federation, kind, waits, factor_from, area in _workplaces(self.person.pk, today()):
            place = places.setdefault(unit, Workplace(unit, name, party, federation, kind, waits, factor_from, set()))
            if area is not None:
                place.areas.add(area)
        return list(places.values())

    @cached_property
    def roles(self) -> list[Role]:
        return _roles(self.person.pk, today())

    @cached_property
    def seats(self) -> dict[int, int]:
        """The groups where the person has a seat, each with its federation."""
        held = Membership.objects.filter(in_force(today()), person=self.person).order_by()
        return dict(held.values_list("forum", "forum__federation"))

    @cached_property
    def federations(self) -> set[int]:
        """Ids where the person works, has a role or a seat. Each federation is closed to everybody else."""
        at_work = {place.federation_id for place in self.workplaces}
        return at_work | {role.federation_id for role in self.roles} | set(self.seats.values())

    def is_in(self, federation: int) -> bool:
        """Is it one of `federations`? Workplaces answer for nearly everybody, so they are read first."""
        return any(place.federation_id == federation for place in self.workplaces) or federation in self.federations

    @cached_property
    def units(self) -> list[int]:
        return [place.unit_id for place in self.workplaces]

    @cached_property
    def case_units(self) -> set[int]:
        """Units whose cases the person may come to by working there: placed by others than keepers, or vouched for,
        and no keeper of the register themselves (domain rule 4)."""
        kept = self.federations_as(*TRUSTED)
        return {place.unit_id for place in self.workplaces if not place.waits and place.federation_id not in kept}

    @cached_property
    def coordinated(self) -> set[int]:
        """The areas that the person coordinates."""
        return {role.area_id for role in self.roles if role.kind == RoleKind.COORDINATOR and role.area_id}

    def federations_as(self, *kinds: RoleKind) -> set[int]:
        """Ids of the federations where the person has one of these roles."""
        return {role.federation_id for role in self.roles if role.kind in kinds}

    def has(self, kind: RoleKind, template: MeetingTemplate) -> bool:
        """Holds the role where the template belongs; for the federation's own templates, anywhere in it."""
        own = [role for role in self.roles if role.kind == kind and role.federation_id == template.federation_id]
        if kind == RoleKind.COORDINATOR and template.area_id is not None:
            return any(role.area_id == template.area_id for role in own)
        return bool(own)


@prepared
def _workplaces(person: Slot, on: Slot) -> QuerySet[Any, tuple[Any, ...]]:
    is_open = Q(unit__closed_on=None) | Q(unit__closed_on__gt=on)
    return (
        Placement.objects.filter(in_force(on), is_open, person=person)
        .order_by("unit__name")
        .values_list(
            "unit",
            "unit__name",
            "unit__party",
            "unit__party__federation",
            "unit__party__kind__code",
            "waits",
            "unit__party__federation__second_factor_from",
            "unit__areas",
        )
    )


@prepared
def _roles(person: Slot, on: Slot) -> QuerySet[Role]:
    return Role.objects.filter(in_force(on), person=person).select_related("federation").order_by("pk")


def standing_of(person: Person) -> Standing:
    """The person's standing: for who has logged in cached for the request, else read anew."""
    return getattr(person, "standing", None) or Standing(person)


def keep_standing(person: Person) -> None:
    """Cache the standing on a person's row, which lives for one request only."""
    person.standing = Standing(person)  # type: ignore[attr-defined]
