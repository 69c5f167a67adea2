"""How far a change reaches: one meeting, that one and all that follow in its series, or the whole series ahead.

The core knows that a meeting may belong to a series, but not what a series is. The wing `series/` fills in what a
change of several meetings does, when the app is ready.
"""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext_lazy as _

from booking.meetings.days import DayLine
from booking.models import CounterProposal, Invitation, Meeting, Series, SeriesSeat
from forums.models import Person

THIS, FOLLOWING, ALL = "this", "following", "all"
REACHES = [
    (THIS, _("Bara det här mötet")),
    (FOLLOWING, _("Det här och alla som följer")),
    (ALL, _("Hela serien framåt")),
]


class Moved(NamedTuple):
    """What a move of several meetings would come to: their days, and who is called to something else then."""

    days: list[DayLine]
    warnings: list[str]


class SeriesChanges(Protocol):
    """The interface that the wing of series fills: changes of several meetings, each in the caller's transaction."""

    def move(
        self,
        meeting: Meeting,
        reach: str,
        *,
        by: Person,
        on: datetime.date,
        starts: datetime.time,
        length_minutes: int,
    ) -> Series: ...

    def would_move(
        self, meeting: Meeting, reach: str, *, on: datetime.date, starts: datetime.time, length_minutes: int
    ) -> Moved: ...

    def would_move_series(self, meeting: Meeting, proposal: CounterProposal) -> Moved: ...

    def change(self, meeting: Meeting, reach: str, *, by: Person, **texts: Any) -> Series: ...

    def cancel(self, meeting: Meeting, reach: str, *, by: Person, reason: str) -> Series: ...

    def move_series(self, meeting: Meeting, proposal: CounterProposal, *, by: Person) -> Meeting: ...

    def replaceable_calls(self, seat: SeriesSeat) -> list[Invitation]: ...

    def substitute_in_series(self, last: Invitation, *, name: str, email: str, channel: str) -> Invitation: ...


_filled: list[SeriesChanges] = []


def fill(changes: SeriesChanges) -> None:
    _filled[:] = [changes]


def of_series() -> SeriesChanges:
    return _filled[0]
