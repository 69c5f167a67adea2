"""Doorbells and ticks: late, twice or lost without harm, and no dearer than they need to be."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from booking.meetings.actions.calling import call_meeting
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.models import CancellationReason, Meeting
from notifications import tasks
from notifications.models import Notice, OutboxMessage, Told
from notifications.notices import planning
from notifications.tasks import tell
from notifications.telling.reconcile import is_told, reconcile
from notifications.telling.subjects import MeetingSubject
from tests.cast import make_cast
from tests.factories.calls import call_individual, draft_individual

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_doorbell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "ring_delivery", lambda *federation: None)


def test_a_doorbell_for_what_has_been_told_asks_what_waits_and_does_nothing(cast: Any) -> None:
    call_individual(cast)
    tasks.sweep_reconcile()
    queued = OutboxMessage.objects.count()

    with CaptureQueriesContext(connection) as captured:
        tasks.sweep_reconcile()

    assert len(captured) == 3  # series, meetings, mails
    assert OutboxMessage.objects.count() == queued == 3


def test_what_has_been_told_asks_for_delivery_at_once(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the first mail of a call would wait for the next tick."""
    rung: list[int] = []
    monkeypatch.setattr(tasks, "ring_delivery", lambda: rung.append(OutboxMessage.objects.count()))
    call_individual(cast)

    tasks.sweep_reconcile()

    assert rung == [3]


def test_a_later_change_is_not_told_yet(cast: Any) -> None:
    meeting = call_individual(cast)
    assert not is_told(meeting.pk)
    tasks.sweep_reconcile()
    assert is_told(meeting.pk)

    meeting.refresh_from_db()
    move_meeting(meeting, by=cast.anna, starts_at=meeting.ends_at, ends_at=meeting.ends_at + meeting.template.duration)

    assert not is_told(meeting.pk)


def test_a_meeting_is_told_and_its_notices_planned_or_neither(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = call_individual(cast)

    def fail(meetings: object) -> None:
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as broken:
        broken.setattr(planning, "plan_together", fail)
        tasks.sweep_reconcile()

    assert not is_told(meeting.pk)
    assert OutboxMessage.objects.count() == Notice.objects.count() == 0


def count_queries(meeting: Meeting) -> int:
    with CaptureQueriesContext(connection) as captured:
        reconcile(meeting.pk)
        planning.plan_notices(meeting.pk)
    return len(captured)


def test_a_call_to_many_asks_no_more_of_the_database_than_one_to_few(cast: Any) -> None:
    few, many = call_individual(cast, cast.bo, cast.rut), call_individual(cast, cast.bo, cast.rut, cast.frida, cast.kim)

    assert count_queries(few) == count_queries(many)


def test_calling_many_asks_no_more_of_the_database_than_calling_few(cast: Any) -> None:
    counts = []
    for people in ([cast.bo, cast.rut], [cast.bo, cast.rut, cast.frida, cast.kim]):
        draft = draft_individual(cast, *people)
        with CaptureQueriesContext(connection) as captured:
            call_meeting(draft, by=cast.anna, confirm_same=True)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def questions_for(meetings: list[Meeting]) -> int:
    with CaptureQueriesContext(connection) as captured:
        tasks.tell_behind([meeting.pk for meeting in meetings])
    return len(captured)


def test_telling_many_meetings_asks_no_more_of_the_database_than_telling_two(cast: Any) -> None:
    two = questions_for([call_individual(cast) for _number in range(2)])

    assert questions_for([call_individual(cast) for _number in range(7)]) == two


def test_moving_and_cancelling_many_asks_no_more_of_the_database_than_two(cast: Any) -> None:
    meetings = [call_individual(cast) for _number in range(14)]
    tasks.tell_behind([meeting.pk for meeting in meetings])
    OutboxMessage.objects.update(state="sent")
    Told.objects.update(left_method="REQUEST", left_digest=F("queued_digest"), left_starts_at=F("queued_starts_at"))
    counts = []
    for some in (meetings[:4], meetings[4:]):
        for number, meeting in enumerate(some):
            if number % 2:
                later = meeting.ends_at + meeting.template.duration
                move_meeting(meeting, by=cast.anna, starts_at=meeting.ends_at, ends_at=later)
            else:
                cancel_meeting(meeting, by=cast.anna, reason=CancellationReason.ILLNESS)
        counts.append(questions_for(some))

    assert counts[0] == counts[1]
    assert OutboxMessage.objects.filter(method="CANCEL").count() == 7 * 3
    assert OutboxMessage.objects.exclude(kind="invitation").values("told").distinct().count() == 14 * 3


def test_reconciling_unchanged_meetings_asks_a_fixed_number_of_questions_and_mails_nobody(cast: Any) -> None:
    counts = []
    for number in (2, 5):
        for _number in range(number):
            tell(call_individual(cast).pk)
        with CaptureQueriesContext(connection) as captured:
            tasks.reconcile_all()
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert not [query for query in captured.captured_queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    assert OutboxMessage.objects.count() == 7 * 3


def test_a_doorbell_tells_whatever_waits(cast: Any) -> None:
    meetings = [call_individual(cast) for _number in range(3)]

    tasks.sweep_reconcile()

    assert all(is_told(meeting.pk) for meeting in meetings)
    assert OutboxMessage.objects.count() == 9


def test_a_meeting_that_cannot_be_told_does_not_stop_the_others(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    meetings = [call_individual(cast) for _number in range(3)]
    broken, entries = meetings[1].pk, MeetingSubject.entries

    def fail_for_one(subject: MeetingSubject) -> Any:
        if subject.meeting.pk == broken:
            raise RuntimeError("cannot be read")
        return entries(subject)

    monkeypatch.setattr(MeetingSubject, "entries", fail_for_one)
    tasks.sweep_reconcile()
    tasks.reconcile_all()

    assert [is_told(meeting.pk) for meeting in meetings] == [True, False, True]
    assert OutboxMessage.objects.count() == 6


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_meeting_that_somebody_is_at_work_on_is_left_to_its_own_doorbell() -> None:
    cast = make_cast()
    meetings = [call_individual(cast) for _number in range(2)]

    def tell_beside() -> None:
        tasks.tell_behind([meeting.pk for meeting in meetings])
        connection.close()

    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meetings[0].pk)
        beside = threading.Thread(target=tell_beside)
        beside.start()
        beside.join()

    assert [is_told(meeting.pk) for meeting in meetings] == [False, True]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_who_tell_at_once_tell_each_meeting_once() -> None:
    cast = make_cast()
    meetings = [call_individual(cast) for _number in range(12)]
    ready = threading.Barrier(3)

    def work() -> None:
        ready.wait()
        for _number in range(4):
            tasks.sweep_reconcile()
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    tasks.sweep_reconcile()

    assert OutboxMessage.objects.count() == 36
    assert all(is_told(meeting.pk) for meeting in meetings)
