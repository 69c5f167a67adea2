"""The whole way of a mail, from the call to the server's acceptance and our record of it.

`python -m tests.load.mail embedded|production MEETINGS PEOPLE CALLERS`, with the product's own environment. Prints the
seconds from the first call to the last recorded mail. Embedded, everything is in this process, as in `manage.py serve`;
in production the workers are processes of their own, started by the benchmark.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

PATIENCE = 600
# called before the clock starts: what is read and worked out once is there, as on a day like any other
BEFORE = 40
# meetings that one caller takes at a time, one after the other
TOGETHER = 10


def main(kind: str, meetings: int, people: int, callers: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    from tests.cast import make_cast
    from tests.load.drafts import make_drafts

    call_command("migrate", verbosity=0, interactive=False)
    cast = make_cast()
    make_drafts(cast, cast.anna, BEFORE + meetings, people)
    if kind == "embedded":
        start_parts()
    print("ready", flush=True)
    sys.stdin.readline()
    drafts = waiting_drafts()
    with callers_of(kind, callers) as pool:
        call_all(pool, drafts[:BEFORE])
        wait_until_sent(BEFORE * people)
        used, started = time.process_time(), time.monotonic()
        call_all(pool, drafts[BEFORE:])
        called = time.monotonic() - started
        wait_until_sent((BEFORE + meetings) * people)
        seconds = time.monotonic() - started
    print(json.dumps({"seconds": seconds, "called": called, "cpu": time.process_time() - used}), flush=True)
    os._exit(0)


def start_parts() -> None:
    """Worker and beat as `manage.py serve` has them; the callers below stand for its web threads."""
    from config import serving

    server = serving.Server("127.0.0.1", 0)
    for part in (server._work, server._tick):
        threading.Thread(target=part, daemon=True).start()
    time.sleep(2)


def waiting_drafts() -> list[Any]:
    from booking.models import Meeting, MeetingState

    return list(Meeting.objects.filter(state=MeetingState.DRAFT).select_related("caller"))


def callers_of(kind: str, callers: int) -> Executor:
    """Who calls: web threads of the one process, or as many web processes as a production site begins with."""
    from django.db import connections

    if kind == "embedded":
        return ThreadPoolExecutor(callers)
    connections.close_all()
    return ProcessPoolExecutor(callers, get_context("fork"))


def call_all(callers: Executor, drafts: list[Any]) -> None:
    some = [drafts[first : first + TOGETHER] for first in range(0, len(drafts), TOGETHER)]
    for _done in callers.map(call_some, some):
        pass


def call_some(drafts: list[Any]) -> None:
    from booking.meetings.actions.calling import call_meeting

    for draft in drafts:
        call_meeting(draft, by=draft.caller)


def wait_until_sent(mails: int) -> None:
    from notifications.models import OutboxMessage, OutboxState

    deadline = time.monotonic() + PATIENCE
    while OutboxMessage.objects.filter(state=OutboxState.SENT).count() < mails:
        if time.monotonic() > deadline:
            sys.exit("the mails do not leave")
        time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:5]))
