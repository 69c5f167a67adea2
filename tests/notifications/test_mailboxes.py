"""The role mailbox over IMAP, on a real server."""

from __future__ import annotations

import imaplib
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from booking.models import Answer, Meeting
from notifications import mailboxes
from notifications.mailboxes import READ_FOLDER, poll
from notifications.models import InboundMail
from notifications.tasks import tell
from scripts.machine import free_port
from tests.factories.calls import call_individual
from tests.notifications.test_inbox import reply
from tests.servers import Process

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    pymap = shutil.which("pymap", path=str(Path(sys.executable).parent))
    options = ["--no-service", "admin", "--no-service", "managesieve", "--host", "127.0.0.1", "--port", str(port)]
    command = [str(pymap), *options, "--no-tls", "dict", "--demo-data"]
    with Process("imap", *command, folder=tmp_path_factory.mktemp("imap")):
        _wait_for(port)
        yield port


@pytest.fixture
def box(server: int) -> Iterator[imaplib.IMAP4]:
    connection = imaplib.IMAP4("127.0.0.1", server, timeout=10)
    connection.login("demouser", "demopass")
    connection.select("INBOX")
    connection.store("1:*", "+FLAGS", r"(\Deleted)")
    connection.expunge()
    yield connection
    connection.logout()


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    called = call_individual(cast)
    tell(called.pk)
    return called


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=5).logout()
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def url(port: int, password: str = "demopass") -> str:
    return f"imap://demouser:{password}@127.0.0.1:{port}/INBOX"


def put(box: imaplib.IMAP4, *mails: bytes) -> None:
    for mail in mails:
        box.append("INBOX", "", imaplib.Time2Internaldate(time.time()), mail)


def left(box: imaplib.IMAP4, folder: str) -> int:
    return int(box.select(folder)[1][0] or 0)


def test_an_answer_in_the_mailbox_is_applied_and_put_away(
    cast: Any, meeting: Meeting, server: int, box: imaplib.IMAP4
) -> None:
    put(box, reply(meeting), b"From: x@y.example\r\nTo: samverk@lingon.example\r\nMessage-ID: <1@y>\r\n\r\nHej")

    assert poll(url(server)) == 2

    assert meeting.invitations.get(person=cast.bo).answer == Answer.YES
    assert set(InboundMail.objects.values_list("result", flat=True)) == {"applied", "unknown"}
    assert left(box, "INBOX") == 0
    assert left(box, READ_FOLDER) >= 2


def test_one_mail_that_cannot_be_read_does_not_stop_the_next(
    cast: Any, meeting: Meeting, server: int, box: imaplib.IMAP4
) -> None:
    put(box, b"\x00\xff not a mail", reply(meeting))

    poll(url(server))

    assert meeting.invitations.get(person=cast.bo).answer == Answer.YES


def test_a_mail_that_was_read_before_a_crash_is_done_once(
    cast: Any, meeting: Meeting, server: int, box: imaplib.IMAP4, monkeypatch: Any
) -> None:
    put(box, reply(meeting))
    with monkeypatch.context() as crash:
        crash.setattr(mailboxes, "_put_away", lambda *arguments: None)
        poll(url(server))

    poll(url(server))

    assert InboundMail.objects.count() == 1
    assert left(box, "INBOX") == 0


def test_a_login_that_fails_is_tried_again_and_loses_nothing(meeting: Meeting, server: int, box: imaplib.IMAP4) -> None:
    put(box, reply(meeting))

    assert poll(url(server, "wrong")) == 0
    assert left(box, "INBOX") == 1


def test_a_mailbox_that_is_away_is_no_error(db: None) -> None:
    assert poll(url(free_port())) == 0
