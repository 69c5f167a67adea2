from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from booking.rhythm import MOST_INSTANCES, Frequency, Rhythm, rhythm_problem
from booking.workdays import local

NINE = time(9)


def rhythm(first: date, last: date, frequency: Frequency = Frequency.WEEKLY, interval: int = 1) -> Rhythm:
    return Rhythm(frequency, interval, first, last, NINE)


def test_every_second_week_right_across_the_turn_of_a_year_with_53_weeks() -> None:
    days = rhythm(date(2026, 12, 17), date(2027, 1, 28), interval=2).days()

    assert days == [date(2026, 12, 17), date(2026, 12, 31), date(2027, 1, 14), date(2027, 1, 28)]


@pytest.mark.parametrize("change", [date(2026, 10, 25), date(2027, 3, 28)])
def test_a_series_keeps_its_swedish_hour_through_a_clock_change(change: date) -> None:
    weekly = rhythm(change - timedelta(days=4), change + timedelta(days=10))

    assert {local(weekly.moment(day)).time() for day in weekly.days()} == {NINE}
    assert len({weekly.moment(day).time() for day in weekly.days()}) == 2


def test_monthly_by_weekday_keeps_its_place_in_the_month_and_a_fifth_is_the_last() -> None:
    second_tuesday = rhythm(date(2026, 11, 10), date(2027, 2, 28), Frequency.MONTHLY_WEEKDAY)
    fifth_thursday = rhythm(date(2026, 10, 29), date(2027, 1, 31), Frequency.MONTHLY_WEEKDAY)

    assert second_tuesday.days() == [date(2026, 11, 10), date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9)]
    assert fifth_thursday.days() == [date(2026, 10, 29), date(2026, 11, 26), date(2026, 12, 31), date(2027, 1, 28)]


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (rhythm(date(2026, 1, 5), date(2026, 1, 4)), "no_end"),
        (rhythm(date(2026, 1, 5), date(2036, 1, 5)), "too_many"),
        (rhythm(date(2026, 1, 5), date(2026, 6, 5), interval=0), "bad_interval"),
        (rhythm(date(2026, 1, 29), date(2026, 6, 5), Frequency.MONTHLY_DATE), "late_date"),
        (Rhythm(Frequency.WEEKLY, 1, date(2027, 3, 21), date(2027, 4, 4), time(2, 30)), "clock_change"),
        (rhythm(date(2026, 1, 5), date(2026, 6, 5)), ""),
    ],
)
def test_a_rhythm_without_end_or_of_more_than_400_instances_is_refused(made: Rhythm, problem: str) -> None:
    assert rhythm_problem(made) == problem


@given(
    first=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    length=st.integers(0, 900),
    frequency=st.sampled_from(Frequency),
    interval=st.integers(1, 4),
)
def test_the_rule_gives_exactly_the_days(first: date, length: int, frequency: Frequency, interval: int) -> None:
    made = rhythm(first, first + timedelta(days=length), frequency, interval)
    if rhythm_problem(made):
        return
    days = made.days()

    rule = made.rule(made.moment(days[-1])).replace("Z", "")
    by_the_rule = rrulestr(rule, dtstart=made.moment(days[0]).replace(tzinfo=None, hour=7))

    assert [moment.date() for moment in by_the_rule] == days[: len(list(by_the_rule))]
    assert len(days) <= MOST_INSTANCES
