"""The demonstration's mailbox: read what was sent, and answer as a calendar would.

Only where mail goes to a folder on disk and `DEMO` is set: nothing has left the machine, and all of it is invented.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import make_msgid, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar

PARTSTATS = {"accept": "ACCEPTED", "tentative": "TENTATIVE", "decline": "DECLINED"}
SUBJECTS = {"ACCEPTED": "Accepterat", "TENTATIVE": "Preliminärt", "DECLINED": "Avböjt"}
SEARCHED = 5000
HEAD_OCTETS = 8192
_KEY = re.compile(r"[\w.,:=+!-]{1,200}")


@dataclass(frozen=True)
class Letter:
    """One mail in the folder, as a list shows it."""

    key: str
    at: datetime
    to_name: str
    to_address: str
    sender: str
    subject: str


@dataclass(frozen=True)
class OpenLetter:
    """One mail, opened. `event` is its calendar entry, `facts` what a calendar would show of it."""

    letter: Letter
    headers: list[tuple[str, str]]
    text: str
    calendar: str
    method: str
    facts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def can_be_answered(self) -> bool:
        return self.method == "REQUEST"


def is_open() -> bool:
    return settings.DEMO and urlsplit(settings.EMAIL_URL).scheme == "maildir"


def letters(address: str = "") -> list[Path]:
    """The files of all mails, newest first; with `address`, those among the newest thousands that go to it."""
    found = sorted(_files(), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    wanted = address.strip().lower()
    if not wanted:
        return found
    return [path for path in found[:SEARCHED] if wanted in describe(path).to_address]


def describe(path: Path) -> Letter:
    """What the head of the mail says; the rest is not read."""
    with path.open("rb") as file:
        head = email.message_from_bytes(file.read(HEAD_OCTETS), policy=default)
    name, address = parseaddr(str(head["To"] or ""))
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return Letter(path.name, at, name, address.lower(), str(head["From"] or ""), str(head["Subject"] or ""))


def find(key: str) -> Path | None:
    """The mail with that name, only if it lies in the folder."""
    if not _KEY.fullmatch(key):
        return None
    return next((path for path in _files() if path.name == key), None)


def read(path: Path) -> OpenLetter:
    mail: Any = email.message_from_bytes(path.read_bytes(), policy=default)
    plain = mail.get_body(("plain",))
    calendar = next((part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"), "")
    text = calendar if isinstance(calendar, str) else calendar.decode("utf-8", "replace")
    method, facts = _facts(text)
    return OpenLetter(
        describe(path),
        [(name, str(value)) for name, value in mail.items()],
        plain.get_content() if plain is not None else "",
        text,
        method,
        facts,
    )


def reply_to(letter: OpenLetter, choice: str) -> bytes:
    """The REPLY that a calendar sends when one presses its button (RFC 5546 3.2.3): the same UID and SEQUENCE."""
    partstat = PARTSTATS[choice]
    request: Any = Calendar.from_ical(letter.calendar)
    event = request.walk("VEVENT")[0]
    organizer = str(event["ORGANIZER"]).removeprefix("mailto:")
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Samverk//Demonstrationens brevlåda//SV",
        "VERSION:2.0",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{event['UID']}",
        f"SEQUENCE:{int(event['SEQUENCE'])}",
        f"DTSTAMP:{datetime.now(tz=UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{event.decoded('DTSTART').astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"ORGANIZER:mailto:{organizer}",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{letter.letter.to_address}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = letter.letter.to_address, organizer
    mail["Subject"] = f"{SUBJECTS[partstat]}: {event['SUMMARY']}"
    mail["Message-ID"] = make_msgid(domain=letter.letter.to_address.rpartition("@")[2])
    mail["Date"] = datetime.now(tz=UTC)
    mail.set_content(SUBJECTS[partstat])
    mail.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


def _files() -> Iterator[Path]:
    folder = Path(urlsplit(settings.EMAIL_URL).path)
    for part in ("new", "cur"):
        if (folder / part).is_dir():
            yield from (path for path in (folder / part).iterdir() if path.is_file())


def _facts(calendar: str) -> tuple[str, list[tuple[str, str]]]:
    if not calendar:
        return "", []
    parsed: Any = Calendar.from_ical(calendar)
    event = parsed.walk("VEVENT")[0]
    names = ("SUMMARY", "LOCATION", "ORGANIZER", "ATTENDEE", "STATUS", "UID", "SEQUENCE")
    times = [(name, str(event.decoded(name))) for name in ("DTSTART", "DTEND", "DTSTAMP") if name in event]
    method = str(parsed.get("METHOD", ""))
    return method, [("METHOD", method), *times, *((name, str(event[name])) for name in names if name in event)]
