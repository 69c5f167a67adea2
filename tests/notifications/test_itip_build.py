"""The calendar object and the mail around it, as the rules for sending have them."""

import base64
import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from notifications.itip import (
    CalendarFacts,
    Override,
    build_cancel,
    build_decline_counter,
    build_mail,
    build_request,
    new_message_id,
    read_message,
)
from notifications.itip.lines import STOCKHOLM_VTIMEZONE

START = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
FACTS = CalendarFacts(
    uid=UUID("3c6cdd2d-3f22-4b6c-9a54-6a4e31f4bb10"),
    sequence=2,
    dtstamp=datetime(2026, 11, 1, 12, 0, tzinfo=UTC),
    organizer_address="Samverk@Hoglandet.example",
    organizer_name="Samverk Sävsjö",
    attendee_address="Bo.Exempel@af.example",
    attendee_name="Bo Exempel",
    start=START,
    end=START + timedelta(minutes=90),
    summary="Kallelse till samverkan (SV-7K3M-2Q)",
    location="Kommunhuset, rum 4410",
    description="Hej!\n\nSvara senast 6 november.",
    is_private=True,
    created=datetime(2026, 10, 30, 7, 0, tzinfo=UTC),
)
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


# --- the mail

ICS = build_request(FACTS)
MAIL = {
    "sender_name": "Samverk Sävsjö",
    "sender_address": "samverk@hoglandet.example",
    "to_address": "Bo.Exempel@af.example",
    "subject": "Kallelse till samverkan 12 november 2026 kl. 09.00 (SV-7K3M-2Q)",
    "text": "Hej!\n\nNär: torsdag 12 november 2026\n.\nFrån Samverk\n",
    "html": "<p>Hej! När: torsdag</p>",
    "message_id": "<m1@hoglandet.example>",
    "date": FACTS.dtstamp,
}
INVITATION = {**MAIL, "calendar": ICS, "method": "REQUEST"}


def parsed(octets):
    return email.message_from_bytes(octets, policy=email.policy.default)


def test_the_mail_has_the_shape_that_clients_key_their_buttons_on():
    mail = parsed(build_mail(**INVITATION))

    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert not any(part.defects for part in mail.walk())


def test_the_calendar_part_has_method_and_charset_once_and_no_disposition():
    octets = build_mail(**INVITATION)
    part = next(part for part in parsed(octets).walk() if part.get_content_type() == "text/calendar")

    assert part.get_payload(decode=True) == ICS
    assert octets.count(b"text/calendar") == 1
    assert (
        b"Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        in octets
    )


def test_the_attached_file_is_the_same_calendar_and_no_second_invitation():
    attached = list(parsed(build_mail(**INVITATION)).iter_attachments())

    assert [part.get_content_type() for part in attached] == ["application/ics"]
    assert attached[0].get_payload(decode=True) == ICS
    assert attached[0].get_filename() == "invite.ics"
    assert b"application/ics" not in build_mail(**INVITATION, is_calendar_attached=False)


def test_headers_say_what_servers_need_and_nothing_that_hurts():
    mail = parsed(build_mail(**INVITATION, in_reply_to="<first@hoglandet.example>"))

    assert {name: mail[name] for name in mail} == {
        "From": "Samverk Sävsjö <samverk@hoglandet.example>",
        "To": "bo.exempel@af.example",
        "Subject": "Kallelse till samverkan 12 november 2026 kl. 09.00 (SV-7K3M-2Q)",
        "Date": "Sun, 01 Nov 2026 12:00:00 +0000",
        "Message-ID": "<m1@hoglandet.example>",
        "In-Reply-To": "<first@hoglandet.example>",
        "References": "<first@hoglandet.example>",
        "MIME-Version": "1.0",
        "Content-Language": "sv",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Type": 'multipart/mixed; boundary="=_samverk_mixed"',
    }


def test_text_and_html_come_through_with_their_letters():
    mail = parsed(build_mail(**INVITATION))

    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == MAIL["text"]
    assert mail.get_body(("html",)).get_content().strip() == MAIL["html"]


def test_a_notice_has_no_calendar():
    mail = parsed(build_mail(**MAIL))

    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_the_same_input_gives_the_same_bytes():
    assert build_mail(**INVITATION) == build_mail(**INVITATION)


HEADER_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=150)


@given(subject=HEADER_TEXTS, name=HEADER_TEXTS, text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_the_bytes_are_ascii_with_short_lines_and_crlf_whatever_is_written(subject, name, text):
    octets = build_mail(**{**INVITATION, "subject": subject, "to_name": name, "sender_name": name, "text": text})
    head = octets.partition(b"\r\n\r\n")[0]

    assert octets.isascii()
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")
    assert max(len(line) for line in octets.split(b"\r\n")) <= 78
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^ \r\n]*\?=", head))


@given(subject=HEADER_TEXTS, name=HEADER_TEXTS)
def test_names_and_subject_come_through_and_nothing_else(subject, name):
    hostile = f"{subject}\r\nBcc: evil@evil.example\r\n\r\nText"
    mail = parsed(build_mail(**{**MAIL, "subject": hostile, "to_name": name + "\nBcc: x"}))

    assert list(mail) == list(parsed(build_mail(**MAIL)))
    assert without_space(mail["Subject"]).endswith("Bcc:evil@evil.exampleText")
    assert [one.addr_spec for one in mail["To"].addresses] == ["bo.exempel@af.example"]
    assert without_space(mail["To"].addresses[0].display_name).endswith("Bcc:x")


def without_space(text):
    return "".join(text.split())


@pytest.mark.parametrize(
    "subject",
    [
        "Kallelse",
        "Kallelse till samverkan torsdag 12 november 2026 kl. 09.00–10.30 på Kommunhuset i Sävsjö (SV-7K3M-2Q)",
        "Ordinary but so long that it has to be folded more than once, since no line is longer than 76 characters",
        "x" * 200,
        "å" * 200,
        "=?utf-8?q?inget?=",
        "",
    ],
)
def test_the_subject_is_read_back(subject):
    octets = build_mail(**{**MAIL, "subject": subject})

    assert parsed(octets)["Subject"] == subject
    assert max(len(word) for word in octets.split()) <= 75
    assert read_message(build_mail(**{**MAIL, "subject": subject})).subject == subject


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "CANCEL"},  # not the calendar's own
        {"method": ""},
        {"method": "REQUEST\r\nX: y"},
        {"to_address": "bo@af.example\r\nBcc: evil@evil.example"},
        {"to_address": "bo@af.example, evil@evil.example"},
        {"sender_address": "samverk"},
        {"message_id": "<a@b>\r\nBcc: evil@evil.example"},
        {"message_id": "a@b"},
        {"in_reply_to": "<a@b> <c@d>"},
    ],
)
def test_what_cannot_be_a_mail_is_not_built(changes):
    with pytest.raises(ValueError):
        build_mail(**{**INVITATION, **changes})


def test_message_ids_are_new_and_of_our_own_domain():
    one, other = new_message_id("Hoglandet.example"), new_message_id("Hoglandet.example")

    assert one != other
    assert re.fullmatch(r"<[0-9a-f-]{36}@hoglandet\.example>", one)


def test_our_own_invitation_coming_back_changes_nothing():
    mail = read_message(build_mail(**INVITATION))

    assert (mail.kind, mail.reason, mail.method, mail.answers) == ("refused", "method", "REQUEST", ())


def test_no_part_can_end_early():
    text = "--=_samverk_alternative--\r\n--=_samverk_mixed\n"

    assert parsed(build_mail(**{**INVITATION, "text": text})).get_body(("plain",)).get_content().replace(
        "\r\n", "\n"
    ) == text.replace("\r\n", "\n")


def test_a_mail_is_small():
    assert len(build_mail(**INVITATION)) < 10_000
    assert base64.b64encode(ICS)[:57] in build_mail(**INVITATION)
