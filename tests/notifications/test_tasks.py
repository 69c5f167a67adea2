"""Doorbells and ticks: late, twice or lost without harm, and no dearer than they need to be."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.actions.calling import call_meeting
from booking.actions.changing import move_meeting
from booking.models import Meeting
from notifications import notices, tasks
from notifications.models import Notice, OutboxMessage
from notifications.reconcile import is_told, reconcile
from tests.factories.calls import call_individual, draft_individual

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_doorbell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "ring_delivery", lambda: None)


def test_a_doorbell_for_what_the_sweep_has_told_asks_once_and_does_nothing(cast: Any) -> None:
    meeting = call_individual(cast)
    tasks.sweep_reconcile()
    queued = OutboxMessage.objects.count()

    with CaptureQueriesContext(connection) as captured:
        tasks.reconcile_meeting(str(meeting.pk))

    assert len(captured) == 1
    assert OutboxMessage.objects.count() == queued == 3


def test_a_later_change_is_not_told_yet(cast: Any) -> None:
    meeting = call_individual(cast)
    assert not is_told(meeting.pk)
    tasks.reconcile_meeting(str(meeting.pk))
    assert is_told(meeting.pk)

    meeting.refresh_from_db()
    move_meeting(meeting, by=cast.anna, starts_at=meeting.ends_at, ends_at=meeting.ends_at + meeting.template.duration)

    assert not is_told(meeting.pk)


def test_a_meeting_is_told_and_its_notices_planned_or_neither(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = call_individual(cast)

    def fail(meeting_id: object) -> None:
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(notices, "plan_notices", fail)
        tasks.reconcile_meeting(str(meeting.pk))

    assert not is_told(meeting.pk)
    assert OutboxMessage.objects.count() == Notice.objects.count() == 0


def count_queries(meeting: Meeting) -> int:
    with CaptureQueriesContext(connection) as captured:
        reconcile(meeting.pk)
        notices.plan_notices(meeting.pk)
    return len(captured)


def test_a_call_to_many_asks_no_more_of_the_database_than_one_to_few(cast: Any) -> None:
    few, many = call_individual(cast, cast.bo, cast.rut), call_individual(cast, cast.bo, cast.rut, cast.frida, cast.kim)

    assert count_queries(few) == count_queries(many)


def test_calling_many_asks_no_more_of_the_database_than_calling_few(cast: Any) -> None:
    counts = []
    for people in ([cast.bo, cast.rut], [cast.bo, cast.rut, cast.frida, cast.kim]):
        draft = draft_individual(cast, *people)
        with CaptureQueriesContext(connection) as captured:
            call_meeting(draft, by=cast.anna)
        counts.append(len(captured))

    assert counts[0] == counts[1]
