"""The role mailbox over IMAP, on a real server."""

from __future__ import annotations

import datetime
import imaplib
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from booking.models import Answer, Meeting
from forums.models import Federation
from notifications import tasks
from notifications.inbox import mailboxes
from notifications.inbox.mailboxes import READ_FOLDER, Box, boxes, down, poll
from notifications.models import InboundMail, RoleMailbox
from notifications.tasks import tell
from scripts.machine import free_port
from tests.factories.calls import call_individual
from tests.notifications.inbox.test_mailbox_login import Mailbox
from tests.notifications.inbox.test_mailbox_login import mailbox as mailbox
from tests.notifications.inbox.test_receiving import reply
from tests.notifications.pages.looking import logged_in, text_of
from tests.notifications.test_oauth import Endpoint
from tests.notifications.test_oauth import endpoint as endpoint
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


def url(port: int, password: str = "demopass", folder: str = "INBOX") -> str:
    return f"imap://demouser:{password}@127.0.0.1:{port}/{folder}"


def box_at(port: int, password: str = "demopass", folder: str = "INBOX") -> Box:
    return Box("mailbox", url(port, password, folder), None)


def at_once() -> None:
    """The time of the next try has come."""
    RoleMailbox.objects.update(next_at=None)


def put(box: imaplib.IMAP4, *mails: bytes) -> None:
    for mail in mails:
        box.append("INBOX", "", imaplib.Time2Internaldate(time.time()), mail)


def left(box: imaplib.IMAP4, folder: str) -> int:
    return int(box.select(folder)[1][0] or 0)


def test_an_answer_in_the_mailbox_is_applied_and_put_away(
    cast: Any, meeting: Meeting, server: int, box: imaplib.IMAP4
) -> None:
    put(box, reply(meeting), b"From: x@y.example\r\nTo: samverk@lingon.example\r\nMessage-ID: <1@y>\r\n\r\nHej")

    assert poll(box_at(server)) == 2

    assert meeting.invitations.get(person=cast.bo).answer == Answer.YES
    assert set(InboundMail.objects.values_list("result", flat=True)) == {"applied", "unknown"}
    assert left(box, "INBOX") == 0
    assert left(box, READ_FOLDER) >= 2


def test_one_mail_that_cannot_be_read_does_not_stop_the_next(
    cast: Any, meeting: Meeting, server: int, box: imaplib.IMAP4
) -> None:
    put(box, b"\x00\xff not a mail", reply(meeting))

    poll(box_at(server))

    assert meeting.invitations.get(person=cast.bo).answer == Answer.YES


def test_a_mail_that_was_read_before_a_crash_is_done_once(
    cast: Any, meeting: Meeting, server: int, box: imaplib.IMAP4, monkeypatch: Any
) -> None:
    put(box, reply(meeting))
    with monkeypatch.context() as crash:
        crash.setattr(mailboxes, "_put_away", lambda *arguments: None)
        poll(box_at(server))

    poll(box_at(server))

    assert InboundMail.objects.count() == 1
    assert left(box, "INBOX") == 0


def test_a_login_that_fails_is_seen_tried_again_and_loses_nothing(
    cast: Any, meeting: Meeting, server: int, box: imaplib.IMAP4
) -> None:
    put(box, reply(meeting))

    assert poll(box_at(server, "wrong")) == 0

    row = RoleMailbox.objects.get()
    assert (row.code, row.failures, row.held_until) == ("refused", 1, None)
    assert left(box, "INBOX") == 1
    assert poll(box_at(server)) == 0  # not before its time
    at_once()
    assert poll(box_at(server)) == 1
    row.refresh_from_db()
    assert (row.down_since, row.code, row.failures) == (None, "", 0)
    assert row.read_at is not None
    assert meeting.invitations.get(person=cast.bo).answer == Answer.YES


def test_a_mailbox_is_tried_at_growing_intervals_and_since_when_is_remembered(db: None) -> None:
    away = box_at(free_port())
    waits = []
    for _attempt in range(4):
        assert poll(away) == 0
        row = RoleMailbox.objects.get()
        waits.append((row.next_at - timezone.now()).total_seconds())
        since = row.down_since
        at_once()

    assert RoleMailbox.objects.get().down_since == since
    assert waits == sorted(waits) and waits[-1] > 200
    assert row.code == "unreachable"


def test_a_folder_that_is_not_there_is_seen(server: int, db: None) -> None:
    poll(box_at(server, folder="Nowhere"))

    assert RoleMailbox.objects.get().code == "no-folder"


def test_a_mail_that_cannot_be_taken_stays_and_stops_no_other(
    cast: Any, meeting: Meeting, server: int, box: imaplib.IMAP4, monkeypatch: Any
) -> None:
    poison = b"From: x@y.example\r\nMessage-ID: <poison@y>\r\n\r\nHej"
    put(box, poison, reply(meeting))
    take = mailboxes.receive

    def fail_once(raw: bytes, federation: Any) -> Any:
        if b"poison" in raw:
            raise RuntimeError("disk full")
        return take(raw, federation)

    with monkeypatch.context() as broken:
        broken.setattr(mailboxes, "receive", fail_once)
        assert poll(box_at(server)) == 1

    assert meeting.invitations.get(person=cast.bo).answer == Answer.YES
    assert left(box, "INBOX") == 1
    assert poll(box_at(server)) == 1


def test_mails_that_cannot_be_put_away_are_seen_and_stop_none_that_come_later(
    cast: Any, meeting: Meeting, mailbox: Mailbox, settings: Any, monkeypatch: Any
) -> None:
    """They are read by every poll: more of them than a poll takes would keep all others out."""
    monkeypatch.setattr(mailboxes, "BATCH", 2)
    mailbox.is_full = True
    mailbox.mails += [f"From: x@y.example\r\nMessage-ID: <{n}@y>\r\n\r\nHej".encode() for n in range(3)]
    mailbox.mails.append(reply(meeting))

    assert poll(Box("mailbox", mailbox.url.replace("@127", ":x@127"), None)) == 0

    assert meeting.invitations.get(person=cast.bo).answer == Answer.YES
    assert (RoleMailbox.objects.get().code, len(mailbox.mails)) == ("not-moved", 4)


@pytest.mark.parametrize("root", ["", "INBOX.", "INBOX/"])
def test_the_folder_for_read_mail_is_where_the_server_has_its_folders(db: None, mailbox: Mailbox, root: str) -> None:
    mailbox.root = root
    mailbox.mails.append(b"From: x@y.example\r\nMessage-ID: <1@y>\r\n\r\nHej")

    assert poll(Box("mailbox", mailbox.url.replace("@127", ":x@127"), None)) == 1

    assert (mailbox.moved_to, mailbox.mails) == ([f"{root}{READ_FOLDER}"], [])


def test_a_server_that_makes_no_folder_says_so_and_keeps_its_mail(db: None, mailbox: Mailbox) -> None:
    mailbox.root = "nobody's"
    mailbox.mails.append(b"From: x@y.example\r\nMessage-ID: <1@y>\r\n\r\nHej")

    poll(Box("mailbox", mailbox.url.replace("@127", ":x@127"), None))

    assert (RoleMailbox.objects.get().code, len(mailbox.mails)) == ("no-read-folder", 1)


def test_a_folder_may_have_any_letters(cast: Any, meeting: Meeting, server: int, box: imaplib.IMAP4) -> None:
    name = '"Svar & &AOQ-rende &AMQ-"'.replace("& &", "&- &")
    box.create(name)
    box.append(name, "", imaplib.Time2Internaldate(time.time()), reply(meeting))

    assert poll(box_at(server, folder="Svar%20&%20%C3%A4rende%20%C3%84")) == 1

    assert meeting.invitations.get(person=cast.bo).answer == Answer.YES


def test_a_mailbox_that_is_being_read_is_left_alone_until_its_reader_is_dead(
    meeting: Meeting, server: int, box: imaplib.IMAP4
) -> None:
    put(box, reply(meeting))
    held = RoleMailbox.objects.create(name="mailbox", held_until=timezone.now() + datetime.timedelta(minutes=1))

    assert poll(box_at(server)) == 0
    held.held_until = timezone.now() - datetime.timedelta(seconds=1)
    held.save()
    assert poll(box_at(server)) == 1


def test_a_poll_that_breaks_off_leaves_the_mailbox_free(
    meeting: Meeting, server: int, box: imaplib.IMAP4, monkeypatch: Any
) -> None:
    put(box, reply(meeting))
    with monkeypatch.context() as broken:
        broken.setattr(mailboxes, "_visit", lambda box, tidies: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            poll(box_at(server))

    assert poll(box_at(server)) == 1


def test_of_a_mail_that_is_too_large_no_more_is_read_than_it_takes_to_say_so(
    cast: Any, server: int, box: imaplib.IMAP4
) -> None:
    put(box, b"From: x@y.example\r\nMessage-ID: <large@y>\r\n\r\n" + b"A" * 5_000_000)

    assert poll(box_at(server)) == 1
    assert InboundMail.objects.get().reason == "too_large"


def test_each_federation_has_its_own_mailbox_and_one_that_is_shared_is_read_once(cast: Any, settings: Any) -> None:
    settings.IMAP_URL = "imaps://all:p@imap.example"
    settings.FEDERATION_MAIL = {"LINGON": {"IMAP_URL": "imaps://samverk%40lingon.example:p@imap.lingon.example"}}

    found = {box.name: box.federations for box in boxes()}

    own = "imap.lingon.example:993 (samverk@lingon.example)"
    others = Federation.objects.exclude(slug="lingon").order_by("pk").values_list("pk", flat=True)
    assert found == {"imap.example:993 (all)": tuple(others), own: (cast.federation.pk,)}


def test_a_mail_about_nothing_known_belongs_to_the_federation_whose_mailbox_it_lay_in(
    cast: Any, server: int, box: imaplib.IMAP4
) -> None:
    put(box, b"From: x@y.example\r\nMessage-ID: <lost@y>\r\n\r\nHej")

    poll(Box("own", url(server), None, (cast.federation.pk,)))

    assert InboundMail.objects.get().federation == cast.federation


def test_what_lies_in_a_shared_mailbox_and_names_nobody_is_seen_by_every_administrator_of_it(
    cast: Any, server: int, box: imaplib.IMAP4, settings: Any
) -> None:
    settings.IMAP_URL = url(server)
    put(box, b"\x00\xff not a mail", b"From: x@nowhere.example\r\nMessage-ID: <lost@nowhere>\r\n\r\nHej")
    (shared,) = boxes()

    assert poll(shared) == 2

    assert "nowhere.example" in text_of(logged_in(cast.adam).get("/inkommet/"))
    for other in (cast.anna, cast.cilla, cast.david, cast.eva):
        assert "nowhere.example" not in text_of(logged_in(other).get("/inkommet/"))
    settings.FEDERATION_MAIL = {"LINGON": {"IMAP_URL": url(server, folder="Egen")}}
    assert "nowhere.example" not in text_of(logged_in(cast.adam).get("/inkommet/"))


def test_only_the_administrators_of_a_mailbox_see_that_it_cannot_be_read(cast: Any, settings: Any) -> None:
    settings.FEDERATION_MAIL = {"LINGON": {"IMAP_URL": f"imap://samverk:hemligt@127.0.0.1:{free_port()}"}}
    (own,) = boxes()

    poll(own)

    page = text_of(logged_in(cast.adam).get("/inkommet/"))
    assert "Brevlådan för svar går inte att läsa" in page and own.name in page
    assert "Inget går förlorat" in page and "hemligt" not in page
    assert "En brevlåda för svar går inte att läsa" in text_of(logged_in(cast.adam).get("/"))
    for other in (cast.anna, cast.cilla, cast.david, cast.eva):
        assert "går inte att läsa" not in text_of(logged_in(other).get("/inkommet/"))
        assert "går inte att läsa" not in text_of(logged_in(other).get("/"))
    assert [row.code for row in down([cast.federation.pk])] == ["unreachable"]


def test_a_mailbox_that_cannot_be_read_does_not_make_the_service_unready(cast: Any, client: Any) -> None:
    before = client.get("/health/ready").json()["checks"]
    RoleMailbox.objects.create(name="mailbox", down_since=timezone.now(), code="refused")

    assert client.get("/health/ready").json()["checks"] == before


def test_two_folders_of_a_mailbox_are_two_and_two_passwords_to_it_are_one(
    cast: Any, settings: Any, monkeypatch: Any
) -> None:
    """Under one name they would take turns at being left alone, and ring for each other without end."""
    rung: list[Any] = []
    monkeypatch.setattr(tasks, "ask", lambda task, *arguments: rung.append((task, *arguments)))
    port = free_port()
    settings.IMAP_URL = url(port)

    settings.FEDERATION_MAIL = {"LINGON": {"IMAP_URL": url(port, folder="Egen%20mapp")}}
    tasks.poll_inbox()
    for _task, pk in list(rung):
        tasks.poll_inbox(pk)

    assert [name.partition(" ")[2] for name in RoleMailbox.objects.values_list("name", flat=True)] == [
        "(demouser)",
        "(demouser), Egen mapp",
    ]
    assert len(rung) == 1
    settings.FEDERATION_MAIL = {"LINGON": {"IMAP_URL": url(port, "another")}}
    (box,) = boxes()
    assert (box.url, cast.federation.pk in box.federations) == (settings.IMAP_URL, True)


def test_every_mailbox_gets_a_poll_of_its_own(cast: Any, settings: Any, monkeypatch: Any) -> None:
    rung: list[Any] = []
    monkeypatch.setattr(tasks, "ask", lambda task, *arguments: rung.append((task, *arguments)))
    settings.IMAP_URL = f"imap://a:b@127.0.0.1:{free_port()}"
    settings.FEDERATION_MAIL = {"LINGON": {"IMAP_URL": f"imap://c:d@127.0.0.1:{free_port()}"}}

    tasks.poll_inbox()
    tasks.poll_inbox(rung[0][1])

    assert rung == [("notifications.poll_inbox", RoleMailbox.objects.get(name__endswith="(c)").pk)]
    assert set(RoleMailbox.objects.values_list("code", flat=True)) == {"unreachable"}


def test_a_mailbox_that_wants_a_token_is_read_with_one(
    cast: Any, meeting: Meeting, mailbox: Mailbox, endpoint: Endpoint
) -> None:
    mailbox.mails = [reply(meeting)]

    assert poll(Box("exchange", mailbox.url, endpoint.client)) == 1

    assert mailbox.mails == []
    assert meeting.invitations.get(person=cast.bo).answer == Answer.YES


def test_a_mailbox_whose_tokens_are_refused_says_so(mailbox: Mailbox, endpoint: Endpoint, db: None) -> None:
    mailbox.token = "no other"
    poll(Box("exchange", mailbox.url, endpoint.client))
    assert RoleMailbox.objects.get().code == "refused"

    endpoint.status = 400
    at_once()
    poll(Box("exchange", mailbox.url, endpoint.client))
    assert RoleMailbox.objects.get().code.startswith("token-")
