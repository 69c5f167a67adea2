"""Structured logs: one JSON line for each event. Ids may stand there; addresses, tokens and identity numbers not."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from django.http import HttpRequest

PERSONAL = re.compile(
    r"(?P<id>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)"
    r"|(?P<adress>[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*)"
    r"|(?P<nummer>(?<!\d)(?:1[89]|20)?\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])\s?[-+–]?\s?\d{4}(?!\d))"
    r"|(?P<hemlighet>(?<=/svar/)[\w-]{20,}|(?<=/kalender/)[\w-]{20,}|\b(?=[\w-]*\d)[\w-]{32,})",
    re.IGNORECASE,
)
STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def hide_personal(text: str) -> str:
    """Redact what must not be logged as [adress], [nummer] or [hemlighet]; ids are left."""
    return PERSONAL.sub(lambda found: found[0] if found.lastgroup == "id" else f"[{found.lastgroup}]", text)


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in STANDARD},
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps({key: _clean(value) for key, value in line.items()}, ensure_ascii=False)


def _clean(value: object) -> object:
    # Django puts the request on its records: the path is what a reader needs; what was searched for stays out
    if isinstance(value, HttpRequest):
        value = f"{value.method} {value.path}"
    return value if value is None or isinstance(value, bool | int | float) else hide_personal(str(value))
