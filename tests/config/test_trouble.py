"""A database that is not one, is damaged, full, newer or away: a sentence for whoever starts, and no traceback."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from config.database.trouble import sentence_for
from scripts.machine import free_port
from tests.servers import Product

pytestmark = pytest.mark.sqlite_only
COMMANDS = [("serve",), ("migrate",), ("check_figures",), ("load_federation", "forums/data/hoglandet.yaml")]
PAGE = 4096
# twenty pages are fewer than the tables need; the engine itself says that it is full
NO_ROOM = """
import sqlite3.dbapi2 as engine
connect = engine.connect
def cramped(*given, **more):
    opened = connect(*given, **more)
    opened.execute("PRAGMA max_page_count = 20")
    return opened
engine.connect = cramped
"""


@pytest.fixture
def product(tmp_path: Path) -> Product:
    (tmp_path / "data").mkdir()
    return Product(tmp_path, DEMO="0")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    (folder / "data").mkdir()
    assert Product(folder, DEMO="0").manage("migrate").returncode == 0
    return folder / "data/db.sqlite3"


def database_of(product: Product) -> Path:
    return product.folder / "data/db.sqlite3"


def refused(done: subprocess.CompletedProcess[bytes]) -> str:
    said = done.stderr.decode()
    assert done.returncode == 1, said
    assert "Traceback" not in said
    return said


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_file_that_is_no_database_is_said_to_be_none(product: Product, command: tuple[str, ...]) -> None:
    database_of(product).write_bytes(os.urandom(50 * PAGE))

    assert "är ingen databas. Flytta undan filen" in refused(product.manage(*command))


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_overwritten_pages_are_said_to_be_damage(product: Product, migrated: Path, command: tuple[str, ...]) -> None:
    shutil.copy(migrated, database_of(product))
    with database_of(product).open("r+b") as file:
        file.seek(PAGE)
        file.write(os.urandom(migrated.stat().st_size - 2 * PAGE))

    assert "är skadad. Kopiera undan filen" in refused(product.manage(*command))
    assert "är skadad" in product.manage("doctor").stdout.decode()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_disk_that_is_full_at_the_start_is_said_to_be_full(product: Product, tmp_path: Path, command: str) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine/sitecustomize.py").write_text(NO_ROOM)
    product.environment["PYTHONPATH"] = str(tmp_path / "engine")

    assert "går inte att skriva: disken är full." in refused(product.manage(command))


@pytest.mark.slow
@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_database_of_a_newer_version_is_left_alone(product: Product, migrated: Path, command: str) -> None:
    shutil.copy(migrated, database_of(product))
    with sqlite3.connect(database_of(product)) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('booking', '0999_x', '2030-01-01')"
        )
    database.close()
    before = database_of(product).read_bytes()

    assert "nyare version av Samverk (0999_x)" in refused(product.manage(command))
    assert database_of(product).read_bytes() == before
    assert "nyare version av Samverk (0999_x)" in product.manage("doctor").stdout.decode()


@pytest.mark.slow
def test_a_database_that_nobody_has_made_asks_for_migrate(product: Product) -> None:
    assert "kör manage.py migrate." in refused(product.manage("check_figures"))


@pytest.mark.slow
def test_a_server_that_is_away_is_named_without_its_password(product: Product) -> None:
    away = f"postgres://samverk:hemligt@127.0.0.1:{free_port()}/samverk"
    product.environment |= {"DATABASE_URL": away, "SECRET_KEY": "bara för prov " * 5}

    said = refused(product.manage("migrate"))

    assert "Databasen samverk på 127.0.0.1 går inte att nå" in said
    assert "hemligt" not in said


@pytest.mark.slow
def test_nobody_else_on_the_machine_may_read_the_files_of_the_database(product: Product, migrated: Path) -> None:
    shutil.copy(migrated, database_of(product))
    database_of(product).chmod(0o644)
    with product:
        product.wait_until("/health/ready")
        files = [path for path in database_of(product).parent.iterdir() if path.name.startswith("db.sqlite3")]

        assert len(files) == 3
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_full_disk_is_said_of_any_file() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "/srv/samverk/secret_key")

    assert sentence_for(full).startswith("Filen /srv/samverk/secret_key går inte att skriva: disken är full.")


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    assert sentence_for(ValueError("nej")) == sentence_for(FileNotFoundError("nej")) == ""


@pytest.mark.django_db
def test_a_query_that_is_wrong_keeps_its_traceback() -> None:
    with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")

    assert sentence_for(caught.value) == ""
