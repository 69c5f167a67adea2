"""One shape for everything that goes wrong."""

import inspect

import pytest
from django.utils import translation
from rest_framework import fields, relations, serializers
from rest_framework.test import APIClient

from booking.meetings.api import meetings
from tests.api.conftest import Api
from tests.cast import Cast

MEETINGS = "/api/v1/meetings/"
NOT_USED = {"SlugField"}


def shape(answer) -> tuple[int, str]:
    body = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert set(body) == {"code", "message", "fields"}
    assert body["message"] and body["fields"] == {}
    return answer.status_code, body["code"]


def test_without_a_token_the_answer_says_what_to_send(db):
    answer = APIClient().get(MEETINGS)

    assert shape(answer) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Token"


def test_a_token_that_is_none_is_refused(db):
    answer = APIClient(headers={"authorization": "Token nej"}).get(MEETINGS)

    assert shape(answer) == (401, "authentication_failed")
    assert answer.json()["message"] == "Nyckeln gäller inte. Be om en ny."


@pytest.mark.parametrize(
    "address",
    ["/api/v1/", "/api/v1/finns-inte/", "/api/v1/meetings/1/", "/api/v1/areas/x/", "/api/v1/areas/999999/",
     "/api/v1/meetings/00000000-0000-0000-0000-000000000000/", "/api/v1/meetings/?page=99"],
)  # fmt: skip
def test_what_does_not_exist_is_said_in_json(api: Api, cast: Cast, address):
    assert shape(api(cast.anna).get(address)) == (404, "not_found")


def test_a_method_that_nothing_answers_to(api: Api, cast: Cast):
    assert shape(api(cast.anna).post("/api/v1/areas/", {})) == (405, "method_not_allowed")


@pytest.mark.parametrize("text", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"template": NaN}', b"1" * 5000])
def test_what_is_no_json_is_refused(api: Api, cast: Cast, text):
    answer = api(cast.anna).post(MEETINGS, text, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["code"] in ("parse_error", "invalid")


def test_anything_but_json_is_refused(api: Api, cast: Cast):
    answer = api(cast.anna).post(MEETINGS, "template=1", content_type="application/x-www-form-urlencoded")

    assert shape(answer) == (415, "unsupported_media_type")


def test_a_body_that_is_too_large_is_refused(api: Api, cast: Cast, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    assert shape(api(cast.anna).post(MEETINGS, {"place": "x" * 200})) == (413, "too_large")


def test_an_answer_in_another_format_cannot_be_had(api: Api, cast: Cast):
    assert shape(api(cast.anna).get(MEETINGS, headers={"accept": "text/html"})) == (406, "not_acceptable")


def test_a_session_of_a_browser_is_nobody_at_the_api(cast: Cast):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cast.anna)

    assert client.get(MEETINGS).status_code == 401
    assert client.post(MEETINGS, {}, format="json").status_code == 401


def test_what_nobody_expected_says_nothing_about_why(api: Api, cast: Cast, monkeypatch):
    def fail(person):
        raise RuntimeError("SELECT * FROM hemligt")

    monkeypatch.setattr(meetings, "visible_meetings", fail)
    client = api(cast.anna)
    client.raise_request_exception = False

    answer = client.get(MEETINGS)

    assert shape(answer) == (500, "server_error")
    assert b"hemligt" not in answer.content


def test_what_came_in_is_not_repeated(api: Api, cast: Cast):
    text = r'{"template": 1, "meeting_form": "900101-2385", "\ud800": 1}'

    answer = api(cast.anna).post(MEETINGS, text, content_type="application/json")
    chosen = api(cast.anna).post(MEETINGS, {"template": cast.sip.pk, "meeting_form": "900101-2385"})

    assert answer.json()["fields"] == {"?": ["Okänt fält."]}
    assert chosen.json()["fields"] == {"meeting_form": ["Välj ur listan."]}


def test_several_mistakes_are_told_at_once(api: Api, cast: Cast):
    answer = api(cast.anna).post(MEETINGS, {"starts_at": "nyss", "place": "x" * 200})

    assert answer.json() == {
        "code": "invalid",
        "message": "Rätta uppgifterna och försök igen.",
        "fields": {
            "template": ["Det här fältet är obligatoriskt."],
            "starts_at": [
                "Datumtiden har fel format. Använd ett av dessa format istället: "
                "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
            ],
            "place": ["Se till att detta fält inte har fler än 160 tecken."],
        },
    }


def test_every_sentence_that_the_library_may_give_is_swedish():
    """The library's own words where nobody has translated them would be the only English in the API."""
    english = []
    with translation.override("sv"):
        for module in (fields, serializers, relations):
            for name, known in inspect.getmembers(module, inspect.isclass):
                for key, sentence in getattr(known, "default_error_messages", {}).items():
                    with translation.override("en"):
                        original = str(sentence)
                    if str(sentence) == original and name not in NOT_USED:
                        english.append((name, key, original))

    assert english == []


def test_what_is_no_text_or_no_list_is_refused_in_swedish(api: Api, cast: Cast):
    body = {"template": cast.samverksmote.pk, "place": ["Rum 3"], "invitations": "Bo", "no_mail": "kanske"}

    answer = api(cast.anna).post("/api/v1/meetings/", body).json()

    assert answer["fields"] == {
        "place": ["Skriv text."],
        "invitations": ["Skicka en lista."],
        "no_mail": ["Skriv true eller false."],
    }
    assert api(cast.anna).post("/api/v1/meetings/", [1]).json()["message"] == "Skicka ett objekt."
