"""Everything that is told of a year, read once for the API and the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from booking.models import ClosedHalfYear
from booking.statistics.by_area import AreaFigures, areas_side_by_side
from booking.statistics.closed_half_years import closed_with_notes
from booking.statistics.exports import Line, as_dict, figure_lines, line_of, lines, periods_as_dict
from booking.statistics.figures import Figures, year_figures
from booking.statistics.measures import Measures
from booking.statistics.meeting_list import ListedMeeting, booked_ahead, headings, period_meetings, rows_of
from booking.statistics.names import Names
from config.ground.spreadsheets import Sheet
from forums.models import Area, Federation


@dataclass(frozen=True)
class WholeYear:
    """The figures, the frozen tables, a federation's areas, and the meetings one by one."""

    figures: Figures
    closed: Sequence[ClosedHalfYear]
    areas: Sequence[AreaFigures]
    meetings: Sequence[ListedMeeting]
    ahead: Sequence[ListedMeeting]


def read_year(where: Area | Federation, year: int) -> WholeYear:
    figures = year_figures(where, year)
    areas = areas_side_by_side(where, figures) if isinstance(where, Federation) else []
    closed = closed_with_notes(where, year)
    return WholeYear(figures, closed, areas, period_meetings(figures), booked_ahead(figures))


def year_as_dict(year: WholeYear) -> dict[str, Any]:
    """The answer of the API. null is "uppgift saknas"."""
    return {
        **as_dict(year.figures, year.closed),
        "areas": [_area(each, year.figures.names) for each in year.areas],
        "meetings": [_meeting(each) for each in year.meetings],
        "booked_ahead": [_meeting(each) for each in year.ahead],
    }


def _area(each: AreaFigures, names: Names) -> dict[str, Any]:
    return {
        "id": each.area.pk,
        "name": each.area.name,
        "held_by_type": {slug: periods.year.held for slug, periods in each.types.items()},
        "first_half": {slug: periods.first.held for slug, periods in each.types.items()},
        "second_half": {slug: periods.second.held for slug, periods in each.types.items()},
        "planned_vs_held": [each.planned.number, each.planned.year],
        "held_last_year": each.earlier.year.held,
        "total": periods_as_dict(each.periods, names),
    }


def _meeting(each: ListedMeeting) -> dict[str, Any]:
    return {
        "date": each.date,
        "when": each.when,
        "half_year": each.half_year,
        "type": each.slug,
        "name": each.kind,
        "title": each.title,
        "group": each.group,
        "area": each.area,
        "state": each.state,
        "parties_present": each.parties,
        "participants": each.participants,
    }


def figures_sheet(year: WholeYear) -> Sheet:
    """Every figure as a row; those of a federation's areas after its own."""
    figures = year.figures
    where = figures.where.name if figures.where else _("Hela landet")
    rows = [_row(where, figures.year, line) for line in lines(figures, year.closed)]
    for each in year.areas:
        rows += [_row(each.area.name, figures.year, line) for line in _area_lines(each, figures.names)]
    heading = [_("Område"), _("År"), _("Mått"), _("Mötestyp"), _("Uppdelning")]
    heading += [_("Hela året"), _("Första halvåret"), _("Andra halvåret"), _("Kod")]
    return Sheet(_("Siffror"), [heading, *rows])


def _row(where: str, year: int, line: Line) -> list[Any]:
    numbers = (_("uppgift saknas") if each is None else each for each in (line.year, line.first, line.second))
    return [where, year, line.figure, line.type, line.part, *numbers, line.code]


def _area_lines(each: AreaFigures, names: Names) -> Iterator[Line]:
    code = f"areas.{each.area.pk}"
    yield line_of(f"{code}.held_total", Measures.held, each.periods)
    for slug, periods in each.types.items():
        yield line_of(f"{code}.held_by_type.{slug}", Measures.held, periods, names.type(slug))
    groups = _("Grupper")
    yield Line(f"{code}.planned", _("Planerade möten"), groups, "", each.planned.number, "", "")
    held = (each.planned.year, each.planned.first, each.planned.second)
    yield Line(f"{code}.held", _("Genomförda av de planerade"), groups, "", *held)
    yield from figure_lines(f"{code}.total", _("Alla"), each.periods, names)


def meetings_sheet(year: WholeYear) -> Sheet:
    return Sheet(_("Möten"), [headings(), *_cells(year, year.meetings)])


def sheets_of(year: WholeYear) -> list[Sheet]:
    """The workbook: figures, meetings, and what is booked ahead."""
    return [figures_sheet(year), meetings_sheet(year), Sheet(_("Framåt"), [headings(), *_cells(year, year.ahead)])]


def _cells(year: WholeYear, meetings: Sequence[ListedMeeting]) -> Iterator[list[Any]]:
    for row in rows_of(meetings, year.figures.names.parties):
        yield ["" if cell is None else cell for cell in row]
