"""The kinds of notices, as the files of this folder register them. What sends and keeps notices asks here."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise

from booking.models import Invitation, Meeting
from forums.models import ContactPoint, Person
from notifications.models import Notice
from notifications.models.notices import ABOUT, Ref, notice_key
from notifications.notices.about import Receiver, Sender, receiver_of, sender_of, until_it_begins
from notifications.telling.mailtext import MailText
from notifications.telling.truth import Call


class Due(NamedTuple):
    """A notice that there is to be: it may be there already, and mostly is, so it is no row yet.

    Without `to` its kind finds those who are to have it when it is due.
    """

    kind: str
    about: Ref
    to: Ref | None
    occurrence: str
    due_at: datetime.datetime

    @property
    def key(self) -> str:
        return notice_key(self.kind, self.about, self.to, self.occurrence)


@dataclass(frozen=True)
class Link:
    """The one button of a mail."""

    address: str = ""
    label: str = ""


@dataclass(frozen=True)
class Part:
    """What a calendar reads in a mail, and its METHOD."""

    calendar: bytes | None = None
    method: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of notice: a mail that is no calendar entry.

    `name` stands in the rows and never changes. `about` is the column that says what it is about. `wanted` is asked
    when a row is due. `each` makes one row for each of those who are to have what is to all. `part` is what a calendar
    reads in the mail. `until` is when it is of no use any more. A secret one (a code) is not listed, and its words are
    not stored. `kept_days` is how long row and mail are kept; None for as long as the meeting that they are about.
    """

    name: str
    label: str | Promise
    wanted: Callable[[Notice], bool]
    text: Callable[[Notice, Link], MailText]
    link: Callable[[Notice], Link] = lambda _notice: Link()
    about: str = "meeting"
    receiver: Callable[[Notice], Receiver | None] = receiver_of
    sender: Callable[[Notice], Sender] = sender_of
    each: Callable[[Notice], Iterable[Due]] | None = None
    part: Callable[[Notice, str], Part] = lambda _notice, _address: Part()
    until: Callable[[Notice], datetime.datetime | None] = until_it_begins
    is_secret: bool = False
    kept_days: int | None = None

    def due(
        self,
        about: Model,
        to: Invitation | Call | Person | ContactPoint | None = None,
        occurrence: str = "",
        due_at: datetime.datetime | None = None,
    ) -> Due:
        """A notice of this kind; due now unless a moment is given."""
        receiver = None if to is None else _ref(to)
        return Due(self.name, (self.about, about.pk), receiver, occurrence, due_at or timezone.now())


def _ref(to: Invitation | Call | Person | ContactPoint) -> Ref:
    if isinstance(to, Person):
        return "person", to.pk
    return ("contact_point" if isinstance(to, ContactPoint) else "invitation"), to.pk


# meetings that are told together, with their live calls
Batch = Mapping[UUID, tuple[Meeting, list[Call]]]
MeetingRule = Callable[[Batch], Iterable[Due]]
Sweep = Callable[[], Iterable[Due]]

KINDS: dict[str, Kind] = {}
MEETING_RULES: list[MeetingRule] = []
SWEEPS: list[Sweep] = []


def register(*kinds: Kind, of_meetings: MeetingRule | None = None, sweep: Sweep | None = None) -> None:
    """Add kinds, and the rule that makes their rows: whenever meetings are told, or by each tick.

    A rule may say the same again and again: what has been made is not made twice. Raises `ValueError` for a name that
    is taken, and for a kind about no meeting that does not say how long it is kept.
    """
    for kind in kinds:
        if kind.name in KINDS or kind.about not in ABOUT or (kind.about != "meeting" and kind.kept_days is None):
            raise ValueError(f"{kind.name} cannot be registered")
        KINDS[kind.name] = kind
    MEETING_RULES.extend([of_meetings] if of_meetings else [])
    SWEEPS.extend([sweep] if sweep else [])


def secret_names() -> list[str]:
    return [kind.name for kind in KINDS.values() if kind.is_secret]


def is_secret(name: str) -> bool:
    return name in KINDS and KINDS[name].is_secret
