"""Filling the demonstration behind the first page: a process of its own makes the history, and we take it over.

It works on a copy of the database: its clock moves and ours does not, and nobody has to wait for its writes.
Killed in the middle it has changed nothing: the next start begins anew.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

log = logging.getLogger(__name__)
# who has logged in meanwhile stays logged in
LOGINS = ("django_session", "usersessions_usersession", "forums_knowndevice")
MAKE = ["manage.py", "load_demo", "--progress"]
BAR = 30
Write = Callable[[str], object]


class Filling:
    """One history on its way. `percent` is None when none is, and pages are as always."""

    def __init__(self) -> None:
        self.percent: int | None = None
        self.process: subprocess.Popen[str] | None = None
        self.thread = threading.Thread()
        self.is_stopped = False
        self.folder = Path()

    def start(self, write: Write) -> None:
        """Copy the database, and start the process that makes the history in it. `write` shows the progress."""
        self.folder = making_folder()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700, parents=True)
        copy_database(database(), self.folder / "db.sqlite3")
        self.percent = 0
        self.process = subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, *MAKE],
            cwd=settings.BASE_DIR,
            env=os.environ | self._environment(),
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C is ours: we end it in order
            start_new_session=True,
        )
        self.thread = threading.Thread(target=self._follow, args=(write,), name="demo", daemon=True)
        self.thread.start()

    def _environment(self) -> dict[str, str]:
        own = {"DATA_DIR": str(self.folder), "DATABASE_URL": "", "SECRET_KEY": settings.SECRET_KEY, "DEMO": "1"}
        if settings.EMAIL_URL.startswith("maildir:"):
            own["EMAIL_URL"] = f"maildir://{self.folder / 'mailbox'}"
        return own

    def stop(self) -> None:
        """End it with the product; what it has made so far is thrown away."""
        self.is_stopped = True
        if self.process is not None:
            self.process.kill()
            self.thread.join()

    def _follow(self, write: Write) -> None:
        assert self.process is not None
        try:
            with self.process as process:
                for line in process.stdout or ():
                    if line.strip().isdigit() and int(line) != self.percent:
                        self.percent = int(line)
                        write(bar(self.percent))
            if process.returncode == 0:
                take_over(self.folder)
                write("Exempelstaden är klar.\n")
            elif not self.is_stopped:
                write("Exempelstaden kunde inte byggas. Nästa start försöker igen.\n")
        except Exception:
            log.exception("demo history could not be taken over")
        finally:
            self.percent = None
            shutil.rmtree(self.folder, ignore_errors=True)


filling = Filling()


def database() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


def making_folder() -> Path:
    return settings.DATA_DIR / "making"


def bar(percent: int) -> str:
    """One line that is written over itself in a terminal; elsewhere a line for each tenth."""
    if sys.stdout.isatty():
        done = BAR * percent // 100
        return f"\rExempelstaden byggs: [{'#' * done}{' ' * (BAR - done)}] {percent} % " + (
            "\n" if percent == 100 else ""
        )
    return f"Exempelstaden byggs: {percent} %\n" if percent % 10 == 0 else ""


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that may be in use, in one transaction, over whatever is in the target."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, timeout=60)) as written:
        read.backup(written)


def take_over(folder: Path) -> None:
    """Put the history in the place of what was there, at once for all readers, and its mails into the local mailbox."""
    made = folder / "db.sqlite3"
    with closing(sqlite3.connect(made)) as history:
        history.execute("ATTACH ? AS ours", [str(database())])
        for table in LOGINS:
            history.execute(f"DELETE FROM main.{table}")  # noqa: S608 (the names are those above)
            history.execute(f"INSERT INTO main.{table} SELECT * FROM ours.{table}")  # noqa: S608
        history.commit()
    if settings.EMAIL_URL.startswith("maildir:"):
        move_mails(folder / "mailbox", Path(urlsplit(settings.EMAIL_URL).path))
    copy_database(made, database())


def move_mails(source: Path, target: Path) -> None:
    for part in ("tmp", "new", "cur"):
        (target / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in (source / part).glob("*"):
            shutil.move(path, target / part / path.name)
