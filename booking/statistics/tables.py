"""Tables of figures: what nobody knows is said in one sentence instead of in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from booking.statistics.wording import written
from config.ground.tables import Column, Table

UNKNOWN = "–"


@dataclass(frozen=True)
class KnownTable:
    """A table, and the sentence about what it leaves out. Without `is_known` no number in it is known."""

    table: Table
    note: str
    is_known: bool


def known_table(
    caption: Any,
    first: Any,
    headings: Iterable[Any],
    rows: Iterable[Sequence[Any]],
    total: Sequence[Any] = (),
    *,
    every_row: bool = False,
) -> KnownTable:
    """A table of numbers. A column of which nothing is known is left out, and a row, unless `every_row` is wanted; None
    elsewhere is a dash. What is missing is said."""
    labels = list(headings)
    body = [tuple(row) for row in rows if every_row or any(each is not None for each in row[1:])]
    every = [*body, *([tuple(total)] if total else [])]
    known = [number for number in range(1, len(labels) + 1) if any(row[number] is not None for row in every)]
    missing = [labels[number - 1] for number in range(1, len(labels) + 1) if number not in known]
    kept = [_kept(row, known) for row in body]
    sums = _kept(total, known) if total else ()
    table = Table(caption, [Column(first), *(Column(labels[number - 1], numeric=True) for number in known)], kept, sums)
    return KnownTable(table, _note(missing, [*kept, sums]), bool(known))


def _kept(row: Sequence[Any], known: Iterable[int]) -> tuple[Any, ...]:
    return (row[0], *(UNKNOWN if row[number] is None else written(row[number]) for number in known))


def _note(missing: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    words = []
    if missing:
        words.append(_("Uppgift saknas: %(columns)s.") % {"columns": ", ".join(str(each) for each in missing)})
    if any(UNKNOWN in row for row in rows):
        words.append(_("%(dash)s betyder att uppgift saknas.") % {"dash": UNKNOWN})
    return " ".join(words)
