"""Parsing a published calendar for busy times (RFC 5545). Titles, places and people in it are never looked at.

Outlook's and Google's files first, and whatever else keeps to the format. A stranger's file may be anything, so lines,
events and occurrences are bounded, and recurring events cost no more than the window that is asked for.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from icalendar.parser import Contentline
from icalendar.prop import vDuration

from booking.models import CalendarProblem
from booking.workdays import STOCKHOLM
from notifications.itip.mimetree import decode_octets, unfold
from notifications.itip.zones import find_zone, offset_minutes
from notifications.published.fetching import Unfetched
from notifications.published.recurrence import Budget, Exhausted, Rule, occurrences, parse_rule

MAX_EVENTS = 20_000
MAX_OCCURRENCES = 5000
MAX_DAYS = 1_000_000
MAX_LINE = 64 * 1024
MAX_DATES = 1000
LONGEST = timedelta(days=366)
FREE = ("FREE", "WORKINGELSEWHERE")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A busy time (UTC), by the event of this UID; `recurrence_at` is where its rule would have it."""

    starts_at: datetime
    ends_at: datetime
    uid: str = ""
    recurrence_at: datetime | None = None


@dataclass(slots=True)
class Line:
    value: str
    zone: str = ""


@dataclass(slots=True)
class Event:
    """The lines of one event that say when it is and whether it takes time."""

    lines: dict[str, Line] = field(default_factory=dict)
    exdates: list[Line] = field(default_factory=list)
    rdates: list[Line] = field(default_factory=list)

    def value(self, name: str) -> str:
        return self.lines[name].value.strip().upper() if name in self.lines else ""

    @property
    def uid(self) -> str:
        return self.lines["UID"].value.strip()[:255] if "UID" in self.lines else ""

    @property
    def takes_time(self) -> bool:
        if self.value("STATUS") == "CANCELLED" or self.value("TRANSP") == "TRANSPARENT":
            return False
        return self.value("X-MICROSOFT-CDO-BUSYSTATUS") not in FREE


@dataclass(slots=True)
class File:
    events: list[Event] = field(default_factory=list)
    periods: list[str] = field(default_factory=list)
    zones: dict[str, set[int]] = field(default_factory=dict)
    found: dict[str, tzinfo] = field(default_factory=dict)
    budget: Budget = field(default_factory=lambda: Budget(MAX_DAYS))

    def zone(self, name: str) -> tzinfo:
        """The zone of this name; Swedish time for none, or for one that nobody knows."""
        if name not in self.found:
            self.found[name] = (find_zone(name, self.zones.get(name, set())) if name else None) or STOCKHOLM
        return self.found[name]


def read_taken(octets: bytes, first: datetime, last: datetime) -> list[Occurrence]:
    """All busy times between two datetimes, cut to them. Raises `Unfetched` for what is no calendar."""
    file = _read_file(_decode(octets))
    moved = _moved(file)
    found: list[Occurrence] = []
    try:
        for event in file.events:
            times = _occurrences(event, file, moved, first, last)
            found += (_cut(one, first, last) for one in times if _is_in(one, first, last))
            if len(found) >= MAX_OCCURRENCES:
                break
    except Exhausted:
        raise Unfetched(CalendarProblem.TOO_LARGE) from None
    return (found + [_cut(one, first, last) for one in _periods(file) if _is_in(one, first, last)])[:MAX_OCCURRENCES]


def _is_in(one: Occurrence, first: datetime, last: datetime) -> bool:
    return one.ends_at > first and one.starts_at < last


def _cut(one: Occurrence, first: datetime, last: datetime) -> Occurrence:
    return Occurrence(max(one.starts_at, first), min(one.ends_at, last), one.uid, one.recurrence_at)


# --- the file

_WANTED = re.compile(
    r"(BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|STATUS|TRANSP|X-MICROSOFT-CDO-BUSYSTATUS"
    r"|FREEBUSY|TZID|TZOFFSETTO)[;:]",
    re.IGNORECASE,
)


def _decode(octets: bytes) -> str:
    # a line may be folded inside a letter
    text = decode_octets(unfold(octets.removeprefix(BOM_UTF8)), "utf-8")
    if not text.lstrip()[:15].upper() == "BEGIN:VCALENDAR":
        raise Unfetched(CalendarProblem.NOT_A_CALENDAR)
    if "END:VCALENDAR" not in text[-1000:].upper():
        # broken off where no length told so: the times that are missing would be taken for free
        raise Unfetched(CalendarProblem.UNREADABLE)
    return text


def _read_file(text: str) -> File:
    file, inside, zone = File(), [""], ""
    for name, line in _lines(text):
        if name == "BEGIN":
            inside.append(line.value.strip().upper())
            if inside[-1] == "VEVENT":
                file.events.append(Event())
            if len(file.events) > MAX_EVENTS or len(inside) > 20:
                raise Unfetched(CalendarProblem.UNREADABLE)
        elif name == "END":
            inside = inside[:-1] or [""]
        elif inside[-1] == "VEVENT":
            _take(file.events[-1], name, line)
        elif inside[-1] == "VFREEBUSY" and name == "FREEBUSY":
            file.periods += line.value.split(",")[:MAX_DATES]
        elif name == "TZID":
            zone = line.value.strip()
        elif name == "TZOFFSETTO" and (minutes := offset_minutes(line.value)) is not None:
            file.zones.setdefault(zone, set()).add(minutes)
    return file


def _take(event: Event, name: str, line: Line) -> None:
    if name == "EXDATE":
        event.exdates.append(line)
    elif name == "RDATE":
        event.rdates.append(line)
    else:
        event.lines.setdefault(name, line)


def _lines(text: str) -> Iterator[tuple[str, Line]]:
    for line in text.splitlines():
        if not _WANTED.match(line) or len(line) > MAX_LINE:
            continue
        name, _colon, value = line.partition(":")
        if ";" not in name:
            yield name.upper(), Line(value)
        elif (read := _with_parameters(line)) is not None:
            yield read


def _with_parameters(line: str) -> tuple[str, Line] | None:
    try:
        name, params, value = Contentline(line).parts()
    except ValueError:
        return None
    kind = str(params.get("FBTYPE", "BUSY")).upper()
    if kind == "FREE":
        return None
    return name.upper(), Line(value, str(params.get("TZID", "")))


# --- when an event is


def _moved(file: File) -> dict[str, set[datetime]]:
    """RECURRENCE-IDs by UID: instances written by themselves, which the rule must not yield a second time."""
    found: dict[str, set[datetime]] = {}
    for event in file.events:
        if "RECURRENCE-ID" in event.lines:
            moment = _moment(event.lines["RECURRENCE-ID"], file)
            if moment is not None:
                found.setdefault(event.uid, set()).add(moment)
    return found


def _occurrences(
    event: Event, file: File, moved: dict[str, set[datetime]], first: datetime, last: datetime
) -> Iterator[Occurrence]:
    start = _wall(event.lines.get("DTSTART"))
    if start is None or not event.takes_time:
        return
    zone = file.zone(event.lines["DTSTART"].zone) if event.value("DTSTART")[-1:] != "Z" else UTC
    length = _length(event, file, start, zone)
    if length <= timedelta(0):
        return
    if "RECURRENCE-ID" in event.lines:
        yield _occurrence(event, start, zone, length, _moment(event.lines["RECURRENCE-ID"], file))
        return
    gone = {_moment(line, file) for line in _split(event.exdates)} | moved.get(event.uid, set())
    for wall in _starts(event, file, start, zone, first - length, last):
        at = _aware(wall, zone)
        if at not in gone:
            yield _occurrence(event, wall, zone, length, at if event.value("RRULE") else None)


def _starts(
    event: Event, file: File, start: datetime, zone: tzinfo, first: datetime, last: datetime
) -> Iterator[datetime]:
    """Wall-clock starts in the event's own zone: by its rule, and the dates that are added by hand."""
    rule = parse_rule(event.value("RRULE")) if event.value("RRULE") else None
    begin, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in (first, last))
    if rule is None:
        yield start
    else:
        yield from occurrences(rule, start, begin, end, _until(rule, zone), file.budget)
    for line in _split(event.rdates):
        wall = _wall(Line(line.value.partition("/")[0], line.zone))
        if wall is not None and wall != start:
            yield wall


def _until(rule: Rule, zone: tzinfo) -> datetime | None:
    wall = _wall(Line(rule.until))
    if wall is None:
        return None
    if len(rule.until) == 8:
        return datetime.combine(wall.date(), time.max)
    return wall.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if rule.until.endswith("Z") else wall


def _length(event: Event, file: File, start: datetime, zone: tzinfo) -> timedelta:
    """The wall-clock length: by DTEND or DURATION; a day for a date without either, else none."""
    end = _wall(event.lines.get("DTEND"))
    if end is not None:
        other = UTC if event.value("DTEND").endswith("Z") else file.zone(event.lines["DTEND"].zone)
        if other != zone:
            return min(_aware(end, other) - _aware(start, zone), LONGEST)
        return min(end - start, LONGEST)
    if event.value("DURATION"):
        try:
            return min(vDuration.from_ical(event.value("DURATION")[:40]), LONGEST)
        except (ValueError, OverflowError):
            return timedelta(0)
    return timedelta(days=1) if re.fullmatch(r"\d{8}", event.value("DTSTART")) else timedelta(0)


def _occurrence(
    event: Event, wall: datetime, zone: tzinfo, length: timedelta, recurrence_at: datetime | None
) -> Occurrence:
    start = _aware(wall, zone)
    return Occurrence(start, max(_aware(wall + length, zone), start), event.uid, recurrence_at)


def _periods(file: File) -> Iterator[Occurrence]:
    """The FREEBUSY periods of a file: from and to, or from and how long, in UTC."""
    for text in file.periods[:MAX_OCCURRENCES]:
        begins, _slash, ends = text.strip().upper().partition("/")
        start = _moment(Line(begins), file)
        end = _moment(Line(ends), file)
        if start is not None and end is None:
            try:
                end = start + min(vDuration.from_ical(ends[:40]), LONGEST)
            except (ValueError, OverflowError):
                continue
        if start is not None and end is not None and end > start:
            yield Occurrence(start, min(end, start + LONGEST))


# --- values


def _split(lines: list[Line]) -> Iterator[Line]:
    return (Line(value, line.zone) for line in lines for value in line.value.split(",")[:MAX_DATES])


def _wall(line: Line | None) -> datetime | None:
    """The naive wall-clock datetime, whatever the zone. A date is its midnight."""
    text = line.value.strip().upper() if line else ""
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?", text, re.ASCII)
    if match is None:
        return None
    year, month, day, hour, minute, _second = (int(number or 0) for number in match.groups())
    try:
        # a year on either side is left free, so that no zone and no length leads out of the calendar
        return datetime.combine(date(year, month, day), time(hour, minute)) if 2 <= year <= 9990 else None
    except ValueError:
        return None


def _moment(line: Line, file: File) -> datetime | None:
    wall = _wall(line)
    if wall is None:
        return None
    return _aware(wall, UTC if line.value.strip().upper().endswith("Z") else file.zone(line.zone))


def _aware(wall: datetime, zone: tzinfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)
