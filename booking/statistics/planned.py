"""Planned meetings of each forum in a year, as its agreement says."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from booking.models import Meeting
from config.database.sorting import swedish_order
from forums.models import Agreement, Area, Federation, Forum, ForumPlan, Level, MeetingTemplate, OpenMeetingPlan
from forums.queries import agreement_among

Versions = dict[int | None, list[Agreement]]

MONTHLY = {"monthly": 12, "quarterly": 4, "half_yearly": 2, "yearly": 1}


@dataclass(frozen=True, slots=True)
class ForumFigures:
    """One forum: what the agreement plans for the year against what was held, also at half-year ("1 av 2 på året")."""

    id: int
    name: str
    kind: str
    area: str
    area_id: int | None
    planned: int | None
    held: int | None
    held_first_half: int | None
    held_second_half: int | None


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """Open meetings of one variant: planned for the year against held."""

    variant: str
    name: str
    planned: int
    held: int | None
    held_first_half: int | None
    held_second_half: int | None


def planned_in_year(plan: ForumPlan, year: int) -> int | None:
    """The agreement's number, or the instances of its rhythm: a weekly group has 52 weeks some years, 53 others."""
    if plan.meetings_per_year is not None:
        return plan.meetings_per_year
    if plan.rhythm == "weekly":
        return weeks_in(year)
    return MONTHLY.get(plan.rhythm)


def weeks_in(year: int) -> int:
    """28 December is always in the last ISO week."""
    return datetime.date(year, 12, 28).isocalendar().week


def plan_for(
    forum: Forum, plans: Mapping[int | None, ForumPlan], versions: list[Agreement], year: int
) -> ForumPlan | None:
    """The plan of the agreement version that held at the year's end; None before there was one."""
    if forum.area_id is None:
        return plans.get(None)
    agreement = agreement_of(versions, year)
    return plans.get(agreement.pk) if agreement else None


def agreement_of(versions: list[Agreement], year: int) -> Agreement | None:
    last_day = datetime.date(year, 12, 31)
    agreement = agreement_among(versions, last_day)
    has_begun = agreement is not None and agreement.valid_from is not None and agreement.valid_from <= last_day
    return agreement if has_begun else None


def forum_figures(
    where: Area | Federation,
    versions: Versions,
    year: int,
    held: Mapping[str, Mapping[int, int]],
    told: Mapping[str, bool],
    *,
    everything: bool,
) -> list[ForumFigures]:
    """The forums that were planned for or met in the year.

    `held` has the number of held meetings by forum, for "year", "first" and "second"; `told` which of them are known.
    Without `everything` (an older year's file), a forum that the file does not tell of did not meet "0 times": nobody
    knows.
    """
    rows = []
    forums = list(_forums(where))
    own: dict[int, dict[int | None, ForumPlan]] = defaultdict(dict)
    for row in ForumPlan.objects.filter(forum__in=forums).order_by("pk"):
        own[row.forum_id][row.agreement_id] = row
    plans = [(forum, plan_for(forum, own[forum.pk], versions.get(forum.area_id, []), year)) for forum in forums]
    meets_in_rhythm = any(plan and plan.rhythm for _forum, plan in plans)
    in_series = _instances_of_series(where, year) if meets_in_rhythm else {}
    for forum, plan in plans:
        planned = planned_in_year(plan, year) if plan and not _ended_before(forum, year) else None
        if forum.pk in in_series and plan and plan.rhythm:
            planned = in_series[forum.pk]
        times = {period: held[period].get(forum.pk, 0) for period in ("year", "first", "second")}
        if planned is None and not times["year"]:
            continue
        is_told = everything or times["year"] > 0
        counted = [number if is_told and told[period] else None for period, number in times.items()]
        area = forum.area.name if forum.area else ""
        rows.append(ForumFigures(forum.pk, forum.name, forum.kind, area, forum.area_id, planned, *counted))
    return rows


def open_meeting_plans(where: Area | Federation, versions: Versions, year: int) -> list[tuple[str, str, int]]:
    """Variant, name and planned number of open meetings, from the first year of the area's agreement on. A federation
    plans its own days and those of its areas together."""
    mine = Q(area=where) if isinstance(where, Area) else Q(federation=where)
    found: dict[str, tuple[str, int]] = {}
    for plan in OpenMeetingPlan.objects.filter(mine).order_by("variant", "area"):
        if plan.area_id is None or agreement_of(versions.get(plan.area_id, []), year):
            name, planned = found.get(plan.variant, (plan.name, 0))
            found[plan.variant] = (name or plan.name, planned + plan.per_year)
    return [(variant, name, planned) for variant, (name, planned) in found.items()]


def open_slugs(where: Area | Federation) -> set[str]:
    """The types that variants of open meetings belong to, also when none was held."""
    federation = where.federation_id if isinstance(where, Area) else where.pk
    rows = MeetingTemplate.objects.filter(federation=federation, level=Level.OPEN, is_current=True)
    return set(rows.order_by().values_list("slug", flat=True))


def _instances_of_series(where: Area | Federation, year: int) -> dict[int, int]:
    """How many meetings of series each forum has in the year, cancelled ones among them: a rhythm plans its instances
    less the days that it skips.
    """
    mine = Q(forum__area=where) if isinstance(where, Area) else Q(forum__federation=where)
    rows = Meeting.objects.filter(mine, series__isnull=False, half_year__in=[f"{year}-1", f"{year}-2"])
    return dict(rows.order_by().values_list("forum").annotate(Count("pk")))


def _forums(where: Area | Federation) -> QuerySet[Forum]:
    if isinstance(where, Area):
        return Forum.objects.filter(area=where).select_related("area").order_by(*swedish_order("name"))
    return (
        Forum.objects.filter(federation=where)
        .select_related("area")
        .order_by(*swedish_order("area__name"), *swedish_order("name"))
    )


def versions_by_area(where: Area | Federation) -> Versions:
    found: Versions = defaultdict(list)
    mine = Q(area=where) if isinstance(where, Area) else Q(area__federation=where)
    for agreement in Agreement.objects.filter(mine).order_by().defer("target_group"):
        found[agreement.area_id].append(agreement)
    return found


def _ended_before(forum: Forum, year: int) -> bool:
    return forum.ended_on is not None and forum.ended_on.year < year
