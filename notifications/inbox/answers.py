"""Applying a calendar's answer: one person's answer to one meeting, to one instance, or to a series.

Found by UID, by the one ATTENDEE that is invited, and believed only from that person (RFC 5546 2.1.5 and 3.2.3).
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, answer_series
from booking.meetings.actions.wishes import note_delegation, note_series_delegation, propose_time
from booking.models import (
    Answer,
    Channel,
    Invitation,
    InvitationState,
    Meeting,
    Series,
    SeriesSeat,
    Substitution,
    WishState,
)
from booking.series.wishes import propose_series_time
from config.ground.errors import RuleError
from forums.actions.people import person_by_address
from forums.models import ContactPoint, Federation
from notifications.itip import Attendee, CalendarAnswer, Incoming, key_of, moment_of, verdict
from notifications.mail_settings import mail_settings
from notifications.models import CalendarObject, InboundResult, Told
from notifications.telling.reconcile import send_again

REFRESH_AT_MOST_EVERY = datetime.timedelta(hours=1)
# no server says whether senders are genuine: the answer waits until somebody accepts it
NOBODY_VOUCHES = "nobody_vouches"
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
    def seat(self) -> SeriesSeat | None:
        """Set when the answer is for all of a series."""
        return self.told.seat if self.calendar_object.series_id and self.key == WHOLE else None

    def end(self, result: InboundResult, reason: str, needs_person: bool = False) -> Outcome:
        about = self.invitation.meeting if self.invitation else self.calendar_object.meeting
        return Outcome(result, reason, self.invitation, about, self.calendar_object.series, needs_person)


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
    found = _told(calendar_object, answer)
    if found is None:
        delegated = any(attendee.delegated_from for attendee in answer.attendees)
        reason = "delegated_unknown" if delegated else "not_invited" if answer.attendees else "no_attendee"
        return Outcome(
            InboundResult.UNKNOWN, reason, None, calendar_object.meeting, calendar_object.series, needs_person=True
        )
    asked = Asked(mail, answer, calendar_object, *found, invitation=found[0].invitation, accepted=accepted)
    if reason := _disbelief(asked):
        result = InboundResult.WAITING if reason == NOBODY_VOUCHES else InboundResult.UNKNOWN
        return asked.end(result, reason, needs_person=True)
    if mail.kind == "refresh":
        return _send_again(asked)
    placed = _place(asked)
    if isinstance(placed, Outcome):
        return placed
    return _in_order(placed)


# --- which meeting, and who


def find_calendar_object(uid: str) -> CalendarObject | None:
    try:
        key = uuid.UUID(uid.strip())
    except ValueError:
        return None
    rows = CalendarObject.objects.select_related("meeting__federation", "series__federation")
    return rows.filter(pk=key).first()


def _told(calendar_object: CalendarObject, answer: CalendarAnswer) -> tuple[Told, Attendee] | None:
    """Match the answer to the one invited address that it names; Apple may hide it in EMAIL=. None for a stranger.

    Who is named only as the delegate of another does not answer here.
    """
    rows = {
        row.address: row
        for row in calendar_object.told.select_related("invitation__person", "invitation__meeting", "seat__person")
    }
    sent = {address for attendee in answer.attendees for address in attendee.delegated_to}
    found = []
    for attendee in answer.attendees:
        if len(answer.attendees) > 1 and sent & set(attendee.addresses):
            continue
        address = next((one for one in attendee.addresses if one in rows), "")
        row = rows.get(address) or _by_alias(rows, attendee)
        if row is not None:
            found.append((row, attendee))
    return found[0] if len(found) == 1 else None


def _by_alias(rows: dict[str, Told], attendee: Attendee) -> Told | None:
    for address in attendee.addresses:
        person = person_by_address(address)
        if person is None:
            continue
        for row in rows.values():
            if _person_of(row) == person.pk:
                return row
    return None


def _person_of(told: Told) -> int | None:
    if told.seat is not None:
        return told.seat.person_id
    return told.invitation.person_id if told.invitation is not None else None


def _disbelief(asked: Asked) -> str:
    """A reason code for an answer that is not authentic: "" when From is the invited person and our server vouches."""
    mail, told, attendee = asked.mail, asked.told, asked.attendee
    sender = mail.from_address
    domain = sender.rpartition("@")[2]
    sent_by = attendee.sent_by == sender and domain == told.address.rpartition("@")[2] and _is_of_party(domain, told)
    known = person_by_address(sender) if sender else None
    same = known is not None and known.pk == _person_of(told)
    if not (sender == told.address or same or sent_by):
        return "other_sender"
    return "" if asked.accepted else _doubt_about_sender(asked, domain)


def _doubt_about_sender(asked: Asked, domain: str) -> str:
    own = mail_settings(_federation(asked.calendar_object).slug)
    if own.trusts_from:
        return ""
    if not own.authserv_id:
        return NOBODY_VOUCHES
    return "" if verdict(asked.mail.authentication_results, own.authserv_id, domain).passed else "unverified_sender"


def _is_of_party(domain: str, told: Told) -> bool:
    """Is a unit of the party reached at this domain? There a colleague may answer for another, at gmail.com nobody."""
    seat = told.seat or told.invitation
    if seat is None or seat.party_id is None:
        return False
    return ContactPoint.objects.filter(unit__party=seat.party_id, mailbox__iendswith=f"@{domain}").exists()


def _federation(calendar_object: CalendarObject) -> Federation:
    about = calendar_object.meeting or calendar_object.series
    return about.federation  # type: ignore[union-attr]  # a constraint: it is of one of them


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
    stamp = answer.dtstamp or asked.mail.date or timezone.now()
    last = told.reply_stamps.get(asked.key)
    if last is not None and stamp <= datetime.datetime.fromisoformat(last):
        return asked.end(InboundResult.STALE, "older_than_last")
    # a sender whose clock is ahead may not keep later answers out
    return _apply(asked, min(stamp, timezone.now()))


def _apply(asked: Asked, moment: datetime.datetime) -> Outcome:
    try:
        outcome = _take_over(asked, moment)
    except RuleError as refusal:
        return asked.end(InboundResult.STALE, refusal.code)
    if outcome.result == InboundResult.APPLIED:
        asked.told.reply_stamps[asked.key] = moment.isoformat()
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
            invitation, starts_at=start, ends_at=end, channel=Channel.MAIL, at=moment, comment=comment
        )
    except RuleError as refusal:
        if refusal.code not in ("past", "backwards", "same_time"):
            raise
        return asked.end(InboundResult.REJECTED, f"counter_{refusal.code}", needs_person=True)
    if proposal is None:
        return asked.end(InboundResult.STALE, "answered_since")
    return asked.end(InboundResult.APPLIED, "proposed")


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
