"""Calendars as a program fetches them: for the tests of what is subscribed to."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from booking.models import Meeting
from forums.models import Area, Forum, Person
from notifications.feeds import addresses
from notifications.models import CalendarFeed
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


def told(meeting: Meeting) -> Meeting:
    """The meeting once its mails have left."""
    tell(meeting.pk)
    deliver_batch()
    return meeting


def path_of(feed: CalendarFeed) -> str:
    return addresses.feed_address(feed).removeprefix("https://samverk.example")


def fetch(feed: CalendarFeed, **headers: str) -> Any:
    return Client().get(path_of(feed), headers=headers)


def events_of(person: Person, *, forum: Forum | None = None, area: Area | None = None) -> list[Any]:
    answer = fetch(addresses.subscribe(person, forum=forum, area=area))
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")
