"""What came to the role mailbox. The mails in data/mail are made up after what each client sends."""

import time
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifications.itip import Undelivered, bounce_address, read_bounce_address, read_message, verdict
from notifications.itip.mimetree import read_parts
from notifications.itip.parse import Incoming
from notifications.itip.windows_zones import WINDOWS_ZONES
from notifications.itip.zones import find_zone, offset_minutes

MAILS = Path(__file__).parent.parent / "data" / "mail"
UID = "3c6cdd2d-3f22-4b6c-9a54-6a4e31f4bb10"
BO = ("bo.exempel@af.example",)
KEY = b"nyckel"


def read(name, line_end=b"\n"):
    return read_message((MAILS / f"{name}.eml").read_bytes().replace(b"\n", line_end))


def said(name):
    mail = read(name)
    answer = mail.answers[0]
    return (mail.kind, answer.uid.lower(), answer.sequence, answer.attendees[0].addresses[-1], answer.attendee.partstat)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("path", sorted(MAILS.glob("*.eml")), ids=lambda path: path.stem)
def test_a_mail_is_read_the_same_with_any_line_end(path, line_end):
    plain, other = read(path.stem), read(path.stem, line_end)

    assert (plain.kind, plain.reason, plain.answers, plain.bounce) == (
        other.kind,
        other.reason,
        other.answers,
        other.bounce,
    )
    assert plain.kind != "unreadable"


@pytest.mark.parametrize(
    ("name", "address", "partstat"),
    [
        ("outlook-accept", "bo.exempel@af.example", "ACCEPTED"),
        ("outlook-decline-comment", "bo.exempel@af.example", "DECLINED"),
        ("outlook-old-no-sequence", "bo.exempel@af.example", "ACCEPTED"),
        ("gmail-accept", "carin.exempel@vard.example", "ACCEPTED"),
        ("apple-accept", "dora.exempel@kommun.example", "ACCEPTED"),
        ("thunderbird-tentative", "erik.exempel@fk.example", "TENTATIVE"),
        ("whole-mail", "bo.exempel@af.example", "ACCEPTED"),
        ("attachment-only", "bo.exempel@af.example", "ACCEPTED"),
        ("attachment-octet-stream", "bo.exempel@af.example", "ACCEPTED"),
        ("lower-case", "bo.exempel@af.example", "ACCEPTED"),
        ("no-partstat", "bo.exempel@af.example", "NEEDS-ACTION"),
        ("unknown-partstat", "bo.exempel@af.example", "NEEDS-ACTION"),
        ("broken-lines", "bo.exempel@af.example", "ACCEPTED"),
    ],
)
def test_every_client_is_understood(name, address, partstat):
    assert said(name) == ("reply", UID, 1, address, partstat)


def test_an_exchange_reply_is_read_without_organizer_and_with_a_windows_zone():
    mail = read("outlook-accept")

    assert mail == Incoming(
        kind="reply",
        key=mail.key,
        message_id="<outlook-1@af.example>",
        subject="Accepterat: Kallelse till samverkan 12 november 2026",
        from_address="bo.exempel@af.example",
        to_addresses=("samverk@hoglandet.example",),
        answers_to=("<first@hoglandet.example>",),
        date=at("2026-11-02T10:15"),
        authentication_results=mail.authentication_results,
        method="REPLY",
        answers=mail.answers,
    )
    assert mail.answers[0].dtstamp == at("2026-11-02T10:15")
    assert mail.answers[0].proposed_start == at("2026-11-12T08:00")


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("outlook-accept", ""),
        ("outlook-decline-comment", "Jag är på annat möte, tyvärr.\nHälsningar Bo"),
        ("gmail-accept", "Jag kommer, men blir tio minuter sen"),
        ("thunderbird-tentative", ""),  # DESCRIPTION is our own text coming back
        ("windows-1252", "Jag är sen – ”ursäkta”"),
        ("wrong-charset", "Jag är sen"),
        ("unknown-charset", "Jag är sen"),
        ("utf-16", "Jag är sen"),
        ("byte-order-mark", "Jag är sen"),
        ("lower-case", "Jag är sen"),
        ("broken-lines", "Jag kommer"),
    ],
)
def test_the_comment_comes_through_in_any_charset(name, comment):
    assert read(name).answers[0].comment == comment


def test_apples_own_id_is_kept_beside_the_address():
    assert read("apple-accept").answers[0].attendee.addresses == (
        "2_geydcmrvga3ds@imip.me.example",
        "dora.exempel@kommun.example",
    )


def test_a_counter_is_a_proposal_with_an_instant():
    mail = read("outlook-counter")

    assert (mail.kind, mail.answers[0].proposed_start, mail.answers[0].proposed_end) == (
        "counter",
        at("2026-11-13T12:00"),
        at("2026-11-13T13:30"),
    )


def test_a_refresh_asks_for_the_meeting_again():
    assert (read("refresh").kind, read("refresh").answers[0].attendee.addresses) == ("refresh", BO)


@pytest.mark.parametrize("name", ["outlook-instance", "unknown-zone"])
def test_an_instance_is_an_instant_whatever_its_zone_is_called(name):
    assert read(name).answers[0].recurrence_id == at("2026-11-19T08:00")


def test_each_changed_instance_is_an_answer_of_its_own():
    assert [(one.recurrence_id, one.attendee.partstat) for one in read("nextcloud-instances").answers] == [
        (at("2026-11-19T08:00"), "DECLINED"),
        (at("2026-11-26T08:00"), "ACCEPTED"),
    ]


@pytest.mark.parametrize(
    ("name", "problem"),
    [("whole-series-from-here", "range"), ("instance-by-date", "date"), ("unknown-zone-alone", "zone")],
)
def test_an_instance_that_cannot_be_told_is_for_a_person(name, problem):
    answer = read(name).answers[0]

    assert (answer.recurrence_id, answer.recurrence_problem) == (None, problem)


def test_a_delegation_says_from_whom_and_to_whom():
    one, other = read("delegated").answers[0].attendees

    assert (one.partstat, one.delegated_to) == ("DELEGATED", ("gun.exempel@af.example",))
    assert (other.addresses, other.delegated_from) == (("gun.exempel@af.example",), BO)
    assert read("delegated").answers[0].attendee is None


def test_a_secretary_answers_for_somebody():
    mail = read("sent-by")

    assert (mail.from_address, mail.answers[0].attendee.sent_by) == ("sekr@af.example", "sekr@af.example")


def test_an_alarm_inside_the_event_is_not_the_answer():
    alarm = b"BEGIN:VALARM\nATTENDEE;PARTSTAT=DECLINED:mailto:x@b.example\nCOMMENT:larm\nEND:VALARM\n"
    answer = read_message(CALENDAR + alarm + b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\n").answers[0]

    assert (answer.attendee.addresses, answer.attendee.partstat, answer.comment) == (("a@b.example",), "ACCEPTED", "")


def test_a_missing_stamp_is_the_time_of_the_mail():
    assert read("no-partstat").answers[0].dtstamp == at("2026-11-02T12:15")


def test_a_mail_from_two_senders_is_from_nobody():
    assert read("two-senders").from_address == ""


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("request-from-outside", "refused", "method"),
        ("cancel-from-outside", "refused", "method"),
        ("no-method", "refused", "method"),
        ("method-mismatch", "refused", "method_mismatch"),
        ("calendars-disagree", "other", "calendars_disagree"),
        ("several-uids", "other", "several_uids"),
        ("no-event", "other", "no_event"),
        ("forwarded", "other", "no_calendar"),
        ("winmail", "other", "winmail"),
        ("person-writes", "other", "no_calendar"),
        ("out-of-office-exchange", "automatic", "automatic"),
        ("out-of-office-vacation", "automatic", "automatic"),
        ("out-of-office-subject-only", "automatic", "automatic"),
        ("outlook-forward-notice", "automatic", "forward_notice"),
        ("read-receipt", "automatic", "report"),
        ("dsn-relayed", "automatic", "report"),
        ("null-sender", "bounce", "null_sender"),
    ],
)
def test_what_is_no_answer_changes_nothing(name, kind, reason):
    mail = read(name)

    assert (mail.kind, mail.reason, mail.answers) == (kind, reason, ())


@pytest.mark.parametrize(
    ("name", "recipient", "is_permanent"),
    [
        ("dsn-postfix-failed", Undelivered("ida.exempel@skola.example", "failed", "5.1.1"), True),
        ("dsn-postfix-delayed", Undelivered("ida.exempel@skola.example", "delayed", "4.4.1"), False),
        ("dsn-exchange-failed", Undelivered("ida.exempel@skola.example", "failed", "5.1.10"), True),
        ("bounce-qmail", Undelivered("", "failed", "5.1.1"), True),
    ],
)
def test_a_bounce_says_who_and_which_mail_and_reads_nothing_inside(name, recipient, is_permanent):
    mail = read(name)

    assert (mail.kind, mail.method, mail.answers) == ("bounce", "", ())
    assert mail.bounce.recipients == (recipient,)
    assert (mail.bounce.original_message_id, mail.bounce.is_permanent) == ("<sent-1@hoglandet.example>", is_permanent)


@given(st.uuids(), st.sampled_from(["samverk@hoglandet.example", "Samverkan.Finnveden@finnveden.example"]))
def test_a_bounce_address_leads_back_to_its_mail(outbox_id, base):
    address = bounce_address(base, outbox_id, KEY)

    assert address == address.lower()
    assert len(address.partition("@")[0]) <= 64
    assert read_bounce_address(address.upper(), KEY) == outbox_id
    assert read_bounce_address(address, b"annan") is None


def test_a_guessed_bounce_address_leads_nowhere():
    address = bounce_address("samverk@hoglandet.example", UUID(int=7), KEY)
    other = bounce_address("samverk@hoglandet.example", UUID(int=8), KEY)

    assert read_bounce_address(address[:34] + other[34:], KEY) is None
    assert read_bounce_address("samverk@hoglandet.example", KEY) is None
    assert read_bounce_address(read("dsn-postfix-failed").to_addresses[1], KEY) is None


@pytest.mark.parametrize(("length", "has_token"), [(24, True), (25, False), (64, False)])
def test_a_name_too_long_for_a_bounce_address_gets_its_reports_itself(length, has_token):
    """samordningsforbundet.finnveden@ is such a name: its mails have to leave all the same."""
    mailbox = f"{'a' * length}@hoglandet.example"

    address = bounce_address(mailbox, uuid4(), KEY)

    assert len(address.partition("@")[0]) <= 64
    assert (read_bounce_address(address, KEY) is not None) == has_token
    assert has_token or address == mailbox


# --- the receiving server's verdict

OURS = "mx.hoglandet.example"


@pytest.mark.parametrize(
    ("results", "passed", "reason"),
    [
        (["mx.hoglandet.example; dmarc=pass header.from=af.example"], True, "dmarc"),
        (["MX.hoglandet.example 1; spf=pass; dmarc=pass (p=none) header.from=AF.example"], True, "dmarc"),
        (["mx.hoglandet.example; dkim=pass header.d=af.example"], True, "dkim"),
        (["mx.hoglandet.example; dkim=pass header.i=@af.example"], True, "dkim"),
        (["mx.hoglandet.example; dkim=fail header.d=af.example; dkim=pass header.d=af.example"], True, "dkim"),
        (["mx.hoglandet.example; dmarc=none; dkim=pass header.d=af.example"], True, "dkim"),
        (["mx.hoglandet.example; dkim=pass header.d=evil.example"], False, "failed"),
        (["mx.hoglandet.example; dkim=pass header.d=example"], False, "failed"),
        (["mx.hoglandet.example; dkim=pass header.d=xaf.example"], False, "failed"),
        (["mx.hoglandet.example; dmarc=pass header.from=evil.example"], False, "failed"),
        (["mx.hoglandet.example; dmarc=fail header.from=af.example; dkim=pass header.d=af.example"], False, "failed"),
        (["mx.hoglandet.example; spf=pass smtp.mailfrom=af.example"], False, "failed"),
        (["mx.hoglandet.example; spf=fail (a (b) ; dmarc=pass ; c)"], False, "failed"),
        (['mx.hoglandet.example; spf=fail smtp.mailfrom="a;dmarc=pass"@evil.example'], False, "failed"),
        (['mx.hoglandet.example; spf=fail smtp.mailfrom="a\\";dmarc=pass;\\""@evil.example'], False, "failed"),
        (["mx.hoglandet.example; none"], False, "failed"),
        (["mx.evil.example; dmarc=pass header.from=af.example"], False, "no_result"),
        (["mx.hoglandet.example.evil.example; dmarc=pass"], False, "no_result"),
        ([], False, "no_result"),
        ([""], False, "no_result"),
        (["mx.hoglandet.example; dmarc=fail", "mx.hoglandet.example; dmarc=pass"], False, "failed"),
        (["mx.evil.example; dmarc=fail", "mx.hoglandet.example; dmarc=pass"], True, "dmarc"),
    ],
)
def test_only_the_topmost_verdict_of_our_own_server_counts(results, passed, reason):
    judged = verdict(results, OURS, "af.example")

    assert (judged.passed, judged.reason) == (passed, reason)


EXCHANGE = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=af.example; dkim=pass (signature was verified) "
    "header.d=af.example;dmarc={dmarc} action=none header.from={domain};compauth=pass reason=100"
)


@pytest.mark.parametrize(
    ("results", "passed", "reason"),
    [
        ([EXCHANGE.format(dmarc="pass", domain="af.example")], True, "dmarc"),
        (
            [EXCHANGE.format(dmarc="pass", domain="evil.example").replace("header.d=af", "header.d=evil")],
            False,
            "failed",
        ),
        (["spf=fail; dkim=none header.d=none;dmarc=fail header.from=af.example", EXCHANGE], False, "failed"),
        (["mx.evil.example; dmarc=pass header.from=af.example"], False, "no_result"),
        (["dmarc=fail header.from=af.example", "dmarc=pass header.from=af.example"], False, "failed"),
        ([], False, "no_result"),
    ],
)
def test_exchange_online_vouches_without_an_id_in_the_topmost_header_alone(results, passed, reason):
    judged = verdict(results, "exchange-online", "af.example")

    assert (judged.passed, judged.reason) == (passed, reason)


def test_a_subdomain_is_vouched_for_by_the_domain_above_it():
    assert verdict(["mx.hoglandet.example; dkim=pass header.d=af.example"], OURS, "mail.af.example").passed


def test_without_an_id_of_our_server_nothing_is_vouched_for():
    assert verdict(["; dmarc=pass"], "", "af.example").reason == "not_configured"


def test_the_verdict_is_found_in_a_real_mail():
    mail = read("outlook-accept")

    assert verdict(mail.authentication_results, OURS, "af.example").passed


# --- zones


def test_every_windows_zone_is_a_zone():
    assert len(WINDOWS_ZONES) > 130
    assert all(find_zone(name) is not None for name in WINDOWS_ZONES)


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Stockholm",
        "europe/stockholm",
        "/freeassociation.sourceforge.net/Europe/Stockholm",
        "/mozilla.org/20050126_1/Europe/Stockholm",
        "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
        "W. Europe Standard Time",
        "Romance Standard Time",
        '"Central Europe Standard Time"',
    ],
)
def test_the_ways_to_write_our_own_zone(name):
    summer, winter = datetime(2026, 7, 1, 9), datetime(2026, 12, 1, 9)
    zone = find_zone(name)

    assert zone is not None
    assert [moment.replace(tzinfo=zone).astimezone(UTC).hour for moment in (summer, winter)] == [7, 8]


def test_a_vendors_path_ends_in_the_name_of_the_zone():
    assert find_zone("/mozilla.org/20050126_1/Europe/Berlin").key == "Europe/Berlin"
    assert find_zone("tzone://Microsoft/Utc").key == "UTC"


def test_an_unknown_zone_is_judged_by_its_own_offsets_or_not_at_all():
    assert find_zone("Hemmagjord", {60, 120}).key == "Europe/Stockholm"
    assert find_zone("Hemmagjord", {330}).utcoffset(None).total_seconds() == 330 * 60
    assert find_zone("Hemmagjord", {60, 180}) is None
    assert find_zone("Hemmagjord") is None
    assert [offset_minutes(text) for text in ("+0100", "-033000", "+9900", "x")] == [60, -210, None, None]


# --- hostile mail

HEAD = b"From: a@b.example\r\nMessage-ID: <x@b.example>\r\nMIME-Version: 1.0\r\n"
CALENDAR = HEAD + b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n"
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
        (b"From: " + b"(" * 3900 + b"\r\n\r\n", "broken"),
    ],
)
def test_a_hostile_mail_is_put_aside_within_a_second(raw, reason):
    started = time.process_time()

    mail = read_message(raw)

    assert (mail.kind, mail.reason, mail.answers) == ("unreadable", reason, ())
    assert time.process_time() - started < 1


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
