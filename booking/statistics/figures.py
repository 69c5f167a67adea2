"""The figures of a year for an area or a federation: one query path for the page, the API and the files alike.

What each figure means stands in `measures.py`; this module reads the buckets and puts names to them.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from booking.models import FigureBucket, Meeting, MeetingState, PhoneTally
from booking.statistics.measures import PHONE, Measures, add_up, settle_open
from booking.statistics.names import Names, read_names
from booking.statistics.planned import (
    ForumFigures,
    OpenPlan,
    forum_figures,
    open_meeting_plans,
    open_slugs,
    versions_by_area,
)
from booking.statistics.rollup import refresh, scopes_for
from booking.workdays import at_local, half_year, local
from config.database.prepared import Slot, prepared
from forums.models import Area, Federation, Level

EARLIER_YEARS = 4
PERIODS = ("year", "first", "second")

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
    """Planned by the agreement for the year against held in the year and its halves, for all forums of a kind."""

    planned: int | None
    year: int | None
    first: int | None
    second: int | None


@dataclass(frozen=True, slots=True)
class EarlierYear:
    """A year before the one that is shown: all of it, each type, and each variant by its type and code."""

    year: int
    total: Periods
    types: dict[str, Periods]
    variants: dict[tuple[str, str], Periods]

    @property
    def held_by_type(self) -> dict[str, int | None]:
        return {slug: periods.year.held for slug, periods in self.types.items()}

    @property
    def participants(self) -> int | None:
        return participants_of(self.total.year)


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
    open_plans: list[OpenPlan]
    earlier: list[EarlierYear]
    names: Names

    @property
    def participants_open_meetings(self) -> int | None:
        return participants_of(self.total.year)

    @property
    def last_year(self) -> EarlierYear | None:
        """The year before, to compare with; None when nothing is known of it."""
        return next((each for each in self.earlier if each.year == self.year - 1), None)


def participants_of(measures: Measures) -> int | None:
    return measures.participants.total if measures.participants else None


def total_of(numbers: Iterable[int | None]) -> int | None:
    """The sum of what is known; None when nothing is."""
    told = [number for number in numbers if number is not None]
    return sum(told) if told else None


def halves_of(year: int) -> tuple[str, str]:
    return f"{year}-1", f"{year}-2"


def year_figures(where: Area | Federation, year: int) -> Figures:
    """The year's figures as they are now: the few dirty buckets of this scope are recounted first.

    The number of queries does not depend on how many meetings there are.
    """
    now = timezone.now()
    years = range(year - EARLIER_YEARS, year + 1)
    halves = [half for each in years for half in halves_of(each)]
    refresh(scopes_for(where, halves))
    read = _settled(_read_buckets(where, halves), now)
    _add_started_today(read, where, halves, now)
    known = known_halves(where, {half: counts for (half, _slug, _variant), counts in read.items()}, halves, now)
    buckets = _of_year(read, year)
    phoned = _phone_consultations(where, years)
    total = periods_of(buckets | _of_year(phoned, year), year, known)
    told = {name: getattr(total, name).is_known for name in PERIODS}
    everything = not total.year.is_loaded
    held = {name: _held_by_forum(buckets, own) for name, own in _halves_by_period(year).items()}
    versions = versions_by_area(where)
    forums = forum_figures(where, versions, year, held, told, everything=everything)
    plans = open_meeting_plans(where, versions, year)
    slugs = {slug for _half, slug, _variant in read} | {forum.kind for forum in forums}
    slugs |= open_slugs(where) if plans else set()
    own = versions.get(where.pk, []) if isinstance(where, Area) else None
    names = read_names(where, year, slugs, total.year.visits or (), own)
    types = _types(buckets, year, names, known)
    open_plans = _open_plans(plans, types, names, told, everything=everything)
    planned = _plans(forums, types, names)
    earlier = [_earlier_year(read, phoned, each, known) for each in reversed(years[:-1])]
    shown = [each for each in earlier if each.total.year.meetings or each.total.year.phone_consultations]
    return Figures(where, year, now, total, types, forums, planned, open_plans, shown, names)


def _phone_consultations(where: Area | Federation, years: range) -> dict[Key, Counter[str]]:
    """What coordinators have noted by the month, by half-year; no kind of meeting."""
    mine = Q(area=where) if isinstance(where, Area) else Q(area__federation=where)
    rows = PhoneTally.objects.filter(mine, month__year__gte=years[0], month__year__lte=years[-1])
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    for month, number in rows.values_list("month", "number"):
        found[half_year(month), "", ""][PHONE] += number
    return dict(found)


def country_figures(year: int) -> Figures:
    """The whole installation: the sum of the federations. Nobody's page shows it; reports to the state would."""
    now = timezone.now()
    known = set(halves_of(year))
    buckets = _settled(_read_buckets(None, halves_of(year)), now)
    total = periods_of(buckets, year, known)
    names = read_names(None, year, {slug for _half, slug, _variant in buckets}, total.year.visits or ())
    return Figures(None, year, now, total, _types(buckets, year, names, known), [], {}, [], [], names)


def known_halves(
    where: Area | Federation, counted: Mapping[str, Counter[str]], halves: Iterable[str], now: datetime.datetime
) -> set[str]:
    """Half-years of which something is known: those that have meetings, and all since the service came into use."""
    first = first_half_in_use(where.federation_id if isinstance(where, Area) else where.pk, now)
    return {half for half in halves if half in counted or half >= first}


def first_half_in_use(federation: int, now: datetime.datetime) -> str:
    """The half-year of the federation's first meeting that no file has told of; the present one before there is any."""
    rows = FigureBucket.objects.filter(federation=federation).order_by("half_year")
    for half, meetings, loaded in rows.values_list("half_year", "counts__meetings", "counts__loaded").iterator(100):
        if (meetings or 0) > (loaded or 0):
            return str(half)
    return half_year(now)


def years_with_figures(where: Area | Federation) -> list[int]:
    """Years to choose from: the current one, those before it, and last those that have only meetings ahead."""
    halves = _own(where, type(where)).values_list("half_year", flat=True).distinct()
    this_year = local(timezone.now()).year
    years = {int(half[:4]) for half in halves} | {this_year}
    return sorted(years, key=lambda year: (year > this_year, -year))


def _read_buckets(where: Area | Federation | None, halves: Sequence[str]) -> dict[Key, Counter[str]]:
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    columns = ("half_year", "slug", "variant", "counts")
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
    buckets: dict[Key, Counter[str]], where: Area | Federation, halves: Sequence[str], now: datetime.datetime
) -> None:
    """A meeting is "ej registrerat" from its start: for earlier days by the buckets, for today by the meetings."""
    half = half_year(now)
    if half not in halves:
        return
    midnight = at_local(local(now).date(), datetime.time(0))
    for _pk, slug, variant in _started(where.pk, midnight, now, of=type(where)):
        buckets.setdefault((half, slug, variant), Counter())["not_registered"] += 1


def _halves_by_period(year: int) -> dict[str, tuple[str, ...]]:
    first, second = halves_of(year)
    return {"year": (first, second), "first": (first,), "second": (second,)}


def _of_year(buckets: Mapping[Key, Counter[str]], year: int) -> dict[Key, Counter[str]]:
    return {key: counts for key, counts in buckets.items() if key[0] in halves_of(year)}


def periods_of(buckets: Mapping[Key, Counter[str]], year: int, known: Collection[str]) -> Periods:
    """The year and its halves. The year is what its known halves tell."""
    first, second = (Measures(_sum(buckets, (half,)), half in known) for half in halves_of(year))
    whole = Measures(add_up([first.counts, second.counts]), first.is_known or second.is_known)
    return Periods(whole, first, second)


def _sum(buckets: Mapping[Key, Counter[str]], halves: Iterable[str]) -> Counter[str]:
    own = [counts for key, counts in buckets.items() if key[0] in halves]
    return own[0] if len(own) == 1 else add_up(own)


def _held_by_forum(buckets: Mapping[Key, Counter[str]], halves: Iterable[str]) -> dict[int, int]:
    counts = _sum(buckets, halves)
    return {int(key[6:]): number for key, number in counts.items() if key.startswith("forum.")}


def _types(buckets: Mapping[Key, Counter[str]], year: int, names: Names, known: Collection[str]) -> list[TypeFigures]:
    """A type counts its variants; each variant also stands by itself. In the order of the area's templates."""
    slugs = {slug for _half, slug, _variant in buckets}
    return [_type(buckets, year, slug, names, known) for slug in sorted(slugs, key=names.position)]


def _type(
    buckets: Mapping[Key, Counter[str]], year: int, slug: str, names: Names, known: Collection[str]
) -> TypeFigures:
    own = {key: counts for key, counts in buckets.items() if key[1] == slug}
    variants = {
        variant: periods_of({key: counts for key, counts in own.items() if key[2] == variant}, year, known)
        for variant in sorted({key[2] for key in own if key[2]})
    }
    return TypeFigures(slug, names.type(slug), names.level(slug), periods_of(own, year, known), variants)


def _plans(forums: list[ForumFigures], types: list[TypeFigures], names: Names) -> dict[str, Plan]:
    """Plans by kind of forum. Held is what the type held, so that a meeting that names no forum is not lost."""
    held = {kind.slug: kind.periods for kind in types if kind.level == Level.FORUM}
    plans = {}
    for kind in sorted({forum.kind for forum in forums}, key=names.position):
        every = [forum for forum in forums if forum.kind == kind]
        # what nobody knows the meetings of is no plan to hold the others against
        own = [forum for forum in every if forum.held is not None] or every
        numbers = [getattr(held[kind], name).held if kind in held else None for name in PERIODS]
        if kind not in held:
            columns = zip(*((forum.held, forum.held_first_half, forum.held_second_half) for forum in own), strict=True)
            numbers = [total_of(column) for column in columns]
        plans[kind] = Plan(total_of(forum.planned for forum in own), *numbers)
    return plans


def _open_plans(
    plans: Iterable[tuple[str, str, int]],
    types: list[TypeFigures],
    names: Names,
    told: Mapping[str, bool],
    *,
    everything: bool,
) -> list[OpenPlan]:
    """Planned open meetings against held, by variant. Of a file that names none of them nobody knows (`everything`)."""
    found = []
    for variant, name, planned in plans:
        own = [kind.variants[variant] for kind in types if variant in kind.variants]
        is_told = everything or bool(own)
        held = [
            sum(getattr(each, period).held or 0 for each in own) if is_told and told[period] else None
            for period in PERIODS
        ]
        found.append(OpenPlan(variant, name or names.any_variant(variant), planned, *held))
    return found


def _earlier_year(
    buckets: Mapping[Key, Counter[str]],
    phoned: Mapping[Key, Counter[str]],
    year: int,
    known: Collection[str],
) -> EarlierYear:
    own = _of_year(buckets, year)
    types: dict[str, dict[Key, Counter[str]]] = defaultdict(dict)
    variants: dict[tuple[str, str], dict[Key, Counter[str]]] = defaultdict(dict)
    for key, counts in own.items():
        _half, slug, variant = key
        types[slug][key] = counts
        if variant:
            variants[slug, variant][key] = counts
    return EarlierYear(
        year,
        periods_of({**own, **_of_year(phoned, year)}, year, known),
        {slug: periods_of(types[slug], year, known) for slug in sorted(types)},
        {code: periods_of(each, year, known) for code, each in variants.items()},
    )
