"""What mail leaves behind, and when it goes (domain rule 12)."""

from __future__ import annotations

import datetime
import logging
from collections import Counter

from django.db.models import QuerySet
from django.utils import timezone

from forums.models import Federation, LoginMail, LoginMailKind
from notifications.models import LOGIN_MAIL, AccessCode, CalendarObject, InboundMail, Notice, OutboxMessage
from notifications.outbox.claiming import OPEN

logger = logging.getLogger(__name__)
ASKED_KEPT = datetime.timedelta(days=3)
GIVEN_KEPT = datetime.timedelta(days=90)


def run_retention() -> Counter[str]:
    """Empty mail bodies after the federation's days, and remove all about meetings that have been stripped."""
    removed: Counter[str] = Counter()
    now = timezone.now()
    for rows in (OutboxMessage, CalendarObject, Notice, InboundMail):
        removed[rows.__name__] += rows.objects.filter(meeting__stripped_at__isnull=False).delete()[0]
    for federation in Federation.objects.all():
        oldest = now - datetime.timedelta(days=federation.mail_retention_days)
        old = OutboxMessage.objects.filter(federation=federation, created_at__lt=oldest).exclude(state__in=OPEN)
        removed["mail_bodies"] += old.exclude(text="", body=b"").update(text="", body=b"")
        answers = InboundMail.objects.filter(federation=federation, received_at__lt=oldest)
        removed["inbound_bodies"] += _empty(answers)
    nobodys = InboundMail.objects.filter(federation=None, received_at__lt=now - datetime.timedelta(days=30))
    removed["inbound_bodies"] += _empty(nobodys)
    removed["login_mails"] += _remove_login_mails(now)
    removed["codes"] += AccessCode.objects.filter(expires_at__lt=now).delete()[0]
    logger.info("mail retention", extra={"removed": dict(removed)})
    return removed


def _remove_login_mails(now: datetime.datetime) -> int:
    """After three days what was asked for by address; after months a way in that nobody used, and what was sent."""
    old = LoginMail.objects.filter(asked_at__lt=now - ASKED_KEPT).exclude(kind=LoginMailKind.GIVEN)
    unused = LoginMail.objects.filter(asked_at__lt=now - GIVEN_KEPT)
    sent = OutboxMessage.objects.filter(kind=LOGIN_MAIL, created_at__lt=now - GIVEN_KEPT).exclude(state__in=OPEN)
    return sum(rows.delete()[0] for rows in (old, unused, sent))


def _empty(mails: QuerySet[InboundMail]) -> int:
    """The words go, and who wrote what belongs to no meeting: it may have been a private person."""
    mails.filter(meeting=None).exclude(from_address="").update(from_address="")
    return mails.exclude(raw=None).update(raw=None)
