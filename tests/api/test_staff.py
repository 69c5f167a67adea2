from __future__ import annotations

import datetime

import pytest

from booking.queries import live_invitations
from forums.queries import today
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories import make_person, make_unit
from tests.factories.calls import call_forum, call_individual

DAY = datetime.timedelta(days=1)


def called(meeting) -> set[str]:
    return {str(seat).split()[0] for seat in live_invitations(meeting)}


def test_a_member_is_added_ended_and_replaced(api: Api, cast: Cast):
    meeting = call_forum(cast)
    cilla = api(cast.cilla)
    body = {"person": cast.kim.pk, "party": cast.af.pk, "unit": cast.af_unit.pk, "starts_on": str(today())}

    added = cilla.post(f"/api/v1/forums/{cast.lsg.pk}/members/", body)
    assert (added.status_code, "Kim" in called(meeting)) == (201, True)
    ended = cilla.post(f"/api/v1/memberships/{added.json()['id']}/end/", {"on": str(today())})
    assert (ended.json()["ends_on"], "Kim" in called(meeting)) == (str(today()), False)
    seat = cast.lsg.memberships.get(person=cast.frida)
    newcomer = make_person(cast.fk_unit, name="Nova Nattljus", email="nova@fk.example")
    cilla.post(f"/api/v1/memberships/{seat.pk}/replace/", {"person": newcomer.pk, "on": str(today())})

    assert called(meeting) == {"Cilla", "Anna", "Bo", "Nova", "Rut"}


def test_a_party_declines_and_a_group_ends(api: Api, cast: Cast):
    meeting = call_forum(cast)
    cilla = api(cast.cilla)

    declined = cilla.post(f"/api/v1/forums/{cast.lsg.pk}/decline/", {"party": cast.af.pk, "since": str(today())})
    assert (declined.status_code, "Bo" in called(meeting)) == (204, False)
    ended = cilla.post(f"/api/v1/forums/{cast.lsg.pk}/end/", {"on": str(today())})

    meeting.refresh_from_db()
    assert (ended.json()["ended_on"], meeting.state) == (str(today()), "cancelled")


def test_a_person_is_corrected_leaves_and_is_merged(api: Api, cast: Cast):
    meeting = call_individual(cast)
    adam = api(cast.adam)
    twin = make_person(cast.af_unit, name="Bo B", email="bo.b@af.example")

    corrected = adam.post(f"/api/v1/persons/{cast.bo.pk}/correct/", {"email": "bo.ny@af.example"})
    assert (corrected.json()["email"], corrected.json()["name"]) == ("bo.ny@af.example", "Bo Bäverhjälm")
    assert adam.post(f"/api/v1/persons/{cast.bo.pk}/merge/", {"goes": twin.pk}).status_code == 200
    left = adam.post(f"/api/v1/persons/{cast.bo.pk}/leave-unit/", {"unit": cast.af_unit.pk, "on": str(today())})

    assert left.status_code == 200
    assert called(meeting) == {"Anna", "Arbetsförmedlingen", "Rut"}


def test_a_unit_is_closed(api: Api, cast: Cast):
    answer = api(cast.david).post(f"/api/v1/units/{cast.fk_unit.pk}/close/", {"on": str(today() + DAY)})

    assert answer.json()["closed_on"] == str(today() + DAY)


def test_a_unit_is_closed_with_a_successor(api: Api, cast: Cast):
    heir, david = make_unit(cast.fk, name="Försäkringskassan Söder"), api(cast.david)
    url = f"/api/v1/units/{cast.fk_unit.pk}/close/"

    refused = david.post(url, {"on": str(today()), "successor": cast.af_unit.pk})
    closed = david.post(url, {"on": str(today()), "successor": heir.pk})

    assert (refused.status_code, refused.json()["code"]) == (409, "other_party")
    assert list(refused.json()["fields"]) == ["successor"]
    assert closed.json()["successor"] == heir.pk
    assert cast.lsg.memberships.get(person=cast.frida, ends_on=None).unit == heir


@pytest.mark.parametrize(("who", "status"), [("anna", 404), ("eva", 404), ("cilla", 403)])
def test_who_does_not_keep_the_register_is_refused(api: Api, cast: Cast, who: str, status: int):
    twin = make_person(cast.af_unit, name="Bo B", email="bo.b@af.example")

    answer = api(getattr(cast, who)).post(f"/api/v1/persons/{cast.bo.pk}/merge/", {"goes": twin.pk})

    assert answer.status_code == status


def test_a_taken_address_is_refused_with_its_field(api: Api, cast: Cast):
    answer = api(cast.cilla).post(f"/api/v1/persons/{cast.bo.pk}/correct/", {"email": "kim@af.example"})

    assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (409, "email_taken", ["email"])
