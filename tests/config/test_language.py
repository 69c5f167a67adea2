"""Swedish until somebody chooses English; the API and everything that is sent or stored is Swedish all the same."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from booking.workdays import day_warnings
from config.ground.dates import echo_date
from notifications.telling.links import link_token
from notifications.telling.texts import MeetingWords
from tests.cast import Cast
from tests.factories.calls import call_individual

ENGLISH_BROWSER = {"Accept-Language": "en-GB,en;q=0.9"}
# words that would give a Swedish heading, button or answer away
SWEDISH = ("Mötet", "möten", "Kalla", "Logga", "Vägen", "svar ", "Svara", "Inställt", "Områden", "kl.", "(v.")


@pytest.fixture
def english(client: Client) -> Client:
    choose(client, "en")
    return client


def choose(client: Client, language: str, **more: str) -> Any:
    return client.post(reverse("set-language"), {"language": language, **more})


def test_an_english_browser_changes_nothing(client: Client) -> None:
    page = client.get(reverse("accessibility"), headers=ENGLISH_BROWSER)

    assert '<html lang="sv"' in page.text
    assert page["Content-Language"] == "sv"
    assert "Accept-Language" not in page["Vary"]


def test_the_switch_stays_on_the_page_and_is_remembered(client: Client) -> None:
    here = reverse("privacy") + "?a=1"

    answer = choose(client, "en", next=here)

    assert (answer.status_code, answer["Location"]) == (302, here)
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME]["httponly"]
    assert '<html lang="en"' in client.get(here).text


def test_each_language_offers_the_other_in_its_own_words(client: Client) -> None:
    page = reverse("accessibility")
    assert 'value="en" lang="en">English</button>' in client.get(page).text

    choose(client, "en")

    assert 'value="sv" lang="sv">Svenska</button>' in client.get(page).text
    choose(client, "sv")
    assert '<html lang="sv"' in client.get(page).text


@pytest.mark.parametrize("language", ["de", "../en", ""])
def test_an_unknown_language_is_swedish(client: Client, language: str) -> None:
    choose(client, language)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    assert '<html lang="sv"' in client.get(reverse("accessibility")).text


def test_the_switch_leads_to_no_other_site(client: Client) -> None:
    assert choose(client, "en", next="https://elsewhere.example/")["Location"] == "/"


@pytest.mark.django_db
def test_the_api_answers_in_swedish_whatever_was_chosen(english: Client) -> None:
    answer = english.get("/api/v1/meetings/", headers=ENGLISH_BROWSER)

    assert answer.json()["message"] == "Skicka med din nyckel: Authorization: Token …"
    assert answer["Content-Language"] == "sv"


def test_pages_in_english_show_no_swedish_of_ours(english: Client, cast: Cast) -> None:
    """Names of places, kinds of meeting and people are data and stay as they are."""
    meeting = call_individual(cast)
    names = ("booking:my-meetings", "forums:forum-list", "forums:contact-point-list", "notifications:sent", "privacy")
    link = f"/svar/{link_token(meeting.invitations.get(person=cast.bo))}/"
    urls = [*(reverse(name) for name in names), reverse("booking:meeting", args=[meeting.pk]), link]
    english.force_login(cast.anna)

    for url in urls:
        page = english.get(url).text
        assert '<html lang="en"' in page
        assert [word for word in SWEDISH if word in page] == [], url


def test_agreed_words_on_pages_in_english_are_marked_as_swedish(english: Client, cast: Cast) -> None:
    meeting = call_individual(cast)
    english.force_login(cast.anna)

    for url in ("/", f"/moten/{meeting.pk}/", "/moten/kalla/"):
        body = english.get(url).text.split("<main")[1]
        assert f'<span lang="sv">{meeting.template.name}' in body, url
    assert f'<span lang="sv">{cast.lsg.name}</span>' in english.get("/forum/").text
    choose(english, "sv")
    assert '<span lang="sv">' not in english.get("/moten/kalla/").text


def test_mails_are_swedish_for_those_who_read_the_pages_in_english(cast: Cast) -> None:
    meeting = call_individual(cast)
    seat = meeting.invitations.first()
    with translation.override("sv"):
        swedish = MeetingWords(meeting).invitation(seat)

    with translation.override("en"):
        assert MeetingWords(meeting).invitation(seat) == swedish


def test_days_are_written_in_english() -> None:
    with translation.override("en"):
        assert echo_date(datetime.date(2026, 12, 8)) == "Tue 8 Dec 2026, week 50"
    assert [warning.message for warning in day_warnings(datetime.date(2026, 12, 24), "en")] == [
        "Thursday 24 December 2026 is Christmas Eve, when most people are off."
    ]
