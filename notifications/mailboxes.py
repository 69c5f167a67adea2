"""Reading the role mailbox over IMAP."""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.conf import settings

from notifications.inbox import receive
from notifications.oauth import OAuthClient, sasl_answer, with_token

logger = logging.getLogger(__name__)
BATCH = 50
READ_FOLDER = "Samverk-last"


def poll(url: str) -> int:
    """Take what lies in the mailbox, one mail at a time, and move each to the folder for read mail.

    A mail is moved only after its row has been written, so a crash in between reads it again, and the row
    says that it was a duplicate. A mailbox that cannot be reached is tried again at the next tick.
    """
    if not url:
        return 0
    try:
        connection = open_mailbox(url)
    except (OSError, imaplib.IMAP4.error):
        logger.warning("mailbox unreachable")
        return 0
    try:
        return _read(connection, urlsplit(url).path.strip("/") or "INBOX")
    except (OSError, imaplib.IMAP4.error):
        logger.warning("mailbox broke off; the rest is read at the next tick")
        return 0
    finally:
        _close(connection)


def open_mailbox(url: str, oauth: OAuthClient | None = None) -> imaplib.IMAP4:
    """A connection that is logged in: with the password in the URL, or without one by a token.

    Raises OSError, imaplib.IMAP4.error or TokenError, and then leaves no connection open.
    """
    parts = urlsplit(url)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if password or oauth is None:
        return _logged_in(url, lambda box: box.login(user, password))

    def log_in(token: str) -> imaplib.IMAP4:
        answer = sasl_answer(user, token)
        return _logged_in(url, lambda box: box.authenticate("XOAUTH2", lambda challenge: answer(challenge).encode()))

    return with_token(oauth, log_in, imaplib.IMAP4.error)


def _logged_in(url: str, log_in: Callable[[imaplib.IMAP4], object]) -> imaplib.IMAP4:
    parts = urlsplit(url)
    host, timeout = parts.hostname or "localhost", settings.EMAIL_TIMEOUT
    connection: imaplib.IMAP4
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        connection = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=timeout)
    else:
        connection = imaplib.IMAP4(host, parts.port or 143, timeout=timeout)
    try:
        log_in(connection)
    except BaseException:
        connection.shutdown()
        raise
    return connection


def _read(connection: imaplib.IMAP4, folder: str) -> int:
    connection.create(READ_FOLDER)
    if connection.select(folder)[0] != "OK":
        return 0
    _status, found = connection.uid("SEARCH", "ALL")
    uids = (found[0] or b"").split()[:BATCH]
    for uid in uids:
        _status, parts = connection.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if raw is None:
            continue
        outcome = receive(raw)
        logger.info("mail received", extra={"result": outcome.result, "reason": outcome.reason})
        _put_away(connection, uid.decode())
    return len(uids)


def _put_away(connection: imaplib.IMAP4, uid: str) -> None:
    """MOVE (RFC 6851), or copy and delete where the server has no MOVE."""
    if "MOVE" in connection.capabilities:
        connection.uid("MOVE", uid, READ_FOLDER)
        return
    if connection.uid("COPY", uid, READ_FOLDER)[0] == "OK":
        connection.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
        connection.expunge()


def _close(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (OSError, imaplib.IMAP4.error):
        logger.info("mailbox closed by the server")
