"""Merging two rows of one person, so that each meeting is once in the right calendar."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from booking.meetings.actions.answering import ANSWERED
from booking.meetings.actions.recording import lock_meeting, raise_revision, record, save_meeting
from booking.meetings.actions.seats import end_invitation
from booking.meetings.queries import live_invitations
from booking.models import (
    ClosedHalfYear,
    Consent,
    CorrectionNote,
    CounterProposal,
    Delegation,
    Invitation,
    InvitationState,
    Meeting,
    MeetingEvent,
    MeetingState,
    Outcome,
    PhoneTally,
    PublishedCalendar,
    RequestKey,
    Series,
    SeriesSeat,
    Substitution,
)
from booking.staffing import refusals
from booking.staffing.leaving import LOCK_ORDER
from booking.staffing.roles import leave_cases
from booking.staffing.waiting import merge_waits
from forums import audit
from forums.access import require
from forums.actions.merging import merge_rows, merge_seats
from forums.keepers import can_keep_person, can_merge, keeping_federation
from forums.models import Level, Person, RoleKind, WaitingChange, WaitingKind
from forums.queries import today
from forums.waiting import open_changes

NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def merge_persons(stays: Person, *, goes: Person, by: Person) -> Person:
    """Merge `goes` into `stays`, who gets all that it has and had; its address becomes an alias. Idempotent, final.

    Two seats at the same meeting ahead become one, with the later answer; of a meeting that has been, a second row
    stays where it was, so that no figure changes. A coordinator gets no cases by it (domain rule 4).

    Where the row that goes has a case, what groups have is moved at once, and the rest when each caller has said yes,
    and the person. Raises `RuleError` for oneself: who keeps the register merges nobody for themselves.
    """
    with transaction.atomic():
        stays, goes = _lock(stays, goes)
        require(can_keep_person(by, stays))
        if goes.merged_into_id == stays.pk or _waits_already(stays, goes, by):
            return stays
        _refuse(stays, goes, by)
        where = keeping_federation(by, stays)
        assert where is not None  # who keeps a person shares a federation with them
        if merge_waits(stays, goes, actor=by, federation_id=where):
            _merge_groups(stays, goes, by)
            audit.record("merge_waits", by=by, federation=where, stays=stays, goes=goes)
        else:
            _merge(stays, goes, by, is_vouched=False)
    return stays


def merge_vouched(change: WaitingChange) -> None:
    """Merge what has waited for everybody's yes. Runs in the caller's transaction."""
    assert change.person is not None and change.other is not None
    stays, goes = _lock(change.other, change.person)
    by = change.changed_by or stays
    _merge(stays, goes, by, is_vouched=True)


def merge_at_cases(change: WaitingChange, caller: Person) -> None:
    """Move the seats at one caller's cases, which has said yes. Runs in the caller's transaction."""
    assert change.person is not None and change.other is not None
    stays, goes = _lock(change.other, change.person)
    cases = _meetings_ahead(goes).filter(template__level=Level.INDIVIDUAL, caller=caller)
    for meeting in cases:
        _merge_at(lock_meeting(meeting), stays, goes, change.changed_by or stays)


def _waits_already(stays: Person, goes: Person, by: Person) -> bool:
    waiting = open_changes().filter(kind=WaitingKind.MERGE, person=goes, other=stays)
    return can_merge(by, goes) and waiting.exists()


def _merge_groups(stays: Person, goes: Person, by: Person) -> None:
    for meeting in _meetings_ahead(goes).exclude(template__level=Level.INDIVIDUAL):
        _merge_at(lock_meeting(meeting), stays, goes, by)
    _move_series_seats(stays, goes)
    merge_seats(stays, goes)


def _merge(stays: Person, goes: Person, by: Person, *, is_vouched: bool) -> None:
    for meeting in _meetings_ahead(goes):
        _merge_at(lock_meeting(meeting), stays, goes, by)
    _move_series_seats(stays, goes)
    _move_history(stays, goes)
    where = keeping_federation(by, stays)
    merge_rows(stays, goes, actor=by, is_vouched=is_vouched)
    audit.record("persons_merged", by=by, federation=where, stays=stays, goes=goes.pk)
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    for role in stays.roles.filter(goes_on, kind=RoleKind.COORDINATOR).select_related("area"):
        if role.area is not None:
            leave_cases(stays, role.area, role.starts_on, by)


def _lock(stays: Person, goes: Person) -> tuple[Person, Person]:
    both = sorted([stays.pk, goes.pk])
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=both).order_by("pk").values_list("pk"))
    return Person.objects.get(pk=stays.pk), Person.objects.get(pk=goes.pk)


def _refuse(stays: Person, goes: Person, by: Person) -> None:
    if stays.pk == goes.pk:
        raise refusals.same_row()
    require(can_merge(by, goes))
    if by.pk in (goes.pk, stays.pk):
        raise refusals.own_row()


def _meetings_ahead(goes: Person) -> QuerySet[Meeting]:
    """Meetings that may be in a calendar, and drafts, where the row that goes has a seat or is the caller."""
    seated = Invitation.objects.filter(person=goes, state=InvitationState.LIVE).values("meeting")
    ahead = Q(state=MeetingState.DRAFT) | Q(starts_at__gt=timezone.now())
    return Meeting.objects.filter(Q(pk__in=seated) | Q(caller=goes), ahead).order_by(*LOCK_ORDER)


def _merge_at(meeting: Meeting, stays: Person, goes: Person, by: Person) -> None:
    seats = list(live_invitations(meeting).filter(person__in=[stays, goes]))
    kept = max(seats, key=lambda seat: _weight(seat, meeting, stays), default=None)
    if meeting.caller_id == goes.pk:
        _move_caller(Meeting.objects.filter(pk=meeting.pk), stays)
        meeting.caller = stays
    for seat in seats:
        if kept is not None and seat.pk != kept.pk:
            _take_in(kept, seat)
    if kept is not None:
        kept.person = stays
        kept.save(update_fields=["person", *ANSWERED])
    record(meeting, "persons_merged", by=by)
    save_meeting(meeting)
    if meeting.is_called:
        raise_revision(meeting)


def _weight(seat: Invitation, meeting: Meeting, stays: Person) -> tuple[bool, ...]:
    """Sort key for the seat that stays: the caller's, a place in the series, a member's, the one that stays' own."""
    is_caller = seat.person_id == meeting.caller_id
    return (is_caller, seat.series_seat_id is not None, not seat.is_guest, seat.person_id == stays.pk)


def _take_in(kept: Invitation, other: Invitation) -> None:
    """The other seat ends; its answer counts if it is the later, and who comes instead or along still does."""
    if (other.answered_at or NEVER) > (kept.answered_at or NEVER):
        for name in ANSWERED:
            setattr(kept, name, getattr(other, name))
    Substitution.objects.filter(original=other).update(original=kept)
    if not Substitution.objects.filter(substitute=kept).exists():
        Substitution.objects.filter(substitute=other).update(substitute=kept)
    Substitution.objects.filter(original=F("substitute")).delete()
    end_invitation(other, InvitationState.REMOVED)


def _move_series_seats(stays: Person, goes: Person) -> None:
    for seat in SeriesSeat.objects.filter(person=goes):
        own = SeriesSeat.objects.filter(series=seat.series, person=stays).first()
        if own is None:
            seat.person = stays
            seat.save(update_fields=["person"])
            continue
        Invitation.objects.filter(series_seat=seat).update(series_seat=own)
        seat.delete()


def _move_history(stays: Person, goes: Person) -> None:
    """Move what was done and answered. Two live seats at a meeting that has been are left as they were counted."""
    both = Invitation.objects.filter(person=stays, state=InvitationState.LIVE).values("meeting")
    moved = Invitation.objects.filter(person=goes).exclude(state=InvitationState.LIVE, meeting__in=both)
    moved.update(person=stays)
    _move_caller(Meeting.objects.filter(caller=goes), stays)
    _move_caller(Series.objects.filter(caller=goes), stays)
    _move_calendar(stays, goes)
    RequestKey.objects.filter(person=goes).delete()
    if not PublishedCalendar.objects.filter(person=stays).exists():
        PublishedCalendar.objects.filter(person=goes).update(person=stays)
    PublishedCalendar.objects.filter(person=goes).delete()
    MeetingEvent.objects.filter(by=goes).update(by=stays)
    Outcome.objects.filter(registered_by=goes).update(registered_by=stays)
    Consent.objects.filter(attested_by=goes).update(attested_by=stays)
    for wish in (CounterProposal, Delegation):
        wish.objects.filter(decided_by=goes).update(decided_by=stays)
    PhoneTally.objects.filter(noted_by=goes).update(noted_by=stays)
    ClosedHalfYear.objects.filter(closed_by=goes).update(closed_by=stays)
    CorrectionNote.objects.filter(written_by=goes).update(written_by=stays)


def _move_calendar(stays: Person, goes: Person) -> None:
    """Keep one published calendar a person: the one that stays' own, where there are two."""
    if PublishedCalendar.objects.filter(person=stays).exists():
        PublishedCalendar.objects.filter(person=goes).delete()
    PublishedCalendar.objects.filter(person=goes).update(person=stays)


def _move_caller(rows: QuerySet[Any], stays: Person) -> None:
    """Move the caller; a request key that both have used by chance is cleared, since it serves for a day only."""
    known = rows.model.objects.filter(caller=stays).exclude(request_key="")
    rows.filter(request_key__in=list(known.values_list("request_key", flat=True))).update(request_key="")
    rows.update(caller=stays)
