"""A unit's own figures, live: counted from the meetings that its people called to, which are few."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.models import Gender, MeetingState
from booking.statistics.counting import MeetingRow, read_rows
from booking.statistics.figures import halves_of
from booking.statistics.measures import Measures, Text
from booking.statistics.names import Names, read_names
from config.ground.tables import Column, Table
from forums.models import Level, Unit


@dataclass(frozen=True)
class UnitFigures:
    unit: Unit
    table: Table
    is_empty: bool
    note: str


def unit_figures(unit: Unit, year: int, *, by_gender: bool) -> UnitFigures:
    """The meetings that the unit called to in a year, by type. It knows its own, so nothing is suppressed."""
    rows = list(read_rows(Q(calling_unit=unit, half_year__in=halves_of(year))))
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        kinds[row.slug].update(_tell(row))
    areas = list(unit.areas.all())
    names = read_names(areas[0] if len(areas) == 1 else unit.party.federation, year, kinds.keys())
    note = _("Möten om en enskild räknas här i %(days)d dagar. Därefter gallras vilken verksamhet som kallade.")
    note %= {"days": unit.party.federation.case_retention_days}
    return UnitFigures(unit, _table(unit, kinds, names, by_gender), is_empty=not rows, note=note)


def _tell(row: MeetingRow) -> Iterable[str]:
    yield "called"
    if row.is_held:
        yield "held"
        if row.level == Level.INDIVIDUAL:
            yield row.gender or Gender.UNKNOWN
    elif row.state == MeetingState.CANCELLED:
        yield "cancelled"
    else:
        yield "not_registered" if row.starts_at <= timezone.now() else "ahead"


def _table(unit: Unit, kinds: dict[str, Counter[str]], names: Names, by_gender: bool) -> Table:
    figures = (Measures.called, Measures.held, Measures.cancelled, Measures.not_registered, Measures.ahead)
    told: dict[str, Text] = {figure.code: figure.short for figure in figures}
    if by_gender:
        told |= {Gender.WOMAN: _("Kvinnor"), Gender.MAN: _("Män"), Gender.UNKNOWN: _("Uppgift saknas")}
    columns = [Column(_("Mötestyp")), *(Column(label, numeric=True) for label in told.values())]
    rows = [(names.type(slug), *(kinds[slug][code] for code in told)) for slug in sorted(kinds, key=names.position)]
    return Table(_("Möten som %(unit)s har kallat till") % {"unit": unit.name}, columns, rows)
