"""Thousands of odd calendars, the same each time: what is understood is as an independent expander has it, and a line
that is spoilt makes no time free that was taken before."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from booking.models import BusyKind
from booking.taken.times import Span, merge
from booking.workdays import STOCKHOLM
from notifications.published.fetching import Unfetched
from notifications.published.reading import read_taken
from tests.notifications.published.test_reading import FIRST, LAST

ALIKE, SPOILT = 2000, 5000
ME = "bo@kommun.example"
OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Egen tid
BEGIN:STANDARD
DTSTART:20201004T030000
TZOFFSETFROM:+0700
TZOFFSETTO:+0530
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=3SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20200405T020000
TZOFFSETFROM:+0530
TZOFFSETTO:+0700
RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU
END:DAYLIGHT
END:VTIMEZONE"""
ZONES = ["Europe/Stockholm", "America/New_York", "Asia/Kathmandu", "Egen tid"]


class Maker:
    """Makes calendars from a seed."""

    def __init__(self, seed: int) -> None:
        self.some = random.Random(seed)

    def calendar(self) -> str:
        events = "\n".join(self.events(number) for number in range(self.some.randint(1, 3)))
        return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{OWN_ZONE}\n{events}\nEND:VCALENDAR\n"

    def events(self, number: int) -> str:
        """A master, and perhaps instances of it that are written by themselves."""
        some, is_date = self.some, self.some.random() < 0.15
        zone = some.choice(ZONES)
        start = datetime(2026, 9, 1, 6) + timedelta(days=some.randrange(120), minutes=15 * some.randrange(50))
        if is_date:
            start = datetime.combine(start.date(), datetime.min.time())
        sequence = some.choice([None, 0, 2])
        lines = [f"UID:{number}", self.at("DTSTART", start, zone, is_date), self.length(start, zone, is_date)]
        lines += [f"SEQUENCE:{sequence}"] if sequence is not None else []
        rule, days = self.rule(start, is_date)
        lines += [rule] if rule else []
        lines += self.exceptions(start, days, zone, is_date) if rule else []
        if some.random() < 0.1:
            lines.append(some.choice(["STATUS:CANCELLED", "TRANSP:TRANSPARENT", self.answer("DECLINED")]))
        places = some.sample(days, min(some.randrange(3), len(days)))
        written = [self.override(number, place, zone, sequence) for place in places]
        bodies = ["\n".join(lines), *(written if not is_date else [])]
        return "\n".join(f"BEGIN:VEVENT\n{body}\nEND:VEVENT" for body in bodies)

    def at(self, name: str, moment: datetime, zone: str, is_date: bool, more: str = "") -> str:
        if is_date:
            return f"{name}{more};VALUE=DATE:{moment:%Y%m%d}"
        return f"{name}{more};TZID={zone}:{moment:%Y%m%dT%H%M%S}"

    def length(self, start: datetime, zone: str, is_date: bool) -> str:
        if is_date:
            return self.at("DTEND", start + timedelta(days=self.some.randint(1, 3)), zone, is_date)
        minutes = self.some.choice([15, 60, 90, 200])
        return self.some.choice(
            [f"DURATION:PT{minutes}M", self.at("DTEND", start + timedelta(minutes=minutes), zone, is_date)]
        )

    def rule(self, start: datetime, is_date: bool) -> tuple[str, list[datetime]]:
        """A rule that gives the start as well, and some of its times."""
        some = self.some
        step = some.randint(1, 3)
        day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[start.weekday()]
        rules = [
            (f"FREQ=DAILY;INTERVAL={step}", timedelta(days=step)),
            (f"FREQ=WEEKLY;INTERVAL={step};BYDAY={day}", timedelta(weeks=step)),
            ("FREQ=WEEKLY", timedelta(weeks=1)),
            (f"FREQ=MONTHLY;BYDAY={(start.day - 1) // 7 + 1}{day}", None),
            (f"FREQ=MONTHLY;BYMONTHDAY={start.day}", None),
            (f"FREQ=YEARLY;BYMONTH={start.month};BYMONTHDAY={start.day}", None),
        ]
        text, between = some.choice(rules)
        if some.random() < 0.3:
            return "", []
        ends = ["", f";COUNT={some.randint(1, 40)}"]
        if start < datetime(2026, 12, 14):
            ends.append(";UNTIL=20261215" if is_date else ";UNTIL=20261215T235900Z")
        days = [start + between * number for number in range(30)] if between else [start]
        return f"RRULE:{text}{some.choice(ends)}", days

    def exceptions(self, start: datetime, days: list[datetime], zone: str, is_date: bool) -> Iterator[str]:
        some = self.some
        if some.random() < 0.3:
            yield self.at("EXDATE", some.choice(days), zone, is_date or some.random() < 0.4)
        if some.random() < 0.2 and not is_date:
            yield self.at("RDATE", start + timedelta(days=some.randrange(60), hours=1), zone, is_date)
        if some.random() < 0.1 and not is_date:
            moment = datetime(2026, 11, 3, 8) + timedelta(days=some.randrange(60))
            yield f"RDATE;VALUE=PERIOD:{moment:%Y%m%dT%H%M%SZ}/PT45M"
        if some.random() < 0.1 and not is_date:
            yield "RRULE:FREQ=MONTHLY;BYMONTHDAY=10"

    def override(self, number: int, place: datetime, zone: str, sequence: int | None) -> str:
        some = self.some
        new = place + timedelta(days=some.choice([0, 0, 1, -1]), minutes=15 * some.randrange(-8, 8))
        more = ";RANGE=THISANDFUTURE" if some.random() < 0.2 else ""
        lines = [f"UID:{number}", self.at("RECURRENCE-ID", place, zone, False, more), "DURATION:PT50M"]
        lines.append(self.at("DTSTART", new, zone, False))
        if sequence is not None:
            lines.append(f"SEQUENCE:{some.choice([sequence, sequence, 0])}")
        if some.random() < 0.3:
            lines.append(some.choice(["STATUS:CANCELLED", self.answer("DECLINED"), self.answer("ACCEPTED")]))
        return "\n".join(lines)

    def answer(self, given: str) -> str:
        return f"ATTENDEE;CN=Bo;PARTSTAT={given}:mailto:{ME}"

    def spoilt(self, text: str) -> str:
        """The same with signs that belong nowhere in lines that say when something is."""
        lines = text.split("\n")
        wanted = [number for number, line in enumerate(lines) if _TELLING.match(line)]
        for number in self.some.sample(wanted, min(len(wanted), self.some.randint(1, 2))):
            line = lines[number]
            name = re.match(r"[A-Z-]+", line)
            place = self.some.randint(name.end() if name else 1, len(line))
            # a name with more letters is another property, which may be anybody's
            junk = (
                "?"
                if name and place == name.end()
                else self.some.choice(["?", " ", "å", "X-", ";X-A=1;", "\x00", '"', "=", ";BYHOUR=9", "\t", "::"])
            )
            lines[number] = line[:place] + junk + line[place:]
        return "\n".join(lines)


_TELLING = re.compile(
    "DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|SEQUENCE|STATUS|TRANSP|ATTENDEE|TZOFF|UID"
)


def octets(text: str) -> list[bytes]:
    whole = text.replace("\n", "\r\n").encode()
    return [whole[start : start + 700] for start in range(0, len(whole), 700)]


# --- the independent expander: icalendar reads the file, dateutil counts the days


def expected(text: str) -> list[Span]:
    groups: dict[str, list[Any]] = {}
    for event in Calendar.from_ical(text).walk("VEVENT"):
        groups.setdefault(str(event["UID"]), []).append(event)
    spans = [span for events in groups.values() for span in _of_series(events)]
    return merge((max(start, FIRST), min(end, LAST)) for start, end in spans if end > FIRST and start < LAST)


def _of_series(events: list[Any]) -> Iterator[Span]:
    (master,) = [event for event in events if "RECURRENCE-ID" not in event]
    excluded = [each.dt for line in _list(master, "EXDATE") for each in line.dts]
    newest = int(master.get("SEQUENCE", 0))
    alive: dict[datetime, Any] = {}
    for event in events:
        if "RECURRENCE-ID" in event and int(event.get("SEQUENCE", newest)) >= newest:
            place = event["RECURRENCE-ID"].dt
            if not _is_in(place, excluded):
                both = [each for each in (alive.get(place), event) if each is not None]
                alive[place] = max(both, key=lambda each: int(each.get("SEQUENCE", 0)))
    ranged = {place: event for place, event in alive.items() if "RANGE" in event["RECURRENCE-ID"].params}
    for event in alive.values():
        if _takes(event):
            yield _span(event, event["DTSTART"].dt)
    for start in _starts(master):
        if start in alive or _is_in(start, excluded):
            continue
        earlier = [place for place in ranged if isinstance(start, datetime) and place <= start]
        event = ranged[max(earlier)] if earlier else master
        if not _takes(event):
            continue
        if earlier:
            naive = event["DTSTART"].dt.replace(tzinfo=None) - max(earlier).replace(tzinfo=None)
            start = (start.replace(tzinfo=None) + naive).replace(tzinfo=start.tzinfo)
        yield _span(event, start)
    for line in _list(master, "RDATE"):
        for each in line.dts:
            if isinstance(each.dt, tuple) and _takes(master):
                yield each.dt[0], each.dt[0] + timedelta(minutes=45)


def _starts(master: Any) -> set[Any]:
    start = master["DTSTART"].dt
    first = start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time())
    found = {start}
    for rule in _list(master, "RRULE"):
        for moment in rrulestr(rule.to_ical().decode(), dtstart=first):
            if moment.replace(tzinfo=None) > LAST.replace(tzinfo=None) + timedelta(days=3):
                break
            found.add(moment if isinstance(start, datetime) else moment.date())
    added = (each.dt for line in _list(master, "RDATE") for each in line.dts)
    return found | {each for each in added if not isinstance(each, tuple)}


def _list(event: Any, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _is_in(place: Any, excluded: list[Any]) -> bool:
    day = place.date() if isinstance(place, datetime) else place
    return any(each == place if isinstance(each, datetime) else each == day for each in excluded)


def _takes(event: Any) -> bool:
    answers = [each.params.get("PARTSTAT") for each in _list(event, "ATTENDEE")]
    free = event.get("STATUS") == "CANCELLED" or event.get("TRANSP") == "TRANSPARENT"
    return not free and answers != ["DECLINED"]


def _span(event: Any, start: Any) -> Span:
    begins = event["DTSTART"].dt
    length = event["DURATION"].dt if "DURATION" in event else event["DTEND"].dt - begins
    if not isinstance(start, datetime):
        end = start + length
        return _midnight(start), _midnight(end)
    end = (start.replace(tzinfo=None) + length).replace(tzinfo=start.tzinfo)
    return start.astimezone(UTC), end.astimezone(UTC)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), STOCKHOLM).astimezone(UTC)


# --- the tests


@pytest.mark.slow
def test_what_is_understood_is_what_an_independent_expander_finds() -> None:
    taken = 0
    for seed in range(ALIKE):
        text = Maker(seed).calendar()
        found = read_taken(octets(text), FIRST, LAST, [ME])
        spans = merge((one.starts_at, one.ends_at) for one in found)

        assert spans == expected(text), f"seed {seed}\n{text}"
        assert {one.kind for one in found} <= {BusyKind.BUSY}, f"seed {seed}\n{text}"
        taken += len(spans)

    assert taken > 10 * ALIKE / 2


@pytest.mark.slow
def test_a_spoilt_line_makes_no_taken_time_free() -> None:
    began, unknown, refused = time.process_time(), 0, 0
    for seed in range(SPOILT):
        maker = Maker(seed)
        text = maker.calendar()
        before = [(one.starts_at, one.ends_at) for one in read_taken(octets(text), FIRST, LAST, [ME])]
        spoilt = maker.spoilt(text)
        try:
            found = read_taken(octets(spoilt), FIRST, LAST, [ME])
        except Unfetched:
            refused += 1
            continue
        after = merge((one.starts_at, one.ends_at) for one in found)
        free = [span for span in before if not any(start <= span[0] and span[1] <= end for start, end in after)]

        assert not free, f"seed {seed}: {free}\n{spoilt}"
        unknown += any(one.kind == BusyKind.UNKNOWN for one in found)

    # most of what was spoilt is noticed, and little of it costs the whole calendar
    assert unknown > SPOILT / 3 and refused < SPOILT / 100
    assert time.process_time() - began < 60
