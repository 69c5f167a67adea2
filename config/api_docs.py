"""The documentation page of the API: OpenAPI as plain HTML, operations by what they are about, and their forms.

Paths, fields and types are the code's own words, as everywhere in the API; sentences come from the description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator

from config.ground.tables import Column, Table
from config.refusals import catalogue

Node = dict[str, Any]
LIST_FIELDS = {"count", "next", "previous", "results"}
# what the paging says of itself in English, and what only repeats the values
SAID_ELSEWHERE = re.compile(r"^(A page number within|Number of results)|^\* `")


@dataclass(frozen=True)
class Operation:
    """One method of one path. `anchor` names it in the page's address."""

    anchor: str
    method: str
    path: str
    summary: str
    text: SafeString
    parameters: Table | None
    body: SafeString | None
    answers: list[tuple[str, SafeString]]


@dataclass(frozen=True)
class Form:
    """A table of the fields of a body or an answer."""

    name: str
    text: SafeString
    fields: Table | None


@dataclass(frozen=True)
class Page:
    groups: dict[str, list[Operation]]
    forms: list[Form]
    refusals: Table


def read_page() -> Page:
    return _page(get_language() or "")


@lru_cache(maxsize=4)
def _page(language: str) -> Page:
    """The page, cached by language: nothing in it changes while the process lives."""
    return Reader(SchemaGenerator(api_version="v1").get_schema(request=None, public=True)).page()


class Reader:
    """Reads one description. What it says of a type is a few words, with links to the forms."""

    def __init__(self, schema: Node) -> None:
        self.paths: Node = schema["paths"]
        self.forms: Node = schema["components"]["schemas"]

    def page(self) -> Page:
        groups: dict[str, list[Operation]] = {}
        for path, methods in self.paths.items():
            for method, row in methods.items():
                groups.setdefault(row["tags"][0], []).append(self._operation(method.upper(), path, row))
        shown = {name: form for name, form in sorted(self.forms.items()) if not self._is_inline(form)}
        return Page(groups, [self._form(name, form) for name, form in shown.items()], _refusals())

    def _operation(self, method: str, path: str, row: Node) -> Operation:
        return Operation(
            anchor=row["operationId"],
            method=method,
            path=path,
            summary=row.get("summary", ""),
            text=with_code(row.get("description", "")),
            parameters=self._parameters(f"{method} {path}", row.get("parameters", [])),
            body=self._content(row.get("requestBody", {})),
            answers=[(status, self._answer(answer)) for status, answer in sorted(row["responses"].items())],
        )

    def _form(self, name: str, form: Node) -> Form:
        return Form(name, with_code(form.get("description", "")), self._fields(name, form))

    def _parameters(self, operation: str, rows: list[Node]) -> Table | None:
        where = {"path": _("i adressen"), "query": _("efter ?"), "header": _("i ett huvud")}
        columns = [Column(_("Parameter")), Column(_("Var")), Column(_("Vad"))]
        cells = [
            (code(row["name"]), where[row["in"]], self._what(row["schema"], row.get("description", ""), row))
            for row in rows
        ]
        return Table(_("Parametrar för %(what)s") % {"what": operation}, columns, cells) if rows else None

    def _fields(self, name: str, form: Node) -> Table | None:
        required = form.get("required", [])
        cells = [
            (code(key), self._what(row, row.get("description", ""), {"required": key in required}))
            for key, row in form.get("properties", {}).items()
        ]
        return (
            Table(_("Fält i %(what)s") % {"what": name}, [Column(_("Fält")), Column(_("Vad"))], cells)
            if cells
            else None
        )

    def _what(self, node: Node, text: str, row: Node) -> SafeString:
        notes = [*([_("måste finnas")] if row.get("required") else []), *_limits(node)]
        parts = [self.type_of(node), *notes]
        text = "" if SAID_ELSEWHERE.search(text) else text
        return format_html("{}{}", join(", ", parts), format_html("<br>{}", with_code(text)) if text else "")

    def _content(self, row: Node) -> SafeString | None:
        for media, content in row.get("content", {}).items():
            shape = self.type_of(content["schema"])
            return shape if media == "application/json" else format_html("{} ({})", shape, code(media))
        return None

    def _answer(self, answer: Node) -> SafeString:
        parts = [self._content(answer), with_code(answer.get("description", ""))]
        return join(" – ", [part for part in parts if part]) or join("", [_("Inget innehåll.")])

    def type_of(self, node: Node) -> SafeString:
        """`string (date)`, `array of` a form, or the values there are."""
        if "$ref" in node:
            return self._named(node["$ref"].rpartition("/")[2])
        choices = [one for key in ("allOf", "oneOf", "anyOf") for one in node.get(key, []) if not self._is_empty(one)]
        if choices:
            return join(_(" eller "), [self.type_of(one) for one in choices])
        if "enum" in node:
            return join(" | ", [code(str(value)) for value in node["enum"] if value not in ("", None)])
        if node.get("type") == "array":
            return format_html("{} {}", code("array of"), self.type_of(node.get("items", {})))
        kind, kept_as = node.get("type", "object"), node.get("format")
        return code(f"{kind} ({kept_as})" if kept_as and kept_as != "int64" else kind)

    def _named(self, name: str) -> SafeString:
        form = self.forms[name]
        if set(form.get("properties", {})) >= LIST_FIELDS:
            return format_html("{} {}", code("page of"), self.type_of(form["properties"]["results"]["items"]))
        return self.type_of(form) if self._is_inline(form) else format_html('<a href="#{0}">{0}</a>', name)

    def _is_inline(self, form: Node) -> bool:
        return "enum" in form or set(form.get("properties", {})) >= LIST_FIELDS

    def _is_empty(self, node: Node) -> bool:
        """The choice that only says that a text may be empty."""
        values = self.forms.get(node.get("$ref", "").rpartition("/")[2], node).get("enum")
        return node.get("maxLength") == 0 or values in ([""], [None])


def _refusals() -> Table:
    """Every code that a 409 may carry, with what it says."""
    columns = [Column(_("Kod")), Column(_("Vad som sägs"))]
    cells = [(code(name), join(" / ", list(sentences))) for name, sentences in catalogue().items()]
    return Table(_("Koder när en regel säger nej"), columns, cells)


def _limits(node: Node) -> Iterator[str]:
    if node.get("nullable"):
        yield _("kan vara null")
    if "default" in node:
        yield _("annars %(value)s") % {"value": str(node["default"]).lower()}
    if node.get("maxLength"):
        yield _("högst %(n)s tecken") % {"n": node["maxLength"]}
    if node.get("maxItems"):
        yield _("högst %(n)s stycken") % {"n": node["maxItems"]}


def code(text: str) -> SafeString:
    return format_html("<code>{}</code>", text)


def with_code(text: str) -> SafeString:
    """`such` words as code; everything else as it is."""
    return join("", [code(part) if place % 2 else part for place, part in enumerate(text.split("`"))])


def join(between: str, parts: list[Any]) -> SafeString:
    return format_html_join(conditional_escape(between), "{}", ((part,) for part in parts))
