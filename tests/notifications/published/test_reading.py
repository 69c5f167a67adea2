"""What a published calendar is read for: the times that are taken, and nothing else, whatever the file is."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.models import BusyKind, CalendarProblem
from booking.workdays import STOCKHOLM
from notifications.published.fetching import Unfetched
from notifications.published.reading import read_taken
from notifications.published.window import Occurrence

FIRST = datetime(2026, 11, 1, 23, tzinfo=UTC)
LAST = FIRST + timedelta(weeks=12)

OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events: str, zone: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{zone}{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def taken(*events: str, zone: str = "") -> list[tuple[str, str]]:
    """From and to on a Swedish clock."""
    found = sorted(read_taken([calendar(*events, zone=zone)], FIRST, LAST), key=lambda one: one.starts_at)
    return [(swedish(one.starts_at), swedish(one.ends_at)) for one in found]


def swedish(moment: datetime) -> str:
    return f"{moment.astimezone(STOCKHOLM):%m-%d %H:%M}"


def test_outlooks_own_names_of_zones_are_read() -> None:
    event = "UID:1\nSUMMARY:Läkarbesök\nDTSTART;TZID=W. Europe Standard Time:20261112T090000\n"
    event += "DTEND;TZID=W. Europe Standard Time:20261112T103000\nX-MICROSOFT-CDO-BUSYSTATUS:OOF"

    assert taken(event, zone=OUTLOOK_ZONE) == [("11-12 09:00", "11-12 10:30")]


def test_googles_times_in_utc_and_with_a_zone_are_read() -> None:
    one = "DTSTART:20261112T080000Z\nDTEND:20261112T090000Z"
    other = "DTSTART;TZID=Europe/Helsinki:20261113T100000\nDTEND;TZID=Europe/Helsinki:20261113T110000"

    assert taken(one, other) == [("11-12 09:00", "11-12 10:00"), ("11-13 09:00", "11-13 10:00")]


def test_a_time_without_zone_is_swedish() -> None:
    assert taken("DTSTART:20261112T090000\nDURATION:PT30M") == [("11-12 09:00", "11-12 09:30")]


def test_a_whole_day_takes_the_whole_day() -> None:
    assert taken("DTSTART;VALUE=DATE:20261112\nDTEND;VALUE=DATE:20261114") == [("11-12 00:00", "11-14 00:00")]
    assert taken("DTSTART;VALUE=DATE:20261112") == [("11-12 00:00", "11-13 00:00")]


@pytest.mark.parametrize(
    "line",
    [
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",
        "status:cancelled",
    ],
)
def test_what_is_free_or_cancelled_takes_no_time(line: str) -> None:
    assert taken(f"DTSTART:20261112T080000Z\nDTEND:20261112T090000Z\n{line}") == []


@pytest.mark.parametrize("line", ["STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", "TRANSP:OPAQUE"])
def test_what_is_tentative_or_private_takes_time(line: str) -> None:
    assert len(taken(f"DTSTART:20261112T080000Z\nDTEND:20261112T090000Z\n{line}")) == 1


def test_what_has_no_length_takes_no_time() -> None:
    assert taken("DTSTART:20261112T080000Z") == []
    assert taken("DTSTART:20261112T080000Z\nDTEND:20261112T080000Z") == []
    assert taken("DTSTART:20261112T080000Z\nDTEND:20261112T070000Z") == []
    assert taken("DTSTART:20261112T080000Z\nDURATION:-PT1H") == []


def test_only_what_lies_in_the_window_is_kept_and_cut_to_it() -> None:
    before = "DTSTART;VALUE=DATE:20261020\nDTEND;VALUE=DATE:20261104"
    assert taken(before) == [("11-02 00:00", "11-04 00:00")]
    assert taken("DTSTART:20251112T080000Z\nDTEND:20251112T090000Z", "DTSTART:20300101T080000Z\nDURATION:PT1H") == []


def test_a_recurring_event_keeps_its_hour_over_the_clock_change() -> None:
    event = "DTSTART;TZID=Europe/Stockholm:20261001T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20261119T080000Z"

    assert taken(event) == [(f"11-{day} 09:00", f"11-{day} 10:00") for day in ("05", "12", "19")]


def test_gaps_moved_and_cancelled_instances_are_as_the_file_has_them() -> None:
    master = "UID:a\nDTSTART;TZID=Europe/Stockholm:20261105T090000\nDTEND;TZID=Europe/Stockholm:20261105T100000\n"
    master += "RRULE:FREQ=WEEKLY;COUNT=5\nEXDATE;TZID=Europe/Stockholm:20261112T090000"
    moved = "UID:a\nRECURRENCE-ID;TZID=Europe/Stockholm:20261119T090000\nDTSTART:20261119T120000Z\nDURATION:PT1H"
    off = "UID:a\nRECURRENCE-ID:20261126T080000Z\nSTATUS:CANCELLED\nDTSTART:20261126T080000Z\nDURATION:PT1H"

    assert [start for start, _end in taken(master, moved, off)] == ["11-05 09:00", "11-19 13:00", "12-03 09:00"]


def test_added_dates_count() -> None:
    event = "DTSTART:20261105T080000Z\nDURATION:PT1H\nRDATE:20261106T080000Z,20261107T080000Z"

    assert [start for start, _end in taken(event)] == ["11-05 09:00", "11-06 09:00", "11-07 09:00"]


def test_a_file_of_free_and_busy_times_is_read() -> None:
    text = "BEGIN:VFREEBUSY\nFREEBUSY;FBTYPE=BUSY:20261112T080000Z/20261112T090000Z,20261113T080000Z/PT30M\n"
    text += "FREEBUSY;FBTYPE=FREE:20261114T080000Z/PT1H\nEND:VFREEBUSY\n"

    assert taken(zone=text) == [("11-12 09:00", "11-12 10:00"), ("11-13 09:00", "11-13 09:30")]


def test_an_alarm_in_an_event_says_nothing_of_its_length() -> None:
    event = "DTSTART:20261112T080000Z\nBEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT9H\nEND:VALARM\nDURATION:PT1H"

    assert taken(event) == [("11-12 09:00", "11-12 10:00")]


def test_folded_lines_and_other_letters_are_read() -> None:
    text = calendar("DTSTART:2026111\n 2T080000Z\nDURATION:PT1H\nSUMMARY:Räk\n smörgås").replace(b"\r\n", b"\n")
    assert len(read_taken([text], FIRST, LAST)) == 1
    assert len(read_taken([b"\xef\xbb\xbf" + text], FIRST, LAST)) == 1
    for bom in (b"", b"\xef\xbb\xbf"):
        assert len(read_taken([bom + text.decode().encode("windows-1252")], FIRST, LAST)) == 1
        assert len(read_taken([bom + text.replace("ö".encode(), b"\xc3\n \xb6")], FIRST, LAST)) == 1


def test_nothing_but_times_and_the_uid_is_read() -> None:
    secret = "SUMMARY:Rehab\nDESCRIPTION:Diagnos\nLOCATION:Kliniken\nATTENDEE:mailto:x@y.example"
    (one,) = read_taken([calendar(f"UID:a\nDTSTART:20261112T080000Z\nDURATION:PT1H\n{secret}")], FIRST, LAST)

    start = datetime(2026, 11, 12, 8, tzinfo=UTC)
    assert one == Occurrence(start, start + timedelta(hours=1), "a", None)


@pytest.mark.parametrize(
    "octets",
    [b"", b"<!DOCTYPE html><title>Logga in</title>", b"{}", b"BEGIN:VCARD\r\nEND:VCARD", b"\x00" * 100, b"%PDF-1.7"],
)
def test_what_is_no_calendar_is_said_to_be_none(octets: bytes) -> None:
    with pytest.raises(Unfetched) as refused:
        read_taken([octets], FIRST, LAST)

    assert refused.value.problem == CalendarProblem.NOT_A_CALENDAR


@pytest.mark.parametrize("left_out", [8, 40, 80])
def test_a_calendar_that_breaks_off_is_not_taken_for_the_whole(left_out: int) -> None:
    """The connection may end before the file does, and not every server says how long it is."""
    whole = calendar(*["DTSTART:20261112T080000Z\nDURATION:PT1H"] * 3)

    with pytest.raises(Unfetched) as refused:
        read_taken([whole[:-left_out]], FIRST, LAST)

    assert refused.value.problem == CalendarProblem.UNREADABLE


def test_an_empty_calendar_is_one_with_no_times() -> None:
    assert taken() == []


# --- hostile files


@given(st.binary(max_size=400))
def test_no_octets_break_the_reader(octets: bytes) -> None:
    begun = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"

    try:
        found = read_taken([begun + octets + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"], FIRST, LAST)
    except Unfetched:
        return
    # an event of which nothing is understood may be at any time
    assert [(one.starts_at, one.ends_at, one.kind) for one in found] == [(FIRST, LAST, BusyKind.UNKNOWN)]


NAMES = ["DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID", "STATUS"]
WORDS = """20261112T080000Z 20261112 99991231T235959Z 00010101 20261332 20261112T250000 19000101T000000 å a;b:c
20261112T080000Z/PT1H 20261112T080000Z,x,20261113 P1D PT1H P99999999999D -PT1H FREQ=DAILY
FREQ=YEARLY;UNTIL=99999999 FREQ=WEEKLY;COUNT=99999999 FREQ=MONTHLY;BYMONTHDAY=-99"""
VALUES = st.sampled_from(WORDS.split())
PARAMETERS = st.sampled_from(["", ";TZID=x", ";TZID=UTC", ";VALUE=DATE"])
LINES = st.lists(st.tuples(st.sampled_from(NAMES), PARAMETERS, VALUES))


@given(LINES)
def test_no_event_breaks_the_reader(lines: list[tuple[str, str, str]]) -> None:
    event = "\n".join(f"{name}{params}:{value}" for name, params, value in lines)

    for one in read_taken([calendar(event or "UID:a")], FIRST, LAST):
        assert FIRST <= one.starts_at < one.ends_at <= LAST


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART:20000101\nRRULE:FREQ=DAILY;COUNT=99999;BYMONTH=2;BYMONTHDAY=30",
        "DTSTART:20000101\nRRULE:FREQ=DAILY",
        "DTSTART:20000101\nDURATION:P366D\nRRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR",
        "DTSTART:20261112T080000Z\nRRULE:FREQ=SECONDLY",
        "RDATE:" + "20261112T080000Z," * 200,
    ],
)
def test_a_file_full_of_the_worst_is_done_with_in_seconds(event: str) -> None:
    octets = calendar(*[event] * (2_000_000 // (len(event) + 30)))
    began = time.process_time()

    try:
        read_taken([octets], FIRST, LAST)
    except Unfetched as refused:
        assert refused.problem in (CalendarProblem.TOO_LARGE, CalendarProblem.UNREADABLE)

    assert time.process_time() - began < 15


def test_components_within_components_end() -> None:
    with pytest.raises(Unfetched):
        read_taken([b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000], FIRST, LAST)


def test_a_zone_that_never_ends_is_not_followed() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:19000101T000000\nTZOFFSETTO:+0100\nRRULE:FREQ=SECONDLY\n"
    began = time.process_time()

    found = taken("DTSTART;TZID=x:20261112T090000\nDURATION:PT1H", zone=f"{zone}END:STANDARD\nEND:VTIMEZONE\n")

    assert found == [("11-12 09:00", "11-12 10:00")]
    assert time.process_time() - began < 1
