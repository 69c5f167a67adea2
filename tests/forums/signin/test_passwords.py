"""One's own password: changed with the one before, never made of the words that somebody would try first."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from forums.actions.logins import log_out_everywhere
from forums.models import LoginRequest, LoginRequestKind
from tests.factories import make_key
from tests.forums.signin.helping import PASSWORD, code_of, give_app, give_password, log_in, log_in_with_code

pytestmark = pytest.mark.django_db
NEW = "fyra helt andra ord"
PAGE = "/losenord/byt/"


def change(client: Client, **fields: str) -> Any:
    return client.post(PAGE, {"old": PASSWORD, "password": NEW, "again": NEW, **fields})


def test_a_password_is_changed_with_the_one_before_and_others_are_logged_out(cast: Any) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        log_in(client, give_password(cast.anna) if client is here else cast.anna)
    make_key(cast.anna)

    assert "utloggad överallt utom här" in here.get(change(here)["Location"]).content.decode()

    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert not cast.anna.api_tokens.exists()
    assert log_in(Client(), cast.anna).status_code == 200
    assert log_in(Client(), cast.anna, NEW).status_code == 302
    assert LoginRequest.objects.filter(person=cast.anna, kind=LoginRequestKind.RENEWED).count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"old": "fel"}, "Lösenordet stämmer inte."),
        ({"old": ""}, "Skriv lösenordet du har nu."),
        ({"again": "inte lika"}, "Lösenorden är inte lika."),
        ({"password": "kort", "again": "kort"}, "minst 12 tecken"),
        ({"password": "x" * 129, "again": "x" * 129}, "128"),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_changes_nothing(cast: Any, wrong: dict[str, str], says: str) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    answer = change(client, **wrong)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert log_in(Client(), cast.anna).status_code == 302


def test_a_second_factor_stays(cast: Any) -> None:
    give_app(cast.anna)
    client = Client()
    log_in_with_code(client, cast.anna, code_of())
    change(client)
    assert log_in(Client(), cast.anna, NEW)["Location"] == "/logga-in/kod/"


@pytest.mark.parametrize(
    "password",
    [
        "samverksamverk",
        "Samordningsförbund1",
        "Lingonförbundet!",
        "anna.lingonby1",
        "LösenordLösenord",
        "password2026!",
    ],
)
def test_a_password_of_our_own_words_is_refused(cast: Any, password: str) -> None:
    cast.anna.name, cast.anna.email = "Anna Lingonby", "anna@bistand.example"
    with pytest.raises(ValidationError) as caught:
        validate_password(password, cast.anna)
    assert {error.code for error in caught.value.error_list} & {"own_words", "password_too_common"}


def test_any_kind_of_signs_and_64_of_them_are_taken(cast: Any) -> None:
    for password in ("fyra ord som passar", "å" * 12, "🦊 räv över lingon", "x y" * 22, "samverk i skogen om natten"):
        validate_password(password, cast.anna)


def test_a_keeper_logs_somebody_out_everywhere(cast: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    keeper = Client()
    keeper.force_login(cast.cilla)

    keeper.post(f"/personer/{cast.anna.pk}/logga-ut/")

    assert client.get("/").status_code == 302
    assert log_in(Client(), cast.anna).status_code == 302
    assert log_out_everywhere(cast.anna, by=cast.cilla) == 1
    assert log_out_everywhere(cast.anna, by=cast.cilla) == 0


def test_who_guesses_the_password_in_a_session_has_to_wait(cast: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    answers = [change(client, old=f"fel {number}").status_code for number in range(11)]
    assert answers == [422] * 10 + [429]
    assert change(client).status_code == 429
