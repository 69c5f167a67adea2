"""New rows and changed fields, written as Django would write them, without asking each field anew what it is.

`Model.save` and `bulk_create` work out the columns and look at each value's kind for every row; here that is done once
for a model. For rows that are written by the thousand, or in every action.
"""

from __future__ import annotations

import datetime
import functools
import uuid
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, JSONField, Model

from config.database.prepared import as_sent

Made = TypeVar("Made", bound=Model)
PLAIN = (str, int, bool, type(None))
# rows that go by one statement
FEW = 4


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
        cursor.execute(columns.update, [*columns.values_of(row, connection), as_sent(row.pk, connection)])


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
        return as_sent(value, connection)
    return field.get_db_prep_save(value, connection)
