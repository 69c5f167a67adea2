"""One mail as its reader has it: its words, plain and as HTML, and the lines that its calendar part makes.

A reading of its own, by nothing of the product's but its words: times are written here as a Swede writes them.
"""

from __future__ import annotations

import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
# what stands in LOCATION in the place of a link that is too long for it
LINK_ONLY = "Digitalt, se länken i texten"


@dataclass(frozen=True)
class Line:
    """One meeting in the calendar. `asks`: the program asks its reader for an answer."""

    start: datetime
    end: datetime
    summary: str
    place: str
    url: str
    asks: bool
    description: str

    @property
    def shown(self) -> dict[str, Any]:
        """By the words in which a mail says that they are new."""
        return {"plats": self.place, "länk": self.url, "titel": self.summary, "sluttid": self.end - self.start}


class Mail:
    def __init__(self, raw: bytes) -> None:
        self.message = message_from_bytes(raw, policy=email.policy.default)
        self.subject = str(self.message["Subject"])
        self.at = parsedate_to_datetime(str(self.message["Date"])).astimezone(UTC)

    @cached_property
    def text(self) -> str:
        return self._part("text/plain").get_content().replace("\r\n", "\n")

    @cached_property
    def html(self) -> Words:
        reader = Words()
        reader.feed(self._part("text/html").get_content())
        return reader

    @cached_property
    def calendar(self) -> Component | None:
        found = [part for part in self.message.walk() if part.get_content_type() == "text/calendar"]
        return Calendar.from_ical(found[0].get_payload(decode=True)) if found else None

    @property
    def method(self) -> str:
        return str(self.calendar["METHOD"]) if self.calendar else ""

    @cached_property
    def events(self) -> list[Component]:
        return self.calendar.walk("VEVENT") if self.calendar else []

    @property
    def master(self) -> Component:
        return next(event for event in self.events if "RECURRENCE-ID" not in event)

    @cached_property
    def lines(self) -> dict[datetime, Line]:
        """What the calendar shows, by when the rhythm has it begin."""
        length = self.master.decoded("DTEND") - self.master.decoded("DTSTART")
        shown = {at: line_of(self.master, at, at + length) for at in _moments(self.master) - _exdates(self.master)}
        for event in self.events:
            if "RECURRENCE-ID" in event:
                times = (event.decoded(name).astimezone(UTC) for name in ("DTSTART", "DTEND"))
                shown[event.decoded("RECURRENCE-ID").astimezone(UTC)] = line_of(event, *times)
        return shown

    @cached_property
    def ahead(self) -> dict[datetime, Line]:
        return {at: line for at, line in sorted(self.lines.items()) if line.start > self.at}

    @cached_property
    def gaps(self) -> set[datetime]:
        """When the rhythm has a meeting that the calendar does not show, between the first and the last ahead."""
        between = _moments(self.master) - set(self.lines)
        return {at for at in between if self.ahead and min(self.ahead) < at < max(self.ahead)}

    def _part(self, kind: str) -> Any:
        return next(part for part in self.message.walk() if part.get_content_type() == kind)


class Words(HTMLParser):
    """The words that a reader of the HTML sees, the addresses that its links lead to, and the words on its button."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.links: list[str] = []
        self.button = ""
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = dict(attributes)
        if tag not in ("meta", "br"):
            self.inside.append("button" if given.get("class") == "button" else tag)
        if tag == "a":
            self.links.append(given["href"])
        if tag in ("p", "br", "td", "th", "tr", "div"):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.inside.pop()

    def handle_data(self, data: str) -> None:
        if {"head", "style", "title"} & set(self.inside):
            return
        if "button" in self.inside:
            self.button += data
        else:
            self.pieces.append(data)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def line_of(event: Component, start: datetime, end: datetime) -> Line:
    url, place = str(event.get("URL", "")), str(event.get("LOCATION", ""))
    attendee = event["ATTENDEE"].params
    return Line(
        start=start,
        end=end,
        summary=str(event["SUMMARY"]),
        place="" if place in (url, LINK_ONLY) else place.removesuffix(f", {url}") if url else place,
        url=url,
        asks=attendee["PARTSTAT"] == "NEEDS-ACTION" and attendee.get("RSVP") == "TRUE",
        description=str(event.get("DESCRIPTION", "")),
    )


def _moments(master: Component) -> set[datetime]:
    begins = master.decoded("DTSTART")
    if "RRULE" not in master:
        return {begins.astimezone(UTC)}
    rule, until = master["RRULE"].to_ical().decode(), last_of(master)
    written = f"{until.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    clock = rrulestr(
        rule.replace(written, f"{until.astimezone(STOCKHOLM):%Y%m%dT%H%M%S}"),
        dtstart=begins.astimezone(STOCKHOLM).replace(tzinfo=None),
    )
    return {at.replace(tzinfo=STOCKHOLM).astimezone(UTC) for at in clock}


def last_of(master: Component) -> datetime:
    return datetime.strptime(
        re.search(r"UNTIL=(\w+)", master["RRULE"].to_ical().decode())[1],  # type: ignore[index]
        "%Y%m%dT%H%M%SZ",
    ).replace(tzinfo=UTC)


def _exdates(master: Component) -> set[datetime]:
    found = master.get("EXDATE", [])
    return {one.dt.astimezone(UTC) for each in (found if isinstance(found, list) else [found]) for one in each.dts}


# --- as it is written


def date_text(at: datetime) -> str:
    """12 november 2026"""
    day = at.astimezone(STOCKHOLM)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_text(at: datetime) -> str:
    """torsdag 12 november 2026"""
    return f"{WEEKDAYS[at.astimezone(STOCKHOLM).weekday()]} {date_text(at)}"


def clock_text(at: datetime) -> str:
    return f"{at.astimezone(STOCKHOLM):%H.%M}"


def moment_text(at: datetime) -> str:
    """torsdag 12 november 2026 kl. 09.00"""
    return f"{day_text(at)} kl. {clock_text(at)}"


def hours_text(line: Line) -> str:
    """torsdag 12 november 2026 kl. 09.00–10.00"""
    over_midnight = day_text(line.start) != day_text(line.end)
    end = moment_text(line.end) if over_midnight else clock_text(line.end)
    return f"{moment_text(line.start)}{' – ' if over_midnight else '–'}{end}"
