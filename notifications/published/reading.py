"""Parsing a published calendar for busy times (RFC 5545). Titles, places and texts in it are never looked at.

Outlook's and Google's files first, and whatever else keeps to the format. A stranger's file may be anything, so it is
read as it comes, lines, events and occurrences are bounded, and recurring events cost no more than the window.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from booking.models import CalendarProblem
from notifications.published.components import Components, read_components
from notifications.published.expanding import expand
from notifications.published.fetching import Unfetched
from notifications.published.recurrence import Exhausted
from notifications.published.window import Occurrence, periods

MAX_OCCURRENCES = 20_000


def read_taken(chunks: Iterable[bytes], first: datetime, last: datetime, owner: Iterable[str] = ()) -> list[Occurrence]:
    """All times between two datetimes that are not free, cut to them. `owner`: the addresses of whose calendar it is.

    Raises `Unfetched` for what is no calendar, and for one of more than can be read to the end.
    """
    file = read_components(chunks, first, last, owner)
    found: list[Occurrence] = []
    try:
        for one in _all(file, first, last):
            if one.ends_at > first and one.starts_at < last and one.ends_at > one.starts_at:
                found.append(replace(one, starts_at=max(one.starts_at, first), ends_at=min(one.ends_at, last)))
            if len(found) > MAX_OCCURRENCES:
                raise Exhausted
    except Exhausted:
        raise Unfetched(CalendarProblem.TOO_LARGE) from None
    return found


def _all(file: Components, first: datetime, last: datetime) -> Iterator[Occurrence]:
    yield from expand(file, first, last)
    yield from periods(file, first, last)
