"""The whole embedded process dies in the middle of its work, again and again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.serving import WORKER_THREADS
from notifications.outbox.delivery import RECORD_AT_MOST
from tests.faults.calling import Client, Relay, World, count_extra, wait_until_all_came
from tests.servers import Product

pytestmark = [pytest.mark.faults, pytest.mark.slow]
MEETINGS = 100
KILLED_AFTER_MAILS = [10, 60, 140, 220, 300, 380, 460]


@pytest.fixture
def sink() -> Iterator[Relay]:
    with Relay() as sink:
        yield sink


def test_killed_in_the_middle_of_a_hundred_calls_it_delivers_each_confirmed_call(tmp_path: Path, sink: Relay) -> None:
    data = tmp_path / "data"
    world = World.seed(DATA_DIR=str(data))
    with Product(tmp_path, DEMO="0", EMAIL_URL=sink.url) as product:
        product.wait_until("/health/live")
        client = Client(world, product)

        client.start(range(MEETINGS))
        for mails in KILLED_AFTER_MAILS:
            sink.wait_for(mails, 60)
            product.kill()
            product.start()
        client.finish()
        came = wait_until_all_came(sink, client, 60)
        product.wait_until("/health/ready")
        product.stop()

    extra, in_flight = count_extra(came), WORKER_THREADS * RECORD_AT_MOST
    print(f"\n{MEETINGS} meetings, {len(came)} mails, {len(KILLED_AFTER_MAILS)} kills: 0 lost, {extra} came twice")
    assert len(client.confirmed) == MEETINGS
    assert extra <= len(KILLED_AFTER_MAILS) * in_flight
    with sqlite3.connect(data / "db.sqlite3") as database:
        states = dict(database.execute("SELECT state, count(*) FROM notifications_outboxmessage GROUP BY state"))
        meetings = database.execute("SELECT count(*) FROM booking_meeting").fetchone()
    assert states == {"sent": len(came)}
    assert meetings == (MEETINGS,)
