"""The demonstration is filled beside the running product: taken over whole, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from config import health
from config.demo import filling as module
from config.demo.filling import Filling, copy_database, filling, move_mails, take_over
from config.demo.page import show_progress
from tests.cast import Cast
from tests.logins import force_login

TABLES = (*module.LOGINS, "booking_meeting")


@pytest.fixture
def at_half() -> Iterator[None]:
    filling.percent = 50
    yield
    filling.percent = None


def make_database(path: Path, **rows: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        for table in TABLES:
            database.execute(f"CREATE TABLE {table} (id TEXT)")
            database.executemany(f"INSERT INTO {table} VALUES (?)", [(row,) for row in rows.get(table, [])])
        database.commit()


def read(path: Path, table: str) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [row[0] for row in database.execute(f"SELECT id FROM {table} ORDER BY id")]


@pytest.fixture
def ours(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "data" / "db.sqlite3"
    make_database(path, django_session=["anna"])
    monkeypatch.setattr(module, "database", lambda: path)
    settings.DATA_DIR, settings.EMAIL_URL = path.parent, f"maildir://{path.parent / 'mailbox'}"
    return path


def test_the_history_comes_whole_and_who_has_logged_in_stays_so(ours: Path) -> None:
    making = ours.parent / "making"
    make_database(making / "db.sqlite3", booking_meeting=["1", "2"], django_session=["nobody"])
    with closing(sqlite3.connect(ours)) as reader:
        assert reader.execute("SELECT count(*) FROM booking_meeting").fetchone() == (0,)

        take_over(making)

        assert reader.execute("SELECT count(*) FROM booking_meeting").fetchone() == (2,)
    assert read(ours, "django_session") == ["anna"]


def test_its_mails_come_into_the_local_mailbox(tmp_path: Path) -> None:
    (tmp_path / "made" / "new").mkdir(parents=True)
    (tmp_path / "made" / "new" / "1.mail").write_text("kallelse")

    move_mails(tmp_path / "made", tmp_path / "mailbox")

    assert (tmp_path / "mailbox" / "new" / "1.mail").read_text() == "kallelse"
    assert {path.name for path in (tmp_path / "mailbox").iterdir()} == {"new", "cur", "tmp"}


@pytest.mark.parametrize("script", ["raise SystemExit(1)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_one_that_ends_in_the_middle_changes_nothing_and_leaves_nothing(
    ours: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(module, "MAKE", ["-c", f"print(40, flush=True); {script}"])
    one, written = Filling(), list[str]()

    one.start(written.append)
    one.thread.join(30)

    assert "Exempelstaden byggs: 40 %\n" in written
    assert one.percent is None
    assert read(ours, "booking_meeting") == []
    assert not (ours.parent / "making").exists()


def test_a_start_after_that_begins_anew(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_database(ours.parent / "making" / "db.sqlite3", booking_meeting=["half"])
    fill = "import os, sqlite3; d = sqlite3.connect(os.environ['DATA_DIR'] + '/db.sqlite3');"
    monkeypatch.setattr(
        module, "MAKE", ["-c", f"{fill} d.execute('INSERT INTO booking_meeting VALUES (7)'); d.commit()"]
    )
    one = Filling()

    one.start(lambda text: None)
    one.thread.join(30)

    assert read(ours, "booking_meeting") == ["7"]


def test_a_copy_is_one_even_while_others_read(tmp_path: Path) -> None:
    make_database(tmp_path / "a" / "db", booking_meeting=["1"])
    make_database(tmp_path / "b" / "db", booking_meeting=["2", "3"])

    copy_database(tmp_path / "a" / "db", tmp_path / "b" / "db")

    assert read(tmp_path / "b" / "db", "booking_meeting") == ["1"]


@pytest.mark.django_db
def test_who_logs_in_sees_how_far_it_has_come(settings: Any, cast: Cast, at_half: None) -> None:
    settings.DEMO = True
    request = RequestFactory().get("/statistik/")
    request.user = cast.anna

    answer = show_progress(lambda request: pytest.fail("a page of half a town"))(request)

    assert answer.status_code == 503
    assert (answer["Retry-After"], answer["Refresh"]) == ("2", "2")
    assert '<progress id="framsteg" max="100" value="50">' in answer.content.decode()


def test_the_product_is_ready_when_the_town_is_there(at_half: None) -> None:
    assert health.check_demo() == "fel: exempelstaden byggs, 50 %"

    filling.percent = None

    assert health.check_demo() == "ok"


@pytest.mark.django_db
def test_pages_are_as_always_where_nothing_is_filled(client: Client, cast: Cast) -> None:
    force_login(client, cast.anna)

    assert client.get("/").status_code == 200
