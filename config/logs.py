"""One JSON line for each event. Ids may stand there; addresses, tokens and identity numbers may not."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from django.http import HttpRequest

# Both patterns take time in proportion to the text: a run of signs is begun once, and looked through once
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+(@[\w-]+(?:\.[\w-]+)*)?")
PERSONAL = re.compile(
    r"(?P<id>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)"
    r"|(?P<nummer>(?<!\d)(?:1[89]|20)?\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])\s?[-+–]?\s?\d{4}(?!\d))"
    r"|(?P<telefon>(?<![\w.])(?:\+46|0046|0)(?:[ /-]?\d){7,11}(?!\d))"
    r"|(?P<hemlighet>(?<=/svar/)[\w-]{20,}|(?<=/kalender/)[\w-]{20,})"
    r"|(?P<ord>(?<![\w-])[\w-]{32,})",
    re.IGNORECASE,
)
# what a path, a host or an event may take of a line, and what a traceback may
LONGEST, LONGEST_TRACE = 300, 20_000
STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def hide_personal(text: str) -> str:
    """The text with [adress], [nummer], [telefon] or [hemlighet] in place of what must not be logged; ids are left.

    Linear in the length of the text: what is logged was often written by a stranger.
    """
    without = ADDRESS.sub(lambda run: "[adress]" if run[1] else run[0], text)
    return PERSONAL.sub(_hidden, without)


def _hidden(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind == "ord":
        # a long word is a token when it has a digit
        return "[hemlighet]" if any(sign.isdigit() for sign in found[0]) else found[0]
    return found[0] if kind == "id" else f"[{kind}]"


def described(request: HttpRequest) -> str:
    """The method and the path of a request, without its query: what somebody searched for is nobody's business."""
    return f"{request.method} {request.path}"


class JsonFormatter(logging.Formatter):
    """A formatter that writes a record as one line of JSON, cut to a bounded length and without personal data."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _clean(record.getMessage()),
            **{key: _clean(value) for key, value in vars(record).items() if key not in STANDARD},
        }
        if record.exc_info:
            line["trace"] = _trace(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _trace(text: str) -> str:
    """A traceback, each of its lines cut: the last one repeats the message."""
    return "\n".join(str(_clean(line)) for line in text[:LONGEST_TRACE].splitlines())


def _clean(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    # Django puts the request on its records
    text = described(value) if isinstance(value, HttpRequest) else str(value)
    # hidden before it is cut: half a number is still somebody's
    hidden = hide_personal(text[:LONGEST_TRACE])
    return hidden if len(hidden) <= LONGEST else f"{hidden[:LONGEST]}…"
