"""The calendar object, as the rules for sending have it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from booking.workdays import STOCKHOLM
from notifications.itip import (
    Override,
    build_cancel,
    build_decline_counter,
    build_request,
)
from notifications.itip.lines import STOCKHOLM_VTIMEZONE, when_line
from tests.notifications.itip.invitation_facts import FACTS, START

# Everything but what cannot be written in a calendar: control characters (line breaks are tested by themselves)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff") | st.just("\n"))


def unfolded(octets):
    return octets.decode().replace("\r\n ", "").split("\r\n")


def value(octets, name):
    return next(line for line in unfolded(octets) if re.match(f"{name}[;:]", line) and "1970" not in line)


def event(octets):
    return Calendar.from_ical(octets).walk("VEVENT")[0]


def test_an_invitation_says_this_and_nothing_else():
    lines = unfolded(build_request(FACTS))

    assert lines[:5] == [
        "BEGIN:VCALENDAR",
        "PRODID:-//Samverk//Samverk//SV",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
    ]
    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:3c6cdd2d-3f22-4b6c-9a54-6a4e31f4bb10",
        "SEQUENCE:2",
        "DTSTAMP:20261101T120000Z",
        'ORGANIZER;CN="Samverk Sävsjö":mailto:samverk@hoglandet.example',
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
        ';CN="Bo Exempel":mailto:bo.exempel@af.example',
        "DTSTART;TZID=Europe/Stockholm:20261112T090000",
        "DTEND;TZID=Europe/Stockholm:20261112T103000",
        "SUMMARY:Kallelse till samverkan (SV-7K3M-2Q)",
        "LOCATION:Kommunhuset\\, rum 4410",
        "DESCRIPTION:Hej!\\n\\nSvara senast 6 november.",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        "CREATED:20261030T070000Z",
        "LAST-MODIFIED:20261101T120000Z",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_cancellation_keeps_person_organizer_and_time():
    lines = unfolded(build_cancel(replace(FACTS, sequence=3)))

    assert "METHOD:CANCEL" in lines
    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:3c6cdd2d-3f22-4b6c-9a54-6a4e31f4bb10",
        "SEQUENCE:3",
        "DTSTAMP:20261101T120000Z",
        'ORGANIZER;CN="Samverk Sävsjö":mailto:samverk@hoglandet.example',
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION"
        ';CN="Bo Exempel":mailto:bo.exempel@af.example',
        "DTSTART;TZID=Europe/Stockholm:20261112T090000",
        "DTEND;TZID=Europe/Stockholm:20261112T103000",
        "SUMMARY:Kallelse till samverkan (SV-7K3M-2Q)",
        "LOCATION:Kommunhuset\\, rum 4410",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_declined_proposal_says_why():
    octets = build_decline_counter(FACTS, "Tiden passar inte de andra, tyvärr.")

    assert "METHOD:DECLINECOUNTER" in unfolded(octets)
    assert value(octets, "COMMENT") == "COMMENT:Tiden passar inte de andra\\, tyvärr."
    assert value(octets, "ATTENDEE").endswith("mailto:bo.exempel@af.example")


def test_a_forum_meeting_is_no_secret_and_proposals_can_be_switched_off():
    lines = unfolded(build_request(replace(FACTS, is_private=False, is_counter_allowed=False)))

    assert "CLASS:PUBLIC" in lines
    assert "X-MICROSOFT-DISALLOW-COUNTER:TRUE" in lines


@pytest.mark.parametrize("absent", ["VALARM", "X-ALT-DESC", "SCHEDULE-", "SENT-BY", "RDATE", "ATTACH"])
def test_what_clients_stumble_on_is_not_there(absent):
    assert absent.encode() not in build_request(replace(FACTS, url="https://video.example/j/1"))


def test_the_zone_has_two_observances_with_yearly_rules_and_the_onset_before_the_change():
    zone = STOCKHOLM_VTIMEZONE.decode().split("\r\n")

    assert [line for line in zone if line.startswith(("DTSTART", "RRULE", "TZOFFSETTO"))] == [
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETTO:+0100",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETTO:+0200",
    ]
    assert STOCKHOLM_VTIMEZONE in build_request(FACTS)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), st.integers(1, 1000))
def test_start_and_end_are_the_instants_that_were_meant_on_every_night(start, minutes):
    start = start.replace(microsecond=0)
    read_back = event(build_request(replace(FACTS, start=start, end=start + timedelta(minutes=minutes))))

    assert read_back["DTSTART"].dt.astimezone(UTC) == start
    assert read_back["DTEND"].dt.astimezone(UTC) == start + timedelta(minutes=minutes)


def test_the_two_times_half_past_two_of_the_autumn_night_are_told_apart():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM)

    assert when_line("DTSTART", first) == "DTSTART:20261025T003000Z"
    assert when_line("DTSTART", first.replace(fold=1)) == "DTSTART:20261025T013000Z"


def test_the_hour_that_the_autumn_night_has_twice_is_written_in_utc():
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    octets = build_request(replace(FACTS, start=start, end=start + timedelta(hours=1)))

    assert (value(octets, "DTSTART"), value(octets, "DTEND")) == ("DTSTART:20261025T003000Z", "DTEND:20261025T013000Z")


def test_the_link_stands_after_the_room_and_in_the_text():
    octets = build_request(replace(FACTS, url="https://video.example/j/1?a=b,c"))

    assert value(octets, "LOCATION") == "LOCATION:Kommunhuset\\, rum 4410\\, https://video.example/j/1?a=b\\,c"
    assert value(octets, "DESCRIPTION").endswith("\\n\\nhttps://video.example/j/1?a=b\\,c")
    assert value(octets, "URL") == "URL:https://video.example/j/1?a=b,c"


def test_a_digital_meeting_has_its_link_for_place():
    octets = build_request(replace(FACTS, location="", url="https://video.example/j/1", description=""))

    assert value(octets, "LOCATION") == "LOCATION:https://video.example/j/1"
    assert value(octets, "DESCRIPTION") == "DESCRIPTION:https://video.example/j/1"


@given(TEXTS, TEXTS, TEXTS)
def test_text_survives_another_parser_and_lines_are_short(summary, location, description):
    octets = build_request(replace(FACTS, summary=summary, location=location, description=description))
    read_back = event(octets)

    assert str(read_back["SUMMARY"]) == summary
    assert str(read_back.get("LOCATION", "")) == location
    assert str(read_back.get("DESCRIPTION", "")) == description
    assert max(len(line) for line in octets.split(b"\r\n")) <= 75
    assert b"\n" not in octets.replace(b"\r\n", b"")


def test_text_is_escaped_once():
    octets = build_request(replace(FACTS, summary="a;b,c\\d: e", description="f\r\ng\rh&amp;"))

    assert value(octets, "SUMMARY") == "SUMMARY:a\\;b\\,c\\\\d: e"
    assert value(octets, "DESCRIPTION") == "DESCRIPTION:f\\ng\\nh&amp\\;"


@given(st.text(min_size=80, max_size=200) | st.text("\\,;\nåx", min_size=80, max_size=200))
def test_lines_are_cut_neither_in_a_character_nor_in_an_escape(text):
    lines = build_request(replace(FACTS, description=text)).split(b"\r\n")

    assert all(line.decode() is not None for line in lines)
    assert not any(re.search(rb"(?<!\\)(\\\\)*\\\Z", line) for line in lines)


@given(st.text())
def test_no_text_can_write_a_line_of_its_own(text):
    hostile = f"x\r\nATTENDEE:mailto:evil@evil.example\n{text}\u2028END:VEVENT\0"
    octets = build_request(
        replace(FACTS, summary=hostile, attendee_name=hostile, organizer_name=hostile, url=hostile, location=hostile)
    )
    names = [re.split("[;:]", line)[0] for line in unfolded(octets)]

    assert names.count("ATTENDEE") == names.count("ORGANIZER") == names.count("URL") == 1
    assert names[-4:] == ["X-MICROSOFT-CDO-INTENDEDSTATUS", "END", "END", ""]
    assert len(Calendar.from_ical(octets).walk("VEVENT")) == 1


def test_a_name_stands_in_quotes_without_what_would_need_an_escape():
    octets = build_request(replace(FACTS, attendee_name='Bo "Bosse" Exempel; AF,\n^nord'))

    assert ";CN=\"Bo 'Bosse' Exempel; AF, nord\":mailto:" in value(octets, "ATTENDEE")


@pytest.mark.parametrize(
    "changes",
    [
        {"attendee_address": "samverk@HOGLANDET.example"},  # the organizer
        {"attendee_address": "bö@af.example"},
        {"attendee_address": "bo@af.example\r\nX:y"},
        {"attendee_address": "bo@af.example,anna@kommun.example"},
        {"attendee_address": ""},
        {"organizer_address": "samverk"},
        {"sequence": -1},
        {"sequence": 2**31},
        {"end": START},
        {"start": datetime(2026, 11, 12, 9)},
        {"dtstamp": datetime(2026, 11, 1)},
        {"rrule": "FREQ=WEEKLY\r\nX:y"},
    ],
)
def test_what_cannot_be_an_invitation_is_not_built(changes):
    with pytest.raises((ValueError, TypeError)):
        build_request(replace(FACTS, **changes))


# --- series


THURSDAYS = [START + timedelta(weeks=week) for week in range(4)]
SERIES = replace(
    FACTS,
    rrule="FREQ=WEEKLY;BYDAY=TH;UNTIL=20261217T080000Z",
    exdates=(THURSDAYS[2],),
    overrides=(
        Override(
            recurrence_id=THURSDAYS[1],
            start=THURSDAYS[1] + timedelta(hours=4),
            end=THURSDAYS[1] + timedelta(hours=5),
            summary="Arbetsgrupp, ny tid",
            partstat="ACCEPTED",
        ),
    ),
)


def test_a_series_goes_whole_with_its_gaps_and_moved_instances():
    lines = unfolded(build_request(SERIES))
    override = lines[lines.index("END:VEVENT") + 1 :]

    assert "RRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20261217T080000Z" in lines
    assert "EXDATE;TZID=Europe/Stockholm:20261126T090000" in lines
    assert "RECURRENCE-ID;TZID=Europe/Stockholm:20261119T090000" in override
    assert "DTSTART;TZID=Europe/Stockholm:20261119T130000" in override
    assert "SEQUENCE:2" in override
    assert "PARTSTAT=ACCEPTED" in next(line for line in override if line.startswith("ATTENDEE"))


@pytest.mark.parametrize(
    ("room", "link", "location"),
    [
        ("Rum 3", "https://mote.example/7", "Rum 3, https://mote.example/7"),
        ("Rum 3.", "https://mote.example/7", "Rum 3, https://mote.example/7"),
        ("", "https://mote.example/7", "https://mote.example/7"),
        ("Rum 3", "https://mote.example/" + "7" * 250, "Rum 3"),
        ("", "https://mote.example/" + "7" * 250, "Digitalt, se länken i texten"),
        ("Rum " * 80, "", ("Rum " * 80)[:255].rstrip()),
    ],
)
def test_a_place_is_no_longer_than_exchange_holds_and_the_link_is_whole_in_url_and_text(room, link, location):
    shown = event(build_request(replace(FACTS, location=room, url=link)))

    assert str(shown["LOCATION"]) == location and len(location) <= 255
    if link:
        assert str(shown["URL"]) == link and link in str(shown["DESCRIPTION"])
