"""Dates and times as people write and read them. Pure: values in, values out."""

from __future__ import annotations

import datetime
import re
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

TIME_PATTERN = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[.:,]?(\d{2}))?")


def current_language() -> Literal["sv", "en"]:
    """The language that the page at hand is written in."""
    return "en" if get_language() == "en" else "sv"


def week_number(day: datetime.date) -> int:
    """The ISO week. 2026 has 53 of them, and the first days of January may belong to the year before."""
    return day.isocalendar().week


def echo_date(day: datetime.date) -> str:
    """The echo beside a date field, where the browser may use another language: "tis 8 dec 2026, v. 50"."""
    written = date_format(day, "D j M Y" if current_language() == "en" else "D j b Y")
    return _("%(day)s, v. %(week)d") % {"day": written, "week": week_number(day)}


def parse_date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        return None


def normalise_time(text: str) -> str:
    """Normalise "9", "9.00", "09:00", "0900" and "kl. 9,30" to "09.00". What is no time comes back as it was."""
    match = TIME_PATTERN.fullmatch(text.strip().lower())
    if match is None:
        return text
    hour, minute = match.groups()
    return f"{int(hour):02d}.{minute or '00'}"
