"""What happens when the same form is posted many times at once: needs row locks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from forums.models import Person
from notifications.models import AccessCode, OutboxMessage
from notifications.telling.codes import new_code
from tests.cast import make_cast
from tests.factories.calls import call_individual
from tests.notifications.pages.looking import details_of, link_of, seat_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(times: int, act: Callable[[int], Any]) -> list[Any]:
    """What came of each when all begin together, each on a connection of its own."""
    ready, results = threading.Barrier(times), []

    def run(number: int) -> None:
        ready.wait()
        results.append(act(number))
        connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_ten_posts_at_once_are_one_substitute_and_all_end_alike() -> None:
    cast = make_cast()
    seat = seat_of(call_individual(cast), cast.bo)
    url, posted = link_of(seat), {"answer": "substitute", "name": "Nils Ny", "email": "nils@af.example"}

    answers = at_once(10, lambda _number: Client().post(url, posted)["Location"])

    assert answers == [f"{url}?tack=1"] * 10
    assert seat.substitutions.count() == Person.objects.filter(email="nils@af.example").count() == 1


def test_ten_different_substitutes_at_once_are_one() -> None:
    cast = make_cast()
    seat = seat_of(call_individual(cast), cast.bo)
    url = link_of(seat)

    statuses = at_once(
        10,
        lambda number: (
            Client()
            .post(url, {"answer": "substitute", "name": "Nils", "email": f"nils{number}@af.example"})
            .status_code
        ),
    )

    assert Counter(statuses) == {302: 1, 404: 9}
    assert seat.substitutions.count() == 1


def test_ten_guesses_at_once_are_five_tries() -> None:
    cast = make_cast()
    seat = seat_of(call_individual(cast), cast.bo)
    code, url = new_code(seat), details_of(seat)
    wrong = f"{(int(code) + 1) % 10**6:06d}"

    at_once(10, lambda _number: Client().post(url, {"code": wrong}).status_code)

    assert AccessCode.objects.get().attempts == 5
    # from there one has to wait, and elsewhere the code is spent
    assert Client().post(url, {"code": code}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.9").post(url, {"code": code}).status_code == 422


def test_ten_requests_at_once_send_one_code() -> None:
    cast = make_cast()
    url = details_of(seat_of(call_individual(cast), cast.bo))

    at_once(10, lambda _number: Client().post(url, {"skicka": "1"}).status_code)

    assert OutboxMessage.objects.filter(kind="access_code").count() == 1
