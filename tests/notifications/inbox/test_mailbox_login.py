"""Logging in to a mailbox with a token (XOAUTH2), against a server that speaks just that much IMAP."""

from __future__ import annotations

import base64
import imaplib
import socketserver
import threading
from collections.abc import Iterator

import pytest

from notifications.inbox.mailboxes import open_mailbox
from notifications.oauth import TokenError
from tests.notifications.test_oauth import Endpoint
from tests.notifications.test_oauth import endpoint as endpoint


class Mailbox(socketserver.ThreadingTCPServer):
    """Lets in whoever has the token of the day; others are told why before they are told no."""

    daemon_threads = True
    token = "token-1"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.seen: list[str] = []
        self.mails: list[bytes] = []
        self.moved_to: list[str] = []
        self.root, self.is_full = "", False

    @property
    def url(self) -> str:
        return f"imap://samverk%40lingon.example@127.0.0.1:{self.server_address[1]}"


class Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline().decode():
            tag, command = line.split(" ")[:2]
            if command.strip() == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 AUTH=PLAIN MOVE")
                self.say(f"{tag} OK done")
            elif command.strip() == "LOGIN":
                self.server.seen.append(line.split(" ", 2)[2].strip())
                self.say(f"{tag} OK in")
            elif command.strip() == "AUTHENTICATE":
                self.say("+ ")
                self.server.seen.append(base64.b64decode(self.rfile.readline()).decode())
                self.judge(tag)
            elif command.strip() in ("CREATE", "STATUS"):
                self.say(f"{tag} {'OK done' if self.is_here(line.split()[2]) else 'NO not here'}")
            elif command.strip() == "UID":
                self.answer_uid(tag, *line.split()[2:5])
            else:
                self.say(f"{tag} OK done")

    def is_here(self, folder: str) -> bool:
        return folder.strip('"').rpartition("Samverk")[0] == self.server.root

    def answer_uid(self, tag: str, command: str, number: str = "", folder: str = "") -> None:
        """Mails are known by their place among all that ever lay there."""
        mails = self.server.mails
        if command == "SEARCH":
            first = len(self.server.moved_to) + 1
            self.say("* SEARCH " + " ".join(str(number) for number in range(first, first + len(mails))))
        elif command == "FETCH":
            mail = mails[int(number) - 1 - len(self.server.moved_to)]
            self.say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(mail)}}}")
            self.wfile.write(mail + b")\r\n")
        elif command == "MOVE" and (self.server.is_full or not self.is_here(folder)):
            return self.say(f"{tag} NO over quota")
        elif command == "MOVE":
            del mails[0]
            self.server.moved_to.append(folder)
        return self.say(f"{tag} OK done")

    def judge(self, tag: str) -> None:
        if self.server.seen[-1] == "\0samverk@lingon.example\0lösen å":
            return self.say(f"{tag} OK in")
        if self.server.seen[-1] == f"user=samverk@lingon.example\x01auth=Bearer {self.server.token}\x01\x01":
            return self.say(f"{tag} OK in")
        self.say("+ " + base64.b64encode(b'{"status":"400"}').decode())
        assert self.rfile.readline().strip() == b""
        return self.say(f"{tag} NO AUTHENTICATE failed")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_mailbox_is_logged_in_to_with_a_password(mailbox: Mailbox) -> None:
    open_mailbox(mailbox.url.replace("@127", ":hem%22ligt@127"), None).logout()

    assert mailbox.seen == ['samverk@lingon.example "hem\\"ligt"']


def test_a_password_may_have_any_letters(mailbox: Mailbox) -> None:
    open_mailbox(mailbox.url.replace("@127", ":l%C3%B6sen%20%C3%A5@127"), None).logout()

    with pytest.raises(imaplib.IMAP4.error):
        open_mailbox(mailbox.url.replace("@127", ":fel%C3%A5@127"), None)


def test_a_mailbox_is_logged_in_to_with_a_token(mailbox: Mailbox, endpoint: Endpoint) -> None:
    open_mailbox(mailbox.url, endpoint.client).logout()

    assert len(mailbox.seen) == 1


def test_a_token_that_the_mailbox_refuses_is_fetched_anew_once(mailbox: Mailbox, endpoint: Endpoint) -> None:
    mailbox.token = "token-2"

    open_mailbox(mailbox.url, endpoint.client).logout()

    assert (len(mailbox.seen), len(endpoint.asked)) == (2, 2)


def test_a_mailbox_that_refuses_every_token_says_so(mailbox: Mailbox, endpoint: Endpoint) -> None:
    mailbox.token = "no other"

    with pytest.raises(imaplib.IMAP4.error):
        open_mailbox(mailbox.url, endpoint.client)

    assert len(mailbox.seen) == 2


def test_without_a_token_no_mailbox_is_opened(mailbox: Mailbox, endpoint: Endpoint) -> None:
    endpoint.status = 400

    with pytest.raises(TokenError):
        open_mailbox(mailbox.url, endpoint.client)

    assert mailbox.seen == []
