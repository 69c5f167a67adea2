from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories import (
    make_agreement,
    make_contact_point,
    make_forum,
    make_membership,
    make_person,
    make_template,
    make_unit,
)


def names(answer) -> list[str]:
    return [row["name"] for row in answer.json()["results"]]


def test_areas_of_ones_own_federation_are_listed_in_swedish_order(api: Api, cast: Cast):
    answer = api(cast.anna).get("/api/v1/areas/")

    assert answer.status_code == 200
    assert names(answer) == ["Blåbärsby", "Lingonby"]
    assert answer.json()["results"][1] == {
        "id": cast.area.pk,
        "name": "Lingonby",
        "slug": "lingonby",
        "collaboration_name": "Samverk Lingonby",
        "federation": "Lingonförbundet",
        "ages": [],
    }


def test_an_area_is_shown_with_the_agreement_of_today(api: Api, cast: Cast):
    make_agreement(cast.area, version=2, supersedes=cast.agreement, valid_from=timezone.localdate() + timedelta(days=9))

    shown = api(cast.anna).get(f"/api/v1/areas/{cast.area.pk}/").json()["agreement"]

    assert shown["version"] == 1
    assert {party["kind"] for party in shown["parties"]} == {"kommun", "af", "fk", "region"}


def test_units_are_found_by_area_and_kind_of_party(api: Api, cast: Cast):
    make_unit(cast.af, [cast.neighbour], name="Arbetsförmedlingen Blåbärsby")

    answer = api(cast.anna).get("/api/v1/units/", {"area": cast.area.pk, "party_kind": "af"})

    assert names(answer) == ["Arbetsförmedlingen Lingonby"]
    assert answer.json()["results"][0]["party"] == {"id": cast.af.pk, "name": "Arbetsförmedlingen", "kind": "af"}


def test_ways_in_are_found_by_unit(api: Api, cast: Cast):
    point = make_contact_point(cast.af_unit, function="Samverkan", person=cast.kim)
    make_contact_point(cast.fk_unit)

    rows = api(cast.anna).get("/api/v1/contact-points/", {"unit": cast.af_unit.pk}).json()["results"]

    assert [(row["id"], row["person"]["name"]) for row in rows] == [(point.pk, "Kim Kottesken")]
    assert api(cast.anna).get(f"/api/v1/contact-points/{point.pk}/").json() == rows[0]


@pytest.mark.parametrize("text", ["bäverhjälm", "BÄVER", "bo bäv", "bo@af"])
def test_a_colleague_is_found_by_a_part_of_the_name_whatever_its_capitals(api: Api, cast: Cast, text):
    rows = api(cast.anna).get("/api/v1/persons/", {"q": text}).json()["results"]

    assert [row["name"] for row in rows] == ["Bo Bäverhjälm"]
    assert rows[0]["units"] == [{"id": cast.af_unit.pk, "name": "Arbetsförmedlingen Lingonby"}]


def test_persons_of_a_unit_are_those_who_work_there_now(api: Api, cast: Cast):
    gone = make_person(cast.af_unit, name="Före Dettasson")
    gone.placements.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert names(api(cast.anna).get("/api/v1/persons/", {"unit": cast.af_unit.pk})) == [
        "Bo Bäverhjälm",
        "Kim Kottesken",
    ]


def test_another_federations_unit_of_a_shared_colleague_is_not_told(api: Api, cast: Cast):
    cast.bo.placements.create(unit=cast.eva.placements.get().unit, starts_on="2020-01-01")

    shown = api(cast.anna).get(f"/api/v1/persons/{cast.bo.pk}/").json()

    assert [unit["name"] for unit in shown["units"]] == ["Arbetsförmedlingen Lingonby"]


def test_a_forum_is_shown_with_those_who_have_a_seat_that_day(api: Api, cast: Cast):
    today = timezone.localdate()
    cast.lsg.memberships.filter(person=cast.bo).update(ends_on=today)
    make_membership(cast.lsg, cast.kim, starts_on=today + timedelta(days=1))

    now = api(cast.anna).get(f"/api/v1/forums/{cast.lsg.pk}/").json()
    then = api(cast.anna).get(f"/api/v1/forums/{cast.lsg.pk}/", {"on": today + timedelta(days=1)}).json()

    assert {seat["person"]["name"].split()[0] for seat in now["members"]} == {"Anna", "Bo", "Frida", "Rut", "Alma"}
    assert {seat["person"]["name"].split()[0] for seat in then["members"]} == {"Anna", "Kim", "Frida", "Rut", "Alma"}


def test_forums_are_found_by_area_and_kind(api: Api, cast: Cast):
    make_forum(cast.area, kind="arbetsgrupp", name="Arbetsgruppen")

    assert names(api(cast.anna).get("/api/v1/forums/", {"area": cast.area.pk, "kind": "lsg"})) == ["LSG Lingonby"]


def test_templates_offered_are_those_of_the_agreement_in_force(api: Api, cast: Cast):
    later = make_agreement(
        cast.area, version=2, supersedes=cast.agreement, valid_from=timezone.localdate() + timedelta(days=9)
    )
    make_template(later, slug="nytt", name="Nytt möte")

    answer = api(cast.anna).get("/api/v1/templates/", {"area": cast.area.pk, "level": "individual"})

    assert sorted(names(answer)) == ["Förmöte", "SIP-möte", "Samverksmöte"]


def test_a_template_tells_its_rules_so_that_a_form_can_be_built(api: Api, cast: Cast):
    shown = api(cast.anna).get(f"/api/v1/templates/{cast.samverksmote.pk}/").json()

    assert shown["consent_required"] is True
    assert shown["min_parties"] == 2
    assert shown["duration_minutes"] == 60
    assert shown["is_adopted"] is True
    assert shown["age_bands"] == cast.federation.age_bands


PLACES = ("areas", "units", "contact-points", "persons", "forums", "templates")


@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_another_federation_is_listed(api: Api, cast: Cast, place):
    make_contact_point(cast.af_unit)

    known = {row["id"] for row in api(cast.anna).get(f"/api/v1/{place}/").json()["results"]}
    foreign = {row["id"] for row in api(cast.eva).get(f"/api/v1/{place}/").json()["results"]}

    assert known
    assert known & foreign == set()


@pytest.mark.parametrize("place", PLACES)
def test_a_row_of_another_federation_is_not_known_to_exist(api: Api, cast: Cast, place):
    make_contact_point(cast.af_unit)
    pk = api(cast.anna).get(f"/api/v1/{place}/").json()["results"][0]["id"]

    assert api(cast.anna).get(f"/api/v1/{place}/{pk}/").status_code == 200
    assert api(cast.eva).get(f"/api/v1/{place}/{pk}/").status_code == 404
    assert api(cast.anna).get(f"/api/v1/{place}/{10**30}/").status_code == 404


@pytest.mark.parametrize("place", PLACES)
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(api: Api, cast: Cast, place):
    client = api(cast.anna)
    make_contact_point(make_unit(cast.af), person=make_person(cast.af_unit))
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/{place}/").status_code == 200
        counts.append(len(queries))
        for _number in range(3):
            unit = make_unit(cast.fk)
            make_contact_point(unit, person=make_person(unit))
            make_forum(cast.area, convener=make_person(unit))
            make_template(cast.agreement)

    assert counts[0] == counts[1]
