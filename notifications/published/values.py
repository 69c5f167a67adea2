"""Values of a calendar's lines (RFC 5545 3.3), read strictly: what is not of the form is None, and never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

# a year on either side is left free, so that no zone and no length leads out of the calendar
EARLIEST, LATEST = 2, 9990
FAR = datetime(LATEST, 12, 31, tzinfo=UTC)
UNDERSTOOD = {"TZID", "VALUE", "RANGE", "FBTYPE"}
# the name of a zone that no file defines: its times are not understood
NOBODYS = "\n"
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?", re.ASCII)
_DURATION = re.compile(
    r"([+-]?)P(?=[\dT])(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)


@dataclass(slots=True)
class Line:
    value: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        return self.params.get("TZID", "") if self.params.keys() <= UNDERSTOOD else NOBODYS

    @property
    def says_more(self) -> bool:
        """Has it a parameter that may mean anything?"""
        return not self.params.keys() <= UNDERSTOOD

    @property
    def text(self) -> str:
        return self.value.strip().upper()

    @property
    def is_utc(self) -> bool:
        return self.text.endswith("Z")

    @property
    def is_date(self) -> bool:
        return re.fullmatch(r"\d{8}", self.text, re.ASCII) is not None

    def split(self) -> list[Line]:
        return [Line(value, self.params) for value in self.value.split(",")]


@dataclass(frozen=True, slots=True)
class Length:
    """Days by the calendar, and then hours that pass: they differ where clocks change."""

    nominal: timedelta = timedelta(0)
    exact: timedelta = timedelta(0)

    @property
    def total(self) -> timedelta:
        return self.nominal + self.exact


def wall(line: Line | None) -> datetime | None:
    """The naive wall-clock datetime, whatever the zone. A date is its midnight, a leap second the one before it."""
    match = _TIME.fullmatch(line.text) if line else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(number or 0) for number in match.groups())
    try:
        found = datetime.combine(date(year, month, day), time(hour, minute, 59 if second == 60 else second))
    except ValueError:
        return None
    return found if EARLIEST <= year <= LATEST else None


def duration(text: str) -> Length | None:
    match = _DURATION.fullmatch(text.strip().upper())
    if match is None:
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
    sign = -1 if match[1] == "-" else 1
    nominal = timedelta(weeks=weeks, days=days)
    return Length(sign * nominal, sign * timedelta(hours=hours, minutes=minutes, seconds=seconds))


def aware(moment: datetime, zone: tzinfo) -> datetime:
    """The instant in UTC at which clocks of the zone show this."""
    return moment.replace(tzinfo=zone).astimezone(UTC)


def end_of(start: datetime, zone: tzinfo, length: Length) -> datetime:
    """The instant at which what begins at this wall-clock time ends, never before it begins."""
    try:
        return max(aware(start + length.nominal, zone) + length.exact, aware(start, zone))
    except OverflowError:
        return FAR
