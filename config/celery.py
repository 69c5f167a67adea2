"""The Celery app: the same one embedded in `manage.py serve` and in the workers of a production site."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

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
