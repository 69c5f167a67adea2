"""Compiled queries, cached for the life of the process.

Django builds the SQL of a queryset anew each time that it is asked, which costs more than what the database then does.
A function with `@prepared` is called once with slots instead of values; from then on only the values are sent:

    @prepared
    def _live(meeting: Slot) -> QuerySet[Invitation]:
        return Invitation.objects.filter(meeting=meeting, state=InvitationState.LIVE)

    _live(meeting.pk)  # a list of invitations

It is for the few queries that every page, call or mail needs: `tests/config/database/test_fence.py` names them, each
with what it saves, and takes no other. All else is asked by a queryset.

The function is not called again for other values, so what it asks may not depend on them; what decides that is given by
name, and each is compiled by itself. A value is what the field it is compared with takes, or a list of those for
`__in`. None is none (`isnull` asks for it), and neither is an empty list under a NOT. What a compiled query cannot
do is refused when it is built, see `refusals.py`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from itertools import chain
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet, Value
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from config.database.refusals import built_by, refuse_query, refuse_update
from config.database.slots import Slot, usages

Row = TypeVar("Row")
# where one value goes, beside lists of any length
ONE = -1
REMEMBERED = 256


class Written(Value):
    """A constant that stands in the SQL itself: an index with a condition is found only by what can be read."""

    def as_sql(self, _compiler: Any, connection: Any) -> Any:
        quoted = str(self.value).replace("'", "''")
        return f"'{quoted}'", []


def prepared(build: Callable[..., QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """Compile the query that `build` makes, once, and run it with values in the order of its slots.

    The rows come as a list, of the queryset's own kind. Raises `TypeError` when the queryset does what a compiled query
    cannot, and for what is no value.
    """
    names = _slot_names(build)
    compiled: dict[tuple[object, ...], _CompiledQuery] = {}

    @functools.wraps(build)
    def ask(*values: Any, **shape: Any) -> list[Row]:
        key = (connections[DEFAULT_DB_ALIAS].vendor, *shape.items())
        query = compiled.get(key)
        if query is None:
            query = compiled[key] = _CompiledQuery(build, names, shape)
        return query.ask(dict(zip(names, values, strict=True)))

    return ask


def prepared_update(build: Callable[..., tuple[QuerySet[Any], dict[str, Any]]]) -> Callable[..., int]:
    """The same for an update: `build` gives the rows and the new values; how many rows there were is returned."""
    names = _slot_names(build)
    statements: dict[tuple[object, ...], _Statement] = {}

    @functools.wraps(build)
    def write(*values: Any, **shape: Any) -> int:
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, *shape.items())
        statement = statements.get(key)
        if statement is None:
            statement = statements[key] = _update(build, names, shape)
        with connection.cursor() as cursor:
            cursor.execute(*statement.filled(dict(zip(names, values, strict=True)), connection))
            return cursor.rowcount

    return write


def _slot_names(build: Callable[..., Any]) -> tuple[str, ...]:
    return build.__code__.co_varnames[: build.__code__.co_argcount]


def _update(build: Callable[..., Any], names: tuple[str, ...], shape: dict[str, Any]) -> _Statement:
    rows, new = built_by(build, map(Slot, names), shape)
    refuse_update(build, rows)
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(new)
    return _Statement(build, names, query.get_compiler(DEFAULT_DB_ALIAS))


class _Statement:
    """Compiled SQL with slots among its parameters."""

    def __init__(self, build: Callable[..., Any], names: tuple[str, ...], compiler: SQLCompiler) -> None:
        sql, self.parameters = compiler.as_sql()
        self.pieces = sql.split("%s")
        self.usages = usages(build, compiler.query, names)
        # by how many values there are in each place
        self.written: dict[tuple[int, ...], str] = {}

    def filled(self, values: dict[str, Any], connection: Any) -> tuple[str, tuple[Any, ...]]:
        sent = {name: self.usages[name].sent(value, connection) for name, value in values.items()}
        counts: list[int] = []
        parameters: list[Any] = []
        for parameter in self.parameters:
            value = sent[parameter.name] if isinstance(parameter, Slot) else parameter
            if isinstance(value, list):
                counts.append(len(value))
                parameters += value
            else:
                counts.append(ONE)
                parameters.append(value)
        key = tuple(counts)
        return self.written.get(key) or self._write(key), tuple(parameters)

    def _write(self, counts: tuple[int, ...]) -> str:
        places = ("%s" if count == ONE else ", ".join(["%s"] * count) or "NULL" for count in counts)
        sql = "".join(chain.from_iterable(zip(self.pieces, [*places, ""], strict=True)))
        if len(self.written) < REMEMBERED:
            self.written[counts] = sql
        return sql


class _CompiledQuery:
    """A compiled queryset, which gives its rows as it would by itself."""

    def __init__(self, build: Callable[..., Any], names: tuple[str, ...], shape: dict[str, Any]) -> None:
        rows = built_by(build, map(Slot, names), shape)
        refuse_query(build, rows, READERS)
        compiler: SQLCompiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.statement = _Statement(build, names, compiler)
        if compiler.has_extra_select:
            raise TypeError(f"{build.__qualname__} is distinct and ordered by what it does not read")
        self.is_locking = rows.query.select_for_update
        # how a column's value becomes a field's
        converters = compiler.get_converters([column[0] for column in compiler.select])
        self.converters = [(position, *how) for position, how in converters.items()]
        self.read = READERS[rows._iterable_class](compiler, rows)

    def ask(self, values: dict[str, Any]) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        if self.is_locking and not connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        with connection.cursor() as cursor:
            cursor.execute(*self.statement.filled(values, connection))
            found = cursor.fetchall()
        return [self.read(self._converted(row, connection)) for row in found]

    def _converted(self, row: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        if not self.converters:
            return row
        new = list(row)
        for position, functions, expression in self.converters:
            for convert in functions:
                new[position] = convert(new[position], expression, connection)
        return tuple(new)


def _reads_models(compiler: Any, rows: Any) -> Callable[[tuple[Any, ...]], Model]:
    """As `ModelIterable` does, with what it computes for each query computed once."""
    about, select, annotations = compiler.klass_info, compiler.select, compiler.annotation_col_map or {}
    model, own = about["model"], slice(about["select_fields"][0], about["select_fields"][-1] + 1)
    names = [column[0].target.attname for column in select[own]]
    # Django 6.1 and later: rows know how what they lack is fetched
    fetching = {"fetch_mode": rows._fetch_mode} if hasattr(rows, "_fetch_mode") else {}
    joined = get_related_populators(about, select, DEFAULT_DB_ALIAS, **fetching)

    def read(row: tuple[Any, ...]) -> Model:
        made: Model = model.from_db(DEFAULT_DB_ALIAS, names, row[own])
        for one in joined:
            one.populate(row, made)
        for name, position in annotations.items():
            setattr(made, name, row[position])
        return made

    return read


def _reads_named(compiler: Any, _rows: Any) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
    names = list(compiler.query.selected)
    return lambda row: dict(zip(names, row, strict=True))


READERS: dict[type, Callable[[Any, Any], Callable[[tuple[Any, ...]], Any]]] = {
    ModelIterable: _reads_models,
    ValuesIterable: _reads_named,
    ValuesListIterable: lambda _compiler, _rows: lambda row: row,
    FlatValuesListIterable: lambda _compiler, _rows: lambda row: row[0],
}
