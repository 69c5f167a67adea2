"""The table of figures: what has a row there is on the page, in the API, in the file and in docs/figures.md."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
import time_machine

from booking.models import CancellationReason, MeetingState, PhoneTally
from booking.statistics.exports import Line, as_dict, lines
from booking.statistics.figures import Figures, year_figures
from booking.statistics.measures import FIGURES, Figure, Kind, Measures
from booking.statistics.panels import outcome_panel
from tests.booking.statistics.rows import AUTUMN, SPRING, make_held, make_open
from tests.cast import Cast

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "figures.md").read_text(encoding="utf-8")
EACH = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)


@pytest.fixture
def figures(cast: Cast) -> Figures:
    """A year in which every figure has something to tell."""
    make_held(
        cast.open_template,
        presences=[("kommun", 2, 1, True)],
        called_at=SPRING.replace(day=1),
        called_by_kind=cast.kommun.kind,
        moved_count=3,
        outcome={"meeting_form": "digital", "participants_count": 40, "unit_visited": cast.af_unit},
    )
    make_open(cast.lsg_template)
    make_open(cast.lsg_template, state=MeetingState.CANCELLED, cancellation_reason=CancellationReason.LOW_TURNOUT)
    make_open(cast.lsg_template, AUTUMN)
    PhoneTally.objects.create(area=cast.area, month=SPRING.date().replace(day=1), number=7, noted_at=SPRING)
    with time_machine.travel(datetime.datetime(2025, 6, 1, tzinfo=datetime.UTC)):
        return year_figures(cast.area, 2025)


def lines_below(figures: Figures, code: str) -> list[Line]:
    return [line for line in lines(figures) if line.code == code or line.code.startswith(f"{code}.")]


def test_the_rows_are_the_figures_of_the_api_in_its_order(figures: Figures):
    told = as_dict(figures)

    assert list(told["total"]["year"]) == [*(figure.code for figure in FIGURES), "unknown"]
    assert len({figure.code for figure in FIGURES}) == len(FIGURES) == 15


@EACH
def test_a_figure_has_something_to_tell_and_is_worked_out_once(figures: Figures, figure: Figure[Any]):
    year = figures.total.year

    value = getattr(year, figure.name)

    assert value and figure.of(year) is value
    assert getattr(Measures, figure.name) is figure
    assert as_dict(figures)["total"]["year"][figure.code]


@EACH
def test_a_figure_has_its_lines_in_the_file(figures: Figures, figure: Figure[Any]):
    own = {"held": "held_total", "called_by": "called_by", "participants": "participants_open_meetings"}
    own["phone_consultations"] = "phone_consultations"

    found = lines_below(figures, f"total.{figure.code}" if figure.in_file else own[figure.code])

    assert found and all(line.year for line in found)
    assert {line.figure for line in found} <= {str(label) for label in (figure.label, *figure.parts.values())}


def test_the_file_has_counts_first_and_then_what_has_parts(figures: Figures):
    codes = [line.code.split(".")[1] for line in lines_below(figures, "total") if "by_part" not in line.code]

    assert list(dict.fromkeys(codes)) == [
        *("called", "cancelled", "not_registered", "ahead", "moved"),
        *("cancelled_by_reason", "forms", "parties", "persons", "lead_time_workdays", "visits"),
    ]


def test_counts_stand_in_the_table_of_outcomes_on_the_page(figures: Figures):
    counts = [figure for figure in FIGURES if figure.kind == Kind.COUNT]
    panel = outcome_panel(figures, "year")
    assert panel is not None
    (total,) = [panel.table.total]

    headed = dict(zip((str(column.label) for column in panel.table.columns), total, strict=True))

    assert list(headed) == [
        "Mötestyp",
        "Kallade",
        "Genomförda",
        "Inställda",
        "Ej registrerade",
        "Kommande",
        "Flyttade tider",
    ]
    assert {figure.code: headed[str(figure.short)] for figure in counts} == {
        figure.code: figure.of(figures.total.year) for figure in counts
    }


def test_what_a_figure_does_not_cover_is_told_by_its_name(figures: Figures):
    unknown = figures.total.year.unknown

    assert set(unknown) == {figure.name for figure in FIGURES if figure.uncovered}
    assert set(unknown) == {
        "called", "moved", "called_by", "cancelled_by_reason", "parties", "persons", "lead_time", "forms",
    }  # fmt: skip


def test_every_figure_is_defined_in_the_document_and_nothing_else_is():
    table = DOCUMENT.split("## Definitions")[1].split("##")[0]
    defined = [code for row in re.findall(r"^\| ([a-z_, ]+) \|", table, re.M)[1:] for code in row.split(", ")]

    assert sorted(defined) == sorted([*(figure.code for figure in FIGURES), "planned_vs_held"])
