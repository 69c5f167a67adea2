"""How a mail server is spoken to: how many connections, logged in to with what, how many commands at once."""

from __future__ import annotations

import base64
import datetime
import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from aiosmtpd.smtp import Envelope as Kept
from django.utils import timezone

from forums.models import Federation
from notifications import oauth
from notifications.models import OutboxMessage, Relay, RelaySender
from notifications.outbox import relays
from notifications.outbox.delivery import deliver_batch, due_routes
from notifications.outbox.relays import take_slot
from notifications.outbox.transport import Envelope, SmtpRelay, Unreachable, open_transport
from tests.notifications.outbox.mails import sink as sink
from tests.notifications.outbox.relay_mail import federation as federation
from tests.notifications.outbox.relay_mail import is_down, queue, states
from tests.notifications.outbox.relay_mail import pipelining as pipelining
from tests.notifications.test_oauth import Endpoint
from tests.notifications.test_oauth import endpoint as endpoint
from tests.servers import SmtpSink

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


# --- how many connections


def test_a_relay_is_given_no_more_connections_than_the_installation_says(settings: Any, federation: Federation) -> None:
    settings.MAIL_CONNECTIONS = 2
    queue(federation)
    route = due_routes()[0]

    places = [take_slot(route) for _number in range(3)]

    assert [place is not None for place in places] == [True, True, False]
    places[0].leave()  # type: ignore[union-attr]
    assert take_slot(route) is not None


def test_a_connection_whose_sender_is_not_heard_of_is_not_counted(settings: Any, federation: Federation) -> None:
    settings.MAIL_CONNECTIONS = 1
    queue(federation)
    route = due_routes()[0]
    take_slot(route)

    RelaySender.objects.update(until=timezone.now())

    assert take_slot(route) is not None


@pytest.mark.parametrize("answer", ["421 too many connections", "432 concurrent connections limit exceeded"])
def test_a_relay_that_is_crowded_gets_fewer_connections_and_the_mail_goes_by_the_others(
    sink: SmtpSink, federation: Federation, answer: str
) -> None:
    queue(federation, 4)
    beside = take_slot(due_routes()[0])
    answers = iter([answer])
    sink.script = lambda envelope: next(answers, None)

    deliver_batch()
    assert Relay.objects.get().connections == 1
    assert not is_down()
    assert take_slot(due_routes()[0]) is None
    assert states() == [("queued", 0)] * 3 + [("queued", 1)]

    beside.leave()  # type: ignore[union-attr]
    deliver_batch()

    assert states() == [("queued", 1)] + [("sent", 1)] * 3


class Full(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.sendall(b"421 4.3.2 too many connections\r\n")


def test_a_relay_that_opens_no_second_connection_costs_no_message_an_attempt(
    settings: Any, federation: Federation
) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Full) as server:
        threading.Thread(target=server.serve_forever, args=[0.01]).start()
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.server_address[1]}"
        queue(federation, 2)
        beside = take_slot(due_routes()[0])

        deliver_batch()
        assert (Relay.objects.get().connections, is_down()) == (1, False)
        beside.leave()  # type: ignore[union-attr]
        deliver_batch()
        server.shutdown()

    assert (is_down(), Relay.objects.get().code) == (True, "421")
    assert states() == [("queued", 0)] * 2


def test_connections_come_back_one_after_the_other_in_peace(settings: Any) -> None:
    settings.MAIL_CONNECTIONS, now = 4, timezone.now()
    relay = Relay(name="relay", connections=1, crowded_at=now)

    counts = [relays.allowed(relay, now + datetime.timedelta(minutes=minutes)) for minutes in (0, 9, 11, 21, 300)]

    assert counts == [1, 1, 2, 3, 4]


# --- login with a token


class Guarded(SmtpSink):
    """Lets in whoever has the token of the day; others are told why before they are told no."""

    def __init__(self) -> None:
        super().__init__(auth_require_tls=False)
        self.token = "token-1"
        self.seen: list[str] = []

    async def auth_XOAUTH2(self, server: Any, arguments: list[bytes]) -> AuthResult:  # noqa: N802
        line = base64.b64decode(arguments[1]).decode()
        self.seen.append(line)
        if line == f"user=samverk@lingon.example\x01auth=Bearer {self.token}\x01\x01":
            return AuthResult(success=True)
        assert await server.challenge_auth('{"status":"401"}') == b""
        return AuthResult(success=False, handled=False)


@pytest.fixture
def guarded(settings: Any, endpoint: Endpoint) -> Iterator[Guarded]:
    with Guarded() as server:
        settings.EMAIL_URL = server.url.replace("//", "//samverk%40lingon.example@")
        settings.MAIL_OAUTH_TOKEN_URL = endpoint.client.token_url
        settings.MAIL_OAUTH_CLIENT_ID, settings.MAIL_OAUTH_CLIENT_SECRET = "id", "hemlig"
        yield server


def test_a_relay_is_logged_in_to_with_a_token(guarded: Guarded, federation: Federation) -> None:
    queue(federation, 2)

    deliver_batch()

    assert states() == [("sent", 1)] * 2
    assert len(guarded.seen) == 1


def test_a_token_that_the_relay_refuses_is_fetched_anew_once(
    guarded: Guarded, endpoint: Endpoint, federation: Federation
) -> None:
    guarded.token = "token-2"
    queue(federation)

    deliver_batch()

    assert states() == [("sent", 1)]
    assert len(endpoint.asked) == 2


def test_a_relay_that_refuses_every_token_is_left_alone(
    guarded: Guarded, endpoint: Endpoint, federation: Federation
) -> None:
    guarded.token = "no other"
    queue(federation)

    deliver_batch()

    assert (is_down(), Relay.objects.get().code, len(endpoint.asked)) == (True, "535", 2)
    assert states() == [("queued", 0)]


def test_without_a_token_the_relay_is_left_alone(guarded: Guarded, endpoint: Endpoint, federation: Federation) -> None:
    endpoint.status = 401
    queue(federation)

    deliver_batch()

    assert (is_down(), Relay.objects.get().code) == (True, "token-denied")
    assert states() == [("queued", 0)]


@pytest.mark.parametrize(
    ("password", "in_url"), [("lösenordet åäö", "l%C3%B6senordet%20%C3%A5%C3%A4%C3%B6"), ("pass", "pass")]
)
def test_a_relay_is_logged_in_to_with_a_password_in_any_letters(
    settings: Any, federation: Federation, password: str, in_url: str
) -> None:
    def judge(*asked: Any) -> AuthResult:
        right = (asked[-1].login, asked[-1].password) == (b"samverk@lingon.example", password.encode())
        return AuthResult(success=right, handled=False)

    with SmtpSink(auth_require_tls=False, authenticator=judge) as server:
        settings.EMAIL_URL = server.url.replace("//", f"//samverk%40lingon.example:{in_url}@")
        queue(federation)
        deliver_batch()
        other = SmtpRelay(settings.EMAIL_URL.replace("@127", "%C3%A5@127"))
        with pytest.raises(Unreachable, match="535"):
            other.connect()

    assert states() == [("sent", 1)]


def test_a_relay_with_a_password_is_not_asked_for_a_token(
    sink: SmtpSink, settings: Any, endpoint: Endpoint, federation: Federation
) -> None:
    settings.EMAIL_URL = sink.url.replace("//", "//samverk:hemlig@")
    settings.MAIL_OAUTH_TOKEN_URL = endpoint.client.token_url
    queue(federation)

    deliver_batch()

    assert endpoint.asked == []
    assert oauth._tokens == {}


# --- several commands in one packet


def test_a_relay_that_takes_commands_together_gets_the_same_bytes(
    pipelining: SmtpSink, sink: SmtpSink, settings: Any, federation: Federation
) -> None:
    queue(federation, 2)
    deliver_batch()
    settings.EMAIL_URL = pipelining.url
    OutboxMessage.objects.all().delete()
    queue(federation, 2)
    deliver_batch()

    plain, together = ([(one.mail_from, one.recipients, one.content) for one in s.received] for s in (sink, pipelining))
    assert together == plain
    assert together[0][2].endswith(b"\r\n\r\n.En rad\r\n")


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize("code", [450, 550])
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_of_any_of_the_commands_is_that_messages_own(
    pipelining: SmtpSink, federation: Federation, command: str, code: int, before: int
) -> None:
    """Also of one that was announced together with the text of the one before."""
    refusals = iter([None] * before + [f"{code} no"])

    async def mail(server: Any, session: Any, envelope: Kept, address: str, options: Any) -> str:
        envelope.mail_from = address  # as a server that goes on although it has refused
        return next(refusals, None) or "250 OK"

    async def rcpt(server: Any, session: Any, envelope: Kept, address: str, options: Any) -> str:
        refusal = next(refusals, None)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    if command == "DATA":
        pipelining.script = lambda envelope: next(refusals, None)
    else:
        setattr(pipelining, f"handle_{command}", mail if command == "MAIL" else rcpt)
    queue(federation, 3)

    deliver_batch()

    assert states() == [("failed" if code == 550 else "queued", 1)] + [("sent", 1)] * 2
    assert len(pipelining.received) == 2


@pytest.mark.parametrize("before", [0, 1])
def test_an_address_that_no_envelope_can_hold_stops_nobody_else(
    pipelining: SmtpSink, federation: Federation, before: int
) -> None:
    bad = queue(federation, 3)[before]
    OutboxMessage.objects.filter(pk=bad.pk).update(address="bo@af.example>\r\nRCPT TO:<annan@af.example")

    deliver_batch()

    assert states() == [("failed", 1)] + [("sent", 1)] * 2
    assert {len(received.recipients) for received in pipelining.received} == {1}


def test_what_was_announced_and_is_not_sent_after_all_does_not_arrive(pipelining: SmtpSink) -> None:
    """A lease may be over, or a meeting begun, between one message and the next."""
    body = b"Subject: Vem kommer?\r\n\r\nHej\r\n"
    first, second, third = (Envelope("samverk@lingon.example", f"{name}@af.example", len(body)) for name in "abc")

    with open_transport(pipelining.url) as relay:
        relay.send(first, body, second)
        relay.send(third, body, second)

    assert [received.recipients for received in pipelining.received] == [["a@af.example"], ["c@af.example"]]
    assert {received.content for received in pipelining.received} == {body}


class Patient(socketserver.StreamRequestHandler):
    """It answers nothing before it has heard all that a client can say without an answer."""

    timeout = 5

    def handle(self) -> None:
        self.wfile.write(b"220 relay.example\r\n")
        self.rfile.readline()
        self.wfile.write(b"250-relay.example\r\n250 PIPELINING\r\n")
        answers, messages = b"", self.server.messages  # type: ignore[attr-defined]
        for number in range(messages):
            for _command in ("MAIL", "RCPT", "DATA"):
                assert self.rfile.readline()
            self.wfile.write(answers + b"250 OK\r\n250 OK\r\n354 go on\r\n")
            while self.rfile.readline() != b".\r\n":
                pass
            answers = b"250 OK\r\n"
            if number == messages - 1:
                self.wfile.write(answers)


def test_the_next_message_is_announced_with_the_text_of_the_one_before(federation: Federation, settings: Any) -> None:
    """One wait for the server a message, and not two: it may hear of the next before it has answered for this one."""
    with socketserver.TCPServer(("127.0.0.1", 0), Patient) as server:
        server.messages = 3  # type: ignore[attr-defined]
        threading.Thread(target=server.handle_request, daemon=True).start()
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.server_address[1]}"
        queue(federation, 3)

        deliver_batch()

    assert states() == [("sent", 1)] * 3
