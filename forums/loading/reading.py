"""From files to content that can be written: either all of it is right, or every problem is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forums.loading.checks import Check
from forums.loading.problems import LoadRefused, Problem
from forums.loading.schema import federation_schema, known_in
from forums.loading.template_files import resolve_templates, templates_schema
from forums.loading.yaml_files import read_yaml_file


@dataclass(frozen=True)
class Content:
    """A federation file and the templates that its areas agree on, both known to be right."""

    file: str
    federation: dict[str, Any]
    templates: dict[str, dict[str, Any]]
    choices: dict[str, Any]
    texts: dict[str, Any]
    form_names: dict[str, str]


def read_content(federation_file: Path, templates_file: Path) -> Content:
    data, problems = read_yaml_file(federation_file)
    templates, template_problems = read_yaml_file(templates_file)
    problems += template_problems
    if data is None or templates is None:
        raise LoadRefused(problems or [Problem(_empty(data, federation_file, templates_file).name, "", "är tom")])
    problems += find_problems(data, templates, federation_file.name, templates_file.name)
    if problems:
        raise LoadRefused(problems)
    return Content(
        file=federation_file.name,
        federation=data,
        templates=resolve_templates(templates),
        choices=templates.get("choices", {}),
        texts=templates.get("texts", {}),
        form_names=templates.get("form_names", {}),
    )


def find_problems(data: Any, templates: Any, name: str, templates_name: str) -> list[Problem]:
    """Everything that is wrong with the two, in the order of the files; whatever YAML can hold may come in."""
    codes = known_in(data, resolve_templates(templates))
    return [
        *_check(templates_schema(templates, codes.party_kinds), templates, templates_name),
        *_check(federation_schema(codes), data, name),
    ]


def _check(schema: Check, data: Any, name: str) -> list[Problem]:
    return [Problem(name, path, reason) for path, reason in schema(data, "")]


def _empty(data: Any, federation_file: Path, templates_file: Path) -> Path:
    return federation_file if data is None else templates_file
