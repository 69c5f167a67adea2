"""Classifying mail to the role mailbox: a calendar's answer, a bounce, an automatic mail, or something for a person.

`read_message` takes any bytes and never fails. It decides nothing about the meeting: who may answer, and what an answer
to an older version is worth, is decided where the meetings are known.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from typing import Literal

from forums.validators import clean_line
from notifications.itip.bounces import Bounce, read_plain_bounce, read_report
from notifications.itip.mimetree import (
    MAX_HEADERS,
    Headers,
    Part,
    Unreadable,
    decode_octets,
    decode_words,
    get_header,
    halves,
    read_headers,
    read_parts,
    unfold,
)
from notifications.itip.replies import MAX_CALENDAR, CalendarAnswer, Reading, read_address, read_calendar

Kind = Literal["reply", "counter", "refresh", "refused", "bounce", "automatic", "other", "unreadable"]
ANSWERS: dict[str, Kind] = {"REPLY": "reply", "COUNTER": "counter", "REFRESH": "refresh"}
MAX_CALENDARS = 4


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail, classified. `reason` is a code for what was not taken as an answer.

    kind "refused": a calendar that may not change a meeting (REQUEST, CANCEL, …, or a method that contradicts itself);
    "other": for a person; "unreadable": past a limit or broken. `from_address` is "" unless there is exactly one.
    `answers_to` holds the Message-IDs of In-Reply-To and References, `uids` what a refused calendar is about. `key`
    makes receiving idempotent: a hash of the Message-ID, or of all of the mail.
    """

    kind: Kind
    key: str
    reason: str = ""
    message_id: str = ""
    subject: str = ""
    from_address: str = ""
    to_addresses: tuple[str, ...] = ()
    answers_to: tuple[str, ...] = ()
    date: datetime | None = None
    authentication_results: tuple[str, ...] = ()
    auth_as: tuple[str, ...] = ()
    method: str = ""
    uids: tuple[str, ...] = ()
    answers: tuple[CalendarAnswer, ...] = ()
    bounce: Bounce | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A calendar in a mail: what its part says the method is, and what stands in it."""

    method: str
    reading: Reading = field(default_factory=lambda: Reading("", ()))


def read_message(raw: bytes) -> Incoming:
    """Classify one mail and parse what it answers. Whatever is wrong with the mail becomes a kind and a reason."""
    sorted_so_far = Incoming("unreadable", _digest(raw))
    try:
        sorted_so_far = _envelope(raw, read_headers(halves(raw[:MAX_HEADERS])[0]))
        return _sort(sorted_so_far, read_parts(raw))
    except Unreadable as refusal:
        return replace(sorted_so_far, reason=refusal.code)
    except Exception:  # the edge: a mail must never stop the next one, and a person looks at this one
        return replace(sorted_so_far, reason="broken")


def mail_key(raw: bytes) -> str:
    """The key of a mail: a hash of its Message-ID, or without one of all of it. Of the headers alone it is the same."""
    message_id = get_header(read_headers(halves(raw[:MAX_HEADERS])[0]), "message-id")[:250]
    return _digest(message_id.encode("utf-8", "replace")) if message_id else _digest(raw)


# --- headers


def _envelope(raw: bytes, headers: Headers) -> Incoming:
    message_id = get_header(headers, "message-id")[:250]
    senders = _addresses(headers, "from")
    return Incoming(
        kind="unreadable",
        key=_digest(message_id.encode("utf-8", "replace")) if message_id else _digest(raw),
        message_id=message_id,
        subject=clean_line(decode_words(get_header(headers, "subject")[:1000]))[:200],
        from_address=senders[0] if len(senders) == 1 else "",
        to_addresses=_addresses(headers, "to", "cc", "delivered-to", "x-original-to", "envelope-to"),
        answers_to=_message_ids(headers),
        date=_date(get_header(headers, "date")),
        authentication_results=tuple(value for name, value in headers if name == "authentication-results")[:20],
        auth_as=tuple(value for name, value in headers if name == "x-ms-exchange-organization-authas")[:20],
    )


def _addresses(headers: Headers, *names: str) -> tuple[str, ...]:
    written = [value for name, value in headers if name in names][:20]
    try:
        found = getaddresses(written)
    except RecursionError:  # comments within comments: a newer Python finds no address there instead
        return ()
    return tuple(dict.fromkeys(filter(None, (read_address(address) for _name, address in found))))


def _message_ids(headers: Headers) -> tuple[str, ...]:
    """Message-IDs of the mails that this one answers (RFC 5322 3.6.4)."""
    written = " ".join(value[:2000] for name, value in headers if name in ("in-reply-to", "references"))
    return tuple(dict.fromkeys(re.findall(r"<[^<>\s]{1,250}>", written)))[-20:]


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text[:100])
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _digest(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


# --- sorting


def _sort(mail: Incoming, parts: Part) -> Incoming:
    """Reports first: a bounce may hold our own invitation. An automatic mail may hold a true answer (Google's does)."""
    if bounce := _read_bounce(mail, parts):
        is_delivered = bounce.recipients and all(one.action not in ("failed", "delayed") for one in bounce.recipients)
        return replace(mail, kind="automatic" if is_delivered else "bounce", reason="report", bounce=bounce)
    if parts.content_type == "multipart/report":
        is_abuse = parts.parameters.get("report-type", "").lower() == "feedback-report"
        return replace(mail, kind="automatic", reason="abuse_report" if is_abuse else "report")
    calendars = _calendars(mail, parts)
    automatic = _why_automatic(mail, parts.headers)
    if get_header(parts.headers, "return-path") == "<>" and (calendars or not automatic):
        return replace(mail, kind="bounce", reason="null_sender", bounce=read_plain_bounce(parts))
    if calendars:
        return _sort_calendars(mail, calendars)
    if automatic:
        source = get_header(parts.headers, "x-ms-exchange-generated-message-source")
        return replace(mail, kind="automatic", reason="forward_notice" if "Forward" in source else automatic)
    has_winmail = any(leaf.content_type == "application/ms-tnef" for leaf in parts.leaves())
    return replace(mail, kind="other", reason="winmail" if has_winmail else "no_calendar")


def _read_bounce(mail: Incoming, parts: Part) -> Bounce | None:
    if report := read_report(parts):
        return report
    # Exim says so in a header of its own
    if get_header(parts.headers, "x-failed-recipients"):
        return read_plain_bounce(parts, is_final=True)
    daemon = re.match(r"(mailer-daemon|mail-daemon)@|postmaster@", mail.from_address)
    # behind postmaster@ there may be a human being
    return read_plain_bounce(parts, is_final=daemon[1] is not None) if daemon else None


# Only what programs write: "Frånvaro" alone may be a person who cannot come
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(auto(matiskt svar|matic reply|svar|reply|-?response)?:|automatiskt svar|automatic reply|autosvar"
    r"|frånvaro(meddelande|besked)\b|out of office)",
    re.IGNORECASE,
)


def _why_automatic(mail: Incoming, headers: Headers) -> str:
    """It is "automatic" from an out-of-office or a vacation program (RFC 3834 2), "list" when it came by a list.

    Where the role mailbox is a list itself, so does a person's own answer: whether it is one is asked later.
    """
    submitted = get_header(headers, "auto-submitted").partition(";")[0].strip().lower()
    precedence = get_header(headers, "precedence").lower()
    names = {name for name, _value in headers}
    if (
        submitted not in ("", "no")
        or names & {"x-autoreply", "x-autorespond", "x-auto-response"}
        or precedence in ("auto_reply", "bulk", "junk")
        or _AUTOMATIC_SUBJECT.match(mail.subject)
    ):
        return "automatic"
    return "list" if "list-id" in names or precedence == "list" else ""


def _sort_calendars(mail: Incoming, calendars: list[_Found]) -> Incoming:
    first = calendars[0]
    method = first.reading.method or first.method
    mail = replace(mail, method=method[:30])
    if first.method and first.reading.method and first.method != first.reading.method:
        return replace(mail, kind="refused", reason="method_mismatch", uids=_uids(first))
    if method not in ANSWERS:
        return replace(mail, kind="refused", reason="method", uids=_uids(first))
    if any(_said(other) != _said(first) for other in calendars[1:]):
        return replace(mail, kind="other", reason="calendars_disagree")
    if not first.reading.answers:
        return replace(mail, kind="other", reason="no_event")
    if len({answer.uid for answer in first.reading.answers}) > 1:
        return replace(mail, kind="other", reason="several_uids")
    return replace(mail, kind=ANSWERS[method], answers=first.reading.answers)


def _uids(found: _Found) -> tuple[str, ...]:
    return tuple(dict.fromkeys(answer.uid for answer in found.reading.answers))[:5]


def _said(found: _Found) -> list[tuple[object, ...]]:
    """The parts in which two copies of an answer have to agree."""
    return [(found.reading.method, one.uid, one.attendees, one.recurrence_id) for one in found.reading.answers]


# --- finding the calendar


def _calendars(mail: Incoming, parts: Part) -> list[_Found]:
    """All text/calendar parts, then all attached .ics files, as far as they can be read; the first is the one meant."""
    leaves = list(parts.leaves())
    alternatives = [leaf for leaf in leaves if leaf.content_type == "text/calendar"]
    attached = [leaf for leaf in leaves if leaf not in alternatives and _is_calendar_file(leaf)]
    return [_read_calendar(mail, leaf) for leaf in (alternatives + attached)[:MAX_CALENDARS]]


def _is_calendar_file(leaf: Part) -> bool:
    named = leaf.parameters["name"] + get_header(leaf.headers, "content-disposition")
    is_file = leaf.content_type == "application/octet-stream" and ".ics" in named.lower()
    return leaf.content_type == "application/ics" or is_file


def _read_calendar(mail: Incoming, leaf: Part) -> _Found:
    octets = leaf.decoded()
    if len(octets) > MAX_CALENDAR:
        raise Unreadable("calendar_too_large")
    reading = read_calendar(_text(octets, leaf.parameters["charset"] or "utf-8"))
    dated = tuple(replace(answer, dtstamp=answer.dtstamp or mail.date) for answer in reading.answers)
    return _Found(leaf.parameters["method"].upper(), Reading(reading.method, dated))


def _text(octets: bytes, charset: str) -> str:
    """Unfold before decoding: a line may be folded inside a character (RFC 5545 3.1)."""
    has_wide_letters = charset.strip().lower().startswith(("utf-16", "utf16", "utf-32", "utf32"))
    return decode_octets(octets if has_wide_letters else unfold(octets), charset)
