"""How figures are written: on the page and wherever else people read them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.statistics.measures import Share
from booking.workdays import MONTHS, format_date, format_time, local
from config.ground.dates import current_language

PERIOD_FIELDS = {"ar": "year", "1": "first", "2": "second"}


def written(value: Any) -> Any:
    """A number as it stands, and in words what nobody knows. Never 0 for that."""
    if value is None:
        return _("uppgift saknas")
    if isinstance(value, float):
        return f"{value:g}" if current_language() == "en" else f"{value:g}".replace(".", ",")
    return value


def written_share(share: Share | None) -> str:
    """A percentage never stands without its numbers: "83 % (38 av 46)"."""
    if share is None or share.percent is None:
        return _("uppgift saknas")
    numbers = {"percent": share.percent, "part": share.part, "whole": share.whole}
    return _("%(percent)d %% (%(part)d av %(whole)d)") % numbers


def percent(share: Share | None) -> str:
    if share is None or share.percent is None:
        return _("uppgift saknas")
    return _("%(percent)d %%") % {"percent": share.percent}


def period_name(year: int, period: str, today: datetime.date) -> str:
    """The first and last day of a period; one that is going on ends today."""
    months = {"ar": (1, 12), "1": (1, 6), "2": (7, 12)}[period]
    first = datetime.date(year, months[0], 1)
    last = datetime.date(year, months[1], 30 if months[1] == 6 else 31)
    if first <= today < last:
        last = today
    language = current_language()
    month = MONTHS[language][first.month - 1]
    span = {"first": f"{first.day} {month}", "last": format_date(last, language)}
    return _("%(first)s–%(last)s") % span


def as_of(moment: datetime.datetime) -> str:
    day = local(moment)
    language = current_language()
    words = {"day": format_date(day, language).rpartition(" ")[0], "time": format_time(moment, language)}
    return _("Uppdaterad %(day)s kl. %(time)s.") % words


def period_label(period: str, year: int | None, *, always_year: bool = False) -> str:
    """The head of a column: "Första halvåret", with the year where years stand beside each other."""
    name = {"year": _("Hela året"), "first": _("Första halvåret"), "second": _("Andra halvåret")}[period]
    if not always_year or year is None:
        return name
    return str(year) if period == "year" else f"{name} {year}"


def days_before(days: float) -> str:
    """14 arbetsdagar"""
    return ngettext("%(days)s arbetsdag", "%(days)s arbetsdagar", 1 if days == 1 else 2) % {"days": written(days)}


def names_of(names: Sequence[str]) -> str:
    """Aneby, Eksjö och Tranås"""
    if len(names) < 2:
        return "".join(names)
    return _("%(others)s och %(last)s") % {"others": ", ".join(names[:-1]), "last": names[-1]}


def unknown_note(missing: int) -> str:
    """How many meetings a figure does not cover."""
    if not missing:
        return ""
    note = ngettext("Uppgift saknas för %(number)d möte.", "Uppgift saknas för %(number)d möten.", missing)
    return note % {"number": missing}
