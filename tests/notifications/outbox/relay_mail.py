"""Mails that wait for a relay, and relays to send them by: for the tests of what a mail server does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from forums.models import Federation
from notifications.models import OutboxMessage, Relay
from scripts.machine import free_port
from tests.factories import make_federation
from tests.servers import SmtpSink


@pytest.fixture
def pipelining(settings: Any) -> Iterator[SmtpSink]:
    class Pipelining(SmtpSink):
        commands: list[str] = []

        async def handle_EHLO(  # noqa: N802
            self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
        ) -> list[str]:
            session.host_name = hostname
            return [*responses[:-1], "250-PIPELINING", responses[-1]]

    with Pipelining() as server:
        settings.EMAIL_URL = server.url
        yield server


@pytest.fixture
def federation() -> Federation:
    return make_federation(slug="lingon")


def queue(federation: Federation, count: int = 1, domain: str = "af.example", **fields: Any) -> list[OutboxMessage]:
    return OutboxMessage.objects.bulk_create(
        OutboxMessage(
            federation=federation,
            kind="assign",
            address=f"person{number}@{domain}",
            envelope_from="samverk@lingon.example",
            message_id=f"<{federation.pk}-{number}@{domain}>",
            subject="Vem kommer?",
            body=b"Subject: Vem kommer?\r\n\r\n.En rad\r\n",
            **{"next_at": timezone.now(), **fields},
        )
        for number in range(count)
    )


def away() -> str:
    return f"smtp://127.0.0.1:{free_port()}"


def states() -> list[tuple[str, int]]:
    return sorted(OutboxMessage.objects.values_list("state", "attempts"))


def probe_now() -> None:
    Relay.objects.update(probe_at=timezone.now())


def is_down() -> bool:
    return Relay.objects.get().down_since is not None
