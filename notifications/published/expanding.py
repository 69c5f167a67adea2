"""When the events of a calendar are, within a window: their rules, exceptions and overrides (RFC 5545 3.8.4.4, 3.8.5).

What is not understood is said to be unknown from where it begins, and never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from booking.models import BusyKind
from notifications.published.components import Components, Event
from notifications.published.recurrence import A_DATE, Uncounted, occurrences, parse_rule
from notifications.published.values import LATEST, Length, Line, aware, duration, end_of, wall
from notifications.published.window import Occurrence, Window, period

LONGEST = timedelta(days=366)
DAY = timedelta(days=1)
Key = datetime | date


class NotUnderstood(Exception):
    """The event says when it is in a way that is not understood."""


@dataclass(frozen=True, slots=True)
class Change:
    """An override that moves all that follows: from which instance on, by how much, and as which event."""

    since: datetime
    shift: timedelta
    event: Event


def expand(file: Components, first: datetime, last: datetime) -> Iterator[Occurrence]:
    """Everything that may touch the window; the caller cuts it. Raises `Exhausted` for more than any calendar asks."""
    window = Window(file, first, last)
    together: dict[str, list[Event]] = {}
    for number, event in enumerate(file.events):
        together.setdefault(event.uid or f"\n{number}", []).append(event)
    for events in together.values():
        yield from _series(events, window)


def _series(events: list[Event], window: Window) -> Iterator[Occurrence]:
    """The events of one UID: the newest version, the instances written by themselves, and what these replace."""
    versions = [event for event in events if "RECURRENCE-ID" not in event.lines]
    yield from (_unknown(event, window) for event in versions if event.is_unclear and event.takes)
    masters = _newest([event for event in versions if not event.is_unclear])
    newest = max((event.sequence or 0 for event in masters), default=0)
    excluded = [(master, _excluded(master, window)) for master in masters]
    # which versions are dead is not known: all stay
    is_odd = any(event.has_odd_version for event in versions) or any(None in days for _master, days in excluded)
    replaced: dict[Key, list[Event]] = {}
    for event in events:
        if "RECURRENCE-ID" in event.lines and (event.sequence is None or event.sequence >= newest):
            key = _key(event.lines["RECURRENCE-ID"], window, beside=masters[0] if masters else None)
            if key is None or is_odd or event.has_odd_version:
                yield from _alone(event, None, window)
            elif not any(_is_excluded(key, master, days, window) for master, days in excluded):
                replaced.setdefault(key, []).append(event)
    overrides = [(key, event) for key, versions in replaced.items() for event in _newest(versions)]
    for key, event in overrides:
        yield from _alone(event, key, window, has_master=bool(masters))
    for master in masters:
        yield from _expand_master(master, overrides, window)


def _newest(events: list[Event]) -> list[Event]:
    newest = max((event.sequence or 0 for event in events), default=0)
    return [event for event in events if event.has_odd_version or (event.sequence or 0) == newest]


def _is_excluded(key: Key, master: Event, excluded: set[Key | None], window: Window) -> bool:
    if key in excluded or not isinstance(key, datetime):
        return key in excluded
    start = master.lines.get("DTSTART", Line(""))
    return key.astimezone(window.zone(start).clock).date() in excluded


def _excluded(master: Event, window: Window) -> set[Key | None]:
    """What EXDATE takes away: instants, whole days where it names a day, and None where it is not understood."""
    found: set[Key | None] = set()
    for line in master.exdates:
        for each in line.split():
            window.budget.spend(A_DATE)
            found.add(_key(each, window, beside=master))
    return found


def _key(line: Line, window: Window, beside: Event | None = None) -> Key | None:
    """The instance that a line names: a day, or an instant; None where that is not known for certain."""
    found = wall(line)
    if found is None:
        return None
    if line.is_date:
        return found.date()
    start = beside.lines.get("DTSTART") if beside else None
    if start is not None and start.zone != line.zone and (window.zone(line).blur or window.zone(start).blur):
        return None
    return window.moment(line)


def _alone(event: Event, key: Key | None, window: Window, *, has_master: bool = True) -> Iterator[Occurrence]:
    """An instance that is written by itself. One that speaks for what follows says too little without its series."""
    place = event.lines["RECURRENCE-ID"]
    at = window.moment(place) if key is not None else None
    kind = event.takes
    is_range_known = _is_range_known(event) and key is not None and has_master
    if event.follows and kind is not None and not is_range_known:
        moved = window.moment(event.lines.get("DTSTART", Line("")))
        since = window.first if at is None or moved is None or event.is_unclear else min(at, moved)
        yield Occurrence(since, max(since, window.last), event.uid, at, BusyKind.UNKNOWN)
    if kind is None:
        return
    try:
        start, zone, length = _placed(event, window)
    except NotUnderstood:
        yield _unknown(event, window)
        return
    yield from _timed(event, start, zone, length, at, kind, window)


def _is_range_known(event: Event) -> bool:
    given = event.lines["RECURRENCE-ID"].params.get("RANGE", "").strip().upper()
    return given == "THISANDFUTURE" and not event.is_unclear and not event.rules and not event.rdates


def _expand_master(master: Event, overrides: list[tuple[Key, Event]], window: Window) -> Iterator[Occurrence]:
    kind = master.takes
    if kind is None and not any(event.follows for _key, event in overrides):
        return
    try:
        yield from _instances(master, overrides, kind, window)
    except (NotUnderstood, Uncounted):
        yield _unknown(master, window)


def _instances(
    master: Event, overrides: list[tuple[Key, Event]], kind: str | None, window: Window
) -> Iterator[Occurrence]:
    start, zone, length = _placed(master, window)
    gone = _excluded(master, window) | {key for key, _event in overrides}
    changes = _changes(master, overrides, zone, window)
    is_series = bool(master.rules or master.rdates)
    slack = max([length.total, *(_length(each.event, window).total for each in changes)])
    if is_series and (slack > LONGEST or (changes and window.blur(master))):
        raise NotUnderstood
    reach = max([timedelta(0), *(abs(each.shift) for each in changes)]) + DAY * 2
    since, until = window.first - min(slack, LONGEST) - reach, window.last + reach
    walls, unsure = _walls(master, start, zone, since, until, window)
    for each in walls:
        at = aware(each, zone)
        if at in gone or each.date() in gone:
            continue
        change = max((one for one in changes if one.since <= at), key=lambda one: one.since, default=None)
        place = at if is_series else None
        if change is None:
            seen = BusyKind.UNKNOWN if each in unsure and kind else kind
            yield from _timed(master, each, zone, length, place, seen, window)
        else:
            other = _length(change.event, window)
            yield from _timed(change.event, each + change.shift, zone, other, place, change.event.takes, window)
    if kind is not None:
        yield from _periods(master, zone, gone, kind, window)


def _changes(master: Event, overrides: list[tuple[Key, Event]], zone: tzinfo, window: Window) -> list[Change]:
    found = []
    for _key, event in overrides:
        if not event.follows:
            continue
        place = event.lines["RECURRENCE-ID"]
        at, start = window.moment(place), window.moment(event.lines.get("DTSTART", Line("")))
        if start is None or at is None or place.is_date != master.lines["DTSTART"].is_date:
            raise NotUnderstood
        begins, placed = (moment.astimezone(zone).replace(tzinfo=None) for moment in (start, at))
        if abs(begins - placed) > LONGEST or not _is_range_known(event):
            raise NotUnderstood
        found.append(Change(at, begins - placed, event))
    return found


def _walls(
    master: Event, start: datetime, zone: tzinfo, since: datetime, until: datetime, window: Window
) -> tuple[list[datetime], set[datetime]]:
    """Wall-clock starts in the event's own zone, each once, and those of them that are not known for certain.

    A first time that the rule itself would not give is one of these: RFC 5545 leaves open what it means.
    """
    begin, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in (since, until))
    found: set[datetime] = set()
    for line in master.rules:
        rule = parse_rule(line.value)
        if rule is None:
            raise NotUnderstood
        found.update(occurrences(rule, start, begin, end, _until(rule.until, zone, master, window), window.budget))
    unsure = {start} - found if master.rules else set()
    found.add(start)
    for line in master.rdates:
        for each in line.split():
            window.budget.spend(A_DATE)
            if "/" in each.value:
                continue
            moment = wall(each)
            if moment is None:
                raise NotUnderstood
            if not each.is_date:
                moment = aware(moment, window.zone(each).clock).astimezone(zone).replace(tzinfo=None)
            elif not master.lines["DTSTART"].is_date:
                continue
            found.add(moment)
    return sorted(found), unsure


def _until(text: str, zone: tzinfo, master: Event, window: Window) -> datetime | None:
    if not text:
        return None
    if int(text[:4]) > LATEST:
        # what ends beyond the calendar does not end
        return None
    found = wall(Line(text))
    if found is None:
        raise NotUnderstood
    if len(text) == 8:
        return datetime.combine(found.date(), time.max)
    if text.endswith("Z"):
        found = found.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        return found + DAY if window.zone(master.lines["DTSTART"]).blur else found
    return found


def _periods(master: Event, zone: tzinfo, gone: set[Key | None], kind: str, window: Window) -> Iterator[Occurrence]:
    """The periods of RDATE, each as long as it says itself, and days beside times: when on that day is not said."""
    for line in master.rdates:
        for each in line.split():
            day = wall(each)
            if day is not None and each.is_date and not master.lines["DTSTART"].is_date:
                ends_at = end_of(day + DAY, zone, _length(master, window))
                yield from _blurred(Occurrence(aware(day, zone), ends_at, kind=BusyKind.UNKNOWN), master, window)
            if "/" not in each.value:
                continue
            found = period(each, window)
            if found is None:
                raise NotUnderstood
            at = found[0]
            if at not in gone:
                yield from _blurred(Occurrence(*found, master.uid, at, kind), master, window)


# --- one event


def _placed(event: Event, window: Window) -> tuple[datetime, tzinfo, Length]:
    start = wall(event.lines.get("DTSTART"))
    if start is None or event.is_unclear:
        raise NotUnderstood
    return start, window.zone(event.lines["DTSTART"]).clock, _length(event, window)


def _length(event: Event, window: Window) -> Length:
    """By DTEND or DURATION; a day for a date without either, else none."""
    begins = event.lines.get("DTSTART", Line(""))
    start, end = wall(begins), wall(event.lines.get("DTEND"))
    if start is None or ("DTEND" in event.lines and end is None):
        raise NotUnderstood
    if end is not None:
        zone, other = window.zone(begins), window.zone(event.lines["DTEND"])
        if (zone.blur or other.blur) and begins.zone != event.lines["DTEND"].zone:
            raise NotUnderstood
        if other.clock != zone.clock:
            return Length(exact=aware(end, other.clock) - aware(start, zone.clock))
        return Length(end - start)
    if "DURATION" in event.lines:
        length = duration(event.value("DURATION"))
        if length is None:
            raise NotUnderstood
        return length
    return Length(DAY) if begins.is_date else Length()


def _timed(
    event: Event,
    start: datetime,
    zone: tzinfo,
    length: Length,
    recurrence_at: datetime | None,
    kind: str | None,
    window: Window,
) -> Iterable[Occurrence]:
    if kind is None or length.total <= timedelta(0):
        return ()
    ends_at = end_of(start, zone, length)
    return _blurred(Occurrence(aware(start, zone), ends_at, event.uid, recurrence_at, kind), event, window)


def _blurred(one: Occurrence, event: Event, window: Window) -> Iterable[Occurrence]:
    """The time, or, in a zone that is not understood, every time that it may be."""
    blur = window.blur(event)
    if blur is None:
        return (one,)
    # as it seems as well: an added date may be in a zone that is understood
    earlier, later = min(one.starts_at, one.starts_at + blur[0]), max(one.ends_at, one.ends_at + blur[1])
    return (Occurrence(earlier, later, one.uid, one.recurrence_at, BusyKind.UNKNOWN),)


def _unknown(event: Event, window: Window) -> Occurrence:
    """All the time that the event may take: from its first time, if that is known, until its rules end, if they do."""
    # an added date may be before the first
    is_bounded = "DTSTART" in event.lines and not event.is_unclear and not event.rdates
    start = window.moment(event.lines["DTSTART"]) if is_bounded else None
    ends = [re.findall(r"(?:\A|;)UNTIL=([0-9]{8})(?:T[0-9]{6}Z?)?(?=;|\Z)", line.text) for line in event.rules]
    last = window.last
    if is_bounded and ends and all(len(each) == 1 for each in ends):
        days = [wall(Line(each[0])) for each in ends]
        known = [day for day in days if day is not None]
        try:
            length = _length(event, window).total
        except NotUnderstood:
            length = LONGEST
        if len(known) == len(days) and length < LONGEST:
            last = min(last, aware(max(known), UTC) + length + 3 * DAY)
    since = min(start - 2 * DAY, window.last) if start is not None else window.first
    return Occurrence(since, max(last, since), event.uid, None, BusyKind.UNKNOWN)
