"""Identity providers: who is let in by one, and that a token that is wrong in any way lets nobody in."""

from __future__ import annotations

import html
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.test import Client

from booking.staffing.vouching import answer_question
from forums.actions import identities
from forums.actions.addresses import set_details
from forums.actions.logins import end_login, give_login
from forums.actions.waiting import address_waits
from forums.models import AuditEntry, LoginRequest, LoginRequestKind, Person, RoleKind, WaitingChange, WaitingKind
from forums.models.people import PersonAlias
from forums.signin import asking
from forums.standing import Standing
from tests.cast import Cast
from tests.factories import make_person, make_role, make_unit
from tests.forums.signin.fake_provider import (
    CALLBACK,
    LOGIN,
    STRANGERS,
    Fake,
    asked_in,
    come_back,
    go,
    log_in_there,
    running,
)
from tests.forums.signin.helping import SECRET, code_of, give_app, give_password, is_logged_in
from tests.logins import log_in_by_password

pytestmark = pytest.mark.django_db
PROVE, MINE = "/bekrafta/hos/", "/mina-uppgifter/inloggning/hos/"
NEW = {"email": "nora@af.example", "name": "Nora Nyfors", "department": "AF-L"}


@pytest.fixture
def fake(cast: Cast, settings: Any) -> Iterator[Fake]:
    asking.forget_discovery()
    with running() as fake:
        settings.IDENTITY_PROVIDERS = {"af": fake.provider()}
        yield fake
    asking.forget_discovery()


def rows() -> tuple[int, int, int]:
    return Person.objects.count(), SocialAccount.objects.count(), AuditEntry.objects.count()


def refused(client: Client, fake: Fake, status: int = 403) -> str:
    """The sentence, when nothing was made and nobody is in."""
    before = rows()
    page = log_in_there(client, fake)
    assert page.status_code == status, page.content.decode()
    assert rows() == before
    assert not is_logged_in(client)
    text = html.unescape(page.content.decode())
    assert 'href="/logga-in/"' in text
    return text


# --- the way there


def test_the_way_there_has_state_nonce_and_a_challenge(client: Client, fake: Fake) -> None:
    one, other = go(client, fake), go(client, fake)

    assert one["code_challenge_method"] == "S256" and one["response_type"] == "code"
    assert one["redirect_uri"] == f"https://samverk.example{CALLBACK}"
    assert set(one["scope"].split()) == {"openid", "profile", "email"}
    assert one["acr_values"] == "urn:tva"
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name]) >= 16 and one[name] != other[name], name


def test_only_a_form_of_ours_begins_it_and_nothing_of_the_address_reaches_the_provider(fake: Fake) -> None:
    client = Client(enforce_csrf_checks=True)

    page = client.get(f"{LOGIN}?auth_params=prompt%3Dnone&scope=admin&process=connect&next=https://ond.example/")

    assert page.status_code == 200 and fake.seen == []
    assert 'value="https://ond.example/' not in page.content.decode()
    assert client.post(LOGIN).status_code == 403
    plain = Client()
    asked = asked_in(plain.post(f"{LOGIN}?auth_params=redirect_uri%3Dhttps://ond.example/&scope=admin"))
    assert asked["redirect_uri"].startswith("https://samverk.example/")
    assert "admin" not in asked["scope"] and "prompt" not in asked


def test_the_login_page_shows_each_provider(client: Client, fake: Fake) -> None:
    page = client.get("/logga-in/?next=/forum/").content.decode()

    assert f'action="{LOGIN}"' in page and "Logga in med Arbetsförmedlingen" in page


def test_a_provider_that_is_not_configured_is_not_there(client: Client, fake: Fake) -> None:
    for path in ("/logga-in/hos/fk/", "/logga-in/hos/fk/svar/?code=x&state=y"):
        assert client.get(path).status_code == 404


# --- who is let in


def test_a_known_person_of_the_party_is_connected_once_and_told(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("subject-of-bo", email="BO@af.example", name="Något annat")

    page = log_in_there(client, fake, next="/forum/")

    assert page["Location"] == "/forum/" and is_logged_in(client)
    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid) == (cast.bo, fake.url, "subject-of-bo")
    assert account.extra_data == {} and not SocialToken.objects.exists()
    assert Person.objects.get(pk=cast.bo.pk).name == "Bo Bäverhjälm"
    assert AuditEntry.objects.filter(what="identity_added", about_id=cast.bo.pk).exists()
    assert LoginRequest.objects.filter(kind=LoginRequestKind.FACTORS, person=cast.bo).exists()


def test_the_second_login_is_by_subject_whatever_the_address_is_then(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    log_in_there(client, fake)
    fake.says("subject-of-bo", email="kim@af.example")

    for _again in range(2):
        other = Client()
        log_in_there(other, fake)
        assert other.get("/").context["user"] == cast.bo
    assert SocialAccount.objects.count() == 1


def test_another_subject_with_the_same_address_is_not_the_same_person(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    log_in_there(client, fake)
    fake.says("somebody-else", email="bo@af.example")

    assert "Du har redan ett sätt att logga in" in refused(Client(), fake)


def test_an_unknown_person_is_placed_where_a_colleague_has_to_say_yes(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("new", **NEW)

    log_in_there(client, fake)

    nora = Person.objects.get(email="nora@af.example")
    place = nora.placements.get()
    assert (nora.name, place.unit, place.waits, nora.has_usable_password()) == (NEW["name"], cast.af_unit, True, False)
    assert is_logged_in(client) and Standing(nora).case_units == set()
    change = WaitingChange.objects.get(kind=WaitingKind.PLACE, person=nora)
    assert (change.unit, change.changed_by) == (cast.af_unit, None)
    assert not nora.roles.exists()
    assert AuditEntry.objects.filter(what="identity_person", about="unit", about_id=cast.af_unit.pk).exists()


def test_the_colleague_is_asked_and_then_the_unit_is_theirs(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("new", **NEW)
    log_in_there(client, fake)
    nora = Person.objects.get(email="nora@af.example")

    own = Client()
    own.force_login(cast.bo)
    page = html.unescape(own.get("/").content.decode())
    assert "Nora Nyfors" in page
    change = WaitingChange.objects.get(person=nora)
    answer_question(change, by=cast.bo, caller=None, is_right=True)
    assert Standing(nora).case_units == {cast.af_unit.pk}


@pytest.mark.parametrize("department", [["AF-L"], ["something", "AF-L"]])
def test_a_claim_may_be_a_list_with_one_unit_that_is_known(
    client: Client, cast: Cast, fake: Fake, department: list[str]
) -> None:
    fake.says("new", **NEW | {"department": department})

    log_in_there(client, fake)

    assert Person.objects.get(email="nora@af.example").placements.get().unit == cast.af_unit


@pytest.mark.parametrize(
    "wrong",
    [
        {"department": None}, {"department": "annat"}, {"department": {"a": 1}}, {"department": ["AF-L", "AF-X"]},
        {"department": "AF-X"}, {"name": ""}, {"name": None}, {"name": ["Nora"]}, {"name": "19121212-1212"},
        {"name": "N" * 121}, {"name": "Nora\u0000"},
    ],
)  # fmt: skip
def test_nonsense_about_an_unknown_person_makes_nobody(
    client: Client, cast: Cast, fake: Fake, wrong: dict[str, Any]
) -> None:
    fake.says("new", **NEW | wrong)

    assert "Be en kollega eller samordningsförbundet lägga in dig" in refused(client, fake)


def test_a_unit_that_is_closed_or_another_partys_takes_nobody(
    client: Client, cast: Cast, fake: Fake, settings: Any
) -> None:
    fake.says("new", **NEW)
    settings.IDENTITY_PROVIDERS = {"af": fake.provider(units={"AF-L": cast.kommun_unit.name})}
    refused(client, fake)
    settings.IDENTITY_PROVIDERS = {"af": fake.provider()}
    cast.af_unit.closed_on = "2020-01-01"
    cast.af_unit.save()

    refused(client, fake)


@pytest.mark.parametrize("verified", [False, None, "false", 0, "ja", [True]])
def test_an_address_that_is_not_verified_lets_nobody_in(client: Client, cast: Cast, fake: Fake, verified: Any) -> None:
    fake.says("new", **NEW)
    fake.info["email_verified"] = verified

    assert "går inte i god för din e-postadress" in refused(client, fake)


def test_whether_an_address_is_verified_is_said_by_who_says_the_address(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    del fake.info["email_verified"]
    fake.claims |= {"email": "another@af.example", "email_verified": True}
    refused(client, fake)
    del fake.info["email"]
    fake.claims["email"] = "bo@af.example"

    log_in_there(client, fake)

    assert client.get("/").context["user"] == cast.bo


def test_a_provider_that_never_says_may_be_believed_by_the_operator(
    client: Client, cast: Cast, fake: Fake, settings: Any
) -> None:
    settings.IDENTITY_PROVIDERS = {"af": fake.provider(addresses_verified=True)}
    fake.says("new", **NEW)
    fake.info["email_verified"] = False
    refused(client, fake)
    del fake.info["email_verified"]

    log_in_there(client, fake)

    assert is_logged_in(client)


@pytest.mark.parametrize(
    "address", [None, "", 7, ["bo@af.example"], "bo", "bo@", "bo@åf.example", "Bo <bo@af.example>", "bo@af.example\n"]
)
def test_an_address_that_is_none_lets_nobody_in(client: Client, cast: Cast, fake: Fake, address: Any) -> None:
    fake.says("new", **NEW | {"email": address})

    if address == "bo@af.example\n":
        log_in_there(client, fake)
        assert client.get("/").context["user"] == cast.bo
    else:
        assert "går inte i god" in refused(client, fake)


@pytest.mark.parametrize("address", ["rut@vardcentralen.example", "bo@mail.af.example", "bo@notaf.example"])
def test_an_address_outside_the_partys_domains_lets_nobody_in(
    client: Client, cast: Cast, fake: Fake, address: str
) -> None:
    fake.says("new", **NEW | {"email": address})

    assert "hör inte till Arbetsförmedlingen" in refused(client, fake)


def test_an_address_of_somebody_at_another_party_lets_nobody_in(client: Client, cast: Cast, fake: Fake) -> None:
    make_person(cast.fk_unit, name="Fia", email="fia@af.example")
    fake.says("new", **NEW | {"email": "fia@af.example"})

    assert "är inte den som står för dig" in refused(client, fake)


def test_a_former_address_is_another_persons(client: Client, cast: Cast, fake: Fake) -> None:
    PersonAlias.objects.create(person=cast.bo, email="bosse@af.example")
    fake.says("new", **NEW | {"email": "bosse@af.example"})

    assert "är inte den som står för dig" in refused(client, fake)


def test_an_address_that_a_keeper_has_changed_is_not_theirs_before_a_yes(
    client: Client, cast: Cast, fake: Fake
) -> None:
    """Else who keeps the register would write somebody's row over to another login."""
    Person.objects.filter(pk=cast.bo.pk).update(email="accomplice@af.example")
    cast.bo.refresh_from_db()
    address_waits(cast.bo, "bo@af.example", is_dead=False, actor=cast.cilla, federation_id=cast.federation.pk)
    fake.says("new", **NEW | {"email": "accomplice@af.example"})

    assert "är inte den som står för dig" in refused(client, fake)


@pytest.mark.parametrize("kind", [RoleKind.COORDINATOR, RoleKind.DIRECTOR, RoleKind.ADMINISTRATOR])
def test_a_keeper_of_the_register_is_never_connected_by_an_address(
    client: Client, cast: Cast, fake: Fake, kind: RoleKind
) -> None:
    where = {"area": cast.area} if kind == RoleKind.COORDINATOR else {"federation": cast.federation}
    make_role(cast.bo, kind, starts_on="2099-01-01", **where)
    fake.says("new", **NEW | {"email": "bo@af.example"})

    assert "Den som sköter registret loggar in med lösenord första gången" in refused(client, fake)


def give_app_alone(person: Person) -> None:
    TOTP.activate(person, SECRET)


@pytest.mark.parametrize("give", [give_password, give_app_alone])
def test_who_has_another_way_to_log_in_is_not_connected_by_an_address(
    client: Client, cast: Cast, fake: Fake, give: Any
) -> None:
    give(cast.bo)
    fake.says("new", **NEW | {"email": "bo@af.example"})

    assert "Du har redan ett sätt att logga in" in refused(client, fake)


def test_who_has_left_is_let_in_neither_the_first_time_nor_later(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    Person.objects.filter(pk=cast.bo.pk).update(is_active=False)
    assert "gäller inte längre" in refused(client, fake)
    Person.objects.filter(pk=cast.bo.pk).update(is_active=True)
    log_in_there(client, fake)
    cast.bo.memberships.update(ends_on="2026-01-01")
    cast.bo.placements.update(ends_on="2026-01-01")

    assert "gäller inte längre" in refused(Client(), fake)


def test_a_login_that_a_keeper_has_ended_is_given_back_by_keepers_alone(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    log_in_there(client, fake)
    end_login(cast.bo, by=cast.cilla)
    assert not is_logged_in(client) and not SocialAccount.objects.exists()

    assert "gäller inte längre" in refused(Client(), fake)
    give_login(cast.bo, by=cast.cilla)
    again = Client()
    log_in_there(again, fake)
    assert is_logged_in(again)


def test_a_keeper_sees_that_the_person_logs_in_and_ends_it(client: Client, cast: Cast, fake: Fake) -> None:
    provider_only(client, fake)
    keeper = Client()
    keeper.force_login(cast.cilla)

    page = html.unescape(keeper.get(f"/personer/{cast.bo.pk}/").content.decode())
    assert "Bo Bäverhjälm kan logga in." in page and "Ta bort inloggningen" in page
    keeper.post(f"/personer/{cast.bo.pk}/inloggning/ta-bort/")
    assert not is_logged_in(client)


def test_who_logs_in_there_is_told_of_a_new_address_at_the_old_one(client: Client, cast: Cast, fake: Fake) -> None:
    provider_only(client, fake)

    set_details(cast.bo, actor=cast.bo, email="bosse@af.example")

    assert LoginRequest.objects.filter(kind=LoginRequestKind.MOVED, address="bo@af.example").exists()


def test_another_unit_later_changes_nothing_and_is_written_down_once(client: Client, cast: Cast, fake: Fake) -> None:
    other = make_unit(cast.af, name="Nedlagda")
    fake.says("new", **NEW)
    log_in_there(client, fake)
    nora = Person.objects.get(email="nora@af.example")
    fake.says("new", **NEW | {"department": "AF-X"})

    for _again in range(2):
        log_in_there(Client(), fake)

    assert [place.unit for place in nora.placements.all()] == [cast.af_unit]
    entries = AuditEntry.objects.filter(what="identity_unit", about="person", about_id=nora.pk)
    assert [entry.details["unit"] for entry in entries] == [other.pk]


# --- tokens that are wrong


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"}, {"nonce": None}, {"nonce": ""}, {"nonce": 7},
        {"iss": "https://other.example"}, {"iss": None},
        {"aud": "another-client"}, {"aud": ["samverk", "another"]}, {"aud": None}, {"azp": "another"},
        {"exp": 1}, {"exp": None}, {"exp": "snart"}, {"iat": None}, {"iat": 2**40}, {"nbf": 2**40},
        {"sub": ""}, {"sub": None}, {"sub": "s" * 192}, {"sub": "a\u0000b"},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_with_a_wrong_claim_lets_nobody_in(
    client: Client, cast: Cast, fake: Fake, claims: dict[str, Any]
) -> None:
    fake.says("new", **NEW)
    fake.claims |= claims

    assert "svarar inte som det ska just nu" in refused(client, fake, 502)


@pytest.mark.parametrize(
    "signed", [{"key": STRANGERS}, {"algorithm": "none"}, {"algorithm": "HS256", "key": b"k" * 40}, {"kid": "k2"}]
)
def test_a_token_that_the_provider_has_not_signed_lets_nobody_in(
    client: Client, cast: Cast, fake: Fake, signed: dict[str, Any]
) -> None:
    fake.says("new", **NEW)
    for name, value in signed.items():
        setattr(fake, name, value)

    assert "svarar inte som det ska just nu" in refused(client, fake, 502)


def test_what_is_said_of_another_subject_lets_nobody_in(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    fake.info["sub"] = "another"

    refused(client, fake, 502)


def test_a_state_is_of_one_browser_and_one_use(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    go(client, fake)

    for stranger, query in ((Client(), {}), (client, {"state": "made-up"}), (client, {"state": ""})):
        page = come_back(stranger, fake, **query)
        assert page.status_code == 401 and "började i en annan webbläsare" in page.content.decode()
    assert "/token" not in fake.seen
    come_back(client, fake)
    assert is_logged_in(client)
    assert come_back(client, fake).status_code == 401


def test_an_answer_of_another_issuer_is_none(client: Client, cast: Cast, fake: Fake) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    go(client, fake)

    assert come_back(client, fake, iss="https://other.example").status_code == 502
    assert "/token" not in fake.seen


def test_the_same_first_login_twice_at_once_is_one(
    client: Client, cast: Cast, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one has won between our look and our row."""
    fake.says("new", **NEW | {"email": "bo@af.example"})
    monkeypatch.setattr(identities, "person_by_address", lambda address: None)

    assert "Någon annan ändrade samtidigt" in refused(client, fake)


def test_who_cancels_there_is_told_so_and_led_back(client: Client, cast: Cast, fake: Fake) -> None:
    go(client, fake)

    page = come_back(client, fake, error="access_denied")

    assert page["Location"] == "/logga-in/avbrutet/"
    assert "Inget har ändrats" in client.get("/logga-in/avbrutet/").content.decode()


def test_another_error_of_the_provider_is_a_sentence(client: Client, cast: Cast, fake: Fake) -> None:
    go(client, fake)

    page = come_back(client, fake, error="server_error", error_description="<script>")

    assert page.status_code == 502 and "<script>alert" not in page.content.decode()


# --- a provider that is away, or answers nonsense

DISCOVERY = "/.well-known/openid-configuration"
NONSENSE = {
    "HTML": (200, b"<html>hej</html>"), "500": (500, b"{}"), "redirect": (302, b""), "nothing": (200, b""),
    "list": (200, b"[]"), "text": (200, b'"access_token"'), "null": (200, b"null"), "empty": (200, b"{}"),
    "deep": (200, b"[" * 100_000), "huge": (200, b" " * 300_000 + b"{}"), "octets": (200, b"\xff\xfe"),
    "number": (200, b'{"access_token": 7, "keys": 7, "sub": 7, "issuer": 7}'),
}  # fmt: skip


@pytest.mark.parametrize("path", ["/token", "/jwks", "/me"])
@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_a_sentence_and_a_way_back(
    client: Client, cast: Cast, fake: Fake, path: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    fake.instead[path] = NONSENSE[name]

    with caplog.at_level(logging.INFO):
        assert "svarar inte som det ska just nu" in refused(client, fake, 502)
    assert "/elsewhere" not in fake.seen
    assert "bo@af" not in caplog.text and "an-access-token" not in caplog.text


@pytest.mark.parametrize(("status", "more"), [(500, {}), (201, {}), (302, {}), (200, {"more": "x" * 300_000})])
def test_what_would_be_right_but_for_its_status_or_size_is_none(
    client: Client, cast: Cast, fake: Fake, status: int, more: dict[str, str]
) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    fake.instead["/me"] = (status, json.dumps(fake.info | more).encode())

    refused(client, fake, 502)


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_at_the_start_is_a_sentence_too(client: Client, fake: Fake, name: str) -> None:
    fake.instead[DISCOVERY] = NONSENSE[name]

    page = client.post(LOGIN)

    assert page.status_code == 502 and "svarar inte som det ska just nu" in page.content.decode()


@pytest.mark.parametrize(
    "config",
    [
        {"issuer": "https://other.example"}, {"token_endpoint": "http://inside.example/token"},
        {"jwks_uri": "file:///etc/passwd"}, {"userinfo_endpoint": 7}, {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None}, {"token_endpoint_auth_methods_supported": 7},
    ],
    ids=str,
)  # fmt: skip
def test_a_document_that_leads_elsewhere_is_not_followed(client: Client, fake: Fake, config: dict[str, Any]) -> None:
    fake.config = config

    assert client.post(LOGIN).status_code == 502
    assert fake.seen == [DISCOVERY]


def test_a_provider_that_is_down_is_left_alone_for_a_while(client: Client, fake: Fake, settings: Any) -> None:
    fake.instead[DISCOVERY] = (503, b"")
    assert client.post(LOGIN).status_code == 502
    del fake.instead[DISCOVERY]

    assert client.post(LOGIN).status_code == 502
    assert fake.seen == [DISCOVERY]
    asking.forget_discovery()
    assert client.post(LOGIN).status_code == 200


def test_a_provider_that_is_gone_in_the_middle_is_a_sentence(client: Client, cast: Cast, fake: Fake) -> None:
    go(client, fake)
    asking.forget_discovery()
    fake.instead[DISCOVERY] = (500, b"")

    page = come_back(client, fake)

    assert page.status_code == 502 and "svarar inte som det ska" in page.content.decode()


def test_a_slow_provider_keeps_nobody_waiting(
    client: Client, cast: Cast, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.3)
    fake.says("subject-of-bo", email="bo@af.example")
    fake.wait["/token"] = 2
    begun = time.monotonic()

    refused(client, fake, 502)

    assert time.monotonic() - begun < 1.5


# --- second factors and proof


def test_a_strong_login_is_asked_for_nothing_more(client: Client, cast: Cast, fake: Fake) -> None:
    cast.federation.second_factor_from = "2026-01-01"
    cast.federation.save()
    fake.says("subject-of-bo", email="bo@af.example")
    log_in_there(client, fake)
    assert client.get("/forum/")["Location"].startswith("/logga-in/andra-steget/")

    for claims in ({"acr": "urn:tva"}, {"amr": ["pwd", "mfa"]}):
        strong = Client()
        fake.claims = {"sub": "subject-of-bo", **claims}
        log_in_there(strong, fake)
        assert strong.get("/forum/").status_code == 200
    for weak in ({"acr": ["urn:tva"]}, {"amr": "mfa"}, {"acr": "urn:en"}, {"amr": [["mfa"]]}):
        other = Client()
        fake.claims = {"sub": "subject-of-bo", **weak}
        log_in_there(other, fake)
        assert other.get("/forum/").status_code == 302, weak


def test_what_is_said_of_the_person_makes_no_login_strong(client: Client, cast: Cast, fake: Fake) -> None:
    """The signed token alone says how the login went."""
    cast.federation.second_factor_from = "2026-01-01"
    cast.federation.save()
    fake.says("subject-of-bo", email="bo@af.example", acr="urn:tva", amr=["mfa"])

    log_in_there(client, fake)

    assert client.get("/forum/").status_code == 302


def test_a_person_with_an_app_shows_its_code_unless_the_login_was_strong(
    client: Client, cast: Cast, fake: Fake
) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    log_in_there(client, fake)
    give_app(cast.bo)

    weak, strong = Client(), Client()
    assert log_in_there(weak, fake)["Location"] == "/logga-in/kod/"
    assert not is_logged_in(weak)
    weak.post("/logga-in/kod/", {"code": code_of()})
    assert is_logged_in(weak)
    fake.claims["amr"] = ["mfa"]
    assert log_in_there(strong, fake)["Location"] == "/"
    assert is_logged_in(strong)


def provider_only(client: Client, fake: Fake, **claims: Any) -> None:
    fake.says("subject-of-bo", email="bo@af.example")
    fake.claims |= claims
    log_in_there(client, fake)


def test_an_old_login_there_is_no_proof_here_and_is_asked_for_anew(client: Client, cast: Cast, fake: Fake) -> None:
    provider_only(client, fake, auth_time=int(time.time()) - 3600)
    asked = client.get("/mina-uppgifter/inloggningar/")
    assert asked["Location"] == f"{PROVE}?next=%2Fmina-uppgifter%2Finloggningar%2F"
    page = client.get(asked["Location"]).content.decode()
    assert "Logga in med Arbetsförmedlingen" in page

    go(client, fake, PROVE, hos="af", next="/mina-uppgifter/inloggningar/")
    assert (fake.asked["prompt"], fake.asked["max_age"]) == ("login", "0")
    for stale in (int(time.time()) - 3600, None, "nu", True):
        fake.claims["auth_time"] = stale
        page = come_back(client, fake)
        assert page.status_code == 403 and "visade inte på nytt" in page.content.decode()
        assert client.get("/mina-uppgifter/inloggningar/").status_code == 302
        go(client, fake, PROVE, hos="af", next="/mina-uppgifter/inloggningar/")
    fake.claims["auth_time"] = int(time.time())
    before = client.session.session_key
    assert come_back(client, fake)["Location"] == "/mina-uppgifter/inloggningar/"
    assert client.session.session_key != before
    assert UserSession.objects.get(user=cast.bo).session_key == client.session.session_key
    assert client.get("/mina-uppgifter/inloggningar/").status_code == 200


def test_a_fresh_login_there_is_proof_for_a_while(client: Client, cast: Cast, fake: Fake) -> None:
    provider_only(client, fake)

    assert client.get("/mina-uppgifter/inloggningar/").status_code == 200


def test_a_login_there_without_a_time_is_none(client: Client, cast: Cast, fake: Fake) -> None:
    provider_only(client, fake, auth_time=None)

    assert client.get("/mina-uppgifter/inloggningar/").status_code == 302


def test_somebody_else_who_logs_in_there_proves_nothing(client: Client, cast: Cast, fake: Fake) -> None:
    provider_only(client, fake, auth_time=int(time.time()) - 3600)
    go(client, fake, PROVE, hos="af")
    fake.says("another", email="kim@af.example")
    del fake.claims["auth_time"]

    page = come_back(client, fake)

    assert page.status_code == 403 and "säger en annan e-postadress än din" in html.unescape(page.content.decode())
    assert client.get("/mina-uppgifter/inloggningar/").status_code == 302


def test_a_proof_is_of_who_is_logged_in_now(client: Client, cast: Cast, fake: Fake) -> None:
    provider_only(client, fake, auth_time=None)
    go(client, fake, PROVE, hos="af")
    client.post("/logga-ut/")

    assert come_back(client, fake).status_code in (302, 401)
    assert not is_logged_in(client)


def test_a_way_that_somebody_else_began_proves_and_adds_nothing(client: Client, cast: Cast, fake: Fake) -> None:
    """A session ends with its login, and what was begun in it; this is besides."""
    give_password(cast.bo)
    log_in_by_password(client, cast.bo)
    go(client, fake, MINE, lagg_till="af")
    fake.says("subject-of-bo", email="bo@af.example")
    session = client.session
    states = session["socialaccount_states"]
    states[fake.asked["state"]][0]["person"] = cast.kim.pk
    session["socialaccount_states"] = states
    session.save()

    assert come_back(client, fake)["Location"] == "/logga-in/"
    assert not SocialAccount.objects.exists()


def test_a_form_that_came_too_late_comes_back_after_a_login_there(client: Client, cast: Cast, fake: Fake) -> None:
    provider_only(client, fake)
    form = "/mina-uppgifter/nycklar/ny/"
    with time_machine.travel(time.time() + 3700, tick=True):
        asking.forget_discovery()
        asked = client.post(form, {"name": "Kalenderprogrammet"}, headers={"referer": f"http://testserver{form}"})
        assert asked["Location"].startswith("/logga-in/")

        assert log_in_there(client, fake)["Location"] == form
        assert "Kalenderprogrammet" in client.get(form).content.decode()


def test_a_factor_that_one_has_is_shown_and_not_a_login_elsewhere(client: Client, cast: Cast, fake: Fake) -> None:
    provider_only(client, fake)
    TOTP.activate(cast.bo, SECRET)

    assert client.get("/mina-uppgifter/inloggningar/")["Location"].startswith("/bekrafta/kod/")


# --- one's own accounts


def test_who_logs_in_with_a_password_adds_a_provider_and_takes_it_away(client: Client, cast: Cast, fake: Fake) -> None:
    give_password(cast.bo)
    log_in_by_password(client, cast.bo)
    fake.says("subject-of-bo", email="bo@af.example")

    go(client, fake, MINE, lagg_till="af")
    assert fake.asked["prompt"] == "login"
    assert come_back(client, fake)["Location"] == MINE
    assert "Arbetsförmedlingen är tillagd" in html.unescape(client.get(MINE).content.decode())

    account = SocialAccount.objects.get(user=cast.bo)
    assert client.post(MINE, {"ta_bort": account.pk})["Location"] == MINE
    assert not SocialAccount.objects.exists()
    assert LoginRequest.objects.filter(kind=LoginRequestKind.FACTORS, person=cast.bo).count() == 2
    assert {"identity_added", "identity_removed"} <= set(AuditEntry.objects.values_list("what", flat=True))


def test_adding_asks_for_proof_before_and_when_one_comes_back(client: Client, cast: Cast, fake: Fake) -> None:
    give_password(cast.bo)
    log_in_by_password(client, cast.bo, ago=3600)
    assert client.post(MINE, {"lagg_till": "af"})["Location"].startswith("/bekrafta/losenord/")
    log_in_by_password(client, cast.bo)
    go(client, fake, MINE, lagg_till="af")
    fake.says("subject-of-bo", email="bo@af.example")
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()

    come_back(client, fake)

    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("kim@af.example", "säger en annan e-postadress än din"),
        ("nobody@af.example", "säger en annan e-postadress än din"),
        ("bo@elsewhere.example", "hör inte till Arbetsförmedlingen"),
    ],
)
def test_an_account_with_another_address_is_not_added(
    client: Client, cast: Cast, fake: Fake, email: str, says: str
) -> None:
    log_in_by_password(client, give_password(cast.bo))
    go(client, fake, MINE, lagg_till="af")
    fake.says("subject", email=email)

    page = come_back(client, fake)

    assert page.status_code == 403 and says in html.unescape(page.content.decode())
    assert not SocialAccount.objects.exists()


def test_an_account_that_is_somebody_elses_is_not_added(client: Client, cast: Cast, fake: Fake) -> None:
    SocialAccount.objects.create(user=cast.kim, provider=fake.url, uid="subject")
    log_in_by_password(client, give_password(cast.bo))
    go(client, fake, MINE, lagg_till="af")
    fake.says("subject", email="bo@af.example")

    assert "hör redan till någon annan" in come_back(client, fake).content.decode()


def test_a_second_account_at_the_same_provider_is_not_added(client: Client, cast: Cast, fake: Fake) -> None:
    SocialAccount.objects.create(user=cast.bo, provider=fake.url, uid="first")
    log_in_by_password(client, give_password(cast.bo))
    go(client, fake, MINE, lagg_till="af")
    fake.says("second", email="bo@af.example")

    assert "Du har redan lagt till" in come_back(client, fake).content.decode()


def test_the_only_way_to_log_in_is_not_taken_away(client: Client, cast: Cast, fake: Fake) -> None:
    provider_only(client, fake)

    page = client.post(MINE, {"ta_bort": SocialAccount.objects.get().pk})

    assert page.status_code == 422 and "ditt enda sätt att logga in" in page.content.decode()
    assert SocialAccount.objects.exists()


def test_somebody_elses_account_is_not_there(client: Client, cast: Cast, fake: Fake) -> None:
    theirs = SocialAccount.objects.create(user=cast.kim, provider=fake.url, uid="kim")
    log_in_by_password(client, give_password(cast.bo))

    assert client.post(MINE, {"ta_bort": theirs.pk}).status_code == 404
    assert client.post(MINE, {"lagg_till": "fk"}).status_code == 404


def test_a_provider_of_another_federation_is_not_offered(client: Client, cast: Cast, fake: Fake) -> None:
    log_in_by_password(client, give_password(cast.eva))

    assert "Lägg till Arbetsförmedlingen" not in client.get(MINE).content.decode()
    assert client.post(MINE, {"lagg_till": "af"}).status_code == 404
