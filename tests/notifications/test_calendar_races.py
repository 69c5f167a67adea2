"""Subscriptions and published calendars from two connections at once, on PostgreSQL."""

from __future__ import annotations

import pytest
from django.utils import timezone

from booking.models import PublishedCalendar
from booking.taken.actions import claim_calendar, give_calendar
from notifications.feeds.addresses import feed_address, subscribe
from notifications.models import CalendarFeed
from tests.booking.meetings.test_races import at_once
from tests.cast import make_cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ADDRESS = "https://kalender.example/a.ics"


def test_a_due_calendar_is_read_by_one_of_many_workers() -> None:
    cast = make_cast()
    give_calendar(cast.bo, address=ADDRESS)
    now = timezone.now()

    claimed = [found for found in at_once(*[lambda: claim_calendar(now)] * 8) if found is not None]

    assert claimed == [PublishedCalendar.objects.get()]


def test_ten_presses_make_one_address() -> None:
    cast = make_cast()

    made = at_once(*[lambda: feed_address(subscribe(cast.bo))] * 10)

    assert set(made) == {feed_address(CalendarFeed.objects.get())}


def test_an_address_that_is_posted_ten_times_is_one_calendar() -> None:
    cast = make_cast()

    given = at_once(*[lambda: give_calendar(cast.bo, address=ADDRESS)] * 10)

    assert set(given) == {PublishedCalendar.objects.get()}
