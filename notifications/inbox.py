"""What comes back to the role mailbox, and what it may change: one person's answer to one meeting, nothing else.

Every mail has a defined end and a row; nothing is dropped in silence and nothing malformed is applied.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from booking.actions.answering import answer_invitation
from booking.models import Answer as Given
from booking.models import Channel, Invitation
from config.errors import RuleError
from forums.actions.people import person_by_address
from forums.models import Federation
from notifications.bounces import take_bounce
from notifications.itip import Answer, Attendee, Incoming, read_message, verdict
from notifications.models import CalendarObject, InboundMail, InboundResult, Told

WHOLE = ""  # the key of an answer to the whole, beside those to single instances of a series
GIVEN = {"ACCEPTED": Given.YES, "TENTATIVE": Given.TENTATIVE, "DECLINED": Given.NO}


@dataclass(frozen=True)
class Outcome:
    """How one mail ended. `needs_person` keeps it for somebody to look at."""

    result: InboundResult
    reason: str
    invitation: Invitation | None = None
    calendar_object: CalendarObject | None = None
    needs_person: bool = False


def receive(raw: bytes) -> Outcome:
    """Take one mail, do what it may do, and keep a row of it. The same mail twice is done once."""
    mail = read_message(raw)
    seen = InboundMail.objects.filter(message_key=mail.key).first()
    if seen is not None:
        return Outcome(InboundResult.IGNORED, "duplicate", seen.invitation)
    try:
        with transaction.atomic():
            outcome = _handle(mail)
            _keep(mail, raw, outcome)
    except IntegrityError:
        return Outcome(InboundResult.IGNORED, "duplicate")
    return outcome


def _handle(mail: Incoming) -> Outcome:
    match mail.kind:
        case "reply":
            return _take_reply(mail)
        case "bounce":
            invitation = take_bounce(mail)
            return Outcome(InboundResult.BOUNCE, mail.reason, invitation, needs_person=invitation is None)
        case "automatic":
            return Outcome(InboundResult.IGNORED, mail.reason or "automatic")
        case "counter" | "refresh":
            return _for_person(mail, f"{mail.kind}_for_person")
        case "refused":
            return Outcome(InboundResult.REJECTED, mail.reason or "method", needs_person=True)
        case "unreadable":
            return Outcome(InboundResult.REJECTED, mail.reason or "unreadable", needs_person=True)
    return Outcome(InboundResult.UNKNOWN, mail.reason or "no_answer", needs_person=True)


def _take_reply(mail: Incoming) -> Outcome:
    outcomes = [_take_answer(mail, answer) for answer in mail.answers]
    if not outcomes:
        return Outcome(InboundResult.REJECTED, "empty_answer", needs_person=True)
    # one mail, several instances: the row shows what needs somebody before what went well
    return next((outcome for outcome in outcomes if outcome.needs_person), outcomes[-1])


@dataclass(frozen=True)
class Answered:
    """Whose answer to which meeting a mail holds, once that is known."""

    calendar_object: CalendarObject
    told: Told
    attendee: Attendee

    def end(self, result: InboundResult, reason: str, needs_person: bool = False) -> Outcome:
        return Outcome(result, reason, self.told.invitation, self.calendar_object, needs_person)


def _take_answer(mail: Incoming, answer: Answer) -> Outcome:
    """RFC 5546 2.1.5 and 3.2.3: by UID, by the one ATTENDEE that is invited, and only from that person."""
    calendar_object = _calendar_object(answer.uid)
    if calendar_object is None:
        return Outcome(InboundResult.UNKNOWN, "unknown_meeting", needs_person=True)
    found = _told(calendar_object, answer)
    if found is None:
        return Outcome(InboundResult.UNKNOWN, "not_invited", None, calendar_object, needs_person=True)
    told, attendee = found
    answered = Answered(calendar_object, told, attendee)
    if reason := _disbelief(mail, told, attendee):
        return answered.end(InboundResult.UNKNOWN, reason, needs_person=True)
    if answer.recurrence_id is not None or answer.recurrence_problem:
        return answered.end(InboundResult.REJECTED, "unknown_instance", needs_person=True)
    if attendee.delegated_to or attendee.partstat == "DELEGATED":
        return answered.end(InboundResult.REJECTED, "delegated_for_person", needs_person=True)
    return _in_order(mail, answer, answered)


def _in_order(mail: Incoming, answer: Answer, answered: Answered) -> Outcome:
    """Judged against the SEQUENCE at which this address last got a new time, not against the newest."""
    told = answered.told
    if answer.sequence > answered.calendar_object.sequence:
        return answered.end(InboundResult.REJECTED, "future_sequence", needs_person=True)
    if answer.sequence < told.time_sequence:
        return answered.end(InboundResult.STALE, "old_time")
    stamp = answer.dtstamp or mail.date or timezone.now()
    last = told.reply_stamps.get(WHOLE)
    if last is not None and stamp <= datetime.datetime.fromisoformat(last):
        return answered.end(InboundResult.STALE, "older_than_last")
    return _apply(answer, answered, stamp)


def _apply(answer: Answer, answered: Answered, stamp: datetime.datetime) -> Outcome:
    told, attendee = answered.told, answered.attendee
    given = GIVEN.get(attendee.partstat)
    if given is None or told.invitation is None:
        return answered.end(InboundResult.REJECTED, "no_answer", needs_person=told.invitation is None)
    # a sender whose clock is ahead may not keep later answers out
    moment = min(stamp, timezone.now())
    try:
        answer_invitation(
            told.invitation,
            answer=given,
            channel=Channel.MAIL,
            at=moment,
            comment=answer.comment or attendee.comment,
        )
    except RuleError as refusal:
        return answered.end(InboundResult.STALE, refusal.code)
    told.reply_stamps[WHOLE] = moment.isoformat()
    told.save(update_fields=["reply_stamps"])
    return answered.end(InboundResult.APPLIED, given)


def _calendar_object(uid: str) -> CalendarObject | None:
    try:
        key = uuid.UUID(uid.strip())
    except ValueError:
        return None
    return CalendarObject.objects.select_related("meeting__federation").filter(pk=key).first()


def _told(calendar_object: CalendarObject, answer: Answer) -> tuple[Told, Attendee] | None:
    """The one invited address that the answer names; Apple may hide it in EMAIL=. A stranger is nobody."""
    rows = {
        row.address: row for row in calendar_object.told.select_related("invitation__person", "invitation__meeting")
    }
    found = []
    for attendee in answer.attendees:
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
            if row.invitation is not None and row.invitation.person_id == person.pk:
                return row
    return None


def _disbelief(mail: Incoming, told: Told, attendee: Attendee) -> str:
    """Why this answer is not believed: "" when From is the invited person and our own server vouches for it."""
    sender = mail.from_address
    domain = sender.rpartition("@")[2]
    sent_by = attendee.sent_by == sender and domain == told.address.rpartition("@")[2]
    known = person_by_address(sender)
    same = known is not None and told.invitation is not None and known.pk == told.invitation.person_id
    if not (sender == told.address or same or sent_by):
        return "other_sender"
    if settings.AUTHSERV_ID and not verdict(mail.authentication_results, settings.AUTHSERV_ID, domain).passed:
        return "unverified_sender"
    return ""


def _for_person(mail: Incoming, reason: str) -> Outcome:
    for answer in mail.answers:
        calendar_object = _calendar_object(answer.uid)
        if calendar_object is not None:
            return Outcome(InboundResult.REJECTED, reason, None, calendar_object, needs_person=True)
    return Outcome(InboundResult.UNKNOWN, "unknown_meeting", needs_person=True)


def settle(mail: InboundMail) -> None:
    """Somebody has seen to it: it waits for nobody any more, and its words go."""
    mail.needs_person, mail.handled_at, mail.raw = False, timezone.now(), None
    mail.save(update_fields=["needs_person", "handled_at", "raw"])


def _federation_of(mail: Incoming) -> Federation | None:
    """Whose role mailbox it was sent to, where the mail is about no meeting that we know."""
    known = Federation.objects.exclude(role_mailbox="")
    return next((one for one in known if one.role_mailbox.lower() in mail.to_addresses), None)


def _keep(mail: Incoming, raw: bytes, outcome: Outcome) -> None:
    invitation = outcome.invitation
    calendar_object = outcome.calendar_object
    meeting = invitation.meeting if invitation else calendar_object.meeting if calendar_object else None
    InboundMail.objects.create(
        message_key=mail.key,
        from_address=mail.from_address[:254],
        federation=meeting.federation if meeting else _federation_of(mail),
        meeting=meeting,
        invitation=invitation,
        result=outcome.result,
        reason=outcome.reason[:60],
        needs_person=outcome.needs_person,
        raw=raw if outcome.needs_person else None,
    )
