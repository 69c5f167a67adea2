"""Addresses of published calendars, and times that are taken. Values in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from booking.taken import refusals

MAX_ADDRESS = 1000
HTTPS_PORT = 443
Span = tuple[datetime, datetime]

# A name with a dot that ends in letters: no number in any spelling, which some systems would take for an address
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")


def clean_calendar_address(text: str) -> str:
    """The address as it is read: https on its usual port, at a name, with no user in it. Raises `RuleError`."""
    address = re.sub(r"\Awebcals?:", "https:", text.strip(), flags=re.IGNORECASE)
    if not address:
        raise refusals.calendar_address("missing")
    if len(address) > MAX_ADDRESS:
        raise refusals.calendar_address("too_long")
    if not re.fullmatch(r"[!-~]+", address) or "\\" in address:
        raise refusals.calendar_address("signs")
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise refusals.calendar_address("unreadable") from None
    if parts.scheme.lower() != "https":
        raise refusals.calendar_address("not_https")
    if "@" in parts.netloc:
        raise refusals.calendar_address("user")
    if host == urlsplit(settings.PUBLIC_URL).hostname:
        raise refusals.calendar_address("ours")
    if not is_test_server(host, port):
        _refuse_place(host, port)
    return urlunsplit(("https", parts.netloc, parts.path or "/", parts.query, ""))


def _refuse_place(host: str, port: int | None) -> None:
    if not _HOST.fullmatch(host):
        raise refusals.calendar_address("host")
    if port not in (None, HTTPS_PORT):
        raise refusals.calendar_address("port", port)


def is_test_server(host: str, port: int | None) -> bool:
    """A server of our own tests, on this machine. The list is empty everywhere else, and a system check says so."""
    return host == "localhost" and port in settings.CALENDAR_LOOPBACK_PORTS


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same time as few spans, in order: what overlaps or meets becomes one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged
