"""Who may see and do what in the standing structure. Nobody gets a row without asking here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from forums.models import (
    Area,
    ContactPoint,
    Federation,
    Forum,
    Level,
    MeetingTemplate,
    Party,
    Person,
    Role,
    RoleKind,
    Unit,
    in_force,
)
from forums.queries import agreement_among, contact_persons, roles_of, today, units_of

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


def visible_parties(person: Person) -> QuerySet[Party]:
    return Party.objects.filter(federation__in=visible_federations(person)).select_related("kind")


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


def access_contact_point(person: Person, pk: object) -> ContactPoint:
    return access_row(visible_contact_points(person), pk)


def access_person(person: Person, pk: object) -> Person:
    return access_row(visible_persons(person), pk)


def access_forum(person: Person, pk: object) -> Forum:
    return access_row(visible_forums(person), pk)


def access_template(person: Person, pk: object) -> MeetingTemplate:
    return access_row(visible_templates(person), pk)


def is_coordinator(person: Person, area: Area | None) -> bool:
    return area is not None and roles_of(person).filter(kind=RoleKind.COORDINATOR, area=area).exists()


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


@dataclass(frozen=True)
class Standing:
    """Where a person works and what they are trusted with today: read once, asked about many templates."""

    person: Person
    units: list[Unit]
    roles: list[Role]

    def has(self, kind: RoleKind, template: MeetingTemplate) -> bool:
        """Holds the role where the template belongs; for the federation's own templates, anywhere in it."""
        own = [role for role in self.roles if role.kind == kind and role.federation_id == template.federation_id]
        if kind == RoleKind.COORDINATOR and template.area_id is not None:
            return any(role.area_id == template.area_id for role in own)
        return bool(own)


def standing_of(person: Person) -> Standing:
    return Standing(person, list(units_of(person).prefetch_related("areas")), list(roles_of(person)))


def calling_units(person: Person, template: MeetingTemplate) -> list[Unit]:
    """The person's units from which this template may be called: its party is listed, and so may call.

    Domain rule 1: any party that the agreement lists calls, with no gatekeeper.
    """
    return units_that_call(standing_of(person), template)


def units_that_call(standing: Standing, template: MeetingTemplate) -> list[Unit]:
    units = [unit for unit in standing.units if unit.party.federation_id == template.federation_id]
    if template.area_id is not None:
        units = [unit for unit in units if template.area_id in {area.pk for area in unit.areas.all()}]
    if template.agreement is not None:
        listed = {party.pk for party in template.agreement.parties.all()}
        units = [unit for unit in units if unit.party_id in listed]
    return [unit for unit in units if {"any_party", unit.party.kind.code} & set(template.may_call)]


def can_call(person: Person, template: MeetingTemplate, forum: Forum | None = None) -> bool:
    """May this person call from the template?

    A coordinator calls what the template names coordinators for, but never a meeting about a person in
    the area that they coordinate (domain rule 4).
    """
    return may_call(standing_of(person), template, forum)


def may_call(standing: Standing, template: MeetingTemplate, forum: Forum | None = None) -> bool:
    is_area_coordinator = template.area_id is not None and standing.has(RoleKind.COORDINATOR, template)
    if template.is_individual and is_area_coordinator:
        return False
    if units_that_call(standing, template):
        return True
    if "coordinator" in template.may_call and standing.has(RoleKind.COORDINATOR, template):
        return True
    if "director" in template.may_call and standing.has(RoleKind.DIRECTOR, template):
        return True
    return "convener" in template.may_call and forum is not None and forum.convener_id == standing.person.pk


@dataclass(frozen=True)
class CallChoice:
    """One thing that a person may call to: a template, and for a standing group which one."""

    template: MeetingTemplate
    forum: Forum | None = None


def call_choices(person: Person) -> list[CallChoice]:
    """Everything that the person may call to now, by area and the templates' own order.

    The number of queries is the same however many areas and templates there are.
    """
    standing = standing_of(person)
    mine = Q(federation__in=_federations_of(standing)) | Q(convener=person)
    still_there = Q(ended_on=None) | Q(ended_on__gte=today())
    forums = list(Forum.objects.filter(mine, still_there).order_by("name"))
    templates = _current_templates(
        {*_federations_of(standing), *(forum.federation_id for forum in forums)}, _areas_to_call_in(standing, forums)
    )
    found = [choice for template in templates for choice in _choices_from(template, forums)]
    return [choice for choice in found if may_call(standing, choice.template, choice.forum)]


def _choices_from(template: MeetingTemplate, forums: Iterable[Forum]) -> list[CallChoice]:
    if template.level != Level.FORUM or not template.needs_forum:
        return [CallChoice(template)]
    groups = [forum for forum in forums if forum.kind == template.slug and forum.area_id == template.area_id]
    return [CallChoice(template, forum) for forum in groups if forum.federation_id == template.federation_id]


def _federations_of(standing: Standing) -> set[int]:
    return {unit.party.federation_id for unit in standing.units} | {role.federation_id for role in standing.roles}


def _areas_to_call_in(standing: Standing, forums: Iterable[Forum]) -> Q:
    """Where one of the person's units serves, where they have a role, or convene a group; no other area's templates
    need to be read. A role without an area is for the whole federation."""
    roles = list(standing.roles)
    convened = [forum.area_id for forum in forums if forum.convener_id == standing.person.pk]
    everywhere = [role.federation_id for role in roles if role.area_id is None]
    by_role = Q(pk__in=[*convened, *(role.area_id for role in roles)]) | Q(federation__in=everywhere)
    return Q(units__in=[unit.pk for unit in standing.units]) | by_role


def _current_templates(federations: set[int], where: Q) -> list[MeetingTemplate]:
    """The templates of the agreements that hold there today, and the federations' own, without their long texts."""
    areas = Area.objects.filter(where, federation__in=federations).distinct().prefetch_related("agreements__parties")
    agreements = {}
    for area in areas:
        agreement = agreement_among(area.agreements.all(), today())
        if agreement is not None:
            agreement.area = area
            agreements[agreement.pk] = agreement
    templates = list(
        MeetingTemplate.objects.filter(
            Q(agreement__in=agreements) | Q(agreement=None, federation__in=federations), is_current=True
        )
        .select_related("federation")
        .defer("agenda", "agenda_last_of_year", "checklist", "choices", "texts", "variants", "outcome_fields")
        .order_by("position", "slug")
    )
    for template in templates:
        template.agreement = agreements.get(template.agreement_id or 0)
        template.area = template.agreement.area if template.agreement else None
    return sorted(templates, key=lambda template: (template.area is None, template.area.name if template.area else ""))


def require(allowed: bool) -> None:
    """403 for somebody who may see the row but not do this."""
    if not allowed:
        raise PermissionDenied
