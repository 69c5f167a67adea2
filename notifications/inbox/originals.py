"""The originals in the role mailbox: public records, which stay until a person has said what becomes of them.

Answers that were applied and bounces are taken away by the service after the retention days of mail. What is marked
"till registrator" is moved to a folder of its own, where nothing is ever taken away.
"""

from __future__ import annotations

import datetime
import imaplib
import logging
import re
from collections.abc import Iterator

from django.db.models import Min
from django.utils import timezone

from forums.models import Federation
from notifications.itip import mail_key
from notifications.models import HandledAs, InboundMail

logger = logging.getLogger(__name__)
REGISTRAR_FOLDER = "Samverk-registrator"
EVERY = datetime.timedelta(hours=6)
TOGETHER = 500
# RFC 3501 writes months in English, whatever the language of the machine
IMAP_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def tidy(connection: imaplib.IMAP4, read: str, federations: tuple[int, ...], read_at_most: int) -> None:
    """Move what is for the registrar, and delete what the service may take away and is old enough.

    A mail of which nothing is known here stays.
    """
    if connection.select(read)[0] != "OK":
        return
    there, old = _search(connection, "ALL"), set(_search(connection, "BEFORE", _day_before(federations)))
    moves, gone = [], []
    for start in range(0, len(there), TOGETHER):
        keys = dict(_keys(connection, there[start : start + TOGETHER], read_at_most))
        rows = {row.message_key: row for row in InboundMail.objects.filter(message_key__in=set(keys.values()))}
        for uid, key in keys.items():
            row = rows.get(key)
            if row is None:
                continue
            if row.handled_as == HandledAs.REGISTRAR:
                moves.append(uid)
            elif uid in old and not row.is_open:
                gone.append(uid)
    if moves:
        _move(connection, moves, re.sub(r"[^./]+$", REGISTRAR_FOLDER, read))
    if gone:
        connection.uid("STORE", ",".join(gone), "+FLAGS", r"(\Deleted)")
        connection.expunge()
        logger.info("old mail removed", extra={"count": len(gone)})


def _day_before(federations: tuple[int, ...]) -> str:
    kept = Federation.objects.filter(pk__in=federations).aggregate(days=Min("mail_retention_days"))["days"] or 30
    before = timezone.now() - datetime.timedelta(days=kept)
    return f"{before.day}-{IMAP_MONTHS[before.month - 1]}-{before.year}"


def _search(connection: imaplib.IMAP4, *what: str) -> list[str]:
    return (connection.uid("SEARCH", *what)[1][0] or b"").decode().split()


def _keys(connection: imaplib.IMAP4, uids: list[str], read_at_most: int) -> Iterator[tuple[str, str]]:
    """The key of each mail: by its Message-ID, and of one without by all of it."""
    _status, parts = connection.uid("FETCH", ",".join(uids), "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
    for position, part in enumerate(parts):
        if not isinstance(part, tuple):
            continue
        # a server may say the UID before the text, or after it
        after = parts[position + 1] if position + 1 < len(parts) else b""
        said = re.search(rb"\bUID (\d+)", part[0] + b" " + (after if isinstance(after, bytes) else b""))
        if said is None:
            continue
        uid, header = said[1].decode(), part[1]
        if header.strip():
            yield uid, mail_key(header)
        elif (raw := _whole(connection, uid, read_at_most)) is not None:
            yield uid, mail_key(raw)


def _whole(connection: imaplib.IMAP4, uid: str, read_at_most: int) -> bytes | None:
    _status, parts = connection.uid("FETCH", uid, f"(BODY.PEEK[]<0.{read_at_most}>)")
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def _move(connection: imaplib.IMAP4, uids: list[str], folder: str) -> None:
    """Move mails to the registrar's folder; what cannot be moved stays where it is, and is tried again."""
    connection.create(folder)
    which = ",".join(uids)
    if "MOVE" in connection.capabilities:
        connection.uid("MOVE", which, folder)
    elif connection.uid("COPY", which, folder)[0] == "OK":
        connection.uid("STORE", which, "+FLAGS", r"(\Deleted)")
        connection.expunge()
    logger.info("mail for the registrar", extra={"count": len(uids)})
