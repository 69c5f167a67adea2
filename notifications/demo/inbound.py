"""What comes in by mail: an address that does not work, somebody who writes instead of answering, and a stranger."""

from __future__ import annotations

import datetime
from email.utils import format_datetime
from functools import partial

from django.utils import timezone

from booking.demo.town import Town
from booking.workdays import add_workdays, at_local
from forums.demo.accounts import ACCOUNTS
from notifications.inbox.receiving import receive
from notifications.models import OutboxMessage

WORDS = (
    "Hej! Kan vi ta frågan om praktikplatser på nästa möte? Jag kommer gärna tio minuter tidigare.",
    "Jag har bytt rum, ring växeln om ni inte hittar mig. Jag kommer.",
)


def play(town: Town) -> None:
    home = next(account.area for account in ACCOUNTS if account.area)
    for area in town.areas:
        luck = town.luck(area.name)
        if area.name == home or luck.random() < 0.5:
            day = add_workdays(town.today, -luck.randint(1, 4))
            text = luck.choice(WORDS)
            town.at(at_local(day, datetime.time(14, luck.randrange(60))), partial(write_back, area.pk, text))
    for number, area in enumerate(town.areas):
        if number % 3 == 0 or area.name == home:
            day = add_workdays(town.today, -town.luck(area.name, "bounce").randint(2, 6))
            town.at(at_local(day, datetime.time(12, 30 + number)), partial(come_back, area.pk))
    for federation in town.federations:
        day = add_workdays(town.today, -2)
        town.at(at_local(day, datetime.time(15, 20)), partial(ask, federation.role_mailbox))


def _newest(area: int) -> OutboxMessage | None:
    """The newest call to a group's meeting ahead, to somebody who is no account."""
    accounts = [account.email for account in ACCOUNTS]
    sent = OutboxMessage.objects.filter(
        meeting__area=area, meeting__forum__isnull=False, method="REQUEST", state="sent"
    )
    ahead = sent.filter(meeting__starts_at__gt=timezone.now()).exclude(address__in=accounts)
    return ahead.select_related("meeting__federation").order_by("-created_at", "address").first()


def write_back(area: int, text: str) -> None:
    """A reply in words, which somebody has to read."""
    message = _newest(area)
    if message is not None and message.meeting is not None:
        headers = {"In-Reply-To": message.message_id}
        receive(_mail(message.address, message.meeting.federation.role_mailbox, "Sv: Kallelse", text, **headers))


def ask(mailbox: str) -> None:
    receive(_mail("fraga@foretaget.example", mailbox, "Fråga", "Hej, vem ringer jag om samverksmöten?"))


def come_back(area: int) -> None:
    """The delivery report of a mail server that knows no such address (RFC 3464)."""
    message = _newest(area)
    if message is None:
        return
    own = f"dsn-{message.message_id.strip('<>')}"
    receive(
        f"""\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {message.envelope_from}
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(timezone.now())}
Message-ID: <{own}>
Return-Path: <>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_m"

--=_m
Content-Type: text/plain; charset=us-ascii

Your mail could not be delivered.

--=_m
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {message.address}
Action: failed
Status: 5.1.1

--=_m--
""".encode()
    )


def _mail(sender: str, to: str, subject: str, text: str, **headers: str) -> bytes:
    now = timezone.now()
    more = "".join(f"{name}: {value}\n" for name, value in headers.items())
    return f"""\
From: {sender}
To: {to}
Subject: {subject}
Date: {format_datetime(now)}
Message-ID: <{now:%Y%m%d%H%M%S}.{sender}>
{more}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{text}
""".encode()
