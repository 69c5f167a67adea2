"""The first page: what waits to be done, and the meetings ahead."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from booking.meetings.access import delegations_to_decide, proposals_to_decide, unassigned_invitations
from booking.meetings.forms.calling import choice_key, label
from booking.meetings.listing import by_week, shorten_series
from booking.meetings.queries import (
    for_list,
    is_coming,
    is_unregistered,
    joint_days_ahead,
    open_meetings,
    where_any,
    with_answers,
    with_who_declined,
)
from booking.meetings.take_over import meetings_to_take_over
from booking.meetings.to_do import WAITS, in_groups, to_do
from booking.models import MeetingState
from config.ground.requests import PersonRequest
from forums.access import CallChoice, call_choices, templates_to_call
from forums.models import Person
from forums.queries import today
from forums.standing import standing_of

SHORTCUTS = 6


@login_required
def show(request: PersonRequest) -> HttpResponse:
    now = timezone.now()
    mine = open_meetings(request.user, now)
    coming = with_answers([meeting for meeting in mine if is_coming(meeting, now)], request.user)
    known = {meeting.pk for meeting in coming}
    joint = [day for day in joint_days_ahead(standing_of(request.user).coordinated, now) if day.pk not in known]
    shown = sorted([*coming, *with_answers(joint, request.user)], key=lambda each: each.starts_at or now)
    tasks = to_do(
        person=request.user,
        coming=coming,
        unassigned=where_any(unassigned_invitations(request.user)),
        unregistered=[each for each in mine if each.caller_id == request.user.pk and is_unregistered(each, now)],
        orphans=where_any(for_list(meetings_to_take_over(request.user), "calling_unit__name")),
        drafts=[meeting for meeting in mine if meeting.state == MeetingState.DRAFT],
        declined=with_who_declined(coming),
        proposals=where_any(proposals_to_decide(request.user)),
        delegations=where_any(delegations_to_decide(request.user)),
    )
    shortcuts = call_shortcuts(request.user)
    groups = in_groups(tasks, show_all="alla" in request.GET)
    # what waits for everybody needs no heading of its own
    has_headings = [group.key for group in groups] not in ([], [WAITS])
    context = {
        "tasks": tasks,
        "groups": groups,
        "has_headings": has_headings,
        "task_level": "4" if has_headings else "3",
        "weeks": by_week(shorten_series(shown), request.user, today()),
        "may_call": bool(shortcuts),
        "shortcuts": [{"name": label(each), "key": choice_key(each), "area": each.template.area} for each in shortcuts],
        "coordinates": bool(standing_of(request.user).coordinated),
        "has_several_areas": len({each.template.area_id for each in shortcuts}) > 1,
    }
    return render(request, "booking/meetings/my_meetings.html", context)


def call_shortcuts(person: Person) -> list[CallChoice]:
    """What is called most: meetings about a person; for who has none of those (a coordinator) the groups first."""
    cases = [CallChoice(template) for template in templates_to_call(person) if template.is_individual]
    choices = cases or sorted(call_choices(person), key=lambda choice: choice.forum is None)
    return choices[:SHORTCUTS]
