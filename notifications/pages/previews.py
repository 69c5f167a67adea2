"""What will be told, shown before it is done: the mails of a call, and of every change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from booking.changes import CHANGES
from booking.meetings.access import access_to_change
from booking.meetings.changes.base import Change
from booking.meetings.forms.refused import refusals_to
from booking.meetings.wording import meeting_title
from booking.models import Meeting, MeetingState
from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from notifications.notices import by_hand
from notifications.outbox.bell import ring_delivery
from notifications.pages.preview import Planned, Preview, preview_call, preview_changes, same_texts
from notifications.pages.wording import effect_lines, receivers_text
from notifications.telling.texts import MeetingWords


@login_required
def meeting_preview(request: PersonRequest, pk: UUID) -> HttpResponse:
    """The exact mails that sending this draft would send: a page, or with htmx a part of the caller's own."""
    meeting = access_to_change(request.user, pk)
    context = {"meeting": meeting, "title": meeting_title(meeting), **call_context(meeting, request)}
    part = "#mails" if getattr(request, "htmx", False) else ""
    return render(request, f"notifications/pages/meeting_preview.html{part}", context)


def call_context(meeting: Meeting, request: PersonRequest) -> dict[str, Any]:
    if meeting.state != MeetingState.DRAFT:
        return {"refusal": _("Mötet är redan kallat. Vad som är skickat ser du under Skickat.")}
    try:
        planned = preview_call(meeting, by=request.user)
    except RuleError as refusal:
        return {"refusal": refusal.message}
    return {**mails_context(meeting, planned, request), "is_call": True}


def mails_context(meeting: Meeting, planned: list[Planned], request: PersonRequest) -> dict[str, Any]:
    own = request.user.email
    # a copy of one's own, in words of its own: that there is one is said, and the others' text is what one checks
    others = [mail for mail in planned if mail.address != own]
    return {
        "sender": MeetingWords(meeting).sender_name,
        "count": receivers_text(len({mail.address for mail in others})),
        "includes_own": any(mail.address == own for mail in planned),
        "mails": same_texts(others or planned),
        "no_mail": meeting.no_mail,
    }


@login_required
@require_POST
def change_preview(request: PersonRequest) -> HttpResponse:
    """Between a form and its change: who will be told what. Nothing is kept until the button there is pressed.

    Of meetings that the reader may not see (a coordinator has no individual cases: domain rule 4) only the number is
    said.
    """
    change = posted_change(request)
    if elsewhere := change.instead_url():
        return redirect(elsewhere)
    reached = list(change.reaches())
    seen = change.may_be_shown(reached)
    preview = preview_of(change, [meeting for meeting in reached if meeting.pk in seen])
    if preview is None:
        return change.show(request)
    return show_proposal(request, change, preview, [meeting for meeting in reached if meeting.pk not in seen])


def posted_change(request: PersonRequest) -> Change:
    kind = CHANGES.get(request.POST.get("change", ""))
    if kind is None:
        raise Http404
    return kind(request.user, kind.posted_ids(request.POST), request.POST)


def preview_of(change: Change, shown: Sequence[Meeting]) -> Preview | None:
    """The mails about the meetings that may be shown; None when something in the form has to be mended."""
    preview = None
    if change.form.is_valid():
        with refusals_to(change.form):
            preview = preview_changes(shown, change.apply)
    return preview


def effects_of(planned: list[Planned], unseen: Sequence[Meeting], own_address: str) -> list[str]:
    """Who is told what. Where the reader may not see all meetings that are reached, nobody is said to be the last."""
    lines = effect_lines(planned, own_address=own_address)
    if not unseen:
        return lines
    about_persons = sum(meeting.is_individual for meeting in unseen)
    others = len(unseen) - about_persons
    others_told = [
        ngettext(
            "%(n)d möte om en enskild berörs. Vilka som får besked där ser du inte.",
            "%(n)d möten om enskilda berörs. Vilka som får besked där ser du inte.",
            about_persons,
        )
        % {"n": about_persons},
        ngettext(
            "%(n)d annat möte berörs. Vilka som får besked där ser du inte.",
            "%(n)d andra möten berörs. Vilka som får besked där ser du inte.",
            others,
        )
        % {"n": others},
    ]
    return [*lines[:-1], *(text for text, count in zip(others_told, (about_persons, others), strict=True) if count)]


def show_proposal(request: PersonRequest, change: Change, preview: Preview, unseen: Sequence[Meeting]) -> HttpResponse:
    given = ("csrfmiddlewaretoken", *(name for name, _value in change.hidden()))
    context = {
        "proposal": change,
        "changes_nothing": not change.has_changed,
        "effects": effects_of(preview.planned, unseen, request.user.email or ""),
        "hidden": [(name, value) for name, values in request.POST.lists() for value in values if name not in given],
        **(mails_context(preview.meeting, preview.planned, request) if preview.meeting else {}),
    }
    return render(request, "notifications/pages/change_preview.html", context)


@login_required
@require_POST
def remind_unanswered(request: PersonRequest, pk: UUID) -> HttpResponse:
    meeting = access_to_change(request.user, pk)
    try:
        count = by_hand.remind_unanswered(meeting, by=request.user)
    except RuleError as refusal:
        messages.error(request, refusal.message)
        return redirect("booking:meeting", pk)
    ring_delivery()
    sent = ngettext(
        "Påminnelsen är skickad till %(n)d person.", "Påminnelsen är skickad till %(n)d personer.", count
    ) % {"n": count}
    messages.success(request, sent if count else _("Ingen påminnelse behövs: alla har svarat, eller har nyss fått en."))
    return redirect("booking:meeting", pk)
