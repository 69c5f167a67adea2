from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, name_substitute
from booking.meetings.actions.changing import cancel_meeting, change_meeting, move_meeting, take_over_meeting
from booking.meetings.actions.seats import add_invitation, remove_invitation
from booking.models import Meeting
from notifications.models import CalendarObject, OutboxMessage, OutboxState, Told
from notifications.outbox.delivery import deliver_due
from notifications.telling.reconcile import behind, reconcile
from tests.factories.calls import call_individual
from tests.notifications.telling.test_cases_others_got_wrong import calendar_text

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


def told(meeting: Meeting) -> set[tuple[str, str, int]]:
    """Queue, deliver, and say what left now: address, kind, SEQUENCE."""
    messages = reconcile(meeting.pk)
    deliver_due()
    rows = OutboxMessage.objects.filter(pk__in=[message.pk for message in messages], state=OutboxState.SENT)
    return {(row.address, row.kind, row.sequence) for row in rows}


def test_a_call_tells_each_invited_once(cast: Any) -> None:
    meeting = call_individual(cast)

    assert told(meeting) == {
        ("anna@bistand.example", "invitation", 0),
        ("bo@af.example", "invitation", 0),
        ("rut@vardcentralen.example", "invitation", 0),
    }
    assert told(meeting) == set()


def test_a_move_tells_everybody_with_a_higher_sequence_and_the_same_uid(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)

    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)

    assert {row[1:] for row in told(meeting)} == {("moved", 1)}
    assert CalendarObject.objects.filter(meeting=meeting).count() == 1


@pytest.mark.parametrize("seconds", [0, -30])
def test_the_stamp_grows_with_every_version_also_within_a_second_or_when_the_clock_is_set_back(
    cast: Any, time_machine: Any, seconds: int
) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    meeting = call_individual(cast)
    told(meeting)
    first = Told.objects.get(address="bo@af.example").dtstamp
    assert first is not None

    time_machine.shift(seconds)
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    reconcile(meeting.pk)

    second = first + datetime.timedelta(seconds=1)
    assert Told.objects.get(address="bo@af.example").dtstamp == second
    newest = OutboxMessage.objects.filter(address="bo@af.example").latest("counter")
    assert f"DTSTAMP:{second:%Y%m%dT%H%M%SZ}" in calendar_text(newest)


def test_the_role_mailbox_is_invited_by_itself_to_nothing(cast: Any) -> None:
    """Somebody who has the mailbox for an address: a calendar asks no answer of the organizer."""
    cast.bo.email = cast.federation.role_mailbox
    cast.bo.save()
    meeting = call_individual(cast)

    assert {row[0] for row in told(meeting)} == {"anna@bistand.example", "rut@vardcentralen.example"}
    assert not OutboxMessage.objects.filter(address=cast.federation.role_mailbox).exists()


def test_a_change_that_no_calendar_shows_tells_nobody(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)

    change_meeting(meeting, by=cast.anna, prepare=cast.samverksmote.choices["prepare"][:1])

    assert told(meeting) == set()


def test_a_new_place_tells_everybody_but_asks_nobody_again(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="yes", channel="link")

    change_meeting(meeting, by=cast.anna, place="Blåbärssalen")

    assert {row[1:] for row in told(meeting)} == {("changed", 1)}
    assert meeting.invitations.get(person=cast.bo).answer == "yes"


def test_who_is_removed_is_told_and_nobody_else(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut, cast.frida)
    told(meeting)

    remove_invitation(meeting.invitations.get(person=cast.frida), by=cast.anna)

    assert told(meeting) == {("frida@fk.example", "removed", 1)}


def test_who_is_added_gets_the_current_version_and_nobody_else_a_mail(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut)
    told(meeting)
    meeting.consent.parties.add(cast.fk)

    add_invitation(meeting, by=cast.anna, person=cast.frida)

    assert told(meeting) == {("frida@fk.example", "invitation", 0)}


def test_a_cancelled_meeting_leaves_every_calendar(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)

    cancel_meeting(meeting, by=cast.anna, reason="illness")

    assert {row[1:] for row in told(meeting)} == {("cancelled", 1)}
    assert CalendarObject.objects.get(meeting=meeting).ended_at is not None


def test_a_call_taken_back_before_it_left_is_never_sent(cast: Any) -> None:
    meeting = call_individual(cast)
    reconcile(meeting.pk)

    cancel_meeting(meeting, by=cast.anna, reason="illness")

    assert told(meeting) == set()
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxState.SUPERSEDED}


def test_moved_and_moved_back_before_it_left_is_told_once(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    reconcile(meeting.pk)

    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at, ends_at=meeting.ends_at)

    assert told(meeting) == set()


def test_a_substitute_is_called_and_the_first_one_cancelled(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)

    name_substitute(meeting.invitations.get(person=cast.bo), name="Kim", email="kim@af.example", channel="link")

    assert told(meeting) == {("bo@af.example", "removed", 1), ("kim@af.example", "invitation", 1)}


def test_a_new_address_is_cancelled_at_the_old_and_called_at_the_new(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)
    cast.bo.email = "bo.ny@af.example"
    cast.bo.save(update_fields=["email"])

    assert told(meeting) == {("bo@af.example", "removed", 1), ("bo.ny@af.example", "invitation", 2)}


def test_who_is_called_again_keeps_the_uid_with_a_higher_sequence(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut, cast.frida)
    told(meeting)
    remove_invitation(meeting.invitations.get(person=cast.frida), by=cast.anna)
    told(meeting)

    add_invitation(meeting, by=cast.anna, person=cast.frida)

    assert told(meeting) == {("frida@fk.example", "invitation", 2)}


def test_nothing_is_told_about_what_has_begun(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)
    time_machine.move_to(meeting.starts_at + HOUR)

    cancel_meeting(meeting, by=cast.anna, reason="individual_absent")

    assert told(meeting) == set()


def test_a_meeting_without_mail_tells_nobody(cast: Any) -> None:
    meeting = call_individual(cast, no_mail=True)

    assert told(meeting) == set()
    assert Told.objects.count() == 0


def test_a_person_called_again_in_the_same_moment_gets_a_link_that_works(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)
    remove_invitation(meeting.invitations.get(person=cast.bo), by=cast.anna)
    again = add_invitation(meeting, by=cast.anna, person=cast.bo)

    assert {row[0] for row in told(meeting)} == {"bo@af.example"}
    assert Told.objects.get(address="bo@af.example").invitation == again


def test_who_takes_over_and_was_called_already_answers_for_the_new_seat(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut, cast.alma)
    told(meeting)
    cast.anna.placements.update(ends_on=datetime.date.today() - datetime.timedelta(days=1))

    take_over_meeting(meeting, by=cast.alma)

    assert {row[:2] for row in told(meeting)} == {("anna@bistand.example", "removed")}
    assert Told.objects.get(address="alma@bistand.example").invitation.is_live


def test_an_answer_counts_when_a_move_was_taken_back_before_it_left(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)
    times = meeting.starts_at, meeting.ends_at
    move_meeting(meeting, by=cast.anna, starts_at=times[0] + HOUR, ends_at=times[1] + HOUR)
    reconcile(meeting.pk)

    move_meeting(meeting, by=cast.anna, starts_at=times[0], ends_at=times[1])
    reconcile(meeting.pk)

    assert set(Told.objects.values_list("time_sequence", "queued_sequence")) == {(0, 0)}


def test_a_meeting_that_becomes_digital_tells_everybody_at_once(cast: Any) -> None:
    meeting = call_individual(cast, place="")
    told(meeting)

    change_meeting(meeting, by=cast.anna, meeting_form="digital")

    assert meeting.pk in behind().values_list("pk", flat=True)
    assert {row[1:] for row in told(meeting)} == {("changed", 1)}


def test_a_release_with_another_digest_mails_nobody_and_loses_no_later_change(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)
    Told.objects.update(queued_digest="0:old", left_digest="0:old")

    assert told(meeting) == set()
    change_meeting(meeting, by=cast.anna, place="Blåbärssalen")
    assert {row[1:] for row in told(meeting)} == {("changed", 1)}


def test_a_change_that_comes_with_a_release_is_told(cast: Any) -> None:
    meeting = call_individual(cast)
    told(meeting)
    Told.objects.update(queued_digest="0:old", left_digest="0:old")

    change_meeting(meeting, by=cast.anna, place="Blåbärssalen")

    assert {row[1:] for row in told(meeting)} == {("changed", 1)}
