"""COUNTER and DELEGATE: what a calendar asks for, and only a person decides."""

from __future__ import annotations

import datetime
import email
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.changing import move_meeting
from booking.meetings.actions.wishes import (
    accept_proposal,
    decline_delegation,
    decline_proposal,
    grant_delegation,
    name_from,
)
from booking.meetings.queries import open_delegations, open_proposals
from booking.models import Answer, CounterProposal, Delegation, Invitation, Meeting, WishState
from config.ground.errors import RuleError
from notifications.inbox.receiving import receive
from notifications.models import CalendarObject, InboundMail, OutboxMessage, Told
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from tests.factories.calls import call_forum, call_individual
from tests.factories.series_rows import instances, make_series
from tests.notifications.inbox.series_answers import as_told, calendar_mail, event, in_utc
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    called = call_individual(cast)
    tell(called.pk)
    deliver_batch()
    return called


def uid_of(meeting: Meeting) -> str:
    return str(CalendarObject.objects.get(meeting=meeting).uid)


def times(start: datetime.datetime, end: datetime.datetime | None = None) -> tuple[str, ...]:
    lines = [f"DTSTART:{start.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"]
    return tuple(lines + ([f"DTEND:{end.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"] if end else []))


def counter(meeting: Meeting, lines: tuple[str, ...], *, sequence: int = 0, seconds: int = 5, **fields: Any) -> bytes:
    fields = {"uid": uid_of(meeting), "partstat": "TENTATIVE", **fields}
    return calendar_mail(event(sequence=sequence, seconds=seconds, lines=lines, **fields), method="COUNTER")


def later(meeting: Meeting, by: datetime.timedelta = DAY) -> tuple[str, ...]:
    return times(meeting.starts_at + by, meeting.ends_at + by)


def seat(meeting: Meeting, person: Any) -> Invitation:
    return meeting.invitations.get(person=person)


def proposed(meeting: Meeting) -> CounterProposal:
    receive(counter(meeting, later(meeting)))
    return open_proposals(meeting).get()


# --- another time


def test_a_proposed_time_is_kept_for_the_caller_and_counts_as_perhaps(cast: Any, meeting: Meeting) -> None:
    outcome = receive(counter(meeting, (*later(meeting), "COMMENT:Kan inte på morgonen")))

    assert (outcome.result, outcome.reason, outcome.needs_person) == ("applied", "proposed", False)
    proposal = open_proposals(meeting).get()
    assert (proposal.starts_at, proposal.ends_at) == (meeting.starts_at + DAY, meeting.ends_at + DAY)
    bo = seat(meeting, cast.bo)
    assert (bo.answer, bo.comment, bo.answer_notes) == (Answer.TENTATIVE, "", ["unkept"])
    unchanged = Meeting.objects.get(pk=meeting.pk)
    assert (unchanged.starts_at, unchanged.revision) == (meeting.starts_at, meeting.revision)


def test_a_proposed_time_tells_nobody_before_it_is_decided(cast: Any, meeting: Meeting) -> None:
    before = OutboxMessage.objects.count()

    receive(counter(meeting, later(meeting)))
    tell(meeting.pk)

    assert OutboxMessage.objects.count() == before


def test_a_proposal_without_an_end_keeps_the_length(cast: Any, meeting: Meeting) -> None:
    receive(counter(meeting, times(meeting.starts_at + DAY)))

    assert open_proposals(meeting).get().ends_at == meeting.ends_at + DAY


def test_an_accepted_time_moves_the_meeting_for_all(cast: Any, meeting: Meeting) -> None:
    accept_proposal(proposed(meeting), by=cast.anna)
    tell(meeting.pk)

    moved = Meeting.objects.get(pk=meeting.pk)
    assert moved.starts_at == meeting.starts_at + DAY
    assert set(OutboxMessage.objects.filter(kind="moved").values_list("address", flat=True)) == {
        "anna@bistand.example",
        "bo@af.example",
        "rut@vardcentralen.example",
    }
    assert seat(meeting, cast.bo).answer == Answer.UNANSWERED
    assert not open_proposals(meeting).exists()


def test_a_declined_time_is_told_to_the_one_who_proposed_it_only(cast: Any, meeting: Meeting) -> None:
    proposal = proposed(meeting)
    was = Told.objects.get(address="bo@af.example")
    before = set(OutboxMessage.objects.values_list("pk", flat=True))

    decline_proposal(proposal, by=cast.anna)
    decline_proposal(proposal, by=cast.anna)
    tell(meeting.pk)
    tell(meeting.pk)

    message = OutboxMessage.objects.exclude(pk__in=before).get()
    assert (message.address, message.kind, message.told) == ("bo@af.example", "counter_declined", None)
    body = bytes(message.body).decode()
    assert "method=DECLINECOUNTER" in body
    told = Told.objects.get(pk=was.pk)
    assert (told.queued_sequence, told.left_sequence) == (was.queued_sequence, was.left_sequence)
    assert told.dtstamp > was.dtstamp


def test_the_calendar_part_of_a_declined_time_has_the_same_sequence_and_the_meetings_time(
    cast: Any, meeting: Meeting
) -> None:
    decline_proposal(proposed(meeting), by=cast.anna)
    tell(meeting.pk)

    part = calendar_of(OutboxMessage.objects.get(kind="counter_declined"))
    (one,) = part.walk("VEVENT")
    assert part["METHOD"] == "DECLINECOUNTER"
    assert (one["UID"], one["SEQUENCE"], one["DTSTART"].dt) == (uid_of(meeting), 0, meeting.starts_at)
    assert str(one["ATTENDEE"]) == "mailto:bo@af.example"


def calendar_of(message: OutboxMessage) -> Calendar:
    mail = email.message_from_bytes(bytes(message.body))
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_payload(decode=True))


def test_a_new_proposal_takes_the_place_of_the_one_before(cast: Any, meeting: Meeting) -> None:
    receive(counter(meeting, later(meeting), seconds=-20))

    receive(counter(meeting, later(meeting, 2 * DAY), seconds=-10))

    assert [row.starts_at for row in CounterProposal.objects.all()] == [meeting.starts_at + 2 * DAY]


def test_two_persons_may_each_propose_a_time(cast: Any, meeting: Meeting) -> None:
    receive(counter(meeting, later(meeting)))
    ruts = event(uid=uid_of(meeting), attendee="rut@vardcentralen.example", lines=later(meeting, 2 * DAY))

    receive(calendar_mail(ruts, sender="rut@vardcentralen.example", method="COUNTER"))

    assert open_proposals(meeting).count() == 2


@pytest.mark.parametrize("move", [True, False])
def test_a_proposal_lapses_with_the_time_that_it_was_about_and_with_an_answer(
    cast: Any, meeting: Meeting, move: bool
) -> None:
    proposal = proposed(meeting)
    if move:
        move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    else:
        answer_invitation(seat(meeting, cast.bo), answer="yes", channel="link")

    for decide in (accept_proposal, decline_proposal):
        with pytest.raises(RuleError) as refusal:
            decide(proposal, by=cast.anna)
        assert refusal.value.code == "proposal_over"
    assert not open_proposals(meeting).exists()


@pytest.mark.parametrize(
    ("by", "reason"),
    [(-400 * DAY, "counter_past"), (0 * DAY, "counter_same_time")],
)
def test_a_proposal_that_is_no_other_time_ahead_is_left_to_a_person(
    cast: Any, meeting: Meeting, by: datetime.timedelta, reason: str
) -> None:
    outcome = receive(counter(meeting, later(meeting, by)))

    assert (outcome.result, outcome.reason, outcome.needs_person) == ("rejected", reason, True)
    assert seat(meeting, cast.bo).answer == Answer.UNANSWERED


def test_a_proposal_that_ends_before_it_begins_or_names_only_a_day_is_left_to_a_person(
    cast: Any, meeting: Meeting
) -> None:
    backwards = receive(counter(meeting, times(meeting.starts_at + DAY, meeting.starts_at)))
    a_day = receive(counter(meeting, ("DTSTART;VALUE=DATE:20301203",)))

    assert (backwards.reason, a_day.reason) == ("counter_backwards", "counter_without_time")
    assert not CounterProposal.objects.exists()


def test_a_proposal_to_an_old_time_from_a_stranger_or_unsent_is_not_taken(cast: Any, meeting: Meeting) -> None:
    stranger = receive(
        calendar_mail(
            event(uid=uid_of(meeting), attendee="x@y.example", lines=later(meeting)),
            sender="x@y.example",
            method="COUNTER",
        )
    )
    unsent = receive(counter(meeting, later(meeting), sequence=7))
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    tell(meeting.pk)
    old = receive(counter(meeting, later(meeting)))

    assert [row.reason for row in (stranger, unsent, old)] == ["not_invited", "future_sequence", "old_time"]
    assert not CounterProposal.objects.exists()


def test_a_proposed_time_for_one_instance_of_a_series_is_about_that_one(cast: Any) -> None:
    series = make_series(cast)
    uid, second = str(as_told(series).uid), instances(series)[1]

    outcome = receive(calendar_mail(event(uid=uid, recurrence=in_utc(second), lines=later(second)), method="COUNTER"))

    assert (outcome.reason, outcome.meeting) == ("proposed", second)
    decline_proposal(open_proposals(second).get(), by=cast.cilla)
    tell(second.pk)
    (one,) = calendar_of(OutboxMessage.objects.get(kind="counter_declined")).walk("VEVENT")
    assert (one["UID"], one["RECURRENCE-ID"].dt) == (uid, second.recurrence_at)


def test_calendars_are_told_that_a_new_time_may_be_proposed(cast: Any, meeting: Meeting) -> None:
    meeting.place = "Rum 9"
    meeting.revision += 1
    meeting.save()
    tell(meeting.pk)

    bodies = [calendar_of(row).to_ical() for row in OutboxMessage.objects.filter(state="queued")]
    assert len(bodies) == 3
    assert not any(b"DISALLOW-COUNTER" in body for body in bodies)


# --- another person


def delegate(meeting: Meeting, to: str = "kim@af.example", **fields: Any) -> bytes:
    uid = fields.pop("uid", "") or uid_of(meeting)
    lines = (f'ATTENDEE;DELEGATED-FROM="mailto:bo@af.example";PARTSTAT=NEEDS-ACTION:mailto:{to}',)
    named = f'DELEGATED;DELEGATED-TO="mailto:{to}"'
    return calendar_mail(event(uid=uid, partstat=named, lines=lines, **fields))


def test_a_delegate_is_noted_and_nobody_is_called(cast: Any, meeting: Meeting) -> None:
    outcome = receive(delegate(meeting))
    tell(meeting.pk)

    assert (outcome.result, outcome.reason) == ("applied", "delegated")
    assert open_delegations(meeting).get().email == "kim@af.example"
    assert meeting.invitations.count() == 3
    assert seat(meeting, cast.bo).answer == Answer.UNANSWERED


def test_a_delegate_that_the_caller_calls_is_a_substitute(cast: Any, meeting: Meeting) -> None:
    receive(delegate(meeting))

    grant_delegation(open_delegations(meeting).get(), by=cast.anna, name="Kim Kottesken")
    tell(meeting.pk)

    assert seat(meeting, cast.kim).is_live and not seat(meeting, cast.bo).is_live
    kinds = dict(OutboxMessage.objects.filter(state="queued").values_list("address", "kind"))
    assert kinds == {"bo@af.example": "removed", "kim@af.example": "invitation"}
    assert Delegation.objects.get().email == ""


def test_a_delegate_of_another_party_is_refused(cast: Any, meeting: Meeting) -> None:
    receive(delegate(meeting, to="frida@fk.example"))

    with pytest.raises(RuleError) as refusal:
        grant_delegation(open_delegations(meeting).get(), by=cast.anna, name="Frida")

    assert refusal.value.code == "other_party"
    assert not meeting.invitations.filter(person=cast.frida).exists()


def test_a_delegate_who_is_not_called_leaves_the_seat_as_it_was(cast: Any, meeting: Meeting) -> None:
    receive(delegate(meeting))
    before = OutboxMessage.objects.count()

    decline_delegation(open_delegations(meeting).get(), by=cast.anna)
    tell(meeting.pk)

    assert OutboxMessage.objects.count() == before
    assert seat(meeting, cast.bo).is_live
    assert Delegation.objects.get().state == WishState.DECLINED


def test_a_group_that_has_it_so_calls_a_delegate_at_once(cast: Any) -> None:
    cast.lsg.calls_delegates = True
    cast.lsg.save()
    group = call_forum(cast)
    tell(group.pk)

    outcome = receive(delegate(group))

    assert outcome.reason == "delegate_called"
    assert seat(group, cast.kim).is_live and not seat(group, cast.bo).is_live


def test_no_setting_calls_a_delegate_to_a_meeting_about_a_person(cast: Any, meeting: Meeting) -> None:
    cast.lsg.calls_delegates = True
    cast.lsg.save()

    assert receive(delegate(meeting)).reason == "delegated"


def test_a_group_calls_a_delegate_at_once_only_if_that_person_can_be_called(cast: Any) -> None:
    cast.lsg.calls_delegates = True
    cast.lsg.save()
    group = call_forum(cast)
    tell(group.pk)

    outcome = receive(delegate(group, to="rut@vardcentralen.example"))

    assert outcome.reason == "delegated"
    assert open_delegations(group).get().email == "rut@vardcentralen.example"
    assert seat(group, cast.bo).is_live


def test_a_delegate_who_answers_without_having_been_called_is_left_to_a_person(cast: Any, meeting: Meeting) -> None:
    kims = event(
        uid=uid_of(meeting), attendee="kim@af.example", partstat='ACCEPTED;DELEGATED-FROM="mailto:bo@af.example"'
    )

    outcome = receive(calendar_mail(kims, sender="kim@af.example"))

    assert (outcome.result, outcome.reason) == ("unknown", "delegated_unknown")
    assert InboundMail.objects.get().meeting == meeting


def test_a_delegate_who_was_called_answers_as_everybody(cast: Any, meeting: Meeting) -> None:
    receive(delegate(meeting))
    grant_delegation(open_delegations(meeting).get(), by=cast.anna, name="Kim")
    tell(meeting.pk)
    told = Told.objects.get(address="kim@af.example")
    kims = event(
        uid=uid_of(meeting),
        attendee="kim@af.example",
        partstat='ACCEPTED;DELEGATED-FROM="mailto:bo@af.example"',
        sequence=told.queued_sequence,
    )

    assert receive(calendar_mail(kims, sender="kim@af.example")).result == "applied"
    assert seat(meeting, cast.kim).answer == Answer.YES


def test_two_delegates_in_one_answer_are_left_to_a_person(cast: Any, meeting: Meeting) -> None:
    both = 'DELEGATED;DELEGATED-TO="mailto:kim@af.example","mailto:x@af.example"'

    outcome = receive(calendar_mail(event(uid=uid_of(meeting), partstat=both)))

    assert (outcome.reason, outcome.needs_person) == ("delegated_for_person", True)


@pytest.mark.parametrize(
    ("address", "name"), [("kim.kottesken+x@af.example", "Kim Kottesken"), ("anna_b@x.example", "Anna B")]
)
def test_a_name_is_guessed_from_an_address_nobody_knows(cast: Any, address: str, name: str) -> None:
    assert name_from(address) == name
    assert name_from("kim@af.example") == cast.kim.name


def test_what_is_asked_for_is_decided_by_the_caller_only(cast: Any, meeting: Meeting) -> None:
    proposal = proposed(meeting)
    for other in (cast.bo, cast.rut, cast.cilla, cast.david, cast.adam, cast.eva):
        with pytest.raises(PermissionDenied):
            accept_proposal(proposal, by=other)


# --- what Inkommet says of it afterwards


def inkommet(person: Any) -> str:
    return text_of(logged_in(person).get("/inkommet/"))


def test_inkommet_says_how_it_went_with_a_proposed_time(cast: Any, meeting: Meeting) -> None:
    receive(counter(meeting, later(meeting)))
    assert "Ta ställning på mötets sida." in inkommet(cast.anna)

    receive(counter(meeting, later(meeting, 2 * DAY), seconds=9))
    shown = inkommet(cast.anna)
    assert "har gjort det igen sedan dess" in shown and shown.count("Ta ställning på mötets sida.") == 1

    decline_proposal(open_proposals(meeting).get(), by=cast.anna)
    assert "Den kallade föreslog en annan tid. Tiden är kvar." in inkommet(cast.anna)


def test_inkommet_says_that_a_proposed_time_was_taken(cast: Any, meeting: Meeting) -> None:
    accept_proposal(proposed(meeting), by=cast.anna)

    assert "Mötet är flyttat dit." in inkommet(cast.anna)


def test_inkommet_says_that_nobody_decided_in_time(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    proposed(meeting)
    time_machine.move_to(meeting.starts_at)

    assert "Förfallet: ingen tog ställning i tid." in inkommet(cast.anna)
    assert "Ta ställning" not in inkommet(cast.anna)


def test_inkommet_costs_the_same_with_one_and_with_three_proposals(cast: Any, meeting: Meeting) -> None:
    client, counts = logged_in(cast.anna), []
    for number in range(3):
        receive(counter(meeting, later(meeting, (number + 1) * DAY), seconds=5 + number))
        with CaptureQueriesContext(connection) as queries:
            client.get("/inkommet/")
        counts.append(len(queries))

    assert counts[0] == counts[2]
