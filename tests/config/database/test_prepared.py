"""A compiled query gives what its queryset gives, for any values."""

from __future__ import annotations

import datetime
import threading
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from booking.models import Invitation, Meeting, MeetingState
from config.database.prepared import Slot, prepared, prepared_update
from tests.cast import Cast, make_cast
from tests.factories import make_invitation, make_meeting

pytestmark = pytest.mark.django_db


def starting(since: Any, states: Any, caller: Any) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(Q(starts_at__gte=since) | ~Q(caller=caller), state__in=states)
    return rows.select_related("template__federation", "caller").annotate(area_name=F("area__name")).order_by("pk")


ask_starting = prepared(starting)


@prepared
def seats_of(meeting: Slot) -> QuerySet[Invitation, tuple[uuid.UUID, int]]:
    return Invitation.objects.filter(meeting=meeting).order_by("pk").values_list("pk", "person")


@prepared
def places_and_names(meetings: Slot, *, with_caller: bool) -> QuerySet[Meeting, Any]:
    rows = Meeting.objects.filter(pk__in=meetings).order_by("pk")
    return rows.values("place", "caller__name") if with_caller else rows.values_list("place", flat=True)


@prepared
def locked(meeting: Slot) -> QuerySet[Meeting]:
    return Meeting.objects.filter(pk=meeting).order_by().select_for_update()


def test_the_rows_are_those_of_the_queryset(cast: Cast) -> None:
    for caller in (cast.anna, cast.bo):
        make_meeting(template=cast.samverksmote, caller=caller, place=f"Hos {caller.name}")
    now = timezone.now()

    for since in (now, now + datetime.timedelta(days=900)):
        for states in ([MeetingState.DRAFT], ["draft", "called"], []):
            for caller in (cast.anna.pk, cast.bo.pk):
                found, plain = ask_starting(since, states, caller), list(starting(since, states, caller))
                assert [vars(row) | {"_state": None} for row in found] == [
                    vars(row) | {"_state": None} for row in plain
                ]
                assert [row.template.federation.name for row in found] == [
                    row.template.federation.name for row in plain
                ]


def test_it_is_one_query_with_what_is_joined(cast: Cast, django_assert_num_queries: Any) -> None:
    make_meeting(template=cast.samverksmote, caller=cast.anna)

    with django_assert_num_queries(1):
        (meeting,) = ask_starting(timezone.now(), ["draft", "called"], 0)
        assert meeting.template.federation and meeting.caller == cast.anna and meeting.area_name


def test_values_of_another_time_are_not_remembered(cast: Cast) -> None:
    first, second = (make_meeting(template=cast.samverksmote, caller=cast.anna) for _number in range(2))
    seat = make_invitation(first, cast.bo)

    assert (seat.pk, cast.bo.pk) in seats_of(first.pk)
    assert (seat.pk, cast.bo.pk) not in seats_of(second.pk)


def test_each_shape_is_compiled_by_itself(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna, place="Rum 3")

    assert places_and_names([meeting.pk], with_caller=False) == ["Rum 3"]
    assert places_and_names([meeting.pk], with_caller=True) == [{"place": "Rum 3", "caller__name": cast.anna.name}]
    assert places_and_names([], with_caller=False) == []


def test_a_lock_is_asked_for_in_a_transaction_only(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna)

    assert locked(meeting.pk) == [meeting]
    connection.in_atomic_block = False
    try:
        with pytest.raises(TransactionManagementError):
            locked(meeting.pk)
    finally:
        connection.in_atomic_block = True


@pytest.mark.parametrize("wrong", [None, "row"])
def test_what_is_no_value_is_refused(cast: Cast, wrong: str | None) -> None:
    with pytest.raises(TypeError):
        seats_of(cast.anna if wrong else None)


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_on_its_own_connection() -> None:
    cast = make_cast()
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna)
    seat = make_invitation(meeting, cast.bo)
    here, found = seats_of(meeting.pk), []

    def ask() -> None:
        found.append(seats_of(meeting.pk))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()

    assert found == [here]
    assert (seat.pk, cast.bo.pk) in here


@prepared_update
def rename(meetings: Slot, place: Slot) -> tuple[QuerySet[Meeting], dict[str, Any]]:
    return Meeting.objects.filter(pk__in=meetings), {"place": place, "version": F("version") + 1, "title": "Samma"}


def test_an_update_writes_what_the_queryset_would_have_written(cast: Cast) -> None:
    first, second, third = (make_meeting(template=cast.samverksmote, caller=cast.anna, place="Rum 3") for _n in "abc")

    assert rename([first.pk, third.pk], "Rum 4") == 2
    assert rename([first.pk], "Rum 5") == 1
    assert rename([], "Rum 6") == 0

    written = {row.pk: (row.place, row.version - first.version, row.title) for row in Meeting.objects.all()}
    assert written == {
        first.pk: ("Rum 5", 2, "Samma"),
        second.pk: ("Rum 3", 0, ""),
        third.pk: ("Rum 4", 1, "Samma"),
    }


@prepared
def starting_at(moment: Slot) -> QuerySet[Meeting, str]:
    return Meeting.objects.filter(starts_at=moment).order_by("pk").values_list("place", flat=True)


def test_the_repeated_hour_in_autumn_is_two_hours(cast: Cast) -> None:
    first = datetime.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Stockholm"))
    second = first.replace(fold=1)
    for place, at in (("sommartid", first), ("vintertid", second)):
        make_meeting(template=cast.samverksmote, caller=cast.anna, place=place, starts_at=at.astimezone(datetime.UTC))

    assert first == second
    assert [starting_at(first), starting_at(second), starting_at(first)] == [
        ["sommartid"],
        ["vintertid"],
        ["sommartid"],
    ]


@prepared_update
def remake(meeting: Slot, at: Slot, consent: Slot) -> tuple[QuerySet[Meeting], dict[str, Any]]:
    return Meeting.objects.filter(pk=meeting), {"starts_at": at, "federation": consent}


@prepared_update
def place_as(meeting: Slot, other: Slot) -> tuple[QuerySet[Meeting], dict[str, Any]]:
    places = Meeting.objects.filter(pk=other, caller=OuterRef("caller")).order_by().values("place")
    return Meeting.objects.filter(pk=meeting), {"place": Subquery(places[:1])}


def test_an_update_may_ask_for_what_it_writes(cast: Cast) -> None:
    one, other = (make_meeting(template=cast.samverksmote, caller=cast.anna, place=place) for place in ("Ett", "Två"))

    assert place_as(str(one.pk), other.pk) == 1
    assert places_and_names([one.pk, other.pk], with_caller=False) == ["Två", "Två"]


def test_a_value_is_what_its_field_takes(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna, place="Rum 3")
    seat = make_invitation(meeting, cast.bo)
    at = datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC)

    assert (seat.pk, cast.bo.pk) in seats_of(str(meeting.pk))
    assert places_and_names([str(meeting.pk)], with_caller=False) == ["Rum 3"]
    assert remake(str(meeting.pk), at.isoformat(), str(cast.federation.pk)) == 1
    assert starting_at(at) == ["Rum 3"]


@prepared
def unplaced(places: Slot, caller: Slot) -> QuerySet[Meeting, int]:
    return Meeting.objects.filter(~Q(place__in=places), caller=caller).order_by().values_list("pk", flat=True)


@prepared
def without_seat_at(units: Slot) -> QuerySet[Meeting]:
    return Meeting.objects.exclude(invitations__unit__in=units).order_by()


def test_an_empty_list_under_a_not_is_refused_where_it_would_say_nothing(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna, place="Rum 3")
    make_invitation(meeting, cast.bo)

    assert unplaced(["Rum 4"], cast.anna.pk) == [meeting.pk]
    with pytest.raises(TypeError, match="places is empty under a NOT"):
        unplaced([], cast.anna.pk)
    assert without_seat_at([]) == [meeting]
    assert without_seat_at([seat.unit_id for seat in meeting.invitations.all()]) == []


@pytest.mark.parametrize(("wrong", "why"), [("Rum 3", "takes a list"), (7, "takes a list"), ([None], "no value")])
def test_what_is_no_list_is_refused(cast: Cast, wrong: Any, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        unplaced(wrong, cast.anna.pk)


def test_a_list_is_refused_where_one_value_goes(cast: Cast) -> None:
    with pytest.raises(TypeError, match="no value for caller"):
        unplaced(["Rum 3"], [cast.anna.pk])
