"""Brakes on guessing: who is refused for a while, who only waits, and the tallies that decide it (`brake_rules.py`).

What can be guessed (a password, a code) is asked about *before* it is looked at, so that a refusal says nothing of
whether the guess was right:

    attempt = Attempt(Purpose.LOGIN, account=address, source=source_of(request))
    if held := hold(attempt):            # one query; waits up to two seconds where the account has been tried much
        ...refuse, for held.minutes
    note_success(attempt) if right else note_failure(attempt, person=pk_or_none)

What cannot be guessed (a key, a link: 128 bits and more) costs nothing while it is right: `count_wrong` is called when
it was not. Such a right one is let in from a source that is held too: a colleague's program with an old key must not
stop a whole kommun behind one address, and nobody finds 128 bits by trying.

Who is let through by whom: an account that has logged in from the same source within 30 days is not refused for what
others try from there, only for its own failures; a known device (`device`: an id out of a signed cookie that the
caller has checked for this account) is a place of its own, which nobody else's failures hold. An account alone is never
refused, so nobody is locked out from elsewhere. At most as many tries more than the limits as there are threads get
through, since what is held is looked up before it is counted.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from config.ground.sources import shortened
from forums.brake_rules import DAY, Held, Tally, after_failure, delay_after, limit_of, seconds_left
from forums.models import Brake, Person
from forums.models.brakes import Purpose, Scope

__all__ = ["Attempt", "Held", "Purpose", "count_wrong", "failures_since", "forget_failures", "hold", "is_held"]

logger = logging.getLogger(__name__)
KEPT = 2 * DAY
# how long a success makes a source known for the account, and what a person is told of is kept
KNOWN = 30 * DAY
# a flood from a network of many sources: expired rows go at each so-many-th failure of an hour, and so does the oldest
# of what is more than this
TRIM_EVERY = 256
MOST = 200_000
CHUNK = 5_000
# threads that may stand still at once; one more is answered at once instead
SLOWED = threading.BoundedSemaphore(2)
COUNTED = ["count", "level", "since", "last_at", "held_until", "unseen", "forget_at"]
sleep = time.sleep


@dataclass(frozen=True)
class Attempt:
    """A try of a secret: of which account (an address, an id; none of a key or a link), from where.

    `source` is what `config.ground.sources.source_of` says, `device` the id of a device that is known to be the
    account's.
    """

    purpose: Purpose
    account: str = ""
    source: str = ""
    device: str = ""

    def keys(self) -> dict[Scope, str]:
        """The tallies that it counts in."""
        found = {Scope.SOURCE: self._key(Scope.SOURCE, self.source)}
        if self.account and self.purpose != Purpose.FORGOTTEN:
            found[Scope.PAIR] = self._key(Scope.PAIR, self._account, self._place)
            found[Scope.ACCOUNT] = self._key(Scope.ACCOUNT, self._account)
        return found

    def hour_key(self, now: datetime) -> str:
        return self._key(Scope.HOUR, f"{now:%Y-%m-%dT%H}")

    def known_key(self) -> str:
        """The tally that tells whether the account has lately succeeded from here."""
        purpose = Purpose.LOGIN if self.purpose == Purpose.FORGOTTEN else self.purpose
        return Attempt(purpose, self.account, self.source, self.device)._key(Scope.PAIR, self._account, self._place)

    @property
    def _account(self) -> str:
        return self.account.strip().lower()

    @property
    def _place(self) -> str:
        return f"device {self.device}" if self.device else f"source {self.source}"

    def _key(self, scope: Scope, *parts: str) -> str:
        """Keyed, so that nobody who reads the database finds out what was typed, or where."""
        value = "\0".join((self.purpose, scope, *parts))
        return salted_hmac("samverk.brake", value, algorithm="sha256").hexdigest()


def is_held(attempt: Attempt) -> Held | None:
    """Is the attempt to be refused, and for how long? One query, nothing is counted."""
    return _look(attempt)[0]


def hold(attempt: Attempt) -> Held | None:
    """As `is_held`; one that is not refused waits a moment where its account has been tried much, right or wrong."""
    held, delay = _look(attempt)
    if held is not None:
        logger.warning("try refused", extra=_described(attempt))
    elif delay and SLOWED.acquire(blocking=False):
        try:
            sleep(delay)
        finally:
            SLOWED.release()
    return held


def note_failure(attempt: Attempt, *, person: int | None = None) -> Held | None:
    """Count a failure, also when many come at once. The lock that it began, if it did.

    `person` is whose account it is, where there is one: for the log alone, which never has what was typed.
    """
    now = timezone.now()
    keys = attempt.keys() | {Scope.HOUR: attempt.hour_key(now)}
    with transaction.atomic():
        # in one order, always: two that share rows then wait for each other, and never both
        fresh = [_fresh(attempt.purpose, scope, key, now) for scope, key in keys.items()]
        Brake.objects.bulk_create(sorted(fresh, key=lambda row: row.key), ignore_conflicts=True)
        rows = list(Brake.objects.select_for_update().filter(pk__in=keys.values()).order_by("pk"))
        for row in rows:
            _count(row, now)
        Brake.objects.bulk_update(rows, COUNTED)
    held = _verdict(attempt, {row.pk: row for row in rows}, now)
    level = logging.INFO if held is None else logging.WARNING
    logger.log(level, "try counted", extra=_described(attempt) | {"person": person, "held": held is not None})
    if any(row.scope == Scope.HOUR and row.count % TRIM_EVERY == 0 for row in rows):
        trim()
    return held


def note_success(attempt: Attempt) -> None:
    """Forget the failures of the account from here, and remember that it is known here. One statement."""
    if not attempt.account:
        return
    now = timezone.now()
    row = _fresh(attempt.purpose, Scope.PAIR, attempt.keys()[Scope.PAIR], now)
    row.succeeded_at, row.forget_at = now, now + KNOWN
    new = ["count", "level", "since", "last_at", "held_until", "succeeded_at", "forget_at"]
    Brake.objects.bulk_create([row], update_conflicts=True, unique_fields=["key"], update_fields=new)


def count_wrong(attempt: Attempt) -> Held | None:
    """Count a wrong key or link. When it was held already it is refused instead, and nothing more is counted."""
    held = is_held(attempt)
    if held is None:
        note_failure(attempt)
    return held


def failures_since(person: Person) -> int:
    """How often somebody has tried to log in as the person and failed since they were told; forgotten after 30 days."""
    unseen = _login_of(person).values_list("unseen", flat=True)
    return unseen.first() or 0


def forget_failures(person: Person) -> None:
    """The person has been told; what comes now is counted anew."""
    _login_of(person).exclude(unseen=0).update(unseen=0)


def forget_old_brakes() -> int:
    """Delete what holds nobody any more. How many rows."""
    return _delete(Brake.objects.filter(forget_at__lt=timezone.now()))


def trim() -> None:
    """Bound the table in a flood: what has expired goes, and of more than `MOST` the oldest that made nobody known."""
    forget_old_brakes()
    over = Brake.objects.count() - MOST
    if over > 0:
        logger.warning("too many brakes", extra={"over": over})
        _delete(Brake.objects.order_by(F("succeeded_at").asc(nulls_first=True), "last_at"), over + MOST // 10)


@dataclass(frozen=True)
class Summary:
    """Failed logins of a day: how many, from how many sources, of how many accounts, real or not; sources held now."""

    failures: int
    sources: int
    accounts: int
    held: int


def summary() -> Summary:
    now = timezone.now()
    lately = Brake.objects.filter(purpose=Purpose.LOGIN, last_at__gt=now - DAY)
    failures = lately.filter(scope=Scope.HOUR).aggregate(sum=Sum("count"))["sum"] or 0
    sources, accounts = (lately.filter(scope=scope).count() for scope in (Scope.SOURCE, Scope.ACCOUNT))
    held = Brake.objects.filter(scope=Scope.SOURCE, held_until__gt=now).exclude(purpose=Purpose.FORGOTTEN)
    return Summary(failures, sources, accounts, held.count())


def has_failed_from(source: str) -> bool:
    """Has anything failed from this source lately?"""
    keys = [Attempt(purpose, source=source).keys()[Scope.SOURCE] for purpose in Purpose]
    return Brake.objects.filter(pk__in=keys).exists()


def _delete(rows: QuerySet[Brake], at_most: int | None = None) -> int:
    """Some at a time, and none that somebody counts in just now: two that wait for each other would both fail."""
    deleted = 0
    while at_most is None or deleted < at_most:
        some = CHUNK if at_most is None else min(CHUNK, at_most - deleted)
        with transaction.atomic():
            free = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:some])
            Brake.objects.filter(pk__in=free).delete()
        deleted += len(free)
        if len(free) < some:
            break
    return deleted


def _look(attempt: Attempt) -> tuple[Held | None, float]:
    now = timezone.now()
    keys = attempt.keys()
    rows = Brake.objects.in_bulk({*keys.values(), *([attempt.known_key()] if attempt.account else [])})
    slows = rows.get(keys.get(Scope.ACCOUNT, ""))
    delay = 0.0 if slows is None else delay_after(_tally(slows), limit_of(attempt.purpose, Scope.ACCOUNT), now)
    return _verdict(attempt, rows, now), delay


def _verdict(attempt: Attempt, rows: dict[str, Brake], now: datetime) -> Held | None:
    """The longest of what holds it."""
    left = {
        scope: seconds_left(_tally(rows[key]), limit_of(attempt.purpose, scope), now)
        for scope, key in attempt.keys().items()
        if key in rows
    }
    known = rows.get(attempt.known_key()) if attempt.account else None
    if attempt.device or (known is not None and known.succeeded_at and now - known.succeeded_at < KNOWN):
        left.pop(Scope.SOURCE, None)
    longest = max(left.values(), default=0)
    return Held(longest) if longest else None


def _fresh(purpose: Purpose, scope: Scope, key: str, now: datetime) -> Brake:
    return Brake(key=key, purpose=purpose, scope=scope, since=now, last_at=now, forget_at=now + KEPT)


def _count(row: Brake, now: datetime) -> None:
    scope = Scope(row.scope)
    tally = after_failure(_tally(row), limit_of(Purpose(row.purpose), scope), now)
    row.count, row.level, row.since, row.last_at = tally.count, tally.level, tally.since, tally.last_at
    row.held_until = tally.held_until
    row.unseen += scope == Scope.ACCOUNT
    is_told = scope == Scope.ACCOUNT and row.purpose == Purpose.LOGIN
    row.forget_at = max(row.forget_at, now + (KNOWN if is_told else KEPT))


def _tally(row: Brake) -> Tally:
    return Tally(row.since, row.last_at, row.count, row.level, row.held_until)


def _login_of(person: Person) -> QuerySet[Brake]:
    key = Attempt(Purpose.LOGIN, account=person.email or "-").keys()[Scope.ACCOUNT]
    return Brake.objects.filter(pk=key)


def _described(attempt: Attempt) -> dict[str, object]:
    """For the log: the account by the beginning of its digest, which tells one from many and says nothing else."""
    account = attempt.keys().get(Scope.ACCOUNT, "")[:8]
    return {"purpose": attempt.purpose.value, "account": account, "source": shortened(attempt.source)}
