"""Recurring events of other people's calendars: the same days as a library finds, at a bounded cost."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.published.recurrence import WEEKDAYS, Budget, Uncounted, occurrences, parse_rule

START = datetime(2026, 1, 7, 9, 0)
WINDOW = (datetime(2026, 11, 2), datetime(2027, 1, 25))


def days(text: str, start: datetime = START, window: tuple[datetime, datetime] = WINDOW) -> list[datetime]:
    rule = parse_rule(text)
    assert rule is not None
    return list(occurrences(rule, start, *window, until=None, budget=Budget(100_000)))


PLACES = st.sampled_from(["1", "2", "-1", "5", "-5"])
NUMBERS = st.integers(1, 12)


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if draw(st.booleans()):
        # the library takes "-1MO,TU" for days that are both; so all with a place, or all without
        numbered = freq in ("MONTHLY", "YEARLY") and draw(st.booleans())
        place = PLACES if numbered else st.just("")
        found = draw(st.lists(st.tuples(place, st.sampled_from(WEEKDAYS)), min_size=1, max_size=3, unique=True))
        parts.append("BYDAY=" + ",".join("".join(one) for one in found))
    if draw(st.booleans()):
        found = draw(st.lists(NUMBERS, min_size=1, max_size=3, unique=True))
        parts.append("BYMONTH=" + ",".join(map(str, found)))
    if freq in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        found = draw(st.lists(st.integers(1, 31) | st.integers(-31, -1), min_size=1, max_size=3, unique=True))
        parts.append("BYMONTHDAY=" + ",".join(map(str, found)))
    if freq in ("MONTHLY", "YEARLY") and draw(st.booleans()) and len(parts) > 2:
        parts.append(f"BYSETPOS={draw(st.sampled_from([1, 2, -1, -2]))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    if freq == "WEEKLY":
        parts.append(f"WKST={draw(st.sampled_from(['MO', 'SU']))}")
    return ";".join(parts)


@pytest.mark.slow
@settings(max_examples=200)
@given(rules(), st.datetimes(datetime(2019, 1, 1), datetime(2026, 12, 31)))
def test_every_rule_that_calendars_make_gives_the_days_that_a_library_finds(text: str, start: datetime) -> None:
    start = start.replace(second=0, microsecond=0, fold=0)
    first, last = WINDOW

    # the end keeps the library from looking for a day that never comes
    until = "" if "COUNT" in text else f";UNTIL={last:%Y%m%dT%H%M%S}"
    expected = []
    for moment in rrulestr(text + until, dtstart=start):
        if moment >= last:
            break
        if moment >= first:
            expected.append(moment)

    assert days(text, start) == expected


def test_a_weekly_meeting_is_there_every_week() -> None:
    assert days("FREQ=WEEKLY;BYDAY=WE") == [datetime(2026, 11, 4, 9) + timedelta(weeks=week) for week in range(12)]


def test_a_day_with_a_place_and_one_without_are_two_ways_to_be_chosen() -> None:
    found = days("FREQ=MONTHLY;BYDAY=-1MO,FR;BYMONTHDAY=27,30")

    assert found == [datetime(2026, 11, 27, 9), datetime(2026, 11, 30, 9)]


def test_the_last_friday_of_the_month() -> None:
    assert days("FREQ=MONTHLY;BYDAY=-1FR") == [datetime(2026, 11, 27, 9), datetime(2026, 12, 25, 9)]


def test_a_count_is_counted_from_the_beginning() -> None:
    assert days("FREQ=WEEKLY;COUNT=45") == [datetime(2026, 11, 4, 9), datetime(2026, 11, 11, 9)]


def test_an_end_ends_it() -> None:
    rule = parse_rule("FREQ=DAILY")
    assert rule is not None

    found = list(occurrences(rule, START, *WINDOW, until=datetime(2026, 11, 3, 9), budget=Budget(1000)))

    assert found == [datetime(2026, 11, 2, 9), datetime(2026, 11, 3, 9)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=1",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=YEARLY;BYYEARDAY=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=ett",
        "INTERVAL=2",
        "FREQ",
        "FREQ=WEEKLY; BYDAY=MO",
        "FREQ=WEEKLY;INTERVAL= 2",
        "FREQ=WEEKLY;BYDAY=MO,",
        "FREQ=WEEKLY;BYDAY=0MO",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=WEEKLY;X-EVERY=SECOND",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;COUNT=5;UNTIL=20261201",
        "FREQ=WEEKLY;UNTIL=1 december",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=-99",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY;INTERVAL=1_0",
        "FREQ=DAILY;INTERVAL=\u0663",
    ],
)
def test_a_rule_that_no_calendar_makes_is_no_rule(text: str) -> None:
    assert parse_rule(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4",
        "FREQ=DAILY;COUNT=9999999;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=999999",
        "FREQ=YEARLY;COUNT=5;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_rule_that_never_matches_or_never_ends_costs_no_time(text: str) -> None:
    began = time.process_time()

    try:
        assert days(text, datetime(1, 1, 1, 9)) == []
    except Uncounted:
        assert "COUNT" in text
    assert time.process_time() - began < 1
