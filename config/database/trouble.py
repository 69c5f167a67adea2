"""What is wrong with the database, in a sentence for whoever starts the product or runs a command."""

from __future__ import annotations

import errno
import sqlite3

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

OURS = ("forums", "booking", "notifications")
FULL = "{where} går inte att skriva: disken är full. Frigör utrymme och försök igen. Det som är bekräftat finns kvar."
SQLITE = {
    sqlite3.SQLITE_NOTADB: "{where} är ingen databas. Flytta undan filen, eller lägg tillbaka en säkerhetskopia.",
    sqlite3.SQLITE_CORRUPT: "{where} är skadad. Kopiera undan filen och lägg tillbaka en säkerhetskopia.",
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: "{where} går inte att läsa eller skriva: disken svarar inte som den ska, eller är full.",
    sqlite3.SQLITE_CANTOPEN: "{where} går inte att öppna. Se på rättigheterna till mappen och filen.",
    sqlite3.SQLITE_PERM: "{where} går inte att öppna. Se på rättigheterna till mappen och filen.",
    sqlite3.SQLITE_READONLY: "{where} går inte att skriva i. Se på rättigheterna till mappen och filen.",
    sqlite3.SQLITE_BUSY: "{where} är upptagen av en annan process. Försök igen om en stund.",
}
NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
# of PostgreSQL: without a code it was never reached
POSTGRESQL = {
    "28": "{where} släpper inte in oss. Kontrollera användare och lösenord i DATABASE_URL.",
    "3D": "{where} finns inte. Kontrollera DATABASE_URL.",
    "53": "{where} har ont om utrymme eller har för många förbindelser.",
    "57": "{where} håller på att starta eller stanna. Försök igen om en stund.",
}
UNREACHED = "{where} går inte att nå, eller släpper inte in oss. Kontrollera DATABASE_URL."


class NewerDatabase(Exception):
    """A later version of the product has changed the database; this one does not know how."""


def refuse_newer_database() -> None:
    """Raise `NewerDatabase`, before anything is written, when the database is ahead of the program."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    unknown = sorted(
        name for app, name in loader.applied_migrations if app in OURS and not _is_known(loader, app, name)
    )
    if unknown:
        raise NewerDatabase(
            f"Databasen har använts av en nyare version av Samverk ({unknown[-1]}). Kör den versionen, eller lägg "
            "tillbaka säkerhetskopian från före uppgraderingen."
        )


def _is_known(loader: MigrationLoader, app: str, name: str) -> bool:
    return (app, name) in loader.disk_migrations


def sentence_for(error: BaseException) -> str:
    """The sentence for an error that is the surroundings' fault; "" for any other, which keeps its traceback."""
    if isinstance(error, NewerDatabase):
        return str(error)
    if isinstance(error, OSError):
        return (
            FULL.format(where=f"Filen {error.filename}" if error.filename else "En fil")
            if error.errno in NO_SPACE
            else ""
        )
    if not isinstance(error, DatabaseError):
        return ""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        found = SQLITE.get(code, "")
    else:
        state = getattr(cause, "sqlstate", "") or ""
        found = POSTGRESQL.get(state[:2], "") if state else UNREACHED
    return found.format(where=_where()) or _is_behind()


def _where() -> str:
    chosen = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        return f"Databasen {chosen['NAME']}"
    return f"Databasen {chosen['NAME']} på {chosen['HOST'] or 'den här datorn'}"


def _is_behind() -> str:
    """A table or column that is missing because nobody has run migrate."""
    try:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return ""
    return "Databasen är tom eller äldre än programmet: kör manage.py migrate." if is_behind else ""
