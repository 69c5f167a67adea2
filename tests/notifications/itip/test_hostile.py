"""Mail that is broken, huge or made to harm: put aside within a second, and never an error."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifications.itip import read_message
from notifications.itip.mimetree import read_parts
from tests.notifications.itip.incoming import CALENDAR, HEAD, MAILS, UID, read

NESTED = [b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(20_000)]
FULL = 1024 * 1024 - 500


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (HEAD + b"\r\n" + b"x" * 5_000_000, "too_large"),
        (b"Subject: " + b"x" * 5_000_000, "too_large"),
        (b"Subject: " + b"x" * FULL, "headers_too_large"),
        (b"A: b\r\n" * 150_000, "headers_too_large"),
        (HEAD + b"".join(NESTED[:21]), "too_deep"),
        (HEAD + b"".join(NESTED)[:FULL], "too_deep"),
        (HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 100_000, "too_many_parts"),
        (CALENDAR + b"X" * 300_000, "calendar_too_large"),
        (CALENDAR + b"BEGIN:VEVENT\n" * 50, "too_many_events"),
        (CALENDAR + b"X:y\n" * 6000, "too_many_lines"),
        (CALENDAR + b"UID:a\0b\n", "nul_character"),
    ],
)
def test_a_hostile_mail_is_put_aside_within_a_second(raw, reason):
    started = time.process_time()

    mail = read_message(raw)

    assert (mail.kind, mail.reason, mail.answers) == ("unreadable", reason, ())
    assert time.process_time() - started < 1


@pytest.mark.parametrize("header", ["From", "To"])
def test_an_address_hidden_in_a_thousand_comments_is_none(header):
    mail = read_message(f"{header}: {'(' * 3900}\r\n\r\n".encode())

    assert (mail.kind, mail.reason, mail.from_address, mail.to_addresses) == ("other", "no_calendar", "", ())


def test_what_nobody_thought_of_makes_a_mail_broken_and_keeps_who_sent_it(monkeypatch):
    monkeypatch.setattr("notifications.itip.parse.read_parts", lambda raw: 1 / 0)

    mail = read_message(HEAD + b"\r\n")

    assert (mail.kind, mail.reason, mail.from_address) == ("unreadable", "broken", "a@b.example")


@pytest.mark.parametrize(
    "piece",
    [
        *(b"\n", b"\r\n ", b"ATTENDEE;X=Y", b'ATTENDEE;X="', b"ATTENDEE;X=,", b'ATTENDEE;DELEGATED-TO="mailto:a@b",'),
        *(b"COMMENT:\\", b"COMMENT;", b"UID:\x01", b"BEGIN:X", b"DTSTART;TZID=/a/"),
    ],
)
def test_a_calendar_of_one_piece_over_and_over_takes_no_time(piece):
    started = time.process_time()

    read_message(CALENDAR + (piece * 260_000)[:260_000])

    assert time.process_time() - started < 1


def test_a_part_ends_before_the_line_break_of_its_delimiter():
    body = "x\r\n--b\r\n\r\nett\r\n--bc\r\n--b \r\n\r\ntvå\r\n--b--\r\ny".encode()
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + body

    assert [part.body for part in read_parts(raw).leaves()] == [b"ett\r\n--bc", "två".encode()]


def test_twenty_levels_are_read():
    nested = (
        b"".join(NESTED[:19])
        + b"Content-Type: text/calendar; method=REPLY\r\n\r\n"
        + CALENDAR.partition(b"\r\n\r\n")[2]
    )

    assert read_message(HEAD + nested).kind == "reply"


def test_nothing_that_a_database_refuses_comes_out():
    mail = read_message(b"Subject: =?utf-8?b?AGEA?=\0\r\nMessage-ID: <a\0b@c>\r\nFrom: a\0@b.example\r\n\r\n")

    assert (mail.subject, mail.message_id, mail.from_address) == ("a", "<ab@c>", "a@b.example")


def test_a_comment_is_plain_and_has_an_end():
    raw = CALENDAR + "COMMENT:<b>hej</b>\x07\u202e\\n".encode() + b"x" * 5000 + b"\nEND:VEVENT\n"

    comment = read_message(raw).answers[0].comment

    assert comment.startswith("<b>hej</b>\nxxx")
    assert len(comment) == 1000


@pytest.mark.parametrize("fold", [b"\r\n ", b"\n\t"])
def test_a_line_folded_inside_a_letter_is_read(fold):
    comment = "COMMENT:Jag är på plats först kl. tio".encode()
    for letter in ("ä", "å", "ö"):
        first, second = letter.encode()[:1], letter.encode()[1:]
        comment = comment.replace(first + second, first + fold + second)

    mail = read_message(CALENDAR + comment + b"\r\nEND:VEVENT\r\n")

    assert mail.answers[0].comment == "Jag är på plats först kl. tio"


def test_the_same_mail_has_the_same_key_and_another_has_not():
    raw = (MAILS / "outlook-accept.eml").read_bytes()

    assert read_message(raw).key == read_message(b"X-Relay: again\n" + raw).key
    assert read_message(raw).key != read("outlook-counter").key
    assert read_message(b"Subject: a\n\n").key != read_message(b"Subject: b\n\n").key


@given(st.binary(max_size=3000))
@example(b"")
@example(b"\n\n")
@example(b"Content-Type: multipart/mixed; boundary=\n\n--\n\n")
def test_reading_never_fails(raw):
    assert read_message(raw).kind


HEADERS = b"""\
Content-Type: text/calendar; method=REPLY
Content-Type: multipart/mixed; boundary=b
Content-Type: multipart/report; boundary=b
Content-Transfer-Encoding: base64
Content-Transfer-Encoding: quoted-printable
From: a@b.example
Return-Path: <>
Auto-Submitted: auto-replied
Date: 1
Subject: =?x?b?=?="""
LINES = b"""\

--b
--b--
Content-Type: message/delivery-status
Action: failed
BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VTIMEZONE
TZOFFSETTO:-2359
BEGIN:VEVENT
END:VEVENT
UID:1
SEQUENCE:x
ATTENDEE:mailto:a@b
COMMENT:\xff\xfe
DTSTART:20260329T023000
DTSTART:99991231T235959Z
DTSTART;TZID=Asia/Tokyo:00010101T000000
DURATION:P999999999999999D
RECURRENCE-ID;TZID=../../etc:20260101T000000"""


@given(
    st.lists(st.sampled_from(HEADERS.split(b"\n")), max_size=5),
    st.lists(st.sampled_from(LINES.split(b"\n")) | st.binary(max_size=30), max_size=40),
)
def test_reading_mail_shaped_bytes_never_breaks(headers, lines):
    mail = read_message(b"\n".join([*headers, b"", *lines]))

    assert mail.reason != "broken"


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_a_comment_survives_the_email_package(comment, charset):
    ics = (
        f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{UID}\r\nCOMMENT:{escaped(comment)}\r\nEND:VEVENT\r\n"
    )
    mail = EmailMessage()
    mail["From"] = "bo.exempel@af.example"
    mail.set_content(ics.encode(charset), "text", "calendar", params={"method": "REPLY", "charset": charset})

    read_back = read_message(mail.as_bytes()).answers[0].comment

    assert read_back == "".join(filter(str.isprintable, comment)).strip()


def escaped(text):
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
