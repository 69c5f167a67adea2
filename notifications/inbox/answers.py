"""Applying a calendar's answer: one person's answer to one meeting, to one instance, or to a series.

Found by UID, by the one ATTENDEE that is invited, and believed only from that person (RFC 5546 2.1.5 and 3.2.3).
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, answer_series, calls_ahead
from booking.meetings.actions.wishes import note_delegation, note_series_delegation, propose_time
from booking.models import (
    Answer,
    Channel,
    Invitation,
    InvitationState,
    Meeting,
    SeriesSeat,
    Substitution,
    WishState,
)
from booking.series.wishes import propose_series_time
from config.ground.errors import RuleError
from forums.actions.people import person_by_address
from notifications.inbox.outcomes import CLOSE, GIVEN, NOBODY_VOUCHES, WHOLE, Asked, Outcome
from notifications.inbox.senders import disbelief, find_told, may_be_remembered, room_answer
from notifications.itip import Attendee, CalendarAnswer, Incoming, key_of, moment_of
from notifications.models import CalendarObject, InboundResult
from notifications.telling.reconcile import send_again

REFRESH_AT_MOST_EVERY = datetime.timedelta(hours=1)
# clocks are slow, and calendars copy the invitation's DTSTAMP: of two answers this close the last word is not known
CLOSE_BY = datetime.timedelta(minutes=15)


def take_answers(mail: Incoming, *, accepted: bool = False) -> Outcome:
    """Apply all events of one mail, each on its own; the outcome that needs somebody goes before one that went well."""
    doubtful = _answered_differently(mail.answers)
    outcomes = [
        _doubt(answer) if _which(answer) in doubtful else _take(mail, answer, accepted) for answer in mail.answers
    ]
    if not outcomes:
        return Outcome(InboundResult.REJECTED, "empty_answer", needs_person=True)
    waiting = [outcome for outcome in outcomes if outcome.needs_person]
    applied = [outcome for outcome in outcomes if outcome.result == InboundResult.APPLIED]
    shown = (waiting or applied or outcomes)[0]
    several = len(outcomes) > 1 and shown.series is not None and not waiting
    return replace(shown, invitation=None, meeting=None) if several else shown


def _which(answer: CalendarAnswer) -> tuple[str, datetime.datetime | None]:
    return answer.uid, answer.recurrence_id


def _answered_differently(answers: Iterable[CalendarAnswer]) -> set[tuple[str, datetime.datetime | None]]:
    """Keys of the events that one mail gives two different answers to: nobody can say which of them is meant."""
    given: dict[tuple[str, datetime.datetime | None], set[tuple[Attendee, ...]]] = {}
    for answer in answers:
        given.setdefault(_which(answer), set()).add(answer.attendees)
    return {which for which, found in given.items() if len(found) > 1}


def _doubt(answer: CalendarAnswer) -> Outcome:
    found = find_calendar_object(answer.uid)
    about = (None, found.meeting, found.series) if found else ()
    return Outcome(InboundResult.REJECTED, "two_answers", *about, needs_person=True)


def _take(mail: Incoming, answer: CalendarAnswer, accepted: bool) -> Outcome:
    calendar_object = find_calendar_object(answer.uid)
    if calendar_object is None:
        return Outcome(InboundResult.UNKNOWN, "unknown_meeting", needs_person=True)
    found = find_told(calendar_object, answer)
    if len(found) != 1:
        return _of_nobody(mail, answer, calendar_object, len(found))
    told, attendee = found[0]
    asked = Asked(mail, answer, calendar_object, told, attendee, invitation=told.invitation, accepted=accepted)
    if reason := disbelief(asked):
        waits = reason == NOBODY_VOUCHES
        kept = waits or (reason == "other_sender" and may_be_remembered(mail, answer, calendar_object))
        return asked.end(InboundResult.WAITING if waits else InboundResult.UNKNOWN, reason, True, kept)
    if mail.kind == "refresh":
        return _send_again(asked)
    placed = _place(asked)
    if isinstance(placed, Outcome):
        return placed
    return _in_order(placed)


def _of_nobody(mail: Incoming, answer: CalendarAnswer, calendar_object: CalendarObject, named: int) -> Outcome:
    """An answer that names no invited address, or several: a room's, or for somebody to look at."""
    room = room_answer(mail, answer, calendar_object) if not named else None
    if room is not None:
        return room
    delegated = any(attendee.delegated_from for attendee in answer.attendees)
    stranger = "delegated_unknown" if delegated else "not_invited" if answer.attendees else "no_attendee"
    reason = "two_attendees" if named else stranger
    kept = reason == "not_invited" and may_be_remembered(mail, answer, calendar_object)
    where = (calendar_object.meeting, calendar_object.series)
    return Outcome(InboundResult.UNKNOWN, reason, None, *where, needs_person=True, is_kept=kept)


# --- which meeting


def find_calendar_object(uid: str) -> CalendarObject | None:
    try:
        key = uuid.UUID(uid.strip())
    except ValueError:
        return None
    rows = CalendarObject.objects.select_related("meeting__federation", "series__federation")
    return rows.filter(pk=key).first()


def _place(asked: Asked) -> Asked | Outcome:
    """Resolve RECURRENCE-ID to the instance, by its instant: the same one is written in many ways."""
    answer, series = asked.answer, asked.calendar_object.series
    instant = answer.recurrence_id
    if answer.recurrence_problem:
        return asked.end(InboundResult.REJECTED, f"instance_{answer.recurrence_problem}", needs_person=True)
    if instant is not None and series is None:
        return asked.end(InboundResult.REJECTED, "unknown_instance", needs_person=True)
    if series is None or instant is None:
        return asked
    meeting = series.instances.filter(recurrence_at=instant).first()
    if meeting is None:
        return asked.end(InboundResult.REJECTED, "unknown_instance", needs_person=True)
    invitation = asked.told.seat and _seat_at(asked.told.seat, meeting)
    placed = replace(asked, invitation=invitation or None, key=key_of(instant))
    return placed if invitation else replace(placed.end(InboundResult.STALE, "not_called"), meeting=meeting)


def _seat_at(seat: SeriesSeat, meeting: Meeting) -> Invitation | None:
    rows = list(seat.invitations.filter(meeting=meeting).select_related("person", "meeting__federation"))
    return next((row for row in rows if row.state == InvitationState.LIVE), rows[0] if rows else None)


# --- is it the latest, and of the right time


def _in_order(asked: Asked) -> Outcome:
    """Refuse replays and stale answers: by the SEQUENCE of this address's last new time, not by the newest SEQUENCE."""
    told, answer = asked.told, asked.answer
    if answer.sequence > asked.calendar_object.sequence:
        return asked.end(InboundResult.REJECTED, "future_sequence", needs_person=True)
    timed = max(told.time_sequence, told.instance_sequences.get(asked.key, 0))
    if answer.sequence < timed:
        return asked.end(InboundResult.STALE, "old_time")
    # a sender whose clock is ahead may not keep later answers out
    stamp = min(answer.dtstamp or asked.mail.date or timezone.now(), timezone.now())
    last = _last_word(asked)
    if last is None or stamp > last.at:
        return _apply(asked, stamp)
    return _apply(asked, last.at) if _counts_as_later(asked, stamp, last) else _too_close_or_stale(asked, stamp, last)


@dataclass(frozen=True)
class _Word:
    """The last answer that counts: when it was given, when its mail says that it was written, and what it was."""

    at: datetime.datetime
    sent: datetime.datetime | None = None
    answers: frozenset[str] = frozenset()


def _last_word(asked: Asked) -> _Word | None:
    """The last answer to what is answered here, by mail or any other way; None while there is none."""
    seats = _answered(asked)
    if not seats:
        # a new time has asked again since: what was said of the one before is no last word
        return None
    by_mail, sent = _last_reply(asked)
    moments = [seat.answered_at for seat in seats if seat.answered_at is not None]
    at = max([*moments, by_mail] if by_mail is not None else moments)
    return _Word(at, sent if at == by_mail else None, frozenset(seat.answer for seat in seats))


def _last_reply(asked: Asked) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """The DTSTAMP of the last answer by mail that was applied, and the mail's own date."""
    kept = asked.told.reply_stamps.get(asked.key) or {}
    if isinstance(kept, str):  # as it was written before there were dates
        return datetime.datetime.fromisoformat(kept), None
    at, sent = kept.get("at"), kept.get("sent")
    return (at and datetime.datetime.fromisoformat(at), sent and datetime.datetime.fromisoformat(sent))


def _answered(asked: Asked) -> list[Invitation]:
    """The seats that the answer would replace the answer of."""
    if asked.seat is not None:
        ahead = calls_ahead(asked.seat).exclude(meeting__recurrence_at__in=_timed_since(asked))
        return [seat for seat in ahead if seat.answers_series and seat.answer != Answer.UNANSWERED]
    seat = asked.invitation
    # one for the whole series gives way to one for the single instance, whenever it was given
    return [seat] if seat is not None and seat.answer != Answer.UNANSWERED and not _gives_way(asked, seat) else []


def _gives_way(asked: Asked, seat: Invitation) -> bool:
    return asked.key != WHOLE and seat.answers_series


def _counts_as_later(asked: Asked, stamp: datetime.datetime, last: _Word) -> bool:
    """Is it the later of two answers that say the same moment, or the same as the last word?

    An equal DTSTAMP is judged by the mail's own Date, and then by arrival. Who has accepted the answer says so.
    """
    if last.at - stamp > CLOSE_BY:
        return False
    if asked.accepted:
        return True
    if stamp == last.at and last.sent is not None:
        return asked.mail.date is None or asked.mail.date >= last.sent
    given = GIVEN.get(asked.attendee.partstat)
    return asked.mail.kind == "reply" and given is not None and last.answers == {given}


def _too_close_or_stale(asked: Asked, stamp: datetime.datetime, last: _Word) -> Outcome:
    """Older by more than clocks differ, or of the same moment and sent before, it is stale.

    Else somebody has to say which of the two was the last.
    """
    if last.at - stamp > CLOSE_BY or (stamp == last.at and last.sent is not None):
        return asked.end(InboundResult.STALE, "older_than_last")
    if asked.invitation is not None and not _can_be_answered(asked.invitation):
        # which was the last matters no more: it is refused, with why
        return _apply(asked, stamp)
    return asked.end(InboundResult.WAITING, CLOSE, needs_person=True, is_kept=True)


def _can_be_answered(seat: Invitation) -> bool:
    return seat.is_live and seat.meeting.is_called and not seat.meeting.has_started()


def _apply(asked: Asked, moment: datetime.datetime) -> Outcome:
    try:
        outcome = _take_over(asked, moment)
    except RuleError as refusal:
        return asked.end(InboundResult.STALE, refusal.code)
    if outcome.result == InboundResult.APPLIED:
        sent = min(asked.mail.date or timezone.now(), timezone.now())
        asked.told.reply_stamps[asked.key] = {"at": moment.isoformat(), "sent": sent.isoformat()}
        asked.told.save(update_fields=["reply_stamps"])
    return outcome


def _take_over(asked: Asked, moment: datetime.datetime) -> Outcome:
    attendee = asked.attendee
    if asked.invitation is None and asked.seat is None:
        return asked.end(InboundResult.STALE, "not_called")
    if asked.mail.kind == "counter":
        return _propose(asked, moment)
    if attendee.delegated_to or attendee.partstat == "DELEGATED":
        return _delegate(asked, moment)
    if attendee.delegated_from and not _was_sent_by(asked, attendee.delegated_from):
        return asked.end(InboundResult.REJECTED, "delegated_unknown", needs_person=True)
    comment = asked.answer.comment or attendee.comment
    given = GIVEN.get(attendee.partstat)
    if given is None:
        return asked.end(InboundResult.REJECTED, "no_answer", needs_person=bool(comment))
    reached: list[Invitation] = []
    if asked.seat is not None:
        reached = answer_series(
            asked.seat, answer=given, channel=Channel.MAIL, at=moment, comment=comment, leave=_timed_since(asked)
        )
    elif asked.invitation is not None:
        reached = [answer_invitation(asked.invitation, answer=given, channel=Channel.MAIL, at=moment, comment=comment)]
    if reached and all(one.answered_at and one.answered_at > moment for one in reached):
        # by link, after this one was written
        return asked.end(InboundResult.STALE, "older_than_last")
    return asked.end(InboundResult.APPLIED, given)


def _send_again(asked: Asked) -> Outcome:
    """Answer a REFRESH, to the invited address wherever it came from; once an hour, and once for what is on its way."""
    told = asked.told
    if told.dtstamp is not None and told.dtstamp > timezone.now() - REFRESH_AT_MOST_EVERY:
        return asked.end(InboundResult.IGNORED, "sent_lately")
    if not send_again(told):
        return asked.end(InboundResult.STALE, "not_called")
    return asked.end(InboundResult.APPLIED, "sent_again")


def _propose(asked: Asked, moment: datetime.datetime) -> Outcome:
    """Record a COUNTER: nothing but the time is taken of it; the length stays when it gives none."""
    answer, invitation = asked.answer, asked.invitation
    if asked.seat is not None:
        return _propose_for_series(asked, asked.seat, moment)
    assert invitation is not None  # what is of no seat and no meeting has ended before
    start, meeting = answer.proposed_start, invitation.meeting
    if start is None or meeting.starts_at is None or meeting.ends_at is None:
        return asked.end(InboundResult.REJECTED, "counter_without_time", needs_person=True)
    end = answer.proposed_end or start + (meeting.ends_at - meeting.starts_at)
    comment = answer.comment or asked.attendee.comment
    try:
        proposal = propose_time(
            invitation,
            starts_at=start,
            ends_at=end,
            channel=Channel.MAIL,
            at=moment,
            comment=comment,
            answer=_answer_beside(asked),
        )
    except RuleError as refusal:
        if refusal.code not in ("past", "backwards", "same_time"):
            raise
        return asked.end(InboundResult.REJECTED, f"counter_{refusal.code}", needs_person=True)
    if proposal is None:
        return asked.end(InboundResult.STALE, "answered_since")
    return asked.end(InboundResult.APPLIED, "declined_proposed" if _answer_beside(asked) == Answer.NO else "proposed")


def _answer_beside(asked: Asked) -> Answer:
    """What is said beside a proposal: Outlook declines and proposes in one. Else the person counts as tentative."""
    return Answer.NO if asked.attendee.partstat == "DECLINED" else Answer.TENTATIVE


def _propose_for_series(asked: Asked, seat: SeriesSeat, moment: datetime.datetime) -> Outcome:
    """A COUNTER without RECURRENCE-ID: its DTSTART is where the rule of the series would begin (RFC 5546 3.2.7)."""
    answer, start, series = asked.answer, asked.answer.proposed_start, seat.series
    if start is None:
        return asked.end(InboundResult.REJECTED, "counter_without_time", needs_person=True)
    shown = asked.told.left_starts_at or asked.told.queued_starts_at or series.rhythm.moment(series.first_on)
    try:
        proposal = propose_series_time(
            seat,
            instead_of=shown,
            starts_at=start,
            ends_at=answer.proposed_end or start + datetime.timedelta(minutes=series.length_minutes),
            channel=Channel.MAIL,
            at=moment,
            comment=answer.comment or asked.attendee.comment,
            leave=_timed_since(asked),
            answer=_answer_beside(asked),
        )
    except RuleError as refusal:
        if refusal.code == "far_off":
            return asked.end(InboundResult.REJECTED, "counter_for_series", needs_person=True)
        if refusal.code not in ("backwards", "same_time"):
            raise
        return asked.end(InboundResult.REJECTED, f"counter_{refusal.code}", needs_person=True)
    if proposal is None:
        return asked.end(InboundResult.STALE, "answered_since")
    return _of_series(asked, "proposed_series", proposal.invitation)


def _of_series(asked: Asked, reason: str, last: Invitation) -> Outcome:
    """The outcome of a wish for the whole series, with the invitation that it is filed under."""
    return Outcome(InboundResult.APPLIED, reason, last, None, asked.calendar_object.series)


def _timed_since(asked: Asked) -> list[datetime.datetime]:
    """Instances that got a new time after the version that was answered: they are left alone."""
    newer = [key for key, timed in asked.told.instance_sequences.items() if timed > asked.answer.sequence]
    return [moment_of(key) for key in newer]


def _delegate(asked: Asked, moment: datetime.datetime) -> Outcome:
    """Record a delegation for the caller to decide; with several delegates a person has to."""
    named = [one for one in asked.attendee.delegated_to if one not in asked.attendee.addresses]
    if len(named) != 1:
        return asked.end(InboundResult.REJECTED, "delegated_for_person", needs_person=True)
    if asked.seat is not None:
        delegation = note_series_delegation(asked.seat, email=named[0], at=moment)
        granted = delegation.state == WishState.GRANTED
        return _of_series(asked, "delegate_called" if granted else "delegated_series", delegation.invitation)
    assert asked.invitation is not None  # as above
    delegation = note_delegation(asked.invitation, email=named[0], at=moment)
    granted = delegation.state == WishState.GRANTED
    return asked.end(InboundResult.APPLIED, "delegate_called" if granted else "delegated")


def _was_sent_by(asked: Asked, addresses: tuple[str, ...]) -> bool:
    """Does the person answer here as the substitute of the one in DELEGATED-FROM?"""
    if asked.seat is not None:
        named = Substitution.objects.filter(substitute__series_seat=asked.seat)
    elif asked.invitation is not None:
        named = Substitution.objects.filter(substitute=asked.invitation)
    else:
        return False
    senders = {person.pk for person in map(person_by_address, addresses) if person is not None}
    return named.filter(original__person__in=senders).exists()
