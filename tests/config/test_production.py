"""The parts as in production, each a process of its own, on the PostgreSQL and Redis of the test run."""

import http.client
import os
import secrets
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest

from scripts.machine import free_port
from tests.config.test_deploy import compose
from tests.servers import ROOT, Process, Web, beat, worker

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
        # as in deploy/compose.yaml: beat is given nothing of the database
        ringing = {"BROKER_URL": environment["BROKER_URL"], "DATA_DIR": str(tmp_path / "beat"), "POLL_INBOX": "1"}
        ringer = running.enter_context(beat(tmp_path, **ringing))
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


def test_the_container_is_looked_at_by_the_name_of_the_site_and_by_no_other(tmp_path, environment):
    environment = environment | {"PUBLIC_URL": "https://samverk.example"}
    with Web(tmp_path, **environment) as web:
        look = [part.replace(":8000", f":{web.port}") for part in compose()["services"]["web"]["healthcheck"]["test"]]
        deadline = time.monotonic() + 60
        while subprocess.run([sys.executable, *look[2:]], env=os.environ | environment, capture_output=True).returncode:
            assert time.monotonic() < deadline, web.tail()
            time.sleep(0.1)
        with closing(http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)) as connection:
            connection.request("GET", "/health/live")
            answer = connection.getresponse()
            answer.read()

            assert answer.status == 400


def test_the_role_of_the_service_owns_its_tables_and_nothing_else(tmp_path):
    server, role = urlsplit(os.environ["TEST_DATABASE_URL"]), f"role_{secrets.token_hex(4)}"
    given = {"PGHOST": server.hostname, "PGPORT": str(server.port or 5432), "PGPASSWORD": server.password or ""}
    given |= {"POSTGRES_USER": server.username, "SAMVERK_PASSWORD": "pr0v'ord", "SAMVERK_ROLE": role}
    with psycopg.connect(server.geturl(), autocommit=True) as superuser:
        subprocess.run(["deploy/postgres/samverk.sh"], cwd=ROOT, env=os.environ | given, check=True)
        try:
            own = f"postgres://{role}:{quote(given['SAMVERK_PASSWORD'])}@{server.hostname}:{given['PGPORT']}/{role}"
            migrate(tmp_path, {"DATABASE_URL": own, "SECRET_KEY": secrets.token_hex(32), "DATA_DIR": str(tmp_path)})
            with psycopg.connect(own) as connection:
                rights = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
                assert connection.execute(rights).fetchone() == (False, False, False)
                owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
                assert connection.execute(owners).fetchall() == [(role,)]
        finally:
            superuser.execute(f"DROP DATABASE {role} WITH (FORCE)")
            superuser.execute(f"DROP ROLE {role}")
