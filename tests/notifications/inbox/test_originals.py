"""Originals are public records: they stay in the mailbox until a person has said what becomes of them."""

from __future__ import annotations

import datetime
import imaplib
import time
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from booking.models import Meeting
from notifications.inbox.handling import handle_mail, handle_routine
from notifications.inbox.mailboxes import READ_FOLDER, poll
from notifications.inbox.originals import REGISTRAR_FOLDER
from notifications.inbox.receiving import receive
from notifications.models import InboundMail, OutboxMessage, RoleMailbox, still_open
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from tests.factories.calls import call_forum
from tests.notifications.inbox.test_mailboxes import box as box
from tests.notifications.inbox.test_mailboxes import box_at, left
from tests.notifications.inbox.test_mailboxes import meeting as meeting
from tests.notifications.inbox.test_mailboxes import server as server
from tests.notifications.inbox.test_receiving import plain_mail, reply
from tests.notifications.outbox.test_bounces import report
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


@pytest.fixture
def folder(box: imaplib.IMAP4) -> imaplib.IMAP4:
    """The mailbox with nothing in its folders for read mail."""
    for name in (READ_FOLDER, REGISTRAR_FOLDER):
        box.create(name)
        left(box, name)
        box.store("1:*", "+FLAGS", r"(\Deleted)")
        box.expunge()
    return box


def lies_there(box: imaplib.IMAP4, raw: bytes, days: float = 40) -> InboundMail:
    """It has been received, and was put into the folder for read mail so many days ago."""
    receive(raw)
    box.append(READ_FOLDER, "", imaplib.Time2Internaldate(time.time() - days * DAY), raw)
    return InboundMail.objects.latest("pk")


def tidied(server: int, box: imaplib.IMAP4) -> tuple[int, int]:
    """How many lie in the folder for read mail and in the registrar's, after the mailbox has been tidied."""
    RoleMailbox.objects.update(tidied_at=None)
    assert poll(box_at(server)) == 0
    return left(box, READ_FOLDER), left(box, REGISTRAR_FOLDER)


def to_bo(meeting: Meeting) -> OutboxMessage:
    return OutboxMessage.objects.filter(meeting=meeting, address="bo@af.example").latest("pk")


def about(meeting: Meeting) -> str:
    return f"In-Reply-To: {to_bo(meeting).message_id}"


def bounce_of(meeting: Meeting) -> bytes:
    deliver_batch()
    return report(to_bo(meeting), "failed", "5.1.1")


def test_an_answer_that_was_applied_and_a_bounce_are_taken_away_when_they_are_old(
    cast: Any, meeting: Meeting, server: int, folder: imaplib.IMAP4, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"
    assert lies_there(folder, reply(meeting)).result == "applied"
    assert lies_there(folder, bounce_of(meeting)).result == "bounce"
    lies_there(folder, reply(meeting), days=2)

    assert tidied(server, folder) == (1, 0)


STAY = {
    "an ordinary mail": lambda meeting: plain_mail(about(meeting)),
    "a stranger's mail": lambda _meeting: plain_mail().replace(b"bo@af", b"x@y"),
    "an out-of-office": lambda meeting: plain_mail(about(meeting), "Auto-Submitted: auto-replied"),
    "a stale answer": lambda meeting: reply(meeting, stamp=timezone.now() - datetime.timedelta(days=9)),
    "a stranger's answer": lambda meeting: reply(meeting, sender="x@y.example"),
    "a call from outside": lambda meeting: reply(meeting, method="CANCEL"),
    "without a Message-ID": lambda meeting: plain_mail(about(meeting)).replace(b"Message-ID:", b"X-No-Id:"),
    "unreadable": lambda _meeting: f"From: a\r\nMessage-ID: <{uuid.uuid4()}@x>\r\n\r\n\0\xff".encode("latin-1"),
}


@pytest.mark.parametrize("name", STAY)
def test_everything_else_stays_however_old_until_somebody_has_said_what_becomes_of_it(
    name: str, cast: Any, meeting: Meeting, server: int, folder: imaplib.IMAP4
) -> None:
    if name == "a stale answer":
        receive(reply(meeting, stamp=timezone.now()))
    mail = lies_there(folder, STAY[name](meeting), days=400)
    assert tidied(server, folder) == (1, 0)

    handle_mail(mail, by=cast.anna if mail.meeting_id else cast.adam)

    assert tidied(server, folder) == (0, 0)


def test_what_is_for_the_registrar_is_moved_at_once_and_never_taken_away(
    cast: Any, meeting: Meeting, server: int, folder: imaplib.IMAP4
) -> None:
    mail = lies_there(folder, plain_mail(about(meeting)), days=1)

    logged_in(cast.anna).post(f"/inkommet/{mail.pk}/", {"registrar": "1"})

    assert tidied(server, folder) == (0, 1)
    assert tidied(server, folder) == (0, 1)
    assert "Till registrator" in text_of(logged_in(cast.anna).get("/inkommet/"))


def test_what_nothing_is_known_of_stays(server: int, folder: imaplib.IMAP4, db: Any) -> None:
    folder.append(READ_FOLDER, "", imaplib.Time2Internaldate(time.time() - 400 * DAY), b"Subject: x\r\n\r\nx")

    assert tidied(server, folder) == (1, 0)


def test_a_mailbox_is_tidied_a_few_times_a_day(
    cast: Any, meeting: Meeting, server: int, folder: imaplib.IMAP4, time_machine: Any
) -> None:
    poll(box_at(server))
    lies_there(folder, reply(meeting))

    poll(box_at(server))
    assert left(folder, READ_FOLDER) == 1
    RoleMailbox.objects.update(tidied_at=timezone.now() - datetime.timedelta(hours=7))
    poll(box_at(server))

    assert left(folder, READ_FOLDER) == 0


def test_the_copy_here_goes_with_it_and_is_shown_with_numbers_blanked(cast: Any) -> None:
    group = call_forum(cast)
    tell(group.pk)
    receive(plain_mail(about(group), text="Ring mig på 070-1740605. 19800101-1231 kommer inte."))
    mail = InboundMail.objects.get()
    page = text_of(logged_in(cast.cilla).get(f"/inkommet/{mail.pk}/"))
    assert "Ring mig på [borttaget]. [borttaget] kommer inte." in page
    assert "1740605" not in page and "1231" not in page

    handle_mail(mail, by=cast.cilla)

    mail.refresh_from_db()
    assert (mail.words, mail.handled_as, mail.handled_by) == ("", "handled", cast.cilla)
    assert mail.handled_at is not None and not mail.is_open


def test_handled_may_still_be_for_the_registrar_and_not_the_other_way_round(cast: Any, meeting: Meeting) -> None:
    receive(plain_mail(about(meeting)))
    mail = InboundMail.objects.get()
    for said, shown in [("handled", "handled"), ("registrar", "registrar"), ("handled", "registrar")]:
        handle_mail(mail, by=cast.anna, handled_as=said)
        mail.refresh_from_db()
        assert mail.handled_as == shown


def test_nobody_says_it_of_what_they_may_not_see(cast: Any, meeting: Meeting) -> None:
    receive(plain_mail(about(meeting)))
    mail = InboundMail.objects.get()

    for person in (cast.bo, cast.cilla, cast.adam, cast.eva):
        with pytest.raises(PermissionDenied):
            handle_mail(mail, by=person)
    assert InboundMail.objects.filter(still_open()).exists()


def test_what_programs_have_sent_is_handled_in_one_go_and_only_ones_own(cast: Any, meeting: Meeting) -> None:
    receive(plain_mail(about(meeting), "Auto-Submitted: auto-replied"))
    receive(plain_mail(about(meeting)))
    assert "Markera 1 automatiskt svar som hanterat" in text_of(logged_in(cast.anna).get("/inkommet/"))
    assert handle_routine(cast.cilla) == 0

    logged_in(cast.anna).post("/inkommet/automatiska/")

    assert set(InboundMail.objects.values_list("reason", "handled_as")) == {
        ("automatic", "handled"), ("no_calendar", ""),
    }  # fmt: skip
