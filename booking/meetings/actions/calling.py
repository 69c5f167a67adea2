"""Calling to a meeting: from a template to a draft, and from a draft to a call."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from booking.meetings import refusals
from booking.meetings.access import can_change
from booking.meetings.actions.coming_along import coming_along
from booking.meetings.actions.consent import ConsentGiven, write_consent
from booking.meetings.actions.places import chosen_place
from booking.meetings.actions.recording import lock_meeting, record_all, ring, save_and_tell, save_meeting
from booking.meetings.actions.rules import (
    Footing,
    call_refusals,
    calls_of,
    footing_of,
    in_parties_order,
    refuse_bad_answer_by,
    refuse_bad_time,
)
from booking.meetings.actions.same_call import refuse_same_call, wait_for_own_calls
from booking.meetings.actions.seats import (
    Seat,
    caller_seat,
    member_seats,
    new_seats,
    ordinary_members,
    seat_added,
    seat_members,
)
from booking.meetings.actions.texts import clean_texts
from booking.meetings.chains import inherited_consent
from booking.meetings.places import NO_PLACE
from booking.models import Consent, Invitation, Meeting, MeetingState
from booking.models.dirt import mark_dirty
from booking.references import new_reference
from booking.workdays import half_year, reminder_plan
from config.database.prepared import Slot, prepared_update
from forums.access import calling_units, can_call, may_call, require
from forums.models import Area, Forum, Level, MeetingTemplate, Person, Unit
from forums.queries import listed_parties, members_of, today
from forums.standing import standing_of

EDITABLE = (
    "starts_at", "ends_at", "answer_by", "meeting_form", "place", "place_kind", "at_place", "at_unit", "link",
    "title", "agenda", "purposes", "prepare", "internal_note", "variant", "no_mail",
)  # fmt: skip
# what `_become_called` sets, and its event
BY_THE_CALL = ("state", "called_at", "timed_at", "half_year", "answer_by")
CALLED: tuple[str, dict[str, object]] = ("called", {})


def create_draft(
    *,
    by: Person,
    template: MeetingTemplate,
    area: Area | None = None,
    forum: Forum | None = None,
    calling_unit: Unit | None = None,
    previous: Meeting | None = None,
    like: Meeting | None = None,
    no_mail: bool = False,
    request_key: str = "",
) -> Meeting:
    """Create a draft meeting from a template. Nobody is told anything until `call_meeting`.

    The caller gets a seat of their own, and a forum's members get theirs. A follow-on (förmöte → samverksmöte →
    uppföljning) takes over the consent of `previous` while it holds, those whom it covers, the calling unit, and that
    it is *utan utskick*. `like` is a meeting whose people are called again, in a chain of their own. `request_key`
    makes it idempotent: the same key from the same person returns the first draft. Raises `RuleError` when the
    agreement does not let the person call.
    """
    try:
        return make_meeting(
            by=by,
            template=template,
            area=area,
            forum=forum,
            calling_unit=calling_unit,
            previous=previous,
            like=like,
            fields={"no_mail": True} if no_mail else {},
            request_key=request_key,
        )
    except IntegrityError:
        earlier = Meeting.objects.filter(caller=by, request_key=request_key).exclude(request_key="").first()
        if earlier is None:
            raise
        return earlier


def make_meeting(
    *,
    by: Person,
    template: MeetingTemplate,
    area: Area | None = None,
    forum: Forum | None = None,
    calling_unit: Unit | None = None,
    previous: Meeting | None = None,
    like: Meeting | None = None,
    fields: Mapping[str, Any] = MappingProxyType({}),
    seats: Sequence[Seat] = (),
    consent: ConsentGiven | None = None,
    call: bool = False,
    confirm_same: bool = False,
    request_key: str = "",
) -> Meeting:
    """`create_draft`, `edit_draft`, `add_invitations`, `register_consent` and, with `call`, `call_meeting` in one.

    All or nothing: every rule of theirs is asked, in that order, and everything is written once. Raises what they do.
    """
    listed = listed_parties([template.agreement_id])
    if not may_call(standing_of(by), template, listed, forum):
        raise refusals.may_not_call(template.name)
    source = previous or like
    require(source is None or can_change(by, source))
    _refuse_mismatch(template, area, forum)
    _refuse_other_chain(template, area, previous)
    able = calling_units(by, template, listed)
    before = previous.calling_unit if previous is not None else None
    unit = calling_unit or (before if before in able else next(iter(able), None))
    if unit is not None and unit not in able:
        raise PermissionDenied
    if previous is not None and previous.no_mail:
        fields = {**fields, "no_mail": True}
    now = timezone.now()
    with transaction.atomic():
        if call:
            wait_for_own_calls(by.pk)
        if previous is not None and previous.consent_id is not None:
            # as it is now, and until this is written: it may be withdrawn at the same time
            previous.consent = Consent.objects.select_for_update().get(pk=previous.consent_id)
        meeting = Meeting(
            federation_id=template.federation_id,
            area=area or template.area,
            template=template,
            forum=forum,
            previous=previous,
            consent=inherited_consent(template, previous),
            caller=by,
            calling_unit=unit,
            called_by_kind=unit.party.kind if unit else None,
            reference=_free_reference() if template.is_individual else None,
            agenda=[] if template.is_individual else list(template.agenda),
            request_key=request_key,
        )
        _fill_in(meeting, fields)
        if call and meeting.starts_at and meeting.ends_at:
            # before the people: who works where is asked of that day, and of a day long ago says nothing
            refuse_bad_time(meeting.starts_at, meeting.ends_at, now)
        seated = _first_seats(meeting, source)
        people = [each.person for each in seated if each.person] + [seat.person for seat in seats if seat.person]
        footing = footing_of(meeting, people) if seats or call else None
        added = new_seats(meeting, seats, seated, footing) if seats else []
        events: list[tuple[str, dict[str, object]]] = [("drafted", {}), *map(seat_added, added)]
        if consent is not None:
            consent.refuse_bad_days()
            write_consent(meeting, consent, by)
            events.append(consent.event)
        if call:
            _become_called(meeting, now, in_parties_order([*seated, *added]), footing)
            if not confirm_same:
                refuse_same_call(meeting, [*seated, *added], now)
            meeting.revision, meeting.revised_at = 1, now
            events.append(CALLED)
        meeting.save(force_insert=True)
        _hold_together(meeting, fields)
        Invitation.objects.bulk_create([*seated, *added])
        record_all(meeting, events, by=by)
        if call:
            mark_dirty(meeting)
            ring()
    return meeting


def _first_seats(meeting: Meeting, source: Meeting | None) -> list[Invitation]:
    """The caller's seat, those of a group's members, and of those who come along from another meeting."""
    own = caller_seat(meeting)
    seated = [own] if own is not None else []
    if meeting.forum is not None:
        day = timezone.localdate(meeting.starts_at) if meeting.starts_at else today()
        seated += member_seats(meeting, ordinary_members(members_of(meeting.forum, day)), seated)
    return [*seated, *coming_along(meeting, source).seats] if source is not None else seated


def edit_draft(meeting: Meeting, *, by: Person, version: int | None = None, **fields: Any) -> Meeting:
    """Update a draft's fields. Free text of a meeting about a person is refused if it could identify somebody.

    `joint_areas` are the other areas that hold an open day together with its own: it counts once for each of them.
    Raises `ValidationError` per field, `RuleError` when the meeting has been called meanwhile.
    """
    with transaction.atomic():
        meeting = lock_meeting(meeting, version)
        require(can_change(by, meeting))
        if meeting.state != MeetingState.DRAFT:
            raise refusals.already_called()
        new_day = fields.get("starts_at") and fields["starts_at"] != meeting.starts_at
        save_meeting(meeting, *_fill_in(meeting, fields))
        _hold_together(meeting, fields)
        if new_day and meeting.forum is not None:
            seat_members(meeting, members_of(meeting.forum, timezone.localdate(meeting.starts_at)))
    return meeting


def _fill_in(meeting: Meeting, fields: Mapping[str, Any]) -> Iterable[str]:
    """Set a draft's fields, looked at by the rules for them; the names of those that were set."""
    wanted = {name: fields[name] for name in EDITABLE if name in fields}
    wanted |= NO_PLACE if wanted.get("no_mail", meeting.no_mail) else chosen_place(meeting, wanted)
    changed = clean_texts(meeting, wanted)
    for name, value in changed.items():
        setattr(meeting, name, value)
    _refuse_backwards(meeting)
    if "answer_by" in changed:
        refuse_bad_answer_by(meeting.answer_by, meeting.starts_at)
    return changed


def _hold_together(meeting: Meeting, fields: Mapping[str, Any]) -> None:
    """Set the areas that hold an open day together, where they are among the fields."""
    if "joint_areas" not in fields:
        return
    wanted = {area.pk: area for area in fields["joint_areas"] if area.pk != meeting.area_id}
    if wanted and meeting.template.level != Level.OPEN:
        raise refusals.not_joint()
    if any(area.federation_id != meeting.federation_id for area in wanted.values()):
        raise refusals.other_federation("area")
    meeting.joint_areas.set(wanted)


def call_meeting(meeting: Meeting, *, by: Person, version: int | None = None, confirm_same: bool = False) -> Meeting:
    """Call the meeting: from now on it is true, and everybody with a seat will be told. Idempotent.

    Every rule of the template and of the agreement is checked again under the row lock. Raises the first `RuleError`
    that stops the call; the last of them asks about the same call once more, unless `confirm_same`.
    """
    with transaction.atomic():
        wait_for_own_calls(meeting.caller_id)
        meeting = lock_meeting(meeting)
        require(can_change(by, meeting))
        if meeting.state == MeetingState.CALLED:
            return meeting
        if meeting.state == MeetingState.CANCELLED:
            raise refusals.cancelled("holder")
        if version is not None and version != meeting.version:
            lock_meeting(meeting, version)
        if not can_call(by, meeting.template, meeting.forum):
            raise refusals.may_not_call(meeting.template.name)
        now, calls = timezone.now(), calls_of(meeting)
        _become_called(meeting, now, calls)
        if not confirm_same:
            refuse_same_call(meeting, calls, now)
        save_and_tell(meeting, *BY_THE_CALL)
        _mark_invited(meeting.pk, now)
        record_all(meeting, [CALLED], by=by)
        mark_dirty(meeting)
    return meeting


def _become_called(
    meeting: Meeting, now: datetime.datetime, invitations: list[Invitation], footing: Footing | None = None
) -> None:
    """Make a draft a call, with these people, unless a rule stops it; written by the action that this is part of."""
    for refusal in call_refusals(meeting, now, invitations, footing):
        raise refusal
    meeting.state = MeetingState.CALLED
    meeting.called_at = meeting.timed_at = now
    meeting.half_year = half_year(meeting.starts_at)  # type: ignore[arg-type]
    meeting.answer_by = meeting.answer_by or last_day_to_answer(meeting, now)
    for invitation in invitations:
        invitation.invited_at = invitation.invited_at or now


@prepared_update
def _mark_invited(meeting: Slot, now: Slot) -> tuple[QuerySet[Invitation], dict[str, Any]]:
    return Invitation.objects.filter(meeting=meeting, invited_at__isnull=True), {"invited_at": now}


def discard_draft(meeting: Meeting, *, by: Person) -> None:
    """Delete a draft, of which nobody was told. Raises `PermissionDenied` for whoever did not begin it."""
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        require(can_change(by, meeting))
        if meeting.state != MeetingState.DRAFT:
            raise refusals.already_called()
        require(meeting.caller_id == by.pk)
        meeting.delete()


def last_day_to_answer(meeting: Meeting, now: datetime.datetime) -> datetime.date:
    """The local date after which an answer is late: the working day after the reminder (domain, "When mails go")."""
    template = meeting.template
    plan = reminder_plan(
        now,
        meeting.starts_at,  # type: ignore[arg-type]
        unanswered=template.remind_unanswered_days,
        everyone=template.remind_everyone_days,
        outcome_after=template.outcome_after_days,
    )
    return plan.answer_by


def _free_reference() -> str:
    """A random reference that no meeting has now; stripped meetings have given theirs back."""
    while True:
        reference = new_reference()
        if not Meeting.objects.filter(reference=reference).exists():
            return reference


def _refuse_mismatch(template: MeetingTemplate, area: Area | None, forum: Forum | None) -> None:
    """A template is called where it was agreed, and for the groups it is about: never a group's members to a case."""
    here = template.area_id in (None, area.pk) and area.federation_id == template.federation_id if area else True
    if not here:
        raise refusals.other_area("template")
    if forum is None:
        return
    own = (forum.federation_id, forum.area_id, forum.kind) == (template.federation_id, template.area_id, template.slug)
    if template.is_individual or not own:
        raise refusals.other_forum()


def _refuse_other_chain(template: MeetingTemplate, area: Area | None, previous: Meeting | None) -> None:
    """Raise `RuleError` for what is no chain: it is about one person in one area, and its consent goes no further."""
    if previous is None:
        return
    here = area.pk if area is not None else template.area_id
    if not (template.is_individual and previous.is_individual) or previous.area_id != here:
        raise refusals.other_chain()


def _refuse_backwards(meeting: Meeting) -> None:
    if meeting.starts_at and meeting.ends_at and meeting.ends_at <= meeting.starts_at:
        raise refusals.ends_before_start("times", "ends_at")
