"""Health checks for a load balancer and an on-call person: is it up, and does mail get out?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.demo.filling import filling

log = logging.getLogger(__name__)

WORKER_SILENCE = timedelta(seconds=60)
MAIL_DELAY = timedelta(minutes=5)
# the row by which the database shows that it can be written to
WRITTEN, WRITE_EVERY = "written", timedelta(seconds=5)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Run every check and name it, so that one answer shows all that is wrong."""
    results = {name: _outcome(name, check) for name, check in CHECKS.items()}
    fine = all(result == "ok" for result in results.values())
    return JsonResponse({"status": "ok" if fine else "fel", "checks": results}, status=200 if fine else 503)


def _outcome(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:
        # the text of the error may hold an address or a password: it stays out of the answer
        log.warning("health.failed", extra={"check": name, "error": type(error).__name__})
        return f"fel: {type(error).__name__}"


def check_database() -> str:
    """Writes a row, every few seconds at most: a disk that is full, or read-only, answers every query."""
    from notifications.models import Heartbeat

    now = timezone.now()
    if not Heartbeat.objects.filter(name=WRITTEN, at__gt=now - WRITE_EVERY, at__lte=now).exists():
        Heartbeat.objects.update_or_create(name=WRITTEN, defaults={"at": now})
    return "ok"


def check_broker() -> str:
    if settings.EMBEDDED_BROKER:
        return "ok"
    from config.celery import app

    with app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=3)
    return "ok"


def check_worker() -> str:
    from notifications.models import Heartbeat

    heard = Heartbeat.objects.filter(name="worker").aggregate(at=Max("at"))["at"]
    if heard is None:
        return "fel: ingen arbetare har hörts av"
    silence = timezone.now() - heard
    return "ok" if silence <= WORKER_SILENCE else f"fel: tyst i {int(silence.total_seconds())} s"


def check_mail_queue() -> str:
    """The age of the oldest message that should have left by now; one that waits for a later try is not late."""
    from notifications.models import OutboxMessage, OutboxState

    now = timezone.now()
    due = OutboxMessage.objects.filter(state=OutboxState.QUEUED, next_at__lte=now)
    oldest = due.aggregate(at=Min("next_at"))["at"]
    delay = now - oldest if oldest else timedelta(0)
    return "ok" if delay <= MAIL_DELAY else f"fel: äldsta mejlet har väntat {int(delay.total_seconds())} s"


def check_demo() -> str:
    """The demonstration is of use when its history is there."""
    return "ok" if filling.percent is None else f"fel: exempelstaden byggs, {filling.percent} %"


CHECKS = {
    "database": check_database,
    "broker": check_broker,
    "worker": check_worker,
    "mail_queue": check_mail_queue,
    **({"demo": check_demo} if settings.DEMO else {}),
}
