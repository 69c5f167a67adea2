"""Accepting an answer that no mail server vouches for: somebody who may change the meeting says that it is genuine."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from booking.meetings.access import changeable_meetings
from forums.models import Person
from notifications.inbox.answers import GIVEN, NOBODY_VOUCHES, Outcome, take_answers
from notifications.inbox.kept import from_kept
from notifications.models import InboundMail

logger = logging.getLogger(__name__)


def can_accept(person: Person, mail: InboundMail) -> bool:
    """It waits for just this, and is about a meeting that the person may change: of a case its caller's alone."""
    if not mail.needs_person or mail.reason != NOBODY_VOUCHES or mail.waiting is None:
        return False
    own = changeable_meetings(person)
    if mail.meeting_id is not None:
        return own.filter(pk=mail.meeting_id).exists()
    return own.filter(series=mail.series_id).exists()


def accept_answer(mail: InboundMail, *, by: Person) -> Outcome | None:
    """Apply the answer as if a server had vouched for its sender, and note who said so. None when it waits no more.

    What is too late or too old is refused as ever. Raises `PermissionDenied` for whoever may not change the meeting.
    """
    with transaction.atomic():
        mail = InboundMail.objects.select_for_update().get(pk=mail.pk)
        if not mail.needs_person:
            return None
        if not can_accept(by, mail):
            raise PermissionDenied
        outcome = take_answers(from_kept(mail.waiting or {}), accepted=True)
        _settle(mail, outcome, by)
    logger.info("answer accepted", extra={"mail": mail.pk, "by": by.pk, "result": outcome.result})
    return outcome


def _settle(mail: InboundMail, outcome: Outcome, by: Person) -> None:
    mail.result, mail.reason, mail.invitation = outcome.result, outcome.reason[:60], outcome.invitation
    mail.needs_person, mail.accepted_by = outcome.needs_person, by
    if not outcome.needs_person:
        mail.handled_at, mail.words, mail.waiting = timezone.now(), "", None
    mail.save(
        update_fields=[
            "result",
            "reason",
            "invitation",
            "needs_person",
            "accepted_by",
            "handled_at",
            "words",
            "waiting",
        ],
    )


def answer_in(mail: InboundMail) -> str:
    """The answer that it would be, as a value of `Answer`; "" for a wish, for several, and for what cannot be read."""
    read = from_kept(mail.waiting or {})
    given = {GIVEN.get(attendee.partstat) for answer in read.answers for attendee in answer.attendees}
    only = given.pop() if len(given) == 1 and read.kind == "reply" else None
    return only or ""
