"""Logical lines of a calendar that comes in chunks (RFC 5545 3.1): only those of wanted properties are put together."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator

from notifications.itip.mimetree import decode_octets
from notifications.published.values import Line

MAX_LINE = 1024 * 1024
_HEAD = re.compile(
    r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL | re.IGNORECASE
)
_PARAMETER = re.compile(r';([A-Z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)', re.IGNORECASE)


def unfolded(chunks: Iterable[bytes], is_wanted: Callable[[bytes], object]) -> Iterator[bytes | None]:
    """Unfold the wanted lines, whose first physical line says so; None for one that is longer than any should be."""
    parts: list[bytes] | None = None
    size = 0
    for physical in _physical(chunks):
        if physical[:1] in (b" ", b"\t"):
            if parts is not None and size <= MAX_LINE:
                parts.append(physical[1:])
                size += len(physical)
            continue
        if parts is not None:
            yield b"".join(parts) if size <= MAX_LINE else None
        parts, size = ([physical], len(physical)) if is_wanted(physical) else (None, 0)
    if parts is not None:
        yield b"".join(parts) if size <= MAX_LINE else None


def _physical(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines as they stand, whichever way they end; one that does not end is cut."""
    rest, is_first = b"", True
    for chunk in chunks:
        octets = rest + chunk
        if is_first and len(octets) < len(BOM_UTF8):
            rest = octets
            continue
        octets, is_first = octets.removeprefix(BOM_UTF8) if is_first else octets, False
        # a line feed may follow in the next chunk
        held = octets[-1:] == b"\r"
        octets = (octets[:-1] if held else octets).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, rest = octets.split(b"\n")
        yield from lines
        rest = rest[: MAX_LINE + 1] + (b"\r" if held else b"")
    yield from rest.replace(b"\r", b"\n").split(b"\n")


def parse(octets: bytes) -> tuple[str, Line] | None:
    """The name, and the value with its parameters; None for a line that is not of the form."""
    text = decode_octets(octets, "utf-8")
    match = _HEAD.fullmatch(text)
    if match is None:
        return None
    if not match[2]:
        return match[1].upper(), Line(match[3])
    params = {found[1].upper(): found[2].strip().strip('"') for found in _PARAMETER.finditer(match[2])}
    return match[1].upper(), Line(match[3], params)
