"""A doorbell that is rung often is passed on seldom, and never not at all."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from celery import current_app

from config.ground import doorbell
from config.ground.doorbell import Doorbell


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda task, *args, **options: found.append(task))
    return found


def wait_until(holds: Callable[[], bool]) -> None:
    for _number in range(500):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("it never came")


def test_the_first_ring_is_passed_on_at_once(asked: list[str]) -> None:
    Doorbell("notifications.sweep_reconcile").ring()

    assert asked == ["notifications.sweep_reconcile"]


def test_many_rings_from_many_threads_are_one_now_and_one_when_the_moment_is_over(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # longer than fifty threads need to start on a busy machine
    monkeypatch.setattr(doorbell, "SHORT_SECONDS", doorbell.MOMENT_SECONDS)
    bell = Doorbell("notifications.deliver")
    threads = [threading.Thread(target=bell.ring) for _number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    wait_until(lambda: len(asked) == 2)
    time.sleep(doorbell.MOMENT_SECONDS * 2)

    assert len(asked) == 2
    bell.ring()
    assert len(asked) == 3


def test_what_comes_after_the_last_was_passed_on_is_passed_on_too(asked: list[str]) -> None:
    """Else the last of many changes would wait for a tick."""
    bell = Doorbell("notifications.sweep_reconcile")
    for number in range(1, 4):
        bell.ring()
        wait_until(lambda n=number: len(asked) >= n)

    assert len(asked) == 3


def test_a_few_in_a_row_wait_for_a_short_moment_and_each_of_many_for_a_long_one(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who calls a few meetings one after the other sees each mail leave at once."""
    now, waiting = [0.0], []

    def timer(seconds: float, late: Callable[[], None]) -> SimpleNamespace:
        return SimpleNamespace(start=lambda: waiting.append((now[0] + seconds, late)))

    monkeypatch.setattr(doorbell, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(doorbell, "threading", SimpleNamespace(Timer=timer, Lock=threading.Lock))
    bell = Doorbell("notifications.sweep_reconcile")

    def passed_on(count: int) -> list[float]:
        found = []
        for _number in range(count):
            bell.ring()
            if waiting:
                now[0], late = waiting.pop()
                late()
            found.append(round(now[0], 3))
        return found

    first = passed_on(8)
    now[0] += 10
    after_a_while = passed_on(2)

    assert first == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0, 1.5]
    assert after_a_while == [11.5, 11.6]
    assert len(asked) == 10


def test_a_broker_that_is_down_stops_nobody(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise OSError("refused")

    monkeypatch.setattr(current_app, "send_task", fail)
    bell = Doorbell("notifications.deliver")
    with caplog.at_level(logging.WARNING):
        bell.ring()
        bell.ring()
        wait_until(lambda: len(caplog.records) == 2)

    assert not bell.is_waiting
