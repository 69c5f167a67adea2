"""From the outbox to a real mail server: what leaves, which version, and who sends what when several do."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from booking.meetings.actions.changing import move_meeting
from booking.meetings.actions.seats import remove_invitation
from booking.models import Meeting
from notifications.models import OutboxMessage, OutboxState, Told
from notifications.outbox import delivery
from notifications.outbox.delivery import deliver_batch, deliver_due, release_leases
from notifications.telling.reconcile import reconcile
from scripts.machine import free_port
from tests.cast import make_cast
from tests.factories.calls import call_individual
from tests.notifications.outbox.mails import BO, HOUR, claim, make_due, move, refuse_bo, states, to
from tests.notifications.outbox.mails import meeting as meeting
from tests.notifications.outbox.mails import sink as sink
from tests.servers import SmtpSink

pytestmark = pytest.mark.django_db


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
