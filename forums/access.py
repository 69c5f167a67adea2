"""Access to the standing structure: who may see and do what. Nobody gets a row without asking here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from config.database.prepared import Slot, prepared
from config.database.sorting import swedish_order
from forums.models import (
    Agreement,
    Area,
    ContactPoint,
    Federation,
    Forum,
    MeetingTemplate,
    Membership,
    Party,
    Person,
    RoleKind,
    Unit,
    in_force,
)
from forums.queries import agreement_among, contact_persons, listed_parties, the_one, today
from forums.standing import Standing, Workplace, standing_of
from forums.waiting import units_behind, works_for_party_in_cases

Row = TypeVar("Row", bound=Model)
ListedParties = Mapping[int, set[int]]

TO_CHOOSE_BY = (
    "federation__name", "area", "agreement", "slug", "adopted_on", "position", "name", "level", "individual",
    "consent_required", "needs_forum", "required_parties", "may_call", "duration_minutes", "purpose", "help_text",
    "leads_to", "follows",
)  # fmt: skip


def visible_federations(person: Person) -> QuerySet[Federation]:
    """Federations where the person works, has a role or a seat. Each is closed to everybody else."""
    return Federation.objects.filter(pk__in=standing_of(person).federations)


def visible_areas(person: Person) -> QuerySet[Area]:
    return Area.objects.filter(federation__in=standing_of(person).federations).select_related("federation")


def visible_parties(person: Person) -> QuerySet[Party]:
    return Party.objects.filter(federation__in=standing_of(person).federations).select_related("kind")


def visible_units(person: Person) -> QuerySet[Unit]:
    return Unit.objects.filter(party__federation__in=standing_of(person).federations).select_related("party__kind")


def visible_contact_points(person: Person) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(unit__in=visible_units(person)).select_related("unit__party__kind", "person")


def visible_persons(person: Person) -> QuerySet[Person]:
    """Colleagues in the same federations: those who work or have a role there now."""
    day, federations = today(), standing_of(person).federations
    working = Q(in_force(day, "placements__"), placements__unit__party__federation__in=federations)
    trusted = Q(in_force(day, "roles__"), roles__federation__in=federations)
    return Person.objects.filter(working | trusted, is_active=True).distinct()


def visible_forums(person: Person) -> QuerySet[Forum]:
    return Forum.objects.filter(federation__in=standing_of(person).federations).select_related("area", "federation")


def visible_templates(person: Person) -> QuerySet[MeetingTemplate]:
    own = MeetingTemplate.objects.filter(federation__in=standing_of(person).federations, is_current=True)
    return own.select_related("area", "agreement")


def access_row(visible: QuerySet[Row], pk: object) -> Row:
    """The row of a restricted queryset; raises `Http404`, since whoever may not see it may not know that it exists."""
    try:
        row = the_one(visible.filter(pk=pk))
    except (ValueError, TypeError, ValidationError):
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


def access_forum(person: Person, pk: object) -> Forum:
    return access_row(visible_forums(person), pk)


def access_template(person: Person, pk: object) -> MeetingTemplate:
    return access_row(visible_templates(person), pk)


def is_coordinator(person: Person, area: Area | None) -> bool:
    return area is not None and area.pk in standing_of(person).coordinated


def is_director(person: Person, federation: Federation) -> bool:
    return federation.pk in standing_of(person).federations_as(RoleKind.DIRECTOR)


def is_contact_person(person: Person, unit: Unit, area: Area | None) -> bool:
    """May assign for a unit: the party's contact person for the area, or the one behind a way in."""
    if contact_persons(unit.party, area).filter(pk=person.pk).exists():
        return True
    return unit.contact_points.filter(person=person).exists()


def is_contact_person_in_cases(person: Person, unit: Unit, area: Area | None) -> bool:
    """The same for cases: what a keeper has changed counts when somebody else has said yes (domain rule 4)."""
    by_role = contact_persons(unit.party, area).filter(pk=person.pk).exists()
    return (by_role and works_for_party_in_cases(person, unit.party)) or unit.pk in units_behind(person)[1]


def can_arrange_forum(person: Person, forum: Forum) -> bool:
    """Hold a group together: its convener, the area's coordinator, the director of its federation."""
    if forum.convener_id == person.pk:
        return True
    standing = standing_of(person)
    if forum.area_id in standing.coordinated:
        return True
    return forum.federation_id in standing.federations_as(RoleKind.DIRECTOR)


def can_send_member(person: Person, seat: Membership) -> bool:
    """Say who has a seat that has been left: who speaks for its unit (domain rule 5), or holds the group together."""
    speaks = seat.unit is not None and is_contact_person(person, seat.unit, seat.forum.area)
    return speaks or can_arrange_forum(person, seat.forum)


def calling_units(person: Person, template: MeetingTemplate, listed: ListedParties | None = None) -> list[Unit]:
    """The person's units from which this template may be called: its party is listed, and so may call.

    Domain rule 1: any party that the agreement lists calls, with no gatekeeper. `listed` is for who has read it.
    """
    listed = listed_parties([template.agreement_id]) if listed is None else listed
    places = places_that_call(standing_of(person), template, listed)
    return list(Unit.objects.filter(pk__in=[place.unit_id for place in places]).select_related("party__kind"))


def places_that_call(standing: Standing, template: MeetingTemplate, listed: ListedParties) -> list[Workplace]:
    places = [place for place in standing.workplaces if place.federation_id == template.federation_id]
    if template.area_id is not None:
        places = [place for place in places if template.area_id in place.areas]
    if template.agreement_id is not None:
        places = [place for place in places if place.party_id in listed.get(template.agreement_id, ())]
    return [place for place in places if {"any_party", place.kind} & set(template.may_call)]


def can_call(person: Person, template: MeetingTemplate, forum: Forum | None = None) -> bool:
    """May this person call from the template?

    A coordinator calls what the template names coordinators for, but never a meeting about a person in
    the area that they coordinate (domain rule 4).
    """
    return may_call(standing_of(person), template, listed_parties([template.agreement_id]), forum)


def may_call(standing: Standing, template: MeetingTemplate, listed: ListedParties, forum: Forum | None = None) -> bool:
    is_area_coordinator = template.area_id is not None and standing.has(RoleKind.COORDINATOR, template)
    if template.is_individual and is_area_coordinator:
        return False
    if places_that_call(standing, template, listed):
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
    mine = Q(federation__in=_federations_to_call_in(standing)) | Q(convener=person.pk)
    still_there = Q(ended_on=None) | Q(ended_on__gte=today())
    forums = list(Forum.objects.filter(mine, still_there).order_by(*swedish_order("name")))
    templates, listed = _templates_there(standing, forums)
    found = [choice for template in templates for choice in _choices_from(template, forums)]
    return [choice for choice in found if may_call(standing, choice.template, listed, choice.forum)]


def templates_to_call(person: Person) -> list[MeetingTemplate]:
    """`call_choices` for the templates that need no group."""
    standing = standing_of(person)
    templates, listed = _templates_there(standing, [])
    free = [template for template in templates if not template.needs_forum]
    return [template for template in free if may_call(standing, template, listed)]


def _templates_there(standing: Standing, forums: Iterable[Forum]) -> tuple[list[MeetingTemplate], ListedParties]:
    """The templates of wherever the person works, is trusted with something or convenes one of these groups."""
    federations = _federations_to_call_in(standing) | {forum.federation_id for forum in forums}
    agreements = _agreements_where(*_areas_to_call_in(standing, forums), federations)
    return _current_templates(agreements, federations), listed_parties(agreements)


def _choices_from(template: MeetingTemplate, forums: Iterable[Forum]) -> list[CallChoice]:
    if not template.needs_forum:
        return [CallChoice(template)]
    groups = [forum for forum in forums if forum.kind == template.slug and forum.area_id == template.area_id]
    return [CallChoice(template, forum) for forum in groups if forum.federation_id == template.federation_id]


def _federations_to_call_in(standing: Standing) -> set[int]:
    return {place.federation_id for place in standing.workplaces} | {role.federation_id for role in standing.roles}


def _areas_to_call_in(standing: Standing, forums: Iterable[Forum]) -> tuple[set[int], set[int]]:
    """Ids of the areas whose templates are worth reading; second, federations where all are, by a role without area."""
    areas = {area for place in standing.workplaces for area in place.areas}
    areas |= {role.area_id for role in standing.roles if role.area_id is not None}
    areas |= {forum.area_id for forum in forums if forum.convener_id == standing.person.pk and forum.area_id}
    return areas, {role.federation_id for role in standing.roles if role.area_id is None}


def _agreements_where(areas: set[int], everywhere: set[int], federations: set[int]) -> dict[int, Agreement]:
    """The agreements that hold today in these areas, and in all of some federations, with their areas, by id."""
    versions: dict[int, list[Agreement]] = {}
    for agreement in _agreements(areas, everywhere, federations):
        versions.setdefault(agreement.area_id, []).append(agreement)
    current = [agreement_among(own, today()) for own in versions.values()]
    return {agreement.pk: agreement for agreement in current if agreement is not None}


def _current_templates(agreements: dict[int, Agreement], federations: set[int]) -> list[MeetingTemplate]:
    """The current templates of these agreements, and the federations' own, with the columns to choose by."""
    templates = _templates(list(agreements), federations)
    for template in templates:
        template.agreement = agreements.get(template.agreement_id or 0)
        template.area = template.agreement.area if template.agreement else None
    return sorted(templates, key=_place_in_list)


@prepared
def _agreements(areas: Slot, everywhere: Slot, federations: Slot) -> QuerySet[Agreement]:
    where = Q(area__in=areas) | Q(area__federation__in=everywhere)
    found = Agreement.objects.filter(where, area__federation__in=federations).select_related("area")
    return found.defer("target_group").order_by()


@prepared
def _templates(agreements: Slot, federations: Slot) -> QuerySet[MeetingTemplate]:
    theirs = Q(agreement__in=agreements) | Q(agreement=None, federation__in=federations)
    found = MeetingTemplate.objects.filter(theirs, is_current=True).select_related("federation")
    return found.only(*TO_CHOOSE_BY).order_by()


def _place_in_list(template: MeetingTemplate) -> tuple[bool, str, int, str]:
    """Sort key: by area, the federation's own last, and in an area as they stand."""
    return template.area is None, template.area.name if template.area else "", template.position, template.slug


def require(allowed: bool) -> None:
    """Raise `PermissionDenied` (403) for somebody who may see the row but not do this."""
    if not allowed:
        raise PermissionDenied
