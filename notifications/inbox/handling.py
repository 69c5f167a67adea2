"""Saying what becomes of a mail that the service did not apply itself: "hanterat", or "till registrator"."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from forums.models import Person
from notifications.inbox.access import visible_inbound
from notifications.models import HandledAs, InboundMail, InboundResult, still_open

logger = logging.getLogger(__name__)
# what programs write: nobody has to read each of them
ROUTINE = (InboundResult.IGNORED, InboundResult.STALE, InboundResult.ROOM)


def handle_mail(mail: InboundMail, *, by: Person, handled_as: str = HandledAs.HANDLED) -> InboundMail:
    """Mark a mail as handled: it waits for nobody any more, and its words are deleted here.

    The original goes after the retention days of mail, or to the registrar's folder (`originals.py`). Idempotent; what
    was handled may still be marked for the registrar. Raises `PermissionDenied` for who may not see it.
    """
    with transaction.atomic():
        list(InboundMail.objects.select_for_update(of=("self",)).filter(pk=mail.pk).order_by().values_list("pk"))
        found = visible_inbound(by).filter(pk=mail.pk).first()
        if found is None:
            raise PermissionDenied
        if found.handled_at is not None and found.handled_as in (handled_as, HandledAs.REGISTRAR):
            return found
        _close(found, by, handled_as)
    logger.info("mail handled", extra={"mail": found.pk, "by": by.pk, "as": handled_as})
    return found


def handle_routine(person: Person) -> int:
    """Mark as handled what programs have sent about the person's meetings, and nobody has to look at. How many."""
    with transaction.atomic():
        mails = list(routine_mails(person))
        for mail in mails:
            _close(mail, person, HandledAs.HANDLED)
    logger.info("routine mail handled", extra={"count": len(mails), "by": person.pk})
    return len(mails)


def routine_mails(person: Person) -> QuerySet[InboundMail]:
    """Open mails that programs have sent and that wait for nobody."""
    return visible_inbound(person).filter(still_open(), needs_person=False, result__in=ROUTINE)


def _close(mail: InboundMail, by: Person, handled_as: str) -> None:
    mail.needs_person, mail.handled_at, mail.handled_by = False, mail.handled_at or timezone.now(), by
    mail.handled_as, mail.words, mail.waiting = handled_as, "", None
    mail.save(update_fields=["needs_person", "handled_at", "handled_by", "handled_as", "words", "waiting"])
