"""What a compiled query cannot do is refused when it is built, and never dropped in silence."""

from __future__ import annotations

import datetime
import random
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from booking.models import Invitation, Meeting
from config.database.prepared import Slot, prepared, prepared_update
from forums.models import Person
from forums.models.people import in_force
from forums.queries import today
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROWS = Meeting.objects
Build = Callable[[Any], Any]


def both(pk: Any) -> QuerySet[Meeting]:
    return ROWS.filter(Q(pk=pk) | Q(caller=pk))


def listed_and_not(pk: Any) -> QuerySet[Meeting]:
    return ROWS.filter(Q(pk=pk) | Q(pk__in=pk))


CANNOT: dict[str, tuple[Build, str]] = {
    "prefetch_related": (lambda pk: ROWS.filter(pk=pk).prefetch_related("invitations"), "prefetches"),
    "using": (lambda pk: ROWS.filter(pk=pk).using("default"), "a database of its own"),
    "a list": (lambda pk: list(ROWS.all()[:0]) if pk is None else [pk], "gives a list"),
    "a row": (lambda pk: Person(pk=1).invitations.filter(meeting=pk), "begins with a row"),
    "named values": (lambda pk: ROWS.filter(pk=pk).values_list("pk", named=True), "NamedValuesListIterable"),
    "a union": (lambda pk: ROWS.filter(pk=pk).union(ROWS.filter(pk=pk)), "union or extra"),
    "extra": (lambda pk: ROWS.filter(pk=pk).extra(select={"one": "1"}), "union or extra"),
    "nothing": (lambda pk: ROWS.filter(pk=pk).none(), "asks for nothing"),
    "hidden order": (lambda pk: ROWS.filter(pk=pk).order_by("place").values_list("title").distinct(), "is distinct"),
    "no use": (lambda pk: ROWS.all(), "nothing with pk"),
    "two kinds": (both, "two uses for pk"),
    "one and many": (listed_and_not, "two uses for pk"),
    "a moment": (lambda pk: ROWS.filter(pk=pk, starts_at__gt=timezone.now()), "calls datetime.now"),
    "a day": (lambda pk: Person.objects.filter(in_force(today(), "placements__"), pk=pk), "calls datetime.now"),
    "a plain day": (lambda pk: ROWS.filter(pk=pk, half_year=f"{datetime.date.today().year}-1"), "calls date.today"),
    "seconds": (lambda pk: ROWS.filter(pk=pk, version__lt=time.time()), "calls time"),
    "a new id": (lambda pk: ROWS.filter(Q(pk=pk) | Q(pk=uuid.uuid4())), "calls urandom"),
    "a lot": (lambda pk: ROWS.filter(pk=pk, version=random.randrange(9)), "calls Random.getrandbits"),
    "an answer": (lambda pk: ROWS.filter(pk=pk, version=Person.objects.count()), "asks the database"),
}


@pytest.mark.parametrize("name", CANNOT)
def test_what_a_compiled_query_cannot_do_is_refused(name: str) -> None:
    build, why = CANNOT[name]

    with pytest.raises(TypeError, match=why):
        prepared(build)(uuid.uuid4())


def test_a_clock_that_a_test_has_stopped_is_a_clock() -> None:
    with time_machine.travel("2026-12-01"), pytest.raises(TypeError, match=r"calls datetime\.now"):
        prepared(CANNOT["a moment"][0])(uuid.uuid4())


CANNOT_UPDATE: dict[str, tuple[Build, str]] = {
    "using": (lambda pk: (ROWS.filter(pk=pk).using("default"), {"title": ""}), "a database of its own"),
    "a part": (lambda pk: (ROWS.filter(pk=pk)[:1], {"title": ""}), "updates a part"),
    "a moment": (lambda pk: (ROWS.filter(pk=pk), {"called_at": timezone.now()}), "calls datetime.now"),
    "nothing": (lambda pk: (ROWS.filter(pk=pk).none(), {"title": ""}), "asks for nothing"),
    "no use": (lambda pk: (ROWS.filter(title=""), {"title": ""}), "nothing with pk"),
}


@pytest.mark.parametrize("name", CANNOT_UPDATE)
def test_what_a_prepared_update_cannot_do_is_refused(name: str) -> None:
    build, why = CANNOT_UPDATE[name]

    with pytest.raises(TypeError, match=why):
        prepared_update(build)(uuid.uuid4())


def test_nothing_is_watched_afterwards(cast: Cast) -> None:
    ask = prepared(lambda meeting: Invitation.objects.filter(meeting=meeting).values("state").annotate(Count("pk")))
    before = list(connection.execute_wrappers)

    assert ask(uuid.uuid4()) == []
    assert sys.getprofile() is None and connection.execute_wrappers == before


@pytest.fixture
def watcher() -> Iterator[Any]:
    def watch(*_what: Any) -> None:
        pass

    sys.setprofile(watch)
    yield watch
    sys.setprofile(None)


def test_who_watched_before_goes_on_watching(watcher: Any) -> None:
    @prepared
    def seats(meeting: Slot) -> QuerySet[Invitation]:
        return Invitation.objects.filter(meeting=meeting)

    seats(uuid.uuid4())

    assert sys.getprofile() is watcher
