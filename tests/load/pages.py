"""How long the pages take inside the server, and how many questions they ask the database.

`python -m tests.load.pages MEETINGS`, with the product's own environment: the views, templates and middlewares as they
are in production, called in this process without a network. Prints JSON.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

WARM, ROUNDS = 5, 60


def main(meetings: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from booking.statistics.rollup import rebuild
    from tests.cast import make_cast
    from tests.load.drafts import make_drafts
    from tests.load.many import Country
    from tests.logins import force_login as log_in

    call_command("migrate", verbosity=0, interactive=False)
    cast = make_cast()
    country, clients = Country(cast), {}
    for person in (cast.anna, cast.alma, cast.cilla):
        clients[person.pk] = Client(headers={"host": "localhost"})
        log_in(clients[person.pk], person)
    found: dict[str, dict[str, Any]] = {}
    for stage, number in (("few", meetings // 100), ("many", meetings - meetings // 100)):
        started = time.monotonic()
        country.add(number)
        make_drafts(cast, cast.alma, ROUNDS + WARM + 1, 6)
        for _scope in rebuild():
            pass
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{number} meetings in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        for name, ask in requests(*clients.values(), cast).items():
            found.setdefault(name, {})[stage] = measure(ask)
        from booking.models import Meeting, MeetingState

        Meeting.objects.filter(state=MeetingState.DRAFT).delete()
    print(json.dumps(found))


def requests(caseworker: Any, colleague: Any, coordinator: Any, cast: Any) -> dict[str, Callable[[], Any]]:
    from booking.models import Meeting, MeetingState

    shown = Meeting.objects.filter(caller=cast.anna, state=MeetingState.CALLED).latest("starts_at")
    drafts = iter(list(Meeting.objects.filter(state=MeetingState.DRAFT).values_list("pk", "version")))

    def call() -> Any:
        pk, version = next(drafts)
        return colleague.post(f"/moten/{pk}/granska/", {"version": version})

    return {
        "Mina möten": lambda: caseworker.get("/"),
        "Mötessidan": lambda: caseworker.get(f"/moten/{shown.pk}/"),
        "Kallelsen (POST)": call,
        "Statistik": lambda: coordinator.get("/statistik/"),
    }


def measure(ask: Callable[[], Any]) -> dict[str, float]:
    """Wall and processor milliseconds of one request after another, and the questions of one of them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _round in range(WARM):
        answer = ask()
        assert answer.status_code in (200, 302), answer.status_code
    wall, processor = [], []
    for _round in range(ROUNDS):
        at, used = time.perf_counter(), time.process_time()
        ask()
        wall.append((time.perf_counter() - at) * 1000)
        processor.append((time.process_time() - used) * 1000)
    with CaptureQueriesContext(connection) as captured:
        ask()
    if os.environ.get("BENCH_SLOWEST"):
        for query in sorted(captured.captured_queries, key=lambda query: -float(query["time"]))[:3]:
            print(query["time"], query["sql"][:1500], file=sys.stderr, flush=True)
    return {
        "queries": len(captured),
        "p50": statistics.median(wall),
        "p95": statistics.quantiles(wall, n=20)[-1],
        "cpu": statistics.median(processor),
        "database": sum(float(query["time"]) for query in captured.captured_queries) * 1000,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
