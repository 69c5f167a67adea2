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
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from config.prepared import Slot, Written, prepared, prepared_update
from notifications import pace, relays
from notifications.bounces import note_bad_address, with_receivers
from notifications.models import DeliveryAttempt, Method, NoticeKind, OutboxMessage, OutboxState, Told
from notifications.relays import Place, Route
from notifications.transport import TOO_MANY, Crowded, Envelope, NotNow, Refused, Transport, Unreachable, open_transport

# what a server answers when it has no such mailbox: as good as a mail that comes back
NO_SUCH_ADDRESS = ("550", "551", "553")
logger = logging.getLogger(__name__)
BATCH = 100
LEASE = datetime.timedelta(seconds=60)
# A batch is worked on for no longer than this; what is left then is given back long before its lease is over
HOLD_SECONDS = 20
# Accepted messages are recorded a few at a time: these bound how many a crash can send once more. Oftener, and the
# sender waits for its turn to write instead of sending
RECORD_AT_MOST = 10
RECORD_WITHIN_SECONDS = 0.1
# That many messages in a row without an answer: it is the relay, not the messages
SILENCES = 3
BACKOFF_MINUTES = (1, 5, 15, 30, 60, 120, 240)
OLD_ADDRESS_TRIES = 4  # for twenty minutes or more
GIVE_UP_AFTER = datetime.timedelta(hours=72)
OPEN = (OutboxState.QUEUED, OutboxState.SENDING)
# said beside what else is asked: by it the index of open messages is found, however many have been sent
IS_OPEN = Q(state__in=[Written(state) for state in OPEN])


@dataclass
class Batch:
    """What one run did, for the log. `is_over`: the relay takes nothing more from us now."""

    sent: int = 0
    failed: int = 0
    later: int = 0
    silences: int = 0
    is_over: bool = False


class Claimed(NamedTuple):
    """What of a message is needed to send it."""

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


def deliver_due(routes: list[Route] | None = None, seconds: float = HOLD_SECONDS) -> bool:
    """Batch after batch until nothing is due; False when the time is out before that. Several may run at once.

    Relay after relay, each on one connection; by the given ones only, where others see to the rest.
    """
    finished = [_send_by(route, seconds)[0] for route in (due_routes() if routes is None else routes)]
    return all(finished)


def deliver_batch() -> Batch:
    """By each relay, claim up to a batch of due messages, hand them over and record each."""
    done = [_send_by(route, 0)[1] for route in due_routes()]
    return Batch(*(sum(getattr(one, name) for one in done) for name in ("sent", "failed", "later")))


def due_routes() -> list[Route]:
    """The relays that something waits for."""
    due = OutboxMessage.objects.filter(IS_OPEN, next_at__lte=timezone.now()).order_by()
    return relays.routes(due.values_list("federation", flat=True).distinct())


def has_due() -> bool:
    """Is there anything to look at? Whether it may leave is asked by who claims it."""
    return bool(_any_waiting(timezone.now()))


def expire() -> int:
    """What was not sent before it was of no use: also what waits for a relay that is down."""
    return _expired(timezone.now()).update(state=OutboxState.EXPIRED, body=b"")


def _expired(now: datetime.datetime) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(IS_OPEN, state=OutboxState.QUEUED, expires_at__lte=now)


def release_leases() -> int:
    """Give back what a sender held that is known to be dead: at the start of a process that is alone on its data.

    What was claimed may have left, so it counts as tried; it goes out again with the same Message-ID.
    """
    relays.forget_senders()
    return _give_back(OutboxMessage.objects.filter(IS_OPEN, state=OutboxState.SENDING), next_at=timezone.now())


@dataclass(frozen=True)
class Lease:
    """Who holds a batch, and until when (by the clock that never jumps) it may begin to send another message."""

    token: uuid.UUID
    ends: float

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.ends

    def held(self, messages: list[Claimed]) -> QuerySet[OutboxMessage]:
        """Those of the messages that are still ours."""
        keys = [message.pk for message in messages]
        return OutboxMessage.objects.filter(pk__in=keys, lease_token=self.token, state=OutboxState.SENDING)


def _send_by(route: Route, seconds: float) -> tuple[bool, Batch]:
    """Everything due by one relay on one connection; False when there is more than the time allows for."""
    started, done = time.monotonic(), Batch()
    place = relays.take_place(route)
    if place is None:
        return True, done
    try:
        with open_transport(route.url, route.oauth) as transport:
            while True:
                lease = Lease(uuid.uuid4(), time.monotonic() + HOLD_SECONDS)
                most = 1 if place.is_probe else BATCH
                messages, is_rest = _claim(lease.token, route.federations, most)
                _hand_over(messages, transport, place, lease, done)
                # what is queued meanwhile has a doorbell of its own
                if done.is_over or is_rest:
                    return True, done
                if time.monotonic() - started >= seconds:
                    return False, done
                if not place.renew():
                    return True, done
    finally:
        place.leave()


def _by_its_clock(ours: Any, later: datetime.timedelta = datetime.timedelta()) -> Any:
    """A moment of a lease by the database's clock: the hosts' own may differ. The embedded database has only ours."""
    return Now() + later if connection.vendor == "postgresql" else ours


def _waiting(now: Any) -> QuerySet[OutboxMessage]:
    """Queued and due, or claimed by a sender that has been silent for longer than its lease."""
    waiting = Q(state=OutboxState.QUEUED) | Q(state=OutboxState.SENDING, lease_until__lt=_by_its_clock(now))
    return OutboxMessage.objects.filter(IS_OPEN, waiting, next_at__lte=now)


def _due(now: Any) -> QuerySet[OutboxMessage]:
    """Of those that wait, what may leave now.

    Only while the calendar object is reconciled up to its meeting's or series' revision, and to one address about
    one of them in the order they were made, never two at once. A person who is called at a new address is first
    cancelled at the old one: both may come into the same calendar, where the cancellation would be the last word.
    """
    revision = Coalesce("series__revision", "meeting__revision")
    current = Q(told__isnull=True) | Q(told__calendar_object__reconciled_revision__gte=revision)
    earlier = OutboxMessage.objects.filter(told=OuterRef("told"), state__in=OPEN, counter__lt=OuterRef("counter"))
    return _waiting(now).filter(current).exclude(Exists(earlier)).exclude(Exists(_at_old_address()))


def _at_old_address() -> QuerySet[OutboxMessage]:
    """The same person's cancellation at another address; one that does not get through is not waited for for ever."""
    person = Q(told__invitation__person=OuterRef("told__invitation__person"))
    is_near = Q(state=OutboxState.SENDING) | Q(state=OutboxState.QUEUED, attempts__lt=OLD_ADDRESS_TRIES)
    return OutboxMessage.objects.filter(
        person | Q(told__seat__person=OuterRef("told__seat__person")),
        is_near,
        method=Method.CANCEL,
        told__calendar_object=OuterRef("told__calendar_object"),
        sequence__lt=OuterRef("sequence"),
    )


def _claim(token: uuid.UUID, federations: tuple[int, ...], most: int) -> tuple[list[Claimed], bool]:
    """Take a lease on the messages that have been due the longest, in one short transaction; and: was that the rest?

    On PostgreSQL two senders skip each other's rows; on SQLite the immediate transaction lets one in at a
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
            _lease([row.pk for row in claimed], token, now + LEASE)
    # the call to a new address may have waited for the cancellation at the old one
    is_rest = len(found) < most and all(row.method != Method.CANCEL for row in claimed)
    return claimed, is_rest


@prepared
def _any_waiting(now: Slot) -> QuerySet[OutboxMessage, uuid.UUID]:
    return _waiting(now).order_by().values_list("pk", flat=True)[:1]


@prepared
def _next(now: Slot, federations: Slot, *, most: int) -> QuerySet[Any, Any]:
    return _first(now, federations, most)


def _first(now: Any, federations: Any, most: int, but_to: Iterable[str] = ()) -> QuerySet[Any, Any]:
    rows = _due(now).filter(federation__in=federations)
    for domain in but_to:
        rows = rows.exclude(address__endswith=f"@{domain}")
    # by nothing else: the index has this order, so that a few are found at once among however many
    rows = rows.select_for_update(skip_locked=True, of=("self",)).order_by("next_at")
    return rows.values_list(*Claimed._fields)[:most]


@prepared_update
def _lease(messages: Slot, token: Slot, until: Slot) -> tuple[QuerySet[Any], dict[str, Any]]:
    taken = {"state": OutboxState.SENDING, "lease_token": token, "attempts": F("attempts") + 1}
    return OutboxMessage.objects.filter(pk__in=messages), taken | {"lease_until": _by_its_clock(until, LEASE)}


def _hand_over(messages: list[Claimed], transport: Transport, place: Place, lease: Lease, done: Batch) -> None:
    """One after the other. However it ends, what the server has accepted is recorded."""
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
                # the relay itself: nobody's attempt, and the rest of the batch waits with it
                _give_back(lease.held(rest), next_at=timezone.now(), code=error.code, is_untried=True)
                done.later += len(rest)
                done.is_over = True
                if not (isinstance(error, Crowded) and place.is_crowded()):
                    place.went_down(error.code)
                return
            except Refused as error:
                _settle_failed(message, lease, error.code)
                done.failed += 1
                done.silences = 0
            except NotNow as error:
                _settle_later(message, lease, error.code)
                done.later += 1
                done.silences = done.silences + 1 if error.is_silence else 0
                if _stops(error, place, done):
                    _give_back(lease.held(rest[1:]), next_at=timezone.now(), is_untried=True)
                    return
            if place.is_probe and not done.silences:
                place.went_up()
    finally:
        accepted.record()


def _stops(error: NotNow, place: Place, done: Batch) -> bool:
    """Does what happened to one message end it for all? When the relay has fallen silent, or is full of us."""
    if done.silences >= SILENCES or (error.is_silence and place.is_probe):
        place.went_down(error.code)
        done.is_over = True
    elif error.code in map(str, TOO_MANY) and place.is_crowded():
        done.is_over = True
    return done.is_over


class Accepted:
    """What the server has taken and the database does not know yet: never many, and never for long."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.messages: list[Claimed] = []
        self.code, self.since = "", 0.0

    def add(self, message: Claimed, code: str) -> None:
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
    """The server has them: the versions have left, and the stored copies lose their personal links."""
    with transaction.atomic():
        # the token stays: by it is known below which of them were still ours
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


def _settle_failed(message: Claimed, lease: Lease, code: str) -> None:
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
        if settled and code in NO_SUCH_ADDRESS:
            note_bad_address(with_receivers().defer("body").get(pk=message.pk))
        _note(message, "failed", code)


def _settle_later(message: Claimed, lease: Lease, code: str) -> None:
    """Try again after a while with jitter; superseded meanwhile, or tried for three days, it is not tried again.

    The days count from the first try: what waited for a relay that was down has not been tried.
    """
    now = timezone.now()
    first = DeliveryAttempt.objects.filter(message=message.pk).aggregate(at=Min("at"))["at"]
    if first is not None and now - first > GIVE_UP_AFTER:
        _settle_failed(message, lease, code)
        return
    step = min(message.attempts, len(BACKOFF_MINUTES)) - 1
    wait = datetime.timedelta(minutes=BACKOFF_MINUTES[step]) * random.uniform(0.8, 1.2)  # noqa: S311
    with transaction.atomic():
        _give_back(lease.held([message]), next_at=now + wait, code=code)
        _note(message, "later", code)


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


def _note(message: Claimed, outcome: str, code: str) -> None:
    DeliveryAttempt.objects.create(message_id=message.pk, at=timezone.now(), outcome=outcome, reply_code=code)
