"""Who can log in, over the API."""

import pytest

from forums.models import LoginRequest
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories import make_person


def test_a_way_in_is_given_read_and_taken_back(api: Api, cast: Cast):
    new, cilla = make_person(cast.af_unit), api(cast.cilla)
    url = f"/api/v1/persons/{new.pk}/login/"

    before = cilla.get(url).json()
    given = cilla.post(url)
    ended = cilla.delete(url)

    assert before == {"can_log_in": False, "link_sent_at": None}
    assert given.status_code == 200 and given.json()["link_sent_at"] is not None
    assert (ended.status_code, LoginRequest.objects.count()) == (204, 0)


def test_a_person_without_an_address_is_refused_with_a_code(api: Api, cast: Cast):
    new = make_person(cast.af_unit)
    new.email = None
    new.save()

    answer = api(cast.cilla).post(f"/api/v1/persons/{new.pk}/login/")

    assert (answer.status_code, answer.json()["code"]) == (409, "address_missing")


@pytest.mark.parametrize("who", ["anna", "bo", "kim", "eva"])
def test_who_does_not_keep_a_person_knows_nothing_of_their_way_in(api: Api, cast: Cast, who: str):
    url, client = f"/api/v1/persons/{cast.frida.pk}/login/", api(getattr(cast, who))

    assert [client.get(url).status_code, client.post(url).status_code, client.delete(url).status_code] == [404] * 3
