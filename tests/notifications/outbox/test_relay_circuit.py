"""A mail server that is away or refuses us is left alone, and nobody else's mail notices."""

from __future__ import annotations

import datetime
import logging
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope
from django.utils import timezone

from booking.models import Meeting
from forums.models import Federation
from notifications import tasks
from notifications.models import OutboxMessage, OutboxState, Relay, RelaySender, Told
from notifications.outbox import delivery, relays
from notifications.outbox.claiming import expire
from notifications.outbox.delivery import deliver_batch, deliver_due, due_routes
from notifications.outbox.relays import routes, take_slot
from notifications.telling.reconcile import reconcile
from tests.factories import make_federation
from tests.factories.calls import call_individual
from tests.notifications.outbox.mails import sink as sink
from tests.notifications.outbox.relay_mail import away, is_down, probe_now, queue, states
from tests.notifications.outbox.relay_mail import federation as federation
from tests.servers import Cut, SmtpSink

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


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


def test_two_connections_that_break_together_are_one_failure(settings: Any, federation: Federation) -> None:
    settings.EMAIL_URL = away()
    (route,) = routes([federation.pk])
    first, second = take_slot(route), take_slot(route)
    assert first is not None and second is not None

    first.went_down("dropped")
    waits_until = Relay.objects.get().probe_at
    second.went_down("dropped")

    assert (Relay.objects.get().failures, Relay.objects.get().probe_at) == (1, waits_until)


def test_only_one_sender_tries_a_relay_that_is_down(settings: Any, federation: Federation) -> None:
    queue(federation, 2)
    route = due_routes()[0]
    Relay.objects.create(name=route.name, down_since=timezone.now(), probe_at=timezone.now())

    first, second = take_slot(route), take_slot(route)

    assert first is not None and first.is_probe
    assert second is None


def test_a_sender_that_died_while_it_tried_stops_nobody_for_long(sink: SmtpSink, federation: Federation) -> None:
    queue(federation)
    route = due_routes()[0]
    Relay.objects.create(name=route.name, down_since=timezone.now(), probe_at=timezone.now())
    take_slot(route)
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
