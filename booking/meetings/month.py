"""A week and a month as days with their meetings. Pure: rows in, rows out."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from booking.meetings.addresses import meeting_url
from booking.meetings.listing import meeting_row
from booking.meetings.wording import day_text, meeting_title
from booking.models import KnownTo, Meeting, MeetingState
from booking.workdays import MONTHS, format_time, format_weekday, local
from config.ground.dates import current_language
from forums.models import Person

TO_THE_DAY = (KnownTo.MOMENT, KnownTo.DAY)
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass
class Day:
    """A day of the grid; `is_outside` when it belongs to the month before or after."""

    date: datetime.date
    label: str
    is_today: bool
    is_outside: bool = False
    entries: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class GridWeek:
    number: int
    days: list[Day]

    @property
    def is_empty(self) -> bool:
        return not any(day.entries for day in self.days)


def clean_day(text: str, today: datetime.date) -> datetime.date:
    """The day in an address; today when it is none, or so far off that no meeting is there."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else today


def month_of(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First and last day."""
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=1), day.replace(day=last)


def week_of(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Monday and Sunday."""
    monday = day - datetime.timedelta(days=day.weekday())
    return monday, monday + datetime.timedelta(days=6)


def month_name(day: datetime.date) -> str:
    return f"{MONTHS[current_language()][day.month - 1]} {day.year}"


def weekday_names() -> list[str]:
    monday = datetime.date(2026, 1, 5)
    return [format_weekday(monday + datetime.timedelta(days=n), current_language()) for n in range(7)]


def month_grid(meetings: Iterable[Meeting], month: datetime.date, today: datetime.date) -> list[GridWeek]:
    """All weeks that touch the month, Monday first; the meetings come in the order of their times."""
    entries: dict[datetime.date, list[dict[str, Any]]] = {}
    for meeting in meetings:
        if meeting.starts_at is not None and meeting.known_to in TO_THE_DAY:
            entries.setdefault(local(meeting.starts_at).date(), []).append(_entry(meeting))
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [
        GridWeek(
            week[0].isocalendar().week,
            [Day(day, day_text(day), day == today, day.month != month.month, entries.get(day, [])) for day in week],
        )
        for week in weeks
    ]


def week_days(meetings: Iterable[Meeting], monday: datetime.date, person: Person, today: datetime.date) -> list[Day]:
    """Seven days, also the empty ones, each with the rows of a list."""
    days = [monday + datetime.timedelta(days=n) for n in range(7)]
    found = {day: Day(day, day_text(day), day == today) for day in days}
    for meeting in meetings:
        if meeting.starts_at is not None and meeting.known_to in TO_THE_DAY:
            found[local(meeting.starts_at).date()].entries.append(meeting_row(meeting, person))
    return list(found.values())


def _entry(meeting: Meeting) -> dict[str, Any]:
    assert meeting.starts_at is not None
    return {
        "time": "" if meeting.known_to == KnownTo.DAY else format_time(meeting.starts_at, current_language()),
        "title": meeting_title(meeting),
        "url": meeting_url(meeting.pk),
        "cancelled": meeting.state == MeetingState.CANCELLED,
    }
