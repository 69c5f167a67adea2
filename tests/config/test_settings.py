import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from config.celery import app
from scripts.test import PRODUCTION_LIKE
from tests.servers import ROOT

READ = """
import json
from config import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.isupper()}, default=str))
"""


def settings_with(folder, **environment):
    """The settings as a fresh process reads them from this environment and nothing else."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder)} | environment
    output = subprocess.run([sys.executable, "-c", READ], cwd=ROOT, env=environment, capture_output=True, check=True)
    return json.loads(output.stdout)


def test_with_nothing_set_everything_is_in_the_data_folder(tmp_path):
    found = settings_with(tmp_path)

    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert found["EMAIL_URL"] == f"maildir://{tmp_path}/mailbox"
    assert found["PUBLIC_URL"] == "http://127.0.0.1:8000"
    assert (found["DEBUG"], found["DEMO"], found["EMBEDDED_BROKER"]) == (False, False, True)


def test_the_embedded_worker_does_not_prefetch(tmp_path):
    found = settings_with(tmp_path)

    assert found["CELERY_WORKER_PREFETCH_MULTIPLIER"] == 0
    assert found["CELERY_BROKER_TRANSPORT_OPTIONS"] == {"polling_interval": 0.05}


def test_a_public_site_has_secure_cookies_and_a_broker_that_cannot_hang_a_request(tmp_path):
    found = settings_with(tmp_path, **PRODUCTION_LIKE)

    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrf")
    assert found["SECURE_SSL_REDIRECT"] and found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"]
    options = found["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert (options["socket_timeout"], options["socket_connect_timeout"], options["max_retries"]) == (5, 2, 1)
    assert found["CELERY_TASK_TIME_LIMIT"] < options["visibility_timeout"]


def test_other_sites_below_the_domain_are_bound_to_https_only_when_asked_for(tmp_path):
    plain = settings_with(tmp_path, **PRODUCTION_LIKE)
    asked = settings_with(tmp_path, **PRODUCTION_LIKE, HSTS_INCLUDE_SUBDOMAINS="1", HSTS_PRELOAD="1")

    names = ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    assert plain["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600
    assert [plain[name] for name in names] == [False, False]
    assert [asked[name] for name in names] == [True, True]
    assert plain["ALLOWED_HOSTS"] == ["samverk.example"]


def test_the_inbox_is_polled_only_when_there_is_one(tmp_path):
    assert "notifications.poll_inbox" not in settings_with(tmp_path)["TICKS"]
    assert "notifications.poll_inbox" in settings_with(tmp_path, IMAP_URL="imaps://u:p@mail.example/INBOX")["TICKS"]
    # beat, which is not told where it is
    assert "notifications.poll_inbox" in settings_with(tmp_path, POLL_INBOX="1")["TICKS"]


def test_a_demonstration_on_the_net_does_not_start(tmp_path):
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DEMO": "1"} | PRODUCTION_LIKE
    refused = subprocess.run(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, capture_output=True, check=False
    )

    assert refused.returncode == 1
    assert "DEMO är på och PUBLIC_URL är https://samverk.example" in refused.stderr.decode()
    assert "Traceback" not in refused.stderr.decode()


def test_the_demonstration_believes_who_answers_and_nobody_else_does(tmp_path):
    assert settings_with(tmp_path, DEMO="1")["AUTHSERV_ID"] == "trust-from"
    assert settings_with(tmp_path)["AUTHSERV_ID"] == ""


@pytest.mark.django_db  # the first import of the tasks looks at what the database can do, from Django 6.1 on
def test_every_tick_expires_before_the_next_and_has_a_task():
    app.loader.import_default_modules()

    for name, entry in app.conf.beat_schedule.items():
        assert entry["options"]["expires"] < entry["schedule"], name
        assert entry["task"] in app.tasks


def test_a_killed_worker_gives_its_task_back():
    assert app.conf.task_acks_late and app.conf.task_reject_on_worker_lost
    assert not app.conf.task_always_eager
    assert {queue.name for queue in app.conf.task_queues} == {"mail", "inbound", "report", "tick"}


def test_pages_may_load_nothing_but_our_own_files():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == directives["style-src"] == ["'self'"]


@pytest.mark.sqlite_only
def test_the_embedded_database_is_safe_against_power_loss_and_never_upgrades_a_lock(tmp_path):
    options = settings_with(tmp_path)["DATABASES"]["default"]["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["init_command"] == "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-512;"


@pytest.mark.postgres
@pytest.mark.django_db
def test_no_statement_and_no_lock_is_waited_for_without_end():
    with connection.cursor() as cursor:
        found = {}
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            found[name] = cursor.fetchone()[0]

    assert found == {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "30s",
    }
