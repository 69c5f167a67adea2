from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.models import Meeting, Outcome
from forums.holes import holes_of
from tests.cast import Cast
from tests.factories import (
    make_contact_point,
    make_forum,
    make_invitation,
    make_meeting,
    make_person,
    make_role,
    make_unit,
)

KEY = "019a8c1e-1234-7000-8000-123456789012"


def open_as(client: Client, person, path: str):
    client.force_login(person)
    return client.get(path)


def test_login_asks_and_lets_in(client, cast: Cast):
    cast.anna.set_password("ett långt lösenord")
    cast.anna.save()

    wrong = client.post("/logga-in/", {"login": cast.anna.email, "password": "fel"})
    right = client.post("/logga-in/", {"login": cast.anna.email.upper(), "password": "ett långt lösenord"})

    assert "<title>Fel: " in wrong.content.decode()
    assert right.url == "/"
    assert client.post("/logga-ut/").status_code == 302
    assert client.get("/").status_code == 302


def test_groups_stand_under_their_areas_with_holes_for_those_who_mend_them(client, cast: Cast):
    cast.lsg.memberships.filter(person=cast.frida).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    mending = open_as(client, cast.cilla, "/forum/").content.decode()
    other = open_as(client, cast.anna, "/forum/").content.decode()

    assert "LSG Lingonby" in mending and "Lingonby" in mending
    assert "Försäkringskassan har ingen ledamot." in mending
    assert "LSG Lingonby" in other
    assert "har ingen ledamot" not in other


def test_stranger_sees_no_groups_ways_in_or_areas_of_the_federation(client, cast: Cast):
    make_contact_point(cast.af_unit, function="Rehabsamordning")

    for path, hidden in (("/forum/", "LSG Lingonby"), ("/vagen-in/", "Rehabsamordning"), ("/omraden/", "Lingonby")):
        assert hidden not in open_as(client, cast.eva, path).content.decode()
    assert open_as(client, cast.eva, f"/forum/{cast.lsg.pk}/").status_code == 404


def test_holes_name_a_missing_convener_a_seat_about_to_end_and_a_dead_address(cast: Cast):
    soon = timezone.localdate() + datetime.timedelta(days=20)
    cast.lsg.memberships.filter(person=cast.bo).update(ends_on=soon)
    cast.lsg.convener, cast.lsg.convener_role = None, "rotating"
    cast.lsg.save()
    cast.rut.address_bounced_at = timezone.now()
    cast.rut.save()

    assert holes_of([cast.lsg])[cast.lsg.pk] == [
        "Sammankallande saknas.",
        f"Bo Bäverhjälm lämnar platsen {soon}.",
        "E-post till Rut Rimfrosthatt går inte fram.",
    ]


def test_party_that_has_declined_is_no_hole(cast: Cast):
    cast.lsg.memberships.filter(person=cast.frida).delete()
    cast.lsg.declines.create(party=cast.fk)

    assert holes_of([cast.lsg])[cast.lsg.pk] == []


def test_list_of_groups_asks_the_same_number_of_questions_for_three_as_for_one(client, cast: Cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/forum/")
        return len(found)

    open_as(client, cast.cilla, "/forum/")
    one = queries()
    make_forum(cast.area, name="Arbetsgruppen", kind="arbetsgrupp")
    make_forum(cast.area, name="Arenan", kind="arena")

    assert queries() == one


def test_group_page_shows_members_plan_and_meetings(client, cast: Cast):
    held = make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, in_days=-1)
    Meeting.objects.filter(pk=held.pk).update(half_year=f"{timezone.localdate().year}-1")
    Outcome.objects.create(meeting=held)
    make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, in_days=30)

    page = open_as(client, cast.cilla, f"/forum/{cast.lsg.pk}/").content.decode()

    for said in ("Alma Andlykt", "Ersättare", "Ordinarie", "1 av 4 på året", "Genomfört", "Kalla till möte"):
        assert said in page


@pytest.mark.parametrize(("who", "count"), [("cilla", 1), ("anna", 1), ("david", 0), ("adam", 0)])
def test_group_is_called_from_its_page_by_those_whom_the_template_names(client, cast: Cast, who, count):
    client.force_login(getattr(cast, who))

    answers = [client.post(f"/forum/{cast.lsg.pk}/kalla/", {"request_key": KEY}).status_code for _ in range(3)]

    assert Meeting.objects.count() == count
    assert set(answers) == {302 if count else 403}


def test_member_is_replaced_and_meetings_ahead_follow(client, cast: Cast):
    meeting = make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg)
    make_invitation(meeting, cast.bo)
    seat = cast.lsg.memberships.get(person=cast.bo)
    client.force_login(cast.cilla)

    client.post(f"/forum/{cast.lsg.pk}/ledamot/{seat.pk}/", {"person": cast.kim.pk, "on": str(timezone.localdate())})

    assert {str(row.person) for row in meeting.invitations.filter(state="live")} == {"Kim Kottesken"}


@pytest.mark.parametrize(("who", "status"), [("cilla", 200), ("david", 200), ("anna", 403), ("eva", 404)])
def test_only_those_who_hold_the_group_together_replace_members(client, cast: Cast, who, status):
    seat = cast.lsg.memberships.get(person=cast.bo)

    assert open_as(client, getattr(cast, who), f"/forum/{cast.lsg.pk}/ledamot/{seat.pk}/").status_code == status


def test_member_from_another_party_and_a_missing_day_are_refused(client, cast: Cast):
    seat = cast.lsg.memberships.get(person=cast.bo)
    client.force_login(cast.cilla)

    answer = client.post(f"/forum/{cast.lsg.pk}/ledamot/{seat.pk}/", {"person": cast.rut.pk, "on": ""})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"person", "on"}


def test_ways_in_are_found_by_words_whatever_their_capitals(client, cast: Cast):
    make_contact_point(cast.region_unit, function="Rehabkoordinator", matter="Sjukskrivna")
    make_contact_point(cast.fk_unit, function="Samverkansansvarig", matter="ÖVRIGT")

    found = open_as(client, cast.anna, "/vagen-in/?omrade=&q=övrigt").content.decode()
    none = open_as(client, cast.anna, "/vagen-in/?q=finns+inte").content.decode()

    assert "Samverkansansvarig" in found and "Rehabkoordinator" not in found
    assert "Inga ingångar matchar ”finns inte”." in none


@pytest.mark.parametrize("still", ["placements", "memberships", "roles", ""])
def test_a_convener_who_works_sits_and_is_trusted_nowhere_any_more_is_a_hole(cast: Cast, still: str):
    cast.lsg.convener = cast.anna
    cast.lsg.save()
    make_role(cast.anna, "manager", area=cast.area, party=cast.kommun)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for what in {"placements", "memberships", "roles"} - {still}:
        getattr(cast.anna, what).update(ends_on=yesterday)

    found = holes_of([cast.lsg])[cast.lsg.pk]

    assert ("Sammankallande Anna Andlykt arbetar inte kvar." in found) is (still == "")


def test_a_way_in_is_listed_until_the_day_its_unit_closes(client, cast: Cast):
    for days, function in ((0, "Nedlagd"), (1, "Läggs ned")):
        unit = make_unit(cast.af, closed_on=timezone.localdate() + datetime.timedelta(days=days))
        make_contact_point(unit, function=function)

    page = open_as(client, cast.anna, "/vagen-in/?omrade=").content.decode()

    assert "Läggs ned" in page and "Nedlagd" not in page


def test_ways_in_of_one_party_and_by_htmx_only_the_list(client, cast: Cast):
    make_contact_point(cast.region_unit, function="Rehabkoordinator")
    make_contact_point(cast.fk_unit, function="Samverkansansvarig")
    client.force_login(cast.anna)

    part = client.get("/vagen-in/", {"part": cast.fk.kind_id}, headers={"HX-Request": "true"}).content.decode()

    assert "Samverkansansvarig" in part and "Rehabkoordinator" not in part
    assert "<html" not in part


def test_areas_tell_what_is_agreed_and_who_coordinates(client, cast: Cast):
    make_person(cast.af_unit)

    page = open_as(client, cast.david, "/omraden/").content.decode()

    assert "Samverk Lingonby" in page
    assert "Cilla Citronfjäril" in page


def test_a_unit_without_contact_is_a_hole_for_the_coordinator_and_for_the_director_while_there_is_none(
    client, cast: Cast
):
    for unit in (cast.kommun_unit, cast.school, cast.af_unit, cast.fk_unit, cast.region_unit):
        make_contact_point(unit)
    hole = "Psykiatrin Lingon har ingen väg in."
    url = "/omraden/"

    def shown(person) -> int:
        client.force_login(person)
        return client.get(url).content.decode().count(hole)

    # Cilla coordinates Lingonby; Blåbärsby, which the unit serves too, has no coordinator
    assert (shown(cast.cilla), shown(cast.david), shown(cast.anna), shown(cast.adam)) == (1, 1, 0, 0)


def test_a_way_in_that_bounces_is_a_hole(client, cast: Cast):
    make_contact_point(cast.kommun_unit, function="Mottagningen", address_bounced_at=timezone.now())
    client.force_login(cast.cilla)

    page = client.get("/omraden/").content.decode()

    assert "E-post till Mottagningen, Ekonomiskt bistånd går inte fram." in page


def test_one_who_works_at_no_unit_sees_their_role_by_its_local_name(client, cast):
    cast.federation.role_names = {"coordinator": "Processutvecklare"}
    cast.federation.save()
    pages = []
    for someone in (cast.cilla, cast.david, cast.anna):
        client.force_login(someone)
        pages.append(client.get("/tillganglighet/").content.decode())

    way = '<span class="ds-sr-only">, Mina uppgifter</span></a>'
    assert f'<b>Cilla Citronfjäril</b>{way}<br><span class="dampad">Processutvecklare</span>' in pages[0]
    assert f'<b>David Dimslöja</b>{way}<br><span class="dampad">Förbundschef</span>' in pages[1]
    assert '<span class="dampad">Ekonomiskt bistånd</span>' in pages[2]


def test_groups_are_found_by_name_kind_and_area_and_have_pages(client, cast: Cast):
    for number in range(55):
        make_forum(cast.neighbour, name=f"Åkergrupp {number:02}", kind="natverk")
    client.force_login(cast.anna)

    first, second = (client.get(f"/forum/?sida={number}").content.decode() for number in (1, 2))
    assert "Sida 1 av 2" in first and "LSG Lingonby" in second + first
    assert first.count('href="/forum/') - first.count('href="/forum/"') == 50

    found = client.get("/forum/?q=åkergrupp+07").content.decode()
    assert "Åkergrupp 07" in found and "Åkergrupp 08" not in found
    by_kind = client.get("/forum/?q=lokal+samverkansgrupp").content.decode()
    assert "LSG Lingonby" in by_kind and "Åkergrupp" not in by_kind
    by_area = client.get(f"/forum/?omrade={cast.area.pk}").content.decode()
    assert "LSG Lingonby" in by_area and "Åkergrupp" not in by_area
    assert "Inga grupper stämmer med sökningen" in client.get("/forum/?q=finns+inte").content.decode()
