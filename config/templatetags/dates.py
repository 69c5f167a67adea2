"""How templates write times: always with weekday and week, on a Swedish clock."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from booking.workdays import Language, format_date, format_week, format_weekday, format_when

register = template.Library()


def current_language() -> Language:
    return "en" if get_language() == "en" else "sv"


@register.filter
def when(starts_at: datetime | None, ends_at: datetime) -> str:
    """{{ meeting.starts_at|when:meeting.ends_at }}: torsdag 12 november 2026 kl. 09.00–10.30 (v. 46)"""
    return format_when(starts_at, ends_at, current_language()) if starts_at else ""


@register.filter
def day(value: date | None) -> str:
    """{{ answer_by|day }}: torsdag 12 november 2026 (v. 46)"""
    if not value:
        return ""
    language = current_language()
    words = {"day": f"{format_weekday(value, language)} {format_date(value, language)}", "week": format_week(value)}
    return _("%(day)s (v. %(week)s)") % words
