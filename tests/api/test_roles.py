"""Roles and workplaces over the API."""

from __future__ import annotations

import pytest

from forums.models import RoleKind
from forums.queries import today
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories import make_role, make_unit
from tests.factories.calls import call_individual


def roles(cast: Cast, person: str) -> str:
    return f"/api/v1/persons/{getattr(cast, person).pk}/roles/"


def test_a_role_is_given_read_and_ended(api: Api, cast: Cast):
    adam, body = api(cast.adam), {"kind": "coordinator", "area": cast.area.pk, "starts_on": str(today())}

    given = adam.post(roles(cast, "bo"), body)
    read = adam.get(roles(cast, "bo")).json()
    ended = adam.post(f"/api/v1/roles/{given.json()['id']}/end/", {"on": str(today())})

    assert (given.status_code, given.json()["area"]["name"], given.json()["party"]) == (201, "Lingonby", None)
    assert read == [given.json()]
    assert (ended.status_code, ended.json()["ends_on"]) == (200, str(today()))


def test_a_role_for_the_whole_federation_names_it(api: Api, cast: Cast):
    adam, body = api(cast.adam), {"kind": "director", "starts_on": str(today())}

    refused = adam.post(roles(cast, "bo"), body)
    given = adam.post(roles(cast, "bo"), body | {"federation": cast.federation.pk})

    assert (refused.status_code, refused.json()["code"]) == (409, "federation_missing")
    assert given.json()["federation"]["name"] == "Lingonförbundet"


def test_a_coordinator_gives_no_more_than_they_may(api: Api, cast: Cast):
    cilla = api(cast.cilla)
    base = {"starts_on": str(today()), "area": cast.area.pk}

    assert cilla.post(roles(cast, "bo"), base | {"kind": "coordinator"}).status_code == 403
    assert cilla.post(roles(cast, "bo"), base | {"kind": "contact_person", "party": cast.af.pk}).status_code == 201


def test_the_last_administrator_stays(api: Api, cast: Cast):
    answer = api(cast.david).post(f"/api/v1/roles/{cast.adam.roles.get().pk}/end/", {"on": str(today())})

    assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")


def test_a_workplace_is_added(api: Api, cast: Cast):
    other, cilla = make_unit(cast.af), api(cast.cilla)
    url = f"/api/v1/persons/{cast.bo.pk}/placements/"

    answer = cilla.post(url, {"unit": other.pk, "starts_on": str(today())})
    foreign = cilla.post(url, {"unit": cast.eva.placements.get().unit_id, "starts_on": str(today())})

    assert (answer.status_code, answer.json()["unit"]["id"]) == (201, other.pk)
    assert (foreign.status_code, foreign.json()["code"]) == (400, "does_not_exist")


@pytest.mark.parametrize(
    ("who", "give", "end"), [("anna", 404, 404), ("eva", 404, 404), ("bo", 404, 404), ("cilla", 400, 403)]
)
def test_who_may_not_learns_nothing(api: Api, cast: Cast, who: str, give: int, end: int):
    client, role = api(getattr(cast, who)), make_role(cast.frida, RoleKind.CONTACT_PERSON, party=cast.fk)

    assert client.post(roles(cast, "frida"), {}).status_code == give
    assert client.post(f"/api/v1/persons/{cast.frida.pk}/placements/", {}).status_code == give
    assert client.post(f"/api/v1/roles/{role.pk}/end/", {"on": str(today())}).status_code == end


def test_somebody_new_is_added_to_a_unit(api: Api, cast: Cast):
    url, body = f"/api/v1/units/{cast.af_unit.pk}/staff/", {"name": "Nova", "email": "nova@af.example"}
    body["starts_on"] = str(today())

    added = api(cast.cilla).post(url, body)
    taken = api(cast.cilla).post(url, body | {"email": "bo@af.example"})

    assert (added.status_code, added.json()["email"]) == (201, "nova@af.example")
    assert (taken.status_code, taken.json()["code"], list(taken.json()["fields"])) == (409, "email_taken", ["email"])
    assert api(cast.bo).post(url, body).status_code == 404


def test_who_becomes_coordinator_leaves_the_areas_cases(api: Api, cast: Cast):
    meeting = call_individual(cast)
    body = {"kind": "coordinator", "area": cast.area.pk, "starts_on": str(today())}

    answer = api(cast.adam).post(f"/api/v1/persons/{cast.bo.pk}/roles/", body)

    assert answer.status_code == 201
    assert not meeting.invitations.filter(person=cast.bo, state="live").exists()
