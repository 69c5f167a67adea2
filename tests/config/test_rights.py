"""Rights inside every action: who asks without a right is refused, whichever page, program or command asks."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from config.ground.errors import RuleError
from tests.acts import ACTS, Act, name_of
from tests.cast import Cast

# generated from the list of all actions: each of them runs on both databases in the tests of its own
pytestmark = pytest.mark.sqlite_only

ROOT = Path(__file__).resolve().parents[2]
APPS = ("forums", "booking", "notifications")
# they write down who has done it, for actions that have asked
WRITE_DOWN = {
    "booking.meetings.actions.recording.record",
    "booking.meetings.actions.recording.record_all",
    "forums.audit.recording.record",
}
OUTER = {"views", "forms", "api", "pages", "management"}


def modules() -> Iterator[str]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def functions() -> Iterator[FunctionType]:
    """The public functions of the product, each from the module that it stands in."""
    for name in modules():
        for own, found in vars(importlib.import_module(name)).items():
            if inspect.isfunction(found) and found.__module__ == name and not own.startswith("_"):
                yield found


def is_action(function: FunctionType) -> bool:
    """By custom an action takes `by` by keyword; in modules called actions whatever takes it at all is one."""
    by = inspect.signature(function).parameters.get("by")
    if by is None:
        return False
    return by.kind is inspect.Parameter.KEYWORD_ONLY or "actions" in function.__module__.split(".")


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything in the database."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


def refusal_of(act: Act) -> tuple[type[Exception], ...]:
    return (PermissionDenied, RuleError) if act.code else (PermissionDenied,)


def test_every_action_is_tried() -> None:
    actions = {name_of(function) for function in functions() if is_action(function)}

    assert {name.split()[0] for name in ACTS} == actions - WRITE_DOWN


@pytest.mark.parametrize("name", sorted(ACTS))
def test_who_has_no_right_is_refused_and_changes_nothing(name: str, cast: Cast) -> None:
    """A stranger of another federation, and those of the same one who are near but have no say."""
    act = ACTS[name](cast)
    before = rows()

    for person in (cast.eva, *act.refused):
        with pytest.raises(refusal_of(act)) as refusal:
            act.run(person)
        assert getattr(refusal.value, "code", act.code) == act.code, person

    assert rows() == before


@pytest.mark.parametrize("name", sorted(ACTS))
def test_who_has_the_right_changes_something_and_a_stranger_is_refused_afterwards_too(name: str, cast: Cast) -> None:
    """Otherwise a refusal would say nothing. What is done already is not told to strangers as "done"."""
    act = ACTS[name](cast)
    before = rows()

    act.run(act.by)

    after = rows()
    assert after != before
    with pytest.raises((PermissionDenied, RuleError)):
        act.run(cast.eva)
    assert rows() == after


def test_pages_and_the_api_call_no_parts_of_actions() -> None:
    """A part takes `actor`, whom it writes down and does not ask about: only the action that it is a part of may."""
    parts = {name_of(f) for f in functions() if "actor" in inspect.signature(f).parameters}

    wrong = {
        f"{module} imports {node.module}.{alias.name}"
        for module in modules()
        if is_outer(module)
        for node in ast.walk(ast.parse(source_of(module)))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if f"{node.module}.{alias.name}" in parts
    }

    assert parts != set()
    assert wrong == set()


def is_outer(module: str) -> bool:
    parts = set(module.split("."))
    return bool(parts & OUTER) or module.endswith(("_views", "_forms", "_api"))


def source_of(module: str) -> str:
    path = ROOT.joinpath(*module.split("."))
    return (path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py").read_text()
