"""Calendar objects that Outlook, Gmail, Apple Mail and Thunderbird take for invitations (RFC 5545, 5546, 6047).

One object to one person: one UID, one METHOD, that person's ATTENDEE line and the organizer's. Every REQUEST carries
the whole current state. The lines are written here and not by the icalendar library, which needs 1 ms for an event
where this needs 0.2, and turns a backslash before N into a line break; that library and libical read them in tests.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal
from uuid import UUID

from notifications.itip.lines import (
    PRODID,
    REMEMBERED,
    STOCKHOLM_VTIMEZONE,
    bare,
    has_one_reading,
    join_lines,
    location,
    quoted,
    text_line,
    utc,
    when_line,
)

MAX_SEQUENCE = 2**31 - 1

Partstat = Literal["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"]
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One instance of a series that differs from the rest. `recurrence_id` is when it would have begun."""

    recurrence_id: datetime
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    url: str = ""
    description: str = ""
    partstat: Partstat = "NEEDS-ACTION"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFacts:
    """The facts of one person's calendar object. Datetimes are aware; only `description` may have line breaks.

    `url` is the link that joins the meeting: it comes after the room and at the end of the text.
    """

    uid: UUID | str
    sequence: int
    dtstamp: datetime
    organizer_address: str
    organizer_name: str
    attendee_address: str
    attendee_name: str = ""
    partstat: Partstat = "NEEDS-ACTION"
    rsvp: bool = True
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    url: str = ""
    description: str = ""
    status: Status = "CONFIRMED"
    is_private: bool = False
    is_counter_allowed: bool = True
    created: datetime | None = None
    last_modified: datetime | None = None
    rrule: str = ""
    exdates: tuple[datetime, ...] = ()
    overrides: tuple[Override, ...] = ()


def build_request(facts: CalendarFacts) -> bytes:
    """The invitation, or its newer version with a higher SEQUENCE (RFC 5546 3.2.2)."""
    _check(facts)
    return _calendar("REQUEST", *_event(facts), *(line for one in facts.overrides for line in _instance(facts, one)))


def build_cancel(facts: CalendarFacts) -> bytes:
    """The meeting is off, or this person is no longer called to it (RFC 5546 3.2.5). The UID is dead for them then.

    The own ATTENDEE, the same ORGANIZER and DTSTART and a higher SEQUENCE are needed: without them Cyrus keeps it.
    """
    _check(facts)
    return _calendar("CANCEL", *_cancelled(facts))


def build_decline_counter(facts: CalendarFacts, comment: str = "", recurrence_id: datetime | None = None) -> bytes:
    """The proposed time is not taken; the meeting, or one instance of a series, stays as it is (RFC 5546 3.2.8)."""
    _check(facts)
    return _calendar(
        "DECLINECOUNTER",
        *_identity(facts),
        *((when_line("RECURRENCE-ID", recurrence_id),) if recurrence_id else ()),
        when_line("DTSTART", facts.start),
        when_line("DTEND", facts.end),
        text_line("SUMMARY", facts.summary),
        *((text_line("COMMENT", comment),) if comment else ()),
        "END:VEVENT",
    )


# --- what a calendar object may not be


def _check(facts: CalendarFacts) -> None:
    """Raise `ValueError` for facts that make no valid object: nothing half right leaves."""
    if not 0 <= facts.sequence <= MAX_SEQUENCE:
        raise ValueError("SEQUENCE does not fit")
    if address(facts.attendee_address) == address(facts.organizer_address):
        raise ValueError("the organizer cannot be invited")
    if facts.end <= facts.start:
        raise ValueError("the meeting ends before it starts")
    if facts.rrule and not (re.fullmatch(r"[A-Z0-9=;,+-]+", facts.rrule) and has_one_reading(facts.start)):
        raise ValueError("the rule cannot be written")


_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]{1,253}")


@lru_cache(REMEMBERED)
def address(text: str) -> str:
    """A mail address as it is written everywhere: lower case and plain ASCII. Clients compare it letter by letter."""
    lower = text.lower()
    if not _ADDRESS.fullmatch(lower):
        raise ValueError("not an address that can be invited")
    return lower


# --- the parts


def _calendar(method: str, *event: str) -> bytes:
    head = ("BEGIN:VCALENDAR", f"PRODID:{PRODID}", "VERSION:2.0", "CALSCALE:GREGORIAN", f"METHOD:{method}")
    return join_lines(head) + STOCKHOLM_VTIMEZONE + join_lines(event) + b"END:VCALENDAR\r\n"


def _identity(facts: CalendarFacts, rsvp: bool = False, partstat: Partstat | None = None) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{bare(str(facts.uid))}"
    yield f"SEQUENCE:{facts.sequence}"
    yield f"DTSTAMP:{utc(facts.dtstamp)}"
    yield f"ORGANIZER;CN={quoted(facts.organizer_name)}:mailto:{address(facts.organizer_address)}"
    yield (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat or facts.partstat}"
        f"{';RSVP=TRUE' if rsvp else ''};CN={quoted(facts.attendee_name or facts.attendee_address)}"
        f":mailto:{address(facts.attendee_address)}"
    )


def _event(facts: CalendarFacts) -> Iterator[str]:
    yield from _identity(facts, rsvp=facts.rsvp)
    yield when_line("DTSTART", facts.start)
    yield when_line("DTEND", facts.end)
    yield from _rhythm(facts)
    yield from _shown(facts)
    yield f"STATUS:{facts.status}"
    yield from _details(facts)
    yield "END:VEVENT"


def _instance(facts: CalendarFacts, one: Override) -> Iterator[str]:
    yield from _identity(facts, rsvp=facts.rsvp, partstat=one.partstat)
    yield when_line("RECURRENCE-ID", one.recurrence_id)
    yield when_line("DTSTART", one.start)
    yield when_line("DTEND", one.end)
    yield from _shown(one)
    yield f"STATUS:{facts.status}"
    yield from _details(facts)
    yield "END:VEVENT"


def _cancelled(facts: CalendarFacts) -> Iterator[str]:
    yield from _identity(facts)
    yield when_line("DTSTART", facts.start)
    yield when_line("DTEND", facts.end)
    yield from _rhythm(facts)
    yield text_line("SUMMARY", facts.summary)
    yield from _place(facts)
    yield "STATUS:CANCELLED"
    yield "TRANSP:TRANSPARENT"
    yield "X-MICROSOFT-CDO-BUSYSTATUS:FREE"
    yield from ("CLASS:PRIVATE",) if facts.is_private else ()
    yield "END:VEVENT"


def _rhythm(facts: CalendarFacts) -> Iterator[str]:
    if facts.rrule:
        yield f"RRULE:{facts.rrule}"
    for moment in facts.exdates:
        yield when_line("EXDATE", moment)


def _shown(facts: CalendarFacts | Override) -> Iterator[str]:
    yield text_line("SUMMARY", facts.summary)
    yield from _place(facts)
    description = facts.description
    if facts.url and facts.url not in description:
        description = f"{description}\n\n{facts.url}".strip()
    if description:
        yield text_line("DESCRIPTION", description)


def _place(facts: CalendarFacts | Override) -> Iterator[str]:
    if place := location(facts.location, facts.url):
        yield text_line("LOCATION", place)
    if facts.url:
        yield f"URL:{bare(facts.url)}"


def _details(facts: CalendarFacts) -> Iterator[str]:
    """Without these properties Outlook picks busy or out of office. No VALARM: an update would reset the reader's."""
    yield "TRANSP:OPAQUE"
    yield f"CLASS:{'PRIVATE' if facts.is_private else 'PUBLIC'}"
    yield f"CREATED:{utc(facts.created or facts.dtstamp)}"
    yield f"LAST-MODIFIED:{utc(facts.last_modified or facts.dtstamp)}"
    yield "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"
    yield "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY"
    if not facts.is_counter_allowed:
        yield "X-MICROSOFT-DISALLOW-COUNTER:TRUE"
