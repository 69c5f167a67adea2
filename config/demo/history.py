"""Making the town's history: acts by the real actions on a clock that moves, and what the workers do in between."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import time_machine

from booking.demo.town import MONTHS_BACK, Town
from booking.retention import run_retention
from booking.statistics.rollup import refresh_all_dirty
from booking.workdays import at_local, is_workday
from config.demo.scenes import SCENES
from notifications.demo import telling

NIGHT, MORNING, EVENING = datetime.time(4), datetime.time(8, 1), datetime.time(17, 30)
Progress = Callable[[float], None]


def make_history(now: datetime.datetime, progress: Progress = lambda share: None, months: int = MONTHS_BACK) -> Town:
    """Make everything that happened up to `now`. Raises nothing for what a rule refuses: see `Town.refused`."""
    town = Town(now, months)
    for scene in SCENES:
        town.plan(scene)
    with time_machine.travel(at_local(town.begins, NIGHT), tick=False) as clock:
        days = list(_days(town.begins, town.today))
        for number, day in enumerate(days, start=1):
            _live_through(town, day, clock)
            progress(number / len(days))
        clock.move_to(now)
        telling.catch_up(now)
        refresh_all_dirty()
    return town


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    return (first + datetime.timedelta(days=number) for number in range((last - first).days + 1))


def _live_through(town: Town, day: datetime.date, clock: time_machine.Traveller) -> None:
    if day.day == 1:
        clock.move_to(at_local(day, NIGHT))
        run_retention()
        telling.forget_old()
    before = town.performed
    if at_local(day, MORNING) <= town.now and is_workday(day):
        _act(town, at_local(day, MORNING), clock)
        telling.remind(town.now)
    _act(town, min(at_local(day, EVENING), town.now), clock)
    telling.tell(town.now, has_acted=town.performed != before)


def _act(town: Town, until: datetime.datetime, clock: time_machine.Traveller) -> None:
    for moment in town.due(until):
        clock.move_to(moment)
    clock.move_to(until)
    town.forget_staff()
