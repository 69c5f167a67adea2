"""From the outbox to the mail server: claim a batch, let go of the database, send, record each.

Promise: nothing that was queued is lost; a crash in the moment between the server's acceptance and our
record of it gives at most one more copy, with the same Message-ID, UID and SEQUENCE.
"""

from __future__ import annotations

import datetime
import logging
import random
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from notifications.models import DeliveryAttempt, OutboxMessage, OutboxState, Told
from notifications.transport import NotNow, Refused, Transport, Unreachable, open_transport

logger = logging.getLogger(__name__)
BATCH = 20
LEASE = datetime.timedelta(seconds=60)
RELAY_PAUSE = datetime.timedelta(seconds=30)
BACKOFF_MINUTES = (1, 5, 15, 30, 60, 120, 240)
GIVE_UP_AFTER = datetime.timedelta(hours=72)


@dataclass
class Batch:
    """What one run did, for the log."""

    sent: int = 0
    failed: int = 0
    later: int = 0


def deliver_batch() -> Batch:
    """Claim up to a batch of due messages and hand them over, one connection a relay. Safe to run twice at once."""
    token = uuid.uuid4()
    by_relay: dict[str, list[OutboxMessage]] = defaultdict(list)
    for message in _claim(token):
        by_relay[message.federation.relay_url or settings.EMAIL_URL].append(message)
    done = Batch()
    for url, messages in by_relay.items():
        with open_transport(url) as transport:
            _hand_over(messages, transport, token, done)
    return done


def has_due() -> bool:
    return _due(timezone.now()).exists()


def _due(now: datetime.datetime) -> QuerySet[OutboxMessage]:
    """Queued and due, or claimed by a sender that has been silent for longer than its lease.

    Only while the calendar object is reconciled up to its meeting's revision, and never two to one
    address about one meeting at once.
    """
    waiting = Q(state=OutboxState.QUEUED, next_at__lte=now) | Q(state=OutboxState.SENDING, lease_until__lt=now)
    current = Q(told__isnull=True) | Q(told__calendar_object__reconciled_revision__gte=F("meeting__revision"))
    on_the_wire = OutboxMessage.objects.filter(
        told=OuterRef("told"), state=OutboxState.SENDING, counter__lt=OuterRef("counter")
    )
    return OutboxMessage.objects.filter(waiting & current).exclude(Exists(on_the_wire))


def _claim(token: uuid.UUID) -> list[OutboxMessage]:
    """Take a lease on the oldest due messages, in one short transaction.

    On PostgreSQL two senders skip each other's rows; on SQLite the immediate transaction lets one in at a
    time.
    """
    with transaction.atomic():
        now = timezone.now()
        rows = _due(now).select_for_update(skip_locked=True, of=("self",)).order_by("created_at", "id")
        ids = list(rows.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return []
        OutboxMessage.objects.filter(pk__in=ids).update(
            state=OutboxState.SENDING, lease_token=token, lease_until=now + LEASE
        )
    return list(
        OutboxMessage.objects.filter(lease_token=token).select_related("federation").order_by("created_at", "id")
    )


def _hand_over(messages: list[OutboxMessage], transport: Transport, token: uuid.UUID, done: Batch) -> None:
    for position, message in enumerate(messages):
        if not _fence(message, token):
            continue
        try:
            code = transport.send(message.envelope_from, message.address, bytes(message.body))
        except Unreachable as error:
            # the relay itself is away: nobody's attempt, and the rest of the batch waits with it
            _release(messages[position:], token, error.code)
            done.later += len(messages) - position
            return
        except Refused as error:
            _settle_failed(message, token, error.code)
            done.failed += 1
        except NotNow as error:
            _settle_later(message, token, error.code)
            done.later += 1
        else:
            _settle_sent(message, token, code)
            done.sent += 1


def _fence(message: OutboxMessage, token: uuid.UUID) -> bool:
    """Just before the wire: still ours, still wanted? Renews the lease and counts the attempt."""
    now = timezone.now()
    mine = OutboxMessage.objects.filter(pk=message.pk, lease_token=token, state=OutboxState.SENDING)
    if message.expires_at is not None and message.expires_at <= now:
        mine.update(state=OutboxState.EXPIRED, body=b"", lease_token=None)
        return False
    return mine.update(lease_until=now + LEASE, attempts=F("attempts") + 1) == 1


def _settle_sent(message: OutboxMessage, token: uuid.UUID, code: str) -> None:
    """The server has it: the version has left, and the stored copy loses its personal link."""
    now = timezone.now()
    with transaction.atomic():
        settled = OutboxMessage.objects.filter(pk=message.pk, lease_token=token, state=OutboxState.SENDING).update(
            state=OutboxState.SENT, sent_at=now, reply_code=code, body=b"", lease_token=None, lease_until=None
        )
        if not settled:
            return
        if message.told_id is not None:
            Told.objects.filter(pk=message.told_id).update(
                left_method=message.method,
                left_sequence=message.sequence,
                left_digest=message.digest,
                left_starts_at=message.starts_at,
            )


def _settle_failed(message: OutboxMessage, token: uuid.UUID, code: str) -> None:
    """Refused for good: shown on the page Skickat, and nothing more goes there until somebody acts."""
    logger.warning("mail refused", extra={"message": str(message.pk), "code": code})
    with transaction.atomic():
        settled = OutboxMessage.objects.filter(pk=message.pk, lease_token=token).update(
            state=OutboxState.FAILED, reply_code=code, lease_token=None, lease_until=None
        )
        if settled and message.told_id is not None:
            Told.objects.filter(pk=message.told_id).update(is_held=True)
        _note(message, "failed", code)


def _settle_later(message: OutboxMessage, token: uuid.UUID, code: str) -> None:
    """Try again after a while with jitter; superseded meanwhile, or too old, it is not tried again."""
    attempts = message.attempts + 1
    now = timezone.now()
    if now - message.created_at > GIVE_UP_AFTER:
        _settle_failed(message, token, code)
        return
    newer = OutboxMessage.objects.filter(told=message.told_id, counter__gt=message.counter)
    superseded = message.told_id is not None and newer.exists()
    wait = BACKOFF_MINUTES[min(attempts, len(BACKOFF_MINUTES)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk, lease_token=token).update(
            state=OutboxState.SUPERSEDED if superseded else OutboxState.QUEUED,
            next_at=now + datetime.timedelta(minutes=wait),
            reply_code=code,
            lease_token=None,
            lease_until=None,
        )
        _note(message, "later", code)


def _release(messages: list[OutboxMessage], token: uuid.UUID, code: str) -> None:
    logger.warning("mail server unreachable", extra={"code": code, "waiting": len(messages)})
    pause = RELAY_PAUSE * random.uniform(0.8, 1.2)  # noqa: S311
    attempted = [messages[0].pk]
    OutboxMessage.objects.filter(pk__in=attempted, lease_token=token).update(attempts=F("attempts") - 1)
    OutboxMessage.objects.filter(pk__in=[m.pk for m in messages], lease_token=token).update(
        state=OutboxState.QUEUED, next_at=timezone.now() + pause, reply_code=code, lease_token=None, lease_until=None
    )


def _note(message: OutboxMessage, outcome: str, code: str) -> None:
    DeliveryAttempt.objects.create(message=message, at=timezone.now(), outcome=outcome, reply_code=code)
