"""Changing an instance of a series and all that follow: other texts, another time, or the end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from booking.meetings.access import can_change_series
from booking.meetings.actions.answering import ask_again
from booking.meetings.actions.calling import last_day_to_answer
from booking.meetings.actions.changing import cancel_meeting, change_meeting
from booking.meetings.actions.recording import lock_series, raise_series, record
from booking.meetings.queries import live_invitations
from booking.models import CancellationReason, CounterProposal, Meeting, MeetingState, Series
from booking.models.dirt import mark_dirty
from booking.rhythm import Frequency
from booking.series import refusals
from booking.series.actions import (
    TEXTS,
    Plan,
    make_instances,
    make_series,
    recurrence_of,
    refuse_plan,
    seat_in_series,
    texts_of,
)
from booking.workdays import at_local, half_year, local
from forums.access import require
from forums.models import Person


def change_following(start: Meeting, *, by: Person, **texts: Any) -> Series:
    """Change place, link, title, form or agenda of this instance and all that follow. Nobody has to answer again."""
    wanted = {name: value for name, value in texts.items() if name in TEXTS}
    with transaction.atomic():
        series = _lock(start, by)
        for meeting in following(start):
            change_meeting(meeting, by=by, **wanted)
    return series


def move_following(
    start: Meeting, *, by: Person, first_on: datetime.date, starts: datetime.time, length_minutes: int | None = None
) -> Series:
    """Give this instance and all that follow another weekday, hour or length (minutes), in the same rhythm. Idempotent.

    Without a length they keep theirs.

    The series is split, since that is what calendars understand: the old one ends before this instance, a new one with
    a UID of its own begins with it. Everybody is asked again; answers, outcomes and places of their own go along with
    their meetings. One that would fall on a holiday is cancelled, if the series skips them.
    """
    with transaction.atomic():
        old = _lock(start, by)
        length_minutes = length_minutes or old.length_minutes
        moving = list(following(start))
        if not moving:
            raise refusals.started("holder")
        was, plan = move_plan(old, start, first_on=first_on, starts=starts, length_minutes=length_minutes)
        rhythm = plan.rhythm
        if (rhythm.first, starts, length_minutes) == (was[0], old.starts, old.length_minutes):
            return old
        refuse_plan(plan)
        now = timezone.now()
        new = make_series(old.forum, old.template, start.caller or by, plan, now, split_from=old)
        old.last_on = max(old.first_on, was[0] - datetime.timedelta(days=1))
        old.save(update_fields=["last_on"])
        held = {local(recurrence_of(one)).date(): one for one in old.instances.all()}
        by_day = dict(zip(was, rhythm.days(), strict=True))
        skipped, missing = set(plan.skipped()), []
        for before, after in by_day.items():
            meeting = held.get(before)
            if meeting is None and after not in skipped:
                missing.append(after)
            elif meeting in moving and after in skipped:
                cancel_meeting(meeting, by=by, reason=CancellationReason.OTHER)
            elif meeting in moving:
                _move_to(new, meeting, after, plan, by, now)
        make_instances(new, missing, texts_of(moving[0]), now)
        raise_series(old)
        raise_series(new)
    return new


def move_plan(
    series: Series, start: Meeting, *, first_on: datetime.date, starts: datetime.time, length_minutes: int
) -> tuple[list[datetime.date], Plan]:
    """The days of the rhythm from this instance on (local dates), and the plan that gives as many at the new time."""
    was = [day for day in series.rhythm.days() if series.rhythm.moment(day) >= recurrence_of(start)]
    rhythm = replace(series.rhythm, first=first_on, starts=starts).of_length(len(was))
    return was, Plan(rhythm, length_minutes, series.skips_holidays)


def start_of_proposal(meeting: Meeting, proposal: CounterProposal) -> Meeting | None:
    """The first that can still get the time proposed for all that lie ahead; None when none can."""
    wanted, now = local(proposal.starts_at), timezone.now()
    for start in following(first_ahead(meeting)):
        if at_local(first_day_like(start, meeting, wanted.date()), wanted.time()) > now:
            return start
    return None


def end_following(start: Meeting, *, by: Person, reason: str) -> Series:
    """Cancel this instance and all that follow; those that have been stay. From the first on: all of it."""
    with transaction.atomic():
        series = _lock(start, by)
        for meeting in following(start):
            cancel_meeting(meeting, by=by, reason=reason)
    return series


def first_ahead(meeting: Meeting) -> Meeting:
    """The next called meeting of the same series that has not begun; the meeting itself when there is none."""
    ahead = Meeting.objects.filter(series=meeting.series_id, state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return ahead.select_related("series").order_by("recurrence_at").first() or meeting


def first_day_like(start: Meeting, one: Meeting, day: datetime.date) -> datetime.date:
    """The local date of `start` when `one`, of its series, moves to `day`: the same weekday, place in month or date."""
    assert one.series is not None
    rhythm, own = one.series.rhythm, local(recurrence_of(start)).date()
    if rhythm.frequency == Frequency.WEEKLY:
        return own + (day - local(recurrence_of(one)).date())
    return replace(rhythm, first=day).in_month(own.year, own.month)


def following(start: Meeting) -> Iterable[Meeting]:
    """The query of this instance and those after it in its series: called, and not begun."""
    return (
        Meeting.objects.filter(
            series=start.series_id,
            recurrence_at__gte=recurrence_of(start),
            state=MeetingState.CALLED,
            starts_at__gt=timezone.now(),
        )
        .select_related("template", "forum", "area", "federation", "caller", "series")
        .order_by("recurrence_at")
    )


def _move_to(new: Series, meeting: Meeting, day: datetime.date, plan: Plan, by: Person, now: datetime.datetime) -> None:
    """Move one instance to the new series, at its new time, with its seats."""
    start = plan.rhythm.moment(day)
    record(meeting, "moved", by=by, was=_starts(meeting).isoformat(), now=start.isoformat())
    mark_dirty(meeting)
    for invitation in live_invitations(meeting):
        if invitation.person_id != meeting.caller_id:
            ask_again(invitation, meeting)
        if invitation.series_seat_id and invitation.person:
            invitation.series_seat = seat_in_series(new, invitation.person, invitation.party, invitation.unit)
            invitation.save(update_fields=["series_seat"])
    meeting.series, meeting.recurrence_at, meeting.starts_at = new, start, start
    meeting.ends_at = start + datetime.timedelta(minutes=plan.length_minutes)
    meeting.half_year = half_year(day)
    meeting.moved_count += 1
    meeting.timed_at, meeting.revised_at = now, now
    meeting.answer_by = last_day_to_answer(meeting, now)
    meeting.revision += 1
    meeting.version += 1
    meeting.save(
        update_fields=[
            "series", "recurrence_at", "starts_at", "ends_at", "half_year", "moved_count", "timed_at", "answer_by",
            "revision", "revised_at", "version",
        ]
    )  # fmt: skip
    mark_dirty(meeting)


def _lock(start: Meeting, by: Person) -> Series:
    if start.series is None:
        raise refusals.no_series()
    series = lock_series(start.series)
    require(can_change_series(by, series))
    return series


def _starts(meeting: Meeting) -> datetime.datetime:
    assert meeting.starts_at is not None  # a called meeting has a time
    return meeting.starts_at
