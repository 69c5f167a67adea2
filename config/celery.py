"""The Celery app: the same one embedded in `manage.py serve` and in the workers of a production site."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("samverk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["booking", "notifications"])
