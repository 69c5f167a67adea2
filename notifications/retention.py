"""What mail leaves behind, and when it goes (domain rule 12)."""

from __future__ import annotations

import datetime
import logging
from collections import Counter

from django.db.models import QuerySet
from django.utils import timezone

from forums.actions.logins import remove_ended_sessions, remove_old_requests
from forums.actions.tokens import remove_old_tokens
from forums.brakes import forget_old_brakes
from forums.models import Federation
from forums.signin.devices import forget_old_devices
from notifications.models import AccessCode, CalendarObject, InboundMail, Notice, OutboxMessage, still_open
from notifications.notices.kinds import KINDS
from notifications.outbox.claiming import OPEN

logger = logging.getLogger(__name__)
# the mailbox is tidied every few hours, when it can be read
UNTIL_TIDIED = datetime.timedelta(days=30)


def run_retention() -> Counter[str]:
    """Empty mail bodies after the federation's days, and remove all about meetings that have been stripped.

    Of mail that came in and that nobody has seen to, what is needed to see to it stays.
    """
    removed: Counter[str] = Counter()
    now = timezone.now()
    removed["InboundMail"] += _let_go(InboundMail.objects.filter(meeting__stripped_at__isnull=False))
    for rows in (OutboxMessage, CalendarObject, Notice):
        removed[rows.__name__] += rows.objects.filter(meeting__stripped_at__isnull=False).delete()[0]
    for federation in Federation.objects.all():
        oldest = now - datetime.timedelta(days=federation.mail_retention_days)
        old = OutboxMessage.objects.filter(federation=federation, created_at__lt=oldest).exclude(state__in=OPEN)
        removed["mail_bodies"] += old.exclude(text="", body=b"").update(text="", body=b"")
        removed["inbound_bodies"] += _forget(InboundMail.objects.filter(federation=federation), oldest)
    nobodys = InboundMail.objects.filter(federation=None)
    removed["inbound_bodies"] += _forget(nobodys, now - datetime.timedelta(days=30))
    removed["login_requests"] += remove_old_requests()
    removed["old_notices"] += _remove_old_notices(now)
    removed["api_tokens"] += remove_old_tokens()
    removed["sessions"] += remove_ended_sessions()
    removed["devices"] += forget_old_devices()
    removed["brakes"] += forget_old_brakes()
    removed["codes"] += AccessCode.objects.filter(expires_at__lt=now).delete()[0]
    logger.info("mail retention", extra={"removed": dict(removed)})
    return removed


def _remove_old_notices(now: datetime.datetime) -> int:
    """Notices about no meeting, and their mails, when their kind says so; what waits to be sent stays."""
    removed = 0
    for kind in KINDS.values():
        if kind.kept_days is not None:
            oldest = now - datetime.timedelta(days=kind.kept_days)
            mails = OutboxMessage.objects.filter(kind=kind.name, created_at__lt=oldest).exclude(state__in=OPEN)
            settled = Notice.objects.filter(kind=kind.name, settled_at__lt=oldest)
            removed += mails.delete()[0] + settled.delete()[0]
    return removed


def _let_go(mails: QuerySet[InboundMail]) -> int:
    """Mails about a meeting that has been stripped point at it no more, and say nothing of who wrote them.

    The row stays, without anything of the meeting, as long as its original may lie in the mailbox.
    """
    return mails.update(meeting=None, series=None, invitation=None, from_address="", words="", waiting=None)


def _forget(mails: QuerySet[InboundMail], oldest: datetime.datetime) -> int:
    """Of mails that have been seen to the words go, and who wrote what belongs to no meeting, perhaps a private person.

    The rows of those go as well, once the original has gone from the mailbox.
    """
    old = mails.filter(received_at__lt=oldest).exclude(still_open())
    old.filter(meeting=None).exclude(from_address="").update(from_address="")
    old.exclude(waiting=None).update(waiting=None)
    emptied = old.exclude(words="").update(words="")
    old.filter(meeting=None, series=None, received_at__lt=oldest - UNTIL_TIDIED).delete()
    return emptied
