"""A meeting's own page, one's own answer to it, and the call that follows on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.meetings.access import access_meeting, access_own_seat, access_to_change
from booking.meetings.actions.calling import create_draft
from booking.meetings.actions.changing import go_ahead
from booking.meetings.actions.follow_ups import drop_follow_up
from booking.meetings.actions.taking_back import named_colleague, take_back_colleague
from booking.meetings.chains import templates_after
from booking.meetings.forms.answers import AnswerForm, SubstituteForm
from booking.meetings.forms.refused import refusals_to
from booking.meetings.queries import live_invitations
from booking.meetings.views.meeting_page import colleague_context, next_context, page_context
from booking.meetings.views.pages import show_form
from booking.models import Invitation, InvitationState, MeetingState
from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from forums.access import require


@login_required
def show(request: PersonRequest, pk: UUID, form: AnswerForm | None = None) -> HttpResponse:
    meeting = access_meeting(request.user, pk)
    if meeting.state == MeetingState.DRAFT:
        return redirect("booking:call-parties" if meeting.starts_at is None else "booking:call-review", meeting.pk)
    context = page_context(meeting, request.user)
    own = context["own"]
    form = form or (AnswerForm(invitation=own) if own else None)
    status = 422 if form is not None and form.errors else 200
    return render(request, "booking/meetings/meeting.html", {**context, "form": form}, status=status)


@login_required
@require_POST
def answer(request: PersonRequest, pk: UUID) -> HttpResponse:
    own = own_invitation(request, pk)
    form = AnswerForm(request.POST, invitation=own)
    if form.is_valid():
        with refusals_to(form):
            form.apply(own)
    if form.errors:
        return show(request, pk, form)
    written = form.cleaned_data.get("comment")
    said = _("Den som kallade läser: ”%(text)s”") % {"text": written} if written else ""
    thanks = _("Tack, ditt svar är sparat.")
    messages.success(request, f"{thanks} {said}".strip())
    return redirect("booking:meeting", pk)


@login_required
def substitute(request: PersonRequest, pk: UUID) -> HttpResponse:
    """A colleague instead or along; who has named one sees whom, and takes it back until the colleague has answered."""
    own = own_seat(request, pk)
    context = {"meeting": own.meeting, "own": own, **colleague_context(own)}
    if "ta_tillbaka" in request.POST:
        return take_back(request, own, context)
    if not own.is_live:
        return render(request, "booking/meetings/substitute.html", context)
    form = SubstituteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(own)
        if not form.errors:
            who = {"name": form.cleaned_data["name"], "email": form.cleaned_data["email"]}
            messages.success(request, _("Tack. Din ersättare är kallad: %(name)s, %(email)s.") % who)
            own.refresh_from_db()
            return redirect("booking:meeting" if own.is_live else "booking:name-substitute", pk)
    return show_form(request, "booking/meetings/substitute.html", form, context)


def take_back(request: PersonRequest, own: Invitation, context: dict[str, Any]) -> HttpResponse:
    try:
        take_back_colleague(own)
    except RuleError as refusal:
        shown = {**context, "error": refusal.message}
        return render(request, "booking/meetings/substitute.html", shown, status=422)
    messages.success(request, _("Kallelsen till din kollega är tillbakatagen."))
    return redirect("booking:meeting", own.meeting_id)


def own_seat(request: PersonRequest, pk: UUID) -> Invitation:
    """One's own live call, else the one that was handed over to a colleague who still has it."""
    seats = Invitation.objects.filter(meeting=pk, person=request.user)
    handed = seats.filter(state=InvitationState.REPLACED).order_by("ended_at").last()
    if handed is not None and not seats.filter(state=InvitationState.LIVE).exists():
        seat = access_own_seat(request.user, handed.pk)
        if named_colleague(seat) is not None:
            return seat
    return own_invitation(request, pk)


def own_invitation(request: PersonRequest, pk: UUID) -> Invitation:
    """One's own live call; the caller of a group's meeting may have none."""
    meeting = access_meeting(request.user, pk)
    require(meeting.state != MeetingState.DRAFT)
    invitation = get_object_or_404(live_invitations(meeting), person=request.user)
    invitation.meeting = meeting
    return invitation


@login_required
@require_POST
def goes_ahead(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One click: they meet although somebody cannot come."""
    try:
        go_ahead(access_to_change(request.user, pk), by=request.user)
    except RuleError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Mötet blir av som planerat. Ingen får mejl om det."))
    return redirect("booking:meeting", pk)


@login_required
def call_next(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One click from a meeting to the draft of the one that follows on it; a mail leads to the page with the click."""
    meeting = access_to_change(request.user, pk)
    templates = templates_after(meeting, request.user)
    if request.method != "POST" and not templates:
        return redirect("booking:meeting", pk)
    if request.method != "POST":
        return render(request, "booking/meetings/call_next.html", next_context(meeting, templates))
    template = next((t for t in templates if str(t.pk) == request.POST.get("mall")), None)
    require(template is not None)
    assert template is not None
    # pressed twice it is one draft; another one once that has been called
    called = meeting.following.filter(template=template).exclude(state=MeetingState.DRAFT).count()
    key = f"{meeting.pk}:{template.pk}:{called}"
    try:
        draft = create_draft(by=request.user, template=template, previous=meeting, request_key=key)
    except RuleError as refusal:
        messages.error(request, refusal.message)
        return redirect("booking:meeting", pk)
    return redirect("booking:call-parties", draft.pk)


@login_required
@require_POST
def drop(request: PersonRequest, pk: UUID) -> HttpResponse:
    """No follow-up is needed after all."""
    meeting = access_to_change(request.user, pk)
    drop_follow_up(meeting, by=request.user)
    messages.success(request, _("Uppföljningen är borttagen. Ingen får mejl."))
    return redirect("booking:meeting", pk)
