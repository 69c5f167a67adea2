"""Calendars that are only read: what stands in them, and what never does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from notifications.itip import PublishedEvent, build_feed, build_file
from tests.notifications.itip.test_other_implementations import read_by_libical

START = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
EVENT = PublishedEvent(
    uid="3c6cdd2d-3f22-4b6c-9a54-6a4e31f4bb10",
    sequence=3,
    stamp=datetime(2026, 11, 1, 12, 0, tzinfo=UTC),
    start=START,
    end=START + timedelta(minutes=90),
    summary="LSG Sävsjö; höst",
    location="Rådhuset, rum 4410",
    link="https://mote.example/abc",
    description="Mötets sida: https://samverk.example/moten/1/",
)


def unfolded(octets):
    return octets.decode().replace("\r\n ", "").split("\r\n")


def test_a_feed_says_this_and_nothing_else():
    lines = unfolded(build_feed("Samverk Sävsjö", [EVENT]))

    assert lines[: lines.index("BEGIN:VTIMEZONE")] == [
        "BEGIN:VCALENDAR",
        "PRODID:-//Samverk//Samverk//SV",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "NAME:Samverk Sävsjö",
        "X-WR-CALNAME:Samverk Sävsjö",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:3c6cdd2d-3f22-4b6c-9a54-6a4e31f4bb10",
        "SEQUENCE:3",
        "DTSTAMP:20261101T120000Z",
        "LAST-MODIFIED:20261101T120000Z",
        "DTSTART;TZID=Europe/Stockholm:20261112T090000",
        "DTEND;TZID=Europe/Stockholm:20261112T103000",
        "SUMMARY:LSG Sävsjö\\; höst",
        "LOCATION:Rådhuset\\, rum 4410\\, https://mote.example/abc",
        "URL:https://mote.example/abc",
        "DESCRIPTION:Mötets sida: https://samverk.example/moten/1/",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "CLASS:PUBLIC",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize("build", [lambda events: build_feed("Samverk", events), build_file])
def test_nothing_that_is_only_read_asks_for_an_answer(build):
    octets = build([EVENT, replace(EVENT, status="CANCELLED")])

    for name in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"VALARM"):
        assert name not in octets


def test_a_saved_meeting_has_no_name_of_a_calendar_and_no_wish_to_be_fetched_again():
    lines = unfolded(build_file([EVENT]))

    assert lines[3:5] == ["CALSCALE:GREGORIAN", "BEGIN:VTIMEZONE"]


def test_a_cancelled_meeting_is_said_to_be_and_takes_no_time():
    event = Calendar.from_ical(build_feed("Samverk", [replace(EVENT, status="CANCELLED")])).walk("VEVENT")[0]

    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_a_series_stands_there_as_its_rule_its_gaps_and_what_differs():
    moved = START + timedelta(days=14)
    master = replace(EVENT, rrule="FREQ=WEEKLY;UNTIL=20261203T080000Z", exdates=(START + timedelta(days=7),))
    override = replace(EVENT, recurrence_id=moved, start=moved + timedelta(hours=2), end=moved + timedelta(hours=3))

    (read,) = read_by_libical([build_feed("Arena", [master, override])])

    assert read["errors"] == 0
    starts = [datetime.fromtimestamp(moment, UTC) for moment in read["events"][0]["recurrences"]]
    assert starts == [START, moved, START + timedelta(days=21)]


def test_libical_reads_a_feed_without_a_fault():
    (read,) = read_by_libical([build_feed("Samverk Sävsjö; ”nära, dig”", [EVENT])])

    event = read["events"][0]
    assert (read["errors"], read["method"]) == (0, "none")
    assert (event["uid"], event["sequence"], event["attendee"], event["organizer"]) == (EVENT.uid, 3, "", "")
    assert (event["start"], event["end"]) == (EVENT.start.timestamp(), EVENT.end.timestamp())
    assert event["location"] == "Rådhuset, rum 4410, https://mote.example/abc"


def test_a_meeting_that_ends_before_it_begins_is_not_written():
    with pytest.raises(ValueError, match="ends before"):
        build_feed("Samverk", [replace(EVENT, end=EVENT.start)])
