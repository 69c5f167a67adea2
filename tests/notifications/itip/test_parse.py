"""What came to the role mailbox. The mails in data/mail are made up after what each client sends."""

from datetime import UTC, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from notifications.itip import Undelivered, bounce_address, read_bounce_address, read_message
from notifications.itip.parse import Incoming
from notifications.itip.windows_zones import NEWER, WINDOWS_ZONES
from notifications.itip.zones import find_zone, offset_minutes
from tests.notifications.itip.incoming import BO, CALENDAR, KEY, MAILS, UID, at, read, said


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
        auth_as=("Internal",),
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
        ("dsn-postfix-failed", Undelivered("ida.exempel@skola.example", "failed", "5.1.1", "address"), True),
        ("dsn-postfix-delayed", Undelivered("ida.exempel@skola.example", "delayed", "4.4.1"), False),
        ("dsn-exchange-failed", Undelivered("ida.exempel@skola.example", "failed", "5.1.10", "address"), True),
        ("bounce-qmail", Undelivered("", "failed", "5.1.1", "address"), True),
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


# --- zones


def test_every_windows_zone_is_a_zone():
    assert len(WINDOWS_ZONES) > 130
    assert all(find_zone(name) is not None for name in WINDOWS_ZONES)


def test_only_the_zones_that_the_library_lacks_are_ours():
    assert NEWER.keys().isdisjoint(WINDOWS_TO_OLSON)
    assert find_zone("Alberta Standard Time") == ZoneInfo("America/Edmonton")


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
