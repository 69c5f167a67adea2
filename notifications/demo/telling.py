"""Telling the town's people: as the workers do it, but for mails that nobody will read any more."""

from __future__ import annotations

import datetime
import os
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from notifications import retention, tasks
from notifications.models import Notice
from notifications.notices import planning
from notifications.notices.due import run_due
from notifications.outbox import claiming, delivery
from notifications.outbox.transport import NOWHERE

# the last days' mails lie in the local mailbox
IN_MAILBOX = datetime.timedelta(days=3)
# of what is older, reminders are settled unsent: meetings of that time have been, and the mails are gone by retention
REMINDED = datetime.timedelta(days=60)


def tell(now: datetime.datetime, has_acted: bool = True) -> None:
    """What sweep and delivery do. Mails of the days before `now` go to the local mailbox, earlier ones nowhere."""
    if has_acted:
        tasks.sweep_reconcile()
    claiming.expire()
    if not claiming.has_due():
        return
    is_read = timezone.now() > now - IN_MAILBOX and settings.EMAIL_URL.startswith("maildir:")
    url = settings.EMAIL_URL if is_read else NOWHERE
    while not delivery.deliver_due([replace(route, url=url, oauth=None) for route in delivery.due_routes()]):
        pass
    if is_read:
        _date_files(Path(urlsplit(url).path) / "new")


def remind(now: datetime.datetime) -> None:
    """What the tick of notices does in the last weeks; before them it makes nothing, and settles what is due unsent."""
    if timezone.now() > now - REMINDED:
        planning.plan_swept()
        run_due()
    else:
        due = Notice.objects.filter(settled_at__isnull=True, due_at__lte=timezone.now())
        due.update(settled_at=timezone.now(), was_sent=False)


def catch_up(now: datetime.datetime) -> None:
    """What the hourly run does, so that nothing is left to tell."""
    tasks.reconcile_all()
    remind(now)
    tell(now)


def forget_old() -> None:
    retention.run_retention()


def _date_files(folder: Path) -> None:
    """A file is as old as its mail: the mailbox shows that."""
    moment = timezone.now().timestamp()
    for path in folder.iterdir():
        if path.stat().st_mtime > moment + 1:
            os.utime(path, (moment, moment))
