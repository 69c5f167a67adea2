"""Nothing that was answered to one person is kept by a cache."""

from __future__ import annotations

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/min-kalender/", "/skickat/", "/statistik/", "/personer/", "/finns-inte/"])
def test_no_page_behind_login_is_kept_by_a_cache(cast: Cast, client: Client, path: str) -> None:
    client.force_login(cast.cilla)

    assert client.get(path).headers["Cache-Control"] == "private, no-store"


def test_no_answer_of_the_api_is_kept_by_a_cache(cast: Cast) -> None:
    api = APIClient()
    api.force_authenticate(cast.anna)

    answers = [api.get("/api/v1/meetings/"), api.get("/api/v1/nothing/"), api.post("/api/v1/meetings/", {})]

    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_a_file_that_all_get_is_kept_by_caches(client: Client) -> None:
    answer = client.get("/static/samverk/samverk.css")
    answer.close()

    assert "no-store" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_an_unknown_address_of_the_api_is_said_in_json_whatever_is_asked_of_it(method: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/nothing/")

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
