"""A write lock in FIFO order for the embedded SQLite.

SQLite lets one write at a time; the others poll for its lock, and who happens to poll at the right moment gets it.
While many write at once (web threads and workers of the embedded process) one of them may starve beyond the timeout,
although nobody writes for long. A queue inside the process ends that, and the sleeping between the polls. Other
processes, such as a command run beside the product, still poll.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base, features, operations

REMEMBERED, REMEMBERED_SIGNS = 512, 4096
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Line:
    """A lock in FIFO order: it is handed to whoever has waited the longest."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.is_taken = False
        self.waiting: deque[threading.Lock] = deque()

    def enter(self, seconds: float) -> bool:
        """Acquire the lock; False when `seconds` ran out before that."""
        with self.guard:
            if not self.is_taken:
                self.is_taken = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self.waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return True
        with self.guard:
            if turn in self.waiting:
                self.waiting.remove(turn)
                return False
        return True  # handed to us just before the timeout

    def leave(self) -> None:
        with self.guard:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.is_taken = False


LINES: dict[str, Line] = {}
KEPT: set[str] = set()
OURS_ALONE = 0o600


def keep_to_ourselves(path: str) -> None:
    """Make the files of the database readable by nobody else: SQLite would give what it makes the rights of the umask.

    The log and the index beside it get those of the database itself.
    """
    if path in KEPT or path.startswith((":memory:", "file:")):
        return
    with suppress(OSError):  # what is wrong with the file is said when it is opened
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, OURS_ALONE))
        for name in (path, f"{path}-wal", f"{path}-shm"):
            if os.path.exists(name):
                os.chmod(name, OURS_ALONE)
        KEPT.add(path)


class DatabaseFeatures(features.DatabaseFeatures):
    # what SQLite takes since 3.32; Django still cuts inserts of many rows as for older ones
    max_query_params = 32766 if sqlite3.sqlite_version_info >= (3, 32) else 999


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        """As TRUNCATE on PostgreSQL, which triggers on rows do not see: they are put aside while tables are emptied."""
        statements = super().sql_flush(style, tables, **options)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall() if statements else []
        dropped = [f"DROP TRIGGER {self.quote_name(name)}" for name, _sql in triggers]
        return [*dropped, *statements, *(sql for _name, sql in triggers)]


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None and len(query) < REMEMBERED_SIGNS:
            return _with_marks(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(REMEMBERED)
def _with_marks(query: str) -> str:
    """The query with SQLite's placeholders, cached for queries that are repeated."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.has_turn = False
        self.execute_wrappers.append(self._execute_in_turn)

    def get_new_connection(self, conn_params: Any) -> Any:
        keep_to_ourselves(str(conn_params["database"]))
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Cursor:
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        self._wait_for_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc, unused-ignore]
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc, unused-ignore]
        finally:
            self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc, unused-ignore]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc, unused-ignore]
        finally:
            self._give_turn()

    def _execute_in_turn(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Take the lock for a write in autocommit, which is a transaction of its own."""
        if self.in_atomic_block or self.has_turn or not sql.lstrip().upper().startswith(WRITES):
            return execute(sql, params, many, context)
        self._wait_for_turn()
        try:
            return execute(sql, params, many, context)
        finally:
            self._give_turn()

    def _wait_for_turn(self) -> None:
        seconds = self.settings_dict["OPTIONS"].get("timeout", 5)
        if not self.has_turn and not self._line().enter(seconds):
            raise OperationalError("database is locked")
        self.has_turn = True

    def _give_turn(self) -> None:
        if self.has_turn:
            self.has_turn = False
            self._line().leave()

    def _line(self) -> Line:
        return LINES.setdefault(str(self.settings_dict["NAME"]), Line())
