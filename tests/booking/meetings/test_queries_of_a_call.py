"""A draft and a call take as many queries for forty as for seven: over the API, and page by page."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from booking.models import Invitation, Meeting
from forums.models import ContactPoint, Person
from tests.cast import Cast
from tests.factories import make_contact_point, make_key, make_membership, make_person, make_unit
from tests.factories.calls import on_workday

MEETINGS = "/api/v1/meetings/"
FEW, MANY, MOST = 7, 40, 40
Counts = dict[str, int]


class Asking:
    """Somebody who asks, and how many queries each question took."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.counts: Counts = {}

    def __call__(self, name: str, ask: Callable[[], Any], status: int) -> Any:
        with CaptureQueriesContext(connection) as queries:
            answer = ask()
        assert answer.status_code == status, (name, answer.content.decode()[-1500:])
        self.counts[name] = len(queries)
        return answer


def invited(cast: Cast, number: int) -> tuple[list[Person], list[ContactPoint]]:
    """People of three parties, and every fourth a unit that is to send somebody."""
    parties = [cast.af, cast.fk, cast.region]
    ways_in = [make_contact_point(make_unit(parties[one % 3])) for one in range(number // 4)]
    units = [cast.af_unit, cast.fk_unit, cast.region_unit]
    return [make_person(units[one % 3]) for one in range(number - len(ways_in))], ways_in


def consent(cast: Cast) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "form": "spoken",
        "given_on": str(today),
        "valid_until": str(today + datetime.timedelta(days=90)),
        "parties": [cast.af.pk, cast.fk.pk, cast.region.pk],
    }


def times(day: datetime.datetime) -> dict[str, str]:
    return {"starts_at": day.isoformat(), "ends_at": (day + datetime.timedelta(hours=1)).isoformat()}


def days() -> Iterator[datetime.datetime]:
    """Days of their own, so that nobody is called elsewhere then."""
    return map(on_workday, range(20, 60))


def counted_by_api(cast: Cast, number: int, day: Iterator[datetime.datetime]) -> Counts:
    people, ways_in = invited(cast, number)
    client = APIClient(headers={"authorization": f"Token {make_key(cast.anna)}"})
    client.default_format, asked = "json", Asking(client)
    seats = [
        *({"person": person.pk} for person in people),
        *({"unit": point.unit_id, "contact_point": point.pk} for point in ways_in),
    ]

    def body(**fields: Any) -> dict[str, Any]:
        whole = {"template": cast.samverksmote.pk, "invitations": seats, "consent": consent(cast)}
        return {**whole, **times(next(day)), "meeting_form": "digital", **fields}

    drafted = asked("draft", lambda: client.post(MEETINGS, body()), 201).json()
    assert drafted["refusals"] == [] and len(drafted["invitations"]) == number + 1
    own = f"{MEETINGS}{drafted['id']}/"
    asked("read", lambda: client.get(own), 200)
    asked("call", lambda: client.post(f"{own}call/", {"version": drafted["version"]}), 200)
    called = asked("whole call", lambda: client.post(MEETINGS, body(call=True)), 201).json()
    assert called["state"] == "called"
    return asked.counts


def counted_by_pages(cast: Cast, number: int, day: Iterator[datetime.datetime]) -> Counts:
    people, ways_in = invited(cast, number)
    client = Client()
    client.force_login(cast.anna)
    asked = Asking(client)
    ticked: dict[str, list[str]] = {}
    for person in people:
        place = person.placements.select_related("unit").get()
        ticked.setdefault(f"part_{place.unit.party_id}", []).append(f"person:{person.pk}:{place.unit_id}")
    for point in ways_in:
        ticked.setdefault(f"part_{point.unit.party_id}", []).append(f"point:{point.pk}")
    begun = {"choice": cast.samverksmote.pk, "request_key": uuid.uuid4()}
    meeting = Meeting.objects.get(pk=asked("begin", lambda: client.post("/moten/kalla/", begun), 302).url.split("/")[2])
    start = next(day)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("parter", ticked),
        ("samtycke", {"given": "yes", **consent(cast), "covers": [f"party:{pk}" for pk in consent(cast)["parties"]]}),
        ("tid", {"date": str(timezone.localdate(start)), "starts": "9", "meeting_form": "digital"}),
        ("granska", {}),
    ]
    for step, fields in steps:
        meeting.refresh_from_db()
        address, posted = f"/moten/{meeting.pk}/{step}/", {"version": meeting.version, **fields}
        asked(f"{step}, seen", lambda address=address: client.get(address), 200)
        asked(f"{step}, sent", lambda address=address, posted=posted: client.post(address, posted), 302)
    asked("done", lambda: client.get(f"/moten/{meeting.pk}/skickad/"), 200)
    assert Invitation.objects.filter(meeting=meeting, invited_at__isnull=False).count() == number + 1
    return asked.counts


def counted_of_a_group(cast: Cast, number: int, day: Iterator[datetime.datetime]) -> Counts:
    """The members are seated by the draft, and again when its day is chosen."""
    units = [cast.kommun_unit, cast.af_unit, cast.fk_unit, cast.region_unit]
    cast.lsg.memberships.all().delete()
    for one in range(number):
        make_membership(cast.lsg, make_person(units[one % 4]))
    client = APIClient(headers={"authorization": f"Token {make_key(cast.cilla)}"})
    client.default_format, asked = "json", Asking(client)
    body = {"template": cast.lsg_template.pk, "forum": cast.lsg.pk, **times(next(day)), "place": "Sessionssalen"}
    drafted = asked("group's draft", lambda: client.post(MEETINGS, body), 201).json()
    assert len(drafted["invitations"]) == number + 1
    asked("group's call", lambda: client.post(f"{MEETINGS}{drafted['id']}/call/", {}), 200)
    return asked.counts


@pytest.mark.parametrize("count", [counted_by_api, counted_by_pages, counted_of_a_group])
def test_forty_take_as_many_queries_as_seven(
    cast: Cast, count: Callable[[Cast, int, Iterator[datetime.datetime]], Counts]
) -> None:
    day = days()
    count(cast, FEW, day)  # what is asked once in the life of a process

    few, many = count(cast, FEW, day), count(cast, MANY, day)

    assert many == few
    assert max(few.values()) <= MOST, few
