"""New rows and changed fields of calls and mails, written without asking each field anew what it is.

`bulk_create` and `save` work out the columns and look at each value's kind for every row; here that is done once for a
model. Of ten milliseconds of processor for a meeting of six, from its call to its sent mails, `insert` saves nearly two
and `save_fields` a third of one; `tests/config/database/test_fence.py` names who may use them.
"""

from __future__ import annotations

import datetime
import functools
import uuid
from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.models import AutoField, JSONField, Model

PLAIN = (str, int, bool, type(None))
# rows that go by one statement
FEW = 4
REMEMBERED = 256


def insert(rows: Sequence[Model], *, skip_known: bool = False) -> None:
    """Write new rows of one model, all or none, as `bulk_create` does; but those that the database numbers are not told
    their numbers.

    What a row refers to has its id in it already. With `skip_known` those are left out of which a constraint says that
    they are there; without, they raise `IntegrityError`.
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
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if len(values) <= FEW:
            cursor.execute(columns.insertion(len(values)) + ending, [*chain.from_iterable(values)])
        else:
            # of one statement with thousands of places for values, finding the places takes longer than all else
            cursor.executemany(columns.insertion(1) + ending, values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def save_fields(row: Model, *names: str) -> None:
    """Write these fields of a row, none that sets its own time, as `save(update_fields=names)` does.

    Raises `DatabaseError` when the row is gone.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    columns, key = _Columns.of(type(row), names), row._meta.pk
    assert key is not None  # every model has one
    with connection.cursor() as cursor:
        cursor.execute(columns.update, [*columns.values_of(row, connection), _as_saved(key, row.pk, connection)])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{type(row).__name__} {row.pk} is gone: {', '.join(names)} not saved")


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
    if type(value) is uuid.UUID:
        return value if connection.features.has_native_uuid_field else value.hex
    if type(value) is datetime.datetime and value.tzinfo is not None:
        # of two equal moments of the repeated hour in autumn one is an hour later
        return _moment_as_saved(value, value.fold, connection.vendor)
    return field.get_db_prep_save(value, connection)


@functools.lru_cache(REMEMBERED)
def _moment_as_saved(moment: datetime.datetime, _fold: int, _vendor: str) -> Any:
    return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(moment)
