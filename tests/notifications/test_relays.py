"""Mail servers that are away, full, strict or slow, and what the others' mail notices of it: nothing."""

from __future__ import annotations

import base64
import datetime
import logging
import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, Envelope
from django.utils import timezone

from booking.models import Meeting
from forums.models import Federation
from notifications import delivery, oauth, pace, relays, tasks
from notifications.delivery import deliver_batch, deliver_due, due_routes, expire
from notifications.models import DomainPace, OutboxMessage, OutboxState, Relay, RelaySender, Told
from notifications.reconcile import reconcile
from notifications.relays import take_place
from notifications.transport import SmtpRelay, Unreachable
from scripts.machine import free_port
from tests.factories import make_federation
from tests.factories.calls import call_individual
from tests.notifications.test_oauth import Endpoint
from tests.notifications.test_oauth import endpoint as endpoint
from tests.servers import Cut, SmtpSink

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def sink(settings: Any) -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        settings.EMAIL_URL = sink.url
        yield sink


@pytest.fixture
def federation() -> Federation:
    return make_federation(slug="lingon")


def queue(federation: Federation, count: int = 1, domain: str = "af.example", **fields: Any) -> list[OutboxMessage]:
    return OutboxMessage.objects.bulk_create(
        OutboxMessage(
            federation=federation,
            kind="assign",
            address=f"person{number}@{domain}",
            envelope_from="samverk@lingon.example",
            message_id=f"<{federation.pk}-{number}@{domain}>",
            subject="Vem kommer?",
            body=b"Subject: Vem kommer?\r\n\r\n.En rad\r\n",
            **{"next_at": timezone.now(), **fields},
        )
        for number in range(count)
    )


def away() -> str:
    return f"smtp://127.0.0.1:{free_port()}"


def states() -> list[tuple[str, int]]:
    return sorted(OutboxMessage.objects.values_list("state", "attempts"))


def probe_now() -> None:
    Relay.objects.update(probe_at=timezone.now())


def is_down() -> bool:
    return Relay.objects.get().down_since is not None


# --- the circuit


def test_a_relay_that_is_away_is_left_alone_and_costs_no_attempts(settings: Any, federation: Federation) -> None:
    settings.EMAIL_URL = away()
    queue(federation, 3)
    deliver_batch()
    assert is_down()

    with SmtpSink() as back:
        settings.EMAIL_URL = back.url
        Relay.objects.update(name=relays.name_of(back.url))
        deliver_due()

        assert back.received == []
    assert states() == [("queued", 0)] * 3


def test_after_the_wait_one_message_tries_and_the_others_follow_when_it_gets_through(
    sink: SmtpSink, federation: Federation
) -> None:
    queue(federation, 5)
    Relay.objects.create(name=relays.name_of(sink.url), down_since=timezone.now(), probe_at=timezone.now())

    deliver_due()

    assert states() == [("sent", 1)] * 5
    assert not is_down()


def test_a_probe_is_one_message_only(settings: Any, federation: Federation) -> None:
    settings.EMAIL_URL = away()
    queue(federation, 5)
    deliver_batch()
    OutboxMessage.objects.update(reply_code="")
    probe_now()

    deliver_due()

    assert OutboxMessage.objects.filter(reply_code="unreachable").count() == 1
    assert states() == [("queued", 0)] * 5


def test_the_wait_doubles_up_to_two_minutes(settings: Any, federation: Federation) -> None:
    settings.EMAIL_URL = away()
    queue(federation)
    waits = []
    for _again in range(6):
        deliver_batch()
        waits.append((Relay.objects.get().probe_at - timezone.now()).total_seconds())
        probe_now()

    for wait, seconds in zip(waits, (15, 30, 60, 120, 120, 120), strict=True):
        assert 0.75 * seconds < wait < 1.25 * seconds
    assert Relay.objects.get().failures == 6


def test_only_one_sender_tries_a_relay_that_is_down(settings: Any, federation: Federation) -> None:
    queue(federation, 2)
    route = due_routes()[0]
    Relay.objects.create(name=route.name, down_since=timezone.now(), probe_at=timezone.now())

    first, second = take_place(route), take_place(route)

    assert first is not None and first.is_probe
    assert second is None


def test_a_sender_that_died_while_it_tried_stops_nobody_for_long(sink: SmtpSink, federation: Federation) -> None:
    queue(federation)
    route = due_routes()[0]
    Relay.objects.create(name=route.name, down_since=timezone.now(), probe_at=timezone.now())
    take_place(route)
    RelaySender.objects.update(until=timezone.now())
    probe_now()

    deliver_due()

    assert states() == [("sent", 1)]


@pytest.mark.parametrize("password", ["fel", "hemlig"])
def test_a_relay_that_refuses_the_login_is_left_alone_and_no_password_is_kept_or_logged(
    sink: SmtpSink, settings: Any, federation: Federation, caplog: Any, password: str
) -> None:
    settings.EMAIL_URL = sink.url.replace("//", f"//samverk:{password}@")
    queue(federation, 2)

    with caplog.at_level(logging.INFO):
        deliver_batch()

    relay = Relay.objects.get()
    assert relay.down_since is not None
    assert relay.name == f"127.0.0.1:{sink.port} (samverk)"
    assert password not in caplog.text + repr(due_routes()) + relay.name
    assert states() == [("queued", 0)] * 2


def test_a_password_never_goes_to_a_relay_without_the_tls_that_was_asked_for(
    sink: SmtpSink, settings: Any, federation: Federation
) -> None:
    settings.EMAIL_URL = f"smtp+tls://samverk:hemlig@127.0.0.1:{sink.port}"
    queue(federation)

    deliver_batch()

    assert is_down()
    assert sink.received == []


def test_three_messages_without_an_answer_are_the_relays_fault(sink: SmtpSink, federation: Federation) -> None:
    def fall_silent(envelope: Envelope) -> None:
        raise Cut

    sink.script = fall_silent
    queue(federation, 5)

    deliver_batch()

    assert is_down()
    assert states() == [("queued", 0)] * 2 + [("queued", 1)] * 3


def test_a_message_that_the_relay_cannot_stomach_does_not_close_it_for_the_others(
    sink: SmtpSink, federation: Federation
) -> None:
    def choke(envelope: Envelope) -> None:
        if envelope.rcpt_tos == ["person1@af.example"]:
            raise Cut

    sink.script = choke
    queue(federation, 5)

    deliver_batch()

    assert not is_down()
    assert states() == [("queued", 1)] + [("sent", 1)] * 4


# --- one relay and the others


def test_a_dead_relay_delays_no_other_federations_mail(sink: SmtpSink, settings: Any, federation: Federation) -> None:
    other = make_federation(slug="blabar")
    settings.FEDERATION_MAIL = {"LINGON": {"EMAIL_URL": away()}}
    queue(federation, delivery.BATCH * 2, next_at=timezone.now() - HOUR)
    queue(other, 3)

    deliver_due()

    assert OutboxMessage.objects.filter(federation=other, state=OutboxState.SENT).count() == 3
    assert set(OutboxMessage.objects.filter(federation=federation).values_list("state", "attempts")) == {("queued", 0)}


def test_each_relay_gets_a_task_of_its_own_so_that_a_slow_one_holds_nobody_up(
    sink: SmtpSink, settings: Any, federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_federation(slug="blabar")
    rung: list[int] = []
    monkeypatch.setattr(tasks, "ask", lambda task, federation_id: rung.append(federation_id))
    with SmtpSink() as second:
        settings.FEDERATION_MAIL = {"BLABAR": {"EMAIL_URL": second.url}}
        queue(federation)
        queue(other)

        tasks.deliver()
        assert (len(sink.received), len(second.received), rung) == (1, 0, [other.pk])
        tasks.deliver(*rung)

        assert (len(sink.received), len(second.received), rung) == (1, 1, [other.pk])


def test_a_task_that_comes_late_finds_nothing_to_do(federation: Federation) -> None:
    tasks.deliver(federation.pk)

    assert Relay.objects.count() == 0


def test_federations_with_the_same_relay_share_it(sink: SmtpSink, federation: Federation) -> None:
    queue(federation)
    queue(make_federation(slug="blabar"))

    assert len(due_routes()) == 1
    deliver_due()

    assert Relay.objects.count() == 1
    assert len(sink.received) == 2


# --- how many connections


def test_a_relay_is_given_no_more_connections_than_the_installation_says(settings: Any, federation: Federation) -> None:
    settings.MAIL_CONNECTIONS = 2
    queue(federation)
    route = due_routes()[0]

    places = [take_place(route) for _number in range(3)]

    assert [place is not None for place in places] == [True, True, False]
    places[0].leave()  # type: ignore[union-attr]
    assert take_place(route) is not None


def test_a_connection_whose_sender_is_not_heard_of_is_not_counted(settings: Any, federation: Federation) -> None:
    settings.MAIL_CONNECTIONS = 1
    queue(federation)
    route = due_routes()[0]
    take_place(route)

    RelaySender.objects.update(until=timezone.now())

    assert take_place(route) is not None


@pytest.mark.parametrize("answer", ["421 too many connections", "432 concurrent connections limit exceeded"])
def test_a_relay_that_is_crowded_gets_fewer_connections_and_the_mail_goes_by_the_others(
    sink: SmtpSink, federation: Federation, answer: str
) -> None:
    queue(federation, 4)
    beside = take_place(due_routes()[0])
    answers = iter([answer])
    sink.script = lambda envelope: next(answers, None)

    deliver_batch()
    assert Relay.objects.get().connections == 1
    assert not is_down()
    assert take_place(due_routes()[0]) is None
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
        beside = take_place(due_routes()[0])

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


# --- the pace of a domain


def test_a_domain_beyond_its_pace_waits_and_the_others_mail_goes(
    sink: SmtpSink, settings: Any, federation: Federation
) -> None:
    settings.MAIL_PACE = {"stor.example": 60}
    queue(federation, delivery.BATCH * 2, "stor.example", next_at=timezone.now() - HOUR)
    queue(federation, 3, "liten.example")

    deliver_due()

    sent = [received.recipients[0].rpartition("@")[2] for received in sink.received]
    assert sent.count("liten.example") == 3
    # sixty a minute are one a second, and ten seconds are saved up
    assert 10 <= sent.count("stor.example") < delivery.BATCH
    waiting = delivery.BATCH * 2 + 3 - len(sent)
    assert OutboxMessage.objects.filter(state=OutboxState.QUEUED, attempts=0).count() == waiting


def test_after_a_while_a_domain_may_be_sent_more(sink: SmtpSink, settings: Any, federation: Federation) -> None:
    settings.MAIL_PACE = {"": 6}
    queue(federation, 5)
    deliver_due()
    before = len(sink.received)

    deliver_due()
    assert len(sink.received) == before
    DomainPace.objects.update(free_at=timezone.now() - datetime.timedelta(seconds=1))
    deliver_due()

    assert len(sink.received) == before + 1


def test_without_a_pace_nothing_is_counted(sink: SmtpSink, federation: Federation) -> None:
    queue(federation, 30)

    deliver_due()

    assert len(sink.received) == 30
    assert DomainPace.objects.count() == 0


def test_a_pace_of_its_own_goes_before_that_of_all(settings: Any) -> None:
    settings.MAIL_PACE = {"": 60, "kommun.example": 20}

    assert (pace.per_minute("kommun.example"), pace.per_minute("af.example")) == (20, 60)


# --- a week without a mail server


def test_after_a_week_without_a_mail_server_what_has_not_begun_is_told_and_the_rest_is_not(
    sink: SmtpSink, settings: Any, cast: Any
) -> None:
    settings.EMAIL_URL = away()
    past, ahead = call_individual(cast), call_individual(cast)
    for meeting in (past, ahead):
        reconcile(meeting.pk)
    deliver_batch()
    week = datetime.timedelta(days=7)
    OutboxMessage.objects.update(created_at=timezone.now() - week)
    begin(past, week)

    reconcile(past.pk)
    expire()
    settings.EMAIL_URL = sink.url
    reconcile(ahead.pk)
    deliver_due()

    assert set(past.outbox.values_list("state", "attempts", "body")) == {("expired", 0, b"")}
    assert set(ahead.outbox.values_list("state", "attempts")) == {("sent", 1)}
    assert {received.message["Message-ID"] for received in sink.received} == set(
        ahead.outbox.values_list("message_id", flat=True)
    )
    assert set(Told.objects.filter(calendar_object__meeting=past).values_list("left_method", flat=True)) == {""}


def begin(meeting: Meeting, ago: datetime.timedelta) -> None:
    """As if the meeting had been called for a time that is past by now."""
    OutboxMessage.objects.filter(meeting=meeting).update(expires_at=timezone.now() - HOUR)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=timezone.now() - HOUR, ends_at=timezone.now(), called_at=timezone.now() - ago
    )


def test_a_message_that_waited_for_a_dead_relay_is_not_given_up_at_the_first_try_later(
    sink: SmtpSink, federation: Federation
) -> None:
    queue(federation)
    OutboxMessage.objects.update(created_at=timezone.now() - datetime.timedelta(days=7))
    sink.script = lambda envelope: "450 greylisted"

    deliver_batch()

    assert states() == [("queued", 1)]


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


@pytest.fixture
def pipelining(settings: Any) -> Iterator[SmtpSink]:
    class Pipelining(SmtpSink):
        commands: list[str] = []

        async def handle_EHLO(  # noqa: N802
            self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
        ) -> list[str]:
            session.host_name = hostname
            return [*responses[:-1], "250-PIPELINING", responses[-1]]

    with Pipelining() as server:
        settings.EMAIL_URL = server.url
        yield server


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


@pytest.mark.parametrize("code", [450, 550])
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_of_any_of_the_commands_is_that_messages_own(
    pipelining: SmtpSink, federation: Federation, command: str, code: int
) -> None:
    refusals = iter([f"{code} no"])

    async def mail(server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        envelope.mail_from = address  # as a server that goes on although it has refused
        return next(refusals, "250 OK")

    async def rcpt(server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
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


def test_an_address_that_no_envelope_can_hold_stops_nobody_else(pipelining: SmtpSink, federation: Federation) -> None:
    first = queue(federation, 3)[0]
    OutboxMessage.objects.filter(pk=first.pk).update(address="bo@af.example>\r\nRCPT TO:<annan@af.example")

    deliver_batch()

    assert states() == [("failed", 1)] + [("sent", 1)] * 2
    assert {len(received.recipients) for received in pipelining.received} == {1}


# --- clocks


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_sender_whose_clock_is_ahead_takes_no_lease_that_lasts(
    settings: Any, federation: Federation, time_machine: Any
) -> None:
    queue(federation)
    token = delivery.uuid.uuid4()
    delivery._claim(token, (federation.pk,), 1)

    time_machine.move_to(timezone.now() + HOUR)

    assert delivery._claim(delivery.uuid.uuid4(), (federation.pk,), 1)[0] == []
