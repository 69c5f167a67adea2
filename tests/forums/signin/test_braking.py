"""Brakes at the login: guessing gets nowhere, and nobody is locked out by strangers."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums import brakes
from tests.forums.signin.helping import PASSWORD, code_of, give_app, give_password, log_in

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 12, 1, 7, 0, tzinfo=datetime.UTC)
HERE, THERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(brakes, "sleep", lambda seconds: None)
    cache.clear()
    with time_machine.travel(MORNING, tick=False) as travel:
        yield travel


def browser(source: str = HERE) -> Client:
    return Client(REMOTE_ADDR=source)


def guess(person: Any, times: int, source: str = THERE) -> Any:
    return [log_in(browser(source), person, f"fel {number}") for number in range(times)][-1]


def test_ten_wrong_passwords_from_one_place_lock_it_for_a_quarter_of_an_hour(cast: Any, clock: Any) -> None:
    give_password(cast.anna)
    guess(cast.anna, 10)

    refused = log_in(browser(THERE), cast.anna)

    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert "15 minuter" in refused.content.decode() and cast.anna.email in refused.content.decode()
    clock.shift(15 * 60 + 1)
    assert log_in(browser(THERE), cast.anna).status_code == 302


def test_the_owner_comes_in_from_elsewhere_and_is_told(cast: Any) -> None:
    give_password(cast.anna)
    guess(cast.anna, 60)

    mine = browser(HERE)
    page = mine.get(log_in(mine, cast.anna)["Location"]).content.decode()

    assert "fel lösenord till ditt konto" in page
    mine.post("/logga-ut/")
    assert "fel lösenord" not in mine.get(log_in(mine, cast.anna)["Location"]).content.decode()


def test_the_owner_comes_in_from_the_same_place_with_a_device_that_is_known(cast: Any) -> None:
    mine = browser(THERE)
    log_in(mine, give_password(cast.anna))
    mine.post("/logga-ut/")
    guess(cast.anna, 60)

    assert log_in(browser(THERE), cast.anna).status_code == 429
    assert log_in(mine, cast.anna).status_code == 302


def test_a_sweep_over_many_accounts_is_stopped(cast: Any) -> None:
    for number in range(100):
        browser(THERE).post("/logga-in/", {"login": f"nagon{number}@kommun.example", "password": "x" * 12})
    assert log_in(browser(THERE), give_password(cast.bo)).status_code == 429
    assert log_in(browser(HERE), cast.bo).status_code == 302


def test_nobody_learns_who_has_an_account(cast: Any) -> None:
    give_password(cast.anna)
    told, asked = set(), set()
    for address in (cast.anna.email, cast.rut.email, "ingen@kommun.example"):
        with CaptureQueriesContext(connection) as queries:
            answer = browser().post("/logga-in/", {"login": address, "password": "fel lösenord"})
        text = re.sub(r'value="[^"]*"', "", answer.content.decode())
        told.add((answer.status_code, text))
        asked.add(len(queries))

    assert len(told) == len(asked) == 1
    assert "E-postadressen eller lösenordet stämmer inte." in told.pop()[1]


def test_codes_are_braked_for_the_account_wherever_they_come_from(cast: Any) -> None:
    give_app(cast.anna)
    for number in range(20):
        client = browser(f"203.0.113.{number}")
        log_in(client, cast.anna)
        client.post("/logga-in/kod/", {"code": "000000"})
    client = browser(HERE)
    log_in(client, cast.anna)

    refused = client.post("/logga-in/kod/", {"code": code_of()})

    assert refused.status_code == 429 and "minuter" in refused.content.decode()
    assert client.get("/mina-uppgifter/inloggning/").status_code == 302


def test_a_proof_by_password_is_braked_too(cast: Any, clock: Any) -> None:
    client = browser()
    log_in(client, give_password(cast.anna))
    for _number in range(10):
        client.post("/bekrafta/losenord/", {"password": "fel"})
    assert client.post("/bekrafta/losenord/", {"password": PASSWORD}).status_code == 429


def test_what_is_written_in_the_log_is_no_address(cast: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    guess(cast.anna, 11)
    told = " ".join(str(record.__dict__) for record in caplog.records)
    assert "try counted" in told and "try refused" in told
    assert cast.anna.email not in told and THERE not in told and "fel 3" not in told
