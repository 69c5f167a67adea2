"""Claiming due messages by lease: in batches, in the order they are due."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from config.database.prepared import Slot, Written, prepared
from notifications.models import Method, OutboxMessage, OutboxState
from notifications.outbox import pace
from notifications.outbox.transport import Envelope

LEASE = datetime.timedelta(seconds=60)
OLD_ADDRESS_TRIES = 4  # for twenty minutes or more
OPEN = (OutboxState.QUEUED, OutboxState.SENDING)
# with literals, so that the planner uses the partial index of open messages, however many have been sent
IS_OPEN = Q(state__in=[Written(state) for state in OPEN])


class Claimed(NamedTuple):
    """The columns of a claimed message that sending needs."""

    pk: uuid.UUID
    told_id: int | None
    kind: str
    method: str
    envelope_from: str
    address: str
    body: bytes
    expires_at: datetime.datetime | None
    attempts: int

    @property
    def envelope(self) -> Envelope:
        return Envelope(self.envelope_from, self.address, len(self.body))


def has_due() -> bool:
    """Is anything due? A cheap check: whether it may leave is decided by the claim."""
    return _waiting(timezone.now()).exists()


def expire() -> int:
    """Expire queued messages not sent in time, also those that wait for a relay that is down. Returns how many."""
    return _expired(timezone.now()).update(state=OutboxState.EXPIRED, body=b"")


def _expired(now: datetime.datetime) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(IS_OPEN, state=OutboxState.QUEUED, expires_at__lte=now)


def _by_its_clock(ours: Any, later: datetime.timedelta = datetime.timedelta()) -> Any:
    """A lease's datetime by the database's clock, since the hosts' may differ. SQLite has only ours."""
    return Now() + later if connection.vendor == "postgresql" else ours


def _waiting(now: Any) -> QuerySet[OutboxMessage]:
    """Queued and due, or claimed under a lease that has run out."""
    waiting = Q(state=OutboxState.QUEUED) | Q(state=OutboxState.SENDING, lease_until__lt=_by_its_clock(now))
    return OutboxMessage.objects.filter(IS_OPEN, waiting, next_at__lte=now)


def _due(now: Any) -> QuerySet[OutboxMessage]:
    """The waiting messages that may leave now.

    Only while the calendar object is reconciled up to its meeting's or series' revision, and to one address about one
    of them in the order they were made, never two at once. A person who is called at a new address is first cancelled
    at the old one: both may come into the same calendar, where the cancellation would be the last word.
    """
    revision = Coalesce("series__revision", "meeting__revision")
    current = Q(told__isnull=True) | Q(told__calendar_object__reconciled_revision__gte=revision)
    earlier = OutboxMessage.objects.filter(told=OuterRef("told"), state__in=OPEN, counter__lt=OuterRef("counter"))
    return _waiting(now).filter(current).exclude(Exists(earlier)).exclude(Exists(_at_old_address()))


def _at_old_address() -> QuerySet[OutboxMessage]:
    """Subquery: the same person's open cancellation at another address. After four failed tries it blocks no longer."""
    person = Q(told__invitation__person=OuterRef("told__invitation__person"))
    is_near = Q(state=OutboxState.SENDING) | Q(state=OutboxState.QUEUED, attempts__lt=OLD_ADDRESS_TRIES)
    return OutboxMessage.objects.filter(
        person | Q(told__seat__person=OuterRef("told__seat__person")),
        is_near,
        method=Method.CANCEL,
        told__calendar_object=OuterRef("told__calendar_object"),
        sequence__lt=OuterRef("sequence"),
    )


def claim(token: uuid.UUID, federations: tuple[int, ...], most: int) -> tuple[list[Claimed], bool]:
    """Lease the messages that have been due the longest, in one short transaction. Returns also: was that the rest?

    On PostgreSQL two senders skip each other's rows (SKIP LOCKED); on SQLite the immediate transaction lets one in at a
    time. A claim counts as an attempt until the message is given back untried.
    """
    with transaction.atomic():
        now = timezone.now()
        waiting = pace.waiting_domains(now)
        first = _next(now, federations, most=most) if not waiting else _first(now, federations, most, waiting)
        found = [Claimed(*row) for row in first]
        left = pace.take(Counter(pace.domain_of(row.address) for row in found), now)
        claimed = []
        for row in found:
            domain = pace.domain_of(row.address)
            if left[domain]:
                left[domain] -= 1
                claimed.append(row._replace(attempts=row.attempts + 1))
        if claimed:
            _lease(claimed, token, now + LEASE)
    # the call to a new address may have waited for the cancellation at the old one
    is_rest = len(found) < most and all(row.method != Method.CANCEL for row in claimed)
    return claimed, is_rest


@prepared
def _next(now: Slot, federations: Slot, *, most: int) -> QuerySet[Any, Any]:
    return _first(now, federations, most)


def _first(now: Any, federations: Any, most: int, but_to: Iterable[str] = ()) -> QuerySet[Any, Any]:
    rows = _due(now).filter(federation__in=federations)
    for domain in but_to:
        rows = rows.exclude(address__endswith=f"@{domain}")
    # the index's own order, so that LIMIT reads a few rows however many are due
    rows = rows.select_for_update(skip_locked=True, of=("self",)).order_by("next_at")
    return rows.values_list(*Claimed._fields)[:most]


def _lease(messages: list[Claimed], token: uuid.UUID, until: datetime.datetime) -> None:
    """Mark the locked rows as ours. Raises `DatabaseError` when one of them is gone: what is not ours is not sent."""
    rows = OutboxMessage.objects.filter(pk__in=[row.pk for row in messages])
    taken = rows.update(
        state=OutboxState.SENDING,
        lease_token=token,
        lease_until=_by_its_clock(until, LEASE),
        attempts=F("attempts") + 1,
    )
    if taken != len(messages):
        raise DatabaseError(f"{taken} of {len(messages)} messages were leased")
