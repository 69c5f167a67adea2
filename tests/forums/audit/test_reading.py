"""Who reads the record of changes, and where."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from booking.staffing.actions import close_unit, correct_person, end_placement
from booking.staffing.members import add_member
from booking.staffing.merging import merge_persons
from forums import audit
from forums.actions.logins import give_login
from forums.actions.placements import place_person
from forums.actions.roles import give_role
from forums.audit.reading import AT_MOST, changes_of_areas, changes_of_person, changes_of_unit
from forums.models import Person, RoleKind
from tests.cast import Cast
from tests.factories import make_person, make_role


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(shown) -> list[tuple[str, str]]:
    return [(change.what, change.who) for change in shown.changes]


def page(person: Person, path: str) -> str:
    answer = logged_in(person).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_person_has_what_was_done_newest_first_with_who_did_it(cast: Cast) -> None:
    today = timezone.localdate()
    place_person(cast.bo, by=cast.adam, unit=cast.school, starts_on=today)
    correct_person(cast.bo, by=cast.cilla, email="bo.ny@af.example", phone="070-174 06 11")

    assert said(changes_of_person(cast.bo, reader=cast.cilla)) == [
        ("Uppgifter om Bo Bäverhjälm rättades: e-post, telefon.", "Cilla Citronfjäril"),
        (f"Bo Bäverhjälm arbetar på Lingonskolan från och med {today}.", "Adam Aftonkåpa"),
    ]


def test_staff_read_what_was_changed_where_they_work(cast: Cast) -> None:
    place_person(cast.bo, by=cast.adam, unit=cast.kommun_unit, starts_on=timezone.localdate())

    assert "Ändringar där du arbetar" in page(cast.alma, "/mina-uppgifter/")
    assert "Bo Bäverhjälm arbetar på Ekonomiskt bistånd" in page(cast.alma, "/mina-uppgifter/")
    assert "Bo Bäverhjälm" not in page(cast.frida, "/mina-uppgifter/")


def test_administrators_and_the_director_read_all_of_a_federation_each_change_once(cast: Cast) -> None:
    place_person(cast.bo, by=cast.adam, unit=cast.kommun_unit, starts_on=timezone.localdate())
    path = f"/andringar/{cast.federation.pk}/"

    for reader in (cast.adam, cast.david):
        assert page(reader, path).count("Bo Bäverhjälm arbetar på Ekonomiskt bistånd") == 1
        assert path in page(reader, "/omraden/")
    assert page(cast.adam, f"{path}?sida=2").count("Bo Bäverhjälm arbetar") == 0
    assert page(cast.adam, f"{path}?sida=sju").count("Bo Bäverhjälm arbetar") == 1
    for reader in (cast.cilla, cast.anna, cast.eva):
        assert logged_in(reader).get(path).status_code == 404


def test_unit_has_who_came_and_went(cast: Cast) -> None:
    today = timezone.localdate()
    place_person(cast.alma, by=cast.cilla, unit=cast.school, starts_on=today)
    place = cast.alma.placements.get(unit=cast.school)
    end_placement(place, by=cast.adam, on=today)

    assert said(changes_of_unit(cast.school)) == [
        (f"Alma Andlykt slutar på Lingonskolan. Sista dag {today}.", "Adam Aftonkåpa"),
        (f"Alma Andlykt arbetar på Lingonskolan från och med {today}.", "Cilla Citronfjäril"),
    ]


def test_area_has_roles_groups_and_units(cast: Cast) -> None:
    today = timezone.localdate()
    cast.federation.role_names = {"coordinator": "Processutvecklare"}
    cast.federation.save()
    give_role(cast.alma, by=cast.adam, kind="coordinator", federation=cast.federation, area=cast.area, starts_on=today)
    add_member(cast.lsg, by=cast.cilla, person=cast.kim, party=cast.af, unit=cast.af_unit, starts_on=today)
    close_unit(cast.school, by=cast.david, on=today)

    shown = changes_of_areas([cast.area, cast.neighbour])

    assert said(shown) == [
        (f"Lingonskolan läggs ned från och med {today}.", "David Dimslöja"),
        (f"Kim Kottesken fick en plats i LSG Lingonby från och med {today}.", "Cilla Citronfjäril"),
        (f"Alma Andlykt fick uppdraget Processutvecklare från och med {today}.", "Adam Aftonkåpa"),
    ]
    assert [change.where for change in shown.changes] == ["Lingonby"] * 3


def test_merged_person_is_found_by_the_row_that_stayed(cast: Cast) -> None:
    twice = make_person(cast.af_unit, name="Bosse Bäver", email="bosse@af.example")
    give_login(twice, by=cast.cilla)
    merge_persons(cast.bo, goes=twice, by=cast.adam)
    again = make_person(cast.af_unit, name="B Bäver", email="b@af.example")
    merge_persons(again, goes=cast.bo, by=cast.adam)

    assert [what for what, _who in said(changes_of_person(again, reader=cast.adam))] == [
        "Bo Bäverhjälm slogs ihop med B Bäver.",
        "Bosse Bäver slogs ihop med Bo Bäverhjälm.",
        "Bosse Bäver fick en länk för att välja lösenord.",
    ]


def test_of_another_federation_only_what_is_the_persons_own_is_shown_and_not_who_did_it(cast: Cast) -> None:
    theirs = cast.eva.placements.get().unit
    make_role(cast.eva, RoleKind.DIRECTOR, federation=theirs.party.federation)
    place_person(cast.bo, by=cast.adam, unit=cast.school, starts_on=timezone.localdate())
    cast.bo.placements.create(unit=theirs, starts_on=timezone.localdate())
    correct_person(cast.bo, by=cast.cilla, phone="070-174 06 11")

    shown = said(changes_of_person(cast.bo, reader=cast.eva))

    assert shown == [("Uppgifter om Bo Bäverhjälm rättades: telefon.", "Någon i ett annat förbund")]


def test_fifty_are_shown_and_more_are_told_of(cast: Cast) -> None:
    for _time in range(AT_MOST):
        audit.record("login_given", by=cast.cilla, federation=cast.federation, person=cast.bo)
    assert not changes_of_person(cast.bo, reader=cast.cilla).has_more

    audit.record("login_ended", by=cast.cilla, federation=cast.federation, person=cast.bo)

    shown = changes_of_person(cast.bo, reader=cast.cilla)
    assert (len(shown.changes), shown.has_more) == (AT_MOST, True)
    assert shown.changes[0].what == "Bo Bäverhjälm kan inte logga in."
    assert "De 50 senaste visas." in page(cast.cilla, f"/personer/{cast.bo.pk}/")


@pytest.mark.parametrize("path", ["/personer/{bo}/", "/enheter/{unit}/", "/omraden/", "/mina-uppgifter/"])
def test_pages_ask_no_more_of_many_changes_than_of_three(path: str, cast: Cast) -> None:
    path = path.format(bo=cast.bo.pk, unit=cast.af_unit.pk)
    client, counts = logged_in(cast.cilla), []

    for times in (3, AT_MOST):
        for _time in range(times):
            change_all(cast)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def change_all(cast: Cast) -> None:
    today = timezone.localdate()
    for person in (cast.bo, cast.cilla):
        audit.record("placed", by=cast.adam, person=person, unit=cast.af_unit, on=today)
        audit.record("role_given", by=cast.david, person=person, role="coordinator", area=cast.area, on=today)
        audit.record("member_added", by=cast.adam, person=person, forum=cast.lsg, on=today)
        audit.record("unit_closed", by=cast.adam, unit=cast.af_unit, areas=[cast.area], on=today)


def test_keeper_sees_changes_on_the_pages_and_the_person_their_own(cast: Cast) -> None:
    place_person(cast.bo, by=cast.adam, unit=cast.school, starts_on=timezone.localdate())
    words = "Bo Bäverhjälm arbetar på Lingonskolan"

    assert words in page(cast.cilla, f"/personer/{cast.bo.pk}/")
    assert words in page(cast.cilla, f"/enheter/{cast.school.pk}/")
    assert 'href="/mina-uppgifter/"' in page(cast.bo, "/omraden/")
    assert words in page(cast.bo, "/mina-uppgifter/")
    assert words not in page(cast.anna, "/mina-uppgifter/")
    assert logged_in(cast.anna).get(f"/personer/{cast.bo.pk}/").status_code == 404
    assert logged_in(cast.eva).get(f"/enheter/{cast.school.pk}/").status_code == 404


def test_changes_of_areas_stand_on_their_page_for_those_who_keep_them(cast: Cast) -> None:
    give_role(
        cast.alma, by=cast.adam, kind="coordinator", federation=cast.federation, area=cast.area,
        starts_on=timezone.localdate() + datetime.timedelta(days=3),
    )  # fmt: skip
    give_role(
        cast.bo, by=cast.adam, kind="coordinator", federation=cast.federation, area=cast.neighbour,
        starts_on=timezone.localdate() + datetime.timedelta(days=3),
    )  # fmt: skip

    assert "Alma Andlykt fick uppdraget" in page(cast.cilla, "/omraden/")
    assert "Bo Bäverhjälm fick uppdraget" not in page(cast.cilla, "/omraden/")
    assert "Bo Bäverhjälm fick uppdraget" in page(cast.david, "/omraden/")
    assert "fick uppdraget" not in page(cast.anna, "/omraden/")
    assert "fick uppdraget" not in page(cast.eva, "/omraden/")


def test_record_is_read_in_english_too(cast: Cast) -> None:
    give_login(cast.bo, by=cast.cilla)

    with translation.override("en"):
        shown = said(changes_of_person(cast.bo, reader=cast.cilla))

    assert shown == [("Bo Bäverhjälm got a link for choosing a password.", "Cilla Citronfjäril")]
