"""Notices that are due: is each still wanted, and then it is sent, once. Which kinds there are is not known here."""

from __future__ import annotations

import datetime
import logging
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from notifications.models import Notice, OutboxMessage
from notifications.notices.about import is_silent
from notifications.notices.kinds import KINDS, Kind
from notifications.notices.planning import make
from notifications.telling.messages import Letter, queue_notice

logger = logging.getLogger(__name__)
BATCH = 200
MOVE_AHEAD = datetime.timedelta(minutes=15)
# by then there may be a worker of a version that knows it
UNTIL_IT_IS_KNOWN = datetime.timedelta(hours=1)


def run_due(*meetings: UUID | str) -> int:
    """Settle what is due (about these meetings, or all): sent if still wanted. A row that fails is moved ahead."""
    return settle(Notice.objects.filter(meeting__in=meetings) if meetings else Notice.objects.all())


def settle(notices: QuerySet[Notice]) -> int:
    """The same for some of all notices; how many mails became of it."""
    due = notices.filter(settled_at__isnull=True, due_at__lte=timezone.now()).order_by("due_at", "pk")
    return sum(_settle(pk) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


def _settle(pk: int) -> int:
    try:
        with transaction.atomic():
            notice = _lock(pk)
            if notice is None:
                return 0
            kind = KINDS.get(notice.kind)
            if kind is None:
                return _set_aside(notice)
            silent = is_silent(notice)
            to_each = [] if silent else _for_each(kind, notice)
            sent = None if silent or not _is_wanted(kind, notice) else _send(kind, notice)
            notice.settled_at, notice.was_sent = timezone.now(), sent is not None
            notice.save(update_fields=["settled_at", "was_sent"])
    except Exception:
        logger.exception("notice failed", extra={"notice": pk})
        Notice.objects.filter(pk=pk).update(due_at=timezone.now() + MOVE_AHEAD)
        return 0
    return (sent is not None) + sum(_settle(each) for each in to_each)


def _lock(pk: int) -> Notice | None:
    rows = (
        Notice.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("meeting__template", "meeting__federation", "meeting__area", "meeting__forum")
        .select_related("meeting__caller", "meeting__calling_unit__party", "person")
        .select_related("invitation__person", "invitation__unit", "invitation__contact_point__person")
        .filter(pk=pk, settled_at__isnull=True)
    )
    # `first()` adds an ORDER BY, and compiling that beside so many columns takes a fifth of a notice's time
    return next(iter(rows), None)


def _set_aside(notice: Notice) -> int:
    """A kind that nothing here has registered: left for later, so that it stops no other, and not sent."""
    logger.warning("notice of an unknown kind", extra={"notice": notice.pk, "kind": notice.kind})
    notice.due_at = timezone.now() + UNTIL_IT_IS_KNOWN
    notice.save(update_fields=["due_at"])
    return 0


def _for_each(kind: Kind, notice: Notice) -> list[int]:
    """What is to all becomes one for each of those whom it is for now."""
    if kind.each is None or not notice.is_to_all:
        return []
    due = list(kind.each(notice))
    make(due)
    made = Notice.objects.filter(key__in=[one.key for one in due], settled_at__isnull=True)
    return list(made.order_by("pk").values_list("pk", flat=True)) if due else []


def _is_wanted(kind: Kind, notice: Notice) -> bool:
    """What is to all is sent to nobody as it is, nor is what has become of no use."""
    if kind.each is not None and notice.is_to_all:
        return False
    until = kind.until(notice)
    return (until is None or until > timezone.now()) and kind.wanted(notice)


def _send(kind: Kind, notice: Notice) -> OutboxMessage | None:
    receiver = kind.receiver(notice)
    if receiver is None:
        return None
    sender, part = kind.sender(notice), kind.part(notice, receiver.address)
    letter = Letter(
        federation=sender.federation,
        sender_name=sender.name,
        address=receiver.address,
        name=receiver.name,
        text=kind.text(notice, kind.link(notice)),
        expires_at=kind.until(notice),
        calendar=part.calendar,
        method=part.method,
    )
    return queue_notice(notice, letter)
