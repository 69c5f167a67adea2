"""The call, page by page: which meeting, whom, consent, when and where, review. Each page saves the draft."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.meetings.access import access_to_change, own_draft
from booking.meetings.actions.calling import call_meeting, discard_draft, last_day_to_answer
from booking.meetings.actions.coming_along import coming_along
from booking.meetings.actions.lengths import length_remarks
from booking.meetings.actions.rules import call_refusals, call_warnings
from booking.meetings.actions.seats import add_invitation
from booking.meetings.candidates import guests_among
from booking.meetings.checklists import checklist_of, forms_line
from booking.meetings.forms.calling import CallForm, draft_key
from booking.meetings.forms.consent import ConsentGivenForm
from booking.meetings.forms.guide import GuideForm
from booking.meetings.forms.meetings import RemoveForm
from booking.meetings.forms.parties import GuestForm, OutsiderForm, PartiesForm
from booking.meetings.forms.refused import refusals_to
from booking.meetings.forms.times import SlotForm, TimeForm
from booking.meetings.queries import live_invitations
from booking.meetings.review import refusal_links, summary_rows, what_happens_now
from booking.meetings.scopes import choose_scope, latest_area, scopes_of
from booking.meetings.steps import next_step, step_context
from booking.meetings.views.pages import show_form
from booking.meetings.wording import meeting_when
from booking.models import Meeting, MeetingState
from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from forums.access import call_choices, require, visible_persons, visible_units
from forums.models import Unit
from forums.queries import units_of

SEAT_REFUSALS = {"nobody_called", "too_few_parties", "required_party_missing"}


def draft_page(view: Callable[[PersonRequest, Meeting], HttpResponse]) -> Callable[..., HttpResponse]:
    """For whoever may change the draft. One that has been called goes on to its own page, so ten posts end alike."""

    @login_required
    @wraps(view)
    def show(request: PersonRequest, pk: UUID) -> HttpResponse:
        meeting = access_to_change(request.user, pk)
        if meeting.state == MeetingState.DRAFT:
            return view(request, meeting)
        was_sent_again = request.method == "POST" and meeting.is_called
        return redirect("booking:call-sent" if was_sent_again else "booking:meeting", meeting.pk)

    return show


@login_required
def start(request: PersonRequest) -> HttpResponse:
    choices = call_choices(request.user)
    scopes = scopes_of(choices)
    earlier = own_draft(request.user, request.GET.get("utkast", ""))
    chosen = draft_key(earlier) if earlier else request.GET.get("mall", "")
    scope = choose_scope(scopes, {**request.GET.dict(), "mall": chosen}, latest_area(request.user))
    guide = GuideForm(request.GET)
    advice = guide.advice(scope.choices if scope else [])
    form = CallForm(
        request.POST or None,
        choices=scope.choices if scope else [],
        units=list(units_of(request.user).filter(areas=scope.area)) if scope and scope.area else [],
        initial={"choice": advice.get("key") or chosen, "unit": earlier.calling_unit if earlier else None},
    )
    if request.method == "POST" and form.is_valid():
        draft = earlier if earlier and form.chooses(earlier) else None
        if draft is None:
            with refusals_to(form):
                draft = form.make_draft(request.user, earlier)
            if draft is not None and earlier is not None:
                discard_draft(earlier, by=request.user)
        if draft is not None:
            seat_wanted_unit(request, draft)
            return redirect("booking:call-parties", draft.pk)
    context: dict[str, Any] = {"scopes": scopes, "scope": scope, "guide": guide, "advice": advice, "earlier": earlier}
    context |= {"unit": wanted_unit(request), **step_context(earlier, "type")}
    return show_form(request, "booking/meetings/call_start.html", form, context)


def wanted_unit(request: PersonRequest) -> Unit | None:
    """The unit that a link from Vägen in has chosen beforehand."""
    pk = request.GET.get("enhet", "")
    return visible_units(request.user).filter(pk=pk).first() if pk.isdecimal() and len(pk) < 10 else None


def seat_wanted_unit(request: PersonRequest, draft: Meeting) -> None:
    """Seat that unit in the new draft; what stands against it is said, and others can be chosen on the next page."""
    unit = wanted_unit(request)
    if unit is None:
        return
    try:
        add_invitation(draft, by=request.user, unit=unit)
    except RuleError as refusal:
        messages.info(request, refusal.message)


@draft_page
def parties(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    if meeting.forum_id is not None:
        return members(request, meeting)
    form = PartiesForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(meeting, request.user)
        if not form.errors:
            return after_parties(request, meeting, form)
    return show_parties(request, meeting, form)


def after_parties(request: PersonRequest, meeting: Meeting, form: PartiesForm) -> HttpResponse:
    """The choice is saved: find more people, leave it, or go on when enough parties are there."""
    meeting.refresh_from_db()
    form = PartiesForm(fresh(request.POST, meeting), meeting=meeting)
    if form.asked is not None:
        return show_parties(request, meeting, form)
    if "utkast" in request.POST:
        return leave_draft(request)
    if "utanfor" in request.POST:
        party = urlencode({"part": request.POST["utanfor"]})
        return redirect(f"{reverse('booking:call-outsider', args=[meeting.pk])}?{party}")
    form.add_refusals([error for error in call_refusals(meeting) if error.code in SEAT_REFUSALS])
    if form.errors:
        return show_parties(request, meeting, form)
    return redirect(next_step(meeting, "parties"), meeting.pk)


def fresh(data: QueryDict, meeting: Meeting) -> QueryDict:
    """What was posted, with the version that the draft has now that it has been saved."""
    posted = data.copy()
    posted["version"] = str(meeting.version)
    return posted


def show_parties(request: PersonRequest, meeting: Meeting, form: PartiesForm) -> HttpResponse:
    context = {
        "meeting": meeting,
        "left_behind": left_behind(request, meeting),
        **step_context(meeting, "parties"),
    }
    return show_form(request, "booking/meetings/call_parties.html", form, context)


def left_behind(request: PersonRequest, meeting: Meeting) -> list[str]:
    """What did not come along from the meeting before in the chain, or from the one that is called again."""
    source = meeting.previous
    if source is None and (copied := request.GET.get("fran")):
        source = access_to_change(request.user, copied)
    return coming_along(meeting, source).left if source is not None else []


def members(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """A group's members are called by themselves; here one adds guests, or takes them away."""
    text = request.POST.get("sok_person", "").strip()
    adding = request.method == "POST" and "lagg_till" in request.POST
    persons = visible_persons(request.user)
    form = GuestForm(request.POST if adding else None, meeting=meeting, persons=persons)
    if adding and form.is_valid():
        with refusals_to(form):
            form.apply(meeting, request.user)
        if not form.errors:
            return redirect("booking:call-parties", meeting.pk)
    if request.method == "POST" and not adding and "sok" not in request.POST:
        return leave_draft(request) if "utkast" in request.POST else redirect("booking:call-time", meeting.pk)
    context = {
        "meeting": meeting,
        "seats": live_invitations(meeting),
        "hits": guests_among(meeting, persons, text) if text else [],
        "text": text,
        "left_behind": left_behind(request, meeting),
        **step_context(meeting, "parties"),
    }
    return show_form(request, "booking/meetings/call_members.html", form, context)


@require_POST
@draft_page
def remove_guest(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    form = RemoveForm(request.POST, meeting=meeting)
    if form.is_valid():
        with refusals_to(form):
            form.apply(meeting, request.user)
    for message in form.non_field_errors():
        messages.error(request, str(message))
    return redirect("booking:call-parties", meeting.pk)


@require_POST
@draft_page
def search(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """The people of one party that match, below the field; who was ticked among them moves up to the party's list."""
    form = PartiesForm(request.POST, meeting=meeting)
    party = request.GET.get("part", "")
    row = next((row for row in form.rows() if str(row["box"].party.pk) == party), None)
    if row is None:
        raise Http404
    context = {"row": row | {"was_searched": True}, "meeting": meeting}
    return render(request, "booking/meetings/parts/party_found.html", context)


@draft_page
def outsider(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """Somebody who is not in the register: a name, an address, and the unit that they come for."""
    if meeting.forum_id is not None:
        raise Http404
    form = OutsiderForm(request.POST or None, meeting=meeting, party=request.GET.get("part", ""))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            seat = form.apply(meeting, request.user)
        if not form.errors:
            messages.success(request, _("%(name)s är tillagd.") % {"name": seat.person})
            if form.hint:
                check = _("Kontrollera adressen.")
                messages.warning(request, f"{form.hint} {check}")
            return redirect("booking:call-parties", meeting.pk)
    context = {"meeting": meeting, **step_context(meeting, "parties")}
    return show_form(request, "booking/meetings/call_outsider.html", form, context)


@draft_page
def consent(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    if not meeting.template.consent_required:
        return redirect("booking:call-time", meeting.pk)
    form = ConsentGivenForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(meeting, request.user)
        if not form.errors and form.cleaned_data["given"] == "no":
            return leave_draft(request, _("Utkastet är sparat. Kallelsen kan skickas när samtycket finns."))
        if not form.errors:
            return leave_draft(request) if "utkast" in request.POST else redirect("booking:call-time", meeting.pk)
    return show_form(
        request, "booking/meetings/call_consent.html", form, {"meeting": meeting, **step_context(meeting, "consent")}
    )


@draft_page
def time(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    form = TimeForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            form.apply(meeting, request.user)
        if not form.errors:
            return leave_draft(request) if "utkast" in request.POST else redirect("booking:call-review", meeting.pk)
    return show_form(
        request, "booking/meetings/call_time.html", form, {"meeting": meeting, **step_context(meeting, "time")}
    )


@login_required
def time_echo(request: PersonRequest, pk: UUID) -> HttpResponse:
    """The time in words, and what to know about that day, while one is still choosing."""
    meeting = access_to_change(request.user, pk)
    form = SlotForm({**request.GET.dict(), "version": meeting.version}, meeting=meeting)
    context = {}
    if form.is_valid():
        starts_at, ends_at = form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]
        of_length = length_remarks(meeting, starts_at, ends_at)
        meeting.starts_at, meeting.ends_at = starts_at, ends_at
        context = {"when": meeting_when(meeting), "warnings": [*of_length, *call_warnings(meeting)]}
    return render(request, "booking/meetings/parts/time_echo.html", context)


@draft_page
def review(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    error, is_same = "", False
    if request.method == "POST":
        if "utkast" in request.POST:
            return leave_draft(request)
        version, confirmed = request.POST.get("version"), "kalla_anda" in request.POST
        try:
            call_meeting(meeting, by=request.user, version=int(version or -1), confirm_same=confirmed)
        except ValueError:
            raise Http404 from None
        except RuleError as refusal:
            error, is_same = refusal.message, refusal.code == "same_call"
            meeting.refresh_from_db()
        else:
            return redirect("booking:call-sent", meeting.pk)
    context = {
        "meeting": meeting,
        "error": error,
        "is_same": is_same,
        "refusals": refusal_links(meeting, call_refusals(meeting)),
        "warnings": call_warnings(meeting),
        "rows": summary_rows(meeting, answer_by_of(meeting)),
        "recipients": live_invitations(meeting).exclude(person=meeting.caller_id).count(),
        "checklist": checklist_of(meeting, "before"),
        "forms": forms_line(meeting.template),
        **step_context(meeting, "review"),
    }
    return render(request, "booking/meetings/call_review.html", context, status=422 if error else 200)


def answer_by_of(meeting: Meeting) -> datetime.date | None:
    if meeting.answer_by is not None or meeting.starts_at is None:
        return meeting.answer_by
    return last_day_to_answer(meeting, timezone.now())


@login_required
def sent(request: PersonRequest, pk: UUID) -> HttpResponse:
    meeting = access_to_change(request.user, pk)
    if not meeting.is_called:
        return redirect("booking:meeting", meeting.pk)
    context = {
        "meeting": meeting,
        "recipients": live_invitations(meeting).exclude(person=meeting.caller_id).count(),
        "steps_ahead": what_happens_now(meeting),
    }
    return render(request, "booking/meetings/call_sent.html", context)


@draft_page
def discard(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    require(meeting.caller_id == request.user.pk)
    if request.method == "POST":
        discard_draft(meeting, by=request.user)
        messages.success(request, _("Utkastet är borttaget."))
        return redirect("booking:my-meetings")
    return render(request, "booking/meetings/call_discard.html", {"meeting": meeting})


def leave_draft(request: PersonRequest, text: str = "") -> HttpResponse:
    messages.success(request, text or _("Utkastet är sparat. Ingen är kallad än."))
    return redirect("booking:my-meetings")
