"""A made-up person in each part of a mail that comes in, of a published calendar, and in what commands are given."""

from __future__ import annotations

import dataclasses
import datetime
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from booking.models import PublishedCalendar
from notifications.inbox.receiving import receive
from notifications.itip import Incoming
from notifications.itip.replies import Attendee, CalendarAnswer
from notifications.outbox.delivery import deliver_batch
from notifications.published.refresh import read_calendar
from notifications.tasks import tell
from tests.canary import exceptions
from tests.canary.driving import Found, alone
from tests.canary.identity import ADDRESS, NAME, NUMBERS, PHONES, WORDS
from tests.canary.inputs import command_arguments
from tests.canary.stores import Watch, watching
from tests.canary.telling import assert_stated
from tests.factories.calls import call_individual
from tests.notifications.inbox.test_receiving import reply

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
# a folded line of a calendar may hold anything; in a header it is one line, too
TEXT = f"{WORDS} {NUMBERS[0]} {PHONES[0]}"


@pytest.fixture
def watch(monkeypatch: Any, settings: Any, tmp_path: Any) -> Iterator[Watch]:
    settings.DATA_DIR = tmp_path / "data"
    settings.EMAIL_URL = f"maildir://{tmp_path / 'data' / 'mailbox'}"
    with watching(monkeypatch) as watch:
        yield watch


# --- mail that comes in

# each part of a mail, by where it stands in what was parsed; what holds no text of the sender's is said
LINES = {
    "Incoming.subject": ("Subject: Accepterat", f"Subject: {TEXT}"),
    "Incoming.from_address": ("From: bo@af.example", f'From: "{NAME}" <{ADDRESS}>'),
    "Incoming.to_addresses": ("To: samverk@lingon.example", f'To: "{NAME}" <{ADDRESS}>'),
    "Incoming.message_id": ("Message-ID: <", "Message-ID: <zebrafink.tapirsson."),
    "Incoming.answers_to": ("MIME-Version: 1.0", f"In-Reply-To: <{ADDRESS}>\r\nMIME-Version: 1.0"),
    "Incoming.authentication_results": (
        "MIME-Version: 1.0",
        f"Authentication-Results: {NAME}; x={ADDRESS}\r\nMIME-Version: 1.0",
    ),
    "Incoming.auth_as": (
        "MIME-Version: 1.0",
        f"X-MS-Exchange-Organization-AuthAs: {NAME} {ADDRESS}\r\nMIME-Version: 1.0",
    ),
    "Incoming.method": ("METHOD:REPLY", f"METHOD:{TEXT}"),
    "Incoming.date": ("MIME-Version: 1.0", f"Date: {TEXT}\r\nMIME-Version: 1.0"),
    "CalendarAnswer.uid": ("UID:", f"UID:{NAME}"),
    "CalendarAnswer.sequence": ("SEQUENCE:0", f"SEQUENCE:{TEXT}"),
    "CalendarAnswer.dtstamp": ("DTSTAMP:", f"DTSTAMP:{NAME}"),
    "CalendarAnswer.recurrence_id": ("END:VEVENT", f"RECURRENCE-ID:{TEXT}\r\nEND:VEVENT"),
    "CalendarAnswer.comment": ("END:VEVENT", f"COMMENT:{TEXT}\r\nEND:VEVENT"),
    "CalendarAnswer.proposed_start": ("END:VEVENT", f"DTSTART:{TEXT}\r\nEND:VEVENT"),
    "CalendarAnswer.proposed_end": ("END:VEVENT", f"DTEND:{TEXT}\r\nEND:VEVENT"),
    "CalendarAnswer.request_status": ("END:VEVENT", f"REQUEST-STATUS:2.0;{TEXT}\r\nEND:VEVENT"),
    "Attendee.addresses": ("ATTENDEE;", f"ATTENDEE;EMAIL={ADDRESS};"),
    "Attendee.partstat": ("PARTSTAT=ACCEPTED", f"PARTSTAT={NAME.replace(' ', '')}"),
    "Attendee.delegated_to": ("ATTENDEE;", f'ATTENDEE;DELEGATED-TO="mailto:{ADDRESS}";'),
    "Attendee.delegated_from": ("ATTENDEE;", f'ATTENDEE;DELEGATED-FROM="mailto:{ADDRESS}";'),
    "Attendee.sent_by": ("ATTENDEE;", f'ATTENDEE;SENT-BY="mailto:{ADDRESS}";'),
    "Attendee.comment": ("ATTENDEE;", f'ATTENDEE;X-RESPONSE-COMMENT="{TEXT}";'),
    # what is not parsed at all
    "CN": ("ATTENDEE;", f'ATTENDEE;CN="{NAME}";'),
    "SUMMARY": ("END:VEVENT", f"SUMMARY:{TEXT}\r\nEND:VEVENT"),
    "DESCRIPTION": ("END:VEVENT", f"DESCRIPTION:{TEXT}\r\nEND:VEVENT"),
    "LOCATION": ("END:VEVENT", f"LOCATION:{TEXT}\r\nEND:VEVENT"),
    "another header": ("MIME-Version: 1.0", f"X-Note: {TEXT}\r\nMIME-Version: 1.0"),
    "another line": ("END:VEVENT", f"X-NOTE:{TEXT}\r\nEND:VEVENT"),
    "an attachment": ("END:VEVENT", f'ATTACH;FILENAME="{NAME}.pdf":data:{TEXT}\r\nEND:VEVENT'),
}


def test_every_part_of_a_mail_is_sent_with_a_person_in_it() -> None:
    parsed = {
        f"{kind.__name__}.{one.name}"
        for kind in (Incoming, CalendarAnswer, Attendee)
        for one in dataclasses.fields(kind)
    }

    assert parsed - set(LINES) == set(exceptions.MADE_OF_A_MAIL)


def test_what_comes_by_mail_stays_where_it_may_and_nowhere_else(cast: Any, watch: Watch) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    deliver_batch()
    found = Found()

    for part, (was, now) in LINES.items():
        with alone(watch, found, part, "text"):
            receive(reply(meeting).decode().replace(was, now, 1).encode())
    for part, raw in {"body": _written(TEXT), "attachment": _with_attachment(TEXT)}.items():
        with alone(watch, found, part, "text"):
            receive(raw)

    assert_stated(found.told(), exceptions.stated(exceptions.MAIL))


def _written(text: str) -> bytes:
    return f"From: bo@af.example\r\nTo: samverk@lingon.example\r\nSubject: Hej\r\n\r\n{text}\r\n".encode()


def _with_attachment(text: str) -> bytes:
    head = "From: bo@af.example\r\nTo: samverk@lingon.example\r\nSubject: Hej\r\nMIME-Version: 1.0\r\n"
    part = f'Content-Type: text/plain; name="{NAME}.txt"\r\nContent-Disposition: attachment\r\n\r\n{text}\r\n'
    return f'{head}Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n{part}--x--\r\n'.encode()


# --- calendars that people publish

EVENT = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:{start}\r\nDTEND:{end}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    "name", ["SUMMARY", "DESCRIPTION", "LOCATION", "UID", "ORGANIZER", "DTSTART", "TZID", "X-NOTE"]
)
def test_of_a_published_calendar_only_times_are_kept(cast: Any, watch: Watch, monkeypatch: Any, name: str) -> None:
    day = timezone.localdate() + datetime.timedelta(days=7)
    file = EVENT.format(start=f"{day:%Y%m%d}T080000Z", end=f"{day:%Y%m%d}T090000Z")
    octets = file.replace("END:VEVENT", f"{name}:{TEXT}\r\nEND:VEVENT").encode()
    monkeypatch.setattr("notifications.published.refresh.fetch", lambda address: octets)
    now = timezone.now()
    calendar = PublishedCalendar.objects.create(
        person=cast.bo, address="https://kalender.example/bo.ics", added_at=now, next_at=now
    )
    found = Found()

    with alone(watch, found, name, "text"):
        read_calendar(calendar)

    assert found.told() == {}


# --- commands


def test_what_a_command_is_given_stays_where_it_may_and_nowhere_else(cast: Any, watch: Watch) -> None:
    found = Found()
    usual = {"email": "ny@lingon.example", "name": "Ny Person", "federation": "lingon", "unit": "Ekonomiskt bistånd"}

    for name in ("email", "name", "phone", "federation", "area", "unit"):
        text = ADDRESS if name == "email" else TEXT[:40]
        with alone(watch, found, f"create_person {name}", "text"):
            _call("create_person", **{**usual, name: text})
    with alone(watch, found, "create_token email", "text"):
        _call("create_token", email=ADDRESS)
    with alone(watch, found, "create_token name", "text"):
        _call("create_token", email=cast.anna.email, name=TEXT[:40])

    assert_stated(found.told(), exceptions.stated(exceptions.COMMANDS))


def _call(command: str, **options: Any) -> None:
    try:
        call_command(command, stdout=io.StringIO(), **options)
    except CommandError:
        pass  # refused, and said to whoever typed it


def test_every_argument_of_a_command_is_tested_or_named() -> None:
    tested = {f"create_person {name}" for name in ("email", "name", "phone", "federation", "area", "unit")}

    assert command_arguments() - tested - {"create_token email", "create_token name"} == set(exceptions.OTHER_ARGUMENTS)
