"""An older year's meetings, from a file, so that there is something to compare with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from booking.loading.schema import check_year
from booking.loading.writing import Writer
from booking.meetings.queries import closed_half_years
from booking.models import Meeting
from booking.models.dirt import mark_buckets
from booking.statistics.exports import headline
from booking.statistics.figures import Figures, halves_of, year_figures
from forums.loading.problems import LoadRefused, Problem
from forums.loading.yaml_files import read_yaml_file
from forums.models import Area


@dataclass(frozen=True)
class LoadedYear:
    area: Area
    year: int
    replaced: int
    figures: Figures


def load_year(path: Path, *, dry_run: bool = False) -> LoadedYear:
    """Load one area's year: all of the file or nothing. Loading again replaces what was loaded, and nothing else.

    Meetings that were called in the service are never touched. A half-year that is closed is not loaded. When the
    file says which figures are expected, another figure is an error.
    """
    data, problems = read_yaml_file(path)
    if not problems:
        problems = [Problem(path.name, where, why) for where, why in check_year(data, "")]
    if problems:
        raise LoadRefused(problems)
    with transaction.atomic():
        area = _find_area(data, path.name)
        _refuse_closed(area, data["year"], path.name)
        replaced = _replace(area, data, path.name)
        figures = year_figures(area, data["year"])
        _compare(data.get("expected", {}), headline(figures), path.name)
        transaction.set_rollback(dry_run)
    return LoadedYear(area, data["year"], replaced, figures)


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


def _refuse_closed(area: Area, year: int, file: str) -> None:
    for closed in closed_half_years(area.federation_id, halves_of(year)):
        half = "första" if closed.half_year.endswith("-1") else "andra"
        raise LoadRefused([Problem(file, "year", f"{half} halvåret {year} är stängt och kan inte läsas in igen")])


def _replace(area: Area, data: dict[str, Any], file: str) -> int:
    """Out with what this area-year had from a file before, in with what the file says now; how many went out."""
    writer = Writer(area, data, file)
    old = Meeting.objects.filter(area=area, is_loaded=True, half_year__in=halves_of(data["year"]))
    buckets = set(old.order_by().values_list("half_year", "template__slug").distinct())
    removed = old.count()
    old.delete()
    buckets |= {(meeting.half_year, meeting.template.slug) for meeting in writer.write()}
    mark_buckets(area.federation_id, [area.pk, None], buckets)
    return removed


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
