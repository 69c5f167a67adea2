"""Handing one finished mail over: to an SMTP server, or to the local mailbox of an embedded installation.

`open_transport(url)` gives something with `send`; what goes wrong is one of three:
`Refused` (this message, for good), `NotNow` (this message, later) and `Unreachable` (the relay itself).
"""

from __future__ import annotations

import mailbox
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

# many relays take no more on one connection, and say so only by dropping it
PER_CONNECTION = 100
GOING_AWAY = 421
LOGIN_REFUSED = (530, 534, 535, 538)


class DeliveryError(Exception):
    """`code` is the server's reply code or a word of ours; never its text, which may hold addresses."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(DeliveryError):
    """The server will never take this message (5xx)."""


class NotNow(DeliveryError):
    """The server may take it later (4xx), or the connection broke while it was being handed over."""


class Unreachable(DeliveryError):
    """No connection, no login, no TLS: it costs no message an attempt."""


class Transport(Protocol):
    def send(self, envelope_from: str, address: str, body: bytes) -> str:
        """Hand over one message and return the reply code."""


@contextmanager
def open_transport(url: str) -> Iterator[Transport]:
    """One connection for a batch: `smtp://`, `smtp+tls://` (STARTTLS), `smtps://` or `maildir://`."""
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        yield LocalMailbox(Path(parts.path))
        return
    relay = Relay(url)
    try:
        yield relay
    finally:
        relay.close()


class LocalMailbox:
    """A Maildir on disk, where mails can be read without any mail server."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.box = mailbox.Maildir(path, create=True)

    def send(self, envelope_from: str, address: str, body: bytes) -> str:
        # written to tmp/ and renamed, so a reader never sees half a mail
        self.box.add(body)
        return "local"


class Relay:
    """An SMTP connection that is opened by the first message and again after it has broken."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.connection: smtplib.SMTP | None = None
        self.handed_over = 0

    def send(self, envelope_from: str, address: str, body: bytes) -> str:
        if self.handed_over >= PER_CONNECTION:
            self.close()
        connection = self.connection or self._connect()
        self.handed_over += 1
        try:
            connection.sendmail(envelope_from, [address], body)
        except smtplib.SMTPRecipientsRefused as error:
            raise self._answered(next(iter(error.recipients.values()))[0]) from None
        except smtplib.SMTPResponseException as error:
            raise self._answered(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            # smtplib tells of a timeout as of a connection that was closed
            timed_out = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
            raise NotNow("timeout" if timed_out else "dropped") from None
        return "250"

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()

    def _answered(self, code: int) -> DeliveryError:
        if code == GOING_AWAY:
            self.close()
        if code in LOGIN_REFUSED:
            return Unreachable(str(code))
        return Refused(str(code)) if 500 <= code < 600 else NotNow(str(code))

    def _connect(self) -> smtplib.SMTP:
        try:
            new = self._open()
        except (smtplib.SMTPException, OSError):
            raise Unreachable("unreachable") from None
        try:
            if self.url.scheme == "smtp+tls":
                new.starttls(context=ssl.create_default_context())
            if self.url.username:
                new.login(unquote(self.url.username), unquote(self.url.password or ""))
        except (smtplib.SMTPException, OSError) as error:
            new.close()
            code = error.smtp_code if isinstance(error, smtplib.SMTPAuthenticationError) else "unreachable"
            raise Unreachable(str(code)) from None
        self.connection, self.handed_over = new, 0
        return new

    def _open(self) -> smtplib.SMTP:
        host, port, timeout = self.url.hostname or "localhost", self.url.port, settings.EMAIL_TIMEOUT
        if self.url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port or 465, timeout=timeout, context=ssl.create_default_context())
        return smtplib.SMTP(host, port or 25, timeout=timeout)
