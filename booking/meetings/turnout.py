"""Who comes to a meeting, who cannot, and what is then missing. Pure: rows in, values out (domain, "Answers")."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from booking.models import Answer


class Seat(Protocol):
    """A live seat: a person's or a unit's, the caller's own too."""

    @property
    def party_id(self) -> int | None: ...
    @property
    def answer(self) -> str: ...
    @property
    def answered_at(self) -> datetime.datetime | None: ...
    @property
    def invited_at(self) -> datetime.datetime | None: ...


class Asked(Protocol):
    """What a template asks of a meeting."""

    @property
    def is_individual(self) -> bool: ...
    @property
    def min_parties(self) -> int: ...
    @property
    def quorum_parties(self) -> int | None: ...


S = TypeVar("S", bound=Seat)


@dataclass(frozen=True)
class Turnout:
    """How many of those called come, cannot, and have not said; perhaps is no answer yet."""

    coming: int = 0
    cannot: int = 0
    waiting: int = 0

    @property
    def called(self) -> int:
        return self.answered + self.waiting

    @property
    def answered(self) -> int:
        return self.coming + self.cannot


def count(answers: Iterable[str]) -> Turnout:
    """The turnout of these answers; the caller's own is left out by whoever asks."""
    given = list(answers)
    cannot, waiting = given.count(Answer.NO), sum(answer in Answer.waiting() for answer in given)
    return Turnout(len(given) - cannot - waiting, cannot, waiting)


def parties_asked(template: Asked) -> int:
    """How many parties have to come: of a group its quorum where one is agreed, else the template's number."""
    if template.is_individual or template.quorum_parties is None:
        return template.min_parties
    return template.quorum_parties


def parties_left(seats: Iterable[Seat]) -> set[int]:
    """Ids of the parties with somebody who has not said no."""
    return {seat.party_id for seat in seats if seat.party_id is not None and seat.answer != Answer.NO}


def falls_short(template: Asked, seats: Iterable[Seat]) -> bool:
    """Can fewer parties come than the template asks for?"""
    return len(parties_left(seats)) < parties_asked(template)


def unsettled(template: Asked, seats: Collection[S], goes_ahead_at: datetime.datetime | None) -> list[S]:
    """The declines that whoever called has to do something about, the latest last.

    Each of a meeting about a person; of a group those that leave it short. Settled are those whose party has had
    somebody else called since, and those that were known when it was said that the meeting goes ahead (UTC).
    """
    if not template.is_individual and not falls_short(template, seats):
        return []
    since = goes_ahead_at or datetime.datetime.min.replace(tzinfo=datetime.UTC)
    found = [(seat.answered_at, seat) for seat in seats if seat.answer == Answer.NO and seat.answered_at]
    left = [(at, seat) for at, seat in found if at > since and not _is_replaced(seat, at, seats)]
    return [seat for _at, seat in sorted(left, key=lambda one: one[0])]


def _is_replaced(seat: Seat, declined_at: datetime.datetime, seats: Iterable[Seat]) -> bool:
    return any(
        other.party_id == seat.party_id is not None
        and other.answer != Answer.NO
        and other.invited_at is not None
        and other.invited_at > declined_at
        for other in seats
    )
