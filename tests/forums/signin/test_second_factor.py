"""The second factor: who has to have one, how it is set up, and that a code opens once."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from config.ground.errors import RuleError
from forums.actions.logins import choose_password, end_login, give_login
from forums.actions.signin import open_reset, set_signin_rules, take_factors_away
from forums.logins import login_token
from forums.models import AuditEntry, LoginRequest, LoginRequestKind, Person
from forums.queries import today
from notifications.models import CalendarFeed
from tests.forums.signin.helping import (
    PASSWORD,
    code_of,
    give_app,
    give_password,
    is_logged_in,
    log_in,
    log_in_with_code,
    recovery_codes,
)
from tests.logins import log_in_by_password
from tests.url_map import MAP

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 12, 1, 12, 0, 5, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    # where the library keeps the codes of the last minute, by the person's number
    cache.clear()
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def led_to(client: Client, path: str = "/") -> str:
    answer = client.get(path)
    return answer["Location"].partition("?")[0] if answer.status_code == 302 else path


@pytest.mark.parametrize("who", ["cilla", "david", "adam"])
def test_who_keeps_the_register_needs_a_second_factor(cast: Any, who: str) -> None:
    client = Client()
    log_in(client, give_password(getattr(cast, who)))

    assert [led_to(client, path) for path in ("/", "/personer/", "/skickat/")] == ["/logga-in/andra-steget/"] * 3
    assert client.get("/logga-in/andra-steget/").status_code == 200
    assert client.get("/personuppgifter/").status_code == 200


def test_a_caseworker_needs_none(cast: Any) -> None:
    client = Client()
    assert log_in(client, give_password(cast.anna))["Location"] == "/"
    assert led_to(client) == "/"


def test_a_federation_says_whether_contact_persons_need_one(cast: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.kim))
    assert led_to(client) == "/"

    set_signin_rules(cast.federation, by=cast.david, contact_persons=True, everybody_from=None)

    assert led_to(client) == "/logga-in/andra-steget/"


def test_a_federation_says_from_which_day_everybody_needs_one(cast: Any, at_noon: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    set_signin_rules(
        cast.federation, by=cast.adam, contact_persons=False, everybody_from=today() + datetime.timedelta(days=1)
    )
    assert led_to(client) == "/"

    at_noon.shift(datetime.timedelta(days=1))
    client = Client()
    log_in(client, cast.anna)

    assert led_to(client) == "/logga-in/andra-steget/"
    client = Client()
    log_in(client, give_password(cast.eva))
    assert led_to(client) == "/"


@pytest.mark.parametrize("who", ["cilla", "anna", "kim", "eva"])
def test_nobody_but_who_keeps_the_federation_decides_that(cast: Any, who: str) -> None:
    client = Client()
    client.force_login(getattr(cast, who))

    assert client.post(f"/forbund/{cast.federation.pk}/inloggning/", {"contact_persons": "on"}).status_code in (
        403,
        404,
    )
    cast.federation.refresh_from_db()
    assert not cast.federation.second_factor_of_contact_persons


def test_the_rules_are_set_on_their_page(cast: Any) -> None:
    client = Client()
    client.force_login(cast.david)
    page = f"/forbund/{cast.federation.pk}/inloggning/"
    assert client.get(page).status_code == 200

    assert client.post(page, {"everybody_from": "i vår"}).status_code == 422
    client.post(page, {"contact_persons": "on", "everybody_from": "2027-01-01"})

    cast.federation.refresh_from_db()
    assert cast.federation.second_factor_of_contact_persons
    assert cast.federation.second_factor_from == datetime.date(2027, 1, 1)
    assert AuditEntry.objects.filter(what="signin_rules_set", who_id=cast.david.pk).count() == 1


def test_the_first_login_of_a_keeper_sets_one_up_and_goes_on_where_they_were_going(
    cast: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    log_in(client, give_password(cast.cilla))
    asked = client.get("/personer/?q=bo")
    assert asked["Location"] == "/logga-in/andra-steget/?next=%2Fpersoner%2F%3Fq%3Dbo"
    client.get(asked["Location"])
    form = client.get("/mina-uppgifter/inloggning/app/ny/")
    [secret] = re.findall(r'<code class="lang-kod">(\w+)</code>', form.content.decode())

    wrong = client.post("/mina-uppgifter/inloggning/app/ny/", {"code": "000000"})
    assert "Koden stämmer inte" in wrong.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        right = client.post("/mina-uppgifter/inloggning/app/ny/", {"code": code_of(secret=secret)})

    codes = client.get(right["Location"]).content.decode()
    assert len(re.findall(r"<li><code>\d{8}</code>", codes)) == 10
    assert 'href="/personer/?q=bo"' in codes
    assert client.get("/personer/?q=bo").status_code == 200
    # shown once
    assert not re.findall(r"<li><code>\d", client.get(right["Location"]).content.decode())
    assert LoginRequest.objects.filter(person=cast.cilla, kind=LoginRequestKind.FACTORS).exists()
    assert AuditEntry.objects.filter(what="factors_changed", about_id=cast.cilla.pk).exists()


def test_the_secret_of_the_app_does_not_stand_in_the_database(cast: Any) -> None:
    app = give_app(cast.anna)
    assert "JBSWY3DP" not in str(Authenticator.objects.values_list("data", flat=True).get(pk=app.pk))


def test_password_and_code_let_in(cast: Any) -> None:
    give_app(cast.cilla)
    client = Client()
    log_in(client, cast.cilla)
    assert not is_logged_in(client)

    assert client.post("/logga-in/kod/", {"code": code_of()})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_code_opens_once(cast: Any, at_noon: Any) -> None:
    give_app(cast.anna)
    assert log_in_with_code(Client(), cast.anna, code_of()).status_code == 302

    again = log_in_with_code(Client(), cast.anna, code_of())
    before = log_in_with_code(Client(), cast.anna, code_of(-1))

    assert "Koden stämmer inte, eller är redan använd" in again.content.decode()
    assert "Koden stämmer inte" in before.content.decode()
    at_noon.shift(30)
    assert log_in_with_code(Client(), cast.anna, code_of()).status_code == 302


@pytest.mark.parametrize(("steps", "opens"), [(-4, False), (-2, False), (-1, True), (1, True), (2, False), (4, False)])
def test_a_clock_may_be_half_a_minute_off_and_not_two(cast: Any, steps: int, opens: bool) -> None:
    give_app(cast.anna)

    answer = log_in_with_code(Client(), cast.anna, code_of(steps))

    assert (answer.status_code == 302) is opens
    assert opens or "låt telefonen ställa klockan själv" in answer.content.decode()


@pytest.mark.parametrize("code", ["", "1", "abcdef", "1" * 21, "١٢٣٤٥٦", "0" * 8, "\x00"])
def test_what_is_no_code_gets_a_sentence(cast: Any, code: str) -> None:
    give_app(cast.anna)
    client = Client()
    answer = log_in_with_code(client, cast.anna, code)
    assert answer.status_code == 200 and "ds-validation-message" in answer.content.decode()
    assert not is_logged_in(client)


def test_a_recovery_code_opens_once(cast: Any) -> None:
    give_app(cast.anna)
    first, second, *_more = recovery_codes(cast.anna)

    assert log_in_with_code(Client(), cast.anna, first).status_code == 302
    assert log_in_with_code(Client(), cast.anna, first).status_code == 200
    assert log_in_with_code(Client(), cast.anna, second).status_code == 302


def test_what_a_keeper_needs_cannot_be_taken_away_by_themselves(cast: Any) -> None:
    app = give_app(cast.cilla)
    client = Client()
    client.force_login(cast.cilla)

    answer = client.post("/mina-uppgifter/inloggning/app/ta-bort/")

    assert "Lägg till ett annat innan" in answer.content.decode()
    assert Authenticator.objects.filter(pk=app.pk).exists()


def test_a_caseworker_takes_theirs_away(cast: Any) -> None:
    give_app(cast.anna)
    client = Client()
    client.force_login(cast.anna)
    client.post("/mina-uppgifter/inloggning/app/ta-bort/")
    assert not Authenticator.objects.filter(user=cast.anna).exists()


# --- lost


def test_two_keepers_take_away_what_somebody_has_lost(cast: Any) -> None:
    give_app(cast.anna)
    logged_in = Client()
    log_in_with_code(logged_in, cast.anna, code_of())

    assert take_factors_away(cast.anna, by=cast.cilla) is False
    assert take_factors_away(cast.anna, by=cast.cilla) is False
    assert Authenticator.objects.filter(user=cast.anna).exists()
    assert open_reset(cast.anna).asked_by == cast.cilla  # type: ignore[union-attr]
    assert take_factors_away(cast.anna, by=cast.david) is True

    assert not Authenticator.objects.filter(user=cast.anna).exists()
    assert not is_logged_in(logged_in)
    assert log_in(Client(), cast.anna)["Location"] == "/"
    told = LoginRequest.objects.filter(person=cast.anna, kind=LoginRequestKind.FACTORS)
    assert told.count() == 2


def test_the_word_of_the_first_holds_for_three_days(cast: Any, at_noon: Any) -> None:
    give_app(cast.anna)
    take_factors_away(cast.anna, by=cast.cilla)

    at_noon.shift(datetime.timedelta(days=3, seconds=1))

    assert open_reset(cast.anna) is None
    assert take_factors_away(cast.anna, by=cast.david) is False


def test_a_keeper_who_lost_theirs_sets_up_another_before_anything_else(cast: Any) -> None:
    give_app(cast.cilla)
    take_factors_away(cast.cilla, by=cast.david)
    take_factors_away(cast.cilla, by=cast.adam)

    client = Client()
    log_in(client, cast.cilla)

    assert led_to(client, "/personer/") == "/logga-in/andra-steget/"


@pytest.mark.parametrize("who", ["anna", "bo", "kim", "eva"])
def test_nobody_else_takes_a_factor_away(cast: Any, who: str) -> None:
    give_app(cast.frida)
    client = Client()
    client.force_login(getattr(cast, who))
    assert client.post(f"/personer/{cast.frida.pk}/andra-steget/").status_code in (403, 404)
    assert open_reset(cast.frida) is None


def test_nobody_takes_away_their_own_that_way_or_one_that_is_not_there(cast: Any) -> None:
    give_app(cast.david)
    for person, code in ((cast.david, "own_login"), (cast.anna, "no_second_factor")):
        with pytest.raises(RuleError) as caught:
            take_factors_away(person, by=cast.david)
        assert caught.value.code == code


def test_on_the_page_of_a_person_two_keepers_say_it(cast: Any) -> None:
    give_app(cast.anna)
    page = f"/personer/{cast.anna.pk}/"
    for who, says in (("cilla", "en till som sköter registret säga ja"), ("david", "Andra steget är borttaget")):
        client = Client()
        client.force_login(getattr(cast, who))
        assert "andra-steget" in client.get(page).content.decode()
        client.post(f"{page}andra-steget/")
        shown = client.get(page).content.decode()
        assert says in shown
        assert "andra-steget" not in shown


def test_a_login_that_ends_keeps_the_factor_for_the_next_one(cast: Any) -> None:
    """One keeper alone, who ends a login and gives another, takes no factor away (ASVS 5.0, 6.4.4)."""
    give_app(cast.anna)
    client = Client()
    log_in_with_code(client, cast.anna, code_of())

    end_login(cast.anna, by=cast.cilla)
    give_login(cast.anna, by=cast.cilla)
    anna = Person.objects.get(pk=cast.anna.pk)
    person = choose_password(anna, token=login_token(anna), password=PASSWORD)

    assert not cast.anna.known_devices.exists()
    assert not is_logged_in(client)
    assert log_in(Client(), person)["Location"] == "/logga-in/kod/"


def test_somebody_logged_in_before_the_rule_shows_the_factor_that_they_have(cast: Any) -> None:
    give_app(cast.cilla)
    client = Client()
    log_in_by_password(client, cast.cilla)

    led = client.get("/personer/", follow=True)

    assert led.redirect_chain[-1][0].startswith("/bekrafta/kod/")
    client.post(led.redirect_chain[-1][0], {"code": code_of(), "next": "/personer/"})
    assert client.get("/personer/").status_code == 200
    assert PASSWORD not in led.content.decode()


# what is open to who needs a factor and has not shown one
OPEN = {
    "account_login", "account_logout", "account_reauthenticate", "accessibility", "date-echo", "forums:password-asked",
    "forums:password-forgotten", "forums:prove-elsewhere", "forums:second-factor", "health-live", "health-ready",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_authenticate", "mfa_index", "mfa_list_webauthn",
    "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_view_recovery_codes", "privacy",
    "set-language", "socialaccount_login_cancelled",
}  # fmt: skip


def test_no_page_but_these_is_open_to_a_keeper_without_a_factor(cast: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.cilla))
    pages = {key: address.path for key, address in MAP.items() if not address.is_api and "<" not in address.path}

    # logged out last
    in_order = sorted(pages, key=lambda key: key == "account_logout")
    led = {key for key in in_order if is_led(client, f"/{pages[key]}")}

    assert set(pages) - led == OPEN


def is_led(client: Client, path: str) -> bool:
    answers = [client.get(path), client.post(path)]
    return all(answer.get("Location", "").startswith("/logga-in/andra-steget/?") for answer in answers)


def test_ones_own_calls_details_and_subscriptions_are_closed_too(cast: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.cilla))
    for path in ("/min-kalender/prenumerera/", "/losenord/byt/"):
        assert client.post(path, {"what": "own"})["Location"].startswith("/logga-in/andra-steget/")
    assert not CalendarFeed.objects.exists()


def test_the_code_that_an_app_was_added_with_logs_nobody_in(cast: Any, django_capture_on_commit_callbacks: Any) -> None:
    client = Client()
    log_in(client, give_password(cast.anna))
    form = client.get("/mina-uppgifter/inloggning/app/ny/").content.decode()
    [secret] = re.findall(r'<code class="lang-kod">(\w+)</code>', form)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/mina-uppgifter/inloggning/app/ny/", {"code": code_of(secret=secret)})

    assert log_in_with_code(Client(), cast.anna, code_of(secret=secret)).status_code == 200
    assert log_in_with_code(Client(), cast.anna, code_of(1, secret=secret)).status_code == 302


def test_a_login_that_was_begun_with_the_password_before_does_not_end_well(cast: Any) -> None:
    give_app(cast.anna)
    client = Client()
    log_in(client, cast.anna)
    cast.anna.set_password("helt andra ord nu")
    cast.anna.save()

    assert client.post("/logga-in/kod/", {"code": code_of()})["Location"] == "/logga-in/"
    assert not is_logged_in(client)


def test_the_word_of_who_is_no_keeper_any_more_does_not_count(cast: Any) -> None:
    give_app(cast.anna)
    take_factors_away(cast.anna, by=cast.cilla)
    cast.cilla.roles.all().delete()

    assert take_factors_away(cast.anna, by=cast.david) is False
    assert open_reset(cast.anna).asked_by == cast.david  # type: ignore[union-attr]
