"""Keys, links to choose a password, and "Glömt lösenordet?": who is told to wait, and whom strangers stop."""

from __future__ import annotations

import datetime
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from config.doctor import Level, tries
from forums import brakes
from forums.brakes import Attempt, Purpose, note_success
from forums.logins import login_token
from forums.models import Brake, LoginRequest
from tests.cast import Cast
from tests.factories import make_key
from tests.notifications.pages.looking import text_of

pytestmark = pytest.mark.django_db
AREAS, FORGOTTEN = "/api/v1/areas/", "/losenord/glomt/"
HERE, THERE = "192.0.2.7", "198.51.100.1"


@pytest.fixture(autouse=True)
def slept(monkeypatch: Any) -> None:
    monkeypatch.setattr(brakes, "sleep", lambda _seconds: None)


def call(key: str, source: str = HERE) -> Any:
    return APIClient(headers={"authorization": f"Token {key}"}, REMOTE_ADDR=source).get(AREAS)


# --- keys of programs


def test_wrong_keys_are_told_to_wait_after_a_hundred_with_a_code_and_a_time(cast: Cast) -> None:
    assert {call(f"nyckel{number}").status_code for number in range(100)} == {401}

    refused = call("nyckel")

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert refused.json() == {
        "code": "too_many_tries",
        "message": "Det har blivit fel för många gånger. Vänta 60 minuter och försök igen.",
        "fields": {},
    }
    assert call("nyckel", THERE).status_code == 401


def test_a_wrong_key_counts_once(cast: Cast) -> None:
    call("nyckel")

    assert set(Brake.objects.values_list("count", flat=True)) == {1}


def test_a_right_key_goes_on_beside_a_program_with_an_old_one_and_costs_no_query(cast: Cast) -> None:
    key = make_key(cast.anna)
    for number in range(101):
        call(f"nyckel{number}")

    with CaptureQueriesContext(connection) as asked:
        assert call(key).status_code == 200

    assert asked.captured_queries and not [one for one in asked.captured_queries if "forums_brake" in one["sql"]]


# --- links to choose a password with


def test_made_up_links_hold_the_person_from_there_and_a_right_one_goes_on(cast: Cast) -> None:
    here, wrong = Client(REMOTE_ADDR=HERE), f"/losenord/{cast.bo.pk}/abc-def/"
    assert [here.get(wrong).status_code for _time in range(10)] == [404] * 10

    refused = here.get(wrong)

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert "Vänta 15 minuter och försök igen." in text_of(refused)
    assert here.get(f"/losenord/{cast.rut.pk}/abc-def/").status_code == 404
    assert Client(REMOTE_ADDR=THERE).get(wrong).status_code == 404
    assert here.get(f"/losenord/{cast.bo.pk}/{login_token(cast.bo)}/").status_code == 200


# --- "Glömt lösenordet?"


def ask(address: str, source: str) -> Any:
    return Client(REMOTE_ADDR=source).post(FORGOTTEN, {"email": address})


def asked_for(address: str) -> int:
    return LoginRequest.objects.filter(address=address).count()


def test_505_that_are_asked_for_from_one_place_stop_nobody_elsewhere(cast: Cast) -> None:
    answers = {(one.status_code, one.url) for one in (ask(f"nr{n}@af.example", HERE) for n in range(505))}

    assert answers == {(302, "/losenord/skickat/")}
    assert LoginRequest.objects.count() == 30
    ask(cast.bo.email, THERE)
    assert asked_for(cast.bo.email) == 1


def test_505_that_are_asked_for_from_many_places_stop_nobody(cast: Cast) -> None:
    for number in range(505):
        ask(f"nr{number}@af.example", f"203.0.{number // 250}.{number % 250}")

    ask(cast.bo.email, THERE)
    assert asked_for(cast.bo.email) == 1


def test_who_has_logged_in_from_a_place_is_heard_there_though_others_flood_it(cast: Cast) -> None:
    note_success(Attempt(Purpose.LOGIN, cast.bo.email, HERE))
    for number in range(40):
        ask(f"nr{number}@af.example", HERE)

    answers = [ask(address, HERE) for address in (cast.bo.email, cast.rut.email)]

    assert (asked_for(cast.bo.email), asked_for(cast.rut.email)) == (1, 0)
    assert len({(one.status_code, one.url, one.content) for one in answers}) == 1


def test_a_place_is_heard_again_after_an_hour(cast: Cast, time_machine: Any) -> None:
    start = datetime.datetime(2026, 12, 1, 8, tzinfo=datetime.UTC)
    time_machine.move_to(start, tick=False)
    for number in range(31):
        ask(f"nr{number}@af.example", HERE)
    time_machine.move_to(start + datetime.timedelta(hours=1), tick=False)

    ask(cast.bo.email, HERE)

    assert asked_for(cast.bo.email) == 1


def test_an_address_is_mailed_three_times_an_hour_whoever_asks(cast: Cast) -> None:
    for number in range(6):
        ask(cast.bo.email, f"203.0.113.{number}")

    assert asked_for(cast.bo.email) == 3


# --- who runs it is told


def test_doctor_counts_failed_logins_and_says_when_a_proxy_makes_all_visitors_one(
    cast: Cast, settings: Any, capsys: Any
) -> None:
    for number in range(3):
        brakes.note_failure(Attempt(Purpose.LOGIN, f"nr{number}@af.example", HERE))
    brakes.note_failure(Attempt(Purpose.LOGIN, "nr0@af.example", "10.0.0.1"))
    counted = "4 misslyckade inloggningar senaste dygnet, från 2 platser; 3 konton."
    assert [(one.level, one.text) for one in tries()] == [(Level.FINE, counted)]

    settings.TRUSTED_PROXIES = (ip_network("10.0.0.1"), ip_network("10.0.1.0/24"))
    assert [one.text for one in tries()][1:] == [
        "Proxyn 10.0.0.1 skickar inte X-Forwarded-For: alla som kommer genom den räknas som en."
    ]
    for number in range(100):
        call(f"nyckel{number}")
    assert next((one.level, one.text) for one in tries()) == (
        Level.WARNING,
        f"{counted} Platser som får vänta just nu: 1.",
    )
