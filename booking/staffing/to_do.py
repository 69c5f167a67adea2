"""Rows of the to-do list for those who hold groups and areas together: what is missing, before they look for it.

Holes are the coordinator's, and the director's while an area has none (domain rule 7). Administrators and the
director see what concerns an area as a whole: nobody coordinates it, its agreement has run out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.meetings.to_do import MAIL, MISSING, YEAR, Task
from booking.meetings.wording import day_text
from booking.models import Meeting, MeetingState
from booking.statistics.figures import halves_of
from booking.statistics.planned import plan_for, planned_in_year
from config.database.sorting import swedish_order
from forums.holes import SOON, holes_of, holes_of_areas, holes_of_unit
from forums.keepers import kept_persons
from forums.models import Agreement, Area, Forum, ForumPlan, Person, Role, RoleKind, Unit, in_force
from forums.queries import agreement_among, today
from forums.standing import TRUSTED, standing_of


def tasks_of(person: Person) -> list[Task]:
    """The number of queries does not depend on how many areas, groups or units there are."""
    overseen, mended, without = areas_of(person)
    versions = versions_of(overseen)
    groups = held_groups(person, mended)
    return [
        *own_address_task(person),
        *bounces_task(person),
        *group_hole_tasks(groups),
        *unit_hole_tasks(mended),
        *contact_tasks(person),
        *(coordinator_task(area) for area in without),
        *agreement_tasks(overseen, versions),
        *plan_tasks(groups, versions),
    ]


def areas_of(person: Person) -> tuple[list[Area], list[Area], list[Area]]:
    """The areas that the person oversees, those of them whose holes are the person's, and those nobody coordinates."""
    standing = standing_of(person)
    coordinated, directed = standing.coordinated, standing.federations_as(RoleKind.DIRECTOR)
    whole = directed | standing.federations_as(RoleKind.ADMINISTRATOR)
    if not coordinated and not whole:
        return [], [], []
    areas = list(Area.objects.filter(Q(pk__in=coordinated) | Q(federation__in=whole)).order_by(*swedish_order("name")))
    roles = Role.objects.filter(in_force(today()), kind=RoleKind.COORDINATOR, area__in=areas)
    taken = set(roles.order_by().values_list("area", flat=True)) if whole else coordinated
    without = [area for area in areas if area.pk not in taken and area.federation_id in whole]
    mended = [area for area in areas if area.pk in coordinated]
    mended += [area for area in without if area.federation_id in directed]
    return areas, mended, without


def held_groups(person: Person, mended: Iterable[Area]) -> list[Forum]:
    """The groups that the person convenes, those of these areas, and for the director the federation's own."""
    directed = standing_of(person).federations_as(RoleKind.DIRECTOR)
    held = Q(convener=person.pk) | Q(area__in=[area.pk for area in mended])
    if directed:
        held |= Q(area=None, federation__in=directed)
    still_there = Q(ended_on=None) | Q(ended_on__gte=today())
    return list(
        Forum.objects.filter(held, still_there).select_related("area", "convener").order_by(*swedish_order("name"))
    )


def versions_of(areas: Iterable[Area]) -> dict[int | None, list[Agreement]]:
    found: dict[int | None, list[Agreement]] = {area.pk: [] for area in areas}
    if found:
        for agreement in Agreement.objects.filter(area__in=[*found]).order_by().defer("target_group"):
            found[agreement.area_id].append(agreement)
    return found


def own_address_task(person: Person) -> list[Task]:
    if person.address_bounced_at is None:
        return []
    return [
        {
            "group": MAIL,
            "title": _("Mejl till dig går inte fram"),
            "text": _("Du får inga kallelser förrän adressen är rättad."),
            "url": reverse("booking:own-details"),
            "button": _("Se dina uppgifter"),
        }
    ]


def bounces_task(person: Person) -> list[Task]:
    if not standing_of(person).federations_as(*TRUSTED):
        return []
    n = kept_persons(person).filter(address_bounced_at__isnull=False).count()
    title = ngettext("E-post till %(n)d person går inte fram", "E-post till %(n)d personer går inte fram", n)
    row = {
        "group": MAIL,
        "title": title % {"n": n},
        "text": _("De får inga kallelser förrän adressen är rättad."),
        "url": reverse("booking:persons") + "?visa=studsar",
        "button": _("Visa vilka"),
    }
    return [row] if n else []


def group_hole_tasks(groups: list[Forum]) -> list[Task]:
    """A row for each group: its only hole, or how many there are and which."""
    holes = holes_of(groups) if groups else {}
    return [group_hole_task(forum, holes[forum.pk]) for forum in groups if holes[forum.pk]]


def group_hole_task(forum: Forum, holes: list[str]) -> Task:
    more = _("%(n)d saker saknas") % {"n": len(holes)}
    return {
        "group": MISSING,
        "title": f"{forum}: {more}" if len(holes) > 1 else f"{forum}: {holes[0].rstrip('.')}",
        "text": " ".join(holes) if len(holes) > 1 else "",
        "url": reverse("booking:forum", args=[forum.pk]),
        "button": _("Öppna gruppen"),
    }


def unit_hole_tasks(areas: list[Area]) -> list[Task]:
    """A row for each unit, however many areas it serves."""
    units: dict[Unit, list[str]] = {}
    for holes in holes_of_areas(areas).values():
        for hole in holes:
            texts = units.setdefault(hole.unit, [])
            if hole.text not in texts:
                texts.append(hole.text)
    return [
        {
            "group": MISSING,
            "title": texts[0].rstrip("."),
            "text": " ".join(texts[1:]),
            "url": reverse("booking:unit", args=[unit.pk]),
            "button": _("Öppna enheten"),
        }
        for unit, texts in units.items()
    ]


def contact_tasks(person: Person) -> list[Task]:
    """For a contact person: units of the party that calls cannot reach. A keeper mends them."""
    roles = [role for role in standing_of(person).roles if role.kind == RoleKind.CONTACT_PERSON]
    if not roles:
        return []
    here = Q(pk__in=[])
    for role in roles:
        here |= Q(party=role.party_id, areas=role.area_id) if role.area_id else Q(party=role.party_id)
    still_open = Q(closed_on__isnull=True) | Q(closed_on__gt=today())
    units = (
        Unit.objects.filter(here, still_open)
        .prefetch_related("contact_points__person")
        .order_by(*swedish_order("name"))
        .distinct()
    )
    return [
        {
            "group": MISSING,
            "title": hole.text.rstrip("."),
            "text": _("Säg till den som håller ihop området vilken adress som gäller."),
            "url": reverse("forums:contact-point-list"),
            "button": _("Öppna Vägen in"),
        }
        for unit in units
        for hole in holes_of_unit(unit)
    ]


def coordinator_task(area: Area) -> Task:
    return {
        "group": MISSING,
        "title": _("%(area)s: ingen håller ihop området") % {"area": area},
        "text": _("Ge någon rollen på personens sida."),
        "url": reverse("booking:persons"),
        "button": _("Välj person"),
    }


def agreement_tasks(areas: Iterable[Area], versions: dict[int | None, list[Agreement]]) -> list[Task]:
    """Agreements that have run out, or are about to: they keep working (domain rule 9)."""
    found = []
    for area in areas:
        agreement = agreement_among(versions.get(area.pk, []), today())
        until = agreement.valid_until if agreement else None
        if agreement is not None and until is not None and until <= today() + SOON:
            found.append(agreement_task(area, agreement, until))
    return found


def agreement_task(area: Area, agreement: Agreement, until: datetime.date) -> Task:
    has_run_out = until < today()
    title = _("%(area)s: överenskommelsen har gått ut") if has_run_out else _("%(area)s: överenskommelsen går snart ut")
    return {
        "group": YEAR,
        "title": title % {"area": area},
        "text": _("Den gäller till och med %(day)s. Det går att kalla ändå.") % {"day": day_text(until)},
        "url": reverse("forums:agreement", args=[agreement.pk]),
        "button": _("Visa överenskommelsen"),
    }


def plan_tasks(groups: list[Forum], versions: dict[int | None, list[Agreement]]) -> list[Task]:
    """Groups with fewer meetings called this year than their agreement says."""
    year = today().year
    plans: dict[int, dict[int | None, ForumPlan]] = {forum.pk: {} for forum in groups}
    for row in ForumPlan.objects.filter(forum__in=plans) if plans else ():
        plans[row.forum_id][row.agreement_id] = row
    elsewhere = {forum.area for forum in groups if forum.area and forum.area_id not in versions}
    versions = {**versions, **versions_of(area for area in elsewhere if area)}
    called = called_in_year(plans, year) if any(plans.values()) else {}
    found = []
    for forum in groups:
        plan = plan_for(forum, plans[forum.pk], versions.get(forum.area_id, []), year)
        meetings, of_series = called.get(forum.pk, (0, 0))
        # a rhythm plans the meetings of its series
        planned = None if plan is None or (plan.rhythm and of_series) else planned_in_year(plan, year)
        if planned is not None and meetings < planned:
            found.append(plan_task(forum, meetings, planned, year))
    return found


def called_in_year(forums: Iterable[int], year: int) -> dict[int, tuple[int, int]]:
    """By group, how many meetings are called in the year, and how many of those belong to a series."""
    rows = Meeting.objects.filter(forum__in=[*forums], state=MeetingState.CALLED, half_year__in=halves_of(year))
    counted = rows.order_by().values_list("forum").annotate(Count("pk"), Count("series"))
    return {forum: (meetings, of_series) for forum, meetings, of_series in counted}


def plan_task(forum: Forum, called: int, planned: int, year: int) -> Task:
    title = _("%(forum)s: %(called)d av %(planned)d möten är kallade %(year)s")
    return {
        "group": YEAR,
        "title": title % {"forum": forum, "called": called, "planned": planned, "year": year},
        "text": "",
        "url": reverse("booking:forum", args=[forum.pk]),
        "button": _("Kalla gruppen"),
    }
