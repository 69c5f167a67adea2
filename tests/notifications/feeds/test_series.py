"""A series in a calendar that is subscribed to is the series that the mails have put into the calendar."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.meetings.actions.seats import remove_invitation
from booking.models import Series
from booking.series.following import end_following
from forums.models import Person
from notifications.feeds import addresses
from notifications.models import Told
from tests.cast import Cast
from tests.factories.series import call_weekly
from tests.notifications.itip.expand import expand
from tests.notifications.telling.test_series import calendar_of, instances, told

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


def feed_of(person: Person, **subject: Any) -> bytes:
    path = addresses.feed_address(addresses.subscribe(person, **subject)).removeprefix("https://samverk.example")
    return Client().get(path).content


def changed_series(cast: Cast) -> Series:
    """The third instance is an hour later, the fourth is off."""
    series = call_weekly(cast)
    told(series)
    third, fourth = instances(series)[2:4]
    move_meeting(third, by=cast.cilla, starts_at=third.starts_at + HOUR, ends_at=third.ends_at + HOUR)
    cancel_meeting(fourth, by=cast.cilla, reason="illness")
    told(series)
    return series


def test_ones_own_feed_has_the_series_exactly_as_the_mails_have_it(cast: Cast) -> None:
    series = changed_series(cast)

    octets = feed_of(cast.bo)

    assert expand(octets) == calendar_of("bo@af.example")
    events = Calendar.from_ical(octets).walk("VEVENT")
    row = Told.objects.get(address="bo@af.example")
    uids = {(str(event["UID"]), event["SEQUENCE"]) for event in events}
    assert uids == {(str(series.calendar_objects.get().uid), row.queued_sequence)}


@pytest.mark.parametrize("subject", ["forum", "area"])
def test_a_groups_feed_has_the_whole_series(cast: Cast, subject: str) -> None:
    series = changed_series(cast)

    octets = feed_of(cast.bo, **{subject: cast.lsg if subject == "forum" else cast.area})

    assert sorted(start for start, _end, _place in expand(octets).values()) == sorted(
        one.starts_at for one in instances(series) if one.is_called
    )
    assert b"ATTENDEE" not in octets


def test_a_member_who_is_no_longer_called_to_one_has_a_gap_there(cast: Cast) -> None:
    series = call_weekly(cast)
    second = instances(series)[1]
    told(series)
    remove_invitation(second.invitations.get(person=cast.bo), by=cast.cilla)
    told(series)

    assert second.starts_at not in expand(feed_of(cast.bo))
    assert expand(feed_of(cast.bo)) == calendar_of("bo@af.example")


def test_an_instance_that_one_has_said_no_to_takes_no_time(cast: Cast) -> None:
    series = call_weekly(cast)
    told(series)
    second = instances(series)[1]
    answer_invitation(second.invitations.get(person=cast.bo), answer="no", channel="page")

    events = Calendar.from_ical(feed_of(cast.bo)).walk("VEVENT")

    free = [event["RECURRENCE-ID"].dt for event in events if event["TRANSP"] == "TRANSPARENT"]
    assert free == [second.starts_at]


def test_a_series_called_off_stays_some_weeks_as_cancelled(cast: Cast) -> None:
    series = call_weekly(cast)
    told(series)
    end_following(instances(series)[0], by=cast.cilla, reason="no_longer_needed")
    told(series)

    for octets in (feed_of(cast.bo), feed_of(cast.bo, forum=cast.lsg)):
        events = Calendar.from_ical(octets).walk("VEVENT")
        assert {event["STATUS"] for event in events} == {"CANCELLED"}


def test_the_file_of_one_of_its_meetings_is_the_series_as_the_person_has_it(cast: Cast) -> None:
    series = changed_series(cast)
    client = Client()
    client.force_login(cast.bo)

    octets = client.get(f"/moten/{instances(series)[0].pk}/kalender.ics").content

    assert expand(octets) == calendar_of("bo@af.example")


@pytest.mark.parametrize("count", [1, 2])
def test_a_feed_asks_as_much_however_many_series(cast: Cast, django_assert_num_queries: Any, count: int) -> None:
    for _number in range(count):
        told(call_weekly(cast))
    feed = addresses.subscribe(cast.bo)

    with django_assert_num_queries(10):
        addresses.fetch(feed)
