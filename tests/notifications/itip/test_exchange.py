"""Which moves within a series Exchange cannot hold as exceptions: PidLidAppointmentRecur, by days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rhythm import Frequency, Rhythm
from booking.workdays import local
from notifications.itip.exchange import not_to_be_held

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = date(2026, 10, 5)
WEEKLY = Rhythm(Frequency.WEEKLY, 1, FIRST, date(2027, 3, 29), time(9))
MOMENTS = [WEEKLY.moment(day) for day in WEEKLY.days()]


def left_out(moves: dict[int, timedelta]) -> set[int]:
    """The numbers of those that cannot be held when these are moved."""
    times = [(at, at + moves.get(number, timedelta())) for number, at in enumerate(MOMENTS)]
    return {MOMENTS.index(at) for at in not_to_be_held(times, FIRST)}


@pytest.mark.parametrize(
    ("moves", "apart"),
    [
        ({}, set()),
        ({1: HOUR, 2: -HOUR}, set()),
        ({1: DAY, 2: 6 * DAY, 3: -6 * DAY}, {3}),
        ({1: 6 * DAY}, set()),
        # to its neighbour's day, at another hour as well
        ({1: 7 * DAY}, {1}),
        ({1: 7 * DAY + HOUR}, {1}),
        ({6: 7 * DAY}, {6}),
        # past it
        ({1: 8 * DAY}, {1}),
        ({3: -8 * DAY}, {3}),
        # before the first, and the first itself
        ({4: -40 * DAY}, {4}),
        ({0: -DAY}, {0}),
        ({0: 174 * DAY}, {0}),
        # two that pass each other, or meet, between their own days
        ({1: 3 * DAY, 2: -4 * DAY}, {2}),
        ({1: 4 * DAY, 2: -4 * DAY}, {2}),
        # where a neighbour has left there is room
        ({1: 7 * DAY, 2: 2 * DAY}, set()),
        ({25: 90 * DAY}, set()),
    ],
)
def test_an_instance_stays_between_the_days_of_its_neighbours(moves: dict[int, timedelta], apart: set[int]) -> None:
    assert left_out(moves) == apart


def test_what_has_been_decided_stays_so() -> None:
    times = [(at, at + (8 * DAY if number == 1 else timedelta())) for number, at in enumerate(MOMENTS)]

    assert not_to_be_held(times, FIRST, settled={MOMENTS[1]: True}) == set()
    assert not_to_be_held([(at, at) for at in MOMENTS], FIRST, settled={MOMENTS[3]: False}) == {MOMENTS[3]}


@given(st.dictionaries(st.integers(0, 25), st.integers(-60, 60).map(lambda days: timedelta(days=days)), max_size=8))
def test_those_that_are_held_come_in_the_order_of_the_rhythm_one_a_day(moves: dict[int, timedelta]) -> None:
    apart = left_out(moves)
    days = [
        local(at + moves.get(number, timedelta())).date() for number, at in enumerate(MOMENTS) if number not in apart
    ]

    assert days == sorted(set(days)) and days[0] >= FIRST
    assert apart <= {number for number, by in moves.items() if by}


def test_the_hour_of_a_clock_change_is_no_other_day() -> None:
    at = datetime.combine(date(2026, 10, 26), time(0, 30)).astimezone(local(MOMENTS[0]).tzinfo)

    assert not_to_be_held([*((one, one) for one in MOMENTS), (at, at)], FIRST) == set()
