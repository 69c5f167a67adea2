"""Reminders: to answer, before the meeting, to register; to whom, and once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.meetings.actions.seats import add_invitation, remove_invitation
from booking.outcomes.actions import register_outcome
from booking.workdays import due_at
from notifications.models import Notice, OutboxMessage
from notifications.notices import by_hand, due
from notifications.notices.kinds import Kind
from notifications.notices.planning import make
from notifications.notices.reminders import REMIND_EVERYONE
from notifications.tasks import tell
from tests.factories.calls import call_individual
from tests.notifications.notices.reminding import HOUR, due_mails, remind_days_before

pytestmark = pytest.mark.django_db


def test_only_who_has_not_answered_is_reminded_to_answer(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="yes", channel="link")

    time_machine.move_to(remind_days_before(meeting, 5))

    assert due_mails("remind_unanswered") == {"rut@vardcentralen.example"}
    assert due_mails("remind_unanswered") == set()


def test_perhaps_counts_as_unanswered(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="tentative", channel="link")

    time_machine.move_to(remind_days_before(meeting, 5))

    assert "bo@af.example" in due_mails("remind_unanswered")


def test_everyone_is_reminded_the_working_day_before_but_who_said_no(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="no", channel="link")

    time_machine.move_to(remind_days_before(meeting, 1))

    assert due_mails("remind_everyone") == {"anna@bistand.example", "rut@vardcentralen.example"}


def test_no_reminder_goes_to_an_address_that_bounces_until_it_is_asked_for_by_hand(
    cast: Any, time_machine: Any
) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    cast.bo.address_bounced_at = meeting.called_at
    cast.bo.save()

    time_machine.move_to(remind_days_before(meeting, 5))
    assert due_mails("remind_unanswered") == {"rut@vardcentralen.example"}
    assert by_hand.remind_unanswered(meeting, by=cast.anna) == 2
    time_machine.move_to(remind_days_before(meeting, 1))

    assert due_mails("remind_everyone") == {"anna@bistand.example", "rut@vardcentralen.example"}


def test_reminders_go_at_eight_in_the_morning(cast: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)

    due = Notice.objects.filter(kind="remind_everyone").first().due_at

    assert due == due_at(meeting.starts_at, 1)


def test_a_new_time_makes_the_reminders_anew(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    week = datetime.timedelta(days=7)
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + week, ends_at=meeting.ends_at + week)
    tell(meeting.pk)

    time_machine.move_to(remind_days_before(meeting, 1))
    assert due_mails("remind_everyone") == set()
    meeting.refresh_from_db()
    time_machine.move_to(remind_days_before(meeting, 1))
    assert len(due_mails("remind_everyone")) == 3


def test_no_reminder_after_a_cancellation(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    cancel_meeting(meeting, by=cast.anna, reason="illness")

    time_machine.move_to(remind_days_before(meeting, 1))

    assert due_mails("remind_everyone") == set()


def test_no_reminder_after_the_meeting_has_begun_however_late_the_worker(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)

    time_machine.move_to(meeting.starts_at + HOUR)

    assert due_mails("remind_everyone") == set()


def test_the_caller_is_asked_to_register_until_somebody_has(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    time_machine.move_to(meeting.starts_at + HOUR)
    register_outcome(meeting, by=cast.anna)

    time_machine.move_to(remind_days_before(meeting, -1))

    assert due_mails("remind_outcome") == set()


def test_an_unregistered_meeting_reminds_its_caller_once(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)

    time_machine.move_to(remind_days_before(meeting, -1))

    assert due_mails("remind_outcome") == {"anna@bistand.example"}
    assert due_mails("remind_outcome") == set()


def test_who_is_called_late_gets_no_reminder_that_was_due_before(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    meeting.consent.parties.add(cast.fk)
    time_machine.move_to(remind_days_before(meeting, cast.samverksmote.remind_unanswered_days) + HOUR)
    tell(meeting.pk)

    add_invitation(meeting, by=cast.anna, person=cast.frida)
    tell(meeting.pk)

    assert set(OutboxMessage.objects.filter(address="frida@fk.example").values_list("kind", flat=True)) == {
        "invitation"
    }


def test_who_is_reminded_is_decided_when_it_is_due(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    assert meeting.notices.filter(kind="remind_everyone").count() == 1

    meeting.consent.parties.add(cast.fk)
    remove_invitation(meeting.invitations.get(person=cast.bo), by=cast.anna)
    add_invitation(meeting, by=cast.anna, person=cast.frida)
    tell(meeting.pk)
    time_machine.move_to(remind_days_before(meeting, cast.samverksmote.remind_everyone_days))

    assert due_mails("remind_everyone") == {"anna@bistand.example", "frida@fk.example", "rut@vardcentralen.example"}
    assert due_mails("remind_everyone") == set()


def test_a_reminder_that_was_made_for_one_is_not_sent_once_more_for_all(cast: Any, time_machine: Any) -> None:
    """Rows from before reminders were to all."""
    meeting = call_individual(cast)
    tell(meeting.pk)
    to_all = meeting.notices.get(kind="remind_everyone")
    for invitation in meeting.invitations.all():
        make([REMIND_EVERYONE.due(meeting, invitation, to_all.occurrence, to_all.due_at)])

    time_machine.move_to(remind_days_before(meeting, cast.samverksmote.remind_everyone_days))

    assert len(due_mails("remind_everyone")) == 3
    assert OutboxMessage.objects.filter(kind="remind_everyone").count() == 3


def test_what_is_to_all_comes_to_the_others_when_one_cannot_be_reminded(
    cast: Any, time_machine: Any, monkeypatch: Any
) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    time_machine.move_to(remind_days_before(meeting, cast.samverksmote.remind_everyone_days))

    def fail_for_bo(kind: Kind, notice: Notice) -> Any:
        if notice.invitation and notice.invitation.person == cast.bo:
            raise ValueError("unreadable")
        return send(kind, notice)

    send = due._send
    with monkeypatch.context() as broken:
        broken.setattr(due, "_send", fail_for_bo)
        assert due_mails("remind_everyone") == {"anna@bistand.example", "rut@vardcentralen.example"}
    time_machine.shift(HOUR)

    assert due_mails("remind_everyone") == {"bo@af.example"}


def test_the_caller_who_presses_twice_reminds_once(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    time_machine.move_to(meeting.called_at + HOUR)

    assert by_hand.remind_unanswered(meeting, by=cast.anna) == 2
    time_machine.shift(datetime.timedelta(minutes=5))
    assert by_hand.remind_unanswered(meeting, by=cast.anna) == 0
    time_machine.shift(HOUR)
    assert by_hand.remind_unanswered(meeting, by=cast.anna) == 2

    assert OutboxMessage.objects.filter(kind="remind_unanswered").count() == 4
