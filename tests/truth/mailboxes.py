"""The world outside: who reads which address, which addresses have died, and what comes back by mail.

It knows what a mail server and a reader know, and nothing of the product. Every calendar mail that came into somebody's
mailbox is kept, in the order of delivery.
"""

from __future__ import annotations

import datetime
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import format_datetime

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.utils import timezone

from tests.servers import Cut, SmtpSink
from tests.truth.words import faults_in

ROLE_MAILBOX = "samverk@lingon.example"
# a DECLINECOUNTER says that a proposed time is not taken: a reader shows it, and the calendar stays as it was
CHANGES_A_CALENDAR = ("REQUEST", "CANCEL")
KEPT_TO_COMPARE = 3
FAULTS = ("451 later", "452 too many", "cut")


@dataclass(frozen=True)
class Mail:
    """One calendar mail in one mailbox."""

    address: str
    at: datetime.datetime
    method: str
    uid: str
    sequence: int
    packed: bytes

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.packed)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.method} {self.uid} SEQUENCE {self.sequence} to {self.address}"


class Mailboxes:
    """Takes what the relay accepts. `faults` is the share of messages to which something happens on the way."""

    def __init__(self, luck: random.Random, faults: float) -> None:
        self.luck, self.faults = luck, faults
        self.owners: dict[str, int] = {}
        self.calendars: dict[str, str] = {}
        self.dead: set[str] = set()
        self.mails: list[Mail] = []
        self.newest: dict[tuple[str, str], Mail] = {}
        # what each mailbox has about each meeting; mails whose words have not been read, with those before them
        self.earlier: dict[tuple[str, str], list[Mail]] = {}
        self.unread: list[tuple[bytes, list[Mail]]] = []
        self.untrue: list[str] = []
        self.returned: list[bytes] = []
        self.counts: Counter[str] = Counter()
        self.on_accepted: Callable[[], None] = lambda: None
        self.sink = SmtpSink(self._refuse)
        self.sink.after = self._accept

    def go_away(self) -> None:
        """No mail server answers any more."""
        self.sink.controller.stop()

    def come_back(self) -> None:
        self.sink.controller = Controller(self.sink, hostname="127.0.0.1", port=self.sink.port, ready_timeout=20)
        self.sink.controller.start()

    def own(self, address: str, person: int, beside: str = "") -> None:
        """That person reads this address: in a calendar of its own, or in that of the address it takes the place of."""
        self.owners[address] = person
        self.calendars[address] = self.calendars.get(beside, address)

    def lose(self, address: str) -> None:
        """The mailbox is full, or gone: nothing comes into it by any of its addresses."""
        self.dead |= self._beside(address)

    def find_again(self, address: str) -> set[str]:
        """It takes mail again; by which addresses is returned."""
        found = self._beside(address)
        self.dead -= found
        return found

    def _beside(self, address: str) -> set[str]:
        calendar = self.calendars.get(address)
        return {address, *(other for other, own in self.calendars.items() if own == calendar)}

    def reaches(self, address: str) -> bool:
        return address in self.owners and address not in self.dead

    def _refuse(self, envelope: Envelope) -> str | None:
        if self.luck.random() >= self.faults:
            return None
        fault = self.luck.choice(FAULTS)
        self.counts[f"relay: {fault}"] += 1
        if fault == "cut":
            raise Cut
        return fault

    def _accept(self, envelope: Envelope) -> None:
        [address] = envelope.rcpt_tos
        assert isinstance(envelope.content, bytes)
        self._deliver(address, envelope.mail_from or "", envelope.content)
        self.sink.received.clear()
        self.on_accepted()
        if self.luck.random() < self.faults / 3:
            self.counts["relay: accepted, then cut"] += 1
            raise Cut

    def _deliver(self, address: str, sender: str, content: bytes) -> None:
        message = message_from_bytes(content)
        parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        method = str(parts[0].get_param("method")) if parts else ""
        self.counts[f"mails: {method or 'notice'}"] += 1
        if not self.reaches(address):
            self.counts["mails: came back"] += 1
            self.returned.append(delivery_report(sender, address, str(message["Message-ID"])))
        elif method in CHANGES_A_CALENDAR:
            text = parts[0].get_payload(decode=True).decode()
            uid, sequence = _value("UID", text), int(_value("SEQUENCE", text))
            mail = Mail(address, timezone.now(), method, uid, sequence, zlib.compress(content))
            self.mails.append(mail)
            self.newest[address, uid] = mail
            earlier = self.earlier.setdefault((address, uid), [])
            # one that came twice is no version before itself
            before = [each for each in earlier if each.packed != mail.packed]
            self.unread.append((mail.packed, before[-KEPT_TO_COMPARE:]))
            earlier[:] = [*before, mail]
        else:
            self.unread.append((zlib.compress(content), []))

    def read_words(self) -> None:
        """Hold the words of what has come against its calendars. Not while it is taken, since the relay waits then."""
        while self.unread:
            packed, before = self.unread.pop(0)
            self.untrue += faults_in(zlib.decompress(packed), [each.content for each in before])
            self.counts["mails: words read"] += 1


def _value(name: str, text: str) -> str:
    found = re.search(rf"^{name}:(.*?)\r?$", text, re.MULTILINE)
    assert found, f"no {name} in\n{text}"
    return found[1]


def delivery_report(sender: str, address: str, message_id: str) -> bytes:
    """What the receiving server sends back (RFC 3464), to the address that the mail came from."""
    return f"""\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {sender}
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(timezone.now())}
Message-ID: <dsn-{message_id.strip("<>")}>
Return-Path: <>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_m"

--=_m
Content-Type: text/plain; charset=us-ascii

Your mail could not be delivered.

--=_m
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1

--=_m--
""".encode()


def calendar_reply(mail: Mail, name: str, partstat: str, number: int, recurrence_id: str = "") -> bytes:
    """The answer that a calendar program sends to a REQUEST (RFC 5546 3.2.3)."""
    now = timezone.now()
    instance = f"RECURRENCE-ID:{recurrence_id}\n" if recurrence_id else ""
    calendar = f"""\
BEGIN:VCALENDAR
PRODID:-//Exempel//Kalender//SV
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:{mail.uid}
{instance}SEQUENCE:{mail.sequence}
DTSTAMP:{now:%Y%m%dT%H%M%SZ}
ORGANIZER:mailto:{ROLE_MAILBOX}
ATTENDEE;PARTSTAT={partstat};CN="{name}":mailto:{mail.address}
SUMMARY:Svar
END:VEVENT
END:VCALENDAR
"""
    return f"""\
From: {name} <{mail.address}>
To: {ROLE_MAILBOX}
Subject: Svar
Date: {format_datetime(now)}
Message-ID: <reply-{number}@{mail.address.partition("@")[2]}>
MIME-Version: 1.0
Content-Type: text/calendar; method=REPLY; charset=utf-8
Content-Transfer-Encoding: 8bit

{calendar}""".encode()
