"""What became of a mail, and one event of it matched to a calendar object and to the address that was told of it."""

from __future__ import annotations

from dataclasses import dataclass

from booking.models import Answer, Invitation, Meeting, Series, SeriesSeat
from forums.models import Federation
from notifications.itip import Attendee, CalendarAnswer, Incoming
from notifications.models import CalendarObject, InboundResult, Told

# no server says whether senders are genuine: the answer waits until somebody accepts it
NOBODY_VOUCHES = "nobody_vouches"
# given so close to another that nobody can tell which was the last: it waits until somebody accepts it
CLOSE = "close_answers"
# from an address that is not known as anybody's: it waits until somebody says whose it is
UNKNOWN_ADDRESS = ("other_sender", "not_invited")
WHOLE = ""  # the key of an answer to the whole, beside those to single instances of a series
GIVEN = {"ACCEPTED": Answer.YES, "TENTATIVE": Answer.TENTATIVE, "DECLINED": Answer.NO}


@dataclass(frozen=True)
class Outcome:
    """The result of one mail, and what it was about. `needs_person` keeps the mail for somebody to look at."""

    result: InboundResult
    reason: str
    invitation: Invitation | None = None
    meeting: Meeting | None = None
    series: Series | None = None
    needs_person: bool = False
    # the answer may be taken once somebody has said that it is genuine, or whose it is
    is_kept: bool = False


@dataclass(frozen=True)
class Asked:
    """One event of a mail, matched to a calendar object and to the address that was told of it."""

    mail: Incoming
    answer: CalendarAnswer
    calendar_object: CalendarObject
    told: Told
    attendee: Attendee
    invitation: Invitation | None = None
    key: str = WHOLE
    accepted: bool = False  # somebody has said that it is from whom it says

    @property
    def federation(self) -> Federation:
        about = self.calendar_object.meeting or self.calendar_object.series
        return about.federation  # type: ignore[union-attr]  # a constraint: it is of one of them

    @property
    def seat(self) -> SeriesSeat | None:
        """Set when the answer is for all of a series."""
        return self.told.seat if self.calendar_object.series_id and self.key == WHOLE else None

    def end(self, result: InboundResult, reason: str, needs_person: bool = False, is_kept: bool = False) -> Outcome:
        about = self.invitation.meeting if self.invitation else self.calendar_object.meeting
        return Outcome(result, reason, self.invitation, about, self.calendar_object.series, needs_person, is_kept)
