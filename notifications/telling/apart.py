"""Meetings of a series that stand apart from it in calendars: each an entry of its own, for those with a seat as well.

Exchange cannot hold them as exceptions (`itip/exchange.py`). Which they are follows from the times of the whole series,
so that it is the same for everybody; it may become otherwise when a neighbour is moved.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from booking.models import Meeting, MeetingState
from notifications.itip.exchange import is_moved, not_to_be_held
from notifications.models import Method, Told

STOOD = Q(state=MeetingState.CALLED) | Q(state=MeetingState.CANCELLED, cancelled_at__gte=F("starts_at"))


def stood(meeting: Meeting) -> bool:
    """Did the meeting stand at its start? Called, or cancelled only after that."""
    if meeting.no_mail:
        return False
    off_at, starts_at = meeting.cancelled_at, meeting.starts_at
    late = meeting.state == MeetingState.CANCELLED and off_at is not None and starts_at is not None
    return meeting.state == MeetingState.CALLED or (late and off_at >= starts_at)  # type: ignore[operator]


def apart_of(series: Iterable[UUID]) -> set[UUID]:
    """Ids of the meetings of these series that stand apart. One that has begun stays as it was told."""
    rows = Meeting.objects.filter(STOOD, series__in=series, no_mail=False, starts_at__isnull=False).order_by()
    by_series: dict[tuple[UUID, datetime.date], list[Row]] = {}
    for pk, at, start, own, first in rows.values_list("pk", "recurrence_at", "starts_at", "series", "series__first_on"):
        if at is not None and start is not None and own is not None:
            by_series.setdefault((own, first), []).append(Row(pk, at, start))
    return {pk for (_series, first), own in by_series.items() for pk in _apart_in(own, first)}


class Row(NamedTuple):
    pk: UUID
    recurrence_at: datetime.datetime
    starts_at: datetime.datetime

    @property
    def times(self) -> tuple[datetime.datetime, datetime.datetime]:
        return self.recurrence_at, self.starts_at


def _apart_in(rows: list[Row], first: datetime.date) -> set[UUID]:
    now = timezone.now()
    begun = [row for row in rows if row.starts_at <= now and is_moved(row.times)]
    alone = told_alone(Q(calendar_object__meeting__in=[row.pk for row in begun])) if begun else set()
    settled = {row.recurrence_at: row.pk not in alone for row in begun}
    left_out = not_to_be_held([row.times for row in rows], first, settled=settled)
    return {row.pk for row in rows if row.recurrence_at in left_out}


def told_alone(which: Q) -> set[UUID]:
    """Meetings of a series that were told to somebody with a seat in it as meetings of their own."""
    told = Told.objects.filter(which, invitation__series_seat__isnull=False, queued_method=Method.REQUEST)
    return set(told.order_by().values_list("calendar_object__meeting", flat=True))


def apart_among(meetings: Iterable[Meeting]) -> set[UUID]:
    """Those of these meetings that stand apart. Asks the database only for series with one that was moved to another
    day."""
    moved = {
        one.series_id
        for one in meetings
        if one.series_id and one.recurrence_at and one.starts_at and is_moved((one.recurrence_at, one.starts_at))
    }
    return apart_of(moved) if moved else set()


def apart_or_told_so(series_id: UUID | str) -> set[UUID]:
    """Meetings of a series that stand apart, or were told to somebody with a seat as if they did: a neighbour that is
    moved may make either of them."""
    return apart_of([UUID(str(series_id))]) | told_alone(Q(calendar_object__meeting__series=series_id))
