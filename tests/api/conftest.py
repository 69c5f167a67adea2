"""Somebody at the API: a client with that person's token. And what the API says of itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml
from django.core.management import call_command
from rest_framework.test import APIClient

from forums.models import Person
from tests.factories import make_key

Api = Callable[[Person], APIClient]


@pytest.fixture
def api(db: None) -> Api:
    def client_of(person: Person) -> APIClient:
        client = APIClient(headers={"authorization": f"Token {make_key(person)}"})
        client.default_format = "json"
        return client

    return client_of


@pytest.fixture(scope="session")
def schema(tmp_path_factory) -> dict:
    """The description as the command writes it: valid, and without a single warning."""
    path = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(path))
    return yaml.safe_load(path.read_text())
