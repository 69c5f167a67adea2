"""Doorbells: tasks enqueued by name, debounced.

A doorbell is rung when there is something to do, and the task finds out itself what that is, so that rings in a moment
are coalesced: one task at once, and at most one more when the moment is over. The first few moments are short, so that
who does a few things one after the other waits for none of them; while rings go on they are half a second, so that a
thousand calls in a minute cost two tasks a second and not a thousand.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from celery import current_app
from django.utils import timezone

logger = logging.getLogger(__name__)
_silent = threading.Event()
MOMENT_SECONDS = 0.5
SHORT_SECONDS = 0.1
# how many tasks in a row may come after a short moment; one more for each long one that has gone by
STOCK = 5
# the expiry of a task: what is left then is found by the ticks
HEARD_WITHIN = timedelta(seconds=30)


class Doorbell:
    def __init__(self, task: str) -> None:
        self.task = task
        self.guard = threading.Lock()
        self.rung_at = float("-inf")
        # a token bucket: its stock is spent by tasks, and whole again when this many seconds (monotonic) have come
        self.whole_at = float("-inf")
        self.is_waiting = False

    def ring(self) -> None:
        """Thread-safe. A broker that is down costs a line in the log, and seconds until the next tick."""
        with self.guard:
            if self.is_waiting:
                return
            left = self._opens_at() - time.monotonic()
            if left > 0:
                self.is_waiting = True
                timer = threading.Timer(left, self._ring_late)
                timer.daemon = True
                timer.start()
                return
            self._spend()
        ask(self.task)

    def _ring_late(self) -> None:
        with self.guard:
            self.is_waiting = False
            self._spend()
        ask(self.task)

    def _opens_at(self) -> float:
        return max(self.rung_at + SHORT_SECONDS, self.whole_at - (STOCK - 1) * MOMENT_SECONDS)

    def _spend(self) -> None:
        self.rung_at = time.monotonic()
        self.whole_at = max(self.whole_at, self.rung_at) + MOMENT_SECONDS


@contextmanager
def silenced() -> Iterator[None]:
    """Enqueue nothing in this process meanwhile: whoever made the work does it too, or the ticks find it."""
    _silent.set()
    try:
        yield
    finally:
        _silent.clear()


def ask(task: str, *arguments: int) -> None:
    """Enqueue a task now; without a broker only a line is logged."""
    if _silent.is_set():
        return
    try:
        current_app.send_task(task, list(arguments), expires=timezone.now() + HEARD_WITHIN)
    except Exception:
        logger.warning("broker unreachable; the next tick does it", extra={"task_name": task})
