"""Who may see and do what in the standing structure. Nobody gets a row without asking here."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from forums.models import (
    Area,
    ContactPoint,
    Federation,
    Forum,
    MeetingTemplate,
    Person,
    RoleKind,
    Unit,
    in_force,
)
from forums.queries import contact_persons, roles_of, today, units_of

Row = TypeVar("Row", bound=Model)


def visible_federations(person: Person) -> QuerySet[Federation]:
    """Federations where the person works, has a role or a seat. Each is closed to everybody else."""
    day = today()
    unordered = Federation.objects.order_by()  # SQLite refuses an order inside a union
    by_unit = unordered.filter(parties__units__in=units_of(person))
    by_role = unordered.filter(roles__in=roles_of(person))
    by_seat = unordered.filter(in_force(day, "forums__memberships__"), forums__memberships__person=person)
    ids = by_unit.values("id").union(by_role.values("id"), by_seat.values("id"))
    return Federation.objects.filter(id__in=[row["id"] for row in ids])


def visible_areas(person: Person) -> QuerySet[Area]:
    return Area.objects.filter(federation__in=visible_federations(person)).select_related("federation")


def visible_units(person: Person) -> QuerySet[Unit]:
    return Unit.objects.filter(party__federation__in=visible_federations(person)).select_related("party__kind")


def visible_contact_points(person: Person) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(unit__in=visible_units(person)).select_related("unit__party__kind", "person")


def visible_persons(person: Person) -> QuerySet[Person]:
    """Colleagues in the same federations: those who work or have a role there now."""
    day, federations = today(), visible_federations(person)
    working = Q(in_force(day, "placements__"), placements__unit__party__federation__in=federations)
    trusted = Q(in_force(day, "roles__"), roles__federation__in=federations)
    return Person.objects.filter(working | trusted, is_active=True).distinct()


def visible_forums(person: Person) -> QuerySet[Forum]:
    return Forum.objects.filter(federation__in=visible_federations(person)).select_related("area", "federation")


def visible_templates(person: Person) -> QuerySet[MeetingTemplate]:
    return MeetingTemplate.objects.filter(federation__in=visible_federations(person), is_current=True).select_related(
        "area", "agreement"
    )


def access_row(visible: QuerySet[Row], pk: object) -> Row:
    """The row, or 404: whoever may not see it may not know that it exists."""
    try:
        row = visible.filter(pk=pk).first()
    except (ValueError, TypeError):
        row = None
    if row is None:
        raise Http404
    return row


def access_area(person: Person, pk: object) -> Area:
    return access_row(visible_areas(person), pk)


def access_unit(person: Person, pk: object) -> Unit:
    return access_row(visible_units(person), pk)


def access_person(person: Person, pk: object) -> Person:
    return access_row(visible_persons(person), pk)


def access_forum(person: Person, pk: object) -> Forum:
    return access_row(visible_forums(person), pk)


def is_coordinator(person: Person, area: Area | None) -> bool:
    return area is not None and roles_of(person).filter(kind=RoleKind.COORDINATOR, area=area).exists()


def coordinates_for(person: Person, template: MeetingTemplate) -> bool:
    """Coordinator of the template's area; of any area, for the federation's own templates."""
    own = roles_of(person).filter(kind=RoleKind.COORDINATOR, federation=template.federation)
    return own.exists() if template.area is None else own.filter(area=template.area).exists()


def is_director(person: Person, federation: Federation) -> bool:
    return roles_of(person).filter(kind=RoleKind.DIRECTOR, federation=federation).exists()


def is_administrator(person: Person, federation: Federation) -> bool:
    return roles_of(person).filter(kind=RoleKind.ADMINISTRATOR, federation=federation).exists()


def is_contact_person(person: Person, unit: Unit, area: Area | None) -> bool:
    """May say who comes from a unit: the party's contact person for the area, or the one behind a way in."""
    if contact_persons(unit.party, area).filter(pk=person.pk).exists():
        return True
    return unit.contact_points.filter(person=person).exists()


def is_staff_of(person: Person, federation: Federation) -> bool:
    return visible_federations(person).filter(pk=federation.pk).exists()


def can_arrange_forum(person: Person, forum: Forum) -> bool:
    """Hold a group together: its convener, the area's coordinator, the director of its federation."""
    if forum.convener_id == person.pk:
        return True
    if is_coordinator(person, forum.area):
        return True
    return is_director(person, forum.federation)


def calling_units(person: Person, template: MeetingTemplate) -> list[Unit]:
    """The person's units from which this template may be called: its party is listed, and so may call.

    Domain rule 1: any party that the agreement lists calls, with no gatekeeper.
    """
    units = list(units_of(person).filter(party__federation=template.federation))
    if template.area is not None:
        serving = set(template.area.units.values_list("pk", flat=True))
        units = [unit for unit in units if unit.pk in serving]
    if template.agreement is not None:
        listed = set(template.agreement.parties.values_list("pk", flat=True))
        units = [unit for unit in units if unit.party_id in listed]
    return [unit for unit in units if {"any_party", unit.party.kind.code} & set(template.may_call)]


def can_call(person: Person, template: MeetingTemplate, forum: Forum | None = None) -> bool:
    """May this person call from the template?

    A coordinator calls what the template names coordinators for, but never a meeting about a person in
    the area that they coordinate (domain rule 4).
    """
    if template.is_individual and is_coordinator(person, template.area):
        return False
    if calling_units(person, template):
        return True
    if "coordinator" in template.may_call and coordinates_for(person, template):
        return True
    if "director" in template.may_call and is_director(person, template.federation):
        return True
    return "convener" in template.may_call and forum is not None and forum.convener_id == person.pk


def require(allowed: bool) -> None:
    """403 for somebody who may see the row but not do this."""
    if not allowed:
        raise PermissionDenied
