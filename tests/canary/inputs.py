"""Every input that there is, found where it is declared: forms, what views read by themselves, files, commands."""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.db import models
from rest_framework import serializers

OWN = ("forums", "booking", "notifications")
Names = set[str]


def form_fields() -> Names:
    """ "module.Form.field" of every form of the product."""
    return {f"{form.__module__}.{form.__qualname__}.{name}" for form in _forms() for name in form.base_fields}


def _forms() -> Iterator[type[forms.BaseForm]]:
    for form in _below(forms.BaseForm):
        if form.__module__.split(".")[0] in OWN and hasattr(form, "base_fields"):
            yield form


def _below(one: type[Any]) -> Iterator[type[Any]]:
    for child in one.__subclasses__():
        yield child
        yield from _below(child)


def read_by_views() -> Names:
    """ "POST.name", "GET.name", "headers.name", "COOKIES.name": what code takes from a request by its name."""
    found = set()
    for app in (*OWN, "config"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            found |= set(_read_in(path))
    return found


def _read_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        source, name = _access(node)
        if source in ("GET", "POST", "headers", "COOKIES", "META", "FILES") and name is not None:
            yield f"{source}.{name}"


def _access(node: ast.AST) -> tuple[str, str | None]:
    """request.POST.get("x"), request.GET["x"] and "x" in request.GET, as (POST, x)."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        return _source(node.func.value), _text(node.args[0])
    if isinstance(node, ast.Subscript):
        return _source(node.value), _text(node.slice)
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In):
        return _source(node.comparators[0]), _text(node.left)
    return "", None


def _source(node: ast.AST) -> str:
    is_of_request = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "request"
    return node.attr if is_of_request and isinstance(node, ast.Attribute) else ""


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def uploads() -> Names:
    """Places that take a file."""
    rows = {
        f"{model._meta.label}.{one.name}"
        for app in OWN
        for model in apps.get_app_config(app).get_models()
        for one in model._meta.get_fields()
        if isinstance(one, models.FileField)
    }
    pages = {
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in _forms()
        for name, one in form.base_fields.items()
        if isinstance(one, forms.FileField)
    }
    bodies = {
        f"{body.__module__}.{body.__qualname__}.{name}"
        for body in _below(serializers.Serializer)
        if body.__module__.split(".")[0] in OWN
        for name, one in body._declared_fields.items()
        if isinstance(one, serializers.FileField)
    }
    return rows | pages | bodies | {name for name in read_by_views() if name.startswith("FILES.")}


def command_arguments() -> Names:
    """ "command argument" of every argument of a command of ours that takes a text or a file."""
    found = set()
    for name, app in get_commands().items():
        if app in (*OWN, "config"):
            parser = load_command_class(app, name).create_parser("manage.py", name)
            found |= {f"{name} {one.dest}" for one in parser._actions if _takes_text(one)}
    return found


# what Django gives to every command
_USUAL = ("help", "version", "verbosity", "settings", "pythonpath")


def _takes_text(action: argparse.Action) -> bool:
    return action.dest not in _USUAL and action.nargs != 0 and action.type is not int and action.choices is None
