"""Mails of one meeting in the outbox, and a server that takes them: for the tests of delivery."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.changing import move_meeting
from booking.models import Meeting
from forums.models import Federation
from notifications.models import OutboxMessage
from notifications.outbox import claiming, delivery
from notifications.telling.reconcile import reconcile
from tests.factories.calls import call_individual
from tests.servers import SmtpSink

HOUR = datetime.timedelta(hours=1)
BO = "bo@af.example"


@pytest.fixture
def sink(settings: Any) -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        settings.EMAIL_URL = sink.url
        yield sink


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """Called, and its three messages queued: to Anna, Bo and Rut."""
    meeting = call_individual(cast)
    reconcile(meeting.pk)
    return meeting


def refuse_bo(answer: str) -> Any:
    return lambda envelope: answer if BO in envelope.rcpt_tos else None


def to(address: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(address=address).latest("counter")


def states() -> dict[str, str]:
    return {row.address.partition("@")[0]: row.state for row in OutboxMessage.objects.order_by("counter")}


def make_due() -> None:
    OutboxMessage.objects.update(next_at=timezone.now())


def claim(token: uuid.UUID) -> list[claiming.Claimed]:
    return claiming.claim(token, tuple(Federation.objects.values_list("pk", flat=True)), delivery.BATCH)[0]


def move(meeting: Meeting, cast: Any) -> None:
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    meeting.refresh_from_db()
    reconcile(meeting.pk)
