"""Where the values of a compiled query go, and what becomes of them on their way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import CharField, Expression, Field, IntegerField, Lookup, Model, UUIDField
from django.db.models.sql import Query, UpdateQuery
from django.utils.tree import Node

# what goes as it is, or nearly
PLAIN = {IntegerField: int, CharField: str, UUIDField: UUID}
NO_VALUE = (Model, list, tuple, set, frozenset, dict)


class Slot(Expression):
    """Where a value goes. To Django it is an expression that is written as one parameter."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def resolve_expression(self, *_args: Any, **_options: Any) -> Slot:
        return self

    def as_sql(self, *_args: Any, **_options: Any) -> Any:
        return "%s", [self]


@dataclass(frozen=True)
class Usage:
    """What a slot is compared with, or written to."""

    name: str
    field: Field[Any, Any]
    is_list: bool = False
    is_negated: bool = False

    @cached_property
    def plain(self) -> type | None:
        """The kind of value that its field need not be asked about."""
        return next((kind for of, kind in PLAIN.items() if isinstance(self.field, of)), None)

    def sent(self, value: Any, connection: Any) -> Any:
        """What the database is given for a value; a list for `__in`. Raises `TypeError` for what is no value."""
        if not self.is_list:
            return self._one(value, connection)
        if isinstance(value, str | bytes) or not hasattr(value, "__iter__"):
            raise TypeError(f"{self.name} takes a list, and not {value!r}")
        sent = [self._one(one, connection) for one in value]
        if self.is_negated and not sent:
            raise TypeError(f"{self.name} is empty under a NOT, where that says nothing about any row")
        return sent

    def _one(self, value: Any, connection: Any) -> Any:
        if value is None or isinstance(value, NO_VALUE):
            raise TypeError(f"{value!r} is no value for {self.name}")
        if type(value) is UUID and self.plain is UUID and not connection.features.has_native_uuid_field:
            return value.hex
        return value if type(value) is self.plain else self.field.get_db_prep_value(value, connection)


def usages(build: Callable[..., Any], query: Query, names: Iterable[str]) -> dict[str, Usage]:
    """By name what each slot is used for. Raises `TypeError` for one that goes nowhere, or to different kinds."""
    found: dict[str, Usage] = {}
    for usage in (*_written(query), *_compared(query)):
        known = found.setdefault(usage.name, usage)
        if (type(known.field), known.is_list) != (type(usage.field), usage.is_list):
            raise TypeError(f"{build.__qualname__} has two uses for {usage.name}: give each a slot")
        if usage.is_negated:
            found[usage.name] = usage
    if unknown := {*names} - {*found}:
        raise TypeError(f"{build.__qualname__} compares and writes nothing with {', '.join(sorted(unknown))}")
    return found


def _written(query: Query) -> Iterator[Usage]:
    for field, _model, value in getattr(query, "values", ()) if isinstance(query, UpdateQuery) else ():
        if isinstance(value, Slot):
            yield Usage(value.name, _target(field))
        elif hasattr(value, "get_source_expressions"):
            yield from _compared(value)


def _compared(node: Any, is_negated: bool = False) -> Iterator[Usage]:
    """In a part of a query and in all that it is made of, its subqueries too."""
    # to a subquery's own WHERE, no and unknown are the same again
    is_negated = not isinstance(node, Query) and is_negated != bool(getattr(node, "negated", False))
    if isinstance(node, Lookup) and isinstance(node.rhs, Slot):
        yield Usage(node.rhs.name, _target(node.lhs.output_field), node.lookup_name == "in", is_negated)
    for part in _parts(node):
        yield from _compared(part, is_negated)


def _parts(node: Any) -> Iterable[Any]:
    if isinstance(node, Query):
        return [node.where, *node.annotations.values()]
    return node.children if isinstance(node, Node) else [one for one in node.get_source_expressions() if one]


def _target(field: Any) -> Field[Any, Any]:
    """What a reference holds is a value of what it refers to."""
    return getattr(field, "target_field", field)
