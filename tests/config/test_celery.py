"""What a worker has ready before its processes are made, and what it keeps from task to task."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from celery.fixups.django import DjangoWorkerFixup
from celery.signals import task_failure, task_postrun, task_prerun
from django.db import connection

from config.celery import app
from notifications.models import Heartbeat

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import sys
from celery.signals import worker_init
from config.celery import app
assert not {"notifications.pages.sent", "holidays"} & {*sys.modules}
worker_init.send(sender=None)
print({"notifications.pages.sent", "holidays"} <= {*sys.modules})
"""


@pytest.mark.slow
def test_a_worker_has_read_all_pages_addresses_and_the_holidays_before_it_forks(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT, env=os.environ | {"DATA_DIR": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert found.stdout.strip() == "True"


class Task:
    request = SimpleNamespace(is_eager=False)


TASK = Task()


@pytest.mark.django_db(transaction=True)
def test_a_connection_is_kept_from_task_to_task() -> None:
    """Also beside what Celery itself does with connections in a worker."""
    Heartbeat.objects.count()
    theirs, before = DjangoWorkerFixup(app), connection.connection
    theirs.install()

    for signal in (task_prerun, task_postrun, task_prerun):
        signal.send(sender=TASK)

    assert before is not None and connection.connection is before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_task_that_failed_leaves_no_connection() -> None:
    Heartbeat.objects.count()

    task_failure.send(sender=TASK)

    assert connection.connection is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_away_between_two_tasks_is_there_for_the_next() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()
    with psycopg.connect(os.environ["TEST_DATABASE_URL"]) as other:
        other.execute("SELECT pg_terminate_backend(%s)", own)

    task_prerun.send(sender=TASK)

    assert Heartbeat.objects.count() == 0
