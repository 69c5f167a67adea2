"""The arithmetic of limits: when a lock begins, how long it lasts, and that it ends."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.brake_rules import (
    LONGEST_DELAY,
    PAIR,
    SLOWED,
    SWEEP,
    Held,
    Limit,
    Tally,
    after_failure,
    delay_after,
    limit_of,
    seconds_left,
)
from forums.models.brakes import Purpose, Scope

START = datetime.datetime(2026, 12, 1, 8, tzinfo=datetime.UTC)
MINUTE, HOUR, DAY = datetime.timedelta(minutes=1), datetime.timedelta(hours=1), datetime.timedelta(days=1)
limits = st.sampled_from([limit_of(purpose, scope) for purpose in Purpose for scope in Scope])
steps = st.lists(st.timedeltas(min_value=datetime.timedelta(0), max_value=2 * DAY), max_size=60)


def fresh() -> Tally:
    return Tally(START, START)


def locks_of(limit: Limit, times: int) -> list[datetime.timedelta]:
    """The locks of one who goes on as soon as each is over."""
    tally, now, found = fresh(), START, []
    while len(found) < times:
        tally = after_failure(tally, limit, now)
        if tally.held_until is not None:
            found.append(tally.held_until - now)
            now = tally.held_until
    return found


def test_ten_failures_hold_an_account_from_one_source_for_ever_longer_up_to_four_hours() -> None:
    assert locks_of(PAIR, 7) == [n * MINUTE for n in (15, 30, 60, 120, 240, 240, 240)]


def test_a_day_without_failures_begins_anew_with_a_short_lock() -> None:
    tally = Tally(START, START, count=9, level=5)

    after = after_failure(tally, replace(PAIR, window=9 * DAY), START + DAY)

    assert after.held_until == START + DAY + 15 * MINUTE


def test_nine_failures_hold_nobody_and_an_hour_of_sweeping_does() -> None:
    tally = fresh()
    for _time in range(9):
        tally = after_failure(tally, PAIR, START)
    assert (tally.count, tally.held_until) == (9, None)
    assert locks_of(SWEEP, 3) == [HOUR] * 3


def test_failures_far_apart_hold_nobody() -> None:
    tally, now = fresh(), START
    for _time in range(300):
        tally = after_failure(tally, SWEEP, now)
        now += HOUR / 90
    assert tally.held_until is None


@given(limits, steps)
def test_a_lock_ends_in_time_and_nothing_is_counted_while_it_lasts(
    limit: Limit, waits: list[datetime.timedelta]
) -> None:
    tally, now = fresh(), START
    for wait in waits:
        now += wait
        before = tally
        held = seconds_left(before, limit, now)
        tally = after_failure(before, limit, now)

        assert tally.last_at == now and tally.level >= 0
        if held:
            assert replace(tally, last_at=before.last_at) == before
        elif limit.first is None:
            assert tally.held_until is None and tally.count >= 1
        else:
            assert 0 <= tally.count < limit.tries
        if tally.held_until is not None and limit.longest is not None:
            assert tally.held_until - now <= limit.longest
            assert not seconds_left(tally, limit, tally.held_until)


@given(limits, st.integers(0, 10**6), st.timedeltas(min_value=-DAY, max_value=2 * DAY))
def test_a_delay_is_two_seconds_at_most_and_over_with_its_window(
    limit: Limit, count: int, since: datetime.timedelta
) -> None:
    delay = delay_after(Tally(START, START, count), limit, START + since)

    assert 0 <= delay <= LONGEST_DELAY
    if count < limit.tries or since >= limit.window or limit.first is not None:
        assert delay == 0


def test_an_account_alone_is_slowed_and_never_held() -> None:
    delays = [delay_after(Tally(START, START, count), SLOWED, START) for count in (0, 4, 5, 6, 7, 8, 9, 500)]

    assert delays == [0, 0, 0.25, 0.5, 1, 2, 2, 2]
    assert SLOWED.first is None
    accounts = {purpose: limit_of(purpose, Scope.ACCOUNT).first for purpose in Purpose}
    assert [purpose for purpose, first in accounts.items() if first] == [Purpose.SECOND_FACTOR]


def test_a_lock_that_a_wrong_clock_has_set_holds_nobody_for_years() -> None:
    tally = Tally(START, START, held_until=START + 4000 * DAY)

    assert seconds_left(tally, PAIR, START) == 0


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (900, 15)])
def test_who_waits_is_told_whole_minutes(seconds: int, minutes: int) -> None:
    assert Held(seconds).minutes == minutes
