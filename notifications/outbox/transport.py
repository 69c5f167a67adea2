"""Transports for one finished mail: SMTP, or the local Maildir of an embedded installation.

`open_transport(url)` gives something with `send`; what goes wrong is one of four: `Refused` (this message, for good),
`NotNow` (this message, later), `Unreachable` (the relay itself) and `Crowded` (the relay wants fewer connections).
"""

from __future__ import annotations

import base64
import mailbox
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings

from notifications.itip import Failure, failure_of
from notifications.oauth import OAuthClient, TokenError, sasl_answer, with_token

# many relays take no more on one connection, and say so only by dropping it
PER_CONNECTION = 100
GOING_AWAY = 421
# 432 is what Exchange Online says to one connection too many
TOO_MANY = (421, 432)
LOGIN_REFUSED = (530, 534, 535, 538)
GO_ON = 354
# reply codes for an unknown address, and for much else
OF_ADDRESS = (550, 551, 553)
OF_SENDER = "sender"
UNWRITABLE = "unwritable"
LOGGED_IN = 235
# no setting may say so: only the demonstration's history is sent there
NOWHERE = "nowhere:"


class DeliveryError(Exception):
    """`code` is the server's reply code or a word of ours; never its text, which may hold addresses.

    A refusal about something else than the address has its enhanced status after the code.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(DeliveryError):
    """A permanent failure: the server will never take this message (5xx).

    `failure` is its kind, by the server's status and words; None when the server does not want us, whoever it is to.
    """

    def __init__(self, code: str, failure: Failure | None = "unclear") -> None:
        super().__init__(code)
        self.failure = failure


class NotNow(DeliveryError):
    """A temporary failure: the server may take it later (4xx), or the connection broke while it was handed over.

    `is_silence` when nothing was heard: the server may be in trouble, not the message.
    """

    @property
    def is_silence(self) -> bool:
        return self.code in ("timeout", "dropped")


class Unreachable(DeliveryError):
    """The relay's failure, by connection, login or TLS: it costs no message an attempt."""


class Crowded(Unreachable):
    """The server has as many connections as it wants: it costs no message an attempt either."""


class Envelope(NamedTuple):
    """The SMTP envelope: what a server hears of a message before its text. `size` is in octets."""

    sender: str
    address: str
    size: int


class Transport(Protocol):
    def send(self, envelope: Envelope, body: bytes, following: Envelope | None = None) -> str:
        """Hand over one message and return the reply code.

        `following` is the envelope that most likely comes next: it may be pipelined with this message's text.
        """


@contextmanager
def open_transport(url: str, oauth: OAuthClient | None = None) -> Iterator[Transport]:
    """Open one connection for a batch: `smtp://`, `smtp+tls://` (STARTTLS), `smtps://`, `maildir://` or `NOWHERE`."""
    if url == NOWHERE:
        yield Nowhere()
        return
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        yield LocalMailbox(Path(parts.path))
        return
    relay = SmtpRelay(url, oauth)
    try:
        yield relay
    finally:
        relay.close()


class Nowhere:
    """Accepts every message and keeps none: the mails of a history that never was."""

    def send(self, envelope: Envelope, body: bytes, following: Envelope | None = None) -> str:
        return "local"


class LocalMailbox:
    """A Maildir on disk, where mails can be read without any mail server."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.box = mailbox.Maildir(path, create=True)

    def send(self, envelope: Envelope, body: bytes, following: Envelope | None = None) -> str:
        # written to tmp/ and renamed, so a reader never sees half a mail
        self.box.add(body)
        return "local"


class SmtpRelay:
    """An SMTP connection, opened by the first message and again after it has broken."""

    def __init__(self, url: str, oauth: OAuthClient | None = None) -> None:
        self.url, self.oauth = urlsplit(url), oauth
        self.connection: smtplib.SMTP | None = None
        self.handed_over = 0
        # the envelope that is pipelined for the next message, its replies not read yet
        self.announced: Envelope | None = None

    def send(self, envelope: Envelope, body: bytes, following: Envelope | None = None) -> str:
        """Send one message on the open connection, or a new one; raises a `DeliveryError`. Returns the reply code."""
        if self.announced not in (None, envelope) or self.handed_over >= PER_CONNECTION:
            self.close()
        connection = self.connection or self.connect()
        self.handed_over += 1
        try:
            if connection.has_extn("pipelining"):
                self._send_in_one_go(connection, envelope, body, following)
            else:
                connection.sendmail(envelope.sender, [envelope.address], body)
        except smtplib.SMTPRecipientsRefused as error:
            raise self._answered(*next(iter(error.recipients.values()))) from None
        except smtplib.SMTPSenderRefused as error:
            raise self._answered(error.smtp_code, b"", OF_SENDER) from None
        except smtplib.SMTPResponseException as error:
            raise self._answered(error.smtp_code, error.smtp_error) from None
        except ValueError:
            # a line break or a letter that no envelope can hold
            self.close()
            raise Refused(UNWRITABLE, None) from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            # smtplib tells of a timeout as of a connection that was closed
            timed_out = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
            raise NotNow("timeout" if timed_out else "dropped") from None
        return "250"

    def connect(self) -> smtplib.SMTP:
        """Connect and log in; raises `Unreachable` or `Crowded`."""
        user, password = unquote(self.url.username or ""), unquote(self.url.password or "")
        try:
            if user and not password and self.oauth is not None:
                new = with_token(
                    self.oauth, lambda token: self._open(user, token=token), smtplib.SMTPAuthenticationError
                )
            else:
                new = self._open(user, password=password)
        except TokenError as error:
            raise Unreachable(error.code) from None
        except smtplib.SMTPResponseException as error:
            raise (Crowded if error.smtp_code in TOO_MANY else Unreachable)(str(error.smtp_code)) from None
        except ssl.SSLError:
            raise Unreachable("tls") from None
        except (smtplib.SMTPException, OSError):
            raise Unreachable("unreachable") from None
        self.connection, self.handed_over = new, 0
        return new

    def close(self) -> None:
        connection, self.connection = self.connection, None
        announced, self.announced = self.announced, None
        if connection is None:
            return
        try:
            if announced:
                # the server waits for a text, and would take QUIT for that
                connection.close()
            else:
                connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()

    def _answered(self, code: int, text: bytes | str, about: str = "") -> DeliveryError:
        if code == GOING_AWAY or self.connection is None or self.connection.sock is None:
            self.close()
        if code in LOGIN_REFUSED:
            return Unreachable(str(code))
        if not 500 <= code < 600:
            return NotNow(str(code))
        if about:
            return Refused(f"{code} {about}", None)
        words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        status = _STATUS.match(words)
        failure = failure_of(status[1] if status else "", words, str(code))
        about = status[1] if status is not None and failure != "address" and code in OF_ADDRESS else ""
        return Refused(f"{code} {about}".rstrip(), failure)

    def _send_in_one_go(
        self, connection: smtplib.SMTP, envelope: Envelope, body: bytes, following: Envelope | None
    ) -> None:
        """Pipeline the text with the next message's envelope (RFC 2920 3.1): one round trip for each message."""
        if self.announced is None:
            connection.send(_announce(connection, envelope))
        self.announced = None
        _wait_to_go_on(connection, envelope)
        text = body.replace(b"\r\n.", b"\r\n..")
        text = b"." + text if text.startswith(b".") else text
        text += b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"
        if following is not None and self.handed_over < PER_CONNECTION:
            # what no envelope can hold is refused when it is its turn
            with suppress(ValueError):
                text += _announce(connection, following)
                self.announced = following
        connection.send(text)
        code, answer = connection.getreply()
        if code != 250:
            raise smtplib.SMTPDataError(code, answer)

    def _open(self, user: str, *, password: str = "", token: str = "") -> smtplib.SMTP:
        host, port, timeout = self.url.hostname or "localhost", self.url.port, settings.EMAIL_TIMEOUT
        new: smtplib.SMTP
        if self.url.scheme == "smtps":
            new = smtplib.SMTP_SSL(host, port or 465, timeout=timeout, context=ssl.create_default_context())
        else:
            new = smtplib.SMTP(host, port or 25, timeout=timeout)
        try:
            if self.url.scheme == "smtp+tls":
                new.starttls(context=ssl.create_default_context())
            new.ehlo_or_helo_if_needed()
            if token:
                new.auth("XOAUTH2", sasl_answer(user, token))
            elif user:
                _log_in(new, user, password)
        except BaseException:
            new.close()
            raise
        return new


# every subject that is registered is one digit; a longer one says nothing, and would not fit beside the code
_STATUS = re.compile(r"[#(]?(5\.\d\.\d{1,3})\b")


def _log_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    """Log in; a password with å, ä, ö goes by AUTH PLAIN in UTF-8 (RFC 4616), since smtplib writes ASCII alone."""
    if (user + password).isascii():
        connection.login(user, password)
        return
    secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    code, answer = connection.docmd("AUTH", f"PLAIN {secret}")
    if code != LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _announce(connection: smtplib.SMTP, envelope: Envelope) -> bytes:
    """The envelope as one packet, MAIL, RCPT and DATA: one round trip instead of three (RFC 2920)."""
    size = f" SIZE={envelope.size}" if connection.has_extn("size") else ""
    commands = f"MAIL FROM:{_quoted(envelope.sender)}{size}\r\nRCPT TO:{_quoted(envelope.address)}\r\nDATA\r\n"
    return commands.encode("ascii")


def _wait_to_go_on(connection: smtplib.SMTP, envelope: Envelope) -> None:
    """Read the replies to a pipelined envelope. Raises the first refusal, which leaves nothing behind."""
    refusal: smtplib.SMTPResponseException | None = None
    for command in ("MAIL", "RCPT", "DATA"):
        try:
            code, answer = connection.getreply()
        except smtplib.SMTPServerDisconnected:
            if refusal is None:
                raise
            raise refusal from None
        if code not in (250, 251, GO_ON) and refusal is None:
            refusal = (
                smtplib.SMTPSenderRefused(code, answer, envelope.sender)
                if command == "MAIL"
                else smtplib.SMTPResponseException(code, answer)
            )
    if refusal is None:
        return
    if code == GO_ON:
        # DATA was accepted although the envelope was refused: an empty text might be delivered
        connection.close()
    else:
        # one that hangs up after its refusal has refused all the same
        with suppress(smtplib.SMTPServerDisconnected):
            connection.rset()
    raise refusal


def _quoted(address: str) -> str:
    if any(sign in address for sign in "\r\n<> "):
        raise ValueError("not an address")
    return f"<{address}>"
