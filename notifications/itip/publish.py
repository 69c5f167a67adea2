"""Published calendar files, without METHOD: a subscription, or one meeting to save (RFC 5545, 7986).

No METHOD, no ORGANIZER, no ATTENDEE: with them programs ask for an answer to a copy, and mail it. UID and SEQUENCE are
those of the mails, so that a calendar that has both shows the meeting once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from notifications.itip.lines import PRODID, STOCKHOLM_VTIMEZONE, bare, join_lines, location, text_line, utc, when_line

REFRESH = "PT1H"
OFF = "Inställt"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEvent:
    """One event as it is shown. `stamp` is when any of it was last changed; `link` joins the meeting from a distance.

    With `rrule` it is the master of a series; with `recurrence_id` one instance that differs.
    """

    uid: UUID | str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    link: str = ""
    description: str = ""
    status: Literal["CONFIRMED", "CANCELLED"] = "CONFIRMED"
    is_private: bool = False
    is_free: bool = False
    rrule: str = ""
    exdates: tuple[datetime, ...] = ()
    recurrence_id: datetime | None = None


def build_feed(name: str, events: Iterable[PublishedEvent]) -> bytes:
    """Render a calendar to subscribe to. How often it is fetched is the program's own choice; an hour is asked for."""
    about = (
        text_line("NAME", name),
        text_line("X-WR-CALNAME", name),
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    )
    return _calendar(about, events)


def build_file(events: Iterable[PublishedEvent]) -> bytes:
    """Render one meeting, to save in a calendar program."""
    return _calendar((), events)


def _calendar(about: tuple[str, ...], events: Iterable[PublishedEvent]) -> bytes:
    head = ("BEGIN:VCALENDAR", f"PRODID:{PRODID}", "VERSION:2.0", "CALSCALE:GREGORIAN", *about)
    body = tuple(line for event in events for line in _event(event))
    return join_lines(head) + STOCKHOLM_VTIMEZONE + join_lines(body) + b"END:VCALENDAR\r\n"


def _event(event: PublishedEvent) -> Iterator[str]:
    if event.end <= event.start:
        raise ValueError("the meeting ends before it starts")
    yield "BEGIN:VEVENT"
    yield f"UID:{bare(str(event.uid))}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{utc(event.stamp)}"
    yield f"LAST-MODIFIED:{utc(event.stamp)}"
    if event.recurrence_id is not None:
        yield when_line("RECURRENCE-ID", event.recurrence_id)
    yield when_line("DTSTART", event.start)
    yield when_line("DTEND", event.end)
    if event.rrule:
        yield f"RRULE:{event.rrule}"
    yield from (when_line("EXDATE", moment) for moment in event.exdates)
    yield from _texts(event)
    is_free = event.is_free or event.status == "CANCELLED"
    yield f"STATUS:{event.status}"
    yield f"TRANSP:{'TRANSPARENT' if is_free else 'OPAQUE'}"
    yield f"X-MICROSOFT-CDO-BUSYSTATUS:{'FREE' if is_free else 'BUSY'}"
    yield f"CLASS:{'PRIVATE' if event.is_private else 'PUBLIC'}"
    yield "END:VEVENT"


def _texts(event: PublishedEvent) -> Iterator[str]:
    """A cancelled one says so in its title: some programs that subscribe show no STATUS."""
    is_off = event.status == "CANCELLED" and not event.summary.startswith(OFF)
    yield text_line("SUMMARY", f"{OFF}: {event.summary}" if is_off else event.summary)
    if place := location(event.location, event.link):
        yield text_line("LOCATION", place)
    if event.link:
        yield f"URL:{bare(event.link)}"
    if event.description:
        yield text_line("DESCRIPTION", event.description)
