"""Odd mail, made up: no exception, a row for each, and no meeting changed by what is not understood."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking.models import Invitation, Meeting
from notifications.inbox.receiving import receive
from notifications.models import CalendarObject, InboundMail, InboundResult, OutboxMessage
from notifications.pages.wording import inbound_text
from tests.notifications.inbox.test_receiving import local_mailbox as local_mailbox
from tests.notifications.inbox.test_receiving import meeting as meeting

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
BO = "bo@af.example"
ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LINE = ODD.map(lambda text: " ".join(text.split()))


def one_of(*usual: str) -> st.SearchStrategy[str]:
    """What programs write, and now and then something else."""
    return st.sampled_from(usual) | LINE


METHODS = one_of("REPLY", "COUNTER", "REFRESH", "REQUEST", "CANCEL", "PUBLISH", "ADD", "DECLINECOUNTER", "reply", "")
PARTSTATS = one_of("ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION", "DELEGATED", "COMPLETED", "accepted", "")
ADDRESSES = one_of(BO, "BO@AF.example", "rut@vardcentralen.example", "x@y.example", "", "a@@b", "bo@åland.example")
MOMENTS = one_of("20261112T080000Z", "20261112T080000", "20261112", "99999999T999999Z", "19000101T000000Z", "")
NUMBERS = one_of("0", "1", "-1", "2147483648", "x", "")
PARAMETERS = one_of("", ";RANGE=THISANDFUTURE", ";TZID=Europe/Stockholm", ";TZID=W. Europe Standard Time", ';X="', ";=")


@st.composite
def calendars(draw: Any, uid: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{draw(METHODS)}"]
    for _event in range(draw(st.integers(0, 3))):
        lines += ["BEGIN:VEVENT", f"UID:{draw(one_of(uid, uid.upper(), 'x'))}", f"SEQUENCE:{draw(NUMBERS)}"]
        for name in draw(st.lists(st.sampled_from(["DTSTAMP", "RECURRENCE-ID", "DTSTART", "DTEND"]), max_size=4)):
            lines.append(f"{name}{draw(PARAMETERS)}:{draw(MOMENTS)}")
        for _attendee in range(draw(st.integers(0, 3))):
            lines.append(f"ATTENDEE;PARTSTAT={draw(PARTSTATS)}{draw(PARAMETERS)}:mailto:{draw(ADDRESSES)}")
        lines += [f"COMMENT:{draw(LINE)}", f"SUMMARY:{draw(LINE)}", f"LOCATION:{draw(LINE)}", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    if draw(st.booleans()):
        lines.pop(draw(st.integers(0, len(lines) - 1)))
    return draw(st.sampled_from(["\r\n", "\n", "\r\n "])).join(lines)


@st.composite
def mails(draw: Any, uid: str, ours: str) -> bytes:
    head = [f"From: {draw(ADDRESSES)}", f"To: {draw(one_of('samverk@lingon.example'))}", f"Subject: {draw(LINE)}"]
    head += draw(
        st.lists(
            st.sampled_from(
                [
                    "Return-Path: <>", "Auto-Submitted: auto-replied", f"In-Reply-To: {ours}", "List-Id: <x.example>",
                    "Date: nonsense", "Precedence: bulk", "X-Failed-Recipients: bo@af.example", "Message-ID: <",
                    "X-MS-Exchange-Organization-AuthAs: Internal", "Authentication-Results: x; dmarc=pass",
                ]
            ),
            max_size=4,
        )
    )  # fmt: skip
    kinds = one_of(
        "text/calendar; method=REPLY; charset=utf-8", "text/calendar", "text/plain", "application/ics",
        "multipart/report; report-type=delivery-status", "multipart/mixed; boundary=b", "message/delivery-status",
        'text/calendar; charset="utf-16"', "application/ms-tnef", "text/html",
    )  # fmt: skip
    head += [f"Content-Type: {draw(kinds)}", f"Content-Transfer-Encoding: {draw(one_of('8bit', 'base64'))}"]
    body = draw(calendars(uid) | ODD)
    if draw(st.booleans()):
        body = f"--b\r\nContent-Type: {draw(kinds)}\r\n\r\n{body}\r\n--b--\r\n"
    raw = ("\r\n".join(draw(st.permutations(head))) + "\r\n\r\n" + body).encode("utf-8", "replace")
    if draw(st.integers(0, 9)) == 0:
        cut = draw(st.integers(0, len(raw)))
        raw = raw[:cut] + draw(st.binary(max_size=20)) + raw[cut:]
    return raw


def facts(meeting: Meeting) -> tuple[Any, ...]:
    """What only those who hold the meeting may change."""
    now = Meeting.objects.get(pk=meeting.pk)
    own = (now.starts_at, now.ends_at, now.place, now.link, now.state, now.caller_id, now.template_id)
    return (*own, set(now.invitations.values_list("person", "state", "unit")))


def said(meeting: Meeting) -> dict[Any, Any]:
    return dict(Invitation.objects.filter(meeting=meeting).values_list("pk", "answer"))


def test_no_mail_however_odd_stops_the_next_or_changes_more_than_an_answer(cast: Any, meeting: Meeting) -> None:
    uid = str(CalendarObject.objects.get(meeting=meeting).uid)
    ours = OutboxMessage.objects.get(address=BO).message_id
    before, answers = facts(meeting), said(meeting)
    seats = {call.pk: call.person for call in meeting.invitations.all()}

    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mails(uid, ours))
    def take(raw: bytes) -> None:
        with transaction.atomic():
            outcome = receive(raw)

            row = InboundMail.objects.get()
            assert outcome.reason != "fault" and row.result == outcome.result
            assert facts(meeting) == before
            now = said(meeting)
            changed = {seats[pk] for pk, answer in now.items() if answer != answers[pk]}
            # one person's answer, by that person, and only by what was understood
            assert len(changed) <= 1
            if changed:
                assert outcome.result == InboundResult.APPLIED
                sender = raw.decode("utf-8", "replace").lower()
                assert changed.pop().email in sender
            assert inbound_text(outcome.result, outcome.reason)
            transaction.set_rollback(True)

    take()


def test_what_is_not_understood_is_kept_for_somebody(cast: Any, meeting: Meeting) -> None:
    stamp = (timezone.now() - datetime.timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    raw = f"From: {BO}\r\nTo: samverk@lingon.example\r\nDate: {stamp}\r\nMessage-ID: <odd@x>\r\n\r\nHej hej".encode()

    receive(raw, cast.federation)

    row = InboundMail.objects.get()
    assert (row.needs_person, row.is_open, row.reason) == (True, True, "no_calendar")
