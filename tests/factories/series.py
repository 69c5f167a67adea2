"""Series called through the real action."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from booking.models import Series
from booking.rhythm import Frequency, Rhythm
from booking.series.actions import Plan, call_series

NINE = datetime.time(9)


def next_thursday(weeks_ahead: int = 4) -> datetime.date:
    today = timezone.localdate()
    return today + datetime.timedelta(days=(3 - today.weekday()) % 7, weeks=weeks_ahead)


def make_plan(
    first: datetime.date | None = None,
    *,
    count: int = 6,
    frequency: Frequency = Frequency.WEEKLY,
    interval: int = 1,
    starts: datetime.time = NINE,
    length_minutes: int = 60,
    skips_holidays: bool = False,
) -> Plan:
    """Six Thursdays at nine, four weeks from now, also on holidays, unless the test says otherwise."""
    start = first or next_thursday()
    rhythm = Rhythm(frequency, interval, start, start, starts).of_length(count)
    return Plan(rhythm, length_minutes, skips_holidays)


def call_weekly(cast: Any, **plan: Any) -> Series:
    """Cilla calls the LSG (Anna, Bo, Frida, Rut) to a series in Sessionssalen."""
    return call_series(cast.lsg, by=cast.cilla, plan=make_plan(**plan), place="Sessionssalen", meeting_form="on_site")
