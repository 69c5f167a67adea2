"""The figures of a year for an area or a federation: one query path for the page, the API and the files alike.

What each figure means stands in `measures.py`; this module reads the buckets and puts names to them.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from booking.models import FigureBucket, Meeting, MeetingState
from booking.statistics.measures import Measures, add_up, settle_open
from booking.statistics.names import Names, read_names
from booking.statistics.planned import ForumFigures, forum_figures, versions_by_area
from booking.statistics.rollup import refresh, scopes_for
from booking.workdays import at_local, half_year, local
from config.database.prepared import Slot, prepared
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
    """The year's figures as they are now: the few dirty buckets of this scope are recounted first.

    The number of queries does not depend on how many meetings there are.
    """
    now = timezone.now()
    first_year = year - EARLIER_YEARS
    refresh(scopes_for(where, [half for each in range(first_year, year + 1) for half in halves_of(each)]))
    buckets = _settled(_read_buckets(where, year), now)
    _add_started_today(buckets, where, year, now)
    total = _periods(buckets, year)
    held = {name: _held_by_forum(buckets, halves) for name, halves in _periods_of(year).items()}
    versions = versions_by_area(where)
    forums = forum_figures(where, versions, year, held, known=not total.year.is_loaded)
    slugs = {slug for _half, slug, _variant in buckets} | {forum.kind for forum in forums}
    own = versions.get(where.pk, []) if isinstance(where, Area) else None
    names = read_names(where, year, slugs, total.year.visits, own)
    types = _types(buckets, year, names)
    plans = _plans(forums, types, names)
    return Figures(where, year, now, total, types, forums, plans, _earlier(where, first_year, year), names)


def country_figures(year: int) -> Figures:
    """The whole installation: the sum of the federations. Nobody's page shows it; reports to the state would."""
    now = timezone.now()
    buckets = _settled(_read_buckets(None, year), now)
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
    return [(area, Measures(settle_open(counts[area.pk], today))) for area in areas]


def years_with_figures(where: Area | Federation) -> list[int]:
    """Years to choose from, the newest first; the current one is always there."""
    halves = _own(where, type(where)).values_list("half_year", flat=True).distinct()
    this_year = local(timezone.now()).year
    return sorted({int(half[:4]) for half in halves} | {this_year}, reverse=True)


def _read_buckets(where: Area | Federation | None, year: int) -> dict[Key, Counter[str]]:
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    columns, halves = ("half_year", "slug", "variant", "counts"), halves_of(year)
    if where is None:
        everywhere = FigureBucket.objects.filter(area=None, half_year__in=halves).order_by()
        rows = list(everywhere.values_list(*columns))
    else:
        rows = _buckets(where.pk, halves, of=type(where), columns=columns)
    for half, slug, variant, counts in rows:
        found[half, slug, variant].update(counts)
    return found


def _own(where: Any, of: type) -> QuerySet[FigureBucket]:
    """The buckets of an area, or of a federation as a whole."""
    rows = FigureBucket.objects.order_by()
    return rows.filter(area=where) if of is Area else rows.filter(federation=where, area=None)


@prepared
def _buckets(where: Slot, halves: Slot, *, of: type, columns: tuple[str, ...]) -> QuerySet[Any, tuple[Any, ...]]:
    return _own(where, of).filter(half_year__in=halves).values_list(*columns)


@prepared
def _started(where: Slot, since: Slot, now: Slot, *, of: type) -> QuerySet[Meeting, tuple[Any, ...]]:
    mine = Q(area=where) | Q(joint_areas=where) if of is Area else Q(federation=where)
    unsaid = Q(state=MeetingState.CALLED, outcome=None, template__counts=True)
    started = Meeting.objects.filter(mine, unsaid, starts_at__gte=since, starts_at__lte=now)
    return started.order_by().values_list("pk", "template__slug", "variant").distinct()


def _settled(buckets: Mapping[Key, Counter[str]], now: datetime.datetime) -> dict[Key, Counter[str]]:
    today = local(now).date()
    return {key: settle_open(counts, today) for key, counts in buckets.items()}


def _add_started_today(
    buckets: dict[Key, Counter[str]], where: Area | Federation, year: int, now: datetime.datetime
) -> None:
    """A meeting is "ej registrerat" from its start: for earlier days by the buckets, for today by the meetings."""
    half = half_year(now)
    if half not in halves_of(year):
        return
    midnight = at_local(local(now).date(), datetime.time(0))
    for _pk, slug, variant in _started(where.pk, midnight, now, of=type(where)):
        buckets.setdefault((half, slug, variant), Counter())["not_registered"] += 1


def _periods_of(year: int) -> dict[str, tuple[str, ...]]:
    first, second = halves_of(year)
    return {"year": (first, second), "first": (first,), "second": (second,)}


def _periods(buckets: Mapping[Key, Counter[str]], year: int) -> Periods:
    first, second = (_sum(buckets, (half,)) for half in halves_of(year))
    return Periods(*(Measures(counts) for counts in (add_up([first, second]), first, second)))


def _sum(buckets: Mapping[Key, Counter[str]], halves: Iterable[str]) -> Counter[str]:
    own = [counts for key, counts in buckets.items() if key[0] in halves]
    return own[0] if len(own) == 1 else add_up(own)


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
    """Plans by kind of forum. Held is what the type held, so that a meeting that names no forum is not lost."""
    held = {kind.slug: kind.periods.year.held for kind in types if kind.level == Level.FORUM}
    plans = {}
    for kind in sorted({forum.kind for forum in forums}, key=names.position):
        planned = [forum.planned for forum in forums if forum.kind == kind and forum.planned is not None]
        told = [forum.held for forum in forums if forum.kind == kind and forum.held is not None]
        plans[kind] = Plan(sum(planned) if planned else None, held.get(kind, sum(told) if told else None))
    return plans


def _earlier(where: Area | Federation, first_year: int, year: int) -> list[EarlierYear]:
    """The years before that have any figures, the newest first, by a query for the few keys that are shown."""
    halves = [half for earlier in range(first_year, year) for half in halves_of(earlier)]
    found: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
    columns = ("half_year", "slug", "counts__held", "counts__participants", "counts__participants_known")
    for half, slug, *numbers in _buckets(where.pk, halves, of=type(where), columns=columns):
        held, people, known = (number or 0 for number in numbers)
        found[int(half[:4])].append((slug, held, people, known))
    return [_earlier_year(each, found[each]) for each in sorted(found, reverse=True)]


def _earlier_year(year: int, rows: list[tuple[str, int, int, int]]) -> EarlierYear:
    by_type: Counter[str] = Counter()
    for slug, held, _people, _known in rows:
        by_type[slug] += held
    people = sum(row[2] for row in rows) if any(row[3] for row in rows) else None
    return EarlierYear(year, sum(by_type.values()), dict(by_type), people)
