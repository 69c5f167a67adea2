"""Mails that wait for a person are kept up to a number of megabytes; a flood of them does not fill the database."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from config.doctor import waiting_mail
from notifications.inbox.receiving import receive
from notifications.models import InboundMail
from tests.factories.calls import call_individual
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db


def plain(number: int, size: int = 400_000) -> bytes:
    head = f"From: nagon@hemma.example\r\nMessage-ID: <{number}@hemma.example>\r\nSubject: Hej\r\n\r\n"
    return head.encode() + b"x" * size


@pytest.fixture(autouse=True)
def small(settings: Any) -> None:
    settings.INBOUND_KEPT_MB = 1


def test_what_is_more_has_a_row_and_lies_in_the_mailbox_alone(cast: Any) -> None:
    for number in range(4):
        receive(plain(number))

    assert [mail.raw is not None for mail in InboundMail.objects.order_by("pk")] == [True, True, False, False]
    assert InboundMail.objects.filter(needs_person=True).count() == 4
    assert next(iter(waiting_mail())).text.startswith("Mejl som väntar på någon tar 1 av 1 MB")


def test_when_somebody_has_seen_to_one_there_is_room_again(cast: Any) -> None:
    for number in range(2):
        receive(plain(number))
    InboundMail.objects.update(raw=None)

    receive(plain(9))

    assert InboundMail.objects.get(raw__isnull=False)
    assert list(waiting_mail()) == []


def test_a_mail_that_lies_nowhere_else_is_left_with_the_mail_server(cast: Any, monkeypatch: Any) -> None:
    for number in range(2):
        receive(plain(number))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(plain(9))))

    with pytest.raises(CommandError) as refused:
        call_command("receive_mail")

    assert refused.value.returncode == 75
    assert InboundMail.objects.count() == 2


def test_its_page_says_where_it_is(cast: Any) -> None:
    meeting = call_individual(cast)
    mail = InboundMail.objects.create(
        message_key="k", meeting=meeting, federation=cast.federation, result="unknown", needs_person=True
    )

    page = text_of(logged_in(cast.anna).get(reverse("notifications:inbound-mail", args=[mail.pk])))

    assert "Mejlet finns inte kvar här. Läs det i funktionsbrevlådan." in page
