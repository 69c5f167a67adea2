"""Exports of the figures: a dictionary for the API, lines for files. Same names, same definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from booking.models import ClosedHalfYear
from booking.statistics.disclosure import HIDDEN
from booking.statistics.figures import Figures, Periods, TypeFigures, participants_of
from booking.statistics.measures import FIGURES, Figure, Kind, LeadTime, Measures, PartyFigures, Share
from booking.statistics.names import Names
from forums.models import Area

PERIODS = {"year": "year", "first_half": "first", "second_half": "second"}


def headline(figures: Figures, period: str = "year") -> dict[str, Any]:
    """The figures that a year's file may give under `expected`, by the same names; of half a year by its `period`."""
    kinds = figures.types
    of = attrgetter(period)
    called_by = {kind.slug: of(kind.periods).called_by for kind in kinds}
    return {
        "held_total": of(figures.total).held,
        "held_by_type": {kind.slug: of(kind.periods).held for kind in kinds},
        "held_by_variant": {code: of(periods).held for kind in kinds for code, periods in kind.variants.items()},
        "first_half": {kind.slug: kind.periods.first.held for kind in kinds},
        "second_half": {kind.slug: kind.periods.second.held for kind in kinds},
        "called_by": {slug: numbers for slug, numbers in called_by.items() if numbers is not None},
        "participants_open_meetings": participants_of(of(figures.total)),
        "planned_vs_held": {kind: [plan.planned, of(plan)] for kind, plan in figures.planned_vs_held.items()},
    }


def as_dict(figures: Figures, closed: Sequence[ClosedHalfYear] = ()) -> dict[str, Any]:
    """Everything about the year. null is "uppgift saknas"."""
    where, names = figures.where, figures.names
    area = {"id": where.pk, "name": where.name} if isinstance(where, Area) else None
    federation = where.federation if isinstance(where, Area) else where
    return {
        "area": area,
        "federation": {"id": federation.pk, "name": federation.name} if federation else None,
        "year": figures.year,
        "as_of": figures.as_of,
        **headline(figures),
        "total": periods_as_dict(figures.total, names),
        "types": [_type(kind, names) for kind in figures.types],
        "forums": [
            {
                "id": forum.id,
                "name": forum.name,
                "kind": forum.kind,
                "area": forum.area,
                "planned": forum.planned,
                "held": forum.held,
                "held_first_half": forum.held_first_half,
                "held_second_half": forum.held_second_half,
            }
            for forum in figures.forums
        ],
        "open_plans": [
            {
                "variant": plan.variant,
                "name": plan.name,
                "planned": plan.planned,
                "held": plan.held,
                "held_first_half": plan.held_first_half,
                "held_second_half": plan.held_second_half,
            }
            for plan in figures.open_plans
        ],
        "earlier_years": [
            {
                "year": earlier.year,
                "held_total": earlier.total.year.held,
                "held_first_half": earlier.total.first.held,
                "held_second_half": earlier.total.second.held,
                "held_by_type": earlier.held_by_type,
                "participants_open_meetings": earlier.participants,
                "phone_consultations": earlier.total.year.phone_consultations,
            }
            for earlier in figures.earlier
        ],
        "closed_half_years": [_closed(each, where) for each in closed],
    }


def _type(kind: TypeFigures, names: Names) -> dict[str, Any]:
    variants = [
        {"variant": code, "name": names.variant(kind.slug, code), **periods_as_dict(periods, names)}
        for code, periods in kind.variants.items()
    ]
    own = {"slug": kind.slug, "name": kind.name, "level": kind.level}
    return {**own, **periods_as_dict(kind.periods, names), "variants": variants}


def periods_as_dict(periods: Periods, names: Names) -> dict[str, Any]:
    return {name: _measures(getattr(periods, field), names) for name, field in PERIODS.items()}


def _measures(measures: Measures, names: Names) -> dict[str, Any]:
    told = {figure.code: _written(figure, measures, names) for figure in FIGURES}
    return {**told, "unknown": {figure: number for figure, number in measures.unknown.items() if number}}


def _written(figure: Figure[Any], measures: Measures, names: Names) -> Any:
    value = figure.of(measures)
    write = WRITTEN.get(figure.kind)
    return value if value is None or write is None else write(value, names)


def _party(party: PartyFigures) -> dict[str, int | None]:
    return {"present": party.present, **_share(party.rate, "called", "came")}


def _share(share: Share | None, whole: str, part: str) -> dict[str, int | None]:
    if share is None:
        return {whole: None, part: None, "percent": None}
    return {whole: share.whole, part: share.part, "percent": share.percent}


def _lead_time(lead: LeadTime) -> dict[str, float]:
    return {"median": lead.median, "p10": lead.p10, "p90": lead.p90, "meetings": lead.meetings}


# numbers and numbers by code are written as they are
WRITTEN: dict[Kind, Callable[[Any, Names], Any]] = {
    Kind.PARTIES: lambda parties, names: {kind: _party(party) for kind, party in parties.items()},
    Kind.PERSONS: lambda share, names: _share(share, "invited", "attended"),
    Kind.WORKDAYS: lambda lead, names: _lead_time(lead),
    Kind.PARTICIPANTS: lambda people, names: {"total": people.total, "by_part": people.by_part},
    Kind.UNITS: lambda visits, names: {names.unit(unit): number for unit, number in visits.items()},
}


def _closed(closed: ClosedHalfYear, where: Any) -> dict[str, Any]:
    return {
        "half_year": closed.half_year,
        "closed_at": closed.closed_at,
        "tables": own_tables(closed, where),
        "notes": [{"text": note.text, "written_at": note.written_at} for note in closed.notes.all()],
    }


def own_tables(closed: ClosedHalfYear, where: Any) -> dict[str, Any]:
    """The frozen tables' rows for this area; for a federation those of the federation itself."""
    area = where.pk if isinstance(where, Area) else None
    return {
        name: {"columns": table["columns"], "rows": [row for row in table["rows"] if row["area"] == area]}
        for name, table in closed.tables.items()
    }


# --- lines


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. `code` is its place in the API's answer; None is "uppgift saknas"."""

    code: str
    figure: str
    type: str
    part: str
    year: Any
    first: Any
    second: Any


def lines(figures: Figures, closed: Sequence[ClosedHalfYear] = ()) -> Iterator[Line]:
    """Every figure of the year as a line, in the order of the file."""
    names = figures.names
    yield line_of("held_total", Measures.held, figures.total)
    for kind in figures.types:
        yield line_of(f"held_by_type.{kind.slug}", Measures.held, kind.periods, kind.name)
        for code, periods in kind.variants.items():
            part = names.variant(kind.slug, code)
            yield line_of(f"held_by_variant.{code}", Measures.held, periods, kind.name, part)
    yield from _planned_lines(figures)
    for kind in figures.types:
        yield from _called_by_lines(kind, names)
    yield from _participant_lines(figures.total, names)
    yield from _tally_lines(figures.total)
    yield from figure_lines("total", _("Alla"), figures.total, names)
    for kind in figures.types:
        yield from figure_lines(f"types.{kind.slug}", kind.name, kind.periods, names)
    for earlier in figures.earlier:
        code = f"earlier_years.{earlier.year}.held_total"
        label = _("Genomförda möten %(year)d") % {"year": earlier.year}
        yield Line(code, label, "", "", *(each.held for each in _in_turn(earlier.total)))
        yield from _tally_lines(earlier.total, earlier.year)
    for each in closed:
        yield from _closed_lines(each, figures)


def line_of(code: str, figure: Figure[Any], periods: Periods, kind: str = "", part: str = "") -> Line:
    return Line(code, str(figure.label), kind or _("Alla"), part, *map(figure.of, _in_turn(periods)))


def _in_turn(periods: Periods) -> tuple[Measures, Measures, Measures]:
    return periods.year, periods.first, periods.second


def _planned_lines(figures: Figures) -> Iterator[Line]:
    names = figures.names
    for kind, plan in figures.planned_vs_held.items():
        name = names.type(kind)
        yield Line(f"planned_vs_held.{kind}.planned", _("Planerade möten"), name, "", plan.planned, "", "")
        yield Line(f"planned_vs_held.{kind}.held", _("Genomförda av de planerade"), name, "", plan.year, "", "")
    for forum in figures.forums:
        name = names.type(forum.kind)
        yield Line(f"forums.{forum.id}.planned", _("Planerade möten"), name, forum.name, forum.planned, "", "")
        held = (forum.held, forum.held_first_half, forum.held_second_half)
        yield Line(f"forums.{forum.id}.held", str(Measures.held.label), name, forum.name, *held)
    kind = _("Öppna möten")
    for each in figures.open_plans:
        yield Line(f"open_plans.{each.variant}.planned", _("Planerade möten"), kind, each.name, each.planned, "", "")
        told = (each.held, each.held_first_half, each.held_second_half)
        yield Line(f"open_plans.{each.variant}.held", _("Genomförda av de planerade"), kind, each.name, *told)


def _called_by_lines(kind: TypeFigures, names: Names) -> Iterator[Line]:
    code, figure = f"called_by.{kind.slug}", str(Measures.called_by.label)
    periods = _in_turn(kind.periods)
    if kind.periods.year.called_by is None:
        yield Line(code, figure, kind.name, "", None, None, None)
        return
    for party in kind.periods.year.called_by:
        numbers = (None if each.called_by is None else each.called_by.get(party, 0) for each in periods)
        yield Line(f"{code}.{party}", figure, kind.name, names.party(party), *numbers)


def _participant_lines(total: Periods, names: Names) -> Iterator[Line]:
    figure = str(Measures.participants.label)
    periods = [each.participants for each in _in_turn(total)]
    kind = _("Öppna möten")
    yield Line("participants_open_meetings", figure, kind, "", *(each and each.total for each in periods))
    for part in periods[0].by_part if periods[0] else ():
        numbers = (each and each.by_part.get(part, 0) for each in periods)
        yield Line(f"total.participants.by_part.{part}", figure, kind, names.party(part), *numbers)


def _tally_lines(total: Periods, earlier: int | None = None) -> Iterator[Line]:
    """What is noted by the month, when it has been; of an `earlier` year under its own name."""
    figure = Measures.phone_consultations
    numbers = [figure.of(each) for each in _in_turn(total)]
    if any(number is not None for number in numbers):
        code = f"earlier_years.{earlier}.{figure.code}" if earlier else figure.code
        yield Line(code, f"{figure.label} {earlier or ''}".rstrip(), "", "", *numbers)


def figure_lines(prefix: str, kind: str, periods: Periods, names: Names) -> Iterator[Line]:
    """The figures that the file has for all types and for each: counts first, then what has parts."""
    for figure in sorted((figure for figure in FIGURES if figure.in_file), key=lambda figure: figure.kind):
        yield from _lines_of(figure, f"{prefix}.{figure.code}", kind, periods, names)


def _lines_of(figure: Figure[Any], code: str, kind: str, periods: Periods, names: Names) -> Iterator[Line]:
    each = _in_turn(periods)
    if figure.kind == Kind.COUNT:
        yield line_of(code, figure, periods, kind)
    elif figure.kind in (Kind.CHOICES, Kind.UNITS):
        values = [figure.of(period) for period in each]
        for key in values[0] or ():
            name = names.unit(key) if figure.choices is None else str(figure.choices(key).label)
            numbers = (None if value is None else value.get(key, 0) for value in values)
            yield Line(f"{code}.{key}", str(figure.label), kind, name, *numbers)
    elif figure.kind == Kind.PARTIES:
        written = [_written(figure, period, names) or {} for period in each]
        for party in written[0]:
            yield from _part_lines(
                figure, f"{code}.{party}", kind, names.party(party), [one.get(party) for one in written]
            )
    else:
        yield from _part_lines(figure, code, kind, "", [_written(figure, period, names) for period in each])


def _part_lines(
    figure: Figure[Any], code: str, kind: str, name: str, written: Sequence[dict[str, Any] | None]
) -> Iterator[Line]:
    """A line for each number that the figure is, as the API has them."""
    for key, label in figure.parts.items():
        yield Line(f"{code}.{key}", str(label), kind, name, *(one and one[key] for one in written))


def _closed_lines(closed: ClosedHalfYear, figures: Figures) -> Iterator[Line]:
    for name, table in own_tables(closed, figures.where).items():
        for row in table["rows"]:
            cells = row["cells"] or [HIDDEN] * len(table["columns"])
            for column, value in zip(table["columns"], cells, strict=True):
                code = f"closed_half_years.{closed.half_year}.{name}.{row['slug'] or 'total'}.{column['code']}"
                halves = (value, "") if closed.half_year.endswith("-1") else ("", value)
                yield Line(code, table_title(name), row["name"], column["name"], "", *halves)


def table_title(name: str) -> str:
    """The title of a frozen table, wherever it stands."""
    titles = {
        "gender": _("Möten efter den enskildes kön"),
        "age": _("Möten efter den enskildes ålder"),
        "participants": _("Deltagare i öppna möten efter kön"),
    }
    return titles[name]
