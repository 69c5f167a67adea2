"""Bounces: the signed return address of each mail (VERP), and what delivery reports say (RFC 3461, 3464)."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from notifications.itip.mimetree import (
    MAX_HEADERS,
    Part,
    decode_octets,
    decode_words,
    get_header,
    halves,
    read_headers,
)
from notifications.itip.replies import read_address

MARK = "+b"
MAC_LETTERS = 12
MAX_LOCAL = 64
MAX_BLOCKS = 100

_TOKEN = re.compile(rf"{re.escape(MARK)}([a-z2-7]{{26}})([a-z2-7]{{{MAC_LETTERS}}})@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One recipient of a report. The server's words are not kept: they may hold addresses and names."""

    address: str
    action: str
    status: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report. `is_permanent`: the mail will not arrive; otherwise it is only late, or nobody can tell."""

    recipients: tuple[Undelivered, ...] = ()
    original_message_id: str = ""
    is_permanent: bool = True

    @property
    def is_unclear(self) -> bool:
        """Neither that it failed nor that it is late: it may be anything that has no sender."""
        return not self.is_permanent and not self.recipients


def bounce_address(base_address: str, outbox_id: UUID, key: bytes) -> str:
    """The envelope sender of one outgoing mail: samverk+b<id><signature>@… (VERP), at most 64 signs before the @.

    A mailbox whose name leaves no room gets its reports itself; they are known by our Message-ID in them.
    """
    local, _, domain = base_address.lower().rpartition("@")
    name = f"{local}{MARK}{_letters(outbox_id.bytes)}{_signature(outbox_id, key)}"
    return f"{name}@{domain}" if len(name) <= MAX_LOCAL else f"{local}@{domain}"


def read_bounce_address(address: str, key: bytes) -> UUID | None:
    """Verify a bounce address and return the outgoing mail's id; None unless we signed it."""
    match = _TOKEN.search(address)
    if match is None:
        return None
    outbox_id = UUID(bytes=base64.b32decode(match[1].upper() + "=" * 6))
    return outbox_id if hmac.compare_digest(_signature(outbox_id, key), match[2].lower()) else None


def read_report(mail: Part) -> Bounce | None:
    """Parse the delivery report in the mail; None if there is none. Of the returned mail only its id is read.

    A report without the part that is made for programs, or with one that says nothing, is read as a text.
    """
    reports = [leaf for leaf in mail.leaves() if leaf.content_type in _REPORTS]
    recipients = tuple(one for report in reports for one in _recipients(report.decoded()))
    if recipients:
        return Bounce(recipients, _returned_id(mail), any(one.action == "failed" for one in recipients))
    return read_plain_bounce(mail) if reports or _is_delivery_report(mail) else None


def read_plain_bounce(mail: Part, *, is_final: bool = False) -> Bounce:
    """A bounce from before there were reports: a status code and our Message-ID somewhere in it.

    Without a code it is late where it says so; else `is_final` says whether the sender alone makes it a bounce. Who has
    given up says 4.x.x, too.
    """
    leaves = (leaf for leaf in mail.leaves() if leaf.content_type in ("text/plain", "text/html"))
    text = "\n".join(decode_octets(leaf.decoded()[:65536], "utf-8") for leaf in leaves)
    status = re.search(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])", text)
    quoted = re.search(r"^[ \t>]*Message-ID:\s*(<[^<>\s]{1,250}>)", text, re.IGNORECASE | re.MULTILINE)
    said = status[1] if status else ""
    has_given_up = _GIVEN_UP.search(text[:4000]) is not None
    is_late = not has_given_up and (said.startswith("4") or (not said and _sounds_late(mail, text)))
    recipients = (Undelivered("", "delayed" if is_late else "failed", said),) if said or is_late else ()
    message_id = _returned_id(mail) or (quoted[1] if quoted else "")
    return Bounce(recipients, message_id, not is_late and (bool(said) or has_given_up or is_final))


_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
_LATE_SUBJECT = re.compile(r"\bdelay(ed)?\b|^\W*warning\b|fördröj|försena", re.IGNORECASE)
_LATE_TEXT = re.compile(r"not\s+yet\s+been\s+delivered|not\s+need\s+to\s+resend|will\s+be\s+retried", re.IGNORECASE)
_GIVEN_UP = re.compile(
    r"given\s+up|not\s+going\s+to\s+try\s+again|retry\s+timeout\s+exceeded|permanent\s+(error|failure)", re.IGNORECASE
)


def _is_delivery_report(mail: Part) -> bool:
    kind = mail.parameters.get("report-type", "").lower()
    return mail.content_type == "multipart/report" and kind == "delivery-status"


def _sounds_late(mail: Part, text: str) -> bool:
    subject = decode_words(get_header(mail.headers, "subject")[:1000])
    return bool(_LATE_SUBJECT.search(subject) or _LATE_TEXT.search(text[:4000]))


def _returned_id(mail: Part) -> str:
    returned = (leaf for leaf in mail.leaves() if leaf.content_type in _RETURNED)
    return next(filter(None, (_original_id(leaf) for leaf in returned)), "")


def _original_id(leaf: Part) -> str:
    return get_header(read_headers(halves(leaf.decoded()[:MAX_HEADERS])[0]), "message-id")[:250]


def _recipients(report: bytes) -> Iterator[Undelivered]:
    """Parse the blocks after the first, one for each recipient (RFC 3464 2.3)."""
    for block in re.split(rb"\r?\n[ \t]*\r?\n", report, maxsplit=MAX_BLOCKS)[:MAX_BLOCKS]:
        fields = read_headers(block.strip())
        action = get_header(fields, "action").partition(" ")[0].lower()
        status = re.match(r"[245]\.\d{1,3}\.\d{1,3}", get_header(fields, "status"))
        if action or status:
            typed = get_header(fields, "original-recipient") or get_header(fields, "final-recipient")
            address = read_address(typed.rpartition(";")[2])
            yield Undelivered(address, action or "failed", status[0] if status else "")


def _letters(octets: bytes) -> str:
    return base64.b32encode(octets).decode().rstrip("=").lower()


def _signature(outbox_id: UUID, key: bytes) -> str:
    return _letters(hmac.digest(key, b"bounce:" + outbox_id.bytes, hashlib.sha256))[:MAC_LETTERS]
