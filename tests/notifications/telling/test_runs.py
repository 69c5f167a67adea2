"""Which meetings and series a run of reconcile looks at, and what somebody asks to be told once more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from booking.models import Invitation, InvitationState, Meeting, MeetingState, Series
from notifications.models import CalendarObject, Method, OutboxMessage, OutboxState, Told
from notifications.telling.reconcile import (
    ahead,
    behind,
    is_told,
    reconcile_together,
    send_again,
    series_ahead,
    series_behind,
    told_ids,
    try_again,
)
from tests.cast import Cast
from tests.factories import make_invitation, make_meeting
from tests.factories.series_rows import instances, make_series
from tests.notifications.telling.rows import (
    BO,
    DAY,
    FRIDA,
    HOUR,
    RUT,
    Said,
    call_off,
    change,
    leave,
    remove,
    row_of,
    say,
)  # fmt: skip

pytestmark = pytest.mark.django_db


# --- which meetings and series a run looks at


def test_the_sweep_takes_what_changed_today_and_was_not_told(cast: Cast, meeting: Meeting, series: Series) -> None:
    untold = make_series(cast)
    Meeting.objects.exclude(series=None).update(revised_at=None)
    Series.objects.update(revised_at=timezone.now())
    assert not behind().exists() and list(series_behind()) == [untold]

    change(meeting)
    Series.objects.update(revision=2, revised_at=timezone.now() - DAY + HOUR)
    assert list(behind()) == [meeting] and set(series_behind()) == {series, untold}

    Meeting.objects.filter(pk=meeting.pk).update(revised_at=timezone.now() - DAY - HOUR)
    Series.objects.update(revised_at=timezone.now() - DAY - HOUR)
    assert not behind().exists() and not series_behind().exists()


def test_what_was_told_by_a_calendar_object_counts_up_to_its_revision(cast: Cast, meeting: Meeting) -> None:
    other = make_meeting(cast.samverksmote, cast.anna, revision=1, revised_at=timezone.now())
    assert list(behind()) == [other]
    assert told_ids([meeting.pk, other.pk]) == {meeting.pk}
    assert is_told(str(meeting.pk)) and not is_told(other.pk)

    change(meeting)

    assert not is_told(meeting.pk) and told_ids([meeting.pk, other.pk]) == set()


def test_the_hourly_run_takes_all_that_may_be_in_a_calendar_and_has_not_begun(cast: Cast, meeting: Meeting) -> None:
    make_meeting(cast.samverksmote, cast.anna, state=MeetingState.DRAFT)
    begun, soon = (make_meeting(cast.samverksmote, cast.anna, in_days=days) for days in (-1, 3))
    for one in (begun, soon):
        say(one)
    off = make_meeting(cast.samverksmote, cast.anna, in_days=2, revision=1)
    assert list(ahead()) == [off, soon, meeting]

    for one in (off, soon):
        call_off(one)
    assert list(ahead()) == [off, soon, meeting]

    say(soon)
    assert list(ahead()) == [off, meeting]


def test_series_ahead_are_those_with_an_instance_ahead_and_what_was_split_into_them(cast: Cast) -> None:
    first, second, third = (make_series(cast) for _number in range(3))
    past = make_series(cast)
    make_meeting(cast.samverksmote, cast.anna)
    for before, after in ((first, second), (second, third)):
        Series.objects.filter(pk=after.pk).update(split_from=before)
        before.instances.all().delete()
    past.instances.update(starts_at=timezone.now() - DAY, ends_at=timezone.now())

    assert set(series_ahead()) == {first, second, third}


def test_several_are_told_together_those_that_somebody_told_meanwhile_left_out(cast: Cast, meeting: Meeting) -> None:
    other = make_meeting(cast.samverksmote, cast.anna, revision=1)
    make_invitation(other, cast.bo)
    make_invitation(meeting, cast.frida)
    with transaction.atomic():
        subjects, messages = reconcile_together([meeting.pk, other.pk], skip_locked=True, only_behind=True)
    assert [subject.meeting for subject in subjects] == [other]
    assert [(each.address, each.meeting_id) for each in messages] == [(BO, other.pk)]

    with transaction.atomic():
        subjects, messages = reconcile_together([meeting.pk, other.pk], skip_locked=True)
    assert {subject.meeting for subject in subjects} == {meeting, other}
    assert [(each.address, each.meeting_id) for each in messages] == [(FRIDA, meeting.pk)]


# --- once more


def waiting() -> Said:
    rows = OutboxMessage.objects.filter(state=OutboxState.QUEUED)
    return sorted(rows.values_list("address", "method", "sequence"))


def hold(address: str, *about: Meeting | Series) -> OutboxMessage:
    """The last mails to the address about these failed for good: nothing more goes there. Gives the first."""
    failed = []
    for one in about:
        mails = one.outbox.filter(address=address, told__isnull=False)
        failed.append(mails.latest("counter"))
        mails.filter(pk=failed[-1].pk).update(state=OutboxState.FAILED, attempts=3, reply_code="550")
        Told.objects.filter(pk=failed[-1].told_id).update(is_held=True, left_method="", left_digest="")
    return failed[0]


def test_an_address_that_is_tried_again_is_told_all_that_was_held(cast: Cast, meeting: Meeting, series: Series) -> None:
    other, off, waits = (make_meeting(cast.samverksmote, cast.anna, in_days=days) for days in (9, 10, 11))
    for each in (other, off):
        make_invitation(each, cast.bo)
        say(each)
    leave()
    failed = hold(BO, other, series, off)
    hold(RUT, meeting)
    CalendarObject.objects.filter(meeting=off).update(ended_at=timezone.now())
    make_invitation(waits, cast.bo)
    say(waits)
    cast.bo.address_bounced_at = timezone.now()
    cast.bo.save()

    try_again(failed)

    again = OutboxMessage.objects.filter(state=OutboxState.QUEUED)
    assert {each.address for each in again} == {BO}
    assert {(each.meeting_id, each.series_id, each.counter) for each in again.filter(series=None)} == {
        (other.pk, None, 2), (waits.pk, None, 1)
    }  # fmt: skip
    assert [each.series for each in again.exclude(series=None)] == [series]
    held = Told.objects.filter(is_held=True)
    assert {(row.address, row.calendar_object.meeting_id) for row in held} == {(BO, off.pk), (RUT, meeting.pk)}
    cast.bo.refresh_from_db()
    assert cast.bo.address_bounced_at is None


def test_a_cancellation_that_is_tried_again_is_sent_again(meeting: Meeting) -> None:
    call_off(meeting)
    say(meeting)
    failed = OutboxMessage.objects.get(address=BO, method="CANCEL")
    OutboxMessage.objects.filter(pk=failed.pk).update(state=OutboxState.FAILED)
    OutboxMessage.objects.filter(state=OutboxState.QUEUED).update(state=OutboxState.SENT)
    Told.objects.filter(address=BO).update(is_held=True)

    try_again(failed)

    assert waiting() == [(BO, "CANCEL", 2)]


@pytest.mark.parametrize("state", [OutboxState.FAILED, OutboxState.SENT])
def test_a_mail_that_makes_no_entry_is_sent_as_it_is_when_it_has_failed(meeting: Meeting, state: OutboxState) -> None:
    before = timezone.now()
    mail = OutboxMessage.objects.filter(address=BO)
    mail.update(told=None, state=state, attempts=3, reply_code="550", next_at=before - DAY)
    OutboxMessage.objects.filter(address=RUT).update(state=OutboxState.FAILED)

    try_again(mail.get())

    again = mail.get()
    if state == OutboxState.SENT:
        assert (again.state, again.attempts) == (OutboxState.SENT, 3)
    else:
        assert (again.state, again.attempts, again.reply_code) == (OutboxState.QUEUED, 0, "")
        assert before <= again.next_at <= timezone.now()
    assert OutboxMessage.objects.get(address=RUT).state == OutboxState.FAILED


def test_who_asks_is_sent_the_same_version_again_with_a_later_stamp(meeting: Meeting) -> None:
    was, first = row_of(BO), OutboxMessage.objects.get(address=BO)

    assert send_again(was)

    row, again = row_of(BO), OutboxMessage.objects.get(address=BO, state=OutboxState.QUEUED)
    assert (again.kind, again.method, again.sequence, again.counter) == ("invitation", "REQUEST", 0, 2)
    assert (row.counter, row.queued_sequence, row.time_sequence) == (2, 0, 0)
    assert was.dtstamp is not None and row.dtstamp is not None and row.dtstamp > was.dtstamp
    assert f"In-Reply-To: {first.message_id}".encode() in bytes(again.body)


def test_who_asks_while_it_waits_or_is_on_its_way_gets_that(meeting: Meeting) -> None:
    change(meeting, place="Rådhuset")
    assert send_again(row_of(BO))
    assert waiting() == [(BO, "REQUEST", 1), (RUT, "REQUEST", 1)]

    assert send_again(row_of(BO))
    assert row_of(BO).counter == 2
    OutboxMessage.objects.filter(address=BO, state=OutboxState.QUEUED).update(state=OutboxState.SENDING)
    assert send_again(row_of(BO))

    assert waiting() == [(RUT, "REQUEST", 1)]


def test_who_was_removed_and_asks_is_told_that_again(cast: Cast, meeting: Meeting) -> None:
    remove(meeting, cast.bo)
    say(meeting)
    leave()

    assert send_again(row_of(BO))

    again = OutboxMessage.objects.get(state=OutboxState.QUEUED)
    assert (again.address, again.kind, again.method, again.sequence) == (BO, "removed", "CANCEL", 1)


def test_nothing_is_sent_again_to_an_address_on_hold_one_told_nothing_or_of_what_has_begun(
    cast: Cast, meeting: Meeting, time_machine: Any
) -> None:
    Told.objects.filter(address=BO).update(is_held=True)
    Told.objects.filter(address=RUT).update(queued_method="", left_method="", invitation=None)
    Invitation.objects.filter(person=cast.rut).delete()
    assert not send_again(row_of(BO)) and not send_again(row_of(RUT))

    Told.objects.update(is_held=False, queued_method=Method.REQUEST)
    time_machine.move_to(meeting.starts_at + HOUR)
    assert not send_again(row_of(BO))
    assert waiting() == []


def test_of_a_series_all_of_it_is_sent_again(series: Series) -> None:
    assert send_again(row_of(BO))

    again = OutboxMessage.objects.get(state=OutboxState.QUEUED)
    assert (again.address, again.series, again.sequence, again.counter) == (BO, series, 0, 2)


def test_a_series_without_instances_has_nothing_to_send(series: Series) -> None:
    series.instances.all().delete()

    assert not send_again(row_of(BO))


def test_who_was_removed_from_a_series_stays_so_when_it_is_said_that_they_were_there(
    cast: Cast, series: Series, time_machine: Any
) -> None:
    for one in instances(series):
        remove(one, cast.rut)
    assert say(series) == [(RUT, "CANCEL", 1)]
    leave()
    first = instances(series)[0]
    time_machine.move_to(first.starts_at + HOUR)
    first.invitations.filter(person=cast.rut).update(state=InvitationState.LIVE, ended_at=None)

    assert say(series) == []
    assert send_again(row_of(RUT))

    again = OutboxMessage.objects.get(state=OutboxState.QUEUED)
    assert (again.kind, again.method, again.sequence) == ("removed", "CANCEL", 1)
