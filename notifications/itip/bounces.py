"""Bounces: the signed return address of each mail (VERP), and what delivery reports say (RFC 3461, 3464)."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from notifications.itip.failures import STATUS, Failure, failure_of, is_given_up
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
    """One recipient of a report, and for one that failed the kind of failure.

    The server's words are not kept: they may hold addresses and names.
    """

    address: str
    action: str
    status: str
    failure: Failure = "unclear"


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

    @property
    def failure(self) -> Failure:
        """The kind of a permanent failure: of the first recipient that failed, since our mails have one each."""
        return next((one.failure for one in self.recipients if one.action == "failed"), "unclear")

    @property
    def status(self) -> str:
        return next((one.status for one in self.recipients if one.action == "failed"), "")


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
    words = _own_words(mail) if reports else ""
    recipients = tuple(one for report in reports for one in _recipients(report.decoded(), words))
    if recipients:
        return Bounce(recipients, _returned_id(mail), any(one.action == "failed" for one in recipients))
    return read_plain_bounce(mail) if reports or _is_delivery_report(mail) else None


def read_plain_bounce(mail: Part, *, is_final: bool = False) -> Bounce:
    """A bounce from before there were reports: a status code and our Message-ID somewhere in it.

    Without a code or words that say so, `is_final` says whether the sender alone makes it a bounce.
    """
    words = _own_words(mail)
    status = STATUS.search(words)
    said = status[1] if status else ""
    subject = decode_words(get_header(mail.headers, "subject")[:1000])
    given_up = is_given_up(f"{subject}\n{words}", sounds_late=bool(_LATE_SUBJECT.search(subject)), status=said)
    if given_up is False:
        return Bounce((Undelivered("", "delayed", said),), _quoted_id(mail), False)
    if given_up is None and not is_final:
        return Bounce((), _quoted_id(mail), False)
    return Bounce((Undelivered("", "failed", said, failure_of(said, words)),), _quoted_id(mail), True)


_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LATE_SUBJECT = re.compile(r"\bdelay(ed)?\b|^\W*warning\b|fördröj|försena", re.IGNORECASE)
# where the mail that came back begins, or what is said of mail in general
_COPY = re.compile(
    r"^.{0,10}(below this line is a copy|this is a copy of (the|your) message|(----+ ?)?original message"
    r"|returned message|the original message (was|is)|message headers follow|(diagnostic|diagnostik).{0,40}administrat"
    r"|ursprunglig(t|a) meddelande|kopia av meddelandet|return-path:|received:).*",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)


def _is_delivery_report(mail: Part) -> bool:
    kind = mail.parameters.get("report-type", "").lower()
    return mail.content_type == "multipart/report" and kind == "delivery-status"


def _own_words(mail: Part) -> str:
    """What the server says itself: the text, or the HTML without its tags where there is no text."""
    leaves = [leaf for leaf in mail.leaves() if leaf.content_type in ("text/plain", "text/html")]
    texts = [leaf for leaf in leaves if leaf.content_type == "text/plain"] or leaves
    said = "\n".join(decode_octets(leaf.decoded()[:65536], leaf.parameters.get("charset") or "utf-8") for leaf in texts)
    return _COPY.sub("", _TAG.sub(" ", said) if texts == leaves and "<" in said else said)


def _quoted_id(mail: Part) -> str:
    """Our Message-ID: of the returned mail, or as a line of the text."""
    if returned := _returned_id(mail):
        return returned
    leaves = (leaf for leaf in mail.leaves() if leaf.content_type in ("text/plain", "text/html"))
    text = "\n".join(decode_octets(leaf.decoded()[:65536], "utf-8") for leaf in leaves)
    quoted = re.search(r"^[ \t>]*Message-ID:\s*(<[^<>\s]{1,250}>)", text, re.IGNORECASE | re.MULTILINE)
    return quoted[1] if quoted else ""


def _returned_id(mail: Part) -> str:
    returned = (leaf for leaf in mail.leaves() if leaf.content_type in _RETURNED)
    return next(filter(None, (_original_id(leaf) for leaf in returned)), "")


def _original_id(leaf: Part) -> str:
    return get_header(read_headers(halves(leaf.decoded()[:MAX_HEADERS])[0]), "message-id")[:250]


def _recipients(report: bytes, words: str) -> Iterator[Undelivered]:
    """Parse the blocks after the first, one for each recipient (RFC 3464 2.3)."""
    for block in re.split(rb"\r?\n[ \t]*\r?\n", report, maxsplit=MAX_BLOCKS)[:MAX_BLOCKS]:
        fields = read_headers(block.strip())
        action = get_header(fields, "action").partition(" ")[0].lower()
        status = re.match(r"[245]\.\d{1,3}\.\d{1,3}", get_header(fields, "status"))
        if action or status:
            typed = get_header(fields, "original-recipient") or get_header(fields, "final-recipient")
            yield _undelivered(
                read_address(typed.rpartition(";")[2]),
                action,
                status[0] if status else "",
                get_header(fields, "diagnostic-code").partition(";")[2].strip(),
                words,
            )


def _undelivered(address: str, action: str, status: str, diagnostic: str, words: str) -> Undelivered:
    """One recipient. Its own diagnostic goes before the text, which may be about others or about mail in general."""
    said = diagnostic or words
    if not action:
        late = is_given_up(said, sounds_late=False, status=status) is False
        action = "delayed" if late else "delivered" if status.startswith("2") else "failed"
    if action != "failed":
        return Undelivered(address, action, status)
    code = re.match(r"5\d\d\b", diagnostic)
    return Undelivered(address, action, status, failure_of(status, said, code[0] if code else ""))


def _letters(octets: bytes) -> str:
    return base64.b32encode(octets).decode().rstrip("=").lower()


def _signature(outbox_id: UUID, key: bytes) -> str:
    return _letters(hmac.digest(key, b"bounce:" + outbox_id.bytes, hashlib.sha256))[:MAC_LETTERS]
