"""What we build, read by somebody else's library: libical, as Evolution and KDE use it.

It runs in the system's own Python, where Debian's gir1.2-ical-3.0 and python3-gi are. Calendars on either side of both
clock changes are read with the zone that stands in the file, also under a name that no library can know.
"""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from booking.workdays import STOCKHOLM
from notifications.itip import CalendarFacts, Override, build_cancel, build_request

READER = Path(__file__).with_name("libical_reader.py")
SYSTEM_PYTHON = "/usr/bin/python3"

FACTS = CalendarFacts(
    uid="3c6cdd2d-3f22-4b6c-9a54-6a4e31f4bb10",
    sequence=7,
    dtstamp=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
    organizer_address="samverk@hoglandet.example",
    organizer_name="Samverk Sävsjö; ”nära, dig”",
    attendee_address="bo.exempel@af.example",
    attendee_name="Bo Exempel",
    start=datetime(2026, 11, 12, 8, 0, tzinfo=UTC),
    end=datetime(2026, 11, 12, 9, 30, tzinfo=UTC),
    summary="Möte i Sävsjö, Ånge; Örebro \\ Näs",
    location="Rådhuset, rum 4410",
    description="Hej!\n\nC:\\Nytt; åäö, " + "räksmörgås " * 30 + "👩‍💻",
)
# On each side of both changes in 2026 and 2027, and on the days themselves
STARTS = [
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in (
        *("2026-03-27T08:00", "2026-03-28T23:30", "2026-03-29T00:30", "2026-03-29T01:00", "2026-03-29T08:00"),
        *("2026-03-30T07:00", "2026-07-01T07:00", "2026-10-23T07:00", "2026-10-24T23:59", "2026-10-25T00:30"),
        *("2026-10-25T01:30", "2026-10-25T02:00", "2026-10-26T08:00", "2026-12-31T22:30", "2027-03-28T01:00"),
        *("2027-10-31T00:30", "2027-10-31T01:30", "2027-10-31T02:00", "2035-06-01T07:00", "2035-12-03T08:00"),
    )
]


def read_by_libical(calendars):
    run = subprocess.run(
        [SYSTEM_PYTHON, READER],
        input=json.dumps([octets.decode() for octets in calendars]),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, f"needs the packages gir1.2-ical-3.0 and python3-gi\n{run.stderr}"
    return json.loads(run.stdout)


def only_event(calendar):
    [event] = calendar["events"]
    return event


def seconds(moment):
    return int(moment.timestamp())


def test_an_invitation_is_read_as_it_was_meant():
    [calendar] = read_by_libical([build_request(FACTS)])

    assert (calendar["method"], calendar["errors"]) == ("request", 0)
    assert only_event(calendar) == {
        "uid": FACTS.uid,
        "sequence": 7,
        "start": seconds(FACTS.start),
        "end": seconds(FACTS.end),
        "summary": FACTS.summary,
        "location": FACTS.location,
        "description": FACTS.description,
        "status": "confirmed",
        "attendee": "mailto:bo.exempel@af.example",
        "partstat": "NEEDS-ACTION",
        "rsvp": "TRUE",
        "organizer": "mailto:samverk@hoglandet.example",
        "organizer_name": FACTS.organizer_name,
        "recurrences": [seconds(FACTS.start)],
    }


def test_a_cancellation_is_read_as_one():
    [calendar] = read_by_libical([build_cancel(replace(FACTS, sequence=8))])
    event = only_event(calendar)

    assert (calendar["method"], calendar["errors"]) == ("cancel", 0)
    assert [event[key] for key in ("status", "sequence", "attendee", "start")] == [
        "cancelled",
        8,
        "mailto:bo.exempel@af.example",
        seconds(FACTS.start),
    ]


@pytest.mark.parametrize("name", [b"Europe/Stockholm", b"Hemmagjord"])
def test_start_and_end_are_the_same_instants_on_both_sides_of_the_clock_changes(name):
    lengths = [timedelta(minutes=minutes) for minutes in (30, 90, 300)]
    meetings = [(start, start + length) for start in STARTS for length in lengths]
    built = [build_request(replace(FACTS, start=start, end=end)) for start, end in meetings]

    read_back = read_by_libical([octets.replace(b"Europe/Stockholm", name) for octets in built])

    assert [(only_event(one)["start"], only_event(one)["end"]) for one in read_back] == [
        (seconds(start), seconds(end)) for start, end in meetings
    ]


def test_a_series_keeps_its_swedish_hour_its_gaps_and_its_moved_instance():
    thursdays = [datetime(2026, 10, 15, 9, 0, tzinfo=STOCKHOLM) + timedelta(weeks=week) for week in range(4)]
    begins = [thursday.astimezone(UTC) for thursday in thursdays]
    series = replace(
        FACTS,
        start=begins[0],
        end=begins[0] + timedelta(hours=1),
        rrule="FREQ=WEEKLY;BYDAY=TH;UNTIL=20261105T080000Z",
        exdates=(begins[1],),
        overrides=(
            Override(
                recurrence_id=begins[3],
                start=begins[3] + timedelta(hours=2),
                end=begins[3] + timedelta(hours=3),
                summary="Ny tid",
            ),
        ),
    )

    [calendar] = read_by_libical([build_request(series)])
    master, moved = calendar["events"]

    assert calendar["errors"] == 0
    assert [begin.hour for begin in begins] == [7, 7, 8, 8]
    assert master["recurrences"] == [seconds(begins[place]) for place in (0, 2, 3)]
    assert (moved["start"], moved["summary"]) == (seconds(begins[3] + timedelta(hours=2)), "Ny tid")
