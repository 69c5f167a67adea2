"""The Celery app: the same one embedded in `manage.py serve` and in the workers of a production site."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_failure, task_prerun, worker_init
from django.db import close_old_connections, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("samverk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["booking", "notifications"])


@worker_init.connect
def read_what_all_need(**_about: Any) -> None:
    """A worker reads what mails may link to, which is every page, and the holidays before it forks: its processes share
    them, and the first mail of each need not wait a second for them."""
    import django
    from django.urls import get_resolver

    django.setup()
    from booking.workdays import is_workday
    from forums.queries import today

    len(get_resolver().app_dict)
    is_workday(today())


@task_prerun.connect
def keep_good_connections(**_about: Any) -> None:
    """A thread or process keeps its connection from task to task, as a web server does from request to request.

    Celery by itself closes it before and after each (`DB_REUSE_MAX`), and with it goes what the server keeps planned.
    """
    close_old_connections()


@task_failure.connect
def leave_no_broken_connection(sender: Any, **_about: Any) -> None:
    """Nobody knows in what state a task left it that was cut off in the middle, by its time limit for one."""
    if not sender.request.is_eager:
        connections.close_all()
