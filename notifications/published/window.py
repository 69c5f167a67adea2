"""The window that a calendar is asked about, what is said of it, and the FREEBUSY periods in it (RFC 5545 3.8.2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from booking.models import BusyKind
from notifications.published.components import Components, Event
from notifications.published.recurrence import A_DATE, Budget
from notifications.published.values import Line, aware, duration, end_of, wall
from notifications.published.zones import Zone, zone_of

MAX_DAYS = 1_000_000


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A time (UTC) that is taken, perhaps or not known; `recurrence_at` is where the rule of this UID would have it."""

    starts_at: datetime
    ends_at: datetime
    uid: str = ""
    recurrence_at: datetime | None = None
    kind: str = BusyKind.BUSY


@dataclass(slots=True)
class Window:
    """The window that is asked for, and what the events of one file share."""

    file: Components
    first: datetime
    last: datetime
    budget: Budget = field(default_factory=lambda: Budget(MAX_DAYS))
    found: dict[str, Zone] = field(default_factory=dict)

    def zone(self, line: Line) -> Zone:
        if line.is_utc:
            return Zone(UTC)
        if line.zone not in self.found:
            parts = self.file.zones.get(line.zone)
            self.found[line.zone] = zone_of(line.zone, parts, self.first, self.last, self.budget)
        return self.found[line.zone]

    def moment(self, line: Line) -> datetime | None:
        found = wall(line)
        return aware(found, self.zone(line).clock) if found is not None else None

    def blur(self, event: Event) -> tuple[timedelta, timedelta] | None:
        """How much later than it seems the event may be at least and at most, if its zones are not understood."""
        lines = [event.lines[name] for name in ("DTSTART", "DTEND") if name in event.lines]
        blurs = [blur for line in [*lines, *event.rdates] if (blur := self.zone(line).blur) is not None]
        return (min(each[0] for each in blurs), max(each[1] for each in blurs)) if blurs else None


def period(line: Line, window: Window) -> tuple[datetime, datetime] | None:
    """From and to, or from and how long."""
    begins, _slash, ends = line.text.partition("/")
    first = Line(begins, line.params)
    start, length = window.moment(first), duration(ends)
    if start is None:
        return None
    if length is not None:
        clock = window.zone(first).clock
        return start, end_of(start.astimezone(clock).replace(tzinfo=None), clock, length)
    end = window.moment(Line(ends, line.params))
    return (start, max(start, end)) if end is not None else None


def periods(file: Components, first: datetime, last: datetime) -> Iterator[Occurrence]:
    """The FREEBUSY periods of a file."""
    window = Window(file, first, last)
    kinds = {"BUSY-TENTATIVE": BusyKind.PERHAPS}
    if file.has_broken_periods:
        yield Occurrence(first, last, kind=BusyKind.UNKNOWN)
    for line in file.periods:
        shown = line.params.get("FBTYPE", "BUSY").upper()
        for each in line.split() if shown != "FREE" else ():
            window.budget.spend(A_DATE)
            if (found := period(each, window)) is not None:
                yield Occurrence(*found, kind=kinds.get(shown, BusyKind.BUSY))
            else:
                start = window.moment(Line(each.text.partition("/")[0], line.params))
                yield Occurrence(start or first, last, kind=BusyKind.UNKNOWN)
