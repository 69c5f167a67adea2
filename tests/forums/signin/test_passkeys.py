"""Passkeys: as a second factor and alone; of another origin, another person or another challenge they open nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from forums.actions.logins import end_login
from forums.signin.keys import takes_keys
from tests.factories.passkeys import Passkey, own_passkey
from tests.forums.signin.helping import give_app, give_password, is_logged_in, log_in

pytestmark = pytest.mark.django_db
MINE = "/mina-uppgifter/inloggning"


@pytest.fixture(autouse=True)
def by_name(settings: Any) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"


def options_on(client: Client, path: str) -> dict[str, Any]:
    page = client.get(path).content.decode()
    [data] = re.findall(r'<script id="nyckeldata" type="application/json">(.*?)</script>', page)
    found: dict[str, Any] = next(iter(json.loads(data).values()))
    return found


def add_key(client: Client, key: Passkey, **fields: str) -> Any:
    options = options_on(client, f"{MINE}/nycklar/ny/")
    return client.post(f"{MINE}/nycklar/ny/", {"credential": key.register(options), "passwordless": "on", **fields})


def login_options(client: Client) -> dict[str, Any]:
    answer = client.get("/logga-in/nyckel/", headers={"accept": "application/json"})
    found: dict[str, Any] = answer.json()["request_options"]
    return found


@pytest.fixture
def key(cast: Any) -> Passkey:
    """Anna's, added on its page."""
    client, key = Client(), Passkey()
    client.force_login(give_password(cast.anna))
    assert add_key(client, key, name="Telefonen").status_code == 302
    return key


def test_a_key_is_added_with_recovery_codes_and_shown_by_name(cast: Any, key: Passkey) -> None:
    client = Client()
    client.force_login(cast.anna)
    page = client.get(f"{MINE}/").content.decode()
    assert "Telefonen" in page and "utan lösenord" in page and "Reservkoder" in page


def test_a_keeper_may_have_a_key_as_their_factor(cast: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.cilla))
    assert client.get("/")["Location"].startswith("/logga-in/andra-steget/")
    add_key(client, Passkey())
    assert client.get("/").status_code == 200


def test_a_key_is_the_second_step(cast: Any, key: Passkey) -> None:
    client = Client()
    assert log_in(client, cast.anna)["Location"] == "/logga-in/kod/"
    options = options_on(client, "/logga-in/kod/")
    assert client.post("/logga-in/kod/", {"credential": key.answer(options)})["Location"] == "/"
    assert is_logged_in(client)


def test_a_key_alone_lets_in(cast: Any, key: Passkey) -> None:
    client = Client()
    answer = client.post("/logga-in/nyckel/", {"credential": key.answer(login_options(client))})
    assert answer["Location"] == "/"
    assert is_logged_in(client)


def test_a_key_proves_who_it_is(cast: Any, key: Passkey, settings: Any) -> None:
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    client = Client()
    client.force_login(cast.anna)
    assert client.get("/mina-uppgifter/nycklar/ny/")["Location"].startswith("/bekrafta/")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    proved = client.post(
        "/bekrafta/nyckel/", {"credential": key.answer(options_on(client, "/bekrafta/nyckel/")), "next": "/vagen-in/"}
    )
    assert proved["Location"] == "/vagen-in/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://samverk.example.evil.example"},
        {"origin": "http://127.0.0.1"},
        {"origin": "http://localhost.evil.example"},
        {"host": "evil.example"},
        {"verifies": False},
    ],
)
def test_a_key_of_another_origin_or_that_asks_for_nothing_opens_nothing(
    cast: Any, key: Passkey, wrong: dict[str, Any]
) -> None:
    for name, value in wrong.items():
        setattr(key, name, value)
    client = Client()
    answer = client.post("/logga-in/nyckel/", {"credential": key.answer(login_options(client))}, follow=True)
    assert "Nyckeln togs inte emot" in answer.content.decode()
    assert not is_logged_in(client)


def test_an_answer_opens_once_and_in_its_own_browser(cast: Any, key: Passkey) -> None:
    client, other = Client(), Client()
    answer = key.answer(login_options(client))
    login_options(other)
    other.post("/logga-in/nyckel/", {"credential": answer})
    assert not is_logged_in(other)
    client.post("/logga-in/nyckel/", {"credential": answer})
    client.post("/logga-ut/")
    client.post("/logga-in/nyckel/", {"credential": answer})
    assert not is_logged_in(client)


def test_the_key_of_one_is_not_the_key_of_another(cast: Any, key: Passkey) -> None:
    give_app(cast.bo)
    client = Client()
    log_in(client, cast.bo)
    options = login_options(Client())
    answer = client.post("/logga-in/kod/", {"credential": key.answer(options)})
    assert answer.status_code == 200 and not is_logged_in(client)


def test_the_key_of_who_has_no_login_any_more_opens_nothing(cast: Any, key: Passkey) -> None:
    cast.anna.is_active = False
    cast.anna.save()
    client = Client()
    answer = client.post("/logga-in/nyckel/", {"credential": key.answer(login_options(client))})
    assert answer.status_code == 403 and "Hör av dig till samordningsförbundet" in answer.content.decode()


@pytest.mark.parametrize(
    "nonsense", ["", "{", "null", "[]", '"x"', "{}", '{"id": 1}', '{"response": {"userHandle": 7}}']
)
def test_nonsense_for_a_key_gets_a_sentence(cast: Any, key: Passkey, nonsense: str) -> None:
    client = Client()
    login_options(client)
    assert client.post("/logga-in/nyckel/", {"credential": nonsense}).status_code == 302
    client.force_login(cast.anna)
    for page in (f"{MINE}/nycklar/ny/", "/bekrafta/nyckel/"):
        assert client.post(page, {"credential": nonsense}).status_code in (200, 302)


def test_a_name_that_tells_of_somebody_is_refused(cast: Any, key: Passkey) -> None:
    client = Client()
    client.force_login(cast.anna)
    assert add_key(client, Passkey(), name="850102-1236").status_code == 200
    mine = Authenticator.objects.get(user=cast.anna, type=Authenticator.Type.WEBAUTHN)
    assert client.post(f"{MINE}/nycklar/{mine.pk}/", {"name": "ring 070-123 45 67"}).status_code == 200
    client.post(f"{MINE}/nycklar/{mine.pk}/", {"name": "Jobbmobilen"})
    client.post(f"{MINE}/nycklar/{mine.pk}/ta-bort/")
    assert not Authenticator.objects.filter(user=cast.anna, type=Authenticator.Type.WEBAUTHN).exists()


def test_keys_are_offered_where_browsers_take_them(settings: Any) -> None:
    for address, https, offered in (
        ("https://samverk.example", True, True),
        ("http://localhost:8000", False, True),
        ("http://127.0.0.1:8000", False, False),
        ("https://192.0.2.7", True, False),
        ("http://samverk.example", False, False),
    ):
        settings.PUBLIC_URL, settings.HTTPS = address, https
        assert takes_keys() is offered, address


def test_whose_row_a_key_is_stays_with_its_person(cast: Any) -> None:
    theirs = own_passkey(cast.bo)
    client = Client()
    client.force_login(cast.anna)
    assert client.post(f"{MINE}/nycklar/{theirs.pk}/ta-bort/").status_code == 404


def test_the_last_key_of_who_needs_one_stays(cast: Any) -> None:
    keeper = Client()
    log_in(keeper, give_password(cast.cilla))
    add_key(keeper, Passkey())
    mine = Authenticator.objects.get(user=cast.cilla, type=Authenticator.Type.WEBAUTHN)
    refused = keeper.post(f"{MINE}/nycklar/{mine.pk}/ta-bort/", follow=True)
    assert "Lägg till ett annat innan" in refused.content.decode()
    assert Authenticator.objects.filter(pk=mine.pk).exists()


def test_the_only_way_in_stays(cast: Any, key: Passkey) -> None:
    cast.anna.set_unusable_password()
    cast.anna.save()
    client = Client()
    client.force_login(cast.anna)
    mine = Authenticator.objects.get(user=cast.anna, type=Authenticator.Type.WEBAUTHN)
    refused = client.post(f"{MINE}/nycklar/{mine.pk}/ta-bort/", follow=True)
    assert "ditt enda sätt att logga in" in refused.content.decode()
    assert Authenticator.objects.filter(pk=mine.pk).exists()


def test_a_login_that_a_keeper_has_ended_is_opened_by_no_key(cast: Any, key: Passkey) -> None:
    end_login(cast.anna, by=cast.cilla)
    client = Client()
    assert client.post("/logga-in/nyckel/", {"credential": key.answer(login_options(client))}).status_code == 403
    assert not is_logged_in(client)
