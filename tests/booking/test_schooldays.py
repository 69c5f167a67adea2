from __future__ import annotations

import datetime

import pytest

from booking.schooldays import school_break


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-10-28", "läslov"),
        ("2026-12-21", "jullov"),
        ("2026-12-31", "jullov"),
        ("2027-01-05", "jullov"),
        ("2027-02-16", "sportlov på många håll"),
        ("2027-03-24", "påsklov på många håll"),
        ("2027-03-31", "påsklov på många håll"),
        ("2027-04-07", ""),
        ("2027-07-08", "sommarlov"),
        ("2027-09-09", ""),
    ],
)
def test_usual_weeks(day: str, name: str) -> None:
    assert school_break(datetime.date.fromisoformat(day), {}) == name


def test_an_areas_own_weeks_take_the_place_of_the_usual_ones() -> None:
    own = {"sportlov": [7], "pasklov": [1]}

    assert school_break(datetime.date(2027, 2, 16), own) == "sportlov"
    assert school_break(datetime.date(2027, 2, 23), own) == ""
    assert school_break(datetime.date(2027, 3, 24), own) == ""
    assert school_break(datetime.date(2027, 3, 31), own) == "påsklov"
