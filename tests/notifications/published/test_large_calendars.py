"""Calendars of many years are read as they come: what is over is left out while reading, and a bomb is no calendar."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from booking.models import CalendarProblem
from notifications.published.components import MAX_EVENTS, read_components
from notifications.published.fetching import Unfetched
from notifications.published.lines import MAX_LINE
from notifications.published.reading import read_taken
from tests.notifications.published.test_reading import FIRST, LAST, swedish

CHUNK = 64 * 1024
TEXT = "Ett långt möte om ingenting, med en beskrivning som ingen läser här. " * 6


def event(start: datetime, more: str = "") -> str:
    lines = [
        f"UID:{start:%Y%m%d%H%M}@x",
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
        "DURATION:PT30M",
        f"DESCRIPTION:{TEXT}",
        more,
    ]
    return "\r\n".join(["BEGIN:VEVENT", *filter(None, lines), "END:VEVENT", ""])


def chunks(parts: Iterator[str]) -> Iterator[bytes]:
    """A file as a connection brings it, never as a whole."""
    held = b"BEGIN:VCALENDAR\r\n"
    for part in parts:
        held += part.encode()
        while len(held) >= CHUNK:
            yield held[:CHUNK]
            held = held[CHUNK:]
    yield held + b"END:VCALENDAR\r\n"


def years(count: int) -> Iterator[str]:
    """Meetings of many years, and one in the window."""
    for number in range(count):
        yield event(datetime(2008, 1, 1, 8) + timedelta(hours=number * 6))
    yield event(datetime(2026, 11, 12, 8))
    yield event(datetime(2030, 11, 12, 8))


def test_meetings_of_many_years_cost_neither_memory_nor_the_reading() -> None:
    size = sum(map(len, chunks(years(20_000))))
    assert size > 10_000_000
    tracemalloc.start()

    found = read_taken(chunks(years(20_000)), FIRST, LAST)

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [swedish(one.starts_at) for one in found] == ["11-12 09:00"]
    assert peak < 2_000_000


def test_only_what_may_touch_the_window_is_kept_while_reading() -> None:
    moved = event(datetime(2020, 1, 1, 8), "RECURRENCE-ID:20261112T080000Z")
    series = event(datetime(2020, 1, 1, 8), "RRULE:FREQ=WEEKLY")
    following = event(datetime(2020, 1, 1, 8), "RECURRENCE-ID;RANGE=THISANDFUTURE:20200101T080000Z")

    kept = read_components(chunks(iter([*years(50), moved, series, following])), FIRST, LAST, []).events

    assert [one.value("DTSTART") for one in kept] == ["20261112T080000Z", *["20200101T080000Z"] * 3]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 100_000])
def test_it_does_not_matter_where_the_chunks_end(size: int) -> None:
    text = (
        b"\xef\xbb\xbf" + event(datetime(2026, 11, 12, 8)).join(["BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n"]).encode()
    )
    text = text.replace(b"DTSTART:2026", b"DTSTART:20\r\n 26")

    for octets in (text, text.replace(b"\r\n", b"\n")):
        pieces = [octets[start : start + size] for start in range(0, len(octets), size)]
        assert len(read_taken(pieces, FIRST, LAST)) == 1


def test_lines_that_end_as_on_old_computers_are_lines() -> None:
    text = event(datetime(2026, 11, 12, 8)).join(["BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n"]).replace("\r\n", "\r")

    assert len(read_taken([text.encode()], FIRST, LAST)) == 1


def test_more_events_ahead_than_any_calendar_has_are_too_many() -> None:
    many = (event(datetime(2026, 11, 12, 8) + timedelta(minutes=number)) for number in range(MAX_EVENTS + 1))

    with pytest.raises(Unfetched) as refused:
        read_taken(chunks(many), FIRST, LAST)

    assert refused.value.problem == CalendarProblem.TOO_LARGE


def test_a_line_without_an_end_is_neither_kept_nor_believed() -> None:
    def endless() -> Iterator[bytes]:
        yield b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261112T080000Z\r\nDURATION:PT1H\r\nRDATE:"
        for _piece in range(200):
            yield b"20261113T080000Z," * 4000
        yield b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

    tracemalloc.start()
    (one,) = read_taken(endless(), FIRST, LAST)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (one.starts_at, one.ends_at, one.kind) == (FIRST, LAST, "unknown")
    assert peak < 10 * MAX_LINE


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [
        "RRULE:FREQ=DAILY;COUNT=99999;BYMONTH=2;BYMONTHDAY=30",
        "RDATE:" + "20261112T080000Z," * 20_000 + "20261112T080000Z",
        "EXDATE:" + "20261112T080000Z," * 20_000 + "20261112T080000Z\r\nRRULE:FREQ=DAILY",
        "RDATE;VALUE=PERIOD:" + "20261112T080000Z/PT1H," * 20_000 + "20261112T080000Z/PT1H",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:bo@kommun.example\r\n" * 5000 + "RRULE:FREQ=YEARLY",
    ],
)
def test_twenty_megabytes_of_the_worst_are_done_with_in_seconds(more: str) -> None:
    one = event(datetime(2020, 1, 1, 8), more)
    began = time.process_time()

    try:
        read_taken(chunks(one for _number in range(20_000_000 // len(one))), FIRST, LAST, ["bo@kommun.example"])
    except Unfetched as refused:
        assert refused.problem == CalendarProblem.TOO_LARGE

    assert time.process_time() - began < 15
