"""How templates write times: always with weekday and week, on a Swedish clock, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.translation import gettext as _

from booking.meetings.wording import day_text
from booking.workdays import format_time, format_when, local
from config.ground.dates import current_language

register = template.Library()


@register.filter
def when(starts_at: datetime | None, ends_at: datetime) -> str:
    """{{ meeting.starts_at|when:meeting.ends_at }}: torsdag 12 november 2026 kl. 09.00–10.30 (v. 46)"""
    return format_when(starts_at, ends_at, current_language()) if starts_at else ""


@register.filter
def day(value: date | None) -> str:
    """{{ answer_by|day }}: torsdag 12 november 2026 (v. 46)"""
    if not value:
        return ""
    return day_text(value)


@register.filter
def until(first: date, last: date | None) -> str:
    """{{ place.starts_on|until:place.ends_on }}: 2026-01-01–2026-12-31, or "från 2026-01-01" without an end"""
    return f"{first:%Y-%m-%d}–{last:%Y-%m-%d}" if last else _("från %(day)s") % {"day": first}


@register.filter
def clock(value: datetime | None) -> str:
    """{{ meeting.starts_at|clock }}: 09.00"""
    return format_time(value, current_language()) if value else ""


@register.filter
def stamp(value: datetime | None) -> str:
    """{{ message.sent_at|stamp }}: 2026-11-12 09.00"""
    return f"{local(value):%Y-%m-%d} {clock(value)}" if value else ""
