from __future__ import annotations

import datetime

import pytest

from booking.meetings.queries import live_invitations
from forums.queries import today
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories import make_contact_point, make_person, make_unit
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


def test_a_way_in_is_corrected_and_what_is_not_sent_stays(api: Api, cast: Cast):
    point = make_contact_point(cast.af_unit, mailbox="fel@af.example", person=cast.kim, phone="010-1")
    url, cilla = f"/api/v1/contact-points/{point.pk}/correct/", api(cast.cilla)

    corrected = cilla.post(url, {"mailbox": "ratt@af.example"}).json()
    emptied = cilla.post(url, {"person": None}).json()

    assert (corrected["mailbox"], corrected["person"]["id"], corrected["phone"]) == (
        "ratt@af.example",
        cast.kim.pk,
        "010-1",
    )
    assert (emptied["mailbox"], emptied["person"], emptied["checked_on"]) == ("ratt@af.example", None, str(today()))


def test_a_mailbox_that_is_no_address_is_refused_at_its_field(api: Api, cast: Cast):
    point = make_contact_point(cast.af_unit)

    answer = api(cast.cilla).post(f"/api/v1/contact-points/{point.pk}/correct/", {"mailbox": "ingen adress"})

    assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (409, "bad_email", ["mailbox"])


def test_a_decline_is_read_and_taken_back(api: Api, cast: Cast):
    cilla, forum = api(cast.cilla), f"/api/v1/forums/{cast.lsg.pk}"
    cilla.post(f"{forum}/decline/", {"party": cast.af.pk, "since": str(today())})

    [declined] = api(cast.bo).get(f"{forum}/declines/").json()
    taken_back = cilla.post(f"/api/v1/declines/{declined['id']}/take-back/", {})

    assert (declined["party"]["id"], declined["unit"], declined["since"]) == (cast.af.pk, None, str(today()))
    assert (taken_back.status_code, cilla.get(f"{forum}/declines/").json()) == (204, [])


def test_a_convener_is_chosen_among_those_in_the_group(api: Api, cast: Cast):
    cilla, url = api(cast.cilla), f"/api/v1/forums/{cast.lsg.pk}/convener/"

    chosen = cilla.post(url, {"person": cast.rut.pk})
    refused = cilla.post(url, {"person": cast.kim.pk})
    nobody = cilla.post(url, {"person": None})

    assert (chosen.status_code, chosen.json()["convener"]["id"]) == (200, cast.rut.pk)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_in_group")
    assert nobody.json()["convener"] is None


def test_a_group_says_whether_delegates_are_called_at_once(api: Api, cast: Cast):
    cilla, url = api(cast.cilla), f"/api/v1/forums/{cast.lsg.pk}/"

    at_once = cilla.post(f"{url}delegates/", {"calls_delegates": True})
    nothing_said = cilla.post(f"{url}delegates/", {})

    assert (at_once.status_code, at_once.json()["calls_delegates"]) == (200, True)
    assert (nothing_said.status_code, nothing_said.json()["code"]) == (400, "required")
    assert api(cast.bo).get(url).json()["calls_delegates"] is True
    assert cilla.post(f"{url}delegates/", {"calls_delegates": False}).json()["calls_delegates"] is False


@pytest.mark.parametrize(("who", "status"), [("bo", 403), ("kim", 403), ("adam", 403), ("eva", 404)])
def test_who_does_not_hold_the_group_together_changes_nothing_of_it(api: Api, cast: Cast, who: str, status: int):
    api(cast.cilla).post(f"/api/v1/forums/{cast.lsg.pk}/decline/", {"party": cast.fk.pk, "since": str(today())})
    client, declined = api(getattr(cast, who)), cast.lsg.declines.get()

    assert client.post(f"/api/v1/declines/{declined.pk}/take-back/", {}).status_code == status
    assert client.post(f"/api/v1/forums/{cast.lsg.pk}/convener/", {"person": None}).status_code == status
    assert client.post(f"/api/v1/forums/{cast.lsg.pk}/delegates/", {"calls_delegates": True}).status_code == status


@pytest.mark.parametrize(("who", "status"), [("bo", 403), ("eva", 404)])
def test_who_does_not_keep_the_unit_corrects_no_way_in(api: Api, cast: Cast, who: str, status: int):
    point = make_contact_point(cast.af_unit)

    assert api(getattr(cast, who)).post(f"/api/v1/contact-points/{point.pk}/correct/", {}).status_code == status
