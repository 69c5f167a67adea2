"""What a person is trusted with is read once in a request, and anew in the next."""

from __future__ import annotations

import datetime
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from forums.access import calling_units, visible_federations
from forums.models import Person, Placement, RoleKind
from forums.queries import today, units_of
from forums.standing import standing_of
from tests.cast import Cast
from tests.factories import make_forum, make_key, make_membership, make_person, make_role, make_unit

YESTERDAY = datetime.timedelta(days=1)


def asked_about(queries: CaptureQueriesContext, table: str, person: Person) -> int:
    """How often that person's own rows are read; the start page looks for others' as well."""
    own = re.compile(rf'SELECT "{table}".*"{table}"."person_id" = \(?{person.pk}\b')
    return sum(own.match(query["sql"]) is not None for query in queries)


def test_roles_and_workplaces_are_read_once_in_a_request(client, cast: Cast):
    client.force_login(cast.cilla)
    client.get("/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/")

    assert asked_about(queries, "forums_role", cast.cilla) == 1
    assert asked_about(queries, "forums_placement", cast.cilla) == 1


def test_a_request_with_a_token_reads_them_once_too(cast: Cast):
    api = APIClient(headers={"Authorization": f"Token {make_key(cast.cilla)}"})

    with CaptureQueriesContext(connection) as queries:
        assert api.get("/api/v1/meetings/").status_code == 200

    assert asked_about(queries, "forums_role", cast.cilla) == 1


def test_a_role_that_has_ended_holds_no_longer_in_the_next_request(client, cast: Cast):
    client.force_login(cast.cilla)
    assert client.get("/omraden/").content.decode().count("/omraden/") > 1

    cast.cilla.roles.update(ends_on=today() - YESTERDAY)

    assert 'href="/omraden/"' not in client.get("/").content.decode()


def test_outside_a_request_nothing_is_remembered(cast: Cast):
    assert standing_of(cast.anna).coordinated == set()

    make_role(cast.anna, RoleKind.COORDINATOR, area=cast.area)

    assert standing_of(cast.anna).coordinated == {cast.area.pk}


def test_workplaces_are_the_open_units_of_today(cast: Cast):
    closed = make_unit(cast.kommun, closed_on=today())
    person = make_person(cast.school)
    for unit, ends_on in ((closed, None), (cast.kommun_unit, today() - YESTERDAY), (cast.af_unit, today())):
        Placement.objects.create(person=person, unit=unit, starts_on=today() - 9 * YESTERDAY, ends_on=ends_on)

    assert standing_of(person).units == [unit.pk for unit in units_of(person)]
    assert set(standing_of(person).units) == {cast.school.pk, cast.af_unit.pk}


def test_a_unit_that_serves_several_areas_is_one_workplace(cast: Cast):
    unit = make_unit(cast.af, [cast.area, cast.neighbour])

    places = standing_of(make_person(unit)).workplaces

    assert [place.areas for place in places] == [{cast.area.pk, cast.neighbour.pk}]
    assert places[0].kind == "af"


def test_a_unit_without_area_has_none(cast: Cast):
    assert standing_of(make_person(make_unit(cast.af, []))).workplaces[0].areas == set()


def test_a_seat_opens_its_federation_and_nothing_more(cast: Cast):
    guest = make_person()
    assert list(visible_federations(guest)) == []

    make_membership(make_forum(cast.area), guest, party=cast.kommun)

    assert list(visible_federations(guest)) == [cast.federation]
    assert calling_units(guest, cast.samverksmote) == []
