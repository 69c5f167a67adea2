"""The arithmetic of limits on guessing: how many failures, within which time, hold for how long. Pure.

| | failures | within | then |
|---|---|---|---|
| account and source together | 10 | a day | refused for 15 minutes, then 30, 60, 120, and no more than 240 |
| account alone | 5 | an hour | answered after 0.25 s, then 0.5, 1, 2; never refused |
| source alone | 100 | an hour | refused for an hour |

An account alone is not refused: strangers would lock its owner out. A day without failures ends the doubling.

Two are otherwise. Of a second factor, which no stranger reaches, the account is refused too: after 20 within a day, for
15 minutes and up to 4 hours. Whoever asks for a new password is heard 30 times an hour from one source.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forums.models.brakes import Purpose, Scope

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SLOW_AFTER = 5
FIRST_DELAY, LONGEST_DELAY = 0.25, 2.0


@dataclass(frozen=True)
class Limit:
    """So many `tries` within `window` hold for `first`, twice that at the next lock in a row, at most for `longest`.

    None to hold: it is only counted.
    """

    tries: int
    window: timedelta
    first: timedelta | None = None
    longest: timedelta | None = None


@dataclass(frozen=True)
class Tally:
    """Failures so far: `count` of them since `since`, after `level` locks in a row."""

    since: datetime
    last_at: datetime
    count: int = 0
    level: int = 0
    held_until: datetime | None = None


@dataclass(frozen=True)
class Held:
    """A refusal, and how long it lasts."""

    seconds: int

    @property
    def minutes(self) -> int:
        return math.ceil(self.seconds / 60)


PAIR = Limit(10, DAY, timedelta(minutes=15), timedelta(hours=4))
SLOWED = Limit(SLOW_AFTER, HOUR)
SWEEP = Limit(100, HOUR, HOUR, HOUR)
LIMITS: dict[tuple[Purpose, Scope], Limit] = {
    (Purpose.SECOND_FACTOR, Scope.ACCOUNT): Limit(20, DAY, timedelta(minutes=15), timedelta(hours=4)),
    (Purpose.FORGOTTEN, Scope.SOURCE): Limit(30, HOUR, HOUR, HOUR),
}
BY_SCOPE = {Scope.PAIR: PAIR, Scope.ACCOUNT: SLOWED, Scope.SOURCE: SWEEP, Scope.HOUR: Limit(1, DAY)}


def limit_of(purpose: Purpose, scope: Scope) -> Limit:
    return LIMITS.get((purpose, scope), BY_SCOPE[scope])


def after_failure(tally: Tally, limit: Limit, now: datetime) -> Tally:
    """The tally with one more failure. One that is held counts nothing: whoever tries then waits no longer for it."""
    if seconds_left(tally, limit, now):
        return replace(tally, last_at=now)
    level = 0 if now - tally.last_at >= DAY else tally.level
    is_over = now - tally.since >= limit.window
    count, since = (1, now) if is_over else (tally.count + 1, tally.since)
    if limit.first is None or count < limit.tries:
        return Tally(since, now, count, level, None)
    return Tally(now, now, 0, level + 1, now + _hold(limit, level))


def seconds_left(tally: Tally, limit: Limit, now: datetime) -> int:
    """How long it is still held; 0 when it is not. What no lock can last that was set by a clock that was wrong."""
    if tally.held_until is None or limit.longest is None:
        return 0
    left = tally.held_until - now
    return math.ceil(left.total_seconds()) if timedelta(0) < left <= limit.longest else 0


def delay_after(tally: Tally, limit: Limit, now: datetime) -> float:
    """Seconds that the next answer is kept back: none before `tries` failures within the window, and never over two."""
    over = tally.count - limit.tries
    if limit.first is not None or over < 0 or now - tally.since >= limit.window:
        return 0.0
    return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(over, 10))


def _hold(limit: Limit, level: int) -> timedelta:
    assert limit.first is not None and limit.longest is not None
    return min(limit.longest, limit.first * 2 ** min(level, 20))
