"""Composing one finished mail for the outbox, from an address and the truth."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from booking.models import Meeting
from forums.models import Federation
from notifications.itip import (
    CalendarFacts,
    Packed,
    bounce_address,
    build_cancel,
    build_mail,
    build_request,
    key_of,
    new_message_id,
    pack,
    read_digest,
)
from notifications.mail_settings import has_plain_return_path
from notifications.models import CalendarObject, Notice, OutboxMessage, OutboxState, Told
from notifications.telling.mailtext import MailText
from notifications.telling.subjects import Subject
from notifications.telling.truth import Entry, organizer_of

logger = logging.getLogger(__name__)
NEVER_LEFT = (OutboxState.SUPERSEDED, OutboxState.EXPIRED, OutboxState.FAILED)
FOOT = "Samverk, tjänsten för kallelser, drivs av {federation}. Kontakt: {address}"
EARLY = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Letter:
    """A notice as it is to be sent: by whose mail server and in whose name, to whom, until when, and what it says."""

    federation: Federation
    sender_name: str
    address: str
    name: str
    text: MailText
    expires_at: datetime.datetime | None
    calendar: bytes | None = None
    method: str = ""


def facts_of(
    subject: Subject, calendar_object: CalendarObject, told: Told, entry: Entry, description: str
) -> CalendarFacts:
    """The facts of this person's calendar object, in the version that `told` now names."""
    words, series = subject.words, subject.series
    packed = None
    if series is not None:
        packed = pack(
            entry.instances,
            series.rhythm,
            series.length_minutes,
            told_start=told.queued_starts_at,
            now=timezone.now(),
            note=subject.note_for(entry),
            told_overrides=told.told_overrides,
        )
        _note_overrides(told, packed)
    shown = packed.master if packed else entry.instances[0]
    return CalendarFacts(
        uid=calendar_object.uid,
        sequence=told.queued_sequence,
        dtstamp=told.dtstamp or EARLY,
        organizer_address=calendar_object.organizer,
        organizer_name=words.sender_name,
        attendee_address=entry.address,
        attendee_name=entry.name,
        partstat=shown.partstat,
        # nobody waits for an answer from who calls
        rsvp=entry.person_id is None or entry.person_id != words.meeting.caller_id,
        start=shown.start,
        end=shown.end,
        summary=shown.summary,
        location=shown.place,
        url=shown.url,
        description=description,
        is_private=words.meeting.is_individual,
        is_counter_allowed=True,
        created=words.meeting.called_at,
        last_modified=told.dtstamp,
        rrule=packed.rule if packed else "",
        exdates=packed.exdates if packed else (),
        overrides=packed.overrides if packed else (),
    )


def _note_overrides(told: Told, packed: Packed) -> None:
    """Record what this address has as exceptions from now on. What was told and never left is kept too: it does no
    harm as an exception."""
    told.told_overrides = sorted({*told.told_overrides, *(key_of(one.recurrence_id) for one in packed.overrides)})


def write_message(
    subject: Subject,
    calendar_object: CalendarObject,
    told: Told,
    entry: Entry | None,
    kind: str = "",
    *,
    in_reply_to: str,
) -> OutboxMessage:
    """Compose the calendar message that `told` now names: MIME text and calendar part are rendered here and now.

    Reconcile saves it, with all of its run. A part that cannot be rendered makes it FAILED and puts the address on
    hold.
    """
    kind = kind or subject.kind_of(told, entry)
    message = _row(subject.meeting, told.address, kind)
    message.series, message.revision = subject.series, subject.revision
    message.told, message.counter, message.invitation_id = told, told.counter, told.invitation_id
    message.method, message.sequence, message.digest = told.queued_method, told.queued_sequence, told.queued_digest
    message.starts_at = told.queued_starts_at
    message.expires_at = subject.ends_to_matter_at or _last_start(told.left_digest)
    try:
        text, calendar, attendee = _contents(subject, calendar_object, told, entry, kind)
        _write(message, subject.words.sender_name, text, attendee, calendar, in_reply_to)
    except ValueError:
        # an invitation never leaves without its calendar part; a person sees the failed row and mends the address
        logger.exception("message could not be written", extra={"meeting": str(subject.meeting.pk)})
        message.state, message.reply_code, told.is_held = OutboxState.FAILED, "unwritable", True
    return message


def _last_start(shown: str) -> datetime.datetime | None:
    """Expiry of the last cancellation: the last start that the calendar may still show."""
    return max((mark.starts_at for mark in read_digest(shown).values()), default=None)


def queue_notice(notice: Notice, mail: Letter) -> OutboxMessage:
    """Queue a mail that makes no calendar entry.

    Raises `ValueError` for an address that no mail can have.
    """
    message = _blank(mail.federation, mail.address.lower(), notice.kind)
    message.notice, message.invitation_id = notice, notice.invitation_id
    message.meeting, message.series_id = notice.meeting, notice.series_id
    message.revision = notice.meeting.revision if notice.meeting else 0
    message.expires_at = mail.expires_at
    first = _first_about(notice, message.address)
    _write(message, mail.sender_name, mail.text, mail.name, mail.calendar, first, method=mail.method)
    message.save(force_insert=True)
    return message


def _first_about(notice: Notice, address: str) -> str:
    """Message-ID of the first mail about the same meeting, or its series, to an address: mail programs thread by it."""
    meeting = notice.meeting
    about = Q(meeting=meeting) if meeting is not None else Q(series=notice.series_id)
    if meeting is not None and meeting.series_id is not None:
        about |= Q(series=meeting.series_id)
    elif meeting is None and notice.series_id is None:
        return ""
    mails = OutboxMessage.objects.filter(about, address=address).exclude(state__in=NEVER_LEFT)
    return mails.order_by("created_at", "pk").values_list("message_id", flat=True).first() or ""


def _contents(
    subject: Subject, calendar_object: CalendarObject, told: Told, entry: Entry | None, kind: str
) -> tuple[MailText, bytes, str]:
    if entry is None:
        return _ending(subject, calendar_object, told, kind)
    text = subject.text_for(entry, kind, told)
    return text, build_request(facts_of(subject, calendar_object, told, entry, text.note)), entry.name


def _ending(subject: Subject, calendar_object: CalendarObject, told: Told, kind: str) -> tuple[MailText, bytes, str]:
    words, ending = subject.words, subject.ending(kind, told)
    person = told.seat.person if told.seat else told.invitation.person if told.invitation else None
    facts = CalendarFacts(
        uid=calendar_object.uid,
        sequence=told.queued_sequence,
        dtstamp=told.dtstamp or EARLY,
        organizer_address=calendar_object.organizer,
        organizer_name=words.sender_name,
        attendee_address=told.address,
        attendee_name=person.name if person else "",
        start=ending.starts_at,
        end=ending.ends_at,
        rrule=ending.rule,
        summary=words.summary,
        status="CANCELLED",
        is_private=words.meeting.is_individual,
    )
    return ending.text, build_cancel(facts), facts.attendee_name


def _row(meeting: Meeting, address: str, kind: str) -> OutboxMessage:
    message = _blank(meeting.federation, address, kind)
    message.meeting, message.revision = meeting, meeting.revision
    return message


def _blank(federation: Federation, address: str, kind: str) -> OutboxMessage:
    message = OutboxMessage(
        kind=kind,
        address=address,
        next_at=timezone.now(),
        message_id=new_message_id(organizer_of(federation).partition("@")[2]),
    )
    message.federation = federation
    return message


def _write(
    message: OutboxMessage,
    sender_name: str,
    text: MailText,
    name: str,
    calendar: bytes | None = None,
    in_reply_to: str = "",
    method: str = "",
) -> None:
    sender = organizer_of(message.federation)
    text = replace(text, foot=FOOT.format(federation=message.federation.name, address=sender))
    message.subject, message.text = text.subject[:200], text.shown
    message.envelope_from = sender
    if not has_plain_return_path(message.federation.slug):
        message.envelope_from = bounce_address(sender, message.pk, settings.SECRET_KEY.encode())
    message.body = build_mail(
        sender_name=sender_name,
        sender_address=sender,
        to_address=message.address,
        to_name=name,
        subject=text.subject,
        text=text.whole,
        html=text.html,
        calendar=calendar,
        method=method or message.method,
        message_id=message.message_id,
        in_reply_to=in_reply_to,
        date=timezone.now(),
    )
