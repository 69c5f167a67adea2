"""Sessions: they end when nobody uses them and after a working day, one sees them, and ends them elsewhere."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from forums.actions.logins import log_out_everywhere
from forums.models import KnownDevice, LoginRequest, LoginRequestKind
from forums.signin.devices import forget_old_devices, words_for
from tests.forums.signin.helping import PASSWORD, give_password, log_in

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 12, 1, 7, 0, tzinfo=datetime.UTC)
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(MORNING, tick=False) as travel:
        yield travel


@pytest.fixture
def client(cast: Any) -> Client:
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"})
    log_in(client, give_password(cast.anna))
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_a_session_ends_after_an_hour_without_a_request(client: Client, clock: Any) -> None:
    clock.shift(HOUR - MINUTE)
    assert is_in(client)
    clock.shift(HOUR - MINUTE)
    assert is_in(client)
    clock.shift(HOUR + MINUTE)
    assert not is_in(client)


def test_the_length_of_that_is_a_setting(cast: Any, clock: Any, settings: Any) -> None:
    settings.SESSION_IDLE_SECONDS = 1800
    client = Client()
    log_in(client, give_password(cast.anna))
    clock.shift(29 * MINUTE)
    assert is_in(client)
    clock.shift(31 * MINUTE)
    assert not is_in(client)


def test_a_session_ends_ten_hours_after_the_login_however_much_it_is_used(client: Client, clock: Any) -> None:
    for _half_hour in range(19):
        clock.shift(30 * MINUTE)
        assert is_in(client)
    clock.shift(29 * MINUTE)
    assert is_in(client)
    clock.shift(2 * MINUTE)
    assert not is_in(client)


def test_a_session_in_use_is_written_every_five_minutes(client: Client, clock: Any) -> None:
    is_in(client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    ends = Session.objects.get(pk=key).expire_date
    for minutes, moved in ((4, False), (2, True), (1, False)):
        clock.shift(minutes * MINUTE)
        assert is_in(client)
        now = Session.objects.get(pk=key).expire_date
        assert (now != ends) is moved
        ends = now


def test_the_cookie_ends_with_the_browser(client: Client) -> None:
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""


def test_the_key_of_a_session_is_another_one_after_the_login(cast: Any) -> None:
    browser = Client()
    browser.get("/logga-in/")
    browser.post("/logga-in/", {"login": "nobody@example.com", "password": "x"})
    before = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    log_in(browser, give_password(cast.bo))
    assert before is None or before.value != browser.cookies[settings.SESSION_COOKIE_NAME].value


def test_one_sees_where_one_is_logged_in_and_ends_it_elsewhere(cast: Any, client: Client) -> None:
    elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1"})
    log_in(elsewhere, cast.anna)
    page = client.get("/mina-uppgifter/inloggningar/").content.decode()
    assert "Firefox, Windows" in page and "Safari, iPhone" in page and "den här webbläsaren" in page

    other = UserSession.objects.get(user_agent__contains="iPhone")
    client.post("/mina-uppgifter/inloggningar/", {"avsluta": other.pk})

    assert is_in(client) and not is_in(elsewhere)


def test_all_others_end_at_once(cast: Any, client: Client) -> None:
    others = [Client(), Client()]
    for other in others:
        log_in(other, cast.anna)
    answer = client.post("/mina-uppgifter/inloggningar/", {"alla": "1"}, follow=True)
    assert "2 inloggningar är avslutade." in answer.content.decode()
    assert is_in(client) and not any(is_in(other) for other in others)


@pytest.mark.parametrize("pk", ["", "0", "x", "٣", "9" * 30])
def test_nobody_ends_the_session_of_another(cast: Any, client: Client, pk: str) -> None:
    bo = Client()
    log_in(bo, give_password(cast.bo))
    theirs = UserSession.objects.get(user=cast.bo)
    for name in (pk, str(theirs.pk)):
        assert client.post("/mina-uppgifter/inloggningar/", {"avsluta": name}).status_code == 404
    assert is_in(bo)


def test_a_new_password_ends_all_sessions(cast: Any, client: Client) -> None:
    cast.anna.set_password("helt andra ord nu")
    cast.anna.save()
    assert not is_in(client)


def test_a_login_from_a_new_device_is_told(cast: Any, client: Client) -> None:
    told = LoginRequest.objects.filter(person=cast.anna, kind=LoginRequestKind.DEVICE)
    assert told.count() == 0
    client.post("/logga-ut/")
    log_in(client, cast.anna)
    assert told.count() == 0

    log_in(Client(), cast.anna)

    assert told.count() == 1
    assert PASSWORD not in str(KnownDevice.objects.values())


def test_a_made_up_device_is_a_new_one(cast: Any, client: Client) -> None:
    other = Client()
    other.cookies[settings.DEVICE_COOKIE_NAME] = "å" * 43
    log_in(other, cast.anna)
    assert LoginRequest.objects.filter(kind=LoginRequestKind.DEVICE).count() == 1


def test_devices_are_forgotten_with_their_cookie(cast: Any, client: Client, clock: Any) -> None:
    clock.shift(datetime.timedelta(days=365))
    assert forget_old_devices() == 0
    clock.shift(datetime.timedelta(days=2))
    assert forget_old_devices() == 1


def test_browsers_are_named_in_words() -> None:
    assert words_for("Mozilla/5.0 (Macintosh; Intel Mac OS X 15) Chrome/150 Safari/537 Edg/150") == "Edge, Mac"
    assert words_for("Mozilla/5.0 (Linux; Android 16) Chrome/150.0 Mobile Safari/537.36") == "Chrome, Android"
    assert words_for("") == words_for("curl") == "Okänd webbläsare"


def test_a_proof_gives_the_session_another_key_and_no_longer_life(cast: Any, client: Client, clock: Any) -> None:
    before = client.session.session_key
    clock.shift(20 * MINUTE)
    client.post("/bekrafta/losenord/", {"password": PASSWORD})
    after = client.session.session_key
    assert before != after and not Session.objects.filter(pk=before).exists()
    assert UserSession.objects.get(user=cast.anna).session_key == after
    for _half_hour in range(19):
        clock.shift(30 * MINUTE)
        is_in(client)
    clock.shift(15 * MINUTE)
    assert not is_in(client)


def test_a_session_stays_to_be_seen_and_ended_whenever_its_key_is_another(cast: Any, client: Client) -> None:
    """After a proof, a new password, the code of a link: whatever gives it another key."""
    new = "fyra helt andra ord"
    client.post("/losenord/byt/", {"old": PASSWORD, "password": new, "again": new})
    assert is_in(client)
    session = client.session
    session.cycle_key()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    assert is_in(client)
    assert UserSession.objects.get(user=cast.anna).session_key == session.session_key

    assert log_out_everywhere(cast.anna, by=cast.cilla) == 1

    assert not is_in(client)
