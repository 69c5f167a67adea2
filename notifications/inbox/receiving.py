"""Receiving mail at the role mailbox. It may change one person's answer to one meeting, and nothing else.

Every mail has a defined end and a row; nothing is dropped in silence and nothing malformed is applied.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import Sum
from django.db.models.functions import Length

from booking.models import Meeting, Series
from forums.models import Federation
from forums.validators import cut_identifiers
from notifications.inbox.answers import find_calendar_object, take_answers
from notifications.inbox.kept import to_keep
from notifications.inbox.outcomes import Outcome
from notifications.inbox.senders import doubt_about_sender
from notifications.itip import Incoming, read_message, read_words
from notifications.models import InboundMail, InboundResult, OutboxMessage
from notifications.outbox.bounces import original_of, take_bounce
from notifications.telling.dead_addresses import heal

logger = logging.getLogger(__name__)
LONGEST = 20_000
# transient errors: another try may succeed
PASSING = (DatabaseError, OSError, SoftTimeLimitExceeded)
# what a database says of a fault of ours: it is there the next time, too, and somebody should read the mail
STAYING = (IntegrityError, DataError)


class TooMuchWaits(OSError):
    """Mails that wait for a person have filled what is kept of them."""


def octets_kept() -> int:
    return InboundMail.objects.exclude(words="").aggregate(octets=Sum(Length("words")))["octets"] or 0


def receive(raw: bytes, federation: Federation | None = None, *, only_copy: bool = False) -> Outcome:
    """Receive one mail, apply it, and store a row about it. Idempotent by the mail's key.

    A transient error of database or network is raised: nothing is stored then, and the mail is to be received again.

    `federation` is whose mailbox it lay in, where that is known. The words of a group's mail that waits for a person
    are kept while there is room (`INBOUND_KEPT_MB`); after that its page says that it lies in the mailbox. `only_copy`:
    it lies nowhere else, and `TooMuchWaits` is raised instead.
    """
    mail = read_message(raw)
    seen = InboundMail.objects.filter(message_key=mail.key).first()
    if seen is not None:
        return Outcome(InboundResult.IGNORED, "duplicate", seen.invitation)
    try:
        with transaction.atomic():
            outcome = _handle(mail)
            _note_that_it_works(mail, outcome, federation)
            _keep(mail, raw, outcome, federation, only_copy)
    except Exception as error:
        if isinstance(error, PASSING) and not isinstance(error, STAYING):
            raise
        # only its own key makes a mail a duplicate, and not whatever else a constraint refused
        if InboundMail.objects.filter(message_key=mail.key).exists():
            return Outcome(InboundResult.IGNORED, "duplicate")
        logger.exception("mail could not be taken")
        outcome = Outcome(InboundResult.REJECTED, "fault", needs_person=True)
        _keep(mail, raw, outcome, federation, only_copy)
    return outcome


def _note_that_it_works(mail: Incoming, outcome: Outcome, federation: Federation | None) -> None:
    """Heal the flag of an address that mail comes from, where a server vouches for that. A report shows nothing."""
    about = outcome.meeting or outcome.series
    where = about.federation if about else federation
    if mail.kind in ("bounce", "unreadable") or where is None or outcome.reason in ("report_arrived", "abuse_report"):
        return
    if outcome.result == InboundResult.APPLIED or not doubt_about_sender(mail, where.slug):
        heal(mail.from_address)


def _handle(mail: Incoming) -> Outcome:
    match mail.kind:
        case "reply" | "counter" | "refresh":
            return take_answers(mail)
        case "bounce":
            return _returned(mail)
        case "automatic":
            return _automatic(mail)
        case "refused":
            return _refused(mail)
        case "unreadable":
            return Outcome(InboundResult.REJECTED, mail.reason or "unreadable", needs_person=True)
    return replace(_placed_by_thread(mail), reason=mail.reason or "no_answer", needs_person=True)


def _returned(mail: Incoming) -> Outcome:
    """A delivery report: failure, or delay alone. One that says neither is left to a person."""
    message = take_bounce(mail)
    if message is None:
        return Outcome(InboundResult.BOUNCE, "report_unknown", needs_person=True)
    if mail.bounce is None or mail.bounce.is_unclear:
        return replace(_about(message, InboundResult.BOUNCE, "report_unclear"), needs_person=True)
    return _about(message, InboundResult.BOUNCE, "report" if mail.bounce.is_permanent else "report_late")


def _automatic(mail: Incoming) -> Outcome:
    """An out-of-office changes nothing. Shown at the meeting whose mail it answers, where that can be told.

    What came by a list and answers a mail of ours was written by somebody: a role mailbox may be a list.
    """
    if mail.reason == "abuse_report":
        return replace(_placed_by_thread(mail), result=InboundResult.IGNORED, reason="abuse_report")
    if mail.reason == "report" and mail.bounce is None:
        return replace(_placed_by_thread(mail), result=InboundResult.IGNORED, reason="receipt")
    if mail.reason == "report":
        message = original_of(mail)
        if message is None:
            return _ignored("report_arrived")
        heal(message.address)
        return _about(message, InboundResult.IGNORED, "report_arrived")
    placed = _placed_by_thread(mail)
    if mail.reason == "list" and (placed.meeting or placed.series):
        return replace(placed, reason="no_calendar", needs_person=True)
    return replace(placed, result=InboundResult.IGNORED, reason=mail.reason or "automatic")


def _ignored(reason: str) -> Outcome:
    return Outcome(InboundResult.IGNORED, reason)


def _placed_by_thread(mail: Incoming) -> Outcome:
    """The meeting whose mail this one answers: by Message-ID, or by bounce address (vacation programs, RFC 3834 4)."""
    answered = OutboxMessage.objects.filter(message_id__in=mail.answers_to).order_by("-created_at")
    message = answered.first() or original_of(mail)
    return _about(message, InboundResult.UNKNOWN, "") if message else Outcome(InboundResult.UNKNOWN, "")


def _about(message: OutboxMessage, result: InboundResult, reason: str) -> Outcome:
    return Outcome(result, reason, message.invitation, message.meeting, message.series)


def _refused(mail: Incoming) -> Outcome:
    """A calendar that may not change anything, shown at the meeting that it names."""
    reason = mail.reason or "method"
    for uid in mail.uids:
        found = find_calendar_object(uid)
        if found is not None:
            return Outcome(InboundResult.REJECTED, reason, None, found.meeting, found.series, needs_person=True)
    return replace(_placed_by_thread(mail), result=InboundResult.REJECTED, reason=reason, needs_person=True)


def _federation_of(mail: Incoming) -> Federation | None:
    """The federation whose role mailbox it was sent to, where the mail is about no meeting that we know."""
    known = Federation.objects.exclude(role_mailbox="")
    return next((one for one in known if one.role_mailbox.lower() in mail.to_addresses), None)


def _keep(mail: Incoming, raw: bytes, outcome: Outcome, federation: Federation | None, only_copy: bool) -> None:
    words = _words_of(raw, outcome) if outcome.needs_person else ""
    is_kept = octets_kept() + len(words) <= settings.INBOUND_KEPT_MB * 1_000_000 if words else True
    if only_copy and not is_kept:
        raise TooMuchWaits
    about: Meeting | Series | None = outcome.meeting or outcome.series
    InboundMail.objects.create(
        message_key=mail.key,
        # of what belongs to no meeting only the domain is shown: it may be a private person's
        from_address=(mail.from_address if about else _domain_of(mail.from_address))[:254],
        federation=about.federation if about else _federation_of(mail) or federation,
        meeting=outcome.meeting,
        series=None if outcome.meeting else outcome.series,
        invitation=outcome.invitation,
        result=outcome.result,
        reason=outcome.reason[:60],
        needs_person=outcome.needs_person,
        words=words if is_kept else "",
        waiting=to_keep(mail, about_a_person=_is_individual(outcome)) if outcome.is_kept else None,
    )


def _domain_of(address: str) -> str:
    """@af.example"""
    return "".join(address.rpartition("@")[1:])


def _is_individual(outcome: Outcome) -> bool:
    return outcome.meeting is not None and outcome.meeting.is_individual


def _words_of(raw: bytes, outcome: Outcome) -> str:
    """What is kept to be shown: of a group's mail the words, without what identifies anybody; else nothing.

    The words of a mail about a person are a public record in the wrong place, and those of one that nobody could place
    are shown to nobody here (domain rule 2, "Mail that comes in"). The original stays in the mailbox.
    """
    is_groups = outcome.series is not None or (outcome.meeting is not None and not _is_individual(outcome))
    # no column of a database takes NUL
    return cut_identifiers(read_words(raw)[:LONGEST].replace("\0", "\ufffd"))[0] if is_groups else ""
