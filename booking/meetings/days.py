"""The days of several meetings that change, as lines to read before it is saved. Pure: values in, rows out."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from booking.meetings.wording import day_text
from booking.schooldays import school_break
from booking.workdays import day_warnings
from config.ground.dates import current_language
from forums.models import Area


@dataclass(frozen=True)
class DayLine:
    """A day, what is worth knowing about it, and whether there is no meeting then."""

    text: str
    notes: list[str]
    is_skipped: bool = False


def day_lines(
    days: Iterable[datetime.date], *, skipped: Collection[datetime.date] = (), area: Area | None = None
) -> list[DayLine]:
    """A line for each day, in order: helgdagar, klämdagar and half days, and the school holidays of the area."""
    return [DayLine(day_text(day), _notes(day, area), day in skipped) for day in sorted({*days, *skipped})]


def _notes(day: datetime.date, area: Area | None) -> list[str]:
    off = school_break(day, area.school_weeks if area else {})
    return [*(warning.name for warning in day_warnings(day, current_language())), *([off] if off else [])]
