"""What a mail server refuses, and why: the address, our sender, or something else. Only the first flags an address."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope

from booking.models import Meeting
from forums.models import Federation
from notifications.models import OutboxMessage, OutboxState
from notifications.outbox.delivery import deliver_batch
from notifications.pages.wording import failure_text
from tests.notifications.outbox.mails import BO
from tests.notifications.outbox.mails import meeting as meeting
from tests.notifications.outbox.mails import sink as sink
from tests.notifications.outbox.relay_mail import federation as federation
from tests.notifications.outbox.relay_mail import pipelining as pipelining
from tests.notifications.outbox.relay_mail import queue, states
from tests.servers import SmtpSink

pytestmark = pytest.mark.django_db


def refused(sink: SmtpSink, answer: str) -> OutboxMessage:
    sink.script = lambda envelope: answer if envelope.rcpt_tos == [BO] else None
    deliver_batch()
    return OutboxMessage.objects.get(address=BO)


@pytest.mark.parametrize("status", ["5.123.456 odd", "5.7.999 odd", "5.7.12345 odd"])
def test_the_longest_status_fits_beside_its_code(sink: SmtpSink, meeting: Meeting, status: str) -> None:
    message = refused(sink, f"550 {status}")

    assert message.state == OutboxState.FAILED
    assert len(message.reply_code) <= OutboxMessage._meta.get_field("reply_code").max_length


@pytest.mark.parametrize("status", ["5.7.60 not allowed to send as", "5.7.1 spam", "5.1.8 bad sender", "#5.7.1 no"])
def test_a_refusal_for_another_reason_flags_no_address(
    sink: SmtpSink, cast: Any, meeting: Meeting, status: str
) -> None:
    """A relay that takes offence at all of our mail would else make all addresses out to be dead."""
    message = refused(sink, f"550 {status}")

    cast.bo.refresh_from_db()
    assert (message.state, message.reply_code) == (OutboxState.FAILED, f"550 {status.split()[0].strip('#')}")
    assert cast.bo.address_bounced_at is None


@pytest.mark.parametrize("status", ["5.1.1 unknown", "5.1.10 not found", "5.4.1 access denied", "5.2.1 disabled"])
def test_a_refusal_that_is_about_the_address_flags_it(sink: SmtpSink, cast: Any, meeting: Meeting, status: str) -> None:
    message = refused(sink, f"550 {status}")

    cast.bo.refresh_from_db()
    assert (message.reply_code, cast.bo.address_bounced_at is not None) == ("550", True)


def test_a_full_mailbox_is_told_as_one(sink: SmtpSink, meeting: Meeting) -> None:
    message = refused(sink, "552 5.2.2 over quota")

    assert message.reply_code == "552"
    assert failure_text(message).startswith("Brevlådan är full.")


@pytest.mark.parametrize("together", [True, False])
def test_a_relay_that_does_not_want_our_sender_says_nothing_of_the_address(
    pipelining: SmtpSink, settings: Any, federation: Federation, together: bool
) -> None:
    if not together:
        del type(pipelining).handle_EHLO  # type: ignore[attr-defined]

    async def mail(server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        return "550 not one of ours"

    pipelining.handle_MAIL = mail  # type: ignore[attr-defined]
    queue(federation)

    deliver_batch()

    assert set(OutboxMessage.objects.values_list("state", "reply_code")) == {("failed", "550 sender")}


def test_a_relay_that_hangs_up_after_its_refusal_has_refused(settings: Any, federation: Federation) -> None:
    """Otherwise a dead address is tried for three days, and three of them close the relay for all."""
    with Abrupt() as relay:
        settings.EMAIL_URL = relay.url
        queue(federation, 3)

        deliver_batch()

    assert states() == [("failed", 1)] * 3
    assert set(OutboxMessage.objects.values_list("reply_code", flat=True)) == {"550"}


def test_a_relay_that_wants_a_text_for_nobody_gets_none(settings: Any, federation: Federation) -> None:
    """What is said to a server that waits for a text is the text: a command would be delivered, or never answered."""
    with Abrupt(data=b"354 go on\r\n") as relay:
        settings.EMAIL_URL = relay.url
        queue(federation, 2)

        deliver_batch()

    assert states() == [("failed", 1)] * 2
    assert relay.texts == [b"", b""]


class Abrupt:
    """It takes commands together, knows no recipient, and is gone before it answers anything more."""

    def __init__(self, data: bytes = b"503 no recipients\r\n") -> None:
        self.data = data
        self.texts: list[bytes] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.listening.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def __enter__(self) -> Abrupt:
        self.thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.thread.join()

    def serve(self) -> None:
        answers = {
            b"EHLO": b"250-relay.example\r\n250 PIPELINING\r\n",
            b"MAIL": b"250 OK\r\n",
            b"RCPT": b"550 5.1.1 no such person\r\n",
            b"DATA": self.data,
        }
        while True:
            try:
                connection, _address = self.listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 relay.example\r\n")
                command = b""
                while command != b"DATA" and (line := lines.readline()):
                    command = line[:4].upper()
                    connection.sendall(answers.get(command, b"250 OK\r\n"))
                if self.data.startswith(b"354"):
                    connection.settimeout(2)
                    self.texts.append(lines.readline())
