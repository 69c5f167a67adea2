"""Groups, ways in and areas as rows for their pages."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from config.database.sorting import swedish_key, swedish_order
from forums.holes import holes_of, holes_of_areas
from forums.models import (
    Agreement,
    Area,
    ContactPoint,
    Forum,
    MeetingTemplate,
    PartyKind,
    Person,
    Role,
    RoleKind,
    in_force,
)
from forums.queries import agreement_among, today
from forums.standing import standing_of

CHECKED_LATELY = datetime.timedelta(days=183)


def search_forums(forums: QuerySet[Forum], *, q: str = "", omrade: Area | None = None) -> list[Forum]:
    """Groups that are still there, whose name or kind holds every word, by area and the federation's own last.

    The words are compared here, as those of `search_points`.
    """
    held = in_force(today(), "memberships__")
    still_there = Q(ended_on=None) | Q(ended_on__gte=today())
    found = forums.filter(still_there).select_related("area", "federation", "convener")
    if omrade is not None:
        found = found.filter(area=omrade)
    counted = found.annotate(member_count=Count("memberships", filter=held & Q(memberships__is_substitute=False)))
    rows, words = list(counted.order_by(*swedish_order("area__name"), *swedish_order("name"))), q.casefold().split()
    names = template_names(rows) if words else {}
    said = {forum.pk: f"{forum.name} {names.get((forum.area_id, forum.kind), '')}".casefold() for forum in rows}
    kept = [forum for forum in rows if all(word in said[forum.pk] for word in words)]
    return sorted(kept, key=lambda forum: forum.area_id is None)


def forum_groups(person: Person, forums: Iterable[Forum]) -> list[dict[str, Any]]:
    """The groups under their areas; holes only where the person can mend them."""
    rows = list(forums)
    arranged = _arranged(person, rows)
    holes = holes_of(forum for forum in rows if forum.pk in arranged)
    names = template_names(rows)
    found: dict[str, list[dict[str, Any]]] = {}
    for forum in rows:
        heading = forum.area.name if forum.area else forum.federation.name
        row = {"forum": forum, "kind": names.get((forum.area_id, forum.kind), ""), "holes": holes.get(forum.pk, [])}
        found.setdefault(heading, []).append(row)
    return [{"name": name, "rows": own} for name, own in found.items()]


def _arranged(person: Person, forums: Iterable[Forum]) -> set[int]:
    """The same as `can_arrange_forum`, for many groups at once."""
    standing = standing_of(person)
    federations = standing.federations_as(RoleKind.DIRECTOR)
    return {
        forum.pk
        for forum in forums
        if forum.convener_id == person.pk or forum.area_id in standing.coordinated or forum.federation_id in federations
    }


def template_names(forums: Iterable[Forum]) -> dict[tuple[int | None, str], str]:
    """What each area calls its kinds of group now."""
    federations = {forum.federation_id for forum in forums}
    templates = MeetingTemplate.objects.filter(federation__in=federations, is_current=True).order_by(
        "agreement__version"
    )
    return {(area, slug): name for area, slug, name in templates.values_list("area", "slug", "name")}


def search_points(
    points: QuerySet[ContactPoint],
    *,
    q: str = "",
    omrade: Area | None = None,
    part: PartyKind | None = None,
    own: Collection[int] = (),
) -> list[ContactPoint]:
    """Ways in whose function, matter, unit or party holds every word, å, ä and ö included.

    Those that serve one of the `own` areas come first.

    The words are compared here: a federation has some hundred ways in, and SQLite folds only a–z.
    """
    still_open = Q(unit__closed_on=None) | Q(unit__closed_on__gt=today())
    found = points.filter(still_open).select_related("unit__party__kind", "person").prefetch_related("unit__areas")
    if omrade is not None:
        found = found.filter(unit__areas=omrade)
    if part is not None:
        found = found.filter(unit__party__kind=part)
    words = q.casefold().split()
    ordered = sorted(found.distinct(), key=lambda point: (not _serves(point, own), *_place_in_list(point)))
    return [point for point in ordered if all(word in _text_of(point) for word in words)]


def _place_in_list(point: ContactPoint) -> tuple[int, str, str, str]:
    unit = point.unit
    return unit.party.kind.position, swedish_key(unit.party.name), swedish_key(unit.name), swedish_key(point.function)


def _serves(point: ContactPoint, areas: Collection[int]) -> bool:
    return any(area.pk in areas for area in point.unit.areas.all())


def own_areas(person: Person) -> set[int]:
    """Ids of the areas that the person coordinates, else of those where they work: what lists begin with."""
    standing = standing_of(person)
    return set(standing.coordinated) or {area for place in standing.workplaces for area in place.areas}


def _text_of(point: ContactPoint) -> str:
    areas = " ".join(area.name for area in point.unit.areas.all())
    person = point.person.name if point.person else ""
    parts = (point.function, point.matter, point.unit.name, point.unit.party.name, point.unit.party.kind.name)
    return " ".join((*parts, areas, person)).casefold()


def old_from() -> datetime.date:
    """What was checked before this day is pointed out as old."""
    return today() - CHECKED_LATELY


def area_rows(areas: QuerySet[Area], person: Person) -> list[dict[str, Any]]:
    """Areas with what is agreed in them; what is missing for its coordinator, for the director while there is none."""
    rows = []
    own = Role.objects.filter(in_force(today()), kind=RoleKind.COORDINATOR, area__in=areas).select_related("person")
    coordinators: dict[int | None, list[Person]] = {}
    for role in own:
        coordinators.setdefault(role.area_id, []).append(role.person)
    mine = own_areas(person)
    rows_of = areas.select_related("federation").prefetch_related("agreements__parties", "forums", "former_names")
    shown = sorted(
        rows_of, key=lambda area: (area.pk not in mine, swedish_key(area.federation.name), swedish_key(area.name))
    )
    holes = holes_of_areas(area for area in shown if _mends(person, area, coordinators))
    for area in shown:
        agreement = agreement_among(area.agreements.all(), today())
        rows.append(
            {
                "area": area,
                "is_own": area.pk in mine,
                "former": list(area.former_names.all()),
                "agreement": agreement,
                "has_run_out": agreement is not None and agreement.has_run_out(today()),
                "role_name": area.federation.role_name("coordinator"),
                "coordinators": coordinators.get(area.pk, []),
                "holes": holes.get(area.pk, []),
                "forums": sorted(
                    (forum for forum in area.forums.all() if forum.ended_on is None),
                    key=lambda forum: swedish_key(forum.name),
                ),
            }
        )
    return rows


def _mends(person: Person, area: Area, coordinators: dict[int | None, list[Person]]) -> bool:
    standing = standing_of(person)
    if area.pk in standing.coordinated:
        return True
    return area.pk not in coordinators and area.federation_id in standing.federations_as(RoleKind.DIRECTOR)


def agreement_context(agreement: Agreement) -> dict[str, Any]:
    """What an agreement's page shows: its figures, parties with who signed, templates and groups, other versions."""
    signed = {signature.party_id: signature for signature in agreement.signatures.all()}
    parties = agreement.parties.select_related("kind")
    ordered = sorted(parties, key=lambda party: (party.kind.position, swedish_key(party.name)))
    return {
        "agreement": agreement,
        "has_run_out": agreement.has_run_out(today()),
        "ages": "–".join(map(str, agreement.area.ages)),
        "parties": [{"party": party, "signature": signed.get(party.pk)} for party in ordered],
        "templates": agreement.templates.filter(is_current=True),
        "plans": agreement.forum_plans.select_related("forum").order_by(*swedish_order("forum__name")),
        "versions": agreement.area.agreements.exclude(pk=agreement.pk).order_by("-version"),
    }
