"""Wishes for a whole series from a calendar: other times for all that lie ahead, another person in the seat."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from booking.meetings.actions.answering import answer_series, calls_ahead, name_substitute
from booking.meetings.actions.recording import lock_series, record
from booking.models import Answer, CounterProposal, Invitation, Meeting, SeriesSeat, WishState
from booking.series import refusals
from booking.series.actions import seat_in_series
from booking.series.following import first_day_like, move_following, start_of_proposal
from booking.workdays import at_local, local
from forums.models import Person

FARTHEST_DAYS = 31


def propose_series_time(
    seat: SeriesSeat,
    *,
    instead_of: datetime.datetime,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    channel: str,
    at: datetime.datetime | None = None,
    comment: str = "",
    leave: Collection[datetime.datetime] = (),
    answer: str = Answer.TENTATIVE,
) -> CounterProposal | None:
    """Record a counter-proposal of another weekday, hour or length for all that lie ahead. The series stays as it is.

    The person counts as tentative, or as one who has said no (`answer`), but for meetings answered singly.
    `instead_of` is one instance as the calendar has it, and `starts_at`–`ends_at` what that one would be (UTC). One
    open proposal a person: a new one replaces the one before. None when the person has answered later. Raises
    `RuleError`: backwards, the times that the series has, so far off that it cannot be told which meeting is meant,
    nothing ahead.
    """
    moment = at or timezone.now()
    with transaction.atomic():
        series = lock_series(seat.series)
        length = ends_at - starts_at
        if length <= datetime.timedelta(0):
            raise refusals.backwards()
        if starts_at == instead_of and length == datetime.timedelta(minutes=series.length_minutes):
            raise refusals.same_time()
        wanted = local(starts_at)
        if abs((wanted.date() - local(instead_of).date()).days) > FARTHEST_DAYS:
            raise refusals.far_off()
        reached = answer_series(seat, answer=answer, channel=channel, at=moment, comment=comment, leave=leave)
        counts = [call for call in reached if call.answered_at == moment]
        if not counts:
            return None
        last = counts[-1]
        # not saved: what the calendar shows need not be a meeting any more, only its place in the rhythm is needed
        shown = Meeting(series=series, recurrence_at=instead_of)
        begins = at_local(first_day_like(last.meeting, shown, wanted.date()), wanted.time())
        CounterProposal.objects.filter(invitation__series_seat=seat, for_series=True, state=WishState.OPEN).delete()
        last.counter_proposals.filter(state=WishState.OPEN).delete()
        proposal = CounterProposal.objects.create(
            invitation=last,
            for_series=True,
            starts_at=begins,
            ends_at=begins + length,
            instead_of=last.meeting.starts_at,  # a called meeting has a time
            made_at=moment,
        )
        record(last.meeting, "time_proposed", by=seat.person, invitation=str(last.pk))
    return proposal


def move_series(meeting: Meeting, proposal: CounterProposal, *, by: Person) -> Meeting:
    """Move all that lie ahead to the proposed times: the first that can still get its new one, and those after it.

    Runs in the caller's transaction, in which the series is locked. Raises `RuleError` when none can.
    """
    start = start_of_proposal(meeting, proposal)
    if start is None:
        raise refusals.proposal_over()
    wanted = local(proposal.starts_at)
    length = int((proposal.ends_at - proposal.starts_at).total_seconds() // 60)
    first_on = first_day_like(start, meeting, wanted.date())
    move_following(start, by=by, first_on=first_on, starts=wanted.time(), length_minutes=length)
    return Meeting.objects.get(pk=start.pk)


def replaceable_calls(seat: SeriesSeat) -> list[Invitation]:
    """The seat's calls ahead that have not been answered singly: such an answer stands."""
    return [call for call in calls_ahead(seat) if call.answers_series or call.answer == Answer.UNANSWERED]


def substitute_in_series(last: Invitation, *, name: str, email: str, channel: str) -> Invitation:
    """Call a substitute to all that lie ahead, by a seat in the series: one calendar entry, not one for each day.

    Returns the call to the first of them. Runs in the caller's transaction, in which the series is locked.
    """
    assert last.series_seat is not None
    found = []
    for call in replaceable_calls(last.series_seat):
        substitute = name_substitute(call, name=name, email=email, channel=channel)
        assert substitute.person is not None and call.meeting.series is not None
        substitute.series_seat = seat_in_series(
            call.meeting.series, substitute.person, substitute.party, substitute.unit
        )
        substitute.save(update_fields=["series_seat"])
        found.append(substitute)
    if not found:
        raise refusals.delegation_over()
    return found[0]
