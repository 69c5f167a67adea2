"""An older year's meetings, from a file, so that there is something to compare with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from booking.loading.schema import check_year
from booking.loading.writing import Writer
from booking.meetings.queries import closed_half_years
from booking.models import Meeting
from booking.models.dirt import mark_buckets
from booking.statistics.exports import headline
from booking.statistics.figures import Figures, halves_of, year_figures
from forums.loading.problems import LoadRefused, Problem
from forums.loading.yaml_files import read_yaml_file
from forums.models import Area, Federation

# how a file names the half-year that it tells of, and how the figures do
PERIODS = {"h1": "first", "h2": "second"}


@dataclass(frozen=True)
class LoadedYear:
    where: Area | Federation
    year: int
    replaced: int
    figures: Figures


def load_year(path: Path, *, dry_run: bool = False) -> LoadedYear:
    """Load a year, or half of it, of an area or of a federation's own meetings: all of the file or nothing. Loading
    again replaces what was loaded of that time, and nothing else.

    Meetings that were called in the service are never touched. A half-year that is closed is not loaded. When the
    file says which figures are expected, another figure is an error. Raises `LoadRefused` with every problem.
    """
    data, problems = read_yaml_file(path)
    if not problems:
        problems = [Problem(path.name, where, why) for where, why in check_year(data, "")]
    if problems:
        raise LoadRefused(problems)
    with transaction.atomic():
        where = _find_area(data, path.name) if "area" in data else _find_federation(data, path.name)
        halves = _halves_of(data)
        _refuse_closed(where, halves, path.name)
        replaced = _replace(where, data, halves, path.name)
        figures = year_figures(where, data["year"])
        _compare(data.get("expected", {}), headline(figures, PERIODS.get(data.get("period"), "year")), path.name)
        transaction.set_rollback(dry_run)
    return LoadedYear(where, data["year"], replaced, figures)


def _halves_of(data: dict[str, Any]) -> tuple[str, ...]:
    """The half-years that the file tells of; of the others it knows nothing."""
    halves = halves_of(data["year"])
    return halves if "period" not in data else (halves[list(PERIODS).index(data["period"])],)


def _find_area(data: dict[str, Any], file: str) -> Area:
    areas = Area.objects.select_related("federation").filter(name=data["area"])
    if "federation" in data:
        areas = areas.filter(federation__name=data["federation"])
    found = list(areas.select_for_update(of=("self",), no_key=True))
    if not found:
        raise LoadRefused([Problem(file, "area", f"okänt kommunområde {data['area']!r}")])
    if len(found) > 1:
        reason = f"{data['area']!r} finns i flera förbund; skriv vilket (federation)"
        raise LoadRefused([Problem(file, "area", reason)])
    return found[0]


def _find_federation(data: dict[str, Any], file: str) -> Federation:
    found = Federation.objects.select_for_update(no_key=True).filter(name=data["federation"]).first()
    if found is None:
        raise LoadRefused([Problem(file, "federation", f"okänt förbund {data['federation']!r}")])
    return found


def _refuse_closed(where: Area | Federation, halves: Iterable[str], file: str) -> None:
    federation = where.federation_id if isinstance(where, Area) else where.pk
    for closed in closed_half_years(federation, halves):
        year, number = closed.half_year.split("-")
        half = "första" if number == "1" else "andra"
        raise LoadRefused([Problem(file, "year", f"{half} halvåret {year} är stängt och kan inte läsas in igen")])


def _replace(where: Area | Federation, data: dict[str, Any], halves: Iterable[str], file: str) -> int:
    """Out with what was loaded of these half-years, in with what the file says now; how many went out."""
    writer = Writer(where, data, file)
    mine = {"federation": writer.federation, "area": writer.area}
    loaded = Meeting.objects.filter(**mine, is_loaded=True, half_year__in=halves)
    buckets = set(loaded.order_by().values_list("half_year", "template__slug").distinct())
    areas = _joint_areas(loaded)
    removed = loaded.count()
    loaded.delete()
    written = writer.write()
    buckets |= {(meeting.half_year, meeting.template.slug) for meeting in written}
    areas |= _joint_areas(Meeting.objects.filter(**mine, is_loaded=True, half_year__in=halves))
    own = [writer.area.pk] if writer.area else []
    mark_buckets(writer.federation.pk, [*own, *sorted(areas), None], buckets)
    return removed


def _joint_areas(meetings: QuerySet[Meeting]) -> set[int]:
    rows = Meeting.joint_areas.through.objects.filter(meeting__in=meetings.order_by().values("pk"))
    return set(rows.values_list("area_id", flat=True))


def _compare(expected: dict[str, Any], actual: dict[str, Any], file: str) -> None:
    problems = [
        Problem(file, path, f"ska vara {wanted} men blev {'uppgift saknas' if came is None else came}")
        for path, wanted, came in _numbers(expected, actual, "expected")
        if wanted != came
    ]
    if problems:
        raise LoadRefused(problems)


def _numbers(expected: Any, actual: Any, path: str) -> Iterator[tuple[str, int, int | None]]:
    """Every number that is expected, with the one that came out; a type that is not there was held 0 times."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            yield from _numbers(value, (actual or {}).get(key), f"{path}.{key}")
    elif isinstance(expected, list):
        for position, value in enumerate(expected):
            yield from _numbers(value, actual[position] if actual else None, f"{path}[{position}]")
    else:
        yield path, expected, 0 if actual is None and expected == 0 else actual
