"""Somebody at the API: a client with that person's token."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from forums.models import Person

Api = Callable[[Person], APIClient]


@pytest.fixture
def api(db: None) -> Api:
    def client_of(person: Person) -> APIClient:
        token, _made = Token.objects.get_or_create(user=person)
        client = APIClient(headers={"authorization": f"Token {token.key}"})
        client.default_format = "json"
        return client

    return client_of
