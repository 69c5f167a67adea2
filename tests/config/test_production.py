"""The parts as in production, each a process of its own, on the PostgreSQL and Redis of the test run."""

import os
import secrets
import sys
import time
from contextlib import ExitStack
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from scripts.machine import free_port
from tests.servers import Process, Web, beat, worker

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A database of its own, migrated, and a queue of its own on Redis by way of the database number."""
    folder = tmp_path_factory.mktemp("production")
    server = urlsplit(os.environ["TEST_DATABASE_URL"])
    name = f"production_{secrets.token_hex(4)}"
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        environment = {
            "DATABASE_URL": urlunsplit(server._replace(path=f"/{name}")),
            "BROKER_URL": os.environ["TEST_REDIS_URL"].replace("/0", "/5"),
            "SECRET_KEY": secrets.token_hex(32),
            "DATA_DIR": str(folder / "data"),
            "LOG_LEVEL": "WARNING",
        }
        migrate(folder, environment)
        yield environment
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_web_worker_and_beat_find_each_other(tmp_path, environment):
    with ExitStack() as running:
        web = running.enter_context(Web(tmp_path, **environment))
        web.wait_until("/health/live")
        assert web.get("/health/ready")[0] == 503
        ringer = running.enter_context(beat(tmp_path, **environment))
        hand = running.enter_context(worker(tmp_path, **environment))

        web.wait_until("/health/ready")

        assert [part.stop() for part in (hand, ringer, web)] == [0, 0, 0]


def test_a_broker_that_is_down_is_told_within_seconds(tmp_path, environment):
    with Web(tmp_path, **environment | {"BROKER_URL": f"redis://127.0.0.1:{free_port()}/0"}) as web:
        web.wait_until("/health/live")
        asked = time.monotonic()
        status, answer = web.get("/health/ready")

    assert status == 503
    assert answer["checks"]["broker"].startswith("fel: ")
    assert time.monotonic() - asked < 5


def migrate(folder, environment):
    with Process("migrate", sys.executable, "manage.py", "migrate", folder=folder, **environment) as process:
        assert process.process.wait(120) == 0, process.tail()
