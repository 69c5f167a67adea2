"""The parts of a production site die or lose what they hold: gunicorn, workers and beat on PostgreSQL and Redis."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis

from notifications.outbox.claiming import LEASE
from notifications.outbox.delivery import RECORD_AT_MOST
from scripts.machine import accepts, free_port, wait_for
from tests.faults.calling import Client, Relay, World, count_extra, wait_until_all_came
from tests.servers import Process, Web, beat, worker

pytestmark = [pytest.mark.faults, pytest.mark.slow]
NUMBERS = count()
MEETINGS = 25
# how long we wait at most; a machine that does much else is slow
SWEEP_SECONDS = 60
AFTER_LEASE = LEASE.total_seconds() + SWEEP_SECONDS


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """An empty database in the server of the test run."""
    server = os.environ["TEST_POSTGRES_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS faults WITH (FORCE)")
        connection.execute("CREATE DATABASE faults")
        yield urlunsplit(urlsplit(server)._replace(path="/faults"))
        connection.execute("DROP DATABASE faults WITH (FORCE)")


class Broker(Process):
    """A Redis of our own, to be emptied, stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
        super().__init__("redis", "redis-server", *options, folder=folder)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        super().start()
        wait_for(lambda: accepts(self.port), "Redis", self.log)

    def empty(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()


@dataclass
class Production:
    """The whole site on one machine; `environment` starts more of its parts."""

    web: Web
    worker: Process
    broker: Broker
    sink: Relay
    world: World
    folder: Path
    environment: dict[str, str]

    def call(self, meetings: int, threads: int = 4) -> Client:
        """Begins to call that many meetings and comes back at once."""
        self.sink.received.clear()
        client = Client(self.world, self.web, threads)
        client.start([next(NUMBERS) for _number in range(meetings)])
        return client


@pytest.fixture(scope="module")
def production(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    folder = tmp_path_factory.mktemp("production")
    with ExitStack() as stack:
        sink, broker = stack.enter_context(Relay()), stack.enter_context(Broker(folder))
        environment = {
            "DATABASE_URL": database,
            "BROKER_URL": broker.url,
            "EMAIL_URL": sink.url,
            "SECRET_KEY": "bara för prov " * 5,
            "DATA_DIR": str(folder / "data"),
        }
        world = World.seed(**environment)
        web = stack.enter_context(Web(folder, **environment))
        first = stack.enter_context(worker(folder, **environment))
        stack.enter_context(worker(folder, "other", **environment))
        stack.enter_context(beat(folder, **environment))
        web.wait_until("/health/ready")
        yield Production(web, first, broker, sink, world, folder, environment)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_killed_child_and_a_killed_worker_lose_nothing(production: Production) -> None:
    sink, victim = production.sink, production.worker
    client = production.call(MEETINGS)

    sink.wait_for(20, 60)
    assert victim.process is not None
    os.kill(children(victim.process.pid)[0], signal.SIGKILL)
    sink.wait_for(70, 60)
    victim.kill()
    victim.start()
    client.finish()
    came = wait_until_all_came(sink, client, AFTER_LEASE)

    extra = count_extra(came)
    print(f"\nchild and worker killed: {len(came)} mails, 0 lost, {extra} came twice")
    assert len(client.confirmed) == MEETINGS
    assert extra <= 3 * RECORD_AT_MOST


def test_an_emptied_redis_loses_nothing(production: Production) -> None:
    client = production.call(MEETINGS)

    for mails in (10, 40, 70):
        production.sink.wait_for(mails, 60)
        production.broker.empty()
    client.finish()
    came = wait_until_all_came(production.sink, client, SWEEP_SECONDS)

    assert len(client.confirmed) == MEETINGS
    assert count_extra(came) == 0


def test_a_call_is_confirmed_while_redis_is_down_and_leaves_when_it_is_back(production: Production) -> None:
    usual = production.call(4, threads=1)
    usual.finish()
    wait_until_all_came(production.sink, usual, SWEEP_SECONDS)
    production.broker.kill()

    client = production.call(4, threads=1)
    client.finish()
    assert production.sink.received == []
    production.broker.start()
    came = wait_until_all_came(production.sink, client, SWEEP_SECONDS)

    slower = max(client.confirmed.values()) - min(usual.confirmed.values())
    print(f"\nRedis down: a call took {slower:.2f} s more at most")
    assert slower < 2
    assert count_extra(came) == 0


def test_two_beats_tell_nobody_twice(production: Production) -> None:
    with beat(production.folder, **production.environment):
        client = production.call(MEETINGS)
        client.finish()
        came = wait_until_all_came(production.sink, client, SWEEP_SECONDS)
        production.sink.wait_for(len(came), 1)

    assert count_extra(came) == 0
    assert len(client.confirmed) == MEETINGS
