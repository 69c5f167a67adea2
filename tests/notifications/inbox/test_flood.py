"""Mails that wait for a person are kept up to a number of megabytes; a flood of them does not fill the database."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from booking.models import Meeting
from config.doctor import waiting_mail
from notifications.inbox.receiving import receive
from notifications.models import InboundMail
from notifications.tasks import tell
from tests.factories.calls import call_forum
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db


def plain(number: int, group: Meeting, size: int = 20_000) -> bytes:
    """A mail that answers the call to a group's meeting."""
    ours = group.outbox.get(address="bo@af.example").message_id
    head = f"From: bo@af.example\r\nMessage-ID: <{number}@hemma.example>\r\nSubject: Hej\r\nIn-Reply-To: {ours}\r\n\r\n"
    return head.encode() + b"x y " * (size // 4)


@pytest.fixture
def group(cast: Any) -> Meeting:
    """Of its mails as much is kept as there is room for two more."""
    meeting = call_forum(cast)
    tell(meeting.pk)
    InboundMail.objects.create(message_key="k", meeting=meeting, needs_person=True, words="x" * 955_000)
    return meeting


def newest(count: int) -> list[InboundMail]:
    return list(InboundMail.objects.exclude(message_key="k").order_by("pk"))[:count]


@pytest.fixture(autouse=True)
def small(settings: Any) -> None:
    settings.INBOUND_KEPT_MB = 1


def test_what_is_more_has_a_row_and_lies_in_the_mailbox_alone(group: Meeting) -> None:
    for number in range(4):
        receive(plain(number, group))

    assert [mail.words != "" for mail in newest(4)] == [True, True, False, False]
    assert InboundMail.objects.filter(needs_person=True).count() == 5
    assert next(iter(waiting_mail())).text.startswith("Mejl som väntar på någon tar 1 av 1 MB")


def test_when_somebody_has_seen_to_one_there_is_room_again(group: Meeting) -> None:
    for number in range(2):
        receive(plain(number, group))
    InboundMail.objects.update(words="")

    receive(plain(9, group))

    assert InboundMail.objects.exclude(words="").get()
    assert list(waiting_mail()) == []


def test_a_mail_that_lies_nowhere_else_is_left_with_the_mail_server(group: Meeting, monkeypatch: Any) -> None:
    for number in range(2):
        receive(plain(number, group))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(plain(9, group))))

    with pytest.raises(CommandError) as refused:
        call_command("receive_mail")

    assert refused.value.returncode == 75
    assert InboundMail.objects.count() == 3


def test_its_page_says_where_it_is(cast: Any) -> None:
    meeting = call_forum(cast)
    mail = InboundMail.objects.create(
        message_key="k", meeting=meeting, federation=cast.federation, result="unknown", needs_person=True
    )

    page = text_of(logged_in(cast.cilla).get(reverse("notifications:inbound-mail", args=[mail.pk])))

    assert "Mejlet finns inte kvar här. Läs det i funktionsbrevlådan." in page
