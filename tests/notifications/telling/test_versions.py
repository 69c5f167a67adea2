"""Which version each address is told: SEQUENCE, DTSTAMP and counter, by rows alone. Nothing is delivered."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.models import Meeting, MeetingState, Series
from notifications.itip import key_of
from notifications.models import CalendarObject, OutboxMessage, OutboxState, Told
from notifications.telling.reconcile import reconcile, reconcile_series
from tests.cast import Cast
from tests.factories import make_invitation, make_meeting
from tests.factories.series_rows import instances, make_seat
from tests.notifications.telling.rows import (
    BO,
    DAY,
    FRIDA,
    HOUR,
    RUT,
    call_off,
    change,
    leave,
    move,
    remove,
    rename,
    row_of,
    say,
)  # fmt: skip

pytestmark = pytest.mark.django_db


# --- SEQUENCE


def test_sequence_stays_while_nobody_was_told_anything_else(cast: Cast, meeting: Meeting) -> None:
    assert {row.queued_sequence for row in Told.objects.all()} == {0}

    make_invitation(meeting, cast.frida)

    assert say(meeting) == [(FRIDA, "REQUEST", 0)]


def test_sequence_is_one_higher_for_each_version_however_many_it_reaches(cast: Cast, meeting: Meeting) -> None:
    move(meeting, DAY)
    assert say(meeting) == [(BO, "REQUEST", 1), (RUT, "REQUEST", 1)]
    assert CalendarObject.objects.get().sequence == 1
    leave()

    remove(meeting, cast.rut)

    assert say(meeting) == [(RUT, "CANCEL", 2)]
    assert (row_of(BO).queued_sequence, CalendarObject.objects.get().sequence) == (1, 2)


def test_one_who_moves_to_another_address_is_cancelled_first_and_called_after(cast: Cast, meeting: Meeting) -> None:
    """Both may end in the same calendar, which keeps the higher SEQUENCE."""
    rename(cast.bo, "bo.ny@af.example")
    make_invitation(meeting, cast.frida)

    assert say(meeting) == [("bo.ny@af.example", "REQUEST", 2), (BO, "CANCEL", 1), (FRIDA, "REQUEST", 1)]
    assert CalendarObject.objects.get().sequence == 2


def test_in_a_series_as_well(cast: Cast, series: Series) -> None:
    rename(cast.bo, "bo.ny@af.example")
    make_seat(series, cast.frida, instances(series))

    assert say(series) == [("bo.ny@af.example", "REQUEST", 2), (BO, "CANCEL", 1), (FRIDA, "REQUEST", 1)]


def test_one_who_comes_back_to_an_address_that_was_cancelled_is_told_over(cast: Cast, meeting: Meeting) -> None:
    rename(cast.bo, "bo.ny@af.example")
    say(meeting)
    leave()

    rename(cast.bo, BO)

    assert say(meeting) == [("bo.ny@af.example", "CANCEL", 3), (BO, "REQUEST", 4)]


def test_a_seat_whose_person_was_forgotten_is_cancelled_all_the_same(cast: Cast, meeting: Meeting) -> None:
    Told.objects.filter(address=BO).update(invitation=None)
    remove(meeting, cast.bo)
    make_invitation(meeting, cast.frida)

    assert say(meeting) == [(BO, "CANCEL", 1), (FRIDA, "REQUEST", 1)]


# --- DTSTAMP and counter


@pytest.mark.parametrize("since", [-1, 0, 5])
def test_each_version_has_a_later_stamp_whatever_the_clock_says(
    meeting: Meeting, time_machine: Any, since: int
) -> None:
    first = timezone.now().replace(microsecond=0)
    Told.objects.update(dtstamp=first)
    time_machine.move_to(first + datetime.timedelta(seconds=since, microseconds=7), tick=False)
    move(meeting, DAY)

    say(meeting)

    assert row_of(BO).dtstamp == first + datetime.timedelta(seconds=max(since, 1))
    assert row_of(BO).counter == 2
    first, second = OutboxMessage.objects.filter(address=BO).order_by("counter")
    assert (first.counter, second.counter) == (1, 2)
    # mail programs thread by it
    assert f"In-Reply-To: {first.message_id}".encode() in bytes(second.body)


# --- at which SEQUENCE a time became somebody's


def test_an_answer_is_for_the_time_that_was_told_last_and_for_no_older_one(cast: Cast, meeting: Meeting) -> None:
    change(meeting, place="Rådhuset")
    say(meeting)
    assert (row_of(BO).time_sequence, row_of(BO).queued_sequence) == (0, 1)
    leave()

    move(meeting, HOUR)
    say(meeting)

    meeting.refresh_from_db()
    assert (row_of(BO).time_sequence, row_of(BO).queued_starts_at) == (2, meeting.starts_at)
    make_invitation(meeting, cast.frida)
    say(meeting)
    assert (row_of(FRIDA).time_sequence, row_of(FRIDA).queued_starts_at) == (2, meeting.starts_at)


def test_in_a_series_each_instance_has_its_own_time(series: Series) -> None:
    first, second, *_rest = instances(series)
    assert row_of(BO).queued_starts_at == first.starts_at
    move(second, HOUR)
    say(series)
    assert (row_of(BO).time_sequence, row_of(BO).instance_sequences) == (0, {key_of(second.recurrence_at): 1})
    leave()

    move(first, -HOUR)
    say(series)

    row = row_of(BO)
    assert row.instance_sequences == {key_of(second.recurrence_at): 1, key_of(first.recurrence_at): 2}
    # DTSTART is where the rhythm has it, not where the first was moved to
    assert (row.time_sequence, row.queued_starts_at) == (0, first.recurrence_at)


def test_where_a_series_starts_in_a_calendar_stays_but_for_who_is_called_to_earlier_instances(
    cast: Cast, series: Series
) -> None:
    first, second, *_rest = instances(series)
    call_off(first)
    say(series)
    assert row_of(BO).queued_starts_at == first.starts_at
    make_seat(series, cast.frida, instances(series)[2:])
    say(series)
    leave()
    assert (row_of(FRIDA).queued_starts_at, row_of(FRIDA).time_sequence) == (instances(series)[2].starts_at, 1)

    make_invitation(second, cast.frida, series_seat=series.seats.get(person=cast.frida))
    change(second)
    say(series)

    assert (row_of(FRIDA).queued_starts_at, row_of(FRIDA).time_sequence) == (second.starts_at, 1)


# --- once, and only while it is ahead


def test_a_run_that_changes_nothing_writes_nothing(meeting: Meeting) -> None:
    change(meeting, prepare=["Handlingsplan"])
    assert say(meeting) == [] and CalendarObject.objects.get().reconciled_revision == 2

    with CaptureQueriesContext(connection) as captured:
        assert say(meeting) == []

    assert written(captured) == []
    Told.objects.filter(address=BO).update(is_held=True)
    with CaptureQueriesContext(connection) as captured:
        assert say(meeting) == []
    assert written(captured) == []


def written(captured: CaptureQueriesContext) -> list[str]:
    return [each["sql"] for each in captured if not each["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]


def test_a_version_that_has_not_left_gives_way_to_the_next(meeting: Meeting) -> None:
    for place in ("Rådhuset", "Biblioteket"):
        change(meeting, place=place)
        say(meeting)

    states = OutboxMessage.objects.filter(address=BO).order_by("counter").values_list("sequence", "state")
    assert list(states) == [(0, OutboxState.SENT), (1, OutboxState.SUPERSEDED), (2, OutboxState.QUEUED)]


def test_nothing_is_told_about_what_has_begun_but_that_it_has_been_seen(meeting: Meeting, time_machine: Any) -> None:
    time_machine.move_to(meeting.starts_at + HOUR)
    change(meeting, place="Rådhuset")

    assert say(meeting) == []
    assert CalendarObject.objects.get().reconciled_revision == 2


def test_nothing_is_told_about_a_meeting_whose_time_was_set_right_afterwards(meeting: Meeting) -> None:
    move(meeting, -40 * DAY)

    assert say(meeting) == []


def test_a_meeting_that_is_called_off_ends_its_calendar_object_once(meeting: Meeting, time_machine: Any) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    ended = timezone.now()
    call_off(meeting)

    assert say(meeting) == [(BO, "CANCEL", 1), (RUT, "CANCEL", 1)]

    time_machine.shift(60)
    assert say(meeting) == [] and CalendarObject.objects.get().ended_at == ended


def test_a_draft_has_no_calendar_object(cast: Cast) -> None:
    assert say(make_meeting(cast.samverksmote, cast.anna, state=MeetingState.DRAFT)) == []
    assert not CalendarObject.objects.exists()


def test_what_is_not_there_is_told_to_nobody() -> None:
    assert reconcile(uuid.uuid4()) == [] == reconcile_series(uuid.uuid4())
