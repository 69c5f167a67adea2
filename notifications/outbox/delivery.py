"""Delivery from the outbox to the mail server: claim a batch (`claiming.py`), release the database, send, record each.

At least once: nothing that was queued is lost; a crash in the moment between the server's acceptance and our record of
it gives at most one more copy, with the same Message-ID, UID and SEQUENCE.
"""

from __future__ import annotations

import datetime
import logging
import random
import time
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from config.database.prepared import Slot, prepared_update
from notifications.itip import Failure
from notifications.models import DeliveryAttempt, FailureKind, OutboxMessage, OutboxState, Told
from notifications.notices.kinds import is_secret
from notifications.outbox import relays
from notifications.outbox.bounces import note_failure, with_receivers
from notifications.outbox.claiming import IS_OPEN, Claimed, claim
from notifications.outbox.relays import Route, SenderSlot
from notifications.outbox.transport import TOO_MANY, Crowded, NotNow, Refused, Transport, Unreachable, open_transport

logger = logging.getLogger(__name__)
BATCH = 100
# The time limit of a batch; the rest is requeued long before its lease ends
HOLD_SECONDS = 20
# Accepted messages are recorded in small groups, which bounds how many a crash sends twice. With smaller ones the
# sender waits for the write lock instead of sending
RECORD_AT_MOST = 10
RECORD_WITHIN_SECONDS = 0.1
# That many timeouts in a row: it is the relay, not the messages
SILENCES = 3
BACKOFF_MINUTES = (1, 5, 15, 30, 60, 120, 240)
GIVE_UP_AFTER = datetime.timedelta(hours=72)


@dataclass
class Batch:
    """Counts of one run, for the log. `is_over`: the relay takes nothing more from us now."""

    sent: int = 0
    failed: int = 0
    later: int = 0
    silences: int = 0
    is_over: bool = False


def deliver_due(routes: list[Route] | None = None, seconds: float = HOLD_SECONDS) -> bool:
    """Deliver batch after batch until nothing is due; False when `seconds` are over first. Safe to run concurrently.

    One relay after another, each on one connection; only the given routes, where other processes serve the rest.
    """
    finished = [_send_by(route, seconds)[0] for route in (due_routes() if routes is None else routes)]
    return all(finished)


def deliver_batch() -> Batch:
    """Claim and send one batch of due messages by each relay."""
    done = [_send_by(route, 0)[1] for route in due_routes()]
    return Batch(*(sum(getattr(one, name) for one in done) for name in ("sent", "failed", "later")))


def due_routes() -> list[Route]:
    """The routes that have due messages."""
    due = OutboxMessage.objects.filter(IS_OPEN, next_at__lte=timezone.now()).order_by()
    return relays.routes(due.values_list("federation", flat=True).distinct())


def release_leases() -> int:
    """Release dead senders' leases, at the start of a process that is alone on its data. Returns how many.

    What was claimed may have left, so it counts as an attempt; it goes out again with the same Message-ID.
    """
    relays.forget_senders()
    return _give_back(OutboxMessage.objects.filter(IS_OPEN, state=OutboxState.SENDING), next_at=timezone.now())


@dataclass(frozen=True)
class Lease:
    """The lease on a batch: its token, and until when (monotonic clock) it may begin to send another message."""

    token: uuid.UUID
    ends: float

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.ends

    def held(self, messages: list[Claimed]) -> QuerySet[OutboxMessage]:
        """The messages whose lease is still ours."""
        keys = [message.pk for message in messages]
        return OutboxMessage.objects.filter(pk__in=keys, lease_token=self.token, state=OutboxState.SENDING)


def _send_by(route: Route, seconds: float) -> tuple[bool, Batch]:
    """Send everything due by one relay on one connection; False when the time limit comes first."""
    started, done = time.monotonic(), Batch()
    slot = relays.take_slot(route)
    if slot is None:
        return True, done
    try:
        with open_transport(route.url, route.oauth) as transport:
            while True:
                lease = Lease(uuid.uuid4(), time.monotonic() + HOLD_SECONDS)
                most = 1 if slot.is_probe else BATCH
                messages, is_rest = claim(lease.token, route.federations, most)
                _hand_over(messages, transport, slot, lease, done)
                # what is queued meanwhile rings a doorbell of its own
                if done.is_over or is_rest:
                    return True, done
                if time.monotonic() - started >= seconds:
                    return False, done
                if not slot.renew():
                    return True, done
    finally:
        slot.leave()


def _hand_over(messages: list[Claimed], transport: Transport, slot: SenderSlot, lease: Lease, done: Batch) -> None:
    """Send the messages one by one. However it ends, what the server has accepted is recorded."""
    accepted = Accepted(lease)
    try:
        for position, message in enumerate(messages):
            rest = messages[position:]
            if lease.is_over:
                _give_back(lease.held(rest), next_at=timezone.now(), is_untried=True)
                return
            if message.expires_at is not None and message.expires_at <= timezone.now():
                lease.held([message]).update(state=OutboxState.EXPIRED, body=b"", lease_token=None)
                continue
            try:
                following = next((one.envelope for one in rest[1:2]), None)
                accepted.add(message, transport.send(message.envelope, bytes(message.body), following))
                done.sent += 1
                done.silences = 0
            except Unreachable as error:
                # the relay itself: no attempt is counted, and the rest of the batch waits with it
                _give_back(lease.held(rest), next_at=timezone.now(), code=error.code, is_untried=True)
                done.later += len(rest)
                done.is_over = True
                if not (isinstance(error, Crowded) and slot.is_crowded()):
                    slot.went_down(error.code)
                return
            except Refused as error:
                _settle_failed(message, lease, error.code, error.failure)
                done.failed += 1
                done.silences = 0
            except NotNow as error:
                _settle_later(message, lease, error.code)
                done.later += 1
                done.silences = done.silences + 1 if error.is_silence else 0
                if _stops(error, slot, done):
                    _give_back(lease.held(rest[1:]), next_at=timezone.now(), is_untried=True)
                    return
            if slot.is_probe and not done.silences:
                slot.went_up()
    finally:
        accepted.record()


def _stops(error: NotNow, slot: SenderSlot, done: Batch) -> bool:
    """Does the error of one message end the run? When the relay has fallen silent, or is full of us."""
    if done.silences >= SILENCES or (error.is_silence and slot.is_probe):
        slot.went_down(error.code)
        done.is_over = True
    elif error.code in map(str, TOO_MANY) and slot.is_crowded():
        done.is_over = True
    return done.is_over


class Accepted:
    """Write-behind buffer of messages that the server has accepted: never many, and never for long."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.messages: list[Claimed] = []
        self.code, self.since = "", 0.0

    def add(self, message: Claimed, code: str) -> None:
        """Buffer an accepted message; record the buffer when it is full, or its first message too old."""
        if not self.messages:
            self.code, self.since = code, time.monotonic()
        self.messages.append(message)
        if len(self.messages) >= RECORD_AT_MOST or time.monotonic() - self.since > RECORD_WITHIN_SECONDS:
            self.record()

    def record(self) -> None:
        if self.messages:
            _settle_sent(self.messages, self.lease, self.code)
            self.messages = []


def _settle_sent(messages: list[Claimed], lease: Lease, code: str) -> None:
    """Record as sent: the versions have left, and the stored bodies with their personal links are emptied."""
    with transaction.atomic():
        # the token is kept: it tells below which rows were still ours
        keys = [message.pk for message in messages]
        recorded = _mark_sent(keys, lease.token, timezone.now(), code)
        told = {message.told_id for message in messages}
        if recorded < len(messages):
            told &= set(_sent_by(lease.token).filter(pk__in=keys).values_list("told_id", flat=True))
        if told - {None}:
            _note_left(told - {None}, lease.token)


@prepared_update
def _mark_sent(messages: Slot, token: Slot, now: Slot, code: Slot) -> tuple[QuerySet[Any], dict[str, Any]]:
    held = OutboxMessage.objects.filter(pk__in=messages, lease_token=token, state=OutboxState.SENDING)
    return held, {"state": OutboxState.SENT, "sent_at": now, "reply_code": code, "body": b"", "lease_until": None}


@prepared_update
def _note_left(told: Slot, token: Slot) -> tuple[QuerySet[Any], dict[str, Any]]:
    left = _sent_by(token).filter(told=OuterRef("pk")).order_by("-counter")
    fields = ("method", "sequence", "digest", "starts_at")
    return Told.objects.filter(pk__in=told), {f"left_{name}": Subquery(left.values(name)[:1]) for name in fields}


def _sent_by(token: Any) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(lease_token=token, state=OutboxState.SENT).order_by()


def _settle_failed(message: Claimed, lease: Lease, code: str, failure: Failure | None) -> None:
    """Record a permanent failure: shown on the page Skickat, and those who can do something are told.

    A dead address, and what a server does not take from us at all, is on hold until somebody acts. Otherwise the next
    version is tried, whatever the server said of this one.
    """
    logger.warning("mail refused", extra={"outbox": str(message.pk), "code": code, "failure": failure or "sender"})
    # a code is of no use later, and nothing keeps it in clear
    gone = {"body": b""} if is_secret(message.kind) else {}
    with transaction.atomic():
        settled = lease.held([message]).update(
            state=OutboxState.FAILED,
            reply_code=code,
            lease_token=None,
            lease_until=None,
            failure=failure or "",
            failed_at=timezone.now(),
            **gone,
        )
        if settled and message.told_id is not None and failure in (None, FailureKind.ADDRESS):
            Told.objects.filter(pk=message.told_id).update(is_held=True)
        if settled and failure is not None:
            note_failure(with_receivers().defer("body").get(pk=message.pk))
        _note(message, "failed", code)


def _settle_later(message: Claimed, lease: Lease, code: str) -> None:
    """Requeue with back-off (minutes) and jitter; superseded meanwhile, or tried for three days, it is not retried.

    The days count from the first try: what waited for a relay that was down has not been tried.
    """
    now = timezone.now()
    first = DeliveryAttempt.objects.filter(message=message.pk).aggregate(at=Min("at"))["at"]
    if first is not None and now - first > GIVE_UP_AFTER:
        _settle_failed(message, lease, code, "expired")
        return
    step = min(message.attempts, len(BACKOFF_MINUTES)) - 1
    wait = datetime.timedelta(minutes=BACKOFF_MINUTES[step]) * random.uniform(0.8, 1.2)  # noqa: S311
    with transaction.atomic():
        _give_back(lease.held([message]), next_at=now + wait, code=code)
        _note(message, "later", code)


def _give_back(
    held: QuerySet[OutboxMessage], *, next_at: datetime.datetime, code: str = "", is_untried: bool = False
) -> int:
    """Requeue claimed messages; one with a newer version is superseded instead. Returns how many."""
    newer = OutboxMessage.objects.filter(told=OuterRef("told"), counter__gt=OuterRef("counter"))
    back: dict[str, Any] = {"reply_code": code, "lease_token": None, "lease_until": None}
    if is_untried:
        back["attempts"] = F("attempts") - 1
    with transaction.atomic():
        superseded = held.filter(Exists(newer)).update(state=OutboxState.SUPERSEDED, **back)
        return superseded + held.update(state=OutboxState.QUEUED, next_at=next_at, **back)


def _note(message: Claimed, outcome: str, code: str) -> None:
    DeliveryAttempt.objects.create(message_id=message.pk, at=timezone.now(), outcome=outcome, reply_code=code)
