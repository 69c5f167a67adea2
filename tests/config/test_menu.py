"""The menu of each role: few entries, nothing twice, and each leads somewhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from config.menu import MENU, build_menu, build_tabs, kinds_of
from forums.models import Level, RoleKind
from forums.standing import Standing
from tests.cast import Cast
from tests.factories import make_person, make_role, make_template

HANDLAGGARE = ["Mina möten", "Kalla till möte", "Vägen in", "Forum", "Statistik", "Mejl"]
KEEPER = ["Mina möten", "Kalla till möte", "Forum", "Personer", "Statistik", "Mejl"]


def menu_of(person: Any, path: str = "/") -> list[tuple[str, str]]:
    return [(str(link.label), link.current) for link in build_menu(MENU, path, kinds_of(Standing(person)))]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("anna", HANDLAGGARE),
        ("kim", HANDLAGGARE),
        ("cilla", KEEPER),
        ("david", KEEPER),
        ("adam", [label for label in KEEPER if label != "Kalla till möte"]),
    ],
)
def test_each_role_has_its_entries_and_each_leads_somewhere(client: Client, cast: Cast, name: str, labels: list[str]):
    make_template(federation=cast.federation, level=Level.OPEN, may_call=["director"], name="Inspirationsdag")
    person = getattr(cast, name)
    client.force_login(person)

    assert [label for label, _current in menu_of(person)] == labels
    for link in build_menu(MENU, "/", kinds_of(Standing(person))):
        page = client.get(link.url)
        assert page.status_code == 200
        assert "Det finns inga mallar" not in page.content.decode()


DEAD_ENDS = ("Det finns inga mallar", "Du samordnar inget område")


@pytest.mark.parametrize("kind", [None, *RoleKind])
def test_no_entry_of_any_role_leads_to_a_dead_end(client: Client, cast: Cast, kind: RoleKind | None):
    """Also where no template is for a director or a manager to call from, who then have no such entry."""
    person = cast.anna if kind is None else make_person()
    if kind is not None:
        where = {RoleKind.COORDINATOR: {"area": cast.area}, RoleKind.CONTACT_PERSON: {"party": cast.af}}
        make_role(person, kind, **where.get(kind, {"federation": cast.federation}))
    client.force_login(person)

    links = build_menu(MENU, "/", kinds_of(Standing(person)))

    assert ("Kalla till möte" in [str(link.label) for link in links]) == (kind in (None, RoleKind.COORDINATOR))
    for link in links:
        page = client.get(link.url)
        assert page.status_code == 200
        assert not [words for words in DEAD_ENDS if words in page.content.decode()], link.label


def test_an_administrator_who_works_somewhere_calls(cast: Cast):
    make_role(cast.anna, RoleKind.ADMINISTRATOR, federation=cast.federation)

    assert [label for label, _current in menu_of(cast.anna)] == KEEPER


def test_the_register_is_one_entry_with_its_pages_side_by_side(client: Client, cast: Cast):
    client.force_login(cast.cilla)

    for path, label in (("/personer/", "Personer"), ("/vagen-in/", "Vägen in"), ("/omraden/", "Områden")):
        tabs = build_tabs(MENU, path, kinds_of(Standing(cast.cilla)))
        assert [str(tab.label) for tab in tabs] == ["Personer", "Vägen in", "Områden"]
        assert [str(tab.label) for tab in tabs if tab.current] == [label]
        assert 'aria-label="Register"' in client.get(path).content.decode()
        assert [label for label, current in menu_of(cast.cilla, path) if current] == ["Personer"]
    client.force_login(cast.anna)
    assert 'aria-label="Register"' not in client.get("/vagen-in/").content.decode()


@pytest.mark.parametrize(
    ("path", "staff", "keeper"),
    [
        ("/inkommet/", "Mejl", "Mejl"),
        ("/skickat/", "Mejl", "Mejl"),
        ("/enheter/1/", "Vägen in", "Personer"),
        ("/omraden/1/platser/", "Vägen in", "Personer"),
        ("/forbund/1/inloggning/", "", "Personer"),
        ("/serier/1/", "Forum", "Forum"),
        ("/moten/1/parter/", "Kalla till möte", "Kalla till möte"),
    ],
)
def test_pages_below_stand_under_their_entry(cast: Cast, path: str, staff: str, keeper: str):
    for person, label in ((cast.anna, staff), (cast.cilla, keeper)):
        assert [label for label, current in menu_of(person, path) if current] == ([label] if label else [])


def test_who_has_no_place_yet_has_no_register(db: None):
    labels = [label for label, _current in menu_of(make_person())]

    assert labels == [label for label in HANDLAGGARE if label != "Kalla till möte"]
