"""Time zones of a published calendar: by name, or as the file itself defines them (RFC 5545 3.6.5)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from booking.workdays import STOCKHOLM
from notifications.itip.zones import find_zone, offset_minutes
from notifications.published.recurrence import A_DATE, Budget, occurrences, parse_rule
from notifications.published.values import Line, wall

MOST_PARTS = 200
# the places on earth whose clocks are farthest behind and ahead of UTC, in minutes
EARTH = (-12 * 60, 14 * 60)
YEARS = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone, and how much later than by `clock` its times may be at least and at most, where it is not understood."""

    clock: tzinfo
    blur: tuple[timedelta, timedelta] | None = None


@dataclass(slots=True)
class Part:
    """A STANDARD or DAYLIGHT of a VTIMEZONE."""

    lines: dict[str, Line] = field(default_factory=dict)
    rules: list[Line] = field(default_factory=list)
    rdates: list[Line] = field(default_factory=list)
    is_broken: bool = False

    def offset(self, name: str) -> int | None:
        return offset_minutes(self.lines[name].value) if name in self.lines else None

    @property
    def has_offsets(self) -> bool:
        """Is what it says of offsets understood? The one before it may be left out where there is but one."""
        return self.offset("TZOFFSETTO") is not None and (
            "TZOFFSETFROM" not in self.lines or self.offset("TZOFFSETFROM") is not None
        )

    def onsets(self, first: datetime, last: datetime, budget: Budget) -> list[datetime] | None:
        """Wall-clock times, by the clock before them, at which the part begins; None when that is not understood."""
        start = wall(self.lines.get("DTSTART"))
        before = self.offset("TZOFFSETFROM")
        if start is None or before is None or self.is_broken:
            return None
        found = [start]
        for line in self.rules:
            rule = parse_rule(line.value)
            if rule is None:
                return None
            until = wall(Line(rule.until)) if rule.until else None
            if until is not None and rule.until.endswith("Z"):
                until += timedelta(minutes=before)
            # the last onset counts for ever after, also of a rule that has ended
            since = start if rule.count else min(first, until - YEARS) if until else first
            found += occurrences(rule, start, since, last, until, budget)
        for line in self.rdates:
            for each in line.split():
                moment = wall(each)
                budget.spend(A_DATE)
                if moment is None or each.is_utc:
                    return None
                found.append(moment)
        return found


class FileZone(tzinfo):
    """A zone by the onsets that a file gives, right for the years that were asked for."""

    def __init__(self, onsets: list[tuple[datetime, int, int]]) -> None:
        self.at = [at for at, _before, _after in onsets]
        self.onsets = onsets

    def utcoffset(self, moment: datetime | None) -> timedelta:
        if moment is None:
            return timedelta(0)
        place = bisect_right(self.at, moment.replace(tzinfo=None)) - 1
        if place < 0:
            return timedelta(minutes=self.onsets[0][1])
        at, before, after = self.onsets[place]
        # an hour that the clocks skip is counted from the clock before it
        is_skipped = moment.replace(tzinfo=None) < at + timedelta(minutes=after - before)
        return timedelta(minutes=before if is_skipped else after)

    def dst(self, _moment: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, _moment: datetime | None) -> str:
        return "file"

    def fromutc(self, moment: datetime) -> datetime:
        for offset in sorted({each for _at, *both in self.onsets for each in both}, reverse=True):
            found = moment + timedelta(minutes=offset)
            if self.utcoffset(found) == timedelta(minutes=offset):
                return found
        return moment + self.utcoffset(moment)


def zone_of(name: str, parts: list[Part] | None, first: datetime, last: datetime, budget: Budget) -> Zone:
    """The zone of this name in a file that defines it by these parts. No name: Swedish time."""
    if not name:
        return Zone(STOCKHOLM)
    known = find_zone(name)
    if known is not None:
        return Zone(known)
    if not parts or len(parts) > MOST_PARTS or not all(part.has_offsets for part in parts):
        return _blurred(set(EARTH))
    offsets = (part.offset(name) for part in parts for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    minutes = {each for each in offsets if each is not None}
    if len(minutes) == 1:
        return Zone(timezone(timedelta(minutes=minutes.pop())))
    return _by_parts(parts, minutes, first, last, budget)


def _by_parts(parts: list[Part], minutes: set[int], first: datetime, last: datetime, budget: Budget) -> Zone:
    since, until = (moment.astimezone(UTC).replace(tzinfo=None) for moment in (first - YEARS, last + YEARS))
    found: list[tuple[datetime, int, int]] = []
    for part in parts:
        before, after = part.offset("TZOFFSETFROM"), part.offset("TZOFFSETTO")
        onsets = part.onsets(since, until, budget)
        if onsets is None or before is None or after is None:
            return _blurred(minutes)
        found += [(at, before, after) for at in onsets]
    return Zone(FileZone(sorted(found)))


def _blurred(minutes: set[int]) -> Zone:
    """Taken for Swedish time, an hour or two ahead of UTC, by who knows how much."""
    return Zone(STOCKHOLM, (timedelta(minutes=60 - max(minutes)), timedelta(minutes=120 - min(minutes))))
