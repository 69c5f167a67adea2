"""The mail around a calendar object: what Outlook, Gmail, Apple Mail and Thunderbird key their buttons on (RFC 6047).

multipart/mixed { multipart/alternative { text/plain, text/html, text/calendar }, application/ics }, written directly:
the bytes are the same for the same input, need no 8BITMIME on the way and are handed to smtplib as they are. Django and
the email package repeat the charset parameter, make encoded words of 78 characters and take twenty times as long.
"""

import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from uuid import uuid4

from forums.validators import clean_line
from notifications.itip.build import address
from notifications.itip.lines import REMEMBERED

# "=_" can stand in neither quoted-printable nor base64, so no part can contain its boundary (RFC 2045 6.7)
MIXED = "=_samverk_mixed"
ALTERNATIVE = "=_samverk_alternative"

LINE = 76
WORD = 75
_WORD_START, _WORD_END = "=?utf-8?b?", "?="
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>")
_LINES = re.compile(rb".{1,%d}" % LINE)
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/^_`{|}~-]{1,50}")


def build_mail(
    *,
    sender_name: str,
    sender_address: str,
    to_address: str,
    to_name: str = "",
    subject: str,
    text: str,
    html: str = "",
    calendar: bytes | None = None,
    method: str = "",
    message_id: str,
    in_reply_to: str = "",
    date: datetime,
    language: str = "sv",
    is_calendar_attached: bool = True,
) -> bytes:
    """Render one finished mail to one address, with CRLF and in ASCII. The envelope is the sender's business.

    `To` is the address of the ATTENDEE line, `From` that of the ORGANIZER. `method` must be the calendar's own: where
    the two differ, Exchange refuses and Thunderbird offers no answer. The calendar goes twice: as the alternative that
    makes the buttons, and as an attached file for web mail.
    """
    headers = [
        _mailbox("From", sender_name, sender_address),
        _mailbox("To", to_name, to_address),
        header("Subject", subject),
        f"Date: {format_datetime(date)}",
        f"Message-ID: {_checked_id(message_id)}",
        *_thread(in_reply_to),
        "MIME-Version: 1.0",
        f"Content-Language: {clean_line(language)}",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: OOF, AutoReply",
    ]
    alternatives = [_text_part("plain", text)] + ([_text_part("html", html)] if html else [])
    if calendar is None:
        return _joined(headers, _multipart("alternative", ALTERNATIVE, alternatives))
    encoded = _base64(calendar)
    alternatives.append(_calendar_part(calendar, method, encoded))
    body = _multipart("alternative", ALTERNATIVE, alternatives)
    if is_calendar_attached:
        body = _multipart("mixed", MIXED, [body, _attachment(encoded)])
    return _joined(headers, body)


def new_message_id(domain: str) -> str:
    """A Message-ID of our own domain, new for each mail."""
    return _checked_id(f"<{uuid4()}@{domain.lower()}>")


@lru_cache(REMEMBERED)
def header(name: str, value: str) -> str:
    """One header line, folded; what is not plain ASCII in encoded words of at most 75 characters (RFC 2047 2).

    Line breaks and control characters become spaces, so nothing written here can begin another header.
    """
    plain = clean_line(value)
    if plain.isascii() and "=?" not in plain and all(len(word) < LINE - len(name) - 2 for word in plain.split(" ")):
        return _folded(f"{name}: {plain}")
    return f"{name}: " + "\r\n ".join(_encoded_words(plain, WORD - len(name) - 2))


# --- headers


@lru_cache(REMEMBERED)
def _mailbox(name: str, phrase: str, mailbox: str) -> str:
    plain = clean_line(phrase)
    if not plain:
        return f"{name}: {address(mailbox)}"
    if _PLAIN_PHRASE.fullmatch(plain) and "=?" not in plain:
        return _folded(f"{name}: {plain} <{address(mailbox)}>")
    return f"{name}: " + "\r\n ".join([*_encoded_words(plain, WORD - len(name) - 2), f"<{address(mailbox)}>"])


def _encoded_words(text: str, first_room: int) -> Iterator[str]:
    """Cut between characters, never inside one (RFC 2047 5)."""
    room, piece = _octets_in(first_room), b""
    for sign in text:
        octets = sign.encode("utf-8", "replace")
        if len(piece) + len(octets) > room:
            yield f"{_WORD_START}{b64encode(piece).decode()}{_WORD_END}"
            room, piece = _octets_in(WORD), b""
        piece += octets
    yield f"{_WORD_START}{b64encode(piece).decode()}{_WORD_END}"


def _octets_in(room: int) -> int:
    return (room - len(_WORD_START) - len(_WORD_END)) // 4 * 3


def _folded(line: str) -> str:
    """The line broken at spaces where it is longer than 76 (RFC 5322 2.2.3)."""
    lines = [""]
    for word in line.split(" "):
        if len(lines[-1]) + 1 + len(word) > LINE and lines[-1].count(" ") > 0:
            lines.append("")
        lines[-1] += f" {word}" if len(lines) > 1 or lines[-1] else word
    return "\r\n".join(lines)


def _thread(in_reply_to: str) -> list[str]:
    if not in_reply_to:
        return []
    return [f"In-Reply-To: {_checked_id(in_reply_to)}", f"References: {_checked_id(in_reply_to)}"]


def _checked_id(message_id: str) -> str:
    if len(message_id) > 200 or not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("not a Message-ID")
    return message_id


# --- parts


def _text_part(kind: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    encoded = b2a_qp(lines.encode("utf-8", "replace"), istext=True).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + encoded


def _calendar_part(calendar: bytes, method: str, encoded: bytes) -> bytes:
    """No disposition, no file name, no Content-ID: with one of them Evolution and Thunderbird show a file."""
    if not re.fullmatch("[A-Z]+", method) or f"\r\nMETHOD:{method}\r\n".encode() not in calendar:
        raise ValueError("the method is not the calendar's")
    head = f"Content-Type: text/calendar; method={method}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + encoded


def _attachment(encoded: bytes) -> bytes:
    head = (
        "Content-Type: application/ics; name=invite.ics\r\n"
        "Content-Disposition: attachment; filename=invite.ics\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + encoded


def _base64(octets: bytes) -> bytes:
    return b"".join([line + b"\r\n" for line in _LINES.findall(b64encode(octets))])


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    between = f"--{boundary}\r\n".encode()
    return head + b"".join(between + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()


def _joined(headers: list[str], body: bytes) -> bytes:
    return "\r\n".join(headers).encode("ascii") + b"\r\n" + body
