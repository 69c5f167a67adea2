"""Series over the API."""

from __future__ import annotations

import datetime

import pytest

from booking.models import Meeting, MeetingState, Series
from booking.workdays import local
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories.series import call_weekly, next_thursday

URL = "/api/v1/series/"


def body(cast: Cast, **changes: object) -> dict[str, object]:
    first = next_thursday()
    wanted = {
        "forum": cast.lsg.pk,
        "frequency": "weekly",
        "first_on": str(first),
        "last_on": str(first + datetime.timedelta(weeks=3)),
        "starts": "09:00",
        "length_minutes": 90,
        "skips_holidays": False,
        "meeting_form": "on_site",
        "place": "Sessionssalen",
    }
    return wanted | changes


def test_a_series_is_called_and_read(api: Api, cast: Cast):
    made = api(cast.cilla).post(URL, body(cast))

    assert made.status_code == 201
    found = api(cast.bo).get(f"{URL}{made.json()['id']}/").json()
    assert [one["when"].split()[0] for one in found["instances"]] == ["torsdag"] * 4
    assert found["rhythm_text"].startswith("Varje torsdag kl. 09.00–10.30")
    assert found["may_change"] is False
    assert api(cast.cilla).get(f"{URL}?forum={cast.lsg.pk}").json()["count"] == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"last_on": "2020-01-01"}, "no_end", "last_on"),
        ({"last_on": "2060-01-01"}, "too_many", "last_on"),
        ({"interval": 0}, "bad_interval", "interval"),
        ({"length_minutes": 0}, "bad_length", "length_minutes"),
        ({"first_on": "2020-01-02"}, "in_the_past", "first_on"),
    ],
)
def test_a_series_that_cannot_be_says_why_and_where(api: Api, cast: Cast, changes, code, field):
    answer = api(cast.cilla).post(URL, body(cast, **changes))

    found = answer.json()
    assert (answer.status_code, found["code"]) == (409, code)
    assert list(found["fields"]) == [field]
    assert not Series.objects.exists()


def test_the_same_call_with_its_key_is_one_series(api: Api, cast: Cast):
    client = api(cast.cilla)

    made = [client.post(URL, body(cast), HTTP_IDEMPOTENCY_KEY="en").json()["id"] for _time in range(2)]

    assert made[0] == made[1]
    assert Meeting.objects.count() == 4


def test_meetings_from_one_on_get_another_place_time_or_end(api: Api, cast: Cast):
    series, client = call_weekly(cast), api(cast.cilla)
    third = series.instances.order_by("recurrence_at")[2]
    start = {"start": str(third.pk)}

    client.post(f"{URL}{series.pk}/change/", start | {"place": "Rum 7"})
    moved = client.post(
        f"{URL}{series.pk}/move/",
        start | {"first_on": str(local(third.starts_at).date()), "starts": "13:00"},
    ).json()
    client.post(f"{URL}{moved['id']}/end/", {"reason": "illness"})
    client.post(f"{URL}{series.pk}/extend/", {"last_on": str(series.last_on)})

    assert [one["starts_at"][11:13] for one in moved["instances"]] == ["12"] * 4
    assert moved["length_minutes"] == series.length_minutes
    assert Meeting.objects.filter(place="Rum 7", state=MeetingState.CANCELLED).count() == 4


@pytest.mark.parametrize(("role", "read", "write"), [("bo", 200, 403), ("adam", 404, 404), ("eva", 404, 404)])
def test_a_series_is_read_by_its_members_and_changed_by_those_who_hold_it(api: Api, cast: Cast, role, read, write):
    series, client = call_weekly(cast), api(getattr(cast, role))

    assert client.get(f"{URL}{series.pk}/").status_code == read
    found = {client.post(f"{URL}{series.pk}/{what}/", {}).status_code for what in ("change", "move", "end", "extend")}
    assert found == {write}
