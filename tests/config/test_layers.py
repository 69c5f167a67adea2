"""Imports only go down: notifications → booking → forums; config wires them together."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["forums", "booking", "notifications"]
# what every floor may use of config; the rest of it only wires
SHARED = ("config.ground", "config.database")


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def modules(app: str) -> list[Path]:
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("app", FLOORS)
def test_imports_only_go_down(app: str) -> None:
    above = set(FLOORS[FLOORS.index(app) + 1 :])

    upwards = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(app)
        for name in imports_of(path)
        if name.split(".")[0] in above or (name.split(".")[0] == "config" and not name.startswith(SHARED))
    }

    assert upwards == set()


def test_actions_know_nothing_of_pages_and_the_api() -> None:
    outer = (".views", ".forms", ".api", "django.http", "rest_framework")

    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for app in FLOORS
        for path in modules(app)
        if "actions" in path.parts
        for name in imports_of(path)
        if any(part in f".{name}" for part in outer)
    }

    assert wrong == set()
