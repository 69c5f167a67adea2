"""Doorbells and ticks. Tasks carry ids only, may run twice or late without harm, and hold no rules."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from config.ground.doorbell import ask
from notifications import retention
from notifications.inbox import mailboxes
from notifications.models import Heartbeat
from notifications.notices import declines, logins, planning
from notifications.notices.due import run_due
from notifications.outbox import claiming, delivery
from notifications.outbox.bell import ring_delivery
from notifications.telling import dead_addresses, reconcile
from notifications.telling.apart import apart_or_told_so

logger = logging.getLogger(__name__)
SWEEP = 500
# Meetings in one transaction: more are no cheaper each, and others wait while they are locked
TOGETHER = 50
# and of those that are looked at every hour, of which nearly all are as they were told
LOOKED_AT = 200


def tell(meeting_id: UUID | str) -> int:
    """Reconcile one meeting, plan its notices and send those that are due; the number of calendar messages queued."""
    return _tell([meeting_id], skip_locked=False)[1]


def tell_behind(meeting_ids: Sequence[UUID | str]) -> int:
    """The same together for those of several that have not been told, nor are being told beside us.

    One that cannot be told does not stop the others: then each is told by itself.
    """
    try:
        return _tell(meeting_ids, skip_locked=True, only_behind=True)[1]
    except Exception:
        logger.exception("reconcile of several failed")
        return sum(_guarded(tell, pk) for pk in meeting_ids if not reconcile.is_told(pk))


def _tell(meeting_ids: Sequence[UUID | str], **how: bool) -> tuple[set[UUID], int]:
    with transaction.atomic():
        subjects, messages = reconcile.reconcile_together(meeting_ids, **how)
        planning.plan_together((subject.meeting, subject.live) for subject in subjects)
    told = {subject.meeting.pk for subject in subjects}
    if told:
        run_due(*told)
    return told, len(messages)


def tell_series(series_id: UUID | str) -> int:
    """Reconcile a series for those with a seat in it, each of its instances that has changed, and those that stand
    apart from it or did."""
    queued = len(reconcile.reconcile_series(series_id))
    changed = reconcile.behind().filter(series=series_id).values_list("pk", flat=True)
    return queued + sum(tell(meeting_id) for meeting_id in sorted({*changed, *apart_or_told_so(series_id)}))


@shared_task(name="notifications.sweep_reconcile")
def sweep_reconcile() -> None:
    """Tell what waits: whatever's revision is ahead of what was told. Rung when something has changed, and a tick, so
    that a lost doorbell costs seconds."""
    for series_id in list(reconcile.series_behind().values_list("pk", flat=True)[:SWEEP]):
        _guarded(tell_series, series_id)
    found = reconcile.behind().order_by("revised_at").values_list("pk", flat=True)[:SWEEP]
    for some in _batches(found):
        tell_behind(some)
    if claiming.has_due():
        ring_delivery()


@shared_task(name="notifications.reconcile_all")
def reconcile_all() -> None:
    """Everything ahead, whatever its revision: changes in the standing structure need no arrow upwards.

    An address that has taken a mail again is told what was held for it.
    """
    dead_addresses.heal_those_reached()
    for some in _batches(reconcile.ahead().values_list("pk", flat=True), LOOKED_AT):
        told: set[UUID] = set()
        try:
            told, _queued = _tell(some, skip_locked=True)
        except Exception:
            logger.exception("reconcile of several failed")
        # somebody was at work on these, or one of them cannot be told
        for meeting_id in some:
            if meeting_id not in told:
                _guarded(tell, meeting_id)
    for series_id in reconcile.series_ahead().values_list("pk", flat=True):
        _guarded(tell_series, series_id)
    ring_delivery()


@shared_task(name="notifications.deliver")
def deliver(federation_id: int | None = None) -> None:
    """Send what is due, well within the time limit of a task; what is left is asked for anew.

    Several may run at once, each on one connection. By more than one relay, each gets a task of its own (named by one
    of its federations), so that a slow one delays nobody else's mail.
    """
    routes = delivery.due_routes()
    if federation_id is not None:
        routes = [route for route in routes if federation_id in route.federations]
    for route in routes[1:]:
        ask("notifications.deliver", route.federations[0])
    if not delivery.deliver_due(routes[:1]):
        ask("notifications.deliver", routes[0].federations[0])


@shared_task(name="notifications.sweep_outbox")
def sweep_outbox() -> None:
    claiming.expire()
    if claiming.has_due():
        deliver()


@shared_task(name="notifications.run_notices")
def run_notices() -> None:
    planning.plan_swept()
    if run_due():
        ring_delivery()


@shared_task(name="notifications.send_login_mails")
def send_login_mails() -> None:
    if logins.send_login_mails():
        ring_delivery()


@shared_task(name="notifications.tell_declines")
def tell_declines() -> None:
    if declines.tell_declines():
        ring_delivery()


@shared_task(name="notifications.poll_inbox")
def poll_inbox(mailbox_id: int | None = None) -> None:
    """Read a mailbox. Of several each gets a task of its own, so that a slow one delays no other's answers."""
    found = [box for box in mailboxes.boxes() if mailbox_id in (None, mailboxes.row_of(box).pk)]
    for box in found[1:]:
        ask("notifications.poll_inbox", mailboxes.row_of(box).pk)
    for box in found[:1]:
        mailboxes.poll(box)


@shared_task(name="notifications.read_calendars")
def read_calendars() -> None:
    from notifications.published.refresh import read_due_calendars

    read_due_calendars()


@shared_task(name="notifications.run_retention")
def run_retention() -> None:
    retention.run_retention()


@shared_task(name="notifications.heartbeat")
def heartbeat() -> None:
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


def _guarded(do: Callable[[UUID | str], int], pk: UUID | str) -> int:
    """What cannot be reconciled must not stop the others; it is tried again by the next sweep."""
    try:
        return do(pk)
    except Exception:
        logger.exception("reconcile failed", extra={"about": str(pk)})
        return 0


def _batches(pks: Iterable[UUID], size: int = TOGETHER) -> Iterator[list[UUID]]:
    rest = list(pks)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]
