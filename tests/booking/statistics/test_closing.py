from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from booking.meetings.queries import is_closed
from booking.models import ClosedHalfYear, Outcome
from booking.outcomes.actions import register_outcome
from booking.statistics.actions import close_half_year, note_correction
from booking.statistics.closed_half_years import closed_with_notes, complete
from booking.statistics.exports import own_tables
from config.ground.errors import RuleError
from forums.models import RoleKind
from tests.booking.statistics.rows import AUTUMN, SPRING, make_held
from tests.cast import Cast
from tests.factories import make_agreement, make_federation, make_role, make_template


def hold(template, women=0, men=0, unknown=0, starts_at=SPRING):
    for gender, number in (("woman", women), ("man", men), ("", unknown)):
        for _each in range(number):
            make_held(template, starts_at, outcome={"gender": gender, "age_band": "18–29"})


def rows_of(closed, where, table="gender"):
    return {row["slug"]: (row["total"], row["cells"]) for row in own_tables(closed, where)[table]["rows"]}


def test_a_split_by_gender_comes_out_when_the_half_year_is_closed(cast: Cast):
    hold(cast.samverksmote, women=6, men=5)

    before = closed_with_notes(cast.area, 2025)
    close_half_year(cast.federation, "2025-1", by=cast.david)

    (closed,) = closed_with_notes(cast.area, 2025)
    assert before == []
    assert rows_of(closed, cast.area) == {"samverksmote": (11, [6, 5, 0]), None: (11, [6, 5, 0])}
    assert rows_of(closed, cast.area, "age")["samverksmote"] == (11, [0, 11, 0, 0, 0, 0])


def test_cells_of_one_to_four_are_hidden_and_the_count_of_meetings_is_shown(cast: Cast):
    hold(cast.samverksmote, women=6, men=4)

    closed = close_half_year(cast.federation, "2025-1", by=cast.david)

    assert rows_of(closed, cast.area)["samverksmote"] == (10, None)
    assert rows_of(closed, cast.federation)["samverksmote"] == (10, None)


def test_another_area_does_not_give_a_hidden_one_away(cast: Cast):
    hold(cast.samverksmote, women=6, men=2)
    other = make_template(make_agreement(cast.neighbour), slug="samverksmote")
    hold(other, women=9, men=9)

    closed = close_half_year(cast.federation, "2025-1", by=cast.david)

    shown = [rows_of(closed, where)["samverksmote"][1] for where in (cast.area, cast.neighbour, cast.federation)]
    assert shown[0] is None
    assert shown.count(None) >= 2


def test_a_hidden_split_is_not_stored_either(cast: Cast):
    hold(cast.samverksmote, women=6, men=2)

    close_half_year(cast.federation, "2025-1", by=cast.david)

    stored = ClosedHalfYear.objects.get().tables["gender"]["rows"]
    assert {row["cells"] for row in stored} == {None}


def test_gender_that_was_not_told_is_unknown(cast: Cast):
    hold(cast.samverksmote, women=5, unknown=7)

    closed = close_half_year(cast.federation, "2025-1", by=cast.david)

    assert rows_of(closed, cast.area)["samverksmote"] == (12, [5, 0, 7])


def test_participants_of_open_meetings_are_split_only_when_closed(cast: Cast):
    counted = {"participants_count": 30, "gender_counts": {"woman": 18, "man": 9}}
    make_held(cast.open_template, outcome=counted)

    closed = close_half_year(cast.federation, "2025-1", by=cast.david)

    assert rows_of(closed, cast.area, "participants")["informationstraff"] == (30, None)
    make_held(cast.open_template, AUTUMN, outcome={**counted, "participants_count": 35})
    later = close_half_year(cast.federation, "2025-2", by=cast.david)
    assert rows_of(later, cast.area, "participants")["informationstraff"] == (35, [18, 9, 8])


def test_a_joint_day_may_be_less_in_the_federation_than_in_its_areas():
    table = complete({(1, "dag"): (9, 6), (2, "dag"): (9, 6), (None, "dag"): (9, 6)})

    assert (table[1, None], table[None, "dag"], table[None, None]) == ((9, 6), (9, 6), (9, 6))


def test_the_federation_s_own_meetings_are_a_row_of_their_own():
    table = complete({(1, "dag"): (9, 6), (None, "dag"): (12, 6)})

    assert (table[0, "dag"], table[None, "dag"]) == ((3, 0), (12, 6))


def test_what_is_registered_after_closing_leaves_the_frozen_figure(cast: Cast):
    hold(cast.samverksmote, women=6, men=5)
    close_half_year(cast.federation, "2025-1", by=cast.david)

    hold(cast.samverksmote, women=1)
    closed = close_half_year(cast.federation, "2025-1", by=cast.david)

    assert ClosedHalfYear.objects.count() == 1
    assert rows_of(closed, cast.area)["samverksmote"] == (11, [6, 5, 0])


def test_a_meeting_of_a_closed_half_year_can_no_longer_be_corrected(cast: Cast):
    spring, autumn = make_held(cast.lsg_template, SPRING, caller=cast.cilla), make_held(cast.lsg_template, AUTUMN)
    register_outcome(spring, by=cast.cilla, meeting_form="digital")

    close_half_year(cast.federation, "2025-1", by=cast.david)

    assert (is_closed(spring), is_closed(autumn)) == (True, False)
    with pytest.raises(RuleError) as caught:
        register_outcome(spring, by=cast.cilla, meeting_form="on_site")
    assert caught.value.code == "half_year_closed"
    assert Outcome.objects.get(meeting=spring).meeting_form == "digital"


@pytest.mark.parametrize("who", ["anna", "cilla", "adam", "eva"])
def test_only_the_director_closes(cast: Cast, who):
    with pytest.raises(PermissionDenied):
        close_half_year(cast.federation, "2025-1", by=getattr(cast, who))


@pytest.mark.parametrize("half_year", ["2026-1", "2026-2", "2199-1"])
def test_a_half_year_that_is_going_on_cannot_be_closed(cast: Cast, time_machine, half_year):
    time_machine.move_to("2026-06-30 23:30 +0200")

    with pytest.raises(RuleError) as caught:
        close_half_year(cast.federation, half_year, by=cast.david)

    assert caught.value.code == "half_year_not_over"
    assert not ClosedHalfYear.objects.exists()


def test_a_half_year_is_over_when_the_next_has_begun(cast: Cast, time_machine):
    time_machine.move_to("2026-07-01 00:00 +0200")

    assert close_half_year(cast.federation, "2026-1", by=cast.david).half_year == "2026-1"


def test_a_correction_stands_as_a_note_beside_the_frozen_figure(cast: Cast):
    closed = close_half_year(cast.federation, "2025-1", by=cast.david)

    note_correction(closed, by=cast.cilla, text="Ett möte i mars registrerades aldrig.", area=cast.area)

    def texts(where):
        return [note.text for each in closed_with_notes(where, 2025) for note in each.notes.all()]

    assert texts(cast.area) == ["Ett möte i mars registrerades aldrig."]
    assert texts(cast.neighbour) == []
    assert texts(cast.federation) == ["Ett möte i mars registrerades aldrig."]


@pytest.mark.parametrize("who", ["anna", "adam", "eva"])
def test_only_coordinator_and_director_write_notes(cast: Cast, who):
    closed = close_half_year(cast.federation, "2025-1", by=cast.david)

    with pytest.raises(PermissionDenied):
        note_correction(closed, by=getattr(cast, who), text="Fel", area=cast.area)


def test_nobody_notes_anything_on_another_federation_s_frozen_half_year(cast: Cast):
    """A coordinator of an area here, and one who is director there: neither area nor federation opens the other."""
    foreign = make_federation(name="Tranförbundet", slug="tran")
    make_role(cast.eva, RoleKind.DIRECTOR, federation=foreign)
    closed = close_half_year(foreign, "2025-1", by=cast.eva)

    for by in (cast.cilla, cast.david, cast.eva):
        with pytest.raises(PermissionDenied):
            note_correction(closed, by=by, text="Fel", area=cast.area)
    assert not closed.notes.exists()


def test_an_empty_note_is_refused(cast: Cast):
    closed = close_half_year(cast.federation, "2025-1", by=cast.david)

    with pytest.raises(RuleError, match="Skriv vad"):
        note_correction(closed, by=cast.cilla, text="  ", area=cast.area)


@pytest.mark.parametrize("text", ["Det gällde 19900101-2385", "Ring 070-174 06 05", "Skriv till nora@lingon.example"])
def test_a_note_that_identifies_somebody_is_refused(cast: Cast, text):
    closed = close_half_year(cast.federation, "2025-1", by=cast.david)

    with pytest.raises(RuleError, match="Skriv inte"):
        note_correction(closed, by=cast.cilla, text=text, area=cast.area)
