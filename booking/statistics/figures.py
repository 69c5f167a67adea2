"""The figures of a year for an area or a federation: one reading, for the page, the API and the files alike.

What each figure means stands in `measures.py`; this module reads the buckets and puts names to them.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from booking.models import FigureBucket, Meeting, MeetingState
from booking.statistics.measures import Measures, add_up, measure, settle_open
from booking.statistics.names import Names, read_names
from booking.statistics.planned import ForumFigures, forum_figures
from booking.statistics.rollup import refresh, scopes_for
from booking.workdays import at_local, half_year, local
from forums.models import Area, Federation, Level

EARLIER_YEARS = 4

# one bucket: half-year, slug, variant
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Periods:
    """The same figures for the whole year and its halves."""

    year: Measures
    first: Measures
    second: Measures


@dataclass(frozen=True, slots=True)
class TypeFigures:
    slug: str
    name: str
    level: str
    periods: Periods
    variants: dict[str, Periods]


@dataclass(frozen=True, slots=True)
class Plan:
    """Planned by the agreement against held, for all forums of a kind."""

    planned: int | None
    held: int | None


@dataclass(frozen=True, slots=True)
class EarlierYear:
    year: int
    held_total: int
    held_by_type: dict[str, int]
    participants: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is told about a year. `where` is None for the country."""

    where: Area | Federation | None
    year: int
    as_of: datetime.datetime
    total: Periods
    types: list[TypeFigures]
    forums: list[ForumFigures]
    planned_vs_held: dict[str, Plan]
    earlier: list[EarlierYear]
    names: Names

    @property
    def participants_open_meetings(self) -> int | None:
        participants = self.total.year.participants
        return participants.total if participants else None

    @property
    def is_empty(self) -> bool:
        return self.total.year.meetings == 0


def halves_of(year: int) -> tuple[str, str]:
    return f"{year}-1", f"{year}-2"


def year_figures(where: Area | Federation, year: int) -> Figures:
    """The year's figures as they are now: the few dirty buckets of this scope are counted first.

    The number of queries does not depend on how many meetings there are.
    """
    now = timezone.now()
    first_year = year - EARLIER_YEARS
    refresh(scopes_for(where, [half for each in range(first_year, year + 1) for half in halves_of(each)]))
    buckets = _settled(_read_buckets(_own(where), first_year, year), now)
    _add_started_today(buckets, where, year, now)
    current = {key: counts for key, counts in buckets.items() if key[0] in halves_of(year)}
    held = {name: _held_by_forum(current, halves) for name, halves in _periods_of(year).items()}
    total = _periods(current, year)
    forums = forum_figures(where, year, held, known=not _is_loaded(total.year))
    slugs = {slug for _half, slug, _variant in buckets} | {forum.kind for forum in forums}
    names = read_names(where, year, slugs, total.year.visits)
    types = _types(current, year, names)
    plans = _plans(forums, types, names)
    return Figures(where, year, now, total, types, forums, plans, _earlier(buckets, first_year, year), names)


def country_figures(year: int) -> Figures:
    """The whole installation: the sum of the federations. Nobody's page shows it; reports to the state would."""
    now = timezone.now()
    buckets = _settled(_read_buckets(Q(area=None), year, year), now)
    total = _periods(buckets, year)
    names = read_names(None, year, {slug for _half, slug, _variant in buckets}, total.year.visits)
    return Figures(None, year, now, total, _types(buckets, year, names), [], {}, [], names)


def areas_side_by_side(federation: Federation, year: int) -> list[tuple[Area, Measures]]:
    """Every area of the federation with its figures for the year, in two queries beside the refresh."""
    areas = list(federation.areas.all())
    refresh([scope for area in areas for scope in scopes_for(area, halves_of(year))])
    counts: dict[int | None, Counter[str]] = defaultdict(Counter)
    rows = FigureBucket.objects.filter(federation=federation, area__isnull=False, half_year__in=halves_of(year))
    for area_id, numbers in rows.values_list("area_id", "counts"):
        counts[area_id].update(numbers)
    today = local(timezone.now()).date()
    return [(area, measure(settle_open(counts[area.pk], today))) for area in areas]


def years_with_figures(where: Area | Federation) -> list[int]:
    """Years to choose from, the newest first; the current one is always there."""
    halves = FigureBucket.objects.filter(_own(where)).values_list("half_year", flat=True).distinct()
    this_year = local(timezone.now()).year
    return sorted({int(half[:4]) for half in halves} | {this_year}, reverse=True)


def _own(where: Area | Federation) -> Q:
    return Q(area=where) if isinstance(where, Area) else Q(federation=where, area=None)


def _read_buckets(own: Q, first_year: int, last_year: int) -> dict[Key, Counter[str]]:
    halves = [half for year in range(first_year, last_year + 1) for half in halves_of(year)]
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    rows = FigureBucket.objects.filter(own, half_year__in=halves).order_by()
    for half, slug, variant, counts in rows.values_list("half_year", "slug", "variant", "counts"):
        found[half, slug, variant].update(counts)
    return found


def _settled(buckets: Mapping[Key, Counter[str]], now: datetime.datetime) -> dict[Key, Counter[str]]:
    today = local(now).date()
    return {key: settle_open(counts, today) for key, counts in buckets.items()}


def _add_started_today(
    buckets: dict[Key, Counter[str]], where: Area | Federation, year: int, now: datetime.datetime
) -> None:
    """A meeting is "ej registrerat" from its start; for earlier days the buckets know, for today the meetings do."""
    half = half_year(now)
    if half not in halves_of(year):
        return
    midnight = at_local(local(now).date(), datetime.time(0))
    mine = Q(federation=where)
    if isinstance(where, Area):
        mine = Q(area=where) | Q(joint_areas=where)
    started = Meeting.objects.filter(
        mine, state=MeetingState.CALLED, starts_at__range=(midnight, now), outcome=None, template__counts=True
    )
    for _pk, slug, variant in started.order_by().values_list("pk", "template__slug", "variant").distinct():
        buckets.setdefault((half, slug, variant), Counter())["not_registered"] += 1


def _periods_of(year: int) -> dict[str, tuple[str, ...]]:
    first, second = halves_of(year)
    return {"year": (first, second), "first": (first,), "second": (second,)}


def _periods(buckets: Mapping[Key, Counter[str]], year: int) -> Periods:
    sums = (_sum(buckets, halves) for halves in _periods_of(year).values())
    return Periods(*(measure(counts) for counts in sums))


def _sum(buckets: Mapping[Key, Counter[str]], halves: Iterable[str]) -> Counter[str]:
    return add_up(counts for key, counts in buckets.items() if key[0] in halves)


def _held_by_forum(buckets: Mapping[Key, Counter[str]], halves: Iterable[str]) -> dict[int, int]:
    counts = _sum(buckets, halves)
    return {int(key[6:]): number for key, number in counts.items() if key.startswith("forum.")}


def _types(buckets: Mapping[Key, Counter[str]], year: int, names: Names) -> list[TypeFigures]:
    """A type counts its variants; each variant also stands by itself. In the order of the area's templates."""
    slugs = {slug for _half, slug, _variant in buckets}
    return [_type(buckets, year, slug, names) for slug in sorted(slugs, key=names.position)]


def _type(buckets: Mapping[Key, Counter[str]], year: int, slug: str, names: Names) -> TypeFigures:
    own = {key: counts for key, counts in buckets.items() if key[1] == slug}
    variants = {
        variant: _periods({key: counts for key, counts in own.items() if key[2] == variant}, year)
        for variant in sorted({key[2] for key in own if key[2]})
    }
    return TypeFigures(slug, names.type(slug), names.level(slug), _periods(own, year), variants)


def _plans(forums: list[ForumFigures], types: list[TypeFigures], names: Names) -> dict[str, Plan]:
    """By kind of forum. Held is what the type held, so that a meeting that names no forum is not lost."""
    held = {kind.slug: kind.periods.year.held for kind in types if kind.level == Level.FORUM}
    plans = {}
    for kind in sorted({forum.kind for forum in forums}, key=names.position):
        planned = [forum.planned for forum in forums if forum.kind == kind and forum.planned is not None]
        told = [forum.held for forum in forums if forum.kind == kind and forum.held is not None]
        plans[kind] = Plan(sum(planned) if planned else None, held.get(kind, sum(told) if told else None))
    return plans


def _earlier(buckets: Mapping[Key, Counter[str]], first_year: int, year: int) -> list[EarlierYear]:
    """The years before that have any figures, the newest first."""
    found = []
    for earlier in range(year - 1, first_year - 1, -1):
        own = {key: counts for key, counts in buckets.items() if key[0] in halves_of(earlier)}
        if own:
            total = add_up(own.values())
            people = total["participants"] if total["participants_known"] else None
            found.append(EarlierYear(earlier, total["held"], _held_by_type(own), people))
    return found


def _held_by_type(buckets: Mapping[Key, Counter[str]]) -> dict[str, int]:
    held: Counter[str] = Counter()
    for (_half, slug, _variant), counts in buckets.items():
        held[slug] += counts["held"]
    return dict(held)


def _is_loaded(measures: Measures) -> bool:
    return measures.meetings > 0 and measures.unknown["moved"] == measures.meetings
