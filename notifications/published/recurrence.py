"""Expanding a recurrence rule within a window (RFC 5545 3.3.10), in bounded time.

A rule from a stranger's file may never end, or never match; libraries look for its next day until the year 9999. Here
each period of the window is looked at once, so the cost is bounded by the window and not by the rule.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"}
# An event counted from its beginning, every day for fifty years, is the most that is counted
MAX_DAYS = 20_000
# a date that is written out costs as much to read as so many days of a rule
A_DATE = 5


class Exhausted(Exception):
    """The file's budget of days is spent: its events ask for more than any calendar needs."""


class Uncounted(Exception):
    """The rule is counted from so long ago that where it is now is not known."""


@dataclass(slots=True)
class Budget:
    """A limit of the days that may be looked at in all, however many events share them."""

    left: int

    def spend(self, days: int) -> None:
        self.left -= days
        if self.left < 0:
            raise Exhausted


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    freq: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    week_start: int = 0
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    days: tuple[tuple[int, int], ...] = field(default=())
    positions: tuple[int, ...] = ()


def parse_rule(text: str) -> Rule | None:
    """The rule, or None for one that is not understood to the last sign: what it means is then not known."""
    parts = [part.partition("=")[::2] for part in text.strip().upper().split(";") if part]
    named = dict(parts)
    if named.get("FREQ") not in FREQUENCIES or not named.keys() <= KNOWN or len(named) < len(parts):
        return None
    try:
        rule = Rule(
            freq=named["FREQ"],
            interval=_number(named.get("INTERVAL", "1"), 1, 10_000),
            count=_number(named["COUNT"], 1, 10**9) if "COUNT" in named else None,
            until=_until(named["UNTIL"]) if "UNTIL" in named else "",
            week_start=WEEKDAYS.index(named.get("WKST", "MO")),
            months=frozenset(_numbers(named, "BYMONTH", 1, 12)),
            month_days=frozenset(_numbers(named, "BYMONTHDAY", -31, 31)),
            days=tuple(_day(one) for one in named["BYDAY"].split(",")) if "BYDAY" in named else (),
            positions=tuple(_numbers(named, "BYSETPOS", -366, 366)),
        )
    except ValueError:
        return None
    return rule if _is_allowed(rule) else None


def _is_allowed(rule: Rule) -> bool:
    """Programs differ in what they make of combinations that RFC 5545 forbids."""
    if rule.count and rule.until:
        return False
    if rule.freq == "WEEKLY" and rule.month_days:
        return False
    if rule.freq in ("DAILY", "WEEKLY") and any(place for place, _weekday in rule.days):
        return False
    return not rule.positions or bool(rule.months or rule.month_days or rule.days)


def occurrences(
    rule: Rule, start: datetime, first: datetime, last: datetime, until: datetime | None, budget: Budget
) -> Iterator[datetime]:
    """Naive wall-clock starts from `first` to before `last`; the event itself begins at `start`.

    Raises `Uncounted`, or `Exhausted` when the budget of the file is spent.
    """
    counted = looked_at = 0
    for days in _periods(rule, start.date(), start.date() if rule.count else max(first, start).date(), last.date()):
        looked_at += len(days)
        budget.spend(len(days))
        for day in _chosen(rule, start.date(), days):
            moment = datetime.combine(day, start.time())
            if moment < start:
                continue
            counted += 1
            if moment >= last or (until and moment > until) or (rule.count and counted > rule.count):
                return
            if moment >= first:
                yield moment
        if looked_at > MAX_DAYS:
            raise Uncounted


def _number(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise ValueError(text)
    return int(text)


def _numbers(parts: dict[str, str], name: str, least: int, most: int) -> list[int]:
    """The numbers of a part, none of them zero; an empty list when the rule does not have the part."""
    found = [_number(one, least, most) for one in parts[name].split(",")] if name in parts else []
    if 0 in found:
        raise ValueError(name)
    return found[:400]


def _until(text: str) -> str:
    if not re.fullmatch(r"[0-9]{8}(T[0-9]{6}Z?)?", text):
        raise ValueError(text)
    return text


def _day(text: str) -> tuple[int, int]:
    """-1FR as (-1, 4); without a number every one."""
    match = re.fullmatch(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)", text)
    if match is None or (match[1] and not int(match[1])):
        raise ValueError(text)
    return int(match[1] or 0), WEEKDAYS.index(match[2])


def _periods(rule: Rule, start: date, since: date, last: date) -> Iterator[list[date]]:
    """The days of each period of the rule, from the one that `since` lies in, until `last` has been passed."""
    step = rule.interval
    if rule.freq in ("DAILY", "WEEKLY"):
        length = 1 if rule.freq == "DAILY" else 7
        begin = start - timedelta(days=(start.weekday() - rule.week_start) % 7 if length == 7 else 0)
        begin += timedelta(days=(since - begin).days // (length * step) * length * step)
        while begin <= last:
            yield [begin + timedelta(days=number) for number in range(length)]
            begin += timedelta(days=length * step)
        return
    if rule.freq == "MONTHLY":
        month = _month(start) + (_month(since) - _month(start)) // step * step
        while month <= _month(last):
            yield _days_of_month(month)
            month += step
        return
    year = start.year + (since.year - start.year) // step * step
    while year <= last.year:
        yield [day for month in range(year * 12, year * 12 + 12) for day in _days_of_month(month)]
        year += step


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _days_of_month(month: int) -> list[date]:
    year, number = month // 12, month % 12 + 1
    return [date(year, number, day) for day in range(1, calendar.monthrange(year, number)[1] + 1)]


def _chosen(rule: Rule, start: date, days: list[date]) -> list[date]:
    months, month_days, weekdays = rule.months, rule.month_days, rule.days
    if not month_days and not weekdays:
        # what the rule leaves out is taken from DTSTART
        if rule.freq == "YEARLY":
            months = months or frozenset({start.month})
        if rule.freq in ("YEARLY", "MONTHLY"):
            month_days = frozenset({start.day})
        if rule.freq == "WEEKLY":
            weekdays = ((0, start.weekday()),)
    found = [
        day
        for day in days
        if (not months or day.month in months)
        and (not month_days or day.day in month_days or day.day - _length_of_month(day) - 1 in month_days)
        and (not weekdays or any(_is_day(rule, day, place, weekday) for place, weekday in weekdays))
    ]
    if not rule.positions:
        return found
    return sorted({found[_index(place)] for place in rule.positions if 1 <= abs(place) <= len(found)})


def _index(place: int) -> int:
    return place - 1 if place > 0 else place


def _is_day(rule: Rule, day: date, place: int, weekday: int) -> bool:
    if day.weekday() != weekday:
        return False
    if place == 0 or rule.freq in ("DAILY", "WEEKLY"):
        return True
    if rule.freq == "MONTHLY" or rule.months:
        number, length = day.day, _length_of_month(day)
    else:
        number, length = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
    return place == ((number - 1) // 7 + 1 if place > 0 else -((length - number) // 7 + 1))


def _length_of_month(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
