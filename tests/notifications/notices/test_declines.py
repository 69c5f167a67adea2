"""Who called is told of those who cannot come: at once when it matters, else with the day's others."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, answer_series
from booking.meetings.actions.seats import add_invitation
from booking.models import Meeting
from booking.staffing.actions import correct_person
from booking.workdays import due_at
from forums.models import Person
from notifications.models import OutboxMessage
from notifications.notices.declines import tell_declines
from notifications.tasks import run_notices
from tests.factories.calls import call_forum, call_individual, on_workday
from tests.factories.series import call_weekly

pytestmark = pytest.mark.django_db
KINDS = ("declined", "series_declined", "declines_of_day")


def cannot(meeting: Meeting, *people: Person) -> None:
    for person in people:
        answer_invitation(meeting.invitations.get(person=person), answer="no", channel="link")


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind__in=KINDS).order_by("pk"))


def test_a_decline_that_leaves_too_few_is_told_at_once_to_who_called_and_once(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo)
    cannot(meeting, cast.bo)

    assert (tell_declines(), tell_declines()) == (1, 0)
    [mail] = mails()
    assert (mail.kind, mail.address) == ("declined", cast.anna.email)
    assert "Bara 1 part kan komma, och minst 2 behövs." in mail.text
    assert "Bo" not in mail.text + mail.subject and "Arbetsförmedlingen" not in mail.text


def test_each_further_decline_below_what_is_asked_is_told(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.frida)
    cannot(meeting, cast.bo, cast.frida)
    assert tell_declines() == 1
    add_invitation(meeting, by=cast.anna, person=cast.kim)

    cannot(meeting, cast.kim)

    assert tell_declines() == 1 and len(mails()) == 2


def test_declines_that_leave_enough_are_collected_into_one_mail_the_next_working_morning(
    cast: Any, time_machine: Any
) -> None:
    """Two meetings, one mail; the one that has been settled by then is left out."""
    first, second, settled = (call_individual(cast, cast.bo, cast.rut, starts_at=on_workday(n)) for n in (9, 10, 11))
    for meeting in (first, second, settled):
        cannot(meeting, cast.bo)
    run_notices()
    assert mails() == []

    add_invitation(settled, by=cast.anna, person=cast.kim)
    time_machine.move_to(due_at(timezone.now(), -1))
    run_notices()
    run_notices()

    [mail] = mails()
    assert (mail.kind, mail.address) == ("declines_of_day", cast.anna.email)
    assert first.reference in mail.text and second.reference in mail.text
    assert settled.reference not in mail.text and "Bo" not in mail.text


def test_the_days_mail_goes_to_the_address_before_while_a_keepers_new_one_waits(cast: Any, time_machine: Any) -> None:
    """It tells times and references of cases, so whoever keeps the register cannot lead it to themselves."""
    meeting = call_individual(cast, cast.bo, cast.rut, starts_at=on_workday(9))
    before = cast.anna.email
    correct_person(cast.anna, by=cast.cilla, email="anna.ny@lingonby.example")
    cannot(meeting, cast.bo)

    time_machine.move_to(due_at(timezone.now(), -1))
    run_notices()

    assert [(mail.kind, mail.address) for mail in mails()] == [("declines_of_day", before)]


def test_what_was_told_at_once_is_not_told_again_the_next_morning(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut)
    cannot(meeting, cast.bo)
    tell_declines()
    cannot(meeting, cast.rut)
    tell_declines()

    time_machine.move_to(due_at(timezone.now(), -1))
    run_notices()

    assert [mail.kind for mail in mails()] == ["declined"]


def test_a_decline_the_day_before_is_told_at_once_however_many_are_left(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut, starts_at=on_workday(1))
    cannot(meeting, cast.bo)

    assert tell_declines() == 1
    [mail] = mails()
    assert "kan inte komma. På mötets sida" in mail.text and "Bara" not in mail.text


def test_a_party_that_the_template_requires_is_told_of_at_once(cast: Any) -> None:
    cast.samverksmote.required_parties = ["region"]
    cast.samverksmote.save()
    meeting = call_individual(cast, cast.bo, cast.rut)
    cannot(meeting, cast.rut)

    assert tell_declines() == 1


def test_a_group_is_told_of_below_its_quorum_by_party_and_else_not_at_all(cast: Any, time_machine: Any) -> None:
    meeting = call_forum(cast)
    cannot(meeting, cast.bo)
    assert tell_declines() == 0

    cannot(meeting, cast.frida)

    assert tell_declines() == 1
    [mail] = mails()
    assert mail.address == cast.cilla.email
    assert "Arbetsförmedlingen och Försäkringskassan kan inte komma." in mail.text
    time_machine.move_to(due_at(timezone.now(), -1))
    run_notices()
    assert len(mails()) == 1


def test_a_series_that_is_declined_as_a_whole_is_one_mail(cast: Any) -> None:
    series = call_weekly(cast)
    for person in (cast.bo, cast.frida):
        answer_series(series.seats.get(person=person), answer="no", channel="link")

    tell_declines()

    [mail] = mails()
    assert mail.kind == "series_declined" and mail.address == series.caller.email
    assert mail.text.count("–") >= series.instances.count()


def test_a_meeting_without_mail_is_a_task_and_no_mail(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, no_mail=True)
    cannot(meeting, cast.bo)

    assert tell_declines() == 0


def test_what_was_said_long_ago_is_not_told(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo)
    cannot(meeting, cast.bo)
    meeting.invitations.update(answered_at=timezone.now() - datetime.timedelta(days=4))

    assert tell_declines() == 0
