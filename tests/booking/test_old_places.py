"""From the version that wrote places and comments to this one: what matches is chosen, the rest is typed or goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from booking.models import Invitation, Meeting
from tests.cast import make_cast
from tests.factories import make_meeting
from tests.factories.calls import call_forum, call_individual, lingonhuset

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FORMER = [("booking", "0008_places_are_chosen")]
Migrate = Callable[[list[tuple[str, str]]], Apps]


@pytest.fixture
def migrate() -> Iterator[Migrate]:
    """The database as it was at these migrations; brought back to now after the test."""

    def to(targets: list[tuple[str, str]]) -> Apps:
        executor = MigrationExecutor(connection)
        return executor.migrate(targets).apps

    yield to
    to(MigrationExecutor(connection).loader.graph.leaf_nodes())


def test_written_places_are_linked_where_they_match_and_old_comments_go(migrate: Migrate) -> None:
    cast = make_cast()
    place = lingonhuset(cast)
    cast.kommun_unit.address = "Storgatan 1"
    cast.kommun_unit.save()
    written = {
        "LINGONHUSET, rum 3": ("place", place.pk, None, "LINGONHUSET, rum 3"),
        "lingonby Vårdcentral": ("unit", None, cast.region_unit.pk, "lingonby Vårdcentral"),
        "Ekonomiskt bistånd, storgatan 1": ("unit", None, cast.kommun_unit.pk, "Ekonomiskt bistånd, storgatan 1"),
        "Digitalt": ("digital", None, None, ""),
        "Kafét": ("typed", None, None, "Kafét"),
        "": ("", None, None, ""),
    }
    cases = {text: make_meeting(cast.samverksmote, cast.anna, place=text).pk for text in written}
    called, group = call_individual(cast, place_kind="caller"), call_forum(cast)
    Invitation.objects.filter(person=cast.bo).update(comment="Kommer sent", comment_at=called.called_at)
    leaves: list[Any] = MigrationExecutor(connection).loader.graph.leaf_nodes()

    migrate(FORMER)
    for _again in range(2):
        migrate(leaves)

    for text, result in written.items():
        row = Meeting.objects.get(pk=cases[text])
        assert (row.place_kind, row.at_place_id, row.at_unit_id, row.place) == result
    assert Meeting.objects.get(pk=called.pk).place_kind == "caller"
    assert Meeting.objects.values_list("place_kind", "place").get(pk=group.pk) == ("", "Sessionssalen")
    said = Invitation.objects.filter(person=cast.bo).values_list("comment", "answer_notes")
    assert (said.get(meeting=called), said.get(meeting=group)) == (("", ["unkept"]), ("Kommer sent", []))
