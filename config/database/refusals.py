"""What a compiled query cannot do, refused when it is built.

A queryset that is asked in the ordinary way can do all of this: `prefetch_related`, `using`, a moment taken from the
clock. A prepared one would drop it in silence, or keep the first answer for the life of the process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# what gives another answer each time; stopwatches (perf_counter) are not among them, which a garbage collector may ask
IMPURE = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "urandom", "Random.random"}
IMPURE |= {"Random.getrandbits"}
CLOCKS = {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime"}


def built_by(build: Callable[..., Any], slots: Iterable[Any], shape: dict[str, Any]) -> Any:
    """What the builder gives for slots. Raises `TypeError` when it looks at a clock, draws lots or asks the database:
    the answer would be kept for the life of the process."""
    with _watched(build):
        return build(*slots, **shape)


@contextmanager
def _watched(build: Callable[..., Any]) -> Iterator[None]:
    called: list[str] = []

    def look(_frame: Any, event: str, what: Any) -> None:
        if event == "c_call" and (what.__qualname__ in IMPURE or _is_clock(what)):
            called.append(what.__qualname__)

    def refuse(*_query: Any) -> Any:
        raise TypeError(f"{build.__qualname__} asks the database while it is built: give it a slot for what it asks")

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(refuse):
            yield
    finally:
        sys.setprofile(before)
    if called:
        raise TypeError(f"{build.__qualname__} calls {called[0]} while it is built: give it a slot for the value")


def _is_clock(what: Any) -> bool:
    return getattr(what, "__module__", "") == "time" and what.__qualname__ in CLOCKS


def refuse_query(build: Callable[..., Any], rows: Any, readable: Collection[type]) -> None:
    """Raise `TypeError` for what its rows could not be given with."""
    _refuse(build, rows)
    if rows._prefetch_related_lookups:
        raise TypeError(f"{build.__qualname__} prefetches: prefetch for the list that it gives")
    if rows._known_related_objects:
        raise TypeError(f"{build.__qualname__} begins with a row: begin with the model, and a slot for its key")
    if rows._iterable_class not in readable:
        raise TypeError(f"{build.__qualname__} gives {rows._iterable_class.__name__}: rows, values or values_list")
    if rows.query.combinator or rows.query.extra:
        raise TypeError(f"{build.__qualname__} is made by union or extra")
    if getattr(rows, "_fetch_mode", None) is not getattr(QuerySet(rows.model), "_fetch_mode", None):
        raise TypeError(f"{build.__qualname__} has a fetch mode of its own")


def refuse_update(build: Callable[..., Any], rows: Any) -> None:
    """Raise `TypeError` for what Django's own `update` would not do either, and for what it would do elsewhere."""
    _refuse(build, rows)
    if rows.query.is_sliced or rows.query.distinct_fields or rows.query.combinator:
        raise TypeError(f"{build.__qualname__} updates a part of a list: its rows are to be filtered")


def _refuse(build: Callable[..., Any], rows: Any) -> None:
    if not issubclass(type(rows), QuerySet):
        raise TypeError(f"{build.__qualname__} gives a {type(rows).__name__}, and not a queryset")
    if rows._db is not None:
        raise TypeError(f"{build.__qualname__} uses a database of its own: a compiled query is for the default one")
    if rows.query.is_empty():
        raise TypeError(f"{build.__qualname__} asks for nothing")
