"""Where a person works, sits and is trusted today: what access, the menu and the lists all ask about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from forums.models import MeetingTemplate, Person, Placement, Role, RoleKind, in_force
from forums.queries import roles_of, today


@dataclass(frozen=True)
class Workplace:
    """An open unit where the person works, with what is asked about it."""

    unit_id: int
    name: str
    party_id: int
    federation_id: int
    kind: str
    areas: set[int]


class Standing:
    """Read when it is first asked for, each part once; asked about many rows without a query for each."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def workplaces(self) -> list[Workplace]:
        """By the unit's name."""
        now = today()
        rows = Placement.objects.filter(
            in_force(now), Q(unit__closed_on=None) | Q(unit__closed_on__gt=now), person=self.person.pk
        ).order_by("unit__name")
        places: dict[int, Workplace] = {}
        for unit, name, party, federation, kind, area in rows.values_list(
            "unit", "unit__name", "unit__party", "unit__party__federation", "unit__party__kind__code", "unit__areas"
        ):
            place = places.setdefault(unit, Workplace(unit, name, party, federation, kind, set()))
            if area is not None:
                place.areas.add(area)
        return list(places.values())

    @cached_property
    def roles(self) -> list[Role]:
        return list(roles_of(self.person).select_related("federation").order_by("pk"))

    @cached_property
    def seats(self) -> dict[int, int]:
        """The groups where the person has a seat, each with its federation."""
        held = self.person.memberships.filter(in_force(today())).order_by()
        return dict(held.values_list("forum", "forum__federation"))

    @cached_property
    def federations(self) -> set[int]:
        """Where the person works, has a role or a seat. Each is closed to everybody else."""
        at_work = {place.federation_id for place in self.workplaces}
        return at_work | {role.federation_id for role in self.roles} | set(self.seats.values())

    @cached_property
    def units(self) -> list[int]:
        return [place.unit_id for place in self.workplaces]

    @cached_property
    def coordinated(self) -> set[int]:
        """The areas that the person coordinates."""
        return {role.area_id for role in self.roles if role.kind == RoleKind.COORDINATOR and role.area_id}

    def federations_as(self, *kinds: RoleKind) -> set[int]:
        """Where the person has one of these roles."""
        return {role.federation_id for role in self.roles if role.kind in kinds}

    def has(self, kind: RoleKind, template: MeetingTemplate) -> bool:
        """Holds the role where the template belongs; for the federation's own templates, anywhere in it."""
        own = [role for role in self.roles if role.kind == kind and role.federation_id == template.federation_id]
        if kind == RoleKind.COORDINATOR and template.area_id is not None:
            return any(role.area_id == template.area_id for role in own)
        return bool(own)


def standing_of(person: Person) -> Standing:
    """Anew each time, but for one who has logged in: theirs is read once in a request."""
    return getattr(person, "standing", None) or Standing(person)


def keep_standing(person: Person) -> None:
    """For a person whose row was read for one request and is forgotten with it."""
    person.standing = Standing(person)  # type: ignore[attr-defined]
