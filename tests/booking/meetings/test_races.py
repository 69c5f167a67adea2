"""Two connections at once, on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import close_old_connections, connection

from booking.meetings.actions.answering import name_substitute
from booking.meetings.actions.calling import call_meeting, create_draft
from booking.models import Meeting, MeetingEvent
from forums.models import Person
from tests.cast import make_cast
from tests.factories.calls import call_individual, draft_individual

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run all in threads that start together, each with a connection of its own; what each returned or raised."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(position: int, call: Callable[[], object]) -> None:
        close_old_connections()
        barrier.wait()
        try:
            results[position] = call()
        except Exception as error:
            results[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_ten_posts_of_one_call_are_one_call() -> None:
    cast = make_cast()
    draft = draft_individual(cast)

    results = at_once(*[lambda: call_meeting(draft, by=cast.anna)] * 10)

    assert {type(result) for result in results} == {Meeting}
    assert MeetingEvent.objects.filter(meeting=draft, what="called").count() == 1


def test_ten_first_pages_with_one_key_are_one_draft() -> None:
    cast = make_cast()

    results = at_once(*[lambda: create_draft(by=cast.anna, template=cast.samverksmote, request_key="k")] * 10)

    assert len({result.pk for result in results}) == 1
    assert Meeting.objects.count() == 1


def test_two_meetings_that_name_the_same_new_colleague_get_one_person() -> None:
    cast = make_cast()
    seats = [call_individual(cast).invitations.get(person=cast.bo) for _ in range(2)]

    def name(seat: Any) -> Callable[[], object]:
        return lambda: name_substitute(seat, name="Nils Nypon", email="nils@af.example", channel="link")

    results = at_once(*[name(seat) for seat in seats])

    assert {result.person.email for result in results} == {"nils@af.example"}
    assert Person.objects.filter(email="nils@af.example").count() == 1
