"""Closed half-years: whether one is closed, and the tables by gender and age that are frozen when it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import override

from booking.meetings.queries import closed_half_years
from booking.models import ClosedHalfYear, CorrectionNote, FigureBucket, Gender
from booking.statistics.disclosure import Cells, Row, publish, rows_in_order, with_sums
from booking.statistics.names import Names, read_names
from forums.models import Area, Federation, Level

# Stands for meetings that belong to the federation and to no area
NO_AREA = 0

# the split of each table: the level that it is about, the beginning of its keys, the figure that it splits
TABLES = {
    "gender": (Level.INDIVIDUAL, "gender.", "held"),
    "age": (Level.INDIVIDUAL, "age.", "held"),
    "participants": (Level.OPEN, "participants.", "participants"),
}


def closed_with_notes(where: Area | Federation, year: int) -> list[ClosedHalfYear]:
    """The year's closed half-years, each with the notes that concern this area (or the federation)."""
    federation = where.federation_id if isinstance(where, Area) else where.pk
    halves = list(closed_half_years(federation, (f"{year}-1", f"{year}-2")))
    if halves:
        notes = CorrectionNote.objects.select_related("area")
        if isinstance(where, Area):
            notes = notes.filter(Q(area=None) | Q(area=where))
        prefetch_related_objects(halves, Prefetch("notes", notes))
    return halves


@override(settings.LANGUAGE_CODE)
def frozen_tables(federation: Federation, half_year: str) -> dict[str, Any]:
    """The fixed set of tables, as they may be shown: every area, type and sum, and no other cut of the meetings.

    Reads the buckets, which the caller has counted first. What is frozen is Swedish, whoever closes.
    """
    buckets = _read_buckets(federation, half_year)
    year, slugs = int(half_year[:4]), {slug for _area, slug in buckets}
    names: dict[int | None, Names] = {None: read_names(federation, year, slugs)}
    names |= {area.pk: read_names(area, year, slugs) for area in federation.areas.all()}
    areas = {NO_AREA: _("Utan område"), **dict(federation.areas.values_list("pk", "name"))}
    return {name: _table(name, buckets, names, areas, federation) for name in TABLES}


def _read_buckets(federation: Federation, half_year: str) -> dict[tuple[int | None, str], Counter[str]]:
    found: dict[tuple[int | None, str], Counter[str]] = defaultdict(Counter)
    rows = FigureBucket.objects.filter(federation=federation, half_year=half_year)
    for area, slug, counts in rows.values_list("area_id", "slug", "counts"):
        found[area, slug].update(counts)
    return found


def _table(
    name: str,
    buckets: Mapping[tuple[int | None, str], Counter[str]],
    names: Mapping[int | None, Names],
    areas: Mapping[int, str],
    federation: Federation,
) -> dict[str, Any]:
    level, prefix, whole = TABLES[name]
    columns = _columns(name, federation)
    own = {
        key: split(counts, prefix, whole, columns)
        for key, counts in buckets.items()
        if names[None].level(key[1]) == level
    }
    shown = publish(complete(own))
    sums = complete(own)
    return {
        "columns": [{"code": code, "name": label} for code, label in columns.items()],
        "rows": [
            {
                "area": row[0],
                "area_name": areas.get(row[0], "") if row[0] is not None else federation.name,
                "slug": row[1],
                "name": names.get(row[0], names[None]).type(row[1]) if row[1] else _("Alla"),
                "total": sum(sums[row]),
                "cells": cells and list(cells),
            }
            for row, cells in rows_in_order(shown)
        ],
    }


def _columns(name: str, federation: Federation) -> dict[str, str]:
    unknown = {str(Gender.UNKNOWN): _("Uppgift saknas")}
    if name == "age":
        return {band: band for band in federation.age_bands} | unknown
    return {str(Gender.WOMAN): _("Kvinnor"), str(Gender.MAN): _("Män")} | unknown


def split(counts: Mapping[str, int], prefix: str, whole: str, columns: Iterable[str]) -> Cells:
    """The cells of one row; what is not told in any other column is in the last one, "uppgift saknas"."""
    told = [counts.get(f"{prefix}{column}", 0) for column in columns][:-1]
    return (*told, max(0, counts.get(whole, 0) - sum(told)))


def complete(own: Mapping[tuple[int | None, str], Cells]) -> dict[Row, Cells]:
    """All rows with their sums. The federation's own row counts a joint day once, so it may be less than its areas'."""
    base = {(area, slug): cells for (area, slug), cells in own.items() if area is not None}
    for (area, slug), cells in own.items():
        if area is None:
            rest = _rest(cells, [other for (place, kind), other in base.items() if kind == slug and place])
            base |= {(NO_AREA, slug): rest} if any(rest) else {}
    table = with_sums({(area, slug): cells for (area, slug), cells in base.items() if area is not None})
    whole = {slug: cells for (area, slug), cells in own.items() if area is None}
    table |= {(None, slug): cells for slug, cells in whole.items()}
    if whole:
        table[None, None] = tuple(map(sum, zip(*whole.values(), strict=True)))
    return table


def _rest(whole: Cells, parts: Sequence[Cells]) -> Cells:
    return tuple(max(0, number - sum(part[i] for part in parts)) for i, number in enumerate(whole))
