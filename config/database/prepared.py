"""Questions to the database that are worked out once and asked many times.

Django builds the SQL of a queryset anew each time that it is asked, which costs more than what the database then does.
A function with `@prepared` is called once with slots instead of values; from then on only the values are sent:

    @prepared
    def _live(meeting: Slot) -> QuerySet[Invitation]:
        return Invitation.objects.filter(meeting=meeting, state=InvitationState.LIVE)

    _live(meeting.pk)  # a list of invitations

It is not called again for other values, so what it asks may not depend on them; what decides that is given by name, and
each has a question of its own. A value is a date, a moment, an id, a text, or a list of those for `__in`. None is none
(`isnull` asks for it), and under a NOT a list must not be empty: there it says nothing about any row.
"""

from __future__ import annotations

import datetime
import functools
import uuid
from collections.abc import Callable, Sequence
from enum import Enum
from itertools import chain
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet, Value
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

Row = TypeVar("Row")
# where one value goes, beside lists of any length
ONE = -1
REMEMBERED = 256


class Slot(Expression):
    """Where a value goes. To Django it is an expression that is written as one parameter."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def resolve_expression(self, *_args: Any, **_options: Any) -> Slot:
        return self

    def as_sql(self, *_args: Any, **_options: Any) -> Any:
        return "%s", [self]


class Written(Value):
    """A constant that stands in the question itself: an index with a condition is found only by what can be read."""

    def as_sql(self, _compiler: Any, connection: Any) -> Any:
        quoted = str(self.value).replace("'", "''")
        return f"'{quoted}'", []


def prepared(build: Callable[..., QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """Ask what `build` asks, with values in the order of its slots: the rows as a list, of its queryset's own kind."""
    names = build.__code__.co_varnames[: build.__code__.co_argcount]
    questions: dict[tuple[object, ...], _Question] = {}

    @functools.wraps(build)
    def ask(*values: Any, **shape: Any) -> list[Row]:
        key = (connections[DEFAULT_DB_ALIAS].vendor, *shape.items())
        question = questions.get(key)
        if question is None:
            question = questions[key] = _Question(build(*map(Slot, names), **shape))
        return question.ask(dict(zip(names, values, strict=True)))

    return ask


def prepared_update(build: Callable[..., tuple[QuerySet[Any], dict[str, Any]]]) -> Callable[..., int]:
    """The same for an update: `build` gives the rows and the new values; how many rows there were is returned."""
    names = build.__code__.co_varnames[: build.__code__.co_argcount]
    statements: dict[tuple[object, ...], _Statement] = {}

    @functools.wraps(build)
    def write(*values: Any, **shape: Any) -> int:
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, *shape.items())
        statement = statements.get(key)
        if statement is None:
            rows, new = build(*map(Slot, names), **shape)
            query: Any = rows.query.chain(UpdateQuery)
            query.add_update_values(new)
            statement = statements[key] = _Statement(query.get_compiler(DEFAULT_DB_ALIAS))
        with connection.cursor() as cursor:
            cursor.execute(*statement.filled(dict(zip(names, values, strict=True)), connection))
            return cursor.rowcount

    return write


def attach(rows: Sequence[Model], *paths: str) -> None:
    """Read what these rows of one model refer to, each once, as `prefetch_related` does for foreign keys."""
    for path in paths:
        name, _dot, beyond = path.partition("__")
        field: Any = rows[0]._meta.get_field(name) if rows else None
        lacking = [row for row in rows if not field.is_cached(row)]
        wanted = {getattr(row, field.attname) for row in lacking} - {None}
        found = {row.pk: row for row in _by_key(list(wanted), of=field.related_model)} if wanted else {}
        for row in lacking:
            field.set_cached_value(row, found.get(getattr(row, field.attname)))
        if beyond:
            attach([one for row in rows if (one := getattr(row, name)) is not None], beyond)


@prepared
def _by_key(keys: Slot, *, of: type[Model]) -> QuerySet[Any]:
    return of._base_manager.filter(pk__in=keys).order_by()


class _Statement:
    """Compiled SQL with slots among its parameters."""

    def __init__(self, compiler: SQLCompiler) -> None:
        sql, self.parameters = compiler.as_sql()
        self.pieces = sql.split("%s")
        # by how many values there are in each place
        self.written: dict[tuple[int, ...], str] = {}

    def filled(self, values: dict[str, Any], connection: Any) -> tuple[str, tuple[Any, ...]]:
        counts, parameters = [], []
        for parameter in self.parameters:
            value: Any = values[parameter.name] if isinstance(parameter, Slot) else None
            if not isinstance(parameter, Slot):
                counts.append(ONE)
                parameters.append(parameter)
            elif hasattr(value, "__iter__") and not isinstance(value, str | bytes):
                counts.append(len(value))
                parameters += [as_sent(one, connection) for one in value]
            else:
                counts.append(ONE)
                parameters.append(as_sent(value, connection))
        key = tuple(counts)
        return self.written.get(key) or self._write(key), tuple(parameters)

    def _write(self, counts: tuple[int, ...]) -> str:
        places = ("%s" if count == ONE else ", ".join(["%s"] * count) or "NULL" for count in counts)
        sql = "".join(chain.from_iterable(zip(self.pieces, [*places, ""], strict=True)))
        if len(self.written) < REMEMBERED:
            self.written[counts] = sql
        return sql


class _Question:
    """A compiled queryset, which gives its rows as it would by itself."""

    def __init__(self, rows: Any) -> None:
        compiler: SQLCompiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.statement = _Statement(compiler)
        self.is_locking = rows.query.select_for_update
        # how a column's value becomes a field's
        converters = compiler.get_converters([column[0] for column in compiler.select])
        self.converters = [(position, *how) for position, how in converters.items()]
        self.read = READERS[rows._iterable_class](compiler)

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


def _reads_models(compiler: Any) -> Callable[[tuple[Any, ...]], Model]:
    """As `ModelIterable` does, with what it works out for each question worked out once."""
    about, select, annotations = compiler.klass_info, compiler.select, compiler.annotation_col_map or {}
    model, own = about["model"], slice(about["select_fields"][0], about["select_fields"][-1] + 1)
    names = [column[0].target.attname for column in select[own]]
    joined = get_related_populators(about, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg, unused-ignore]

    def read(row: tuple[Any, ...]) -> Model:
        made: Model = model.from_db(DEFAULT_DB_ALIAS, names, row[own])
        for one in joined:
            one.populate(row, made)
        for name, position in annotations.items():
            setattr(made, name, row[position])
        return made

    return read


def _reads_named(compiler: Any) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
    names = list(compiler.query.selected)
    return lambda row: dict(zip(names, row, strict=True))


READERS: dict[type, Callable[[Any], Callable[[tuple[Any, ...]], Any]]] = {
    ModelIterable: _reads_models,
    ValuesIterable: _reads_named,
    ValuesListIterable: lambda _compiler: lambda row: row,
    FlatValuesListIterable: lambda _compiler: lambda row: row[0],
}


def as_sent(value: Any, connection: Any) -> Any:
    """A value as the database's own fields are given it, by its kind."""
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime.datetime):
        return _moment_as_sent(value, connection.vendor)
    if isinstance(value, datetime.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, Model):
        raise TypeError(f"{value!r} is no value for a prepared question")
    return value


@functools.lru_cache(REMEMBERED)
def _moment_as_sent(moment: datetime.datetime, _vendor: str) -> Any:
    return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(moment)
