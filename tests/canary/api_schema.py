"""The operations of the API as its own description has them, and a body for each that it takes."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

Shape = dict[str, Any]
DAY = "2027-03-18"


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    fields: tuple[str, ...]
    query: tuple[str, ...]
    headers: tuple[str, ...]
    shape: Shape


def operations() -> list[Operation]:
    schema = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
    shapes = schema["components"]["schemas"]
    found = []
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            fields = tuple(dict.fromkeys(_fields(body, shapes)))
            names = {place: tuple(each["name"] for each in one.get("parameters", []) if each["in"] == place)
                     for place in ("query", "header")}  # fmt: skip
            found.append(Operation(method.upper(), path, fields, names["query"], names["header"], body))
    return found


def _fields(shape: Shape, shapes: Shape, before: str = "") -> Iterator[str]:
    """ "consent.parties[]": every leaf of a body."""
    if "$ref" in shape:
        shape = shapes[shape["$ref"].rpartition("/")[2]]
    for one in (*shape.get("allOf", ()), *shape.get("oneOf", ()), *shape.get("anyOf", ())):
        yield from _fields(one, shapes, before)
    if shape.get("type") == "array":
        yield from _fields(shape["items"], shapes, f"{before}[]")
    elif "properties" in shape:
        for name, one in shape["properties"].items():
            yield from _fields(one, shapes, f"{before}.{name}" if before else name)
    elif before and not {"allOf", "oneOf", "anyOf"} & set(shape):
        yield before


def with_text(body: Shape, field: str, text: str) -> Shape:
    """The body with the text in one place of it."""
    name, _dot, rest = field.partition(".")
    is_list = name.endswith("[]")
    name = name.removesuffix("[]")
    if not rest:
        return {**body, name: [text] if is_list else text}
    inner = body.get(name) or ([{}] if is_list else {})
    if is_list:
        return {**body, name: [with_text(inner[0], rest, text), *inner[1:]]}
    return {**body, name: with_text(inner, rest, text)}


def a_time(days: int = 40, minutes: int = 0) -> str:
    moment = timezone.now() + datetime.timedelta(days=days, minutes=minutes)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def a_key() -> str:
    return str(uuid.uuid4())
