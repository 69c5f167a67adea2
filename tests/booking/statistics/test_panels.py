"""What the page says beside the numbers: the year before, the plan, what is covered and what nobody knows."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import time_machine
import yaml

from booking.loading import load_year
from booking.statistics.arrangement import Panel, arrange
from booking.statistics.cards import key_figures
from booking.statistics.figures import Figures, year_figures, years_with_figures
from booking.statistics.panels import callers_panel, lead_panel, panels, planned_panel, types_panel
from forums.models import OpenMeetingPlan
from tests.booking.statistics.rows import AUTUMN, SPRING, make_held, make_open
from tests.cast import Cast
from tests.factories import make_template

DAY = datetime.date(2018, 3, 1)


def cards_of(figures: Figures, period: str = "year") -> dict[str, tuple[object, list[str]]]:
    return {str(card.label): (card.value, card.notes) for card in key_figures(figures, period)}


def rows_of(panel: Panel | None) -> dict[str, tuple[object, ...]]:
    assert panel is not None
    return {
        str(row[0]): tuple(row[1:]) for row in [*panel.table.rows, *([panel.table.total] if panel.table.total else [])]
    }


def load(cast: Cast, folder: Path, meetings: dict) -> Figures:
    path = folder / "year.yaml"
    path.write_text(yaml.dump({"area": "Lingonby", "year": 2018, "meetings": meetings}))
    load_year(path)
    return year_figures(cast.area, 2018)


def test_a_half_year_is_compared_with_the_same_half_of_the_year_before(cast: Cast):
    for starts_at, times in ((SPRING, 3), (AUTUMN, 1), (SPRING.replace(year=2024), 2), (AUTUMN.replace(year=2024), 4)):
        for _each in range(times):
            make_held(cast.lsg_template, starts_at)
    figures = year_figures(cast.area, 2025)

    assert cards_of(figures)["Genomförda möten"] == (4, ["2024: 6"])
    assert cards_of(figures, "first")["Genomförda möten"] == (3, ["2024: 2"])
    assert cards_of(figures, "second")["Genomförda möten"] == (1, ["2024: 4"])
    first = {panel.heading: panel for panel in panels(figures, "first")}
    assert rows_of(first["Genomförda möten per typ"])["LSG – lokal samverkansgrupp"] == (3, 2)
    assert [str(column.label) for column in first["Genomförda möten per typ"].table.columns[1:]] == [
        "Första halvåret 2025", "Första halvåret 2024",
    ]  # fmt: skip
    assert rows_of(first["Jämfört med tidigare år"])["Alla möten"] == (3, 2)


def test_variants_are_compared_and_one_that_was_not_held_is_nought(cast: Cast):
    template = make_template(cast.agreement, slug="traff", level="open", variants={"lunch": "Lunch", "kurs": "Kurs"})
    for variant in ("lunch", "kurs"):
        make_held(template, variant=variant)
    make_held(template, SPRING.replace(year=2024), variant="lunch")

    rows = rows_of(types_panel(year_figures(cast.area, 2025), "year"))

    assert (rows["varav Lunch"], rows["varav Kurs"]) == ((1, 1, 0, 1), (1, 1, 0, 0))


def test_planned_stands_beside_held_for_groups_and_open_meetings(cast: Cast):
    OpenMeetingPlan.objects.create(
        federation=cast.federation, area=cast.area, variant="lunch", name="Lunch", per_year=2
    )
    template = make_template(cast.agreement, slug="traff", level="open", variants={"lunch": "Lunch"})
    make_held(template, variant="lunch")
    make_held(cast.lsg_template, forum=cast.lsg)
    figures = year_figures(cast.area, 2025)

    assert cards_of(figures)["Genomförda av planerade"][0] == "2 av 6"
    assert rows_of(planned_panel(figures, "year")) == {"LSG Lingonby": (4, 1, 1, 0), "Lunch": (2, 1, 1, 0)}
    assert rows_of(planned_panel(figures, "second")) == {
        "LSG Lingonby": (4, "0 av 4 på året"), "Lunch": (2, "0 av 2 på året"),
    }  # fmt: skip


def test_attendance_says_which_meetings_it_is_from(cast: Cast):
    make_held(cast.samverksmote, presences=[("kommun", 8, 4, True)])
    all_known = cards_of(year_figures(cast.area, 2025))["Närvaro"]
    for _each in range(4):
        make_held(cast.samverksmote)

    assert all_known == ("50 %", ["4 av 8 kallade"])
    assert cards_of(year_figures(cast.area, 2025))["Närvaro"] == ("50 %", ["4 av 8 kallade, från 1 av 5 möten"])


def test_callers_that_nobody_knows_are_no_noughts(cast: Cast, tmp_path):
    figures = load(cast, tmp_path, {"samverksmote": {"count": 3, "status": "held"}})

    panel = callers_panel(figures, "year")

    assert panel is not None and not panel.is_known and not panel.svg
    assert "Vem har kallat?" in arrange([panel]).unknown_text


def test_what_nobody_knows_is_said_in_one_line(cast: Cast, tmp_path):
    figures = load(cast, tmp_path, {"lsg": [{"date": DAY, "status": "held"}]})

    page = arrange(panels(figures, "year"))

    assert [panel.heading for panel in (*page.left, *page.right, *page.below)] == [
        "Planerade och genomförda möten", "Genomförda möten per typ",
    ]  # fmt: skip
    assert page.unknown_text == (
        "Uppgift saknas: Närvaro per part, Kallade, inställda och ej registrerade, "
        "Hur långt i förväg mötena kallades, Hur mötena hölls."
    )
    assert list(cards_of(figures)) == ["Genomförda möten", "Genomförda av planerade"]


def test_one_bar_is_no_chart_and_bars_stand_in_order(cast: Cast):
    make_held(cast.lsg_template)
    alone = types_panel(year_figures(cast.area, 2025), "year")
    for _each in range(2):
        make_held(cast.open_template)
    both = types_panel(year_figures(cast.area, 2025), "year")

    assert alone is not None and not alone.svg
    assert list(rows_of(both))[:2] == ["Informationsträff", "LSG – lokal samverkansgrupp"]
    assert both is not None and str(both.svg).index("Informationsträff") < str(both.svg).index(">LSG")


def test_lead_time_is_told_in_words(cast: Cast):
    for days in (1, 20, 20):
        make_held(cast.samverksmote, called_at=SPRING - datetime.timedelta(days=days))

    panel = lead_panel(year_figures(cast.area, 2025), "year")

    assert panel is not None
    assert panel.note.startswith(
        "Hälften av mötena kallades minst 14 arbetsdagar före, nio av tio minst 3,6 arbetsdagar"
    )


def test_what_the_callers_add_up_to_is_said(cast: Cast):
    make_held(cast.samverksmote, caller=cast.anna)
    make_open(cast.samverksmote, caller=cast.bo)

    panel = callers_panel(year_figures(cast.area, 2025), "year")

    assert panel is not None and panel.note.startswith("Här räknas alla kallade möten om en enskild")
    assert rows_of(panel)["Kommunen"] == (1, 1)


@pytest.mark.parametrize(("number", "note"), [(1, "1 flyttad tid"), (2, "2 flyttade tider")])
def test_one_is_not_said_as_many(cast: Cast, number, note):
    make_held(cast.samverksmote, moved_count=number)

    assert cards_of(year_figures(cast.area, 2025))["Inställda"] == (0, [note])


def test_a_year_that_has_only_meetings_ahead_is_offered_last(cast: Cast):
    make_held(cast.lsg_template)
    make_open(cast.lsg_template, SPRING.replace(year=2027))
    year_figures(cast.area, 2027)
    year_figures(cast.area, 2025)

    with time_machine.travel(datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)):
        assert years_with_figures(cast.area) == [2026, 2025, 2027]
