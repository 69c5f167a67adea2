"""The same call once more, by a program: 409 unless it says that it means it."""

from __future__ import annotations

from booking.models import Meeting
from tests.api.conftest import Api
from tests.api.test_meetings import MEETINGS, whole_call
from tests.cast import Cast
from tests.factories.calls import call_individual, draft_individual


def test_the_api_answers_409_until_it_is_confirmed(api: Api, cast: Cast) -> None:
    client, body = api(cast.anna), whole_call(cast)

    first, second = client.post(MEETINGS, body), client.post(MEETINGS, body)
    third = client.post(MEETINGS, {**body, "confirm_same": True})

    assert (first.status_code, second.status_code, third.status_code) == (201, 409, 201)
    assert second.json()["code"] == "same_call"
    assert Meeting.objects.count() == 2


def test_the_api_asks_when_a_draft_is_called(api: Api, cast: Cast) -> None:
    call_individual(cast)
    own = f"{MEETINGS}{draft_individual(cast).pk}/call/"

    assert api(cast.anna).post(own, {}).json()["code"] == "same_call"
    assert api(cast.anna).post(own, {"confirm_same": True}).json()["state"] == "called"
