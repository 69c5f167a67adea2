"""Failures that come at once, on connections of their own."""

from __future__ import annotations

import pytest

from forums.brakes import Attempt, Purpose, forget_old_brakes, is_held, note_failure, note_success
from forums.models import Brake
from forums.models.brakes import Scope
from tests.booking.meetings.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HERE = "192.0.2.7"


def test_two_that_fail_at_once_are_both_counted() -> None:
    attempt = Attempt(Purpose.LOGIN, "bo@af.example", HERE)

    for count in range(1, 5):
        assert at_once(*[lambda: note_failure(attempt)] * 2) == [None, None]
        assert set(Brake.objects.values_list("count", flat=True)) == {2 * count}


def test_many_accounts_from_many_sources_neither_wait_for_each_other_for_ever_nor_lose_any() -> None:
    def fail(number: int) -> None:
        for turn in range(10):
            note_failure(Attempt(Purpose.LOGIN, f"nr{(number + turn) % 5}@af.example", f"192.0.2.{number % 3}"))
            forget_old_brakes()

    results = at_once(*[lambda number=number: fail(number) for number in range(8)])

    assert results == [None] * 8
    assert sum(Brake.objects.filter(scope=Scope.HOUR).values_list("count", flat=True)) == 80
    assert sum(Brake.objects.filter(scope=Scope.SOURCE).values_list("count", flat=True)) == 80
    assert sum(Brake.objects.filter(scope=Scope.ACCOUNT).values_list("count", flat=True)) == 80


def test_ten_that_come_at_once_begin_one_lock() -> None:
    attempt = Attempt(Purpose.LOGIN, "bo@af.example", HERE)

    results = at_once(*[lambda: note_failure(attempt)] * 12)

    assert len([one for one in results if one is not None]) == 3
    assert Brake.objects.get(scope=Scope.PAIR).level == 1
    assert is_held(attempt) is not None


def test_a_success_beside_failures_breaks_nothing() -> None:
    attempt = Attempt(Purpose.LOGIN, "bo@af.example", HERE)
    calls = [lambda: note_failure(attempt), lambda: note_success(attempt)] * 4

    assert set(at_once(*calls)) == {None}
    assert Brake.objects.get(scope=Scope.PAIR).succeeded_at is not None
