"""From the outbox to a real mail server: what is tried again, what is not, and who sends what when several do."""

from __future__ import annotations

import datetime
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope
from django.db import connection, connections
from django.utils import timezone

from booking.actions.changing import move_meeting
from booking.actions.seats import remove_invitation
from booking.models import Meeting
from forums.models import Federation
from notifications import delivery
from notifications.delivery import deliver_batch, deliver_due, release_leases
from notifications.models import DeliveryAttempt, Notice, OutboxMessage, OutboxState, Told
from notifications.reconcile import reconcile, try_again
from scripts.machine import free_port
from tests.cast import make_cast
from tests.factories.calls import call_individual
from tests.servers import Cut, SmtpSink

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
BO = "bo@af.example"


@pytest.fixture
def sink(settings: Any) -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        settings.EMAIL_URL = sink.url
        yield sink


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """Called, and its three messages queued: to Anna, Bo and Rut."""
    meeting = call_individual(cast)
    reconcile(meeting.pk)
    return meeting


def refuse_bo(answer: str) -> Any:
    return lambda envelope: answer if BO in envelope.rcpt_tos else None


def to(address: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(address=address).latest("counter")


def states() -> dict[str, str]:
    return {row.address.partition("@")[0]: row.state for row in OutboxMessage.objects.order_by("counter")}


def make_due() -> None:
    OutboxMessage.objects.update(next_at=timezone.now())


def claim(token: uuid.UUID) -> list[delivery.Claimed]:
    return delivery._claim(token, tuple(Federation.objects.values_list("pk", flat=True)), delivery.BATCH)[0]


def move(meeting: Meeting, cast: Any) -> None:
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    meeting.refresh_from_db()
    reconcile(meeting.pk)


# --- what leaves


def test_each_message_goes_to_its_one_address_with_its_own_envelope(sink: SmtpSink, meeting: Meeting) -> None:
    queued = {row.address: (row.message_id, row.envelope_from, bytes(row.body)) for row in OutboxMessage.objects.all()}

    deliver_batch()

    left = {
        received.recipients[0]: (received.message["Message-ID"], received.mail_from, received.content)
        for received in sink.received
    }
    assert left == queued
    assert {len(received.recipients) for received in sink.received} == {1}


def test_what_has_left_is_recorded_and_the_stored_copy_emptied(sink: SmtpSink, meeting: Meeting) -> None:
    deliver_batch()

    sent, told = to(BO), Told.objects.get(address=BO)
    assert (sent.state, sent.reply_code, bytes(sent.body), sent.attempts) == (OutboxState.SENT, "250", b"", 1)
    assert (told.left_method, told.left_sequence, told.left_starts_at) == ("REQUEST", 0, meeting.starts_at)
    assert told.left_digest == told.queued_digest != ""


def moved_on(meeting: Meeting, cast: Any) -> str:
    """Bo has another address; by the clock the call to it would go before the cancellation at the old one."""
    deliver_batch()
    cast.bo.email = "bo.ny@af.example"
    cast.bo.save(update_fields=["email"])
    reconcile(meeting.pk)
    OutboxMessage.objects.filter(address=cast.bo.email).update(next_at=timezone.now() - HOUR)
    return cast.bo.email


def test_a_person_is_cancelled_at_the_old_address_before_the_call_to_the_new(
    sink: SmtpSink, cast: Any, meeting: Meeting
) -> None:
    new = moved_on(meeting, cast)
    before = len(sink.received)

    deliver_batch()
    deliver_batch()

    assert [one.recipients[0] for one in sink.received[before:]] == [BO, new]


def test_an_old_address_that_takes_nothing_is_tried_four_times_first(
    sink: SmtpSink, cast: Any, meeting: Meeting
) -> None:
    new = moved_on(meeting, cast)
    before = len(sink.received)
    sink.script = refuse_bo("451 later")

    for _time in range(4):
        assert len(sink.received) == before
        make_due()
        deliver_batch()
    deliver_batch()

    assert [one.recipients[0] for one in sink.received[before:]] == [new]


def test_a_federation_sends_through_its_own_relay(sink: SmtpSink, settings: Any, meeting: Meeting) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    settings.FEDERATION_MAIL = {"LINGON": {"EMAIL_URL": sink.url}}

    deliver_batch()

    assert len(sink.received) == 3


def test_nothing_leaves_while_the_meeting_is_ahead_of_what_was_reconciled(
    sink: SmtpSink, cast: Any, meeting: Meeting
) -> None:
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)

    deliver_batch()

    assert sink.received == []


def test_a_reminder_that_is_too_late_is_not_sent(sink: SmtpSink, meeting: Meeting) -> None:
    OutboxMessage.objects.filter(address=BO).update(expires_at=timezone.now())

    deliver_batch()

    assert to(BO).state == OutboxState.EXPIRED
    assert len(sink.received) == 2


# --- what goes wrong


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


@pytest.mark.parametrize("answer", ["550 no such person", "552 too big", "554 no"])
def test_a_final_refusal_is_not_tried_again_and_holds_the_address(
    sink: SmtpSink, cast: Any, meeting: Meeting, answer: str
) -> None:
    sink.script = refuse_bo(answer)
    deliver_batch()
    assert states() == {"anna": "sent", "bo": "failed", "rut": "sent"}
    assert to(BO).reply_code == answer[:3]

    sink.script = lambda envelope: None
    move(meeting, cast)
    make_due()
    deliver_batch()

    assert Counter(received.recipients[0] for received in sink.received)[BO] == 0


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
    monkeypatch.setattr("notifications.transport.PER_CONNECTION", 1)

    deliver_batch()

    assert set(states().values()) == {"sent"}


# --- newer versions


def test_a_newer_version_replaces_the_one_that_waits(sink: SmtpSink, cast: Any, meeting: Meeting) -> None:
    sink.script = refuse_bo("451 later")
    deliver_batch()
    sink.script = lambda envelope: None

    move(meeting, cast)
    make_due()
    deliver_batch()

    versions = OutboxMessage.objects.filter(address=BO).order_by("counter").values_list("state", flat=True)
    assert list(versions) == [OutboxState.SUPERSEDED, OutboxState.SENT]
    assert [r.message["Message-ID"] for r in sink.received if BO in r.recipients] == [to(BO).message_id]


def test_a_call_taken_back_before_it_left_is_never_sent(sink: SmtpSink, cast: Any, settings: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut, cast.frida)
    reconcile(meeting.pk)

    remove_invitation(meeting.invitations.get(person=cast.frida), by=cast.anna)
    reconcile(meeting.pk)
    deliver_batch()

    assert "frida@fk.example" not in {received.recipients[0] for received in sink.received}


def test_a_newer_version_waits_for_the_one_on_the_wire(sink: SmtpSink, cast: Any, meeting: Meeting) -> None:
    OutboxMessage.objects.filter(address=BO).update(
        state=OutboxState.SENDING, lease_until=timezone.now() + HOUR, lease_token="1" * 32
    )

    move(meeting, cast)
    deliver_due()

    versions = OutboxMessage.objects.filter(address=BO).order_by("counter").values_list("state", flat=True)
    assert list(versions) == [OutboxState.SENDING, OutboxState.QUEUED]


def test_a_version_that_came_back_from_the_wire_gives_way_to_the_newer(
    settings: Any, sink: SmtpSink, cast: Any, meeting: Meeting
) -> None:
    OutboxMessage.objects.update(state=OutboxState.SENDING, lease_until=timezone.now() + HOUR, lease_token="1" * 32)
    move(meeting, cast)

    release_leases()
    deliver_due()

    assert sorted(OutboxMessage.objects.values_list("sequence", "state")) == [(0, "superseded")] * 3 + [(1, "sent")] * 3
    assert len(sink.received) == 3


# --- who holds what


def test_a_lease_that_is_over_is_taken_by_another_sender(sink: SmtpSink, meeting: Meeting) -> None:
    OutboxMessage.objects.update(
        state=OutboxState.SENDING, lease_until=timezone.now() - HOUR, lease_token="1" * 32, attempts=1
    )

    deliver_batch()

    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(OutboxState.SENT, 2)}


def test_a_lease_that_lasts_is_left_alone(sink: SmtpSink, meeting: Meeting) -> None:
    OutboxMessage.objects.update(state=OutboxState.SENDING, lease_until=timezone.now() + HOUR, lease_token="1" * 32)

    deliver_batch()

    assert sink.received == []


def test_the_leases_of_a_dead_process_are_given_back_at_once(sink: SmtpSink, meeting: Meeting) -> None:
    OutboxMessage.objects.update(state=OutboxState.SENDING, lease_until=timezone.now() + HOUR, lease_token="1" * 32)

    assert release_leases() == 3
    deliver_batch()

    assert len(sink.received) == 3


def test_a_sender_that_was_held_up_sends_nothing_more(
    sink: SmtpSink, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "HOLD_SECONDS", -1)

    deliver_batch()

    assert sink.received == []
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(OutboxState.QUEUED, 0)}


def test_what_another_sender_has_taken_over_is_not_recorded_by_the_first(sink: SmtpSink, meeting: Meeting) -> None:
    other = "2" * 32

    lease = delivery.Lease(delivery.uuid.uuid4(), delivery.time.monotonic() + 20)
    messages = claim(lease.token)
    OutboxMessage.objects.filter(address=BO).update(lease_token=other)
    delivery._settle_sent(messages, lease, "250")

    assert states() == {"anna": "sent", "bo": "sending", "rut": "sent"}
    assert Told.objects.get(address=BO).left_method == ""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_never_take_the_same_message(settings: Any) -> None:
    cast = make_cast()
    for _number in range(15):
        reconcile(call_individual(cast).pk)
    ready = threading.Barrier(3)

    def send() -> None:
        ready.wait()
        deliver_due()
        connections.close_all()

    with SmtpSink() as sink:
        settings.EMAIL_URL = sink.url
        senders = [threading.Thread(target=send) for _number in range(3)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()

    assert set(Counter(received.message["Message-ID"] for received in sink.received).values()) == {1}
    assert len(sink.received) == OutboxMessage.objects.filter(state=OutboxState.SENT, attempts=1).count() == 45


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_claim_passes_over_what_another_is_about_to_claim(settings: Any) -> None:
    cast = make_cast()
    reconcile(call_individual(cast).pk)
    seen: list[int] = []

    def claim_beside() -> None:
        seen.append(len(claim(delivery.uuid.uuid4())))
        connection.close()

    with delivery.transaction.atomic():
        list(OutboxMessage.objects.filter(address=BO).select_for_update())
        other = threading.Thread(target=claim_beside)
        other.start()
        other.join()

    assert seen == [2]
