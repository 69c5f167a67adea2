"""A person's published calendar: its address is given and removed, and what was read of it is kept as times only."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from booking.models import BusyKind, BusyTime, CalendarProblem, PublishedCalendar
from booking.taken.times import clean_calendar_address, merge
from config.ground.doorbell import Doorbell
from forums.models import Person

# by name: what is above this app is not imported
READ = Doorbell("notifications.read_calendars")
LEASE = datetime.timedelta(minutes=2)
EVERY = datetime.timedelta(hours=1)
SPREAD_SECONDS = 600
AGAIN_AFTER = [datetime.timedelta(minutes=minutes) for minutes in (15, 60, 240, 720, 1440)]
STALE_AFTER = datetime.timedelta(days=2)


@dataclass(frozen=True)
class Taken:
    """A span that is not free, which of our meetings it is, when it is one, and how sure it is."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    meeting_id: UUID | None = None
    kind: str = BusyKind.BUSY


def give_calendar(person: Person, *, address: str) -> PublishedCalendar:
    """Read this calendar from now on, the first time within a minute. A new address forgets what the old one said.

    The same address once more is read anew. Raises `RuleError` for an address that is never read.
    """
    address, now = clean_calendar_address(address), timezone.now()
    with transaction.atomic():
        calendar, is_new = PublishedCalendar.objects.select_for_update().get_or_create(
            person=person, defaults={"address": address, "added_at": now, "next_at": now}
        )
        if not is_new:
            if calendar.address != address:
                calendar.busy_times.all().delete()
                calendar.address, calendar.added_at, calendar.read_at = address, now, None
            calendar.next_at, calendar.lease_token, calendar.lease_until = now, None, None
            calendar.problem, calendar.failures = "", 0
            calendar.save()
        ring_reading()
    return calendar


def remove_calendar(person: Person) -> None:
    """The address and all that was read of it go at once."""
    PublishedCalendar.objects.filter(person=person).delete()


def claim_calendar(now: datetime.datetime) -> PublishedCalendar | None:
    """The calendar that has been due longest, for who asks alone; what a dead reader held is free after the lease."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = PublishedCalendar.objects.filter(free, next_at__lte=now, person__is_active=True).order_by("next_at", "pk")
    for pk in due.values_list("pk", flat=True)[:5]:
        mine = PublishedCalendar.objects.filter(free, pk=pk, next_at__lte=now)
        token = uuid4()
        if mine.update(lease_token=token, lease_until=now + LEASE):
            return PublishedCalendar.objects.filter(pk=pk, lease_token=token).first()
    return None


def keep_busy_times(calendar: PublishedCalendar, taken: Iterable[Taken]) -> bool:
    """Put these times in place of the former ones. False when the address was changed or removed meanwhile."""
    now = timezone.now()
    found = list(taken)
    kept = [each for each in found if each.meeting_id is not None]
    for kind in BusyKind.values:
        spans = merge((each.starts_at, each.ends_at) for each in found if each.meeting_id is None and each.kind == kind)
        kept += [Taken(start, end, kind=kind) for start, end in spans]
    with transaction.atomic():
        if not _held(calendar):
            return False
        calendar.busy_times.all().delete()
        BusyTime.objects.bulk_create(
            BusyTime(
                calendar=calendar,
                starts_at=each.starts_at,
                ends_at=each.ends_at,
                meeting_id=each.meeting_id,
                kind=each.kind,
            )
            for each in kept
        )
        next_at = now + EVERY + datetime.timedelta(seconds=random.uniform(0, SPREAD_SECONDS))  # noqa: S311
        PublishedCalendar.objects.filter(pk=calendar.pk).update(
            read_at=now, next_at=next_at, problem="", failures=0, lease_token=None, lease_until=None
        )
    return True


def note_problem(calendar: PublishedCalendar, problem: CalendarProblem) -> None:
    """Say why it could not be read, and wait longer each time. What has not been true for days is not shown."""
    now = timezone.now()
    wait = AGAIN_AFTER[min(calendar.failures, len(AGAIN_AFTER) - 1)]
    with transaction.atomic():
        if not _held(calendar):
            return
        if calendar.read_at is not None and calendar.read_at < now - STALE_AFTER:
            calendar.busy_times.all().delete()
            calendar.read_at = None
        PublishedCalendar.objects.filter(pk=calendar.pk).update(
            read_at=calendar.read_at,
            problem=problem,
            failures=calendar.failures + 1,
            next_at=now + wait,
            lease_token=None,
            lease_until=None,
        )


def ring_reading() -> None:
    """Ask for a reading once this transaction is committed; the tick does it in any case."""
    transaction.on_commit(READ.ring, robust=True)


def _held(calendar: PublishedCalendar) -> bool:
    """Is the calendar still this reader's? Its row is locked to the end of the transaction."""
    mine = PublishedCalendar.objects.select_for_update().filter(pk=calendar.pk, lease_token=calendar.lease_token)
    return bool(mine.values_list("pk", flat=True))
