"""Components of a published calendar, read while it comes: events that lie in the window, periods, and zones.

Titles, places and texts are never looked at; of those invited only whether the calendar's owner has declined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from booking.models import BusyKind, CalendarProblem
from notifications.published.fetching import Unfetched
from notifications.published.lines import parse, unfolded
from notifications.published.values import Line, duration, wall
from notifications.published.zones import Part

MAX_EVENTS = 20_000
MAX_DEPTH = 20
# zones, and what lasts some days, make a day of the file another day of ours
NEAR = timedelta(days=40)
FREE = ("FREE", "WORKINGELSEWHERE")
# of these a line that is not understood makes the time of its event unknown; of the others it leaves it taken
TELLING_WHEN = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "RECURRENCE-ID"}
_WANTED = re.compile(
    rb"(BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|SEQUENCE|STATUS|TRANSP"
    rb"|X-MICROSOFT-CDO-BUSYSTATUS|ATTENDEE|FREEBUSY|TZID|TZOFFSETFROM|TZOFFSETTO|X-WR-CALNAME)(?![A-Z0-9-])",
    re.IGNORECASE,
)
_BORDER = re.compile(rb"(BEGIN|END)\s*[:;]", re.IGNORECASE)
_NAME = re.compile(r"[A-Z0-9-]+")


@dataclass(slots=True)
class Event:
    """The lines of one event that say when it is and whether it takes time."""

    lines: dict[str, Line] = field(default_factory=dict)
    exdates: list[Line] = field(default_factory=list)
    rdates: list[Line] = field(default_factory=list)
    rules: list[Line] = field(default_factory=list)
    answers: set[str] = field(default_factory=set)
    contested: set[str] = field(default_factory=set)
    is_broken: bool = False

    def value(self, name: str) -> str:
        return self.lines[name].text if name in self.lines and name not in self.contested else ""

    @property
    def uid(self) -> str:
        return self.lines["UID"].value.strip()[:255] if "UID" in self.lines else ""

    @property
    def sequence(self) -> int | None:
        text = self.value("SEQUENCE")
        return int(text) if re.fullmatch(r"[0-9]{1,10}", text) else None

    @property
    def has_odd_version(self) -> bool:
        """Is it not known which of two versions is newer?"""
        return "SEQUENCE" in self.lines and self.sequence is None

    @property
    def is_unclear(self) -> bool:
        place = self.lines.get("RECURRENCE-ID")
        return self.is_broken or bool(self.contested & TELLING_WHEN) or (place is not None and place.says_more)

    @property
    def follows(self) -> bool:
        """Does it speak for all instances after its own as well (RFC 5545 3.2.13)?"""
        return "RECURRENCE-ID" in self.lines and bool(self.lines["RECURRENCE-ID"].params.get("RANGE"))

    @property
    def takes(self) -> str | None:
        """How its time is taken; None for what takes none: cancelled, shown as free, or declined by the owner."""
        if self.value("STATUS") == "CANCELLED" or self.value("TRANSP") == "TRANSPARENT" or self.answers == {"DECLINED"}:
            return None
        shown = self.value("X-MICROSOFT-CDO-BUSYSTATUS")
        if shown in FREE:
            return None
        is_tentative = "TENTATIVE" in (self.value("STATUS"), shown) or (
            "TENTATIVE" in self.answers and "ACCEPTED" not in self.answers
        )
        return BusyKind.PERHAPS if is_tentative else BusyKind.BUSY

    def take(self, name: str, line: Line) -> None:
        several = {"EXDATE": self.exdates, "RDATE": self.rdates, "RRULE": self.rules}
        if name in several:
            several[name].append(line)
        elif name in self.lines and self.lines[name].text != line.text:
            self.contested.add(name)
        else:
            self.lines.setdefault(name, line)

    def ends_by(self) -> datetime | None:
        """The wall-clock time, in whatever zone, by which a single event has ended; None when it is not known."""
        start, length = wall(self.lines.get("DTSTART")), duration(self.value("DURATION"))
        if start is None or self.is_unclear or self.follows or self.rules or self.rdates:
            return None
        if "DTEND" in self.lines:
            return wall(self.lines["DTEND"])
        if "DURATION" in self.lines and length is None:
            return None
        try:
            return start + (length.total if length else timedelta(days=1))
        except OverflowError:
            return None


@dataclass(slots=True)
class Components:
    """What the reader of a stream has found so far."""

    first: datetime
    last: datetime
    owner: frozenset[str]
    events: list[Event] = field(default_factory=list)
    periods: list[Line] = field(default_factory=list)
    zones: dict[str, list[Part]] = field(default_factory=dict)
    has_broken_periods: bool = False

    def finish(self, event: Event) -> None:
        if self._is_elsewhere(event):
            return
        self.events.append(event)
        if len(self.events) > MAX_EVENTS:
            raise Unfetched(CalendarProblem.TOO_LARGE)

    def _is_elsewhere(self, event: Event) -> bool:
        """Is it known to lie outside the window, and in the place of nothing that lies inside?"""
        end, start = event.ends_by(), wall(event.lines.get("DTSTART"))
        if end is None or start is None:
            return False
        first, last = self.first.replace(tzinfo=None) - NEAR, self.last.replace(tzinfo=None) + NEAR
        if "RECURRENCE-ID" in event.lines:
            place = wall(event.lines["RECURRENCE-ID"])
            return place is not None and (max(place, end) < first or min(place, start) > last)
        return max(start, end) < first or start > last


def read_components(chunks: Iterable[bytes], first: datetime, last: datetime, owner: Iterable[str]) -> Components:
    """Read a calendar to its end. `owner` is the addresses of whose it is.

    Raises `Unfetched` for what is no calendar, is broken off, or holds more than any calendar does.
    """
    found = Components(first, last, frozenset(address.lower() for address in owner if address))
    reader = _Reader(found)
    for octets in unfolded(chunks, reader.is_wanted):
        reader.read(octets)
    reader.end()
    return found


class _Reader:
    """Where in the file the reading is: components within components."""

    def __init__(self, found: Components) -> None:
        self.found = found
        self.inside: list[tuple[str, Event | Part | None]] = []
        self.zone = ""
        self.zone_parts: list[Part] = []
        self.has_begun = self.is_whole = False

    def is_wanted(self, physical: bytes) -> object:
        if not self.has_begun and physical.strip():
            # said before more of it is read: a page to log in on is no calendar
            if not physical.strip().upper().startswith(b"BEGIN:VCALENDAR"):
                raise Unfetched(CalendarProblem.NOT_A_CALENDAR)
            self.has_begun = True
        return _WANTED.match(physical)

    def read(self, octets: bytes | None) -> None:
        kind, component = self.inside[-1] if self.inside else ("", None)
        if octets is None:
            self._note_broken("", component)
            return
        if octets[:8].upper() == b"ATTENDEE" and not self._names_owner(octets.lower()):
            return
        read = parse(octets)
        if read is None:
            match = _WANTED.match(octets)
            if _BORDER.match(octets):
                # what belongs to which component is not known
                raise Unfetched(CalendarProblem.UNREADABLE)
            self._note_broken(match[1].decode().upper() if match else "", component)
            return
        name, line = read
        if name in ("BEGIN", "END"):
            (self._begin if name == "BEGIN" else self._end)(line.text)
        elif isinstance(component, Event):
            self._take(component, name, line)
        elif isinstance(component, Part):
            several = {"RRULE": component.rules, "RDATE": component.rdates}
            if name in several:
                several[name].append(line)
            else:
                component.lines.setdefault(name, line)
        elif kind == "VFREEBUSY" and name == "FREEBUSY":
            self.found.periods.append(line)
        elif kind == "VTIMEZONE" and name == "TZID":
            self.zone = line.value.strip()
        elif kind == "VCALENDAR" and name == "X-WR-CALNAME" and "@" in line.value:
            # Google names a calendar by its owner's address
            self.found.owner |= {line.value.strip().lower()}

    def _names_owner(self, octets: bytes) -> bool:
        """Are those invited looked at further? A file may have thousands of them."""
        return any(address.encode() in octets for address in self.found.owner)

    def _take(self, event: Event, name: str, line: Line) -> None:
        if name == "ATTENDEE":
            if line.value.strip().lower().removeprefix("mailto:") in self.found.owner:
                event.answers.add(line.params.get("PARTSTAT", "").upper())
        else:
            event.take(name, line)

    def _begin(self, kind: str) -> None:
        if not _NAME.fullmatch(kind):
            # a line of a text that was not folded
            return
        if len(self.inside) >= MAX_DEPTH:
            raise Unfetched(CalendarProblem.UNREADABLE)
        part = Part() if kind in ("STANDARD", "DAYLIGHT") else None
        self.inside.append((kind, Event() if kind == "VEVENT" else part))
        if kind == "VTIMEZONE":
            self.zone, self.zone_parts = "", []
        elif part is not None:
            self.zone_parts.append(part)

    def _end(self, kind: str) -> None:
        if not any(kind == each for each, _component in self.inside):
            if kind == "VEVENT":
                # where it began was not understood
                raise Unfetched(CalendarProblem.UNREADABLE)
            return
        while self.inside:
            ended, component = self.inside.pop()
            if isinstance(component, Event):
                self.found.finish(component)
            elif ended == "VTIMEZONE" and self.zone:
                self.found.zones[self.zone] = self.zone_parts
            if ended == kind:
                break
        self.is_whole = kind == "VCALENDAR" and not self.inside

    def _note_broken(self, name: str, component: Event | Part | None) -> None:
        if component is None:
            self.found.has_broken_periods |= name in ("FREEBUSY", "")
        elif isinstance(component, Part) or name in TELLING_WHEN or not name:
            component.is_broken = True
        elif name in ("EXDATE", "SEQUENCE"):
            component.take(name, Line("?"))

    def end(self) -> None:
        if not self.has_begun:
            raise Unfetched(CalendarProblem.NOT_A_CALENDAR)
        if not self.is_whole:
            # broken off where no length told so: the times that are missing would be taken for free
            raise Unfetched(CalendarProblem.UNREADABLE)
