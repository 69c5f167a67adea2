from __future__ import annotations

import datetime
from typing import Any

import pytest

from booking.meetings.actions.answering import assign_invitation, pass_on_invitation
from booking.meetings.actions.calling import call_meeting
from booking.meetings.actions.changing import cancel_meeting, move_meeting, take_over_meeting
from booking.meetings.actions.seats import add_invitation
from booking.models import Meeting
from booking.outcomes.actions import register_outcome
from booking.workdays import add_workdays, due_at
from forums.models import ContactPoint
from notifications.models import Notice, OutboxMessage
from notifications.notices import due, planning
from notifications.notices.due import run_due
from notifications.tasks import tell
from notifications.telling.texts import MeetingWords
from tests.factories import make_unit
from tests.factories.calls import call_individual, draft_individual
from tests.notifications.notices.reminding import HOUR, due_mails, remind_days_before

pytestmark = pytest.mark.django_db


def unit_call(cast: Any) -> Meeting:
    ContactPoint.objects.create(unit=cast.fk_unit, function="Samverkansansvarig", mailbox="samverkan@fk.example")
    meeting = draft_individual(cast)
    meeting.consent.parties.add(cast.fk)
    add_invitation(meeting, by=cast.anna, unit=cast.fk_unit)
    return call_meeting(meeting, by=cast.anna)


def test_a_unit_gets_a_plain_mail_and_no_calendar_entry_until_someone_is_assigned(cast: Any) -> None:
    meeting = unit_call(cast)
    tell(meeting.pk)

    mail = OutboxMessage.objects.get(address="samverkan@fk.example")
    assert (mail.kind, mail.method) == ("assign", "")
    assert b"text/calendar" not in bytes(mail.body)


def test_a_unit_is_told_that_the_time_it_is_asked_about_is_new(cast: Any) -> None:
    meeting = unit_call(cast)
    tell(meeting.pk)

    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    tell(meeting.pk)

    first, second = OutboxMessage.objects.filter(address="samverkan@fk.example").order_by("created_at")
    assert first.subject.startswith("Vem kommer?")
    assert second.subject.startswith("Ny tid. Vem kommer?")


def test_who_is_assigned_gets_the_calendar_entry(cast: Any) -> None:
    meeting = unit_call(cast)
    tell(meeting.pk)

    assign_invitation(meeting.invitations.get(unit=cast.fk_unit), by=cast.anna, person=cast.frida)
    tell(meeting.pk)

    assert OutboxMessage.objects.get(address="frida@fk.example").method == "REQUEST"


def test_the_caller_is_told_that_a_call_was_passed_on(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo)
    meeting.consent.parties.add(cast.region)
    ContactPoint.objects.create(unit=cast.region_unit, function="Reception", mailbox="reception@vc.example")
    ContactPoint.objects.create(unit=cast.psychiatry, function="Reception", mailbox="reception@psyk.example")
    invitation = add_invitation(meeting, by=cast.anna, unit=cast.region_unit)
    tell(meeting.pk)

    pass_on_invitation(invitation, by=None, unit=cast.psychiatry)
    tell(meeting.pk)

    kinds = set(OutboxMessage.objects.filter(notice__isnull=False).values_list("address", "kind"))
    assert kinds == {
        ("reception@vc.example", "assign"),
        ("reception@psyk.example", "assign"),
        ("anna@bistand.example", "passed_on"),
    }


def test_a_released_unit_is_told(cast: Any) -> None:
    meeting = unit_call(cast)
    tell(meeting.pk)
    cancel_meeting(meeting, by=cast.anna, reason="illness")
    tell(meeting.pk)

    last = OutboxMessage.objects.filter(address="samverkan@fk.example").order_by("created_at").last()
    assert last.kind == "unit_released"
    assert "Mötet är inställt" in last.text


def test_the_invited_get_the_name_and_phone_of_a_colleague_who_takes_over(cast: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    cast.anna.placements.update(ends_on=datetime.date.today() - datetime.timedelta(days=1))
    take_over_meeting(meeting, by=cast.alma)
    tell(meeting.pk)

    mails = OutboxMessage.objects.filter(kind="new_caller")
    assert set(mails.values_list("address", flat=True)) == {"bo@af.example", "rut@vardcentralen.example"}
    assert cast.alma.name in mails.first().text


def test_the_caller_is_reminded_of_the_follow_up_unless_it_has_been_called(cast: Any, time_machine: Any) -> None:
    cast.samverksmote.outcome_fields = ["follow_up_on"]
    cast.samverksmote.save()
    meeting = call_individual(cast)
    time_machine.move_to(meeting.starts_at + HOUR)
    register_outcome(meeting, by=cast.anna, follow_up_on=add_workdays(meeting.starts_at, 30))

    planning.plan_swept()
    assert due_mails("follow_up") == set()
    time_machine.move_to(due_at(meeting.starts_at, -25))
    planning.plan_swept()
    assert due_mails("follow_up") == {"anna@bistand.example"}


def test_a_notice_that_fails_is_moved_ahead_and_stops_no_other(cast: Any, monkeypatch: Any) -> None:
    meeting = unit_call(cast)
    planning.plan_notices(meeting.pk)
    monkeypatch.setattr(due, "queue_notice", lambda *args, **kwargs: 1 / 0)

    run_due(meeting.pk)

    notice = Notice.objects.get(kind="assign")
    assert notice.settled_at is None
    assert notice.due_at > datetime.datetime.now(datetime.UTC)


def test_a_meeting_without_mail_has_no_notices(cast: Any) -> None:
    meeting = call_individual(cast, no_mail=True)
    tell(meeting.pk)

    assert Notice.objects.count() == 0


def test_who_is_called_by_the_new_caller_is_not_told_of_the_change(cast: Any) -> None:
    meeting = call_individual(cast)
    meeting.consent.parties.add(cast.fk)
    tell(meeting.pk)
    cast.anna.placements.update(ends_on=datetime.date.today() - datetime.timedelta(days=1))
    take_over_meeting(meeting, by=cast.alma)
    tell(meeting.pk)

    add_invitation(meeting, by=cast.alma, person=cast.frida)
    tell(meeting.pk)

    assert not OutboxMessage.objects.filter(address="frida@fk.example", kind="new_caller").exists()


def test_a_unit_that_has_not_chosen_gets_the_new_callers_name_too(cast: Any) -> None:
    meeting = unit_call(cast)
    tell(meeting.pk)
    cast.anna.placements.update(ends_on=datetime.date.today() - datetime.timedelta(days=1))

    take_over_meeting(meeting, by=cast.alma)
    tell(meeting.pk)

    news = OutboxMessage.objects.get(address="samverkan@fk.example", kind="new_caller")
    assert "har tagit över mötet" in news.text


def test_a_new_caller_is_not_told_of_what_was_passed_on_before(cast: Any) -> None:
    meeting = unit_call(cast)
    other = make_unit(cast.fk, name="Försäkringskassan norr")
    ContactPoint.objects.create(unit=other, function="Reception", mailbox="norr@fk.example")
    tell(meeting.pk)
    pass_on_invitation(meeting.invitations.get(unit=cast.fk_unit), by=None, unit=other)
    tell(meeting.pk)
    cast.anna.placements.update(ends_on=datetime.date.today() - datetime.timedelta(days=1))

    take_over_meeting(meeting, by=cast.alma)
    tell(meeting.pk)

    assert not OutboxMessage.objects.filter(address=cast.alma.email, kind="passed_on").exists()


def test_a_unit_is_asked_again_when_a_call_comes_back_to_it(cast: Any) -> None:
    meeting = unit_call(cast)
    other = make_unit(cast.fk, name="Försäkringskassan norr")
    ContactPoint.objects.create(unit=other, function="Reception", mailbox="norr@fk.example")
    tell(meeting.pk)
    seat = meeting.invitations.get(unit=cast.fk_unit)

    for unit in (other, cast.fk_unit):
        pass_on_invitation(seat, by=None, unit=unit)
        tell(meeting.pk)

    assert OutboxMessage.objects.filter(address="samverkan@fk.example", kind="assign").count() == 2


def test_a_unit_is_told_of_every_new_time_also_the_first_one_again(cast: Any) -> None:
    meeting = unit_call(cast)
    tell(meeting.pk)
    first = meeting.starts_at, meeting.ends_at

    for starts_at, ends_at in ((first[0] + HOUR, first[1] + HOUR), first):
        move_meeting(meeting, by=cast.anna, starts_at=starts_at, ends_at=ends_at)
        tell(meeting.pk)

    assert OutboxMessage.objects.filter(address="samverkan@fk.example", kind="assign").count() == 3


def test_the_caller_is_not_told_to_ask_themselves_and_is_led_to_the_meeting(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)

    time_machine.move_to(remind_days_before(meeting, 1))
    run_due()

    said = dict(OutboxMessage.objects.filter(kind="remind_everyone").values_list("address", "text"))
    assert "Frågor: Anna" in said["bo@af.example"] and "Svara eller ändra" in said["bo@af.example"]
    assert "Frågor" not in said["anna@bistand.example"] and "Svara eller ändra" not in said["anna@bistand.example"]
    assert "Se mötet: " in said["anna@bistand.example"]


def test_the_button_of_a_mail_is_not_announced_by_its_own_words(cast: Any) -> None:
    words = MeetingWords(call_individual(cast))

    mail = words.notice("remind_unanswered", link="https://samverk.example/svar/x/", label="Svara")

    assert "\nSvara: https://samverk.example/svar/x/\n" in mail.text
    assert ">Svara</a>" in mail.html and "Svara:" not in mail.html
