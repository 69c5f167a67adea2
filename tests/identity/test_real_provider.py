"""Logging in by a real identity provider: a person who is new, a person who is known, and one who comes back."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client

from config.doctor import providers_answer
from config.ground.providers import IdentityProvider
from forums.models import Person
from forums.signin import asking
from tests.cast import Cast
from tests.forums.signin.helping import give_password, is_logged_in
from tests.identity.running import CLIENT, SECRET, RealProvider, There, real_provider
from tests.logins import log_in_by_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LOGIN, MINE, SESSIONS = "/logga-in/hos/af/", "/mina-uppgifter/inloggning/hos/", "/mina-uppgifter/inloggningar/"
NORA = {"sub": "u-1", "name": "Nora Nyfors", "email": "nora@af.example", "email_verified": True, "department": "AF-L"}
BO = {"sub": "u-2", "name": "Bo B", "email": "bo@af.example", "email_verified": True, "department": "AF-L"}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProvider]:
    folder: Path = tmp_path_factory.mktemp("provider")
    with real_provider(folder, f"https://samverk.example{LOGIN}svar/") as provider:
        yield provider


@pytest.fixture(autouse=True)
def ours(provider: RealProvider, cast: Cast, settings: Any) -> IdentityProvider:
    asking.forget_discovery()
    provider.given["people"] = {}
    provider.knows(nora=NORA, bo=BO)
    provider.between.change = {}
    ours = IdentityProvider(
        slug="af", label="Arbetsförmedlingen", federation="lingon", party="Arbetsförmedlingen", issuer=provider.url,
        client_id=CLIENT, client_secret=SECRET, domains=frozenset({"af.example"}), unit_claim="department",
        units={"AF-L": "Arbetsförmedlingen Lingonby"}, strong_acr=("urn:tva",), strong_amr=("mfa",),
    )  # fmt: skip
    settings.IDENTITY_PROVIDERS = {"af": ours}
    return ours


def way_from(page: HttpResponse) -> str:
    found = re.search(r'content="0;url=([^"]+)"', page.content.decode())
    assert found, page.content.decode()
    return html.unescape(found[1])


def log_in(client: Client, name: str, there: There | None = None, path: str = LOGIN, **fields: str) -> HttpResponse:
    back = (there or There()).log_in(way_from(client.post(path, fields)), name)
    return client.get(urlsplit(back).path, dict(parse_qsl(urlsplit(back).query)))


def says(page: HttpResponse) -> str:
    return html.unescape(page.content.decode())


def test_the_first_login_makes_a_person_whose_place_waits_and_the_second_is_the_same(client: Client) -> None:
    assert log_in(client, "nora", next="/forum/")["Location"] == "/forum/"

    nora = Person.objects.get(email="nora@af.example")
    assert nora.placements.get().waits and is_logged_in(client)
    assert SocialAccount.objects.get().uid == "u-1"
    again = Client()
    log_in(again, "nora")
    assert again.get("/").context["user"] == nora
    assert SocialAccount.objects.count() == 1


def test_a_known_person_is_connected(client: Client, cast: Cast) -> None:
    log_in(client, "bo")

    assert client.get("/").context["user"] == cast.bo


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"email_verified": False}, "går inte i god för din e-postadress"),
        ({"email": "frida@fk.example"}, "hör inte till Arbetsförmedlingen"),
        ({"email": "kim@af.example", "email_verified": "kanske"}, "går inte i god"),
        ({"department": "Okänd"}, "lägga in dig i Samverk"),
    ],
)
def test_another_persons_address_or_one_that_is_not_verified_lets_nobody_in(
    client: Client, provider: RealProvider, claims: dict[str, Any], sentence: str
) -> None:
    provider.knows(nora=NORA | claims)
    before = Person.objects.count()

    page = log_in(client, "nora")

    assert page.status_code == 403 and sentence in says(page)
    assert Person.objects.count() == before and not is_logged_in(client)


def test_who_has_a_password_adds_the_provider_and_logs_in_by_it(client: Client, cast: Cast) -> None:
    log_in_by_password(client, give_password(cast.bo))
    assert "Du har redan ett sätt att logga in" in says(log_in(Client(), "bo"))

    assert log_in(client, "bo", path=MINE, lagg_till="af")["Location"] == MINE
    other = Client()
    log_in(other, "bo")
    assert other.get("/").context["user"] == cast.bo


def test_an_account_with_somebody_elses_address_is_not_added(client: Client, cast: Cast) -> None:
    log_in_by_password(client, give_password(cast.bo))

    assert "säger en annan e-postadress än din" in says(log_in(client, "nora", path=MINE, lagg_till="af"))


def test_a_login_of_two_steps_there_is_enough_here(client: Client, cast: Cast, provider: RealProvider) -> None:
    cast.federation.second_factor_from = "2026-01-01"
    cast.federation.save()
    log_in(client, "bo")
    assert client.get("/forum/").status_code == 302
    provider.knows(bo=BO | {"amr": ["mfa"]})
    strong = Client()

    log_in(strong, "bo")

    assert strong.get("/forum/").status_code == 200


def test_who_is_still_logged_in_there_is_asked_anew_before_what_weighs(client: Client, cast: Cast) -> None:
    there = There()
    log_in(client, "bo", there)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()
    prove = client.get(SESSIONS)["Location"]

    assert log_in(client, "bo", there, prove.partition("?")[0], hos="af", next=SESSIONS)["Location"] == SESSIONS
    assert client.get(SESSIONS).status_code == 200


def test_somebody_else_proves_nothing(client: Client, cast: Cast) -> None:
    log_in(client, "bo")

    page = log_in(client, "nora", None, "/bekrafta/hos/", hos="af", next=SESSIONS)

    assert page.status_code == 403


def test_who_cancels_there_is_led_back(client: Client) -> None:
    page = log_in(client, "")

    assert page["Location"] == "/logga-in/avbrutet/"


def test_a_code_is_of_no_use_twice_nor_with_another_secret(
    client: Client, ours: IdentityProvider, settings: Any
) -> None:
    back = urlsplit(There().log_in(way_from(client.post(LOGIN)), "bo"))
    settings.IDENTITY_PROVIDERS = {"af": replace(ours, client_secret="fel")}

    page = client.get(back.path, dict(parse_qsl(back.query)))

    assert page.status_code == 502 and not is_logged_in(client)
    assert client.get(back.path, dict(parse_qsl(back.query))).status_code == 401


STRANGERS = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"}, {"iss": "https://other.example"}, {"aud": "another"}, {"exp": 1}, {"sub": "u-1"},
        {"signed by": "a stranger"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
def test_a_token_that_is_changed_on_its_way_lets_nobody_in(
    client: Client, cast: Cast, provider: RealProvider, wrong: dict[str, Any]
) -> None:
    """All but the one claim is the provider's own, and signed with its key."""

    def changed(to: dict[str, Any]) -> Callable[[int, bytes], tuple[int, bytes]]:
        def change(status: int, body: bytes) -> tuple[int, bytes]:
            answer = json.loads(body)
            claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
            key = STRANGERS if "signed by" in to else provider.key
            claims |= {name: value for name, value in to.items() if name in claims}
            token = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k1"})
            return status, json.dumps(answer | {"id_token": token}).encode()

        return change

    provider.between.change["/token"] = changed(wrong)

    page = log_in(client, "bo")

    assert page.status_code == 502 and "svarar inte som det ska just nu" in says(page)
    assert not is_logged_in(client) and not SocialAccount.objects.exists()
    provider.between.change["/token"] = changed({})
    log_in(client, "bo")
    assert is_logged_in(client)


@pytest.mark.parametrize("path", ["/token", "/jwks", "/me"])
@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b" " * 300_000, b""], ids=["HTML", "[]", "{}", "huge", "0"])
def test_a_provider_that_answers_nonsense_is_a_sentence(
    client: Client, provider: RealProvider, path: str, body: bytes
) -> None:
    provider.between.change[path] = lambda _status, _body: (200, body)

    page = log_in(client, "bo")

    assert page.status_code == 502 and 'href="/logga-in/"' in says(page)
    assert not is_logged_in(client)


def test_a_provider_that_fails_or_is_slow_is_a_sentence(
    client: Client, provider: RealProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.between.change["/token"] = lambda _status, _body: (500, b"{}")
    assert log_in(client, "bo").status_code == 502
    monkeypatch.setattr(asking, "SECONDS", 1.0)

    def slow(status: int, body: bytes) -> tuple[int, bytes]:
        time.sleep(3)
        return status, body

    provider.between.change["/token"] = slow
    begun = time.monotonic()
    assert log_in(client, "bo").status_code == 502
    assert time.monotonic() - begun < 2.9 and not is_logged_in(client)


def test_a_provider_that_is_down_is_a_sentence_and_so_is_one_that_goes_down_meanwhile(
    client: Client, provider: RealProvider
) -> None:
    back = urlsplit(There().log_in(way_from(client.post(LOGIN)), "bo"))
    provider.stop()
    try:
        page = client.get(back.path, dict(parse_qsl(back.query)))
        assert page.status_code == 502 and "svarar inte som det ska just nu" in says(page)
        asking.forget_discovery()
        page = client.post(LOGIN)
        assert page.status_code == 502 and 'href="/logga-in/"' in says(page)
    finally:
        provider.start()


def test_doctor_says_that_it_answers(provider: RealProvider) -> None:
    assert [finding.text for finding in providers_answer()] == ["Inloggningen Arbetsförmedlingen svarar."]
