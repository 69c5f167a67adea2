"""Parsing the calendar object of a REPLY, COUNTER or REFRESH (RFC 5546 3.2.3, 3.2.6, 3.2.7).

Tolerant of what clients do (Exchange without ORGANIZER and with Windows zones, Apple with the address in EMAIL=, bare
line feeds, names in lower case) and of nothing that costs time. Title, place, name and organizer are never taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo

from icalendar.parser import Contentline, Contentlines
from icalendar.prop import vDuration

from booking.workdays import STOCKHOLM
from config.ground.text import bare_address, composed
from notifications.itip.mimetree import Unreadable
from notifications.itip.zones import find_zone, offset_minutes

MAX_CALENDAR = 256 * 1024
MAX_EVENTS = 50
MAX_LINES = 5000
MAX_COMMENT = 1000
MAX_LINE = 64 * 1024

PARTSTATS = frozenset({"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"})


@dataclass(frozen=True, slots=True)
class Attendee:
    """One ATTENDEE line. `addresses` are all that it gives for the person: its value and EMAIL=."""

    addresses: tuple[str, ...]
    partstat: str = "NEEDS-ACTION"
    delegated_to: tuple[str, ...] = ()
    delegated_from: tuple[str, ...] = ()
    sent_by: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """One VEVENT of an answer. `recurrence_problem` says why its instance needs a person: "range", "date" or "zone"."""

    uid: str = ""
    sequence: int = 0
    dtstamp: datetime | None = None
    attendees: tuple[Attendee, ...] = ()
    recurrence_id: datetime | None = None
    recurrence_problem: str = ""
    comment: str = ""
    proposed_start: datetime | None = None
    proposed_end: datetime | None = None
    request_status: str = ""

    @property
    def attendee(self) -> Attendee | None:
        """The one who answers, where there is exactly one; else the caller picks the one that is invited."""
        return self.attendees[0] if len(self.attendees) == 1 else None


@dataclass(frozen=True, slots=True)
class Reading:
    """A calendar object: its METHOD in capitals, and its events as answers."""

    method: str
    answers: tuple[CalendarAnswer, ...]


@dataclass(slots=True)
class _Line:
    name: str
    params: dict[str, tuple[str, ...]]
    value: str

    def param(self, name: str) -> str:
        return next(iter(self.params.get(name, ())), "")


@dataclass(slots=True)
class _File:
    method: str = ""
    prodid: str = ""
    events: list[list[_Line]] = field(default_factory=list)
    zones: dict[str, set[int]] = field(default_factory=dict)


def read_calendar(text: str) -> Reading:
    """Parse the answers in a calendar file. Broken lines are left out; past a limit it raises `Unreadable`."""
    file = _read_file(text)
    return Reading(file.method, tuple(_read_answer(lines, file) for lines in file.events))


# --- the file

_WANTED = re.compile(
    r"[ \t]*(BEGIN|END|METHOD|PRODID|UID|SEQUENCE|X-MICROSOFT-CDO-APPT-SEQUENCE|DTSTAMP|ATTENDEE|RECURRENCE-ID|DTSTART"
    r"|DTEND|DURATION|COMMENT|DESCRIPTION|REQUEST-STATUS|TZID|TZOFFSETTO)[ \t]*[;:]",
    re.IGNORECASE,
)


def _read_file(text: str) -> _File:
    file, inside, zone = _File(), [""], ""
    for line in _wanted_lines(text):
        if line.name == "BEGIN":
            inside.append(line.value.strip().upper())
            if inside[-1] == "VEVENT":
                file.events.append([])
            if len(file.events) > MAX_EVENTS:
                raise Unreadable("too_many_events")
        elif line.name == "END":
            inside = inside[:-1] or [""]
        elif inside[-1] == "VEVENT" and file.events:
            file.events[-1].append(line)
        elif inside[-1] == "VTIMEZONE" and line.name == "TZID":
            zone = line.value.strip()
        elif line.name == "TZOFFSETTO" and (minutes := offset_minutes(line.value)) is not None:
            file.zones.setdefault(zone, set()).add(minutes)
        elif line.name == "METHOD" and inside[-1] != "VEVENT":
            file.method = file.method or line.value.strip().upper()
        elif line.name == "PRODID":
            file.prodid = line.value
    return file


def _wanted_lines(text: str) -> Iterator[_Line]:
    if len(text) > MAX_CALENDAR:
        raise Unreadable("calendar_too_large")
    if "\0" in text:
        raise Unreadable("nul_character")
    lines = Contentlines.from_ical(text.lstrip("\ufeff"))
    if len(lines) > MAX_LINES:
        raise Unreadable("too_many_lines")
    for line in lines:
        if _WANTED.match(line) and len(line) <= MAX_LINE and (found := _read_line(line)):
            yield found


def _read_line(line: str) -> _Line | None:
    try:
        name, params, value = Contentline(line.strip()).parts()
    except ValueError:
        return None
    values = {key.upper(): (one,) if isinstance(one, str) else tuple(one) for key, one in params.items()}
    return _Line(name.upper(), values, value)


# --- one event


def _read_answer(lines: list[_Line], file: _File) -> CalendarAnswer:
    first = {line.name: line for line in reversed(lines)}
    attendees = tuple(filter(None, (_read_attendee(line) for line in lines if line.name == "ATTENDEE")))
    sequence = _value(first, "SEQUENCE") or _value(first, "X-MICROSOFT-CDO-APPT-SEQUENCE")
    answer = CalendarAnswer(
        uid="".join(filter(str.isprintable, _value(first, "UID")))[:255],
        sequence=_number(sequence),
        dtstamp=_moment(first.get("DTSTAMP"), file, UTC),
        attendees=attendees[:MAX_EVENTS],
        comment=_comment(lines, attendees, file.prodid),
        request_status=next(iter(re.findall(r"\A\d(?:\.\d+){1,2}", _value(first, "REQUEST-STATUS"))), ""),
    )
    return _with_instance(_with_times(answer, first, file), first.get("RECURRENCE-ID"), file)


def _with_times(answer: CalendarAnswer, first: dict[str, _Line], file: _File) -> CalendarAnswer:
    start, end = (_moment(first.get(name), file) for name in ("DTSTART", "DTEND"))
    if start and not end and "DURATION" in first:
        end = start + length if (length := _length(first["DURATION"].value)) else None
    return replace(answer, proposed_start=start, proposed_end=end)


def _with_instance(answer: CalendarAnswer, line: _Line | None, file: _File) -> CalendarAnswer:
    """Resolve RECURRENCE-ID to an instant: zones are written in many ways, so strings cannot be compared."""
    if line is None:
        return answer
    if "RANGE" in line.params:
        return replace(answer, recurrence_problem="range")
    if re.fullmatch(r"\d{8}", line.value.strip()):
        return replace(answer, recurrence_problem="date")
    instant = _moment(line, file)
    return replace(answer, recurrence_id=instant, recurrence_problem="" if instant else "zone")


def _read_attendee(line: _Line) -> Attendee | None:
    written = (read_address(text) for text in (line.value, *line.params.get("EMAIL", ())))
    addresses = tuple(dict.fromkeys(filter(None, written)))
    if not addresses:
        return None
    partstat = line.param("PARTSTAT").strip().upper()
    return Attendee(
        addresses=addresses,
        partstat=partstat if partstat in PARTSTATS else "NEEDS-ACTION",
        delegated_to=_addresses(line, "DELEGATED-TO"),
        delegated_from=_addresses(line, "DELEGATED-FROM"),
        sent_by=next(iter(_addresses(line, "SENT-BY")), ""),
        comment=line.param("X-RESPONSE-COMMENT"),
    )


def _addresses(line: _Line, name: str) -> tuple[str, ...]:
    return tuple(filter(None, (read_address(text) for text in line.params.get(name, ()))))


def read_address(text: str) -> str:
    """The address in lower case; "" for the ids that some servers write instead."""
    bare = bare_address(text.strip().strip("<>\"'"))
    return (
        bare
        if len(bare) <= 254 and re.fullmatch(r"[^\s\x00-\x1f\x7f@,;:<>\"]+@[^\s\x00-\x1f\x7f@,;:<>\"]+", bare)
        else ""
    )


def _comment(lines: list[_Line], attendees: tuple[Attendee, ...], prodid: str) -> str:
    """The person's comment. Outlook puts it in DESCRIPTION; from others that is our own text coming back."""
    said = [line.value for line in lines if line.name == "COMMENT"] or [one.comment for one in attendees if one.comment]
    if not said and "microsoft" in prodid.lower():
        said = [line.value for line in lines if line.name == "DESCRIPTION"]
    text = composed("\n".join(said).replace("\r\n", "\n"))
    visible = "".join(sign for sign in text[: MAX_COMMENT * 4] if sign == "\n" or sign.isprintable())
    return visible.strip()[:MAX_COMMENT]


# --- values


def _value(first: dict[str, _Line], name: str) -> str:
    return first[name].value.strip() if name in first else ""


def _number(text: str) -> int:
    """A missing SEQUENCE is 0 (RFC 5545 3.8.7.4)."""
    return min(int(text), 2**31 - 1) if re.fullmatch(r"[0-9]{1,20}", text) else 0


def _length(text: str) -> timedelta | None:
    try:
        return vDuration.from_ical(text.strip()[:40])
    except (ValueError, OverflowError):
        return None


def _moment(line: _Line | None, file: _File, floating: tzinfo = STOCKHOLM) -> datetime | None:
    """The instant in UTC; None for a date, an unknown zone or nonsense. A time without zone is a Swedish one."""
    match = re.fullmatch(r"(\d{8}T\d{6})(Z?)", line.value.strip().upper(), re.ASCII) if line else None
    if line is None or match is None:
        return None
    name = line.param("TZID")
    zone = UTC if match[2] else find_zone(name, file.zones.get(name, set())) if name else floating
    try:
        return datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC) if zone else None
    except (ValueError, OverflowError):
        return None
