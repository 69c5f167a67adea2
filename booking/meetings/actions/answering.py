"""Answers to a call, by whichever channel they come: page, personal link, calendar, API. All end here."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from booking.meetings import refusals
from booking.meetings.access import can_change, speaks_for_unit
from booking.meetings.actions.colleagues import (
    refuse_bad_name,
    refuse_keepers_link,
    refuse_other_party,
    refuse_own_doing,
    refuse_strange_address,
)
from booking.meetings.actions.filling import fill_seat
from booking.meetings.actions.recording import DECLINED, lock_invitation, raise_revision, record, ring
from booking.meetings.actions.rules import address_of, refuse_coordinator
from booking.meetings.actions.seats import end_invitation, invite_substitute, refuse_closed_unit, way_in
from booking.meetings.consent import refuse_uncovered
from booking.meetings.queries import live_invitations
from booking.models import (
    Answer,
    AnswerHistory,
    AnswerNote,
    Channel,
    Invitation,
    InvitationState,
    Meeting,
    MeetingForm,
    MeetingState,
    SeriesSeat,
    Substitution,
)
from booking.workdays import local
from config.ground.text import bare_address
from forums.access import require
from forums.actions.people import find_or_add_colleague
from forums.models import Person, Unit
from forums.queries import staff_of, works_at
from forums.validators import clean_line

COMMENT_LENGTH = 500
SAID = ("comment", "comment_at", "answer_notes")
# an answer and what belongs to it: they are written, reset and moved together (domain, "A comment")
ANSWERED = ("answer", "answered_at", "answered_by", "answers_series", *SAID)


@dataclass(frozen=True)
class Said:
    """What the person said with the answer, for the caller alone."""

    comment: str = ""
    notes: Collection[str] = ()


def answer_invitation(
    invitation: Invitation,
    *,
    answer: str,
    channel: str,
    at: datetime.datetime | None = None,
    comment: str = "",
    notes: Collection[str] = (),
) -> Invitation:
    """Record the answer to a call. It changes nobody's calendar: a no keeps the entry, and who called is told of it.

    `at` (UTC) is when the person answered; of two answers the later counts, whatever the channel. With it goes a
    `comment` in groups, and `notes` out of a list in a meeting about a person (`AnswerNote`). In a group a no calls
    in a substitute for the seat, and a yes after it gives the seat back. Raises `RuleError` when the meeting is
    cancelled, has begun, or the person is no longer called.
    """
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        refuse_closed(meeting, invitation)
        _refuse_answer(meeting, invitation, answer)
        said = _said(meeting, channel, comment, notes)
        _write_answer(meeting, invitation, answer, at or timezone.now(), channel, said)
    return invitation


def answer_series(
    seat: SeriesSeat,
    *,
    answer: str,
    channel: str,
    at: datetime.datetime | None = None,
    comment: str = "",
    leave: Collection[datetime.datetime] = (),
) -> list[Invitation]:
    """Record one answer for every instance ahead in a series that the person has not answered singly.

    `leave` names instances (by `recurrence_at`, UTC) that the answer does not reach: they have got a new time since.
    Each instance follows the rules of a single answer, and a later answer to one instance counts for that one. Returns
    the invitations reached. Raises `RuleError` when nothing is ahead.
    """
    moment = at or timezone.now()
    with transaction.atomic():
        found = [lock_invitation(seat_at) for seat_at in calls_ahead(seat).exclude(meeting__recurrence_at__in=leave)]
        reached = []
        for meeting, invitation in found:
            if invitation.answer != Answer.UNANSWERED and not invitation.answers_series:
                continue
            refuse_closed(meeting, invitation)
            _refuse_answer(meeting, invitation, answer)
            said = _said(meeting, channel, comment)
            _write_answer(meeting, invitation, answer, moment, channel, said, for_series=True)
            reached.append(invitation)
    if not found and not leave:
        raise refusals.not_called("you")
    return reached


def name_substitute(
    invitation: Invitation,
    *,
    name: str,
    email: str,
    channel: str,
    kind: str = Substitution.Kind.REPLACES,
    at: datetime.datetime | None = None,
    comment: str = "",
    notes: Collection[str] = (),
) -> Invitation:
    """Call a colleague as substitute, instead (the first one's entry is cancelled) or along. Idempotent per address.

    The colleague has to be of the same party, which is what the consent covers. Returns the substitute's invitation.
    Raises `RuleError`: another party, oneself, a bad name or address, a unit's call without a person, meeting over.
    """
    name, email = clean_line(name), bare_address(email)
    refuse_bad_name(name, email)
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        earlier = _earlier_substitute(invitation, email)
        if earlier is not None:
            return earlier
        refuse_closed(meeting, invitation)
        said = _said(meeting, channel, comment, notes)
        if invitation.person is None:
            raise refusals.not_assigned()
        if invitation.person.email == email:
            raise refusals.same_person("yourself")
        refuse_strange_address(invitation, email)
        colleague = find_or_add_colleague(
            name=name, email=email, of=invitation.unit, on=_day(meeting), named_by=invitation.person
        )
        if meeting.is_individual:
            refuse_other_party(invitation, colleague)
        substitute = invite_substitute(invitation, colleague, _seat_unit(invitation, colleague), kind)
        replaces = kind == Substitution.Kind.REPLACES
        invitation.answer = Answer.SUBSTITUTE if replaces else Answer.YES
        invitation.answered_at, invitation.answered_by = at or timezone.now(), channel
        _write_said(invitation, said)
        invitation.save(update_fields=ANSWERED)
        if replaces:
            end_invitation(invitation, InvitationState.REPLACED)
        record(meeting, "substitute_named", by=invitation.person, invitation=str(invitation.pk), kind=kind)
        raise_revision(meeting)
    return substitute


def assign_invitation(invitation: Invitation, *, by: Person, person: Person) -> Invitation:
    """Assign a unit's call to one of its people, who now has the call and a calendar entry (domain rule 5). Idempotent.

    Raises `PermissionDenied` for who may neither assign nor change the meeting, else `RuleError`.
    """
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        require(can_change(by, meeting) or speaks_for_unit(by, invitation))
        if invitation.person_id == person.pk:
            return invitation
        refuse_closed(meeting, invitation)
        if invitation.person is not None:
            raise refusals.already_assigned()
        if invitation.unit is None or not works_at(person, invitation.unit, _day(meeting)):
            raise refusals.left_unit(person, invitation.unit)
        refuse_coordinator(meeting, person)
        if not can_change(by, meeting):
            refuse_own_doing(meeting, invitation.unit, person, by)
        if not meeting.no_mail and not person.email:
            raise refusals.address_missing(person, "person", choose_another=True)
        if live_invitations(meeting).filter(person=person).exists():
            raise refusals.already_called(person, "person")
        invitation.person = person
        forget_answer(invitation)
        invitation.link_version += 1
        invitation.save(update_fields=["person", "link_version", *ANSWERED])
        record(meeting, "assigned", by=by, invitation=str(invitation.pk))
        raise_revision(meeting)
    return invitation


def assign_by_address(invitation: Invitation, *, name: str, email: str) -> Invitation:
    """Assign a unit's call by its personal link: a name and an address, somebody of the same party. Idempotent.

    The person gets the call and a calendar entry; the unit's link is revoked. Raises `RuleError`.
    """
    name, email = clean_line(name), bare_address(email)
    refuse_bad_name(name, email)
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        if invitation.person is not None and invitation.person.email == email:
            return invitation
        refuse_closed(meeting, invitation)
        if invitation.person is not None:
            raise refusals.already_assigned()
        refuse_strange_address(invitation, email)
        person = find_or_add_colleague(name=name, email=email, of=invitation.unit, on=_day(meeting), named_by=None)
        refuse_other_party(invitation, person)
        refuse_keepers_link(meeting, invitation, person)
        if live_invitations(meeting).filter(person=person).exists():
            raise refusals.already_called(person, "email")
        invitation.person, invitation.unit = person, _seat_unit(invitation, person)
        forget_answer(invitation)
        invitation.link_version += 1
        invitation.save(update_fields=["person", "unit", "link_version", *ANSWERED])
        record(meeting, "assigned", by=None, invitation=str(invitation.pk))
        raise_revision(meeting)
    return invitation


def pass_on_invitation(invitation: Invitation, *, by: Person, unit: Unit) -> Invitation:
    """Pass a unit's call on to another unit of its party, within the consent; the caller is told (domain rule 5)."""
    return _pass_on(invitation, unit, by)


def pass_on_by_link(invitation: Invitation, *, unit: Unit) -> Invitation:
    """The same by the unit's own link, which is right enough: whoever holds it may say that the call went wrong."""
    return _pass_on(invitation, unit, None)


def _pass_on(invitation: Invitation, unit: Unit, by: Person | None) -> Invitation:
    with transaction.atomic():
        meeting, invitation = lock_invitation(invitation)
        require(by is None or can_change(by, meeting) or speaks_for_unit(by, invitation))
        if invitation.unit_id == unit.pk:
            return invitation
        refuse_closed(meeting, invitation)
        if invitation.person is not None:
            raise refusals.already_assigned()
        if unit.party_id != invitation.party_id:
            raise refusals.other_party("passing_on")
        refuse_closed_unit(unit, _day(meeting))
        if live_invitations(meeting).filter(person__isnull=True, unit=unit).exists():
            raise refusals.already_called(unit, "unit")
        was, invitation.unit = invitation.unit_id, unit
        refuse_uncovered(meeting, invitation.party, invitation)
        invitation.contact_point = way_in(unit)
        if not meeting.no_mail and not address_of(invitation):
            raise refusals.address_missing(unit, "unit", choose_another=True)
        forget_answer(invitation)
        invitation.link_version += 1
        invitation.save(update_fields=["unit", "contact_point", "link_version", *ANSWERED])
        record(meeting, "passed_on", by=by, invitation=str(invitation.pk), was=was, now=unit.pk)
        raise_revision(meeting)
    return invitation


def ask_again(invitation: Invitation, meeting: Meeting) -> None:
    """Reset the answer after a new time, with what was said; the answer to the old time is kept as history."""
    if invitation.answer == Answer.UNANSWERED:
        return
    _remember(invitation, invitation.answer, invitation.answered_at, invitation.answered_by, meeting)
    forget_answer(invitation)
    invitation.save(update_fields=ANSWERED)


def forget_answer(invitation: Invitation) -> None:
    """Reset the answer with all that was said with it, in memory: who resets one saves the fields of `ANSWERED`."""
    invitation.answer, invitation.answered_at, invitation.answered_by = Answer.UNANSWERED, None, ""
    invitation.answers_series = False
    _write_said(invitation, Said())


def refuse_closed(meeting: Meeting, invitation: Invitation) -> None:
    """Raise `RuleError` when the call can no longer be answered: meeting cancelled or begun, or person not called."""
    if meeting.state == MeetingState.CANCELLED:
        raise refusals.cancelled("invited")
    if not meeting.is_called or not invitation.is_live:
        raise refusals.not_called("you")
    if meeting.has_started():
        raise refusals.started("invited")


def _refuse_answer(meeting: Meeting, invitation: Invitation, answer: str) -> None:
    if answer not in (*Answer.coming(), Answer.TENTATIVE, Answer.NO):
        raise refusals.answer_missing()
    if invitation.person is None and answer != Answer.NO:
        raise refusals.not_assigned("answer")
    if answer == Answer.YES_REMOTE and meeting.meeting_form != MeetingForm.HYBRID:
        raise refusals.not_hybrid()


def calls_ahead(seat: SeriesSeat) -> QuerySet[Invitation]:
    """The seat's calls that can still be answered, ordered by time: the lock order for several meetings."""
    return (
        seat.invitations.filter(
            state=InvitationState.LIVE, meeting__state=MeetingState.CALLED, meeting__starts_at__gt=timezone.now()
        )
        .select_related("meeting")
        .order_by("meeting__starts_at", "meeting__pk")
    )


def _write_answer(
    meeting: Meeting,
    invitation: Invitation,
    answer: str,
    moment: datetime.datetime,
    channel: str,
    said: Said,
    for_series: bool = False,
) -> None:
    # a single answer takes precedence over one for the series, in whichever order they come
    own_counts = invitation.answers_series and not for_series
    if invitation.answered_at and moment < invitation.answered_at and not own_counts:
        _remember(invitation, answer, moment, channel)
        return
    if invitation.answer not in (answer, Answer.UNANSWERED):
        _remember(invitation, invitation.answer, invitation.answered_at, invitation.answered_by)
    _write_said(invitation, said)
    invitation.answer, invitation.answered_at, invitation.answered_by = answer, moment, channel
    invitation.answers_series = for_series
    invitation.save(update_fields=ANSWERED)
    record(meeting, "answered", by=invitation.person, invitation=str(invitation.pk), answer=answer)
    if answer == Answer.NO:
        ring(DECLINED)
    if meeting.forum_id is not None:
        fill_seat(meeting, invitation, for_series)


def _said(meeting: Meeting, channel: str, comment: str, notes: Collection[str] = ()) -> Said:
    """What goes with an answer: in a group a comment, in a meeting about a person what was chosen (domain rule 2).

    A comment that comes in a calendar's answer to a meeting about a person is not stored; the caller sees that there
    was one. Raises `RuleError` for one that comes in any other way, and for a note that cannot be chosen.
    """
    text = "\n".join(" ".join(line.split()) for line in comment.strip().splitlines())
    if len(text) > COMMENT_LENGTH and not meeting.is_individual:
        if channel != Channel.MAIL:
            raise refusals.comment_too_long()
        # nobody can be asked to shorten a mail: that it goes on is seen, and it is whole in the mailbox
        text = text[: COMMENT_LENGTH - 1] + "…"
    if not meeting.is_individual:
        if notes:
            raise refusals.no_notes("group")
        return Said(text)
    if text and channel != Channel.MAIL:
        raise refusals.no_comment()
    choices = [value for value, _label in AnswerNote.to_choose()]
    if not set(notes) <= set(choices):
        raise refusals.no_notes("unknown")
    chosen = [value for value in choices if value in notes]
    return Said("", [*chosen, *([AnswerNote.UNKEPT.value] if text else [])])


def _write_said(invitation: Invitation, said: Said) -> None:
    """A comment belongs to its answer: a new answer ends it (domain, "A comment"). It is kept for 30 days at most."""
    is_said = bool(said.comment or said.notes)
    invitation.comment, invitation.answer_notes = said.comment, list(said.notes)
    invitation.comment_at = timezone.now() if is_said else None


def _remember(
    invitation: Invitation, answer: str, at: datetime.datetime | None, channel: str, meeting: Meeting | None = None
) -> None:
    AnswerHistory.objects.create(
        invitation=invitation,
        answer=answer,
        answered_at=at or timezone.now(),
        answered_by=channel,
        starts_at=(meeting or invitation.meeting).starts_at,  # a called meeting has a time
    )


def _earlier_substitute(invitation: Invitation, email: str) -> Invitation | None:
    named = invitation.substitutions.filter(substitute__person__email=email, substitute__state=InvitationState.LIVE)
    found = named.select_related("substitute").first()
    return found.substitute if found else None


def _seat_unit(invitation: Invitation, colleague: Person) -> Unit | None:
    unit = invitation.unit
    if unit is None or staff_of(unit, _day(invitation.meeting)).filter(pk=colleague.pk).exists():
        return unit
    placement = colleague.placements.filter(unit__party=invitation.party_id, ends_on__isnull=True).first()
    return placement.unit if placement else unit


def _day(meeting: Meeting) -> datetime.date:
    if meeting.starts_at is None:
        raise refusals.time_missing("assign")
    return local(meeting.starts_at).date()
