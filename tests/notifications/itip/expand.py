"""A plain reading of a calendar file: which instances it shows, by RFC 5545, with dateutil for the rule."""

from __future__ import annotations

import datetime
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

from booking.workdays import STOCKHOLM

Shown = tuple[datetime.datetime, datetime.datetime, str]


def expand(raw: bytes) -> dict[datetime.datetime, Shown]:
    """Recurrence moment in UTC → start, end (UTC) and place."""
    events: list[Any] = Calendar.from_ical(raw).walk("VEVENT")
    master = next(event for event in events if "RECURRENCE-ID" not in event)
    begins, ends = master.decoded("DTSTART"), master.decoded("DTEND")
    moments = [begins]
    if "RRULE" in master:
        rule = master["RRULE"].to_ical().decode()
        until = rule.partition("UNTIL=")[2].partition(";")[0]
        last = datetime.datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
        naive = rrulestr(
            rule.replace(until, f"{last.astimezone(STOCKHOLM):%Y%m%dT%H%M%S}"), dtstart=begins.replace(tzinfo=None)
        )
        moments = [moment.replace(tzinfo=begins.tzinfo) for moment in naive]
    gone = {_utc(moment) for moment in _exdates(master)}
    place = str(master.get("LOCATION", ""))
    length = ends - begins
    shown = {_utc(m): (_utc(m), _utc(m + length), place) for m in moments if _utc(m) not in gone}
    for event in events:
        if "RECURRENCE-ID" in event:
            recurrence = _utc(event.decoded("RECURRENCE-ID"))
            assert recurrence in shown, "an exception of no instance"
            times = (_utc(event.decoded("DTSTART")), _utc(event.decoded("DTEND")))
            shown[recurrence] = (*times, str(event.get("LOCATION", "")))
    return shown


def _exdates(master: Any) -> list[datetime.datetime]:
    found = master.get("EXDATE", [])
    return [one.dt for each in (found if isinstance(found, list) else [found]) for one in each.dts]


def _utc(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC)
