"""What may stay for a while (domain rule 2) is seen by the one it is for, and by nobody else in any way."""

from __future__ import annotations

import datetime
import logging
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from booking.meetings.actions.answering import answer_invitation
from booking.models import Meeting
from notifications.feeds.addresses import feed_address, subscribe
from notifications.inbox.receiving import receive
from notifications.models import OutboxMessage
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from notifications.telling.links import personal_link
from tests.factories.calls import allow_video, call_individual
from tests.notifications.inbox.test_receiving import reply

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

NUMBER = "19811228-9874"
PHONE = "070-174 06 33"
NAME = "Zebrafink Tapirsson"
# Moments and random keys: four digits of a number stand in one of them by chance, every hundredth time
MADE_HERE = re.compile(
    r"datetime\.datetime\([\d, ]+\)|\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\b"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b"
)


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


def everything_stored() -> str:
    dump = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            dump += [MADE_HERE.sub("", str(row)) for row in cursor.fetchall()]
    return "\n".join(dump)


def pages_of(person: Any, meeting: Meeting) -> str:
    """What the person sees on every page that they may open."""
    client = Client()
    client.force_login(person)
    names = [("booking:my-meetings", []), ("booking:meeting", [meeting.pk]), ("notifications:sent", [])]
    names += [("notifications:inbound", []), ("booking:statistics", []), ("forums:forum-list", [])]
    names += [("notifications:my-calendar", [])]
    return "\n".join(client.get(reverse(name, args=args)).content.decode() for name, args in names)


def test_no_table_has_a_place_for_the_individual() -> None:
    """The only free text about a meeting about a person is a place that was typed."""
    words = ("personnummer", "personal_number", "client", "patient", "diagnos", "individual_name", "subject_name")
    fields = {
        f"{model._meta.label}.{field.name}"
        for app in ("forums", "booking", "notifications")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
    }

    assert [field for field in fields if any(word in field.lower() for word in words)] == []


def test_of_what_comes_in_with_an_answer_to_a_case_nothing_is_kept_but_that_it_came(cast: Any, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    meeting = call_individual(cast)
    tell(meeting.pk)
    deliver_batch()
    rut = meeting.invitations.get(person=cast.rut)
    answer_invitation(rut, answer="yes", channel="mail", comment=f"{NAME} {NUMBER} {PHONE}")
    receive(reply(meeting, comment=f"{NAME} {NUMBER}"))
    other_time = f"DTSTART:{meeting.starts_at + datetime.timedelta(days=1):%Y%m%dT%H%M%SZ}"
    receive(reply(meeting, comment=f"{NAME} {NUMBER} {PHONE}\r\n{other_time}", method="COUNTER", partstat="TENTATIVE"))
    tell(meeting.pk)
    deliver_batch()

    for secret in (NUMBER, NUMBER[-4:], PHONE):
        assert secret not in everything_stored()
    assert NAME not in caplog.text
    for row in OutboxMessage.objects.all():
        assert NAME not in row.text + row.subject + bytes(row.body).decode()
    assert NAME not in everything_stored()
    assert "Skrev något som inte sparas" in pages_of(cast.anna, meeting)
    for other in (cast.anna, cast.bo, cast.alma, cast.kim, cast.cilla, cast.david, cast.adam, cast.eva):
        assert NAME not in pages_of(other, meeting)
    assert NAME not in Client().get(personal_link(meeting.invitations.get(person=cast.bo))).content.decode()


def test_a_calendar_that_is_subscribed_to_gives_nothing_away(cast: Any) -> None:
    """Not to whoever holds the address: neither a place, nor a comment, nor who else comes, nor what it is about."""
    allow_video(cast)
    meeting = call_individual(cast, place=f"Hos {NAME}", link="https://mote.example/hemlig")
    tell(meeting.pk)
    answer_invitation(meeting.invitations.get(person=cast.rut), answer="yes", channel="mail", comment=f"{NAME} kommer")
    feeds = [subscribe(cast.bo), subscribe(cast.anna), subscribe(cast.cilla, area=cast.area)]

    for feed in feeds:
        text = Client().get(feed_address(feed).removeprefix("https://samverk.example")).content.decode()
        for secret in (NAME, "hemlig", "Samverksmöte", "Rut Rimfrosthatt", "Anna Andlykt", "bistånd", "ATTENDEE"):
            assert secret not in text
        assert (meeting.reference in text) == (feed.area is None)


def test_a_page_or_an_address_that_is_refused_says_nothing(cast: Any) -> None:
    meeting = call_individual(cast)
    client = Client()
    client.force_login(cast.cilla)

    answer = client.get(reverse("booking:meeting", args=[meeting.pk]))

    assert answer.status_code == 404
    for secret in (meeting.reference, "Lingonhuset", "Andlykt"):
        assert secret not in answer.content.decode()
