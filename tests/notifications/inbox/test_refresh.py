"""REFRESH: a calendar asks for what it should show."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.changing import cancel_meeting, change_meeting
from booking.models import Meeting
from notifications.inbox.receiving import receive
from notifications.models import CalendarObject, OutboxMessage, OutboxState, Told
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell, tell_series
from tests.factories.calls import call_individual
from tests.factories.series import call_weekly
from tests.notifications.inbox.series_answers import calendar_mail, event
from tests.notifications.inbox.test_wishes import calendar_of

pytestmark = pytest.mark.django_db
BO = "bo@af.example"


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    called = call_individual(cast)
    tell(called.pk)
    deliver_batch()
    told_a_while_ago()
    return called


def told_a_while_ago() -> None:
    Told.objects.update(dtstamp=timezone.now() - datetime.timedelta(hours=2))


def refresh(about: Meeting | CalendarObject, *, sender: str = BO, attendee: str = BO) -> bytes:
    found = about if isinstance(about, CalendarObject) else CalendarObject.objects.get(meeting=about)
    return calendar_mail(event(uid=str(found.uid), attendee=attendee), sender=sender, method="REFRESH")


def waiting() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(state=OutboxState.QUEUED))


def test_a_calendar_that_asks_gets_the_same_version_with_a_new_stamp(cast: Any, meeting: Meeting) -> None:
    was = Told.objects.get(address=BO)

    outcome = receive(refresh(meeting))

    assert (outcome.result, outcome.reason) == ("applied", "sent_again")
    (message,) = waiting()
    assert (message.address, message.method, message.sequence, message.kind) == (BO, "REQUEST", 0, "invitation")
    (one,) = calendar_of(message).walk("VEVENT")
    assert one["SEQUENCE"] == 0 and one["DTSTAMP"].dt > was.dtstamp
    deliver_batch()
    now = Told.objects.get(address=BO)
    assert (now.left_sequence, now.left_digest, now.time_sequence) == (0, was.left_digest, was.time_sequence)
    assert tell(meeting.pk) == 0


def test_it_goes_to_the_invited_address_and_never_to_who_asked(cast: Any, meeting: Meeting) -> None:
    assert receive(refresh(meeting, sender="x@y.example")).reason == "other_sender"
    assert receive(refresh(meeting, sender="x@y.example", attendee="x@y.example")).reason == "not_invited"
    assert waiting() == []


def test_a_calendar_that_asks_all_the_time_gets_one_an_hour(cast: Any, meeting: Meeting) -> None:
    reasons = [receive(refresh(meeting)).reason for _time in range(3)]

    assert reasons == ["sent_again", "sent_lately", "sent_lately"]
    assert len(waiting()) == 1


def test_a_version_that_is_on_its_way_answers_the_request(cast: Any, meeting: Meeting) -> None:
    change_meeting(meeting, by=cast.anna, place="Blåbärssalen")
    tell(meeting.pk)
    told_a_while_ago()

    assert receive(refresh(meeting)).reason == "sent_again"
    assert [message.address for message in waiting()].count(BO) == 1


def test_who_is_no_longer_called_is_told_so_again(cast: Any, meeting: Meeting) -> None:
    cancel_meeting(meeting, by=cast.anna, reason="illness")
    tell(meeting.pk)
    deliver_batch()
    told_a_while_ago()

    receive(refresh(meeting))

    (message,) = waiting()
    assert (message.address, message.method, message.sequence, message.kind) == (BO, "CANCEL", 1, "cancelled")


def test_an_address_that_came_back_gets_nothing(cast: Any, meeting: Meeting) -> None:
    Told.objects.filter(address=BO).update(is_held=True)

    assert receive(refresh(meeting)).reason == "not_called"
    assert waiting() == []


def test_of_a_series_the_whole_is_sent_again(cast: Any) -> None:
    series = call_weekly(cast)
    tell_series(series.pk)
    deliver_batch()
    told_a_while_ago()
    sequence = CalendarObject.objects.get(series=series).sequence

    assert receive(refresh(CalendarObject.objects.get(series=series))).reason == "sent_again"

    (message,) = waiting()
    assert (message.series, message.sequence, message.method) == (series, sequence, "REQUEST")
    assert calendar_of(message).walk("VEVENT")[0]["RRULE"]
