"""Calendar programs that the project did not write, each kept for many persons and fed with the mails as they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Protocol


@dataclass(frozen=True, order=True)
class Shown:
    """One line of somebody's calendar. Moments are seconds since 1970.

    `recurrence` is when an instance of a series would have begun had it not been moved; elsewhere it is the start.
    """

    uid: str
    recurrence: int
    start: int
    end: int
    place: str
    summary: str

    def __str__(self) -> str:
        clock = f"{_text(self.start)}–{datetime.fromtimestamp(self.end, UTC):%H:%M} UTC"
        instance = f" (moved from {_text(self.recurrence)})" if self.recurrence != self.start else ""
        return f"{clock} {self.summary} / {self.place} [{self.uid}]{instance}"


def _text(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"


class Calendars(Protocol):
    """One calendar program with many calendars, named by an address or by whatever stands for a person."""

    name: str
    reads_all_addresses: bool  # one calendar for all addresses of a person, as in a mail program with several accounts

    def receive(self, calendar: str, mails: Sequence[bytes]) -> None:
        """Give this person's program these mails, in this order."""

    def shows(self, calendar: str) -> set[Shown]:
        """What stands in the calendar now as taking place; what is shown as cancelled does not."""

    def expected(self, calendar: str, truth: set[Shown]) -> set[Shown]:
        """What this program shows of that truth: the same, but for faults of its own, accounted for to the letter."""


def calendar_of(mail: bytes) -> str:
    """The calendar part, which every mail of ours about a meeting has exactly once."""
    message = message_from_bytes(mail)
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method")
    return part.get_payload(decode=True).decode()
