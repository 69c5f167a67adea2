"""The whole product in one process: web server, Celery worker and beat, on nothing but a data folder.

The memory broker forgets what it holds when the process dies. That is harmless: what must happen is a row, and the
ticks look for rows.
"""

from __future__ import annotations

import ctypes
import fcntl
import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from celery.beat import Scheduler
from celery.worker import WorkController, state
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from waitress import create_server

from config.celery import app

log = logging.getLogger(__name__)

# each costs two to three megabytes for its connection, and of Python one runs at a time
WEB_THREADS = 4
WORKER_THREADS = 4
# of <malloc.h>
M_ARENA_MAX = -8
STOP_SECONDS = 30
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
QUIET = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True}


class AlreadyRunning(Exception):
    """Another process serves the same data folder."""


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Lock the data folder. The lock goes with the process, however it ends; raises `AlreadyRunning`."""
    descriptor = os.open(data_dir / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"Samverk är redan igång med datamappen {data_dir}. Stoppa det först eller välj en annan DATA_DIR."
            ) from None
        yield
    finally:
        os.close(descriptor)


def share_one_heap() -> None:
    """Have all threads allocate from one arena of the C library's; by default glibc gives each its own, of which what
    one thread has freed is of no use to the others. Before they start. Other libraries than glibc are left alone.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)


class Server:
    """Web server, worker and beat. It listens when made; `run` blocks until a signal, then stops all parts in order."""

    def __init__(self, host: str, port: int) -> None:
        share_one_heap()
        self.web = create_server(
            get_wsgi_application(),
            host=host,
            port=port,
            threads=WEB_THREADS,
            max_request_body_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 64 * 1024,
            ident=None,
            # whose headers hold is decided by config/middleware.py, in the same way with every server
            clear_untrusted_proxy_headers=False,
        )
        self.beat = Scheduler(app, max_interval=1)
        self.stopping = threading.Event()

    def run(self) -> None:
        worker = threading.Thread(target=self._work, name="worker", daemon=True)
        worker.start()
        threading.Thread(target=self._tick, name="beat", daemon=True).start()
        try:
            self.web.run()  # ends by the SystemExit of the signal handler
        finally:
            self.stopping.set()
            self.web.close()
            state.should_stop = os.EX_OK
            app.send_task("notifications.heartbeat")  # anything to do wakes it, else it sleeps two seconds more
            worker.join(STOP_SECONDS)

    def _work(self) -> None:
        """Supervise the worker: one that fails is logged and replaced, or mail would stand still while pages work."""
        while not self.stopping.is_set():
            worker = WorkController(app=app, pool_cls="threads", concurrency=WORKER_THREADS, **QUIET)
            worker.start()
            if not self.stopping.wait(1):
                log.error("serve.worker_replaced", extra={"exit": worker.exitcode})

    def _tick(self) -> None:
        """Run beat, and first enqueue all short ticks, so that what a crash left behind leaves now."""
        for name, seconds in settings.TICKS.items():
            if seconds <= 60:
                app.send_task(name)
        while not self.stopping.is_set():
            self.stopping.wait(max(0, self.beat.tick()))


def stop_on_signal() -> None:
    """Handle SIGTERM and Ctrl-C: the first ends the process in order, a second one at once."""
    for sign in STOP_SIGNALS:
        signal.signal(sign, _stop)


def _stop(signum: int, frame: object) -> NoReturn:
    for sign in STOP_SIGNALS:
        signal.signal(sign, signal.SIG_DFL)
    raise SystemExit(os.EX_OK)
