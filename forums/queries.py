"""Queries of the standing structure that more than one place needs."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from config.database.prepared import Slot, prepared
from config.database.sorting import swedish_order
from forums.models import (
    Agreement,
    Area,
    ContactPoint,
    Federation,
    Forum,
    ForumPlan,
    MeetingTemplate,
    Membership,
    Party,
    PartyRule,
    Person,
    Placement,
    Role,
    RoleKind,
    Unit,
    in_force,
)

Row = TypeVar("Row", bound=Model)


def today() -> datetime.date:
    return timezone.localdate()


def the_one(rows: QuerySet[Row]) -> Row | None:
    """The row of a queryset filtered by its key, or None: `first()` without ORDER BY.

    To compile an order Django compares it with every selected column, which for a wide row costs as much as the rest.
    """
    return next(iter(rows.order_by()[:1]), None)


def roles_of(person: Person, on: datetime.date | None = None) -> QuerySet[Role]:
    """The person's roles that hold on a day (today when none is given)."""
    return Role.objects.filter(in_force(on or today()), person=person)


def units_of(person: Person, on: datetime.date | None = None) -> QuerySet[Unit]:
    """The open units where the person works on a day."""
    now = on or today()
    here = Placement.objects.filter(in_force(now), person=person, unit=OuterRef("pk"))
    still_open = Q(closed_on__isnull=True) | Q(closed_on__gt=now)
    return Unit.objects.filter(Exists(here), still_open).select_related("party__kind", "party__federation")


def units_by_person(persons: Iterable[Person], federation_id: int) -> list[tuple[int, Unit]]:
    """Pairs of a person's id and an open unit of the federation where they work today, by the units' names."""
    now = today()
    still_open = Q(unit__closed_on__isnull=True) | Q(unit__closed_on__gt=now)
    here = Placement.objects.filter(in_force(now), still_open, person__in=[person.pk for person in persons])
    rows = (
        here.filter(unit__party__federation=federation_id)
        .select_related("unit__party__kind")
        .order_by(*swedish_order("unit__name"))
    )
    return [(row.person_id, row.unit) for row in rows]


def works_at(person: Person, unit: Unit, on: datetime.date) -> bool:
    return Placement.objects.filter(in_force(on), person=person, unit=unit).exists()


def workplaces_of(persons: Iterable[Person], on: datetime.date) -> set[tuple[int, int]]:
    """Pairs of person and unit ids: everywhere that these persons work on a local date."""
    return set(_workplaces([person.pk for person in persons], on))


@prepared
def _workplaces(persons: Slot, on: Slot) -> QuerySet[Placement, tuple[int, int]]:
    return Placement.objects.filter(in_force(on), person__in=persons).order_by().values_list("person_id", "unit_id")


def staff_of(unit: Unit, on: datetime.date | None = None) -> QuerySet[Person]:
    """Persons who work at the unit on a day and whose row is active."""
    here = Placement.objects.filter(in_force(on or today()), unit=unit, person=OuterRef("pk"))
    return Person.objects.filter(Exists(here), is_active=True)


def ways_in(unit: Unit) -> QuerySet[ContactPoint]:
    """The unit's ways in that have an address: a mailbox, or a person's behind it."""
    return unit.contact_points.filter(~Q(mailbox="") | Q(person__email__isnull=False))


def find_persons(persons: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Filter by search: name or address has every word of the text in it, whatever its capitals."""
    for word in text.casefold().split():
        persons = persons.filter(search_text__contains=word)
    return persons


def contact_persons(party: Party, area: Area | None, on: datetime.date | None = None) -> QuerySet[Person]:
    """A party's contact persons for an area; a role without area serves all of the party's areas."""
    here = Role.objects.filter(
        in_force(on or today()),
        Q(area=area) | Q(area__isnull=True),
        kind=RoleKind.CONTACT_PERSON,
        party=party,
        person=OuterRef("pk"),
    )
    return Person.objects.filter(Exists(here), is_active=True)


def coordinators_of(area: Area, on: datetime.date | None = None) -> QuerySet[Person]:
    here = Role.objects.filter(in_force(on or today()), kind=RoleKind.COORDINATOR, area=area, person=OuterRef("pk"))
    return Person.objects.filter(Exists(here), is_active=True)


def directors_of(federation: Federation, on: datetime.date | None = None) -> QuerySet[Person]:
    here = Role.objects.filter(
        in_force(on or today()), kind=RoleKind.DIRECTOR, federation=federation, person=OuterRef("pk")
    )
    return Person.objects.filter(Exists(here), is_active=True)


def coordinator_ids(area_id: int | None, until: datetime.date | None = None) -> set[int]:
    """Ids of those who coordinate an area today, or will on some local date until then."""
    return set(_coordinators(area_id, today(), max(until or today(), today()))) if area_id is not None else set()


@prepared
def _coordinators(area: Slot, today: Slot, until: Slot) -> QuerySet[Role, int]:
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    roles = Role.objects.filter(not_over, starts_on__lte=until, kind=RoleKind.COORDINATOR, area=area)
    return roles.filter(person__is_active=True).order_by().values_list("person", flat=True)


def agreement_on(area: Area, day: datetime.date) -> Agreement | None:
    return agreement_among(area.agreements.all(), day)


def agreement_among(versions: Iterable[Agreement], day: datetime.date) -> Agreement | None:
    """The area's agreement on a day: the newest adopted version that had begun, also when it has run out since.

    Before the first one, and when none was adopted, the oldest version answers, so that a refusal can name it.
    """
    newest_first = sorted(versions, key=lambda agreement: agreement.version, reverse=True)
    begun = [a for a in newest_first if a.is_adopted and a.valid_from and a.valid_from <= day]
    return begun[0] if begun else (newest_first[-1] if newest_first else None)


def agreements_in_force(areas: Iterable[Area], day: datetime.date) -> list[Agreement]:
    """The agreement of a day in each of these areas, in one query however many they are."""
    versions: dict[int, list[Agreement]] = {}
    for agreement in Agreement.objects.filter(area__in=areas):
        versions.setdefault(agreement.area_id, []).append(agreement)
    return [found for own in versions.values() if (found := agreement_among(own, day))]


def listed_parties(agreements: Iterable[int | None]) -> dict[int, set[int]]:
    """Ids of the parties that each of these agreements lists, in one query."""
    found: dict[int, set[int]] = {}
    for agreement, party in _listed([each for each in agreements if each]):
        found.setdefault(agreement, set()).add(party)
    return found


@prepared
def _listed(agreements: Slot) -> QuerySet[Any, tuple[int, int]]:
    return Agreement.parties.through.objects.filter(agreement__in=agreements).values_list("agreement", "party")


def templates_for(area: Area, day: datetime.date | None = None) -> QuerySet[MeetingTemplate]:
    """The current templates of the agreement that holds in the area on a day."""
    agreement = agreement_on(area, day or today())
    return MeetingTemplate.objects.filter(agreement=agreement, area=area, is_current=True).select_related("agreement")


def template_of_forum(forum: Forum, day: datetime.date | None = None) -> MeetingTemplate | None:
    """The template that a forum's meetings are called from: the one whose slug is the forum's kind."""
    if forum.area is None:
        own = MeetingTemplate.objects.filter(federation=forum.federation, agreement=None, is_current=True)
    else:
        own = templates_for(forum.area, day)
    return own.filter(slug=forum.kind).first()


def members_of(forum: Forum, on: datetime.date) -> QuerySet[Membership]:
    """Seats that are held on a day, ordinary members before substitutes."""
    return forum.memberships.filter(in_force(on)).select_related("person", "party__kind", "unit")


def plan_of(forum: Forum, year: int) -> ForumPlan | None:
    """The forum's plan for a year: of the agreement version that held at the year's end."""
    if forum.area is None:
        return forum.plans.filter(agreement=None).first()
    agreement = agreement_on(forum.area, datetime.date(year, 12, 31))
    return forum.plans.filter(agreement=agreement).first()


def rules_for(template: MeetingTemplate) -> QuerySet[PartyRule]:
    """The party rules that a call from this template touches (domain rule 6)."""
    return PartyRule.objects.filter(
        Q(when_individual="") | Q(when_individual=template.individual),
        Q(when_template="") | Q(when_template=template.slug),
        federation=template.federation_id,
    ).select_related("party_kind")


def template_name(slug: str, area: Area | None, federation: Federation) -> str:
    """The name of a kind of meeting in an area (or the federation) now; its slug when there is no such template."""
    own = MeetingTemplate.objects.filter(federation=federation, slug=slug, is_current=True)
    if area is not None:
        own = own.filter(agreement=agreement_on(area, today()))
    return own.values_list("name", flat=True).first() or slug
