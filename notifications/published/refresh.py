"""Refreshing the published calendars that are due, one after the other, within a time limit; each is claimed first."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from booking.models import CalendarProblem, Meeting, PublishedCalendar
from booking.models.busy import AHEAD
from booking.taken.actions import Taken, claim_calendar, keep_busy_times, note_problem
from forums.models import Person
from notifications.models import CalendarObject
from notifications.published.fetching import SECONDS, Unfetched, fetch
from notifications.published.reading import read_taken
from notifications.published.window import Occurrence

logger = logging.getLogger(__name__)
AT_MOST_SECONDS = 45.0
MOST_UIDS = 500
NOBODYS = UUID(int=0)


def read_due_calendars() -> int:
    """Refresh due calendars within the time limit, and return how many; the rest is due at the next tick."""
    ends, count = time.monotonic() + AT_MOST_SECONDS - SECONDS, 0
    while time.monotonic() < ends and (calendar := claim_calendar(timezone.now())) is not None:
        read_calendar(calendar)
        count += 1
    return count


def read_calendar(calendar: PublishedCalendar) -> None:
    """Fetch and store one calendar. Neither its URL nor its text is logged, so a fault is named by its kind only."""
    now = timezone.now()
    try:
        owner = addresses_of(calendar.person)
        found = fetch(calendar.address, lambda chunks: read_taken(chunks, now, now + AHEAD, owner))
    except Unfetched as refused:
        logger.info("calendar not read", extra={"calendar": calendar.pk, "problem": refused.problem.value})
        note_problem(calendar, refused.problem)
    except Exception as fault:
        logger.error("calendar not read", extra={"calendar": calendar.pk, "fault": type(fault).__name__})
        note_problem(calendar, CalendarProblem.UNREADABLE)
    else:
        keep_busy_times(calendar, _with_our_meetings(found))


def addresses_of(person: Person) -> list[str]:
    """The addresses by which a calendar may call its owner."""
    return [address for address in (person.email, *person.aliases.values_list("email", flat=True)) if address]


def _with_our_meetings(occurrences: Iterable[Occurrence]) -> list[Taken]:
    """Match events to our meetings by UID: a meeting in a calendar is no hindrance to itself."""
    found = list(occurrences)
    uids = {uid for one in found if (uid := _as_uuid(one.uid)) is not None}
    objects = {row.uid: row for row in CalendarObject.objects.filter(uid__in=list(uids)[:MOST_UIDS])} if uids else {}
    series = {row.series_id for row in objects.values() if row.series_id is not None}
    instances = Meeting.objects.filter(series__in=series).values_list("series_id", "recurrence_at", "pk")
    by_place = {(owner, moment): pk for owner, moment, pk in instances} if series else {}

    def meeting_of(one: Occurrence) -> UUID | None:
        row = objects.get(_as_uuid(one.uid) or NOBODYS)
        if row is None or row.series_id is None:
            return row.meeting_id if row else None
        return by_place.get((row.series_id, one.recurrence_at))

    return [Taken(one.starts_at, one.ends_at, meeting_of(one), one.kind) for one in found]


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
