"""Asking a worker for a task soon.

A doorbell is rung when there is something to do, and the task looks for itself what that is: whoever rings it again
within a moment need not be heard by name. So it is passed on at once, and at most once more when the moment is over;
a thousand calls in a minute cost a few tasks a second and not a thousand.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

from celery import current_app
from django.utils import timezone

logger = logging.getLogger(__name__)
MOMENT_SECONDS = 0.5
# whoever has not been heard by then need not be: the ticks look for what was left
HEARD_WITHIN = timedelta(seconds=30)


class Doorbell:
    def __init__(self, task: str) -> None:
        self.task = task
        self.guard = threading.Lock()
        self.rung_at = float("-inf")
        self.is_waiting = False

    def ring(self) -> None:
        """Safe from any thread. A broker that is down costs a line in the log, and seconds until the next tick."""
        with self.guard:
            if self.is_waiting:
                return
            left = self.rung_at + MOMENT_SECONDS - time.monotonic()
            if left > 0:
                self.is_waiting = True
                timer = threading.Timer(left, self._ring_late)
                timer.daemon = True
                timer.start()
                return
            self.rung_at = time.monotonic()
        ask(self.task)

    def _ring_late(self) -> None:
        with self.guard:
            self.is_waiting = False
            self.rung_at = time.monotonic()
        ask(self.task)


def ask(task: str, *arguments: int) -> None:
    """Put a task in its queue now."""
    try:
        current_app.send_task(task, list(arguments), expires=timezone.now() + HEARD_WITHIN)
    except Exception:
        logger.warning("broker unreachable; the next tick does it", extra={"task_name": task})
