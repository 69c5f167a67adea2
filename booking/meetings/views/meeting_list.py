"""One's own meetings, by search and filter: as a list, a week or a month. What is shown stands in the address."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from booking.meetings.finding import Wanted, as_rows, find_meetings
from booking.meetings.forms.finding import FindForm
from booking.meetings.listing import by_week, week_heading
from booking.meetings.month import clean_day, month_grid, month_name, month_of, week_days, week_of, weekday_names
from config.ground.requests import PersonRequest
from forums.queries import today

PER_PAGE = 20
LIST, WEEK, MONTH = "lista", "vecka", "manad"
ONE_DAY = datetime.timedelta(days=1)


@login_required
def show(request: PersonRequest) -> HttpResponse:
    view = request.GET.get("vy", LIST)
    view = view if view in (LIST, WEEK, MONTH) else LIST
    form = FindForm(request.GET, person=request.user, in_calendar=view != LIST)
    form.is_valid()
    shown = {LIST: list_of, WEEK: week_page, MONTH: month_page}[view](request, form)
    context = {"form": form, "view": view, "tabs": view_tabs(request, view), **shown}
    return render(request, "booking/meetings/meeting_list.html", context, status=422 if form.errors else 200)


def list_of(request: PersonRequest, form: FindForm) -> dict[str, Any]:
    wanted = form.wanted()
    page = Paginator(find_meetings(request.user, wanted), PER_PAGE).get_page(request.GET.get("sida"))
    weeks = by_week(as_rows(page, request.user), request.user, today())
    return {"page": page, "weeks": weeks, "is_filtered": wanted != Wanted(when=wanted.when)}


def week_page(request: PersonRequest, form: FindForm) -> dict[str, Any]:
    first, last = week_of(clean_day(request.GET.get("dag", ""), today()))
    found = find_meetings(request.user, form.wanted((first, last))).order_by("starts_at", "id")
    days = week_days(as_rows(found, request.user), first, request.user, today())
    return {"period": week_heading(first, today()), "days": days, **around(request, first, last)}


def month_page(request: PersonRequest, form: FindForm) -> dict[str, Any]:
    first, last = month_of(clean_day(request.GET.get("dag", ""), today()))
    found = find_meetings(request.user, form.wanted((first, last))).order_by("starts_at", "id")
    grid = month_grid(found, first, today())
    return {
        "period": month_name(first),
        "grid": grid,
        "is_empty": all(week.is_empty for week in grid),
        "weekdays": weekday_names(),
        **around(request, first, last),
    }


def around(request: PersonRequest, first: datetime.date, last: datetime.date) -> dict[str, Any]:
    """Links to the period before, the one of today, and the next one."""
    return {
        "day": first.isoformat(),
        "before": address(request, dag=(first - ONE_DAY).isoformat()),
        "now": "" if first <= today() <= last else address(request, dag=None),
        "after": address(request, dag=(last + ONE_DAY).isoformat()),
    }


def view_tabs(request: PersonRequest, current: str) -> list[dict[str, str]]:
    """The same search seen in another way."""
    labels = {LIST: _("Lista"), WEEK: _("Vecka"), MONTH: _("Månad")}
    return [
        {
            "label": label,
            "url": address(request, vy=view if view != LIST else None, sida=None),
            "current": "page" if view == current else "",
        }
        for view, label in labels.items()
    ]


def address(request: PersonRequest, **changes: str | None) -> str:
    """This page's address with something in it changed, or taken out (None)."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"
