import threading
import time

import pytest
from django.db import OperationalError, connection, connections, transaction

from booking.tasks import run_retention
from config.database.sqlite.base import Line
from notifications.models import Heartbeat

pytestmark = pytest.mark.sqlite_only


def wait_until(line: Line, waiting: int) -> None:
    while len(line.waiting) < waiting:
        time.sleep(0.001)


def test_who_has_waited_the_longest_comes_next():
    line, order = Line(), []

    def enter(number: int) -> None:
        assert line.enter(10)
        order.append(number)
        line.leave()

    line.enter(0)
    threads = [threading.Thread(target=enter, args=[number]) for number in range(5)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        wait_until(line, number)
    line.leave()
    for thread in threads:
        thread.join()

    assert order == [0, 1, 2, 3, 4]
    assert not line.is_taken


def test_who_waited_too_long_stands_in_the_line_no_more():
    line = Line()
    line.enter(0)

    assert not line.enter(0.01)

    line.leave()
    assert line.enter(0)


@pytest.mark.django_db(transaction=True)
def test_the_turn_is_given_on_by_commit_rollback_and_refused_writes():
    with transaction.atomic():
        Heartbeat.objects.create(name="a", at="2026-11-12T09:00:00Z")
        assert connection.has_turn
    assert not connection.has_turn

    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        raise ValueError("undone")
    assert not connection.has_turn

    with pytest.raises(Exception, match="UNIQUE"):
        Heartbeat.objects.create(name="a", at="2026-11-12T09:00:00Z")
    assert not connection.has_turn


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_never_comes_is_a_locked_database(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.01)
    found = []

    def write() -> None:
        try:
            with transaction.atomic():
                pass
        except OperationalError as error:
            found.append(str(error))
        connections.close_all()

    with transaction.atomic():
        other = threading.Thread(target=write)
        other.start()
        other.join()

    assert found == ["database is locked"]


@pytest.mark.django_db
def test_the_embedded_database_knows_what_lies_in_its_tables(cast):
    run_retention()

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'forums_person'")
        assert cursor.fetchone()[0] > 0
