"""What is done again and again in the background. Each may run twice, or late, without harm."""

from __future__ import annotations

from celery import shared_task
from django.db import connection

from booking import retention
from booking.meetings.actions.wishes import lapse_wishes as lapse_all_wishes
from booking.statistics.rollup import refresh_all_dirty
from forums.actions.placements import release_ways_in
from forums.queries import today


@shared_task(name="booking.refresh_figures")
def refresh_figures() -> None:
    """Count what has changed since the last tick, so that pages have little left to count."""
    refresh_all_dirty()


@shared_task(name="booking.run_retention")
def run_retention() -> None:
    """Strip and remove what is too old; what is about mail goes in a tick of its own, after this one."""
    retention.run_retention()
    if connection.vendor == "sqlite":
        # PostgreSQL keeps its own count of what lies in its tables; without one SQLite chooses the wrong index
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 400")
            cursor.execute("ANALYZE")


@shared_task(name="booking.release_ways_in")
def release_from_ways_in() -> None:
    """Who has had their last day at a unit is behind none of its ways in any more."""
    release_ways_in(today())


@shared_task(name="booking.lapse_wishes")
def lapse_wishes() -> None:
    """A proposed time, or somebody to come instead, that nobody decided about in time waits no longer."""
    lapse_all_wishes()
