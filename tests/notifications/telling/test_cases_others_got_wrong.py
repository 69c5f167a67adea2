"""Faults that other systems are known for, each held off by a test. Those of incoming answers stand in test_inbox*."""

from __future__ import annotations

import datetime
import email
import email.policy
import re
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from booking.meetings.actions.calling import call_meeting
from booking.meetings.actions.changing import cancel_meeting, change_meeting, move_meeting
from booking.meetings.actions.seats import add_invitation, remove_invitation
from booking.models import Meeting
from notifications.models import OutboxMessage
from notifications.notices.due import run_due
from notifications.tasks import tell
from notifications.telling.reconcile import reconcile, reconcile_series
from tests.factories.calls import call_forum, call_individual, draft_individual
from tests.factories.series import call_weekly

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def read(message: OutboxMessage) -> Any:
    return email.message_from_bytes(bytes(message.body), policy=email.policy.default)


def calendar_of(message: OutboxMessage) -> Any:
    return next(part for part in read(message).walk() if part.get_content_type() == "text/calendar")


def delivered(messages: list[OutboxMessage]) -> list[OutboxMessage]:
    """As if they had left."""
    for message in messages:
        told = message.told
        assert told is not None
        told.refresh_from_db()
        told.left_method, told.left_sequence = told.queued_method, told.queued_sequence
        told.left_digest, told.left_starts_at = told.queued_digest, told.queued_starts_at
        told.save()
        OutboxMessage.objects.filter(pk=message.pk).update(state="sent")
    return messages


def move(meeting: Meeting, hours: int) -> None:
    meeting.refresh_from_db()
    later = HOUR * hours
    move_meeting(meeting, by=meeting.caller, starts_at=meeting.starts_at + later, ends_at=meeting.ends_at + later)


def test_the_method_of_a_cancellation_stands_in_the_header_and_in_the_calendar(cast: Any) -> None:
    meeting = call_individual(cast)
    delivered(reconcile(meeting.pk))
    cancel_meeting(meeting, by=cast.anna, reason="illness")

    for message in reconcile(meeting.pk):
        part = calendar_of(message)
        assert part.get_param("method") == "CANCEL"
        assert "\r\nMETHOD:CANCEL\r\n" in part.get_payload(decode=True).decode()


def test_sequence_grows_by_one_with_every_version_up_to_the_cancellation(cast: Any) -> None:
    meeting = call_individual(cast)
    found = [{message.sequence for message in delivered(reconcile(meeting.pk))}]

    for hours in (1, 1, -2):
        move(meeting, hours)
        found.append({message.sequence for message in delivered(reconcile(meeting.pk))})
    cancel_meeting(meeting, by=cast.anna, reason="illness")
    found.append({message.sequence for message in reconcile(meeting.pk)})

    assert found == [{0}, {1}, {2}, {3}, {4}]


def test_somebody_added_later_mails_nobody_else_and_is_not_told_updated(cast: Any) -> None:
    meeting = call_forum(cast)
    delivered(reconcile(meeting.pk))
    move(meeting, 1)
    delivered(reconcile(meeting.pk))

    add_invitation(meeting, by=cast.cilla, person=cast.kim)

    (message,) = reconcile(meeting.pk)
    assert (message.address, message.kind) == ("kim@af.example", "invitation")
    assert message.subject.startswith("Kallelse")


def test_one_who_is_removed_does_not_cancel_the_others(cast: Any) -> None:
    meeting = call_forum(cast)
    delivered(reconcile(meeting.pk))

    remove_invitation(meeting.invitations.get(person=cast.bo), by=cast.cilla)

    assert [(message.address, message.method) for message in reconcile(meeting.pk)] == [("bo@af.example", "CANCEL")]


def test_one_instance_of_a_series_has_one_exception_however_often_it_is_moved(cast: Any) -> None:
    series = call_weekly(cast)
    delivered(reconcile_series(series.pk))
    third = series.instances.order_by("recurrence_at")[2]
    move(third, 1)
    delivered(reconcile_series(series.pk))
    move(third, 2)

    text = calendar_of(reconcile_series(series.pk)[0]).get_payload(decode=True).decode()

    assert text.count("RECURRENCE-ID") == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(series=series).exclude(pk=third.pk).update(recurrence_at=third.recurrence_at)


def test_a_reminder_needs_no_exact_minute_and_never_goes_after_the_meeting(cast: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    due = meeting.notices.get(kind="remind_everyone").due_at

    with time_machine.travel(due + datetime.timedelta(minutes=47, seconds=13), tick=False):
        run_due()
    with time_machine.travel(meeting.starts_at + HOUR, tick=False):
        run_due()

    sent = OutboxMessage.objects.filter(kind="remind_everyone", invitation__person=cast.bo)
    assert sent.count() == 1


def test_a_worker_that_wakes_after_the_meeting_reminds_nobody_of_it(cast: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)

    with time_machine.travel(meeting.starts_at + HOUR, tick=False):
        run_due()

    assert not OutboxMessage.objects.filter(kind__in=["remind_everyone", "remind_unanswered"]).exists()


def test_times_in_a_mail_have_their_zone(cast: Any) -> None:
    meeting = call_individual(cast)

    message = next(one for one in reconcile(meeting.pk) if one.address == "bo@af.example")

    times = re.findall(r"^(DTSTART|DTEND|DTSTAMP)([^:]*):(\S+?)\r?$", calendar_text(message), re.M)
    assert all(
        "TZID=Europe/Stockholm" in zone or value.endswith("Z") for _name, zone, value in times if value[0] == "2"
    )
    assert "svensk tid" in read(message).get_body(("plain",)).get_content()
    assert "svensk tid" in read(message).get_body(("html",)).get_content()


def calendar_text(message: OutboxMessage) -> str:
    return calendar_of(message).get_payload(decode=True).decode()


@pytest.mark.parametrize("kind", ["individual", "forum"])
def test_a_mail_to_a_group_shows_nobody_the_others(cast: Any, kind: str) -> None:
    meeting = call_individual(cast) if kind == "individual" else call_forum(cast)
    messages = reconcile(meeting.pk)
    everybody = {message.address for message in messages}

    for message in messages:
        whole = read(message).as_string() + calendar_text(message)
        assert {address for address in everybody if address in whole} == {message.address}


def test_a_meeting_called_twice_in_a_row_is_one_mail_each(cast: Any) -> None:
    draft = draft_individual(cast)
    for _time in range(2):
        call_meeting(draft, by=cast.anna)
        reconcile(draft.pk)

    assert OutboxMessage.objects.count() == 3


def test_a_new_wording_or_agenda_mails_nobody(cast: Any) -> None:
    meeting = call_forum(cast)
    delivered(reconcile(meeting.pk))

    change_meeting(meeting, by=cast.cilla, agenda=["En ny punkt"], internal_note="Bara för oss")

    assert reconcile(meeting.pk) == []
