"""The days of a series: every week, every second week, monthly by weekday or by date. Values in, values out.

A day is a Swedish date and the time is a Swedish wall clock, so a series keeps its hour through both clock changes. The
rules are those that every calendar has (RFC 5545 3.3.10; Outlook's model knows no others).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from booking.workdays import at_local, is_unambiguous

MOST_INSTANCES = 400
LATEST_DATE = 28
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Frequency(StrEnum):
    WEEKLY = "weekly"
    MONTHLY_WEEKDAY = "monthly_weekday"
    MONTHLY_DATE = "monthly_date"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`interval` is in weeks or months. `first` is an instance and gives weekday, place in the month or date."""

    frequency: Frequency
    interval: int
    first: date
    last: date
    starts: time

    def days(self) -> list[date]:
        """All its days in order, holidays among them; one more than may be when there are too many."""
        found: list[date] = []
        for day in self._endless():
            if day > self.last or len(found) > MOST_INSTANCES:
                return found
            found.append(day)
        return found

    def of_length(self, count: int) -> Rhythm:
        """The same rhythm with an end that gives it this many days."""
        endless = self._endless()
        return replace(self, last=[next(endless) for _number in range(count)][-1])

    def moment(self, day: date) -> datetime:
        """When the instance of a day begins, in UTC."""
        return at_local(day, self.starts).astimezone(UTC)

    def rule(self, until: datetime) -> str:
        """RRULE with the last instance as its end, in UTC as RFC 5545 wants it for a start with a time zone."""
        parts = [f"FREQ={'WEEKLY' if self.frequency == Frequency.WEEKLY else 'MONTHLY'}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.frequency == Frequency.MONTHLY_DATE:
            parts.append(f"BYMONTHDAY={self.first.day}")
        else:
            place = str(self.place_in_month) if self.frequency == Frequency.MONTHLY_WEEKDAY else ""
            parts.append(f"BYDAY={place}{DAY_CODES[self.first.weekday()]}")
        return ";".join([*parts, f"UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}"])

    @property
    def place_in_month(self) -> int:
        """First to fourth; a fifth Thursday is the last one, since most months have no fifth."""
        place = (self.first.day - 1) // 7 + 1
        return -1 if place > 4 else place

    def _endless(self) -> Iterator[date]:
        if self.frequency == Frequency.WEEKLY:
            day = self.first
            while True:
                yield day
                day += timedelta(weeks=self.interval)
        year, month = self.first.year, self.first.month
        while True:
            yield self.in_month(year, month)
            month += self.interval
            year, month = year + (month - 1) // 12, (month - 1) % 12 + 1

    def in_month(self, year: int, month: int) -> date:
        """Its day in a month, for a monthly rhythm."""
        if self.frequency == Frequency.MONTHLY_DATE:
            return date(year, month, min(self.first.day, calendar.monthrange(year, month)[1]))
        return nth_weekday(year, month, self.first.weekday(), self.place_in_month)


def nth_weekday(year: int, month: int, weekday: int, place: int) -> date:
    """The second Thursday of a month; the last one for -1."""
    length = calendar.monthrange(year, month)[1]
    if place < 0:
        last = date(year, month, length)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=place - 1)


def rhythm_problem(rhythm: Rhythm) -> str:
    """Why there can be no such series: a code, "" when it can be.

    `no_end`, `too_many` (over 400), `bad_interval`, `late_date` (the 29th is not in every month) and `clock_change`
    (a time that a spring night skips or an autumn night has twice).
    """
    if not 1 <= rhythm.interval <= 12:
        return "bad_interval"
    if rhythm.last < rhythm.first:
        return "no_end"
    if rhythm.frequency == Frequency.MONTHLY_DATE and rhythm.first.day > LATEST_DATE:
        return "late_date"
    days = rhythm.days()
    if len(days) > MOST_INSTANCES:
        return "too_many"
    if any(not is_unambiguous(day, rhythm.starts) for day in days):
        return "clock_change"
    return ""
