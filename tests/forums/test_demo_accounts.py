"""Accounts whose password everybody knows: let in only while this is a demonstration."""

from __future__ import annotations

import importlib
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from config.ground.errors import RuleError
from forums.actions.logins import give_login
from forums.demo import demo_accounts
from forums.demo.accounts import PASSWORD
from forums.logins import login_token, may_log_in, open_login_link
from forums.models import Person
from tests.factories import make_key, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(cast: Any, settings: Any) -> Person:
    """Bo, as the demonstration makes people."""
    settings.DEMO = True
    cast.bo.set_password(PASSWORD)
    cast.bo.is_demo = True
    cast.bo.save()
    return cast.bo


def doors(person: Person) -> dict[str, bool]:
    key, client = make_key(person), Client()
    kept = Client()
    kept.force_login(person)
    return {
        "page": client.login(username=person.email, password=PASSWORD),
        "session": kept.get("/").status_code == 200,
        "key": APIClient(headers={"authorization": f"Token {key}"}).get("/api/v1/areas/").status_code == 200,
        "link": open_login_link(person.pk, login_token(person)) is not None,
    }


def test_in_the_demonstration_it_is_let_in_by_every_door(demo: Person) -> None:
    assert set(doors(demo).values()) == {True}


def test_elsewhere_it_is_let_in_by_none(demo: Person, settings: Any) -> None:
    settings.DEMO = False

    assert set(doors(demo).values()) == {False}


def test_nobody_gives_it_a_link_to_a_password_of_its_own(demo: Person, cast: Any, settings: Any) -> None:
    """It stays marked whatever its owner chooses: the mailed link does not open outside the demonstration."""
    settings.DEMO = False

    with pytest.raises(RuleError):
        give_login(demo, by=cast.cilla)
    assert not may_log_in(demo)


def test_whoever_runs_the_server_makes_it_somebodys_own(demo: Person, settings: Any) -> None:
    settings.DEMO = False
    out = StringIO()

    call_command("create_person", email=demo.email, name="Bo Bäverhjälm", federation="lingon", stdout=out)

    password = out.getvalue().split()[-1]
    assert Client().login(username=demo.email, password=password)
    assert not Client().login(username=demo.email, password=PASSWORD)


def test_accounts_that_were_made_before_there_was_a_mark_are_marked(cast: Any) -> None:
    for _role, email, _password in demo_accounts():
        make_person(email=email)

    importlib.import_module("forums.migrations.0015_mark_demo_accounts").mark(apps, None)

    marked = Person.objects.filter(is_demo=True)
    assert {person.email for person in marked} == {email for _role, email, _password in demo_accounts()}
