"""Two requests at the same moment, on connections of their own."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from forums.actions.signin import take_factors_away
from tests.booking.meetings.test_races import at_once
from tests.forums.signin.helping import code_of, give_app, log_in, recovery_codes

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def each_process_has_a_cache_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the library remembers of used codes is of one process: here nothing is."""
    monkeypatch.setattr(cache, "add", lambda *args, **options: True)


def between_the_steps(person: Any, how_many: int) -> list[Client]:
    clients = [Client() for _number in range(how_many)]
    for client in clients:
        assert log_in(client, person)["Location"] == "/logga-in/kod/"
    return clients


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_one_code_that_is_sent_twice_opens_once(cast: Any, kind: str) -> None:
    give_app(cast.anna)
    clients = between_the_steps(cast.anna, 4)
    code = code_of() if kind == "app" else recovery_codes(cast.anna)[0]

    def send(client: Client) -> int:
        return client.post("/logga-in/kod/", {"code": code}).status_code

    results = at_once(*[lambda client=client: send(client) for client in clients])

    assert sorted(results) == [200, 200, 200, 302]


def test_two_keepers_at_once_are_two(cast: Any) -> None:
    give_app(cast.anna)
    results = at_once(
        lambda: take_factors_away(cast.anna, by=cast.cilla), lambda: take_factors_away(cast.anna, by=cast.david)
    )
    assert sorted(results) == [False, True]
    assert not Authenticator.objects.filter(user=cast.anna).exists()
