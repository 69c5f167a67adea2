"""What making a whole call costs in the server: one post to the API with seven people, and with forty.

`python -m tests.load.create`, with the product's own environment: views and middlewares as in production, called in
this process without a network. And a subscription with many meetings, built anew. Prints JSON.
"""

from __future__ import annotations

import datetime
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

FEW, MANY, ROUNDS = 7, 40, 30
SUBSCRIBED = 290


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    from tests.cast import make_cast

    call_command("migrate", verbosity=0, interactive=False)
    cast = make_cast()
    found = {str(number): measure(calling(cast, number)) for number in (FEW, MANY)}
    print(json.dumps({**found, "feed": measure(subscribing(cast))}))


def calling(cast: Any, number: int) -> Callable[[int], None]:
    """A post that makes, fills and calls a meeting of that many people, each time another one."""
    from rest_framework.test import APIClient

    from tests.factories import make_key

    client = APIClient(headers={"authorization": f"Token {make_key(cast.anna)}", "host": "localhost"})
    body = body_of(cast, number)

    def post(turn: int) -> None:
        answer = client.post("/api/v1/meetings/", {**body, **times_of(turn, number)}, format="json")
        assert answer.status_code == 201, answer.content

    return post


def body_of(cast: Any, number: int) -> dict[str, Any]:
    """What is posted to call that many people, but for the time."""
    from django.utils import timezone

    from tests.factories import make_person

    units, today = [cast.af_unit, cast.fk_unit, cast.region_unit], timezone.localdate()
    people = [make_person(units[one % len(units)]) for one in range(number)]
    return {
        "template": cast.samverksmote.pk,
        "meeting_form": "digital",
        "invitations": [{"person": person.pk} for person in people],
        "consent": {
            "form": "spoken",
            "given_on": str(today),
            "valid_until": str(today + datetime.timedelta(days=200)),
            "parties": [unit.party_id for unit in units],
        },
        "call": True,
    }


def times_of(turn: int, number: int) -> dict[str, str]:
    """An hour for each number of people, so that nobody calls the same ones to the same time again."""
    from tests.factories.calls import on_workday

    start = on_workday(20 + turn, 8 + number % 8)
    return {"starts_at": start.isoformat(), "ends_at": (start + datetime.timedelta(hours=1)).isoformat()}


def subscribing(cast: Any) -> Callable[[int], None]:
    """The subscription of who calls to many meetings."""
    from notifications.feeds.addresses import fetch

    feed = subscription(cast, SUBSCRIBED)

    def build(_turn: int) -> None:
        assert fetch(feed).octets.count(b"BEGIN:VEVENT") == SUBSCRIBED

    return build


def subscription(cast: Any, meetings: int) -> Any:
    """Alma's feed of as many meetings as she has called, nobody told."""
    from django.utils import timezone

    from booking.models import Meeting, MeetingState
    from notifications.feeds.addresses import subscribe
    from notifications.models import CalendarObject
    from tests.load.drafts import make_drafts

    make_drafts(cast, cast.alma, meetings, FEW)
    drafts = Meeting.objects.filter(state=MeetingState.DRAFT)
    CalendarObject.objects.bulk_create([CalendarObject(meeting=meeting) for meeting in drafts])
    now = timezone.now()
    drafts.update(state=MeetingState.CALLED, called_at=now, timed_at=now, revised_at=now)
    return subscribe(cast.alma)


def measure(ask: Callable[[int], None]) -> dict[str, float]:
    """Milliseconds of processor, the middle of the rounds, and the queries of one more."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(0)
    spent = []
    for turn in range(1, ROUNDS + 1):
        used = time.process_time()
        ask(turn)
        spent.append((time.process_time() - used) * 1000)
    with CaptureQueriesContext(connection) as captured:
        ask(ROUNDS + 1)
    return {"cpu": statistics.median(spent), "queries": len(captured)}


if __name__ == "__main__":
    main()
