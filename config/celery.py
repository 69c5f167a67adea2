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
    """Preload the URLs that mails may link to, which is every page, and the holidays before the worker forks: its
    processes share them, and the first mail of each need not wait a second.
    """
    import django
    from django.urls import get_resolver

    django.setup()
    from booking.workdays import is_workday
    from forums.queries import today

    len(get_resolver().app_dict)
    is_workday(today())


@task_prerun.connect
def keep_good_connections(**_about: Any) -> None:
    """Persistent database connections: a thread or process keeps its own from task to task, as a web server does.

    Celery by itself closes it before and after each task (`DB_REUSE_MAX`), and the server's prepared plans go with it.
    """
    close_old_connections()


@task_failure.connect
def leave_no_broken_connection(sender: Any, **_about: Any) -> None:
    """Close the connection of a task that was cut off in the middle, as by its time limit: its state is unknown."""
    if not sender.request.is_eager:
        connections.close_all()
