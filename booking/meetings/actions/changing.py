"""Changing a called meeting: another time, another place, cancelled, another caller."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from booking.meetings import refusals
from booking.meetings.access import can_change
from booking.meetings.actions.answering import ask_again
from booking.meetings.actions.calling import EDITABLE, last_day_to_answer
from booking.meetings.actions.lengths import kept_length
from booking.meetings.actions.places import chosen_place
from booking.meetings.actions.recording import (
    lock_meeting,
    raise_revision,
    record,
    refuse_closed_half_year,
    save_and_tell,
    save_meeting,
)
from booking.meetings.actions.rules import refuse_bad_answer_by, refuse_bad_time
from booking.meetings.actions.seats import caller_seat, end_invitation
from booking.meetings.actions.texts import clean_texts
from booking.meetings.consent import refuse_past_consent
from booking.meetings.places import NO_PLACE
from booking.meetings.queries import live_invitations
from booking.meetings.take_over import can_take_over, unit_to_take_over_from
from booking.models import CancellationReason, Invitation, InvitationState, Meeting, MeetingState
from booking.models.dirt import mark_dirty
from booking.workdays import half_year, local
from forums.access import require
from forums.models import Person
from forums.queries import works_at

SHOWN_IN_CALENDARS = ("place", "place_kind", "at_place", "at_unit", "link", "title", "meeting_form")


def move_meeting(
    meeting: Meeting,
    *,
    by: Person,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime | None = None,
    version: int | None = None,
) -> Meeting:
    """Give a called meeting a new time (UTC). Everybody is asked again; old answers are kept as history.

    Without an end it keeps its length.

    The same time once more changes nothing. Raises `RuleError`: past, backwards, clock-change hour,
    after the consent's end, somebody who has left their unit by then, already started.
    """
    with transaction.atomic():
        meeting = _lock_called(meeting, by, version)
        ends_at = ends_at or starts_at + kept_length(meeting)
        if (starts_at, ends_at) == (meeting.starts_at, meeting.ends_at):
            return meeting
        now = timezone.now()
        refuse_bad_time(starts_at, ends_at, now)
        refuse_past_consent(meeting, starts_at)
        _refuse_left(meeting, local(starts_at).date())
        record(meeting, "moved", by=by, was=meeting.starts_at.isoformat(), now=starts_at.isoformat())  # type: ignore[union-attr]
        mark_dirty(meeting)
        for invitation in live_invitations(meeting).exclude(person=meeting.caller_id):
            ask_again(invitation, meeting)
        meeting.starts_at, meeting.ends_at = starts_at, ends_at
        meeting.half_year = half_year(starts_at)
        meeting.moved_count += 1
        meeting.timed_at = now
        meeting.answer_by = last_day_to_answer(meeting, now)
        save_and_tell(meeting, "starts_at", "ends_at", "half_year", "moved_count", "timed_at", "answer_by")
        mark_dirty(meeting)
    return meeting


def change_meeting(meeting: Meeting, *, by: Person, version: int | None = None, **fields: Any) -> Meeting:
    """Change anything but the time and the seats. Nobody has to answer again.

    Only what a calendar shows (place, link, title; a digital meeting without place says so) tells anybody; an
    internal note or what to prepare does not.
    """
    with transaction.atomic():
        meeting = _lock_called(meeting, by, version)
        wanted = {name: value for name, value in fields.items() if name in EDITABLE and not name.endswith("s_at")}
        wanted.pop("no_mail", None)
        wanted |= chosen_place(meeting, wanted)
        changed = {name: value for name, value in wanted.items() if getattr(meeting, name) != value}
        clean_texts(meeting, changed)
        if not changed:
            return meeting
        if meeting.no_mail and any(changed.get(name) for name in NO_PLACE):
            raise refusals.no_place_without_mail()
        if "answer_by" in changed:
            refuse_bad_answer_by(changed["answer_by"], meeting.starts_at)
        for name, value in changed.items():
            setattr(meeting, name, value)
        save_meeting(meeting, *changed)
        record(meeting, "changed", by=by, fields=sorted(changed))
        if "variant" in changed:
            mark_dirty(meeting)
        if set(changed) & set(SHOWN_IN_CALENDARS):
            raise_revision(meeting)
    return meeting


def cancel_meeting(meeting: Meeting, *, by: Person, reason: str, version: int | None = None) -> Meeting:
    """Cancel a meeting, with a reason from the list that the invited never see. Idempotent.

    After the start, too, for a meeting that was not held; nobody is told then. Raises `RuleError` for a closed
    half-year.
    """
    if reason not in CancellationReason.values:
        raise refusals.reason_missing()
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        require(can_change(by, meeting))
        if meeting.state == MeetingState.CANCELLED:
            return meeting
        meeting = _lock_called(meeting, by, version, may_have_started=True)
        if hasattr(meeting, "outcome"):
            raise refusals.already_registered()
        refuse_closed_half_year(meeting)
        meeting.state = MeetingState.CANCELLED
        meeting.cancelled_at = timezone.now()
        meeting.cancellation_reason = reason
        save_and_tell(meeting, "state", "cancelled_at", "cancellation_reason")
        record(meeting, "cancelled", by=by, reason=reason)
        mark_dirty(meeting)
    return meeting


def go_ahead(meeting: Meeting, *, by: Person, version: int | None = None) -> Meeting:
    """Say that they meet although somebody cannot come: the task about it goes, until somebody else says no.

    Nobody is told. Raises `RuleError`: cancelled, already started.
    """
    with transaction.atomic():
        meeting = _lock_called(meeting, by, version)
        meeting.goes_ahead_at = timezone.now()
        save_meeting(meeting, "goes_ahead_at")
        record(meeting, "goes_ahead", by=by)
    return meeting


def take_over_meeting(meeting: Meeting, *, by: Person) -> Meeting:
    """Hand the meeting over to `by` when its caller has left; the invited get the new name and phone. Idempotent.

    `by` is of the calling unit; for a group's meeting called for no unit, whoever holds the group together now. Raises
    `PermissionDenied` for anybody else.
    """
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        if meeting.caller_id == by.pk:
            return meeting
        require(can_take_over(by, meeting))
        live = live_invitations(meeting)
        # a member's own seat stays; a colleague of the unit gets the caller's
        is_seated = meeting.calling_unit is None and live.filter(person=by).exists()
        for invitation in live.filter(person__in=[meeting.caller_id] if is_seated else [meeting.caller_id, by.pk]):
            end_invitation(invitation, InvitationState.REMOVED)
        # for a closed unit another unit of its party takes over
        meeting.calling_unit = unit_to_take_over_from(by, meeting) or meeting.calling_unit
        meeting.caller = by
        save_meeting(meeting, "caller", "calling_unit")
        seat = None if is_seated else caller_seat(meeting)
        if seat is not None:
            seat.save(force_insert=True)
        record(meeting, "taken_over", by=by)
        raise_revision(meeting)
    return meeting


def _lock_called(meeting: Meeting, by: Person, version: int | None, may_have_started: bool = False) -> Meeting:
    meeting = lock_meeting(meeting, version)
    require(can_change(by, meeting))
    if meeting.state == MeetingState.DRAFT:
        raise refusals.not_called("meeting")
    if meeting.state == MeetingState.CANCELLED:
        raise refusals.cancelled("holder")
    if meeting.has_started() and not may_have_started:
        raise refusals.started("holder")
    return meeting


def _refuse_left(meeting: Meeting, day: datetime.date) -> None:
    invitations: Iterable[Invitation] = live_invitations(meeting).filter(person__isnull=False, unit__isnull=False)
    for invitation in invitations:
        if not works_at(invitation.person, invitation.unit, day):  # type: ignore[arg-type]
            raise refusals.left_unit(invitation.person, invitation.unit)
