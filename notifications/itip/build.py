"""Calendar objects that Outlook, Gmail, Apple Mail and Thunderbird take for invitations (RFC 5545, 5546, 6047).

One object to one person: one UID, one METHOD, that person's ATTENDEE line and the organizer's. Every REQUEST carries
the whole current state. The lines are written here and not by the icalendar library, which needs 1 ms for an event
where this needs 0.2, and turns a backslash before N into a line break; that library and libical read them in tests.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from booking.workdays import STOCKHOLM, is_unambiguous, local

PRODID = "-//Samverk//Samverk//SV"
DIGEST_VERSION = "1"
LINE_OCTETS = 75
MAX_SEQUENCE = 2**31 - 1

# Written by hand: two observances from 1970 with yearly rules, each onset in the offset before the change (RFC 5545
# 3.6.5), so 02:00 in spring and 03:00 in autumn. Lists of RDATEs are misread by Outlook and ical.js.
STOCKHOLM_VTIMEZONE = b"""\
BEGIN:VTIMEZONE\r
TZID:Europe/Stockholm\r
BEGIN:STANDARD\r
DTSTART:19701025T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
TZNAME:CET\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:19700329T020000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
TZNAME:CEST\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
END:DAYLIGHT\r
END:VTIMEZONE\r
"""

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
    """What one person's calendar should show of one meeting. Moments are aware; texts are plain, with line breaks only
    in `description`. `url` is the link that joins the meeting: it comes after the room and at the end of the text."""

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


def build_decline_counter(facts: CalendarFacts, comment: str = "") -> bytes:
    """The proposed time is not taken; the meeting stays as it is (RFC 5546 3.2.8)."""
    _check(facts)
    return _calendar(
        "DECLINECOUNTER",
        *_identity(facts),
        _when("DTSTART", facts.start),
        _when("DTEND", facts.end),
        _text("SUMMARY", facts.summary),
        _text("COMMENT", comment),
        "END:VEVENT",
    )


def digest(facts: CalendarFacts) -> str:
    """What tells two versions apart: only what a calendar shows (architecture, Exactly 4).

    Start, end, place, link, summary, status and the person's own instances; not wording, answers, DTSTAMP or SEQUENCE.
    The number before the colon is the version of this function: told with another one is re-baselined silently.
    """
    shown = [
        *(_utc(moment) for moment in (facts.start, facts.end)),
        *(facts.location, facts.url, facts.summary, facts.status, facts.rrule),
        sorted(_utc(moment) for moment in facts.exdates),
        sorted(
            [*(_utc(moment) for moment in (one.recurrence_id, one.start, one.end)), one.location, one.url, one.summary]
            for one in facts.overrides
        ),
    ]
    text = json.dumps(shown, ensure_ascii=True, separators=(",", ":"))
    return f"{DIGEST_VERSION}:{hashlib.sha256(text.encode()).hexdigest()[:40]}"


# --- what a calendar object may not be


def _check(facts: CalendarFacts) -> None:
    """A part that cannot be made stops the message; nothing half right leaves."""
    if not 0 <= facts.sequence <= MAX_SEQUENCE:
        raise ValueError("SEQUENCE does not fit")
    if address(facts.attendee_address) == address(facts.organizer_address):
        raise ValueError("the organizer cannot be invited")
    if facts.end <= facts.start:
        raise ValueError("the meeting ends before it starts")
    if facts.rrule and not (re.fullmatch(r"[A-Z0-9=;,+-]+", facts.rrule) and _has_one_reading(facts.start)):
        raise ValueError("the rule cannot be written")


_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]{1,253}")


def address(text: str) -> str:
    """A mail address as it is written everywhere: lower case and plain ASCII. Clients compare it letter by letter."""
    lower = text.lower()
    if not _ADDRESS.fullmatch(lower):
        raise ValueError("not an address that can be invited")
    return lower


# --- the parts


def _calendar(method: str, *event: str) -> bytes:
    head = ("BEGIN:VCALENDAR", f"PRODID:{PRODID}", "VERSION:2.0", "CALSCALE:GREGORIAN", f"METHOD:{method}")
    return _lines(head) + STOCKHOLM_VTIMEZONE + _lines(event) + b"END:VCALENDAR\r\n"


def _identity(facts: CalendarFacts, rsvp: bool = False, partstat: Partstat | None = None) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_bare(str(facts.uid))}"
    yield f"SEQUENCE:{facts.sequence}"
    yield f"DTSTAMP:{_utc(facts.dtstamp)}"
    yield f"ORGANIZER;CN={_quoted(facts.organizer_name)}:mailto:{address(facts.organizer_address)}"
    yield (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat or facts.partstat}"
        f"{';RSVP=TRUE' if rsvp else ''};CN={_quoted(facts.attendee_name or facts.attendee_address)}"
        f":mailto:{address(facts.attendee_address)}"
    )


def _event(facts: CalendarFacts) -> Iterator[str]:
    yield from _identity(facts, rsvp=facts.rsvp)
    yield _when("DTSTART", facts.start)
    yield _when("DTEND", facts.end)
    yield from _rhythm(facts)
    yield from _shown(facts)
    yield f"STATUS:{facts.status}"
    yield from _details(facts)
    yield "END:VEVENT"


def _instance(facts: CalendarFacts, one: Override) -> Iterator[str]:
    yield from _identity(facts, rsvp=facts.rsvp, partstat=one.partstat)
    yield _when("RECURRENCE-ID", one.recurrence_id)
    yield _when("DTSTART", one.start)
    yield _when("DTEND", one.end)
    yield from _shown(one)
    yield f"STATUS:{facts.status}"
    yield from _details(facts)
    yield "END:VEVENT"


def _cancelled(facts: CalendarFacts) -> Iterator[str]:
    yield from _identity(facts)
    yield _when("DTSTART", facts.start)
    yield _when("DTEND", facts.end)
    yield from _rhythm(facts)
    yield _text("SUMMARY", facts.summary)
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
        yield _when("EXDATE", moment)


def _shown(facts: CalendarFacts | Override) -> Iterator[str]:
    yield _text("SUMMARY", facts.summary)
    yield from _place(facts)
    description = facts.description
    if facts.url and facts.url not in description:
        description = f"{description}\n\n{facts.url}".strip()
    if description:
        yield _text("DESCRIPTION", description)


def _place(facts: CalendarFacts | Override) -> Iterator[str]:
    """The link stands after the room, since Outlook, Apple and Thunderbird show no CONFERENCE."""
    link = "" if facts.url in facts.location else facts.url
    if place := ", ".join(part for part in (facts.location, link) if part):
        yield _text("LOCATION", place)
    if facts.url:
        yield f"URL:{_bare(facts.url)}"


def _details(facts: CalendarFacts) -> Iterator[str]:
    """Without these Outlook picks busy or out of office itself. No VALARM: an update would reset the reader's own."""
    yield "TRANSP:OPAQUE"
    yield f"CLASS:{'PRIVATE' if facts.is_private else 'PUBLIC'}"
    yield f"CREATED:{_utc(facts.created or facts.dtstamp)}"
    yield f"LAST-MODIFIED:{_utc(facts.last_modified or facts.dtstamp)}"
    yield "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"
    yield "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY"
    if not facts.is_counter_allowed:
        yield "X-MICROSOFT-DISALLOW-COUNTER:TRUE"


# --- lines and values

_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")


def _text(name: str, value: str) -> str:
    """A TEXT value, escaped once (RFC 5545 3.3.11); every kind of line break becomes one, other controls go."""
    plain = _CONTROL.sub("", _BREAKS.sub("\n", value))
    escaped = plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return f"{name}:{escaped}"


def _quoted(value: str) -> str:
    """A parameter value in quotes. What would need an RFC 6868 escape is left out: many clients would show it."""
    return '"' + " ".join(_CONTROL.sub(" ", _BREAKS.sub(" ", value)).replace('"', "'").replace("^", "").split()) + '"'


def _bare(value: str) -> str:
    """A value that is written as it is, such as a link: no space and no control character can stand in it."""
    return "".join(_CONTROL.sub("", value).split())


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _when(name: str, moment: datetime) -> str:
    """Swedish wall clock with the zone's name; in UTC the hour that the autumn night has twice, which has no name."""
    if not _has_one_reading(moment):
        return f"{name}:{_utc(moment)}"
    return f"{name};TZID={STOCKHOLM.key}:{local(moment):%Y%m%dT%H%M%S}"


def _has_one_reading(moment: datetime) -> bool:
    clock = local(moment)
    return is_unambiguous(clock.date(), clock.time())


def _lines(lines: tuple[str, ...]) -> bytes:
    return b"".join(_fold(line.encode("utf-8")) for line in lines)


def _fold(line: bytes) -> bytes:
    """The line in pieces of at most 75 octets (RFC 5545 3.1), cut neither in a character nor in a backslash escape."""
    if len(line) <= LINE_OCTETS:
        return line + b"\r\n"
    pieces = []
    room = LINE_OCTETS
    while len(line) > room:
        cut = _cut_before(line, room)
        pieces.append(line[:cut])
        line, room = line[cut:], LINE_OCTETS - 1
    return b"\r\n ".join([*pieces, line]) + b"\r\n"


def _cut_before(line: bytes, cut: int) -> int:
    while line[cut] & 0xC0 == 0x80:
        cut -= 1
    backslashes = cut - len(line[:cut].rstrip(b"\\"))
    return cut - backslashes % 2
