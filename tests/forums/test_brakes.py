"""Brakes on guessing: who is held by whose failures, and who never is."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.logs import JsonFormatter
from forums import brakes
from forums.brakes import (
    Attempt,
    Purpose,
    count_wrong,
    failures_since,
    forget_failures,
    forget_old_brakes,
    hold,
    is_held,
    note_failure,
    note_success,
)
from forums.models import Brake
from forums.models.brakes import Scope
from notifications.retention import run_retention
from tests.factories import make_person

pytestmark = pytest.mark.django_db
OWNER = "bo@af.example"
HERE, THERE = "192.0.2.7", "198.51.100.1"
MINUTE, HOUR, DAY = datetime.timedelta(minutes=1), datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def slept(monkeypatch: Any) -> list[float]:
    """The delays, instead of waiting for them."""
    delays: list[float] = []
    monkeypatch.setattr(brakes, "sleep", delays.append)
    return delays


@pytest.fixture
def clock(time_machine: Any) -> Any:
    start = datetime.datetime(2026, 12, 1, 8, 5, tzinfo=datetime.UTC)

    def move(by: datetime.timedelta) -> None:
        time_machine.move_to(start + by, tick=False)

    move(0 * MINUTE)
    return move


def login(account: str = OWNER, source: str = HERE, device: str = "") -> Attempt:
    return Attempt(Purpose.LOGIN, account, source, device)


def guess(attempt: Attempt, times: int = 1) -> int:
    """Wrong guesses, as a login makes them: how many were not refused."""
    heard = 0
    for _time in range(times):
        if hold(attempt) is None:
            note_failure(attempt)
            heard += 1
    return heard


# --- who is held


def test_a_stranger_with_500_wrong_passwords_is_heard_ten_times_and_keeps_no_owner_out_elsewhere() -> None:
    assert guess(login(), 500) == 10

    assert is_held(login()) is not None
    assert is_held(login(source=THERE)) is None


def test_from_the_strangers_own_address_the_owner_waits_unless_on_a_device_that_is_known() -> None:
    note_success(login())
    guess(login(), 500)

    assert is_held(login()) is not None
    assert is_held(login(device="d1")) is None
    guess(login(device="d1"), 10)
    assert is_held(login(device="d1")) is not None and is_held(login(device="d2")) is None


def test_the_account_is_slowed_from_everywhere_right_or_wrong_and_refused_nowhere(slept: list[float]) -> None:
    for number in range(500):
        guess(login(source=f"203.0.113.{number % 100}"), 1)
    slept.clear()

    assert hold(login(source=THERE)) is None
    assert slept == [2.0]
    assert hold(login("anna@bistand.example", THERE)) is None and slept == [2.0]


def test_no_more_than_two_threads_stand_still_at_once(monkeypatch: Any) -> None:
    guess(login(source=THERE), 9)
    depth: list[int] = []

    def stand(_seconds: float) -> None:
        depth.append(1)
        hold(login())

    monkeypatch.setattr(brakes, "sleep", stand)
    hold(login())

    assert len(depth) == 2


def test_a_sweep_over_many_accounts_is_stopped_and_those_known_there_go_on() -> None:
    note_success(login())

    assert sum(guess(login(f"nr{number}@af.example")) for number in range(150)) == 100
    assert is_held(login("ny@af.example")) is not None
    assert is_held(login()) is None
    assert is_held(login("ny@af.example", device="d1")) is None
    assert is_held(login("ny@af.example", THERE)) is None


def test_a_source_is_known_for_thirty_days(clock: Any) -> None:
    note_success(login())
    clock(30 * DAY - HOUR)
    for number in range(100):
        note_failure(login(f"nr{number}@af.example"))

    assert is_held(login()) is None
    clock(30 * DAY)
    assert is_held(login("ny@af.example")) is None
    for number in range(100):
        note_failure(login(f"nr{number}@af.example"))
    assert is_held(login()) is not None


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_a_lock_ends_by_itself(clock: Any, minutes: int) -> None:
    at = 0 * MINUTE
    for lasts in (15, 30, 60):
        guess(login(), 10)
        held = is_held(login())
        assert held is not None and held.minutes == lasts
        at += lasts * MINUTE
        if lasts == minutes:
            clock(at - MINUTE)
            assert is_held(login()) is not None
            clock(at)
            assert is_held(login()) is None
            return
        clock(at)


def test_a_success_forgets_the_failures_of_the_account_from_there(clock: Any) -> None:
    guess(login(), 9)
    note_success(login())

    assert guess(login(), 20) == 10


def test_a_success_beside_the_last_failure_ends_the_lock_and_the_next_is_a_short_one_again() -> None:
    for _lock in range(3):
        guess(login(), 10)
        note_success(login())
        assert is_held(login()) is None

    guess(login(), 10)
    held = is_held(login())
    assert held is not None and held.minutes == 15


def test_purposes_and_spellings_of_an_address() -> None:
    guess(login(" Bo@AF.example "), 10)

    assert is_held(login()) is not None
    assert is_held(Attempt(Purpose.CODE, OWNER, HERE)) is None


def test_a_second_factor_which_no_stranger_reaches_is_held_from_everywhere() -> None:
    for number in range(20):
        guess(Attempt(Purpose.SECOND_FACTOR, "17", f"203.0.113.{number}"))

    assert is_held(Attempt(Purpose.SECOND_FACTOR, "17", THERE)) is not None
    assert is_held(Attempt(Purpose.SECOND_FACTOR, "18", THERE)) is None


def test_wrong_keys_are_counted_by_source_and_then_refused_without_a_write() -> None:
    attempt = Attempt(Purpose.KEY, source=HERE)

    assert [count_wrong(attempt) for _time in range(100)] == [None] * 100
    rows = list(Brake.objects.order_by("pk").values())
    assert count_wrong(attempt) is not None
    assert list(Brake.objects.order_by("pk").values()) == rows


# --- what it costs, and what it says


def queries_of(call: Any) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        call()
    return [one["sql"].split()[0] for one in captured.captured_queries]


def test_it_costs_the_same_whether_there_is_such_an_account() -> None:
    make_person(email=OWNER)
    for address in (OWNER, "finns.inte@af.example"):
        attempt = login(address)
        for _time in range(2):
            assert queries_of(lambda attempt=attempt: hold(attempt)) == ["SELECT"]
            counted = queries_of(lambda attempt=attempt: note_failure(attempt))
            assert [one for one in counted if one in ("INSERT", "SELECT", "UPDATE")] == ["INSERT", "SELECT", "UPDATE"]
        assert queries_of(lambda attempt=attempt: note_success(attempt)) == ["INSERT"]


def test_nothing_that_was_typed_and_no_source_is_in_the_table_or_the_log(caplog: Any) -> None:
    caplog.set_level(logging.INFO)

    guess(login("lösenord i fel fält"), 11)
    note_success(login())

    lines = [JsonFormatter().format(record) for record in caplog.records if record.name == "forums.brakes"]
    kept = "\n".join([*lines, *(str(value) for row in Brake.objects.values() for value in row.values())])
    assert len(lines) == 11
    assert '"source": "192.0.2.0/24"' in lines[0] and '"purpose": "login"' in lines[0]
    assert not any(each in kept for each in ("lösenord i", HERE, OWNER))


def test_a_person_is_told_how_often_somebody_has_failed_and_then_no_more() -> None:
    bo, anna = make_person(email=OWNER), make_person(email="anna@bistand.example")
    guess(login(), 3)
    guess(login(source=THERE), 2)
    guess(login("finns.inte@af.example"), 4)
    note_success(login())

    assert (failures_since(bo), failures_since(anna)) == (5, 0)
    forget_failures(bo)
    assert failures_since(bo) == 0
    guess(login(), 1)
    assert failures_since(bo) == 1


def test_one_without_an_address_is_told_of_nothing() -> None:
    nobody = make_person(email=OWNER)
    nobody.email = None
    guess(login(""), 3)
    guess(login(), 1)

    assert failures_since(nobody) == 0


def test_the_day_is_summed_up(clock: Any) -> None:
    guess(login(), 12)
    clock(23 * HOUR)
    guess(login(source=THERE), 2)
    guess(login("ny@af.example", THERE), 1)
    guess(Attempt(Purpose.KEY, source="203.0.113.1"), 101)

    day = brakes.summary()

    assert (day.failures, day.sources, day.accounts, day.held) == (13, 2, 2, 1)
    clock(2 * DAY)
    assert brakes.summary() == brakes.Summary(0, 0, 0, 0)


# --- what is kept


def test_it_is_forgotten_by_itself_and_what_a_person_is_told_of_after_a_month(clock: Any) -> None:
    bo = make_person(email=OWNER)
    guess(login(), 10)
    guess(Attempt(Purpose.CODE, "7", HERE), 1)
    clock(3 * DAY)

    assert run_retention()["brakes"] == 7
    assert (Brake.objects.get().scope, failures_since(bo)) == (Scope.ACCOUNT, 10)
    clock(31 * DAY)
    assert forget_old_brakes() == 1 and not Brake.objects.exists()


def test_what_holds_somebody_is_not_forgotten(clock: Any) -> None:
    for lock in range(5):
        clock(lock * 5 * HOUR)
        guess(login(), 10)

    forget_old_brakes()

    assert is_held(login()) is not None


def test_a_failure_does_not_make_a_source_unknown_sooner(clock: Any) -> None:
    note_success(login())
    note_failure(login())
    clock(3 * DAY)

    forget_old_brakes()

    for number in range(100):
        note_failure(login(f"nr{number}@af.example"))
    assert is_held(login()) is None


@pytest.fixture
def small(monkeypatch: Any) -> Iterator[None]:
    monkeypatch.setattr(brakes, "MOST", 40)
    monkeypatch.setattr(brakes, "TRIM_EVERY", 8)
    monkeypatch.setattr(brakes, "CHUNK", 7)
    return None


def test_a_flood_from_many_sources_does_not_fill_the_table_nor_make_those_known_unknown(small: None) -> None:
    note_success(login())
    for number in range(120):
        note_failure(login(f"nr{number}@af.example", f"203.0.{number}.1"))

    assert Brake.objects.count() <= 40 + 8 * 3 + 1
    assert Brake.objects.filter(succeeded_at__isnull=False).count() == 1


def test_an_hour_in_which_nothing_was_tried_has_no_row() -> None:
    assert brakes.summary().failures == 0
    note_failure(login())

    assert Brake.objects.filter(scope=Scope.HOUR, last_at__lte=timezone.now()).count() == 1
