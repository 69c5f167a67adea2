"""The areas of a federation side by side, from one read of all their buckets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from booking.models import FigureBucket
from booking.statistics.figures import Figures, Key, Periods, first_half_in_use, halves_of, periods_of, total_of
from booking.statistics.measures import settle_open
from booking.statistics.planned import ForumFigures
from booking.statistics.rollup import refresh, scopes_for
from booking.workdays import local
from forums.models import Area, Federation


@dataclass(frozen=True, slots=True)
class Planned:
    """What the area's groups plan for the year, those of which it is known what they held, and what that was."""

    number: int | None
    year: int | None
    first: int | None
    second: int | None


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """One area's year, its types, and the year before."""

    area: Area
    periods: Periods
    types: dict[str, Periods]
    earlier: Periods
    planned: Planned


def areas_side_by_side(federation: Federation, figures: Figures) -> list[AreaFigures]:
    """Every area of the federation in the year of `figures`; as many queries for one area as for twenty."""
    year, now = figures.year, timezone.now()
    areas = list(federation.areas.all())
    halves = [*halves_of(year - 1), *halves_of(year)]
    refresh([scope for area in areas for scope in scopes_for(area, halves)])
    rows = FigureBucket.objects.filter(federation=federation, area__isnull=False, half_year__in=halves)
    found: dict[int | None, dict[Key, Counter[str]]] = defaultdict(dict)
    for area_id, half, slug, variant, counts in rows.values_list("area_id", "half_year", "slug", "variant", "counts"):
        found[area_id][half, slug, variant] = settle_open(counts, local(now).date())
    first = first_half_in_use(federation.pk, now)
    in_use = {half for half in halves if half >= first}
    return [_area_figures(area, found[area.pk], in_use, figures) for area in areas]


def _area_figures(area: Area, own: Mapping[Key, Counter[str]], in_use: set[str], figures: Figures) -> AreaFigures:
    known, year = in_use | {half for half, _slug, _variant in own}, figures.year
    slugs = {slug for half, slug, _variant in own if half in halves_of(year)}
    return AreaFigures(
        area,
        periods_of(own, year, known),
        {slug: periods_of({key: own[key] for key in own if key[1] == slug}, year, known) for slug in sorted(slugs)},
        periods_of(own, year - 1, known),
        _planned(each for each in figures.forums if each.area_id == area.pk),
    )


def _planned(forums: Iterable[ForumFigures]) -> Planned:
    own = [forum for forum in forums if forum.planned is not None and forum.held is not None]
    columns = zip(
        *((forum.planned, forum.held, forum.held_first_half, forum.held_second_half) for forum in own), strict=True
    )
    return Planned(*(total_of(column) for column in columns)) if own else Planned(None, None, None, None)
