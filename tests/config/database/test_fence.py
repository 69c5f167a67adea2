"""The frozen list of compiled queries: a fence around what Django's own querysets do by themselves.

One that is added has to take another's place, with a figure that a user would notice. Milliseconds of processor, asked
by a queryset less asked prepared, on the machine of docs/performance.md.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
APPS = ("config", "forums", "booking", "notifications")
MOST = 30
DECORATORS = {"prepared", "prepared_update"}

SAVES = {
    "config.ground.sessions._session": "0.4 of every request",
    "forums.backends._person": "0.3 of every request",
    "forums.standing._workplaces": "0.8 of every request and call",
    "forums.standing._roles": "0.8 of every request and call",
    "forums.access._agreements": "0.6 of each person's start page and of a meeting's page",
    "forums.access._templates": "0.5 of each person's start page and of a meeting's page",
    "forums.queries._listed": "0.3 of a call, and of the same two pages",
    "forums.queries._workplaces": "0.4 of a call",
    "forums.queries._coordinators": "0.4 of a call",
    "booking.meetings.access._meeting": "1.3 of a meeting's page and of each of its forms",
    "booking.meetings.views.meeting_page._everybody": "1.1 of a meeting's page",
    "booking.meetings.queries._open_meetings": "1.4 of each person's start page",
    "booking.meetings.take_over._staff": "0.9 of each person's start page",
    "booking.meetings.take_over._called_from": "0.6 of each person's start page",
    "booking.meetings.consent._covered": "0.5 of a call, which asks it twice",
    "booking.statistics.figures._buckets": "0.4 of a year's figures",
    "booking.statistics.figures._started": "0.7 of a year's figures",
    "booking.meetings.actions.rules._live": "0.9 of a call and of each look at its rules",
    "booking.meetings.actions.recording._take_row": "0.2 to 0.4 of everything that is done to a meeting",
    "booking.meetings.actions.recording._meeting": "1.4 of everything that is done to a meeting",
    "booking.meetings.actions.recording._invitation": "1.0 of each answer",
    "booking.meetings.actions.calling._mark_invited": "0.2 of a call",
    "notifications.outbox.claiming._next": "3.9 of each claim",
    "notifications.outbox.claiming.Written": "the index of open messages, which nothing else finds on SQLite",
    "notifications.outbox.delivery._mark_sent": "0.5 of ten mails, which wait for it",
    "notifications.outbox.delivery._note_left": "1.5 of ten mails, which wait for it",
}


def test_only_these_queries_are_compiled() -> None:
    found = set(builders())

    assert found == set(SAVES)
    assert len(found) <= MOST


def test_each_says_what_it_saves() -> None:
    for name, reason in SAVES.items():
        assert reason.strip(), name


@pytest.mark.parametrize(
    "source",
    [
        "@prepared\ndef rows(): ...",
        "@prepared_update\ndef rows(): ...",
        "class Rows:\n    @prepared\n    def rows(): ...",
        "@module.prepared\ndef rows(): ...",
        "rows = prepared(build)",
        "rows = [Written(state) for state in OPEN]",
    ],
)
def test_one_more_would_be_found(source: str) -> None:
    assert len(set(builders_in("app.module", source))) == 1


def test_rows_are_written_by_a_statement_of_our_own_only_in_calls_and_mails() -> None:
    users = {path.relative_to(ROOT).as_posix() for path in sources() if "database.writing import" in path.read_text()}

    assert users == {
        "booking/meetings/actions/recording.py",
        "booking/models/dirt.py",
        "notifications/notices/planning.py",
        "notifications/telling/comparing.py",
    }


def builders() -> Iterator[str]:
    for path in sources():
        if "config/database" not in path.as_posix():
            yield from builders_in(".".join(path.relative_to(ROOT).with_suffix("").parts), path.read_text())


def sources() -> list[Path]:
    return [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]


def builders_in(module: str, source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and any(name_of(one) in DECORATORS for one in node.decorator_list):
            yield f"{module}.{node.name}"
        elif isinstance(node, ast.Call) and name_of(node.func) in DECORATORS | {"Written"}:
            yield f"{module}.{name_of(node.func)}"


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
