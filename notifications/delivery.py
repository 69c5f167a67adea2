"""From the outbox to the mail server: claim a batch, let go of the database, send, record each.

Promise: nothing that was queued is lost; a crash in the moment between the server's acceptance and our
record of it gives at most one more copy, with the same Message-ID, UID and SEQUENCE.
"""

from __future__ import annotations

import datetime
import logging
import random
import time
import uuid
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from notifications.models import DeliveryAttempt, NoticeKind, OutboxMessage, OutboxState, Told
from notifications.transport import NotNow, Refused, Transport, Unreachable, open_transport

logger = logging.getLogger(__name__)
BATCH = 20
LEASE = datetime.timedelta(seconds=60)
# A batch is worked on for no longer than this; what is left then is given back long before its lease is over
HOLD_SECONDS = 20
# Accepted messages are recorded a few at a time: these bound how many a crash can send once more
RECORD_AT_MOST = 10
RECORD_WITHIN_SECONDS = 0.05
RELAY_PAUSE = datetime.timedelta(seconds=30)
BACKOFF_MINUTES = (1, 5, 15, 30, 60, 120, 240)
GIVE_UP_AFTER = datetime.timedelta(hours=72)
OPEN = (OutboxState.QUEUED, OutboxState.SENDING)


@dataclass
class Batch:
    """What one run did, for the log."""

    sent: int = 0
    failed: int = 0
    later: int = 0


def deliver_due(seconds: float = HOLD_SECONDS) -> bool:
    """Batch after batch on the same connections until nothing is due; False when the time is out before that.

    Several may run at once.
    """
    started = time.monotonic()
    with ExitStack() as connections:
        relays = Relays(connections)
        while time.monotonic() - started < seconds:
            done = _deliver(relays)
            # a batch that was not full was all there was; what is queued meanwhile has a doorbell of its own
            handled = done.sent + done.failed
            if handled == 0 or handled + done.later < BATCH:
                return True
    return False


def deliver_batch() -> Batch:
    """Claim up to a batch of due messages, hand them over and record each. Safe to run twice at once."""
    with ExitStack() as connections:
        return _deliver(Relays(connections))


def has_due() -> bool:
    return _due(timezone.now()).exists()


def release_leases() -> int:
    """Give back what a sender held that is known to be dead: at the start of a process that is alone on its data.

    What was claimed may have left, so it counts as tried; it goes out again with the same Message-ID.
    """
    return _give_back(OutboxMessage.objects.filter(state=OutboxState.SENDING), next_at=timezone.now())


class Relays:
    """One connection to each mail server, opened when it is first needed and closed with the run."""

    def __init__(self, connections: ExitStack) -> None:
        self.connections = connections
        self.transports: dict[str, Transport] = {}

    def get(self, url: str) -> Transport:
        if url not in self.transports:
            self.transports[url] = self.connections.enter_context(open_transport(url))
        return self.transports[url]


@dataclass(frozen=True)
class Lease:
    """Who holds a batch, and until when (by the clock that never jumps) it may begin to send another message."""

    token: uuid.UUID
    ends: float

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.ends

    def held(self, messages: list[OutboxMessage]) -> QuerySet[OutboxMessage]:
        """Those of the messages that are still ours."""
        keys = [message.pk for message in messages]
        return OutboxMessage.objects.filter(pk__in=keys, lease_token=self.token, state=OutboxState.SENDING)


def _deliver(relays: Relays) -> Batch:
    lease, done = Lease(uuid.uuid4(), time.monotonic() + HOLD_SECONDS), Batch()
    by_relay: dict[str, list[OutboxMessage]] = defaultdict(list)
    for message in _claim(lease.token):
        by_relay[message.federation.relay_url or settings.EMAIL_URL].append(message)
    for url, messages in by_relay.items():
        _hand_over(messages, relays.get(url), lease, done)
    return done


def _due(now: datetime.datetime) -> QuerySet[OutboxMessage]:
    """Queued and due, or claimed by a sender that has been silent for longer than its lease.

    Only while the calendar object is reconciled up to its meeting's revision, and to one address about one
    meeting in the order they were made, never two at once.
    """
    waiting = Q(state=OutboxState.QUEUED) | Q(state=OutboxState.SENDING, lease_until__lt=now)
    current = Q(told__isnull=True) | Q(told__calendar_object__reconciled_revision__gte=F("meeting__revision"))
    earlier = OutboxMessage.objects.filter(told=OuterRef("told"), state__in=OPEN, counter__lt=OuterRef("counter"))
    # the first two conditions say what the others do: by them the index of open messages is found
    return OutboxMessage.objects.filter(waiting & current, state__in=OPEN, next_at__lte=now).exclude(Exists(earlier))


def _claim(token: uuid.UUID) -> list[OutboxMessage]:
    """Take a lease on the messages that have been due the longest, in one short transaction.

    On PostgreSQL two senders skip each other's rows; on SQLite the immediate transaction lets one in at a
    time. A claim counts as an attempt until the message is given back untried.
    """
    with transaction.atomic():
        now = timezone.now()
        rows = _due(now).select_for_update(skip_locked=True, of=("self",)).order_by("next_at", "id")
        ids = list(rows.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return []
        OutboxMessage.objects.filter(pk__in=ids).update(
            state=OutboxState.SENDING, lease_token=token, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
    claimed = OutboxMessage.objects.filter(pk__in=ids, lease_token=token)
    return list(claimed.select_related("federation").defer("text").order_by("next_at", "id"))


def _hand_over(messages: list[OutboxMessage], transport: Transport, lease: Lease, done: Batch) -> None:
    """One after the other. However it ends, what the server has accepted is recorded."""
    accepted = Accepted(lease)
    try:
        for position, message in enumerate(messages):
            if lease.is_over:
                _give_back(lease.held(messages[position:]), next_at=timezone.now(), is_untried=True)
                return
            if message.expires_at is not None and message.expires_at <= timezone.now():
                lease.held([message]).update(state=OutboxState.EXPIRED, body=b"", lease_token=None)
                continue
            try:
                accepted.add(message, transport.send(message.envelope_from, message.address, bytes(message.body)))
                done.sent += 1
            except Unreachable as error:
                # the relay itself is away: nobody's attempt, and the rest of the batch waits with it
                _pause(messages[position:], lease, error.code)
                done.later += len(messages) - position
                return
            except Refused as error:
                _settle_failed(message, lease, error.code)
                done.failed += 1
            except NotNow as error:
                _settle_later(message, lease, error.code)
                done.later += 1
    finally:
        accepted.record()


class Accepted:
    """What the server has taken and the database does not know yet: never many, and never for long."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.messages: list[OutboxMessage] = []
        self.code, self.since = "", 0.0

    def add(self, message: OutboxMessage, code: str) -> None:
        if not self.messages:
            self.code, self.since = code, time.monotonic()
        self.messages.append(message)
        if len(self.messages) >= RECORD_AT_MOST or time.monotonic() - self.since > RECORD_WITHIN_SECONDS:
            self.record()

    def record(self) -> None:
        if self.messages:
            _settle_sent(self.messages, self.lease, self.code)
            self.messages = []


def _settle_sent(messages: list[OutboxMessage], lease: Lease, code: str) -> None:
    """The server has them: the versions have left, and the stored copies lose their personal links."""
    with transaction.atomic():
        ids = list(lease.held(messages).select_for_update().values_list("pk", flat=True))
        sent = OutboxMessage.objects.filter(pk__in=ids).order_by()
        sent.update(
            state=OutboxState.SENT,
            sent_at=timezone.now(),
            reply_code=code,
            body=b"",
            lease_token=None,
            lease_until=None,
        )
        left = sent.filter(told=OuterRef("pk"))
        Told.objects.filter(pk__in=[message.told_id for message in messages if message.pk in ids]).update(
            left_method=Subquery(left.values("method")),
            left_sequence=Subquery(left.values("sequence")),
            left_digest=Subquery(left.values("digest")),
            left_starts_at=Subquery(left.values("starts_at")),
        )


def _settle_failed(message: OutboxMessage, lease: Lease, code: str) -> None:
    """Refused for good: shown on the page Skickat, and nothing more goes there until somebody acts."""
    logger.warning("mail refused", extra={"outbox": str(message.pk), "code": code})
    # a code is of no use later, and nothing keeps it in clear
    gone = {"body": b""} if message.kind == NoticeKind.ACCESS_CODE else {}
    with transaction.atomic():
        settled = lease.held([message]).update(
            state=OutboxState.FAILED, reply_code=code, lease_token=None, lease_until=None, **gone
        )
        if settled and message.told_id is not None:
            Told.objects.filter(pk=message.told_id).update(is_held=True)
        _note(message, "failed", code)


def _settle_later(message: OutboxMessage, lease: Lease, code: str) -> None:
    """Try again after a while with jitter; superseded meanwhile, or too old, it is not tried again."""
    now = timezone.now()
    if now - message.created_at > GIVE_UP_AFTER:
        _settle_failed(message, lease, code)
        return
    step = min(message.attempts, len(BACKOFF_MINUTES)) - 1
    wait = datetime.timedelta(minutes=BACKOFF_MINUTES[step]) * random.uniform(0.8, 1.2)  # noqa: S311
    with transaction.atomic():
        _give_back(lease.held([message]), next_at=now + wait, code=code)
        _note(message, "later", code)


def _pause(messages: list[OutboxMessage], lease: Lease, code: str) -> None:
    logger.warning("mail server unreachable", extra={"code": code, "waiting": len(messages)})
    pause = RELAY_PAUSE * random.uniform(0.8, 1.2)  # noqa: S311
    _give_back(lease.held(messages), next_at=timezone.now() + pause, code=code, is_untried=True)


def _give_back(
    held: QuerySet[OutboxMessage], *, next_at: datetime.datetime, code: str = "", is_untried: bool = False
) -> int:
    """Queue claimed messages again; one that a newer version has been made of is superseded instead."""
    newer = OutboxMessage.objects.filter(told=OuterRef("told"), counter__gt=OuterRef("counter"))
    back: dict[str, Any] = {"reply_code": code, "lease_token": None, "lease_until": None}
    if is_untried:
        back["attempts"] = F("attempts") - 1
    with transaction.atomic():
        superseded = held.filter(Exists(newer)).update(state=OutboxState.SUPERSEDED, **back)
        return superseded + held.update(state=OutboxState.QUEUED, next_at=next_at, **back)


def _note(message: OutboxMessage, outcome: str, code: str) -> None:
    DeliveryAttempt.objects.create(message=message, at=timezone.now(), outcome=outcome, reply_code=code)
