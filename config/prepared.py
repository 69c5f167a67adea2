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

import copy
import datetime
import functools
import operator
import uuid
from collections.abc import Callable, Sequence
from enum import Enum
from itertools import chain
from types import SimpleNamespace
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Expression, JSONField, Model, QuerySet, Value
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")
PLAIN = (str, int, bool, type(None))
LOOKED_AT = ("selected", "extra_select", "values_select", "annotation_select")


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


def insert(rows: Sequence[Model], *, skip_known: bool = False) -> None:
    """Write new rows of one model, as `bulk_create` does, and give them their ids.

    What a row refers to has its id in it already. With `skip_known` those are left out, and get no id, of which a
    constraint says that they are there.
    """
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    insertion = _Insertion.of(type(rows[0]), connection.vendor, skip_known)
    values = insertion.values_of(rows, connection)
    with connection.cursor() as cursor:
        if insertion.gives_ids:
            at_once = connection.ops.bulk_batch_size(insertion.fields, rows)
            for first in range(0, len(rows), at_once):
                some = slice(first, first + at_once)
                cursor.execute(insertion.of_rows(len(rows[some])), [*chain.from_iterable(values[some])])
                for row, found in zip(rows[some], cursor.fetchall(), strict=True):
                    row.pk = found[0]
        else:
            # of a statement with thousands of places for values, finding the places takes longer than all else
            cursor.executemany(insertion.of_rows(1), values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


class _Insertion:
    """How rows of a model are written: worked out once."""

    def __init__(self, model: type[Model], skip_known: bool) -> None:
        meta, quote = model._meta, connections[DEFAULT_DB_ALIAS].ops.quote_name
        key: Any = meta.pk
        self.fields: list[Any] = [field for field in meta.concrete_fields if not isinstance(field, AutoField)]
        self.timed = [
            field for field in self.fields if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
        ]
        self.as_is = [() if isinstance(field, JSONField) else PLAIN for field in self.fields]
        self.values = operator.attrgetter(*(field.attname for field in self.fields))
        columns = ", ".join(quote(field.column) for field in self.fields)
        self.into = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES "  # noqa: S608 - only names from the model
        self.row = f"({', '.join(['%s'] * len(self.fields))})"
        self.gives_ids = isinstance(key, AutoField) and not skip_known
        self.ending = " ON CONFLICT DO NOTHING" if skip_known else ""
        if self.gives_ids:
            self.ending = f" RETURNING {quote(key.column)}"

    @classmethod
    @functools.cache
    def of(cls, model: type[Model], _vendor: str, skip_known: bool) -> _Insertion:
        return cls(model, skip_known)

    def of_rows(self, count: int) -> str:
        return self.into + ", ".join([self.row] * count) + self.ending

    def values_of(self, rows: Sequence[Model], connection: Any) -> list[list[Any]]:
        for field in self.timed:
            for row in rows:
                field.pre_save(row, True)
        return [
            [
                value if type(value) in as_is else _as_saved(field, value, connection)
                for field, as_is, value in zip(self.fields, self.as_is, self.values(row), strict=True)
            ]
            for row in rows
        ]


def _as_saved(field: Any, value: Any, connection: Any) -> Any:
    """What the field gives to the database; it is asked only for kinds that are not plain."""
    if type(value) in (datetime.datetime, uuid.UUID):
        return _as_sent(value, connection)
    return field.get_db_prep_save(value, connection)


class _Statement:
    """Compiled SQL with slots among its parameters."""

    def __init__(self, compiler: SQLCompiler) -> None:
        sql, self.parameters = compiler.as_sql()
        self.pieces = sql.split("%s")

    def filled(self, values: dict[str, Any], connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = [self.pieces[0]], []
        for parameter, piece in zip(self.parameters, self.pieces[1:], strict=True):
            value: Any = values[parameter.name] if isinstance(parameter, Slot) else None
            if not isinstance(parameter, Slot):
                sql.append("%s")
                parameters.append(parameter)
            elif hasattr(value, "__iter__") and not isinstance(value, str | bytes):
                sql.append(", ".join(["%s"] * len(value)) or "NULL")
                parameters += [_as_sent(one, connection) for one in value]
            else:
                sql.append("%s")
                parameters.append(_as_sent(value, connection))
            sql.append(piece)
        return "".join(sql), tuple(parameters)


class _Question:
    """A compiled queryset, which gives its rows as it would by itself."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows
        self.compiler: SQLCompiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.statement = _Statement(self.compiler)
        self.is_locking = rows.query.select_for_update
        # how each column's value becomes a field's: else that is worked out each time
        converters = self.compiler.get_converters([column[0] for column in self.compiler.select])
        self.compiler.get_converters = lambda _columns: converters

    def ask(self, values: dict[str, Any]) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        if self.is_locking and not connection.in_atomic_block:
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        asked = self.statement.filled(values, connection)
        compiler.as_sql = lambda *_args, **_options: asked  # type: ignore[method-assign]
        # what the iterables of querysets look at
        query = SimpleNamespace(
            get_compiler=lambda *_args, **_options: compiler,
            **{name: getattr(self.rows.query, name) for name in LOOKED_AT},
        )
        rows = SimpleNamespace(
            db=DEFAULT_DB_ALIAS,
            query=query,
            model=self.rows.model,
            _known_related_objects={},
            _fields=self.rows._fields,
        )
        return list(self.rows._iterable_class(rows))


def _as_sent(value: Any, connection: Any) -> Any:
    """A value as the database's own fields are given it, by its kind."""
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, datetime.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, Model):
        raise TypeError(f"{value!r} is no value for a prepared question")
    return value
