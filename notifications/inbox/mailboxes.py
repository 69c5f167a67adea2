"""Polling the role mailboxes over IMAP: each federation's own, or the one that it shares with others.

A mailbox that cannot be read loses nothing: what lies in it stays there, polling is retried with back-off, and the
administrators see since when and why. The other mailboxes do not notice.
"""

from __future__ import annotations

import base64
import datetime
import imaplib
import logging
import random
import re
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from forums.models import Federation
from notifications.inbox import originals
from notifications.inbox.receiving import receive
from notifications.mail_settings import mail_settings
from notifications.models import RoleMailbox
from notifications.oauth import OAuthClient, TokenError, sasl_answer, with_token

logger = logging.getLogger(__name__)
BATCH = 50
READ_FOLDER = "Samverk-last"
# the limit of a mail in octets: a larger one is no answer, and its row says so
READ_AT_MOST = 2 * 1024 * 1024
IMAP_SPECIALS = ' "\\(){%*'
HOLD = datetime.timedelta(minutes=5)
WAIT_SECONDS = (25, 60, 120, 300, 600)


@dataclass(frozen=True)
class Box:
    """A mailbox, and the federations whose answers come to it. The one of the installation may be nobody's own."""

    name: str
    url: str = field(repr=False)
    oauth: OAuthClient | None
    federations: tuple[int, ...] = ()


def boxes() -> list[Box]:
    """Every mailbox once, however many federations share it, and by whichever password each of them knows it."""
    found: dict[str, Box] = {}
    shared = mail_settings()
    if shared.imap_url:
        found[name_of(shared.imap_url)] = Box(name_of(shared.imap_url), shared.imap_url, shared.oauth)
    for pk, slug in Federation.objects.order_by("pk").values_list("pk", "slug"):
        own = mail_settings(slug)
        if own.imap_url:
            name = name_of(own.imap_url)
            box = found.get(name) or Box(name, own.imap_url, own.oauth)
            found[name] = replace(box, federations=(*box.federations, pk))
    return list(found.values())


def read_alone() -> set[int]:
    """Ids of the federations with an IMAP mailbox of their own: whatever lies there is theirs."""
    return {box.federations[0] for box in boxes() if len(box.federations) == 1}


def name_of(url: str) -> str:
    """Server, user and folder of a mailbox's URL, never the password."""
    parts = urlsplit(url)
    server = f"{parts.hostname or 'localhost'}:{parts.port or (993 if parts.scheme == 'imaps' else 143)}"
    user = f" ({unquote(parts.username)})" if parts.username else ""
    folder = unquote(parts.path.strip("/"))
    return f"{server}{user}{'' if folder.upper() in ('', 'INBOX') else f', {folder}'}"[:200]


def poll(box: Box) -> int:
    """Receive what lies in the mailbox under a lease, one mail at a time, and move each to the folder for read mail.

    At least once: a mail is moved only after its row has been written, so a crash in between reads it again, and the
    row says that it was a duplicate. One poll at a time: the next tick leaves it alone while this one goes on.
    """
    row = row_of(box)
    now = timezone.now()
    free = Q(held_until__isnull=True) | Q(held_until__lte=now)
    due = Q(next_at__isnull=True) | Q(next_at__lte=now)
    if not RoleMailbox.objects.filter(free, due, pk=row.pk).update(held_until=now + HOLD):
        return 0
    tidies = row.tidied_at is None or row.tidied_at < now - originals.EVERY
    try:
        taken = _visit(box, tidies)
    except _CannotRead as failure:
        _went_down(row.pk, failure.code)
        return 0
    except BaseException:
        RoleMailbox.objects.filter(pk=row.pk).update(held_until=None)
        raise
    tidied_at = timezone.now() if tidies and not taken else row.tidied_at
    RoleMailbox.objects.filter(pk=row.pk).update(
        held_until=None, read_at=timezone.now(), down_since=None, next_at=None, failures=0, code="", tidied_at=tidied_at
    )
    return taken


def row_of(box: Box) -> RoleMailbox:
    return RoleMailbox.objects.get_or_create(name=box.name)[0]


def down(federations: Iterable[int]) -> list[RoleMailbox]:
    """The mailboxes of these federations that cannot be read now, the longest silent first."""
    wanted = set(federations)
    silent = list(RoleMailbox.objects.filter(down_since__isnull=False).order_by("down_since"))
    used = {box.name for box in boxes() if wanted & set(box.federations)} if silent and wanted else set()
    return [row for row in silent if row.name in used]


class _CannotRead(Exception):
    """`code`: unreachable, refused, token-denied, token-away, no-folder, no-read-folder, not-moved or dropped."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Stays(Exception):
    """A mail that was received and could not be moved."""


def _went_down(pk: int, code: str) -> None:
    row = RoleMailbox.objects.get(pk=pk)
    now = timezone.now()
    wait = WAIT_SECONDS[min(row.failures, len(WAIT_SECONDS) - 1)] * random.uniform(0.8, 1.2)  # noqa: S311
    row.down_since, row.code = row.down_since or now, code
    row.failures, row.held_until = min(row.failures + 1, 1000), None
    row.next_at = now + datetime.timedelta(seconds=wait)
    row.save(update_fields=["down_since", "code", "failures", "held_until", "next_at"])
    logger.warning("mailbox cannot be read", extra={"mailbox": pk, "code": code, "failures": row.failures})


def _visit(box: Box, tidies: bool) -> int:
    try:
        connection = open_mailbox(box.url, box.oauth)
    except TokenError as error:
        raise _CannotRead(error.code) from None
    except imaplib.IMAP4.abort:
        raise _CannotRead("unreachable") from None
    except imaplib.IMAP4.error:
        raise _CannotRead("refused") from None
    except OSError:
        raise _CannotRead("unreachable") from None
    try:
        return _read(connection, box, tidies)
    except (OSError, imaplib.IMAP4.error):
        raise _CannotRead("dropped") from None
    finally:
        _close(connection)


def open_mailbox(url: str, oauth: OAuthClient | None = None) -> imaplib.IMAP4:
    """Connect and log in: with the password in the URL, or without one by an OAuth token.

    Raises OSError, imaplib.IMAP4.error or TokenError, and then leaves no connection open.
    """
    parts = urlsplit(url)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if password or oauth is None:
        return _logged_in(url, lambda box: _log_in(box, user, password))

    def log_in(token: str) -> imaplib.IMAP4:
        answer = sasl_answer(user, token)
        return _logged_in(url, lambda box: box.authenticate("XOAUTH2", lambda challenge: answer(challenge).encode()))

    return with_token(oauth, log_in, imaplib.IMAP4.error)


def _log_in(box: imaplib.IMAP4, user: str, password: str) -> None:
    """LOGIN takes ASCII alone and imaplib quotes no user: with å, ä, ö or a space by AUTHENTICATE PLAIN (RFC 4616)."""
    both = user + password
    if both.isascii() and both.isprintable() and not set(user) & set(IMAP_SPECIALS):
        box.login(user, password)
    else:
        box.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{password}".encode())


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


def _read(connection: imaplib.IMAP4, box: Box, tidies: bool) -> int:
    if connection.select(_folder_of(box.url))[0] != "OK":
        raise _CannotRead("no-folder")
    read = _read_folder(connection)
    federation = Federation.objects.filter(pk=box.federations[0]).first() if len(box.federations) == 1 else None
    _status, found = connection.uid("SEARCH", "ALL")
    taken, stays = 0, False
    for uid in (found[0] or b"").split():
        if taken == BATCH:
            break
        try:
            taken += _take(connection, uid.decode(), read, federation)
        except _Stays:
            # read again by every poll, so it may not stand in the way of what has come since
            stays = True
    if stays:
        raise _CannotRead("not-moved")
    if tidies and not taken:
        originals.tidy(connection, read, box.federations, READ_AT_MOST)
    return taken


def _folder_of(url: str) -> str:
    """The folder that the URL names, quoted and in modified UTF-7 (RFC 3501 5.1.3)."""
    name = unquote(urlsplit(url).path.strip("/")) or "INBOX"
    written = re.sub(r"[^\x20-\x7e]+", _in_utf7, name.replace("&", "&-"))
    return '"' + written.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_utf7(letters: re.Match[str]) -> str:
    encoded = base64.b64encode(letters[0].encode("utf-16-be")).decode()
    return f"&{encoded.rstrip('=').replace('/', ',')}-"


def _read_folder(connection: imaplib.IMAP4) -> str:
    """The folder for read mail, made where it is not there. Some servers have every folder below INBOX (RFC 2342)."""
    for name in (READ_FOLDER, f"INBOX.{READ_FOLDER}", f"INBOX/{READ_FOLDER}"):
        connection.create(name)
        if connection.status(name, "(MESSAGES)")[0] == "OK":
            return name
    raise _CannotRead("no-read-folder")


def _take(connection: imaplib.IMAP4, uid: str, read: str, federation: Federation | None) -> bool:
    """Receive one mail. A failure leaves it where it lies, and stops no other."""
    _status, parts = connection.uid("FETCH", uid, f"(BODY.PEEK[]<0.{READ_AT_MOST}>)")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if raw is None:
        return False
    try:
        outcome = receive(raw, federation)
    except Exception:
        logger.exception("mail could not be taken")
        return False
    logger.info("mail received", extra={"result": outcome.result, "reason": outcome.reason})
    _put_away(connection, uid, read)
    return True


def _put_away(connection: imaplib.IMAP4, uid: str, read: str) -> None:
    """MOVE (RFC 6851), or copy and delete where the server has no MOVE."""
    if "MOVE" in connection.capabilities:
        if connection.uid("MOVE", uid, read)[0] != "OK":
            raise _Stays
        return
    if connection.uid("COPY", uid, read)[0] != "OK":
        raise _Stays
    connection.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
    connection.expunge()


def _close(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (OSError, imaplib.IMAP4.error):
        logger.info("mailbox closed by the server")
