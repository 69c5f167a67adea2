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
from django.db.models import AutoField, Expression, JSONField, Model, QuerySet, Value
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
Made = TypeVar("Made", bound=Model)
PLAIN = (str, int, bool, type(None))
# where one value goes, beside lists of any length
ONE = -1
REMEMBERED = 256
# rows that go by one statement
FEW = 4


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


def new(model: type[Made], **values: Any) -> Made:
    """A row that is not saved yet, as `model(**values)` makes it, in a fraction of the time.

    Values go by the names of the columns (`meeting_id`), since nothing is read or looked up for them.
    """
    same, own = _defaults(model)
    filled = same | {name: make() for name, make in own} | values
    return model(*filled.values())


@functools.cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """What all new rows have in common, and what is made for each, such as its id."""
    fields = model._meta.concrete_fields
    own = {field.attname: field.default for field in fields if field.has_default() and callable(field.default)}
    same = {field.attname: None if field.attname in own else field.get_default() for field in fields}
    return same, [*own.items()]


def insert(rows: Sequence[Model], *, skip_known: bool = False) -> None:
    """Write new rows of one model, as `bulk_create` does; those that the database numbers are not told their numbers.

    What a row refers to has its id in it already. With `skip_known` those are left out of which a constraint says that
    they are there.
    """
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    columns = _Columns.of(type(rows[0]))
    for field in columns.timed:
        for row in rows:
            field.pre_save(row, True)
    values = [columns.values_of(row, connection) for row in rows]
    ending = " ON CONFLICT DO NOTHING" if skip_known else ""
    with connection.cursor() as cursor:
        if len(values) <= FEW:
            cursor.execute(columns.insertion(len(values)) + ending, [*chain.from_iterable(values)])
        else:
            # of one statement with thousands of places for values, finding the places takes longer than all else
            cursor.executemany(columns.insertion(1) + ending, values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def save_fields(row: Model, *names: str) -> None:
    """Write these fields of a row that is there, as `save(update_fields=names)` does; none that sets its own time."""
    connection = connections[DEFAULT_DB_ALIAS]
    columns = _Columns.of(type(row), names)
    with connection.cursor() as cursor:
        cursor.execute(columns.update, [*columns.values_of(row, connection), _as_sent(row.pk, connection)])


class _Columns:
    """How rows of a model, or some fields of them, are written: worked out once."""

    def __init__(self, model: type[Model], names: tuple[str, ...]) -> None:
        meta, quote = model._meta, connections[DEFAULT_DB_ALIAS].ops.quote_name
        fields: list[Any] = [meta.get_field(name) for name in names]
        key: Any = meta.pk
        self.fields = fields or [field for field in meta.concrete_fields if not isinstance(field, AutoField)]
        self.timed = [
            field for field in self.fields if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
        ]
        self.as_is = [() if isinstance(field, JSONField) else PLAIN for field in self.fields]
        self.names = [field.attname for field in self.fields]
        own = [quote(field.column) for field in self.fields]
        table = quote(meta.db_table)
        # only names from the model stand in these
        self.into = f"INSERT INTO {table} ({', '.join(own)}) VALUES "  # noqa: S608
        self.row = f"({', '.join(['%s'] * len(own))})"
        self.update = f"UPDATE {table} SET {', '.join(f'{name} = %s' for name in own)} WHERE {quote(key.column)} = %s"  # noqa: S608

    @classmethod
    @functools.cache
    def of(cls, model: type[Model], names: tuple[str, ...] = ()) -> _Columns:
        return cls(model, names)

    def insertion(self, rows: int) -> str:
        return self.into + ", ".join([self.row] * rows)

    def values_of(self, row: Model, connection: Any) -> list[Any]:
        values = map(row.__dict__.__getitem__, self.names)
        return [
            value if type(value) in as_is else _as_saved(field, value, connection)
            for field, as_is, value in zip(self.fields, self.as_is, values, strict=True)
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
                parameters += [_as_sent(one, connection) for one in value]
            else:
                counts.append(ONE)
                parameters.append(_as_sent(value, connection))
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


def _as_sent(value: Any, connection: Any) -> Any:
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
