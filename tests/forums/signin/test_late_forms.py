"""A form that is sent when the session has ended comes back as it was, to the same person in the same browser."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.forms import BaseForm, PasswordInput
from django.test import Client

from forums.actions.logins import remove_ended_sessions
from forums.signin.late_forms import NEVER_KEPT
from tests.forums.signin.helping import PASSWORD, code_of, give_app, give_password, log_in, log_in_with_code
from tests.logins import log_in_by_password

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 12, 1, 7, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1, minutes=1)
FORM = "/mina-uppgifter/nycklar/ny/"
TYPED = {"name": "Kalenderprogrammet"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(MORNING, tick=False) as travel:
        yield travel


@pytest.fixture
def late(cast: Any, clock: Any) -> Client:
    """Anna's browser an hour later, when she has sent a form."""
    client = Client()
    log_in(client, give_password(cast.anna))
    clock.shift(HOUR)
    answer = client.post(FORM, TYPED, headers={"referer": f"http://testserver{FORM}"})
    assert answer["Location"] == "/logga-in/?next=%2Fmina-uppgifter%2Fnycklar%2Fny%2F"
    assert "får du tillbaka det du skrev" in client.get(answer["Location"]).content.decode()
    return client


def test_who_logs_in_again_gets_the_form_back(cast: Any, late: Client) -> None:
    back = log_in(late, cast.anna)

    page = late.get(back["Location"]).content.decode()

    assert back["Location"] == FORM
    assert "Det du skrev finns kvar" in page
    assert f'action="{FORM}" data-sen' in page and "Kalenderprogrammet</textarea>" in page
    assert "Det du skrev finns kvar" not in late.get("/").content.decode()


def test_once_sent_it_is_gone(cast: Any, late: Client) -> None:
    log_in(late, cast.anna)
    made = late.post(FORM, TYPED)
    assert made.status_code == 200 and cast.anna.api_tokens.get().name == "Kalenderprogrammet"
    assert "Det du skrev finns kvar" not in late.get(FORM).content.decode()


def test_it_survives_a_second_factor(cast: Any, clock: Any) -> None:
    client = Client()
    give_app(cast.cilla)
    log_in_with_code(client, cast.cilla, code_of())
    clock.shift(HOUR)
    client.post(FORM, TYPED)
    assert log_in_with_code(client, cast.cilla, code_of())["Location"] == FORM


def test_nobody_else_gets_it(cast: Any, late: Client) -> None:
    back = log_in(late, give_password(cast.bo))
    assert back["Location"] == "/"
    assert "Kalenderprogrammet" not in late.get(FORM).content.decode()
    late.post("/logga-ut/")
    assert log_in(late, cast.anna)["Location"] == "/"


def test_it_is_kept_for_an_hour(cast: Any, late: Client, clock: Any) -> None:
    clock.shift(datetime.timedelta(minutes=61))
    assert log_in(late, cast.anna)["Location"] == "/"


def test_of_a_stranger_nothing_is_kept() -> None:
    for cookie in ("", "a" * 32):
        client = Client()
        if cookie:
            client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        client.post(FORM, TYPED)
    assert not Session.objects.exists()


def test_secrets_are_never_kept(cast: Any, clock: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    clock.shift(HOUR)
    client.post(FORM, TYPED | {"password": PASSWORD, "code": "123456", "csrfmiddlewaretoken": "x" * 32})
    session = client.session["late_form"]
    assert session["fields"] == [["name", "Kalenderprogrammet"]]


def test_no_field_for_a_password_in_any_form_is_kept() -> None:
    secret = {
        name
        for form in forms_below(BaseForm)
        if form.__module__.startswith(("forums.", "booking.", "notifications."))
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.widget, PasswordInput)
    }
    assert {"old", "password", "again"} <= secret <= NEVER_KEPT


def forms_below(kind: type) -> set[type]:
    return {form for below in kind.__subclasses__() for form in {below, *forms_below(below)}}


def test_an_address_on_another_site_is_no_page_of_ours(cast: Any, clock: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    clock.shift(HOUR)
    client.post(FORM, TYPED, headers={"referer": "http://testserver//evil.example/x"})
    assert log_in(client, cast.anna)["Location"] == "/%2Fevil.example/x"


def test_what_is_too_long_is_not_kept(cast: Any, clock: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    clock.shift(HOUR)
    client.post(FORM, {"name": "x" * 100_001})
    assert "late_form" not in client.session
    assert log_in(client, cast.anna, next=FORM)["Location"] == FORM


def test_a_part_that_htmx_asks_for_too_late_says_so_and_leaves_the_form(cast: Any, clock: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    clock.shift(HOUR)

    asked = {"hx-request": "true", "hx-current-url": f"http://testserver{FORM}"}
    answers = [client.get("/vagen-in/", headers=asked), client.post("/moten/kalla/", {"a": "b"}, headers=asked)]

    for answer in answers:
        assert (answer.status_code, "HX-Redirect" in answer) == (401, False)
        page = answer.content.decode()
        assert "Du har loggats ut." in page and "<form" not in page
        assert 'href="/logga-in/?next=%2Fmina-uppgifter%2Fnycklar%2Fny%2F"' in page
    # the form that was left is given back when it is sent
    late = client.post(FORM, TYPED, headers={"referer": f"http://testserver{FORM}"})
    assert "får du tillbaka det du skrev" in client.get(late["Location"]).content.decode()


def test_an_ended_session_waits_half_a_day_to_be_removed(late: Client, clock: Any) -> None:
    ended = Session.objects.filter(expire_date__lt=MORNING + HOUR).count()
    assert ended == 1 and remove_ended_sessions() == 0
    clock.shift(datetime.timedelta(hours=13))
    assert remove_ended_sessions() == 2


def test_what_was_typed_goes_as_soon_as_its_session_has_ended(late: Client, clock: Any) -> None:
    kept = late.session.session_key
    clock.shift(HOUR)
    assert remove_ended_sessions() == 1
    assert not Session.objects.filter(pk=kept).exists()


# --- proof


def test_what_weighs_is_asked_about_again_after_a_quarter_of_an_hour(cast: Any, clock: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    clock.shift(datetime.timedelta(minutes=14))
    assert client.get(FORM).status_code == 200
    clock.shift(datetime.timedelta(minutes=2))

    asked = client.get(FORM)

    assert asked["Location"] == "/bekrafta/losenord/?next=%2Fmina-uppgifter%2Fnycklar%2Fny%2F"
    assert "Lösenordet stämmer inte" in client.post(asked["Location"], {"password": "fel"}).content.decode()
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == FORM
    assert client.get(FORM).status_code == 200


def test_what_was_sent_meanwhile_comes_back(cast: Any, clock: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    clock.shift(datetime.timedelta(minutes=16))
    asked = client.post(FORM, TYPED)
    assert not cast.anna.api_tokens.exists()
    assert "Det du skrev finns kvar" in client.get(asked["Location"]).content.decode()
    client.post(asked["Location"], {"password": PASSWORD})
    assert "Kalenderprogrammet</textarea>" in client.get(FORM).content.decode()


def test_a_password_is_no_proof_of_who_has_a_second_factor(cast: Any) -> None:
    give_app(cast.anna)
    client = Client()
    log_in_by_password(client, cast.anna)
    asked = client.get(FORM)
    assert asked["Location"].startswith("/bekrafta/kod/?")
    assert client.get("/bekrafta/losenord/")["Location"] == "/bekrafta/kod/"
    client.post(asked["Location"], {"code": code_of()})
    assert client.get(FORM).status_code == 200
