"""What is done again and again in the background. Each may run twice, or late, without harm."""

from __future__ import annotations

from celery import shared_task

from booking.statistics.rollup import refresh_all_dirty


@shared_task(name="booking.refresh_figures")
def refresh_figures() -> None:
    """Count what has changed since the last tick, so that pages have little left to count."""
    refresh_all_dirty()
