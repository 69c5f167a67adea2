"""A mail that came back: the address is flagged, those who can mend it are told once, and mended it heals by itself."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db.models import Count

from booking.meetings.actions.changing import cancel_meeting, change_meeting, move_meeting
from booking.meetings.actions.seats import add_invitation
from booking.models import Meeting
from booking.staffing.actions import correct_contact_point, correct_person
from notifications.inbox.receiving import receive
from notifications.models import OutboxMessage, OutboxState, Told
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from notifications.telling.reconcile import try_again
from tests.factories import make_contact_point, make_person
from tests.factories.calls import call_forum, call_individual
from tests.factories.vouching import say_yes

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    called = call_individual(cast)
    tell(called.pk)
    deliver_batch()
    return called


def bounce(message: OutboxMessage) -> bytes:
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: {message.envelope_from}\r\n"
        f"Message-ID: <dsn-{message.pk}@mx.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nTyvärr.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {message.address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    ).encode()


def test_a_bounce_flags_the_address_and_tells_the_caller(cast: Any, meeting: Meeting) -> None:
    message = OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")

    outcome = receive(bounce(message))
    tell(meeting.pk)

    cast.bo.refresh_from_db()
    message.refresh_from_db()
    assert outcome.result == "bounce"
    assert message.state == OutboxState.BOUNCED
    assert cast.bo.address_bounced_at is not None
    assert bounce_told() == {("anna@bistand.example", 1)}


def test_a_bounce_tells_the_units_contact_person_once_and_of_no_meeting(cast: Any, meeting: Meeting) -> None:
    group = call_forum(cast)
    tell(group.pk)
    deliver_batch()
    behind = make_person(cast.af_unit, name="Nova Nattljus", email="nova@af.example")
    make_contact_point(cast.af_unit, person=behind, mailbox="")

    for message in OutboxMessage.objects.filter(address="bo@af.example", method="REQUEST"):
        receive(bounce(message))
        receive(bounce(message))
    tell(meeting.pk)
    tell(group.pk)

    assert bounce_told() == {("anna@bistand.example", 1), ("cilla@lingon.example", 1)}
    assert bounce_told("colleague_bounced") == {("kim@af.example", 1), ("nova@af.example", 1)}
    text = OutboxMessage.objects.filter(kind="colleague_bounced").first().text
    assert "Bo Bäverhjälm" in text
    assert meeting.reference not in text and "kl." not in text


def test_nobody_is_told_of_their_own_address_at_that_address(cast: Any, meeting: Meeting) -> None:
    make_contact_point(cast.af_unit, person=cast.bo, mailbox="")

    receive(bounce(OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")))
    tell(meeting.pk)

    assert bounce_told("colleague_bounced") == {("kim@af.example", 1)}


def bounce_told(kind: str = "address_bounced") -> set[tuple[str, int]]:
    mails = OutboxMessage.objects.filter(kind=kind).values_list("address").annotate(n=Count("pk"))
    return set(mails)


def test_a_corrected_address_heals_also_when_it_is_corrected_back(cast: Any, meeting: Meeting) -> None:
    receive(bounce(OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")))
    correct_person(cast.bo, by=cast.cilla, email="bo.fel@af.example")
    tell(meeting.pk)
    deliver_batch()

    correct_person(cast.bo, by=cast.cilla, email="bo@af.example")
    tell(meeting.pk)

    cast.bo.refresh_from_db()
    assert cast.bo.address_bounced_at is None
    newest = OutboxMessage.objects.filter(address="bo@af.example").latest("sequence", "created_at")
    assert (newest.method, newest.state) == ("REQUEST", OutboxState.QUEUED)


def test_trying_again_heals_the_address_at_all_meetings(cast: Any, meeting: Meeting) -> None:
    other = call_individual(cast)
    tell(other.pk)
    deliver_batch()
    for message in OutboxMessage.objects.filter(address="bo@af.example", method="REQUEST"):
        receive(bounce(message))

    try_again(OutboxMessage.objects.get(address="bo@af.example", meeting=meeting, method="REQUEST"))

    cast.bo.refresh_from_db()
    assert cast.bo.address_bounced_at is None
    again = OutboxMessage.objects.filter(address="bo@af.example", state=OutboxState.QUEUED)
    assert {message.meeting_id for message in again} == {meeting.pk, other.pk}


def test_a_units_mailbox_that_bounces_is_flagged_at_the_way_in_and_asked_anew_when_corrected(cast: Any) -> None:
    point = make_contact_point(cast.psychiatry, mailbox="fel@psyk.example")
    case = call_individual(cast)
    case.consent.parties.add(cast.region)
    add_invitation(case, by=cast.anna, unit=cast.psychiatry)
    tell(case.pk)
    deliver_batch()
    receive(bounce(OutboxMessage.objects.get(address="fel@psyk.example", kind="assign")))
    point.refresh_from_db()
    assert point.address_bounced_at is not None

    correct_contact_point(point, by=cast.adam, mailbox="ratt@psyk.example")
    say_yes()
    tell(case.pk)

    point.refresh_from_db()
    assert point.address_bounced_at is None
    assert OutboxMessage.objects.filter(address="ratt@psyk.example", kind="assign").count() == 1


def test_nothing_more_goes_to_a_bounced_address_until_it_changes(cast: Any, meeting: Meeting) -> None:
    receive(bounce(OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")))
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    tell(meeting.pk)

    assert Told.objects.get(address="bo@af.example").queued_sequence == 0
    cast.bo.email = "bo.ratt@af.example"
    cast.bo.save(update_fields=["email"])
    tell(meeting.pk)
    assert OutboxMessage.objects.filter(address="bo.ratt@af.example", method="REQUEST").count() == 1


def came_back(cast: Any, meeting: Meeting) -> OutboxMessage:
    """The newest mail to Bo comes back, and somebody says "försök igen" when his mailbox works again."""
    tell(meeting.pk)
    deliver_batch()
    newest = OutboxMessage.objects.filter(address="bo@af.example", told__isnull=False).latest("counter")
    receive(bounce(newest))
    newest.refresh_from_db()
    try_again(newest)
    return OutboxMessage.objects.filter(address="bo@af.example", told__isnull=False).latest("counter")


def test_a_call_that_came_back_is_sent_anew_when_somebody_tries_again(cast: Any, meeting: Meeting) -> None:
    again = came_back(cast, meeting)

    assert (again.method, again.sequence, again.state, again.kind) == ("REQUEST", 0, "queued", "invitation")


def test_an_update_that_came_back_is_sent_anew_with_a_higher_sequence(cast: Any, meeting: Meeting) -> None:
    change_meeting(meeting, by=cast.anna, place="Sessionssalen")
    again = came_back(cast, meeting)

    assert (again.method, again.sequence, again.state, again.kind) == ("REQUEST", 2, "queued", "changed")


def test_a_cancellation_that_came_back_is_sent_anew(cast: Any, meeting: Meeting) -> None:
    cancel_meeting(meeting, by=cast.anna, reason="illness")
    again = came_back(cast, meeting)

    assert (again.method, again.sequence, again.state, again.kind) == ("CANCEL", 2, "queued", "cancelled")


def report(message: OutboxMessage, action: str, status: str) -> bytes:
    return bounce(message).replace(b"Action: failed", f"Action: {action}".encode()).replace(b"5.1.1", status.encode())


@pytest.mark.parametrize(
    ("action", "status", "result", "reason"),
    [
        ("failed", "5.1.1", "bounce", "report"),
        ("delayed", "4.4.7", "bounce", "report_late"),
        ("relayed", "2.0.0", "ignored", "report_arrived"),
        ("delivered", "2.0.0", "ignored", "report_arrived"),
    ],
)
def test_every_kind_of_delivery_report_has_its_end_at_the_meeting(
    cast: Any, meeting: Meeting, action: str, status: str, result: str, reason: str
) -> None:
    message = OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")

    outcome = receive(report(message, action, status))

    message.refresh_from_db()
    cast.bo.refresh_from_db()
    assert (outcome.result, outcome.reason, outcome.meeting) == (result, reason, meeting)
    assert (message.state == OutboxState.BOUNCED) == (action == "failed")
    assert (cast.bo.address_bounced_at is not None) == (action == "failed")


def test_a_role_mailbox_with_a_long_name_sends_and_its_bounces_are_known(cast: Any) -> None:
    cast.federation.role_mailbox = "samordningsforbundet.lingonbygden@lingon.example"
    cast.federation.save()
    called = call_individual(cast)
    tell(called.pk)
    deliver_batch()
    message = OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")
    assert message.state == OutboxState.SENT

    outcome = receive(without_sender(parts_of(message, *REPORTS[0]), kind=REPORT))

    assert (outcome.reason, outcome.meeting) == ("report", called)


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To", "Cc"])
def test_a_bounce_is_known_by_where_it_was_delivered(cast: Any, meeting: Meeting, header: str) -> None:
    """Servers that deliver samverk+b…@ to samverk@ say in different headers where the mail was sent."""
    message = OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")
    raw = bounce(message).replace(f"To: {message.envelope_from}".encode(), b"To: samverk@lingon.example")

    outcome = receive(f"{header}: {message.envelope_from}\r\n".encode() + raw)

    assert (outcome.reason, outcome.meeting) == ("report", meeting)


def test_mail_leaves_from_the_mailbox_itself_where_the_relay_takes_no_other_sender(cast: Any, settings: Any) -> None:
    settings.FEDERATION_MAIL = {"LINGON": {"MAIL_RETURN_PATH": "mailbox"}}
    called = call_individual(cast)
    tell(called.pk)
    deliver_batch()
    message = OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")
    assert message.envelope_from == "samverk@lingon.example"

    outcome = receive(without_sender(parts_of(message, *REPORTS[0]), kind=REPORT))

    assert (outcome.reason, outcome.meeting) == ("report", called)


# --- reports of other makes: each has its end, and none flags an address that may work


RETURNED = "Message-ID: {id}\r\nFrom: samverk@lingon.example\r\nSubject: Kallelse\r\n"
REPORT = 'multipart/report; report-type=delivery-status; boundary="b"'
EXCHANGE = "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@af.example"


def parts_of(message: OutboxMessage, *parts: tuple[str, str]) -> str:
    pieces = (f"--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n" for kind, body in parts)
    return ("".join(pieces) + "--b--\r\n").replace("{id}", message.message_id)


def without_sender(
    body: str, *, subject: str = "Undelivered", sender: str = EXCHANGE, to: str = "", kind: str = "text/plain"
) -> bytes:
    return (
        f"Return-Path: <>\r\nFrom: {sender}\r\nTo: {to or 'samverk@lingon.example'}\r\nSubject: {subject}\r\n"
        f"Message-ID: <report@mx.example>\r\nMIME-Version: 1.0\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{body}"
    ).encode()


REPORTS = [
    [("text/plain", "550 5.1.1 User unknown"), ("text/rfc822-headers", RETURNED)],
    [("text/plain", "550 5.1.1 User unknown"), ("message/rfc822", RETURNED + "\r\nx")],
    [
        ("text/html", "<p>5.1.1</p>"),
        ("message/delivery-status", "Reporting-MTA: dns; mx.example"),
        ("text/rfc822-headers", RETURNED),
    ],
    [("message/delivery-status", "Action: failed\r\nStatus: 5.0.0"), ("text/rfc822-headers", RETURNED)],
]


@pytest.mark.parametrize(
    "parts",
    REPORTS,
    ids=["headers only", "whole mail", "says nothing for programs", "no recipient"],
)
@pytest.mark.parametrize("kind", [REPORT, 'multipart/mixed; boundary="b"'])
def test_a_report_that_lacks_a_part_is_a_bounce_all_the_same(
    cast: Any, meeting: Meeting, parts: list[tuple[str, str]], kind: str
) -> None:
    message = OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")

    outcome = receive(without_sender(parts_of(message, *parts), kind=kind))

    message.refresh_from_db()
    assert (outcome.result, outcome.reason, outcome.meeting) == ("bounce", "report", meeting)
    assert message.state == OutboxState.BOUNCED


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Warning: could not send message for past 4 hours", "It is still in the queue."),
        ("Delivery Status Notification (Delay)", "This is only for information."),
        ("Mail problem", "It has not yet been delivered after more than 24 hours."),
        ("Mail problem", "The server answered 4.4.1"),
    ],
)
def test_a_mail_that_is_only_late_flags_nobody_however_it_is_said(
    cast: Any, meeting: Meeting, subject: str, body: str
) -> None:
    message = OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")

    outcome = receive(
        without_sender(body, subject=subject, sender="Mailer-Daemon@mx.example", to=message.envelope_from)
    )

    cast.bo.refresh_from_db()
    assert (outcome.reason, outcome.needs_person, outcome.meeting) == ("report_late", False, meeting)
    assert cast.bo.address_bounced_at is None


@pytest.mark.parametrize(
    "body",
    [
        "I wasn't able to establish an SMTP connection. (#4.4.1)\r\nI'm not going to try again; it is too old.",
        "all hosts for 'af.example' have been failing for a long time: retry timeout exceeded",
        "This is a permanent error. The following address failed: bo@af.example",
    ],
)
def test_a_server_that_has_given_up_is_believed_whatever_code_it_says(cast: Any, meeting: Meeting, body: str) -> None:
    message = OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")

    outcome = receive(
        without_sender(body, subject="Mail delivery failed", sender="postmaster@mx.example", to=message.envelope_from)
    )

    message.refresh_from_db()
    assert (outcome.reason, message.state) == ("report", OutboxState.BOUNCED)


@pytest.mark.parametrize(
    ("sender", "kind", "body"),
    [
        ("bo@af.example", "text/plain", "Jag är på semester till den 5 november."),
        ("postmaster@af.example", "text/plain", "Vem är ni?"),
        (EXCHANGE, REPORT, "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n--b--\r\n"),
    ],
    ids=["absence", "postmaster", "empty report"],
)
def test_what_has_no_sender_and_does_not_say_why_is_left_to_a_person(
    cast: Any, meeting: Meeting, sender: str, kind: str, body: str
) -> None:
    """An absence sent as mail servers send theirs is no bounce: the address works."""
    message = OutboxMessage.objects.get(address="bo@af.example", method="REQUEST")

    outcome = receive(without_sender(body, subject="Borta", sender=sender, to=message.envelope_from, kind=kind))

    message.refresh_from_db()
    cast.bo.refresh_from_db()
    assert (outcome.reason, outcome.needs_person, outcome.meeting) == ("report_unclear", True, meeting)
    assert (message.state, cast.bo.address_bounced_at) == (OutboxState.SENT, None)
