"""Everywhere that something can stay or go on to: tables, the broker, the log, files. Looked through for the person."""

from __future__ import annotations

import email
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import TestCase

from config.logs import JsonFormatter
from tests.canary.identity import traces_in


class Lines(logging.Handler):
    """The lines of the log as they leave the process."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Watch:
    """What has been logged and asked of the broker since it began; and what lies in tables and files now."""

    def __init__(self, lines: Lines, asked: list[str]) -> None:
        self.log = lines
        self.asked = asked
        self.has_written = False

    def begin(self) -> None:
        self.log.lines.clear()
        self.asked.clear()
        self.has_written = False
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)

    def note_writing(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Tables need not be looked through when nothing was written to them."""
        self.has_written = self.has_written or sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "REPLAC")
        return execute(sql, params, many, context)

    def places(self) -> set[str]:
        """Where the person can be read now: "table.column", "log", "broker", "file"."""
        found = set(columns_with_traces()) if self.has_written else set()
        if traces_in("\n".join(self.log.lines)):
            found.add("log")
        if traces_in("\n".join(self.asked)):
            found.add("broker")
        return found | set(files_with_traces())


@contextmanager
def watching(patch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Logs are kept as the process writes them, and what would go to the broker as it is given to it."""
    asked: list[str] = []
    lines, root = Lines(), logging.getLogger()
    patch.setattr(current_app, "send_task", lambda *args, **options: asked.append(repr((args, options))))
    level = root.level
    root.addHandler(lines)
    root.setLevel(logging.INFO)
    watch = Watch(lines, asked)
    try:
        with connection.execute_wrapper(watch.note_writing):
            yield watch
    finally:
        root.removeHandler(lines)
        root.setLevel(level)


@contextmanager
def committed() -> Iterator[None]:
    """What waits for the commit is done, though the test takes everything back afterwards."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield


def columns_with_traces() -> Iterator[str]:
    """Each column of each table, decoded: a mail's parts as they are read, octets as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if isinstance(value, str | bytes) and traces_in(readable(value)):
                        yield f"{table}.{name}"


def readable(value: str | bytes) -> str:
    if isinstance(value, str):
        return value.encode().decode("unicode_escape", "replace") + value if "\\u" in value else value
    return value.decode("utf-8", "replace") + "".join(_parts(value))


def _parts(octets: bytes) -> Iterator[str]:
    """What a mail says, with base64 and quoted-printable taken away, and its headers decoded."""
    mail: Any = email.message_from_bytes(octets, policy=default)
    yield " ".join(str(value) for value in mail.values())
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield payload.decode("utf-8", "replace").replace("\r\n ", "")


def files_with_traces() -> Iterator[str]:
    for path in Path(settings.DATA_DIR).rglob("*"):
        if traces_in(path.name) or (path.is_file() and traces_in(readable(path.read_bytes()))):
            yield "file"
