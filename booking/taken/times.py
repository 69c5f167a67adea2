"""Addresses of published calendars, and times that are taken. Values in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.utils.translation import gettext as _

from config.ground.errors import RuleError

MAX_ADDRESS = 1000
HTTPS_PORT = 443
Span = tuple[datetime, datetime]

# A name with a dot that ends in letters: no number in any spelling, which some systems would take for an address
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")


def clean_calendar_address(text: str) -> str:
    """The address as it is read: https on its usual port, at a name, with no user in it. Raises `RuleError`."""
    address = re.sub(r"\Awebcals?:", "https:", text.strip(), flags=re.IGNORECASE)
    if not address:
        raise _refused(_("Klistra in adressen till din publicerade kalender"))
    if len(address) > MAX_ADDRESS:
        raise _refused(_("Adressen är för lång. Den får ha högst 1 000 tecken."))
    if not re.fullmatch(r"[!-~]+", address) or "\\" in address:
        raise _refused(_("Adressen har tecken som inte kan stå i en adress. Kopiera den på nytt."))
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise _refused(_("Adressen går inte att läsa. Kopiera den på nytt.")) from None
    if parts.scheme.lower() != "https":
        raise _refused(_("Adressen ska börja med https://"))
    if "@" in parts.netloc:
        raise _refused(_("Adressen får inte ha användarnamn eller lösenord i sig."))
    if host == urlsplit(settings.PUBLIC_URL).hostname:
        raise _refused(_("Det är en adress till Samverk. Klistra in adressen till din egen kalender."))
    if not is_test_server(host, port):
        _refuse_place(host, port)
    return urlunsplit(("https", parts.netloc, parts.path or "/", parts.query, ""))


def _refuse_place(host: str, port: int | None) -> None:
    if not _HOST.fullmatch(host):
        raise _refused(_("Adressen ska gå till ett vanligt webbnamn, till exempel outlook.office365.com."))
    if port not in (None, HTTPS_PORT):
        raise _refused(
            _("Adressen går till port %(port)s. Samverk läser bara kalendrar på den vanliga porten, 443.")
            % {"port": port}
        )


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


def _refused(message: str) -> RuleError:
    return RuleError("calendar_address", message, "address")
