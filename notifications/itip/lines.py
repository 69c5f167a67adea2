"""Content lines of calendar objects: folded, escaped, in Swedish time (RFC 5545 3.1)."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from booking.workdays import STOCKHOLM, is_unambiguous, local

PRODID = "-//Samverk//Samverk//SV"
LINE_OCTETS = 75
# the cache size: all who are called to a meeting have most lines in common
REMEMBERED = 256
# Exchange cuts LOCATION there
LOCATION_AT_MOST = 255
LINK_ONLY = "Digitalt, se länken i texten"

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

_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")


@lru_cache(REMEMBERED)
def text_line(name: str, value: str) -> str:
    """A TEXT value, escaped once (RFC 5545 3.3.11); every kind of line break becomes one, other controls go."""
    plain = _CONTROL.sub("", _BREAKS.sub("\n", value))
    escaped = plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return f"{name}:{escaped}"


@lru_cache(REMEMBERED)
def quoted(value: str) -> str:
    """A parameter value in quotes. What would need an RFC 6868 escape is left out: many clients would show it."""
    return '"' + " ".join(_CONTROL.sub(" ", _BREAKS.sub(" ", value)).replace('"', "'").replace("^", "").split()) + '"'


def location(room: str, link: str) -> str:
    """LOCATION, of at most 255 characters: the place first, and the link after it when both fit.

    The link stands there since Outlook, Apple and Thunderbird show no CONFERENCE; URL and DESCRIPTION have it whole.
    """
    if link and link not in room:
        both = ", ".join(part for part in (room.removesuffix("."), link) if part)
        if len(both) <= LOCATION_AT_MOST:
            return both
    place = room or (LINK_ONLY if link else "")
    return place if len(place) <= LOCATION_AT_MOST else place[:LOCATION_AT_MOST].rstrip()


def bare(value: str) -> str:
    """A value that is written as it is, such as a link: no space and no control character can stand in it."""
    return "".join(_CONTROL.sub("", value).split())


@lru_cache(REMEMBERED)
def utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def when_line(name: str, moment: datetime) -> str:
    """Swedish wall clock with the zone's name; in UTC for the repeated hour of the autumn night, which has no name."""
    # in UTC, since in another zone the two readings of that hour are equal to Python, and so to a cache
    return _when_line(name, local(moment).astimezone(UTC))


@lru_cache(REMEMBERED)
def _when_line(name: str, moment: datetime) -> str:
    if not has_one_reading(moment):
        return f"{name}:{utc(moment)}"
    return f"{name};TZID={STOCKHOLM.key}:{local(moment):%Y%m%dT%H%M%S}"


def has_one_reading(moment: datetime) -> bool:
    clock = local(moment)
    return is_unambiguous(clock.date(), clock.time())


def join_lines(lines: tuple[str, ...]) -> bytes:
    return b"".join(map(_folded, lines))


@lru_cache(REMEMBERED)
def _folded(text: str) -> bytes:
    """Fold the line at 75 octets (RFC 5545 3.1), neither in a character nor in a backslash escape."""
    line = text.encode("utf-8")
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
