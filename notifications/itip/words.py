"""Plain text of a mail for a person to read: decoded, HTML tags stripped."""

import html
import re

from config.ground.text import composed
from notifications.itip.mimetree import (
    Part,
    Unreadable,
    decode_octets,
    decode_words,
    get_header,
    read_parts,
    unfold,
)

MAX_PART = 100_000
MAX_PARTS = 4


def read_words(raw: bytes) -> str:
    """Subject, text and calendar of a mail, or "" for one that cannot be taken apart. Never fails, draws nothing."""
    try:
        mail = read_parts(raw)
        subject = decode_words(get_header(mail.headers, "subject")[:1000])
        leaves = list(mail.leaves())
        pieces = [subject, *_texts(leaves), *_calendars(leaves)]
    except (Unreadable, ValueError, LookupError):
        return ""
    return "\n\n".join(filter(None, map(str.strip, pieces)))


def _texts(leaves: list[Part]) -> list[str]:
    """The plain text; else the HTML without what is none."""
    plain = [_decoded(leaf) for leaf in leaves if leaf.content_type == "text/plain"][:MAX_PARTS]
    if any(text.strip() for text in plain):
        return plain
    return [_without_tags(_decoded(leaf)) for leaf in leaves if leaf.content_type == "text/html"][:MAX_PARTS]


def _calendars(leaves: list[Part]) -> list[str]:
    calendars = [leaf for leaf in leaves if leaf.content_type in ("text/calendar", "application/ics")]
    return list(dict.fromkeys(_decoded(leaf) for leaf in calendars[:MAX_PARTS]))


def _decoded(leaf: Part) -> str:
    octets = leaf.decoded()[:MAX_PART]
    if leaf.content_type not in ("text/plain", "text/html"):
        octets = unfold(octets)
    return composed(decode_octets(octets, leaf.parameters.get("charset") or "utf-8")).replace("\r\n", "\n")


_UNSEEN = [
    *((re.compile(rf"<{name}\b", re.I), re.compile(rf"</{name}\b", re.I)) for name in ("head", "style", "script")),
    (re.compile("<!--"), re.compile("-->")),
]
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^<>]*>", re.I)


def _without_tags(text: str) -> str:
    for begins, ends in _UNSEEN:
        text = _without(text, begins, ends)
    text = re.sub(r"<[^<>]*>", "", _BREAKS.sub("\n", re.sub(r"\s+", " ", text)))
    return re.sub(r"\n\s*\n\s*", "\n\n", html.unescape(text))


def _without(text: str, begins: re.Pattern[str], ends: re.Pattern[str]) -> str:
    """Cut pieces out in linear time: each is looked at once, however many begin and never end."""
    kept, at = [], 0
    while begin := begins.search(text, at):
        kept.append(text[at : begin.start()])
        end = ends.search(text, begin.end())
        if end is None:
            return "".join(kept)
        at = end.start() if end[0].startswith("<") else end.end()
    return "".join([*kept, text[at:]])
