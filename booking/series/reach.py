"""Changes of several meetings: one meeting and all that follow in its series, or all of the series ahead.

`booking/apps.py` fills them in `booking/meetings/reach.py`.
"""

from __future__ import annotations

import datetime
from typing import Any

from booking.meetings.reach import ALL, Moved
from booking.models import Meeting, Series
from booking.series.following import change_following, end_following, first_ahead, first_day_like, move_following
from booking.series.previewing import moved
from booking.series.previewing import moved_as_proposed as would_move_series
from booking.series.wishes import move_series, replaceable_calls, substitute_in_series
from forums.models import Person

__all__ = [
    "cancel",
    "change",
    "move",
    "move_series",
    "replaceable_calls",
    "substitute_in_series",
    "would_move",
    "would_move_series",
]


def move(
    meeting: Meeting, reach: str, *, by: Person, on: datetime.date, starts: datetime.time, length_minutes: int
) -> Series:
    """Move the meeting to the day `on`, and the others to the days that are to them what `on` is to it."""
    start = _start_of(meeting, reach)
    first_on = first_day_like(start, meeting, on)
    return move_following(start, by=by, first_on=first_on, starts=starts, length_minutes=length_minutes)


def would_move(meeting: Meeting, reach: str, *, on: datetime.date, starts: datetime.time, length_minutes: int) -> Moved:
    start = _start_of(meeting, reach)
    return moved(start, first_on=first_day_like(start, meeting, on), starts=starts, length_minutes=length_minutes)


def change(meeting: Meeting, reach: str, *, by: Person, **texts: Any) -> Series:
    return change_following(_start_of(meeting, reach), by=by, **texts)


def cancel(meeting: Meeting, reach: str, *, by: Person, reason: str) -> Series:
    return end_following(_start_of(meeting, reach), by=by, reason=reason)


def _start_of(meeting: Meeting, reach: str) -> Meeting:
    """The first meeting to change: this one, or the next one of the series."""
    return first_ahead(meeting) if reach == ALL else meeting
