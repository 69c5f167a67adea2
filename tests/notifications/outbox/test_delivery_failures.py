"""What goes wrong on the way to a mail server: what is tried again, what is not, and what is said of it."""

from __future__ import annotations

import datetime
import threading
from collections import Counter
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope
from django.utils import timezone

from booking.models import Meeting
from notifications.models import DeliveryAttempt, Notice, OutboxMessage, OutboxState
from notifications.outbox.delivery import deliver_batch
from notifications.outbox.transport import SmtpRelay
from notifications.telling.reconcile import try_again
from scripts.machine import free_port
from tests.notifications.outbox.mails import BO, make_due, move, refuse_bo, states, to
from tests.notifications.outbox.mails import meeting as meeting
from tests.notifications.outbox.mails import sink as sink
from tests.servers import Cut, SmtpSink

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("answer", ["450 greylisted", "451 later", "452 full", "421 going away"])
def test_a_temporary_refusal_is_tried_again_with_the_same_message(
    sink: SmtpSink, meeting: Meeting, answer: str
) -> None:
    sink.script = refuse_bo(answer)
    deliver_batch()
    assert states() == {"anna": "sent", "bo": "queued", "rut": "sent"}
    assert to(BO).next_at > timezone.now() + datetime.timedelta(seconds=40)

    sink.script = lambda envelope: None
    deliver_batch()
    assert len(sink.received) == 2  # not due yet
    make_due()
    deliver_batch()

    assert to(BO).state == OutboxState.SENT
    assert to(BO).attempts == 2
    assert sink.received[-1].message["Message-ID"] == to(BO).message_id


def test_an_address_that_the_server_does_not_know_is_flagged_and_its_caller_told(
    sink: SmtpSink, cast: Any, meeting: Meeting
) -> None:
    sink.script = refuse_bo("550 no such person")

    deliver_batch()

    cast.bo.refresh_from_db()
    assert cast.bo.address_bounced_at is not None
    told = Notice.objects.filter(kind__in=["address_bounced", "colleague_bounced"]).values_list("kind", "person__name")
    assert set(told) == {("address_bounced", "Anna Andlykt"), ("colleague_bounced", "Kim Kottesken")}


def test_a_full_mailbox_says_nothing_of_the_address(sink: SmtpSink, cast: Any, meeting: Meeting) -> None:
    sink.script = refuse_bo("552 too big")

    deliver_batch()

    cast.bo.refresh_from_db()
    assert cast.bo.address_bounced_at is None


@pytest.mark.parametrize(
    ("answer", "later"), [("550 no such person", 0), ("552 too big", 1), ("552 5.2.2 full", 1), ("554 no", 1)]
)
def test_a_final_refusal_is_not_tried_again_and_only_a_dead_address_is_held(
    sink: SmtpSink, cast: Any, meeting: Meeting, answer: str, later: int
) -> None:
    """What is said of the mailbox or of one mail says nothing of the next."""
    sink.script = refuse_bo(answer)
    deliver_batch()
    assert states() == {"anna": "sent", "bo": "failed", "rut": "sent"}
    assert to(BO).reply_code == answer[:3]

    sink.script = lambda envelope: None
    move(meeting, cast)
    make_due()
    deliver_batch()

    assert Counter(received.recipients[0] for received in sink.received)[BO] == later


def test_a_person_may_try_a_failed_address_again(sink: SmtpSink, meeting: Meeting) -> None:
    sink.script = refuse_bo("550 no such person")
    deliver_batch()

    sink.script = lambda envelope: None
    try_again(to(BO))
    deliver_batch()

    assert to(BO).state == OutboxState.SENT


def test_a_connection_that_drops_before_acceptance_loses_and_doubles_nothing(sink: SmtpSink, meeting: Meeting) -> None:
    drops = iter([True])

    def drop_first(envelope: Envelope) -> None:
        if next(drops, False):
            raise Cut

    sink.script = drop_first
    deliver_batch()
    assert sorted(states().values()) == ["queued", "sent", "sent"]
    make_due()
    deliver_batch()

    assert sorted(received.recipients[0] for received in sink.received) == sorted(
        OutboxMessage.objects.values_list("address", flat=True)
    )


def test_accepted_and_then_cut_gives_one_more_copy_with_the_same_identity(sink: SmtpSink, meeting: Meeting) -> None:
    cuts = iter([True])

    def cut_first(envelope: Envelope) -> None:
        if next(cuts, False):
            raise Cut

    sink.after = cut_first
    deliver_batch()
    make_due()
    deliver_batch()

    copies = Counter(received.message["Message-ID"] for received in sink.received)
    assert sorted(copies.values()) == [1, 1, 2]
    assert set(states().values()) == {"sent"}
    assert len({received.content for received in sink.received}) == 3


def test_a_relay_that_hangs_costs_one_message_a_wait_and_the_next_goes(
    sink: SmtpSink, settings: Any, meeting: Meeting
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    released = threading.Event()

    async def hang(server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address == BO:
            await server.loop.run_in_executor(None, released.wait, 20)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    sink.handle_RCPT = hang  # type: ignore[attr-defined]
    deliver_batch()
    released.set()

    assert states() == {"anna": "sent", "bo": "queued", "rut": "sent"}
    assert to(BO).reply_code == "timeout"


def test_an_unreachable_relay_costs_no_message_an_attempt(settings: Any, meeting: Meeting) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{free_port()}"

    done = deliver_batch()

    rows = OutboxMessage.objects.values_list("state", "attempts", "reply_code")
    assert set(rows) == {(OutboxState.QUEUED, 0, "unreachable")}
    assert (done.sent, done.later) == (0, 3)


def test_a_relay_that_refuses_the_login_costs_no_message_an_attempt(
    sink: SmtpSink, settings: Any, meeting: Meeting
) -> None:
    settings.EMAIL_URL = sink.url.replace("//", "//samverk:fel@")

    deliver_batch()

    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(OutboxState.QUEUED, 0)}
    assert sink.received == []


def test_a_relay_that_wants_a_login_costs_no_message_an_attempt(sink: SmtpSink, meeting: Meeting) -> None:
    sink.script = lambda envelope: "530 authentication required"

    deliver_batch()

    rows = OutboxMessage.objects.values_list("state", "attempts", "reply_code")
    assert set(rows) == {(OutboxState.QUEUED, 0, "530")}


def test_after_three_days_a_message_is_given_up_and_somebody_can_see_it(sink: SmtpSink, meeting: Meeting) -> None:
    sink.script = refuse_bo("451 later")
    deliver_batch()
    DeliveryAttempt.objects.update(at=timezone.now() - datetime.timedelta(hours=73))
    make_due()

    deliver_batch()

    assert states() == {"anna": "sent", "bo": "failed", "rut": "sent"}


def test_a_connection_is_not_worn_longer_than_relays_allow(
    sink: SmtpSink, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[SmtpRelay] = []
    connect = SmtpRelay.connect
    monkeypatch.setattr(SmtpRelay, "connect", lambda relay: opened.append(relay) or connect(relay))
    monkeypatch.setattr("notifications.outbox.transport.PER_CONNECTION", 2)

    deliver_batch()

    assert list(states().values()) == ["sent"] * 3
    assert len(opened) == 2
