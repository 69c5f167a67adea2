"""Keys of programs: hashed, named, with an end, one's own to make and to end."""

from __future__ import annotations

import datetime
import importlib
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from config.ground.errors import RuleError
from forums.actions.logins import choose_password
from forums.actions.tokens import AT_MOST, digest_of, end_token, make_token, remove_old_tokens
from forums.logins import login_token
from forums.models import ApiToken, Person
from tests.factories import make_key, make_person

pytestmark = pytest.mark.django_db
MAKE, OWN = "forums:token-make", "booking:own-details"


def answer(key: str) -> int:
    return APIClient(headers={"authorization": f"Token {key}"}).get("/api/v1/areas/").status_code


def refusal(person: Person, name: str) -> str:
    with pytest.raises(RuleError) as caught:
        make_token(person, name=name, by=person)
    return str(caught.value.code)


def test_of_a_key_only_its_digest_is_kept(cast: Any) -> None:
    token, key = make_token(cast.anna, name="Verksamhetssystemet", by=cast.anna)

    assert answer(key) == 200
    assert token.digest == digest_of(key) and len(key) >= 43
    kept = [str(value) for row in ApiToken.objects.values() for value in row.values()]
    assert not any(key in value for value in kept)
    assert answer(token.digest) == 401


def test_a_key_holds_for_as_long_as_the_setting_says(cast: Any, settings: Any) -> None:
    settings.API_TOKEN_DAYS = 7
    token, key = make_token(cast.anna, name="API", by=cast.anna)

    assert token.ends_at - token.made_at == datetime.timedelta(days=7)
    ApiToken.objects.update(ends_at=timezone.now() - datetime.timedelta(seconds=1))
    assert answer(key) == 401


def test_the_day_of_the_last_use_is_noted_and_written_once_a_day(cast: Any) -> None:
    token, key = make_token(cast.anna, name="API", by=cast.anna)
    assert token.last_used_on is None

    answer(key)

    token.refresh_from_db()
    assert token.last_used_on == timezone.localdate()
    ApiToken.objects.update(last_used_on=timezone.localdate() - datetime.timedelta(days=1))
    answer(key)
    token.refresh_from_db()
    assert token.last_used_on == timezone.localdate()


def test_a_person_has_several_keys_and_ends_one(cast: Any) -> None:
    _token, first = make_token(cast.anna, name="Kalendern", by=cast.anna)
    token, second = make_token(cast.anna, name="Verksamhetssystemet", by=cast.anna)

    end_token(token, by=cast.anna)

    assert (answer(first), answer(second)) == (200, 401)


def test_nobody_makes_or_ends_a_key_of_somebody_else(cast: Any) -> None:
    token, key = make_token(cast.anna, name="API", by=cast.anna)

    for other in (cast.adam, cast.alma):
        with pytest.raises(PermissionDenied):
            make_token(cast.anna, name="Mitt", by=other)
        with pytest.raises(PermissionDenied):
            end_token(token, by=other)
    assert answer(key) == 200


def test_names_are_told_apart_and_say_nothing_personal(cast: Any) -> None:
    make_token(cast.anna, name=" Kalender\n nr 1 ", by=cast.anna)

    assert cast.anna.api_tokens.get().name == "Kalender nr 1"
    assert refusal(cast.anna, "Kalender nr 1") == "token_name_taken"
    assert refusal(cast.anna, "  ") == "token_name"
    assert refusal(cast.anna, "a" * 61) == "token_name"
    assert refusal(cast.anna, "för 19900101-2385") == "token_name"
    make_token(cast.alma, name="Kalender nr 1", by=cast.alma)


def test_the_number_of_keys_is_bounded(cast: Any) -> None:
    for number in range(AT_MOST):
        make_token(cast.anna, name=f"program {number}", by=cast.anna)

    assert refusal(cast.anna, "ett till") == "too_many_tokens"


def test_a_new_password_ends_all_keys(cast: Any) -> None:
    key = make_key(cast.anna)

    choose_password(cast.anna, token=login_token(cast.anna), password="ett nytt långt lösenord")

    assert answer(key) == 401 and not cast.anna.api_tokens.exists()


def test_a_new_password_from_whoever_runs_the_server_ends_all_keys(cast: Any) -> None:
    key = make_key(cast.anna)

    call_command("create_person", email=cast.anna.email, name="Anna Andlykt", federation="lingon", stdout=StringIO())

    assert answer(key) == 401


def test_the_key_of_one_who_has_left_opens_nothing(cast: Any) -> None:
    key = make_key(cast.anna)
    Person.objects.filter(pk=cast.anna.pk).update(is_active=False)

    assert answer(key) == 401


def test_a_key_that_has_not_held_for_a_month_is_removed(cast: Any) -> None:
    make_key(cast.anna)
    make_token(cast.anna, name="nyss", by=cast.anna)
    ApiToken.objects.exclude(name="nyss").update(ends_at=timezone.now() - datetime.timedelta(days=31))
    ApiToken.objects.filter(name="nyss").update(ends_at=timezone.now() - datetime.timedelta(days=29))

    assert remove_old_tokens() == 1
    assert cast.anna.api_tokens.get().name == "nyss"


# --- one's own page


@pytest.fixture
def anna(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.anna)
    return client


def test_a_key_is_shown_when_it_is_made_and_never_again(cast: Any, anna: Client) -> None:
    made = anna.post(reverse(MAKE), {"name": "Verksamhetssystemet"})
    again = anna.post(reverse(MAKE), {"name": "Verksamhetssystemet"})
    own = anna.get(reverse(OWN)).content.decode()

    token = cast.anna.api_tokens.get()
    key = made.context["key"]
    assert key in made.content.decode() and token.digest == digest_of(key)
    assert made.headers["Cache-Control"] == "private, no-store"
    assert again.status_code == 422 and "Du har redan en nyckel med det namnet." in again.content.decode()
    assert "Verksamhetssystemet" in own and f"{timezone.localtime(token.ends_at):%Y-%m-%d}" in own
    assert key not in own and token.digest not in own


def test_a_key_is_ended_on_ones_own_page(cast: Any, anna: Client) -> None:
    key, others = make_key(cast.anna), make_key(cast.alma)

    ended = anna.post(reverse("forums:token-end", args=[cast.anna.api_tokens.get().pk]), follow=True)
    refused = anna.post(reverse("forums:token-end", args=[cast.alma.api_tokens.get().pk]))

    assert "Nyckeln är avslutad." in ended.content.decode()
    assert refused.status_code == 404
    assert (answer(key), answer(others)) == (401, 200)


# --- on the server


def create_token(*arguments: str) -> str:
    out = StringIO()
    call_command("create_token", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def test_the_command_prints_a_key_that_belongs_to_the_person() -> None:
    anna = make_person(email="anna@prov.example")

    key = create_token("--email", " Anna@Prov.example", "--name", "Kalendern")

    assert (anna.api_tokens.get().digest, anna.api_tokens.get().name) == (digest_of(key), "Kalendern")


def test_the_second_time_it_asks_for_another_name() -> None:
    make_person(email="anna@prov.example")
    create_token("--email", "anna@prov.example")

    with pytest.raises(CommandError, match="redan en nyckel med det namnet"):
        create_token("--email", "anna@prov.example")


def test_keys_are_revoked_by_name_or_all_together() -> None:
    anna = make_person(name="Anna Andlykt", email="anna@prov.example")
    for name in ("ett", "två", "tre"):
        create_token("--email", "anna@prov.example", "--name", name)

    assert create_token("--email", "anna@prov.example", "--revoke", "--name", "två") == "Nyckeln är indragen."
    assert {token.name for token in anna.api_tokens.all()} == {"ett", "tre"}
    assert create_token("--email", "anna@prov.example", "--revoke") == "2 nycklar är indragna."
    assert create_token("--email", "anna@prov.example", "--revoke") == "Anna Andlykt har ingen nyckel."


def test_an_unknown_address_is_said_in_swedish() -> None:
    with pytest.raises(CommandError, match="Det finns ingen person med adressen nemo@"):
        create_token("--email", "nemo@prov.example")


def test_one_who_has_left_gets_no_key() -> None:
    make_person(name="Anna Andlykt", email="anna@prov.example", is_active=False)

    with pytest.raises(CommandError, match="Anna Andlykt arbetar inte kvar"):
        create_token("--email", "anna@prov.example")


# --- what was kept in the clear before


def test_keys_of_an_earlier_version_go_on_working_for_a_year_and_are_not_kept_in_the_clear(cast: Any) -> None:
    from django.apps import apps

    migration = importlib.import_module("forums.migrations.0013_tokens_are_hashed")
    key, other = "f" * 40, "e" * 40
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE authtoken_token (key varchar(40), user_id bigint, created timestamp)")
        for person, what in ((cast.anna, key), (cast.bo, other)):
            cursor.execute("INSERT INTO authtoken_token VALUES (%s, %s, '2025-03-01 08:00:00')", [what, person.pk])
    editor = SimpleNamespace(connection=connection)
    migration.hash_tokens(apps, editor)
    migration.hash_tokens(apps, editor)

    assert (answer(key), answer(other)) == (200, 200)
    token = cast.anna.api_tokens.get()
    assert token.made_at == datetime.datetime(2025, 3, 1, 8, tzinfo=datetime.UTC)
    assert datetime.timedelta(days=364) < token.ends_at - timezone.now() <= datetime.timedelta(days=365)
    assert "authtoken_token" not in connection.introspection.table_names()
