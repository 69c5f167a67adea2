"""Imports only go down: notifications → booking → forums; config wires them together."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["forums", "booking", "notifications"]
# what every floor may use of config; the rest of it only wires
SHARED = ("config.ground", "config.database")


# each wing imports the ones before it; booking's core comes first
WINGS = {
    "booking": ["models", "meetings", "series", "outcomes", "visits", "statistics", "staffing", "taken", "loading"],
    "notifications": ["models", "itip", "published", "telling", "notices", "outbox", "inbox", "feeds", "pages", "api"],
}
# the demonstration plays what all wings can
OUTSIDE_WINGS = {"migrations", "management", "demo"}


def wing_of(path: Path, app: str) -> str:
    return path.relative_to(ROOT / app).parts[0]


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


@pytest.mark.parametrize(("app", "order"), WINGS.items())
def test_a_wing_imports_the_core_and_the_wings_before_it(app: str, order: list[str]) -> None:
    """What stands at the top of an app beside the wings wires them (urls, tasks, retention, demo) or is ground."""
    names = {path.name for path in (ROOT / app).iterdir() if (path / "__init__.py").exists()} - OUTSIDE_WINGS

    upwards = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(app)
        if (wing := wing_of(path, app)) in order
        for name in imports_of(path)
        if name.startswith(f"{app}.") and name.split(".")[1] in order[order.index(wing) + 1 :]
    }

    assert names == set(order)
    assert upwards == set()


def test_no_wing_imports_the_registry_that_it_fills() -> None:
    wrong = [path for path in modules("booking") if wing_of(path, "booking") in WINGS["booking"]]

    assert [str(path) for path in wrong if "booking.changes" in imports_of(path)] == []


def test_no_wing_imports_what_wires_its_app() -> None:
    wires = {f"{app}.{name}" for app in WINGS for name in ("urls", "api_urls", "tasks", "demo", "retention", "apps")}

    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for app, order in WINGS.items()
        for path in modules(app)
        if wing_of(path, app) in order
        for name in imports_of(path) & wires
    }

    assert wrong == set()


def test_actions_know_nothing_of_pages_and_the_api() -> None:
    outer = (".views", ".forms", ".api", "django.http", "rest_framework")

    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for app in FLOORS
        for path in modules(app)
        if "actions" in path.parts or path.stem == "actions"
        for name in imports_of(path)
        if any(part in f".{name}" for part in outer)
    }

    assert wrong == set()


def test_what_tells_people_knows_no_page_of_what_is_true() -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("notifications")
        for name in imports_of(path)
        if name.startswith("booking.") and any(part.endswith("views") for part in name.split("."))
    }

    assert wrong == set()
