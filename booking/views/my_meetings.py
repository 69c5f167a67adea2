"""The first page: what waits to be done, and the meetings ahead."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render

from booking.access import (
    delegations_to_decide,
    meetings_to_take_over,
    proposals_to_decide,
    unassigned_invitations,
)
from booking.listing import by_week, shorten_series
from booking.queries import coming_meetings, drafts_of, earlier_meetings, unregistered_meetings
from booking.to_do import to_do
from forums.access import call_choices
from forums.queries import today

PER_PAGE = 20


@login_required
def show(request):
    if request.GET.get("visa") == "tidigare":
        return show_earlier(request)
    coming = list(coming_meetings(request.user))
    tasks = to_do(
        person=request.user,
        coming=coming,
        unassigned=unassigned_invitations(request.user),
        unregistered=unregistered_meetings(request.user),
        orphans=meetings_to_take_over(request.user),
        drafts=drafts_of(request.user),
        proposals=proposals_to_decide(request.user),
        delegations=delegations_to_decide(request.user),
    )
    choices = call_choices(request.user)
    shortcuts = [choice for choice in choices if choice.template.is_individual][:6]
    context = {
        "tasks": tasks,
        "weeks": by_week(shorten_series(coming), request.user, today()),
        "may_call": bool(choices),
        "shortcuts": shortcuts,
        "has_several_areas": len({choice.template.area_id for choice in shortcuts}) > 1,
    }
    return render(request, "booking/my_meetings.html", context)


def show_earlier(request):
    page = Paginator(earlier_meetings(request.user), PER_PAGE).get_page(request.GET.get("sida"))
    context = {"page": page, "weeks": by_week(page, request.user, today())}
    return render(request, "booking/earlier_meetings.html", context)
