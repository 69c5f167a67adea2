"""Meetings as rows under their weeks. Pure: rows in, rows out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.meetings.addresses import meeting_url
from booking.meetings.turnout import Turnout
from booking.meetings.wording import meeting_place, meeting_tags, meeting_title, meeting_when, own_answer, turnout_text
from booking.models import Answer, KnownTo, Meeting, MeetingState
from booking.workdays import MONTHS, format_time, local
from config.ground.dates import current_language
from forums.models import Person
from forums.queries import today

SHOWN_OF_SERIES = 2


@dataclass
class Week:
    heading: str
    rows: list[dict[str, Any]] = field(default_factory=list)


def shorten_series(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Keep the next meetings of each series, and all single ones.

    `more_in_series` of the last one kept is how many are left out; the series' own page lists them.
    """
    kept: list[Meeting] = []
    of_series: dict[UUID, list[Meeting]] = {}
    for meeting in meetings:
        own = of_series.setdefault(meeting.series_id, []) if meeting.series_id else []
        own.append(meeting)
        if len(own) <= SHOWN_OF_SERIES:
            kept.append(meeting)
    for own in of_series.values():
        more = len(own) - SHOWN_OF_SERIES
        if more > 0:
            own[SHOWN_OF_SERIES - 1].more_in_series = more  # type: ignore[attr-defined]
    return kept


def by_week(meetings: Iterable[Meeting], person: Person, now: datetime.date) -> list[Week]:
    """Weeks that have a meeting, Monday first, each with its rows."""
    weeks: dict[datetime.date, Week] = {}
    for meeting in meetings:
        day = timezone.localdate(meeting.starts_at)
        monday = day - datetime.timedelta(days=day.weekday())
        weeks.setdefault(monday, Week(week_heading(monday, now))).rows.append(meeting_row(meeting, person))
    return list(weeks.values())


def week_heading(monday: datetime.date, today: datetime.date) -> str:
    """Vecka 49 · 30 november–6 december; the year only when it is another."""
    sunday = monday + datetime.timedelta(days=6)
    if monday <= today <= sunday:
        return _("Vecka %(week)d · denna vecka") % {"week": monday.isocalendar().week}
    months = MONTHS[current_language()]
    first = f"{monday.day} {months[monday.month - 1]}" if monday.month != sunday.month else f"{monday.day}"
    year = f" {sunday.year}" if sunday.year != today.year else ""
    last = f"{sunday.day} {months[sunday.month - 1]}{year}"
    return _("Vecka %(week)d · %(first)s–%(last)s") % {
        "week": monday.isocalendar().week,
        "first": first,
        "last": last,
    }


def meeting_row(meeting: Meeting, person: Person) -> dict[str, Any]:
    """The context of the tag `meeting_row`: the meeting, the person's own part in it, who comes."""
    tags = meeting_tags(meeting)
    own = getattr(meeting, "own_invitation", None)
    if hasattr(meeting, "is_held") and meeting.is_called:
        tags.append(held_tag(meeting.is_held))
    note = ""
    if meeting.caller_id == person.pk:
        note = _("Du har kallat")
    elif own is not None and own.answer == Answer.UNANSWERED:
        tags.append({"text": _("Du har inte svarat"), "color": "warning"})
    elif own is not None:
        note = own_answer(own.answer)
    more, later = getattr(meeting, "more_in_series", 0), ""
    if more:
        later = ngettext("%(n)d till i serien", "%(n)d till i serien", more) % {"n": more}
    day = day_parts(meeting.starts_at, meeting.ends_at)  # type: ignore[arg-type]
    if meeting.known_to != KnownTo.MOMENT:
        # an older year's file may know the day and not the time, or only the month
        day = rough_parts(meeting, day)
    turnout: Turnout = getattr(meeting, "turnout", Turnout())
    year = local(meeting.starts_at).year  # type: ignore[arg-type]
    return {
        **day,
        "year": str(year) if year != today().year else "",
        "when": meeting_when(meeting),
        "url": meeting_url(meeting.pk),
        "series_url": reverse("booking:series", args=[meeting.series_id]) if more else "",
        "title": meeting_title(meeting),
        "place": meeting_place(meeting),
        "tags": tags,
        "note": note,
        "later": later,
        "cancelled": meeting.state == MeetingState.CANCELLED,
        "answers": turnout_text(turnout),
        "coming": str(turnout.coming),
        "invited": str(turnout.called) if turnout.called else "",
    }


def occasion_rows(meetings: Iterable[Meeting], person: Person) -> list[dict[str, Any]]:
    """Rows of meetings of one and the same group, told apart by their days: the context of the tag `occasion_row`."""
    return [{**meeting_row(meeting, person), "title": meeting.title} for meeting in meetings]


def rough_parts(meeting: Meeting, day: dict[str, str]) -> dict[str, str]:
    if meeting.known_to == KnownTo.DAY:
        return day | {"time": ""}
    month = day["month"] if meeting.known_to == KnownTo.MONTH else ""
    return {"weekday": "", "day": "", "month": month, "time": ""}


def day_parts(starts_at: datetime.datetime, ends_at: datetime.datetime) -> dict[str, str]:
    """The day as on a calendar's leaf, and from when to when."""
    language = current_language()
    weekday, day, month = date_format(local(starts_at), "D j M" if language == "en" else "D j b").split()
    time = f"{format_time(starts_at, language)}–{format_time(ends_at, language)}"
    return {"weekday": weekday, "day": day, "month": month, "time": time}


def held_tag(is_held: bool) -> dict[str, str]:
    """A meeting that nobody has registered is not silently counted (domain rule 8)."""
    if is_held:
        return {"text": _("Genomfört"), "color": "success"}
    return {"text": _("Ej registrerat"), "color": "warning"}
