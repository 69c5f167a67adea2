"""A group's page: who sits in it, its meetings against the year's plan, calling it, and giving a seat to another."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.meetings.access import visible_meetings
from booking.meetings.actions.calling import create_draft
from booking.meetings.forms.refused import refusals_to
from booking.meetings.listing import by_week
from booking.meetings.queries import absent_parties, meetings_of_forum, year_of_forum
from booking.meetings.views.pages import show_form
from booking.staffing.group_forms import ReplaceForm
from config.ground.errors import RuleError
from forums.access import access_forum, can_arrange_forum, can_call, require
from forums.actions.groups import set_calls_delegates
from forums.holes import holes_of
from forums.models import Person
from forums.queries import members_of, template_of_forum, today


@login_required
def show(request, pk):
    forum = access_forum(request.user, pk)
    template = template_of_forum(forum)
    arranges = can_arrange_forum(request.user, forum)
    meetings = meetings_of_forum(forum, request.user)
    open_to_them = set(visible_meetings(request.user).filter(forum=forum).values_list("pk", flat=True))
    context = {
        "forum": forum,
        "template": template,
        "members": members_of(forum, today()),
        "may_arrange": arranges,
        "declines": forum.declines.select_related("party", "unit"),
        "may_call": template is not None and can_call(request.user, template, forum),
        "holes": shown_holes(forum) if arranges else [],
        "convener_role": forum.federation.role_name(forum.convener_role),
        "year": year_of_forum(forum, today().year),
        "coming": by_week([m for m in meetings["coming"] if m.pk in open_to_them], request.user, today()),
        "earlier": by_week([m for m in meetings["earlier"] if m.pk in open_to_them], request.user, today()),
        "may_see_meetings": arranges or bool(open_to_them),
        "request_key": uuid.uuid4(),
    }
    return render(request, "booking/staffing/forum.html", context)


def shown_holes(forum):
    """What is missing, and which parties have stayed away three times running."""
    absent = [_("%(party)s har uteblivit tre gånger i rad.") % {"party": party} for party in absent_parties(forum)]
    return [*holes_of([forum]).get(forum.pk, []), *absent]


@login_required
@require_POST
def call(request, pk):
    """From the group to a draft with its members seated; ten posts of one page are one draft."""
    forum = access_forum(request.user, pk)
    template = template_of_forum(forum)
    require(template is not None and can_call(request.user, template, forum))
    key = request.POST.get("request_key", "")[:36]
    try:
        draft = create_draft(
            by=request.user, template=template, forum=forum, request_key=f"{key}:{forum.pk}" if key else ""
        )
    except RuleError as refusal:
        messages.error(request, refusal.message)
        return redirect("booking:forum", pk)
    return redirect("booking:call-parties", draft.pk)


@login_required
@require_POST
def set_delegates(request, pk):
    forum = access_forum(request.user, pk)
    set_calls_delegates(forum, request.POST.get("pa") == "1", by=request.user)
    messages.success(request, _("Inställningen är sparad."))
    return redirect("booking:forum", pk)


@login_required
def replace(request, pk, seat):
    forum = access_forum(request.user, pk)
    require(can_arrange_forum(request.user, forum))
    membership = get_object_or_404(members_of(forum, today()), pk=seat)
    form = ReplaceForm(request.POST or None, people=colleagues(membership))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(membership, request.user)
        if not form.errors:
            name = {"name": form.cleaned_data["person"]}
            messages.success(request, _("%(name)s tar över platsen. Kommande möten följer med.") % name)
            return redirect("booking:forum", pk)
    return show_form(request, "booking/staffing/replace_member.html", form, {"forum": forum, "membership": membership})


def colleagues(membership):
    """Candidates for the seat: those who work at the unit, or anywhere at the party when the seat has no unit."""
    people = Person.objects.filter(is_active=True).exclude(pk=membership.person_id)
    if membership.unit_id is not None:
        return people.filter(placements__unit=membership.unit_id, placements__ends_on=None).distinct()
    return people.filter(placements__unit__party=membership.party_id, placements__ends_on=None).distinct()
