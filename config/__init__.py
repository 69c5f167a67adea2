"""Wires the house together. The Celery app is loaded with Django, so that tasks can be sent by name."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
