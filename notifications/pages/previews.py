"""What will be told, shown before it is done: the mails of a call, and of every change of a called meeting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from booking.meetings.access import (
    access_meeting,
    access_series,
    access_to_change,
    can_change,
    can_change_series,
    visible_meetings,
)
from booking.meetings.actions.changing import take_over_meeting
from booking.meetings.actions.rules import busy_remarks, text_remarks
from booking.meetings.forms.meetings import CHANGES
from booking.meetings.forms.refused import refusals_to
from booking.meetings.forms.wishes import wish_of
from booking.meetings.take_over import access_orphan
from booking.meetings.views.changes import HEADINGS, URL_NAMES, show_change
from booking.meetings.views.pages import show_form
from booking.meetings.wording import day_text, meeting_title, meeting_when, proposed_text, rhythm_text
from booking.models import CounterProposal, Meeting, MeetingState
from booking.series.actions import Plan
from booking.series.forms import ExtendForm, SeriesForm
from booking.series.views import show_extend
from booking.series.views import show_new as show_new_series
from booking.staffing.changes import CHANGES as STAFF_CHANGES
from booking.staffing.group_forms import ReplaceForm
from booking.staffing.group_views import colleagues
from booking.staffing.views import own_url as staff_url
from booking.staffing.views import show_change as show_staff_change
from booking.workdays import day_warnings, format_when, local
from config.ground.dates import current_language
from config.ground.errors import RuleError
from forums.access import access_forum, can_arrange_forum, can_call, require
from forums.models import Forum
from forums.queries import members_of, template_of_forum, today
from notifications.notices import by_hand
from notifications.outbox.bell import ring_delivery
from notifications.pages.preview import (
    Planned,
    preview_call,
    preview_change,
    preview_changes,
    preview_new_series,
    same_texts,
)
from notifications.pages.wording import effect_lines, receivers_text
from notifications.telling.texts import MeetingWords

SUBMITS = {
    "move": gettext_lazy("Flytta mötet"),
    "change": gettext_lazy("Spara ändringen"),
    "cancel": gettext_lazy("Ställ in mötet"),
    "add": gettext_lazy("Kalla"),
    "remove": gettext_lazy("Ta tillbaka kallelsen"),
    "withdraw": gettext_lazy("Registrera återkallelsen"),
    "accept-time": gettext_lazy("Flytta mötet"),
    "decline-time": gettext_lazy("Behåll tiden"),
    "call-delegate": gettext_lazy("Kalla"),
    "decline-delegate": gettext_lazy("Kalla inte"),
}
OF_SERIES = {"accept-time": gettext_lazy("Flytta mötena"), "decline-time": gettext_lazy("Behåll tiderna")}
LATER = gettext_lazy("Ta ställning senare")
KEEPS = {
    "cancel": gettext_lazy("Behåll mötet"),
    **dict.fromkeys(("accept-time", "decline-time", "call-delegate", "decline-delegate"), LATER),
}
NOT_THE_FORMS = ("csrfmiddlewaretoken", "change", "meeting", "forum", "seat_id", "what", "pk", "row")


@dataclass(frozen=True)
class Proposal:
    """A change that waits for a yes: what it is called, where it is done, and the way back."""

    heading: Any
    about: str
    submit: Any
    url: str
    back_url: str
    keep: str = ""
    news: str = ""
    warnings: Sequence[str] = ()
    unseen: Sequence[Meeting] = ()


@login_required
def meeting_preview(request: HttpRequest, pk: object) -> HttpResponse:
    """The exact mails that sending this draft would send: a page, or with htmx a part of the caller's own."""
    meeting = access_to_change(request.user, pk)
    context = {"meeting": meeting, "title": meeting_title(meeting), **call_context(meeting, request)}
    part = "#mails" if getattr(request, "htmx", False) else ""
    return render(request, f"notifications/pages/meeting_preview.html{part}", context)


def call_context(meeting: Meeting, request: HttpRequest) -> dict[str, Any]:
    if meeting.state != MeetingState.DRAFT:
        return {"refusal": _("Mötet är redan kallat. Vad som är skickat ser du under Skickat.")}
    try:
        planned = preview_call(meeting, by=request.user)
    except RuleError as refusal:
        return {"refusal": refusal.message}
    return {**mails_context(meeting, planned, request), "is_call": True}


def mails_context(meeting: Meeting, planned: list[Planned], request: HttpRequest) -> dict[str, Any]:
    own = request.user.email
    return {
        "sender": MeetingWords(meeting).sender_name,
        "count": receivers_text(len({mail.address for mail in planned if mail.address != own})),
        "includes_own": any(mail.address == own for mail in planned),
        "mails": same_texts(planned),
        "no_mail": meeting.no_mail,
    }


@login_required
@require_POST
def change_preview(request: HttpRequest) -> HttpResponse:
    """Between a form and its change: who will be told what. Nothing is kept until the button there is pressed."""
    change = request.POST.get("change", "")
    if change == "take-over":
        return preview_take_over(request)
    if change == "member":
        return preview_member(request)
    if change == "staff":
        return preview_staff(request)
    if change == "series":
        return preview_series(request)
    if change == "extend":
        return preview_extension(request)
    if change not in CHANGES:
        raise Http404
    meeting = access_meeting(request.user, request.POST.get("meeting", ""))
    require(can_change(request.user, meeting))
    if meeting.state == MeetingState.DRAFT:
        return redirect("booking:call-review", meeting.pk)
    form = CHANGES[change](request.POST, meeting=meeting)
    planned: list[Planned] = []
    if form.is_valid():
        with refusals_to(form):
            planned = preview_change(
                meeting, lambda: form.apply(meeting, request.user), also=reached_by(change, meeting)
            )
    if form.errors:
        return show_change(request, meeting, change, form)
    proposal = Proposal(
        HEADINGS[change],
        about_change(meeting, form),
        OF_SERIES.get(change, SUBMITS[change]) if asks_for_series(form) else SUBMITS[change],
        reverse(URL_NAMES[change], args=[meeting.pk]),
        page_before(meeting, form),
        str(KEEPS.get(change, "")),
        *new_time(meeting, form if change in ("move", "accept-time") else None),
    )
    if change == "change" and not meeting.is_individual:
        proposal = replace(proposal, warnings=written_in(form))
    return show_proposal(request, proposal, meeting, planned)


def asks_for_series(form: forms.Form) -> bool:
    wish = wish_of(form)
    return wish is not None and wish.for_series


def about_change(meeting: Meeting, form: forms.Form) -> str:
    """The meeting and its time; the series, when somebody has asked something of all of it."""
    when = rhythm_text(meeting.series) if asks_for_series(form) and meeting.series else meeting_when(meeting)
    return f"{meeting_title(meeting)}, {when}"


def page_before(meeting: Meeting, form: forms.Form) -> str:
    if asks_for_series(form):
        return reverse("booking:series", args=[meeting.series_id])
    return reverse("booking:meeting", args=[meeting.pk])


def written_in(form: forms.Form) -> list[str]:
    """What to know about the texts that a group's meeting would get; a warning stops nobody."""
    texts = [form.cleaned_data.get(name) or "" for name in ("title", "place", "internal_note")]
    return [remark.message for remark in text_remarks([*texts, *(form.cleaned_data.get("agenda") or [])])]


def new_time(meeting: Meeting, form: forms.Form | None) -> tuple[str, list[str]]:
    """The time that the meeting would get, what to know about that day, and who is taken; a warning stops nobody."""
    if form is None:
        return "", []
    wish = wish_of(form)
    if isinstance(wish, CounterProposal) and wish.for_series:
        return _("Nya tider: %(when)s.") % {"when": proposed_text(wish)}, []
    starts_at, ends_at = form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]
    news = _("Ny tid: %(when)s.") % {"when": format_when(starts_at, ends_at, current_language())}
    day = day_warnings(local(starts_at).date(), current_language())
    return news, [warning.message for warning in (*day, *busy_remarks(meeting, starts_at, ends_at))]


def reached_by(change: str, meeting: Meeting) -> Iterable[Meeting]:
    """A withdrawn consent reaches every meeting ahead that hangs on it, and a change in a series those that follow."""
    if meeting.series_id is not None:
        return meeting.series.instances.filter(state=MeetingState.CALLED).exclude(pk=meeting.pk)
    if change != "withdraw" or meeting.consent is None:
        return []
    ahead = meeting.consent.meetings.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return ahead.exclude(pk=meeting.pk).order_by("pk")


def preview_take_over(request: HttpRequest) -> HttpResponse:
    meeting = access_orphan(request.user, request.POST.get("meeting", ""))
    planned = preview_change(meeting, lambda: take_over_meeting(meeting, by=request.user))
    proposal = Proposal(
        _("Ta över mötet?"),
        f"{meeting_when(meeting)} {meeting.reference or ''}",
        _("Ta över mötet"),
        reverse("booking:take-over", args=[meeting.pk]),
        reverse("booking:my-meetings"),
    )
    return show_proposal(request, proposal, meeting, planned)


def preview_member(request: HttpRequest) -> HttpResponse:
    """A seat that goes to another person: all the group's meetings from that day follow."""
    forum = access_forum(request.user, request.POST.get("forum", ""))
    require(can_arrange_forum(request.user, forum))
    seat = request.POST.get("seat_id", "")
    membership = get_object_or_404(members_of(forum, today()), pk=seat if seat.isdecimal() else 0)
    form = ReplaceForm(request.POST, people=colleagues(membership))
    ahead, planned = meetings_ahead(forum), []
    if form.is_valid():
        with refusals_to(form):
            planned = preview_changes(ahead, lambda: form.apply(membership, request.user))
    if form.errors:
        return show_form(
            request, "booking/staffing/replace_member.html", form, {"forum": forum, "membership": membership}
        )
    proposal = Proposal(
        _("Byt ledamot"),
        f"{forum.name}: {membership.person} → {form.cleaned_data['person']}",
        _("Byt ledamot"),
        reverse("booking:replace-member", args=[forum.pk, membership.pk]),
        reverse("booking:forum", args=[forum.pk]),
    )
    return show_proposal(request, proposal, ahead[0] if ahead else None, planned)


def preview_staff(request: HttpRequest) -> HttpResponse:
    """People or units that come or go: the mails of the meetings that the reader may see; of others, that there are.

    A coordinator has no individual cases (domain rule 4): of those meetings only their number is said.
    """
    what, pk, row = (request.POST.get(name, "") for name in ("what", "pk", "row"))
    if what not in STAFF_CHANGES or not pk.isdecimal() or not row.isdecimal():
        raise Http404
    change = STAFF_CHANGES[what](request.user, int(pk), int(row), request.POST)
    reached = list(change.meetings())
    seen = set(visible_meetings(request.user).filter(pk__in=[one.pk for one in reached]).values_list("pk", flat=True))
    shown = [one for one in reached if one.pk in seen]
    planned: list[Planned] = []
    if change.form.is_valid():
        with refusals_to(change.form):
            planned = preview_changes(shown, lambda: change.form.apply(request.user))
    if change.form.errors:
        return show_staff_change(request, what, int(pk), int(row), change)
    proposal = Proposal(
        change.heading,
        change.about,
        change.submit,
        staff_url(what, int(pk), int(row)),
        change.back_url,
        news=change.news(),
        unseen=[one for one in reached if one.pk not in seen],
    )
    return show_proposal(request, proposal, shown[0] if shown else None, planned)


def preview_series(request: HttpRequest) -> HttpResponse:
    """A new series: every day of it, the days that are skipped, and the mail to each."""
    forum = access_forum(request.user, request.POST.get("forum", ""))
    template = template_of_forum(forum)
    require(template is not None and can_call(request.user, template, forum))
    assert template is not None
    form = SeriesForm(request.POST, forum=forum, template=template)
    planned: list[Planned] = []
    meeting = None
    if form.is_valid():
        with refusals_to(form):
            meeting, planned = preview_new_series(lambda: form.apply(request.user))
    if form.errors or meeting is None or meeting.series is None:
        return show_new_series(request, forum, form)
    days = days_of(form.plan())
    days["warnings"] = [*written_in(form), *days["warnings"]]
    proposal = Proposal(
        _("Kalla till serien?"),
        f"{forum.name}: {rhythm_text(meeting.series)}",
        _("Kalla till serien"),
        reverse("booking:series-new", args=[forum.pk]),
        reverse("booking:forum", args=[forum.pk]),
        keep=_("Kalla inte"),
        **days,
    )
    return show_proposal(request, proposal, meeting, planned)


def preview_extension(request: HttpRequest) -> HttpResponse:
    series = access_series(request.user, request.POST.get("series", ""))
    require(can_change_series(request.user, series))
    form = ExtendForm(request.POST)
    planned: list[Planned] = []
    ahead = list(meetings_ahead(series.forum))
    if form.is_valid():
        with refusals_to(form):
            planned = preview_changes(
                [one for one in ahead if one.series_id == series.pk] or list(series.instances.all()[:1]),
                lambda: form.apply(series, request.user),
            )
    if form.errors:
        return show_extend(request, series, form)
    proposal = Proposal(
        _("Förläng serien"),
        f"{series.forum.name}: {rhythm_text(series)}",
        _("Förläng serien"),
        reverse("booking:series-extend", args=[series.pk]),
        reverse("booking:series", args=[series.pk]),
    )
    return show_proposal(request, proposal, next(iter(ahead), None), planned)


def days_of(plan: Plan) -> dict[str, Any]:
    """How many meetings it will be, when the last is, and which days are skipped or worth knowing about."""
    days, skipped = plan.days(), plan.skipped()
    news = ngettext("Det blir %(n)d möte, %(last)s.", "Det blir %(n)d möten, det sista %(last)s.", len(days)) % {
        "n": len(days),
        "last": day_text(days[-1]),
    }
    warnings = [warning.message for day in days for warning in day_warnings(day, current_language())]
    if skipped:
        warnings.insert(0, _("Inget möte: %(days)s.") % {"days": ", ".join(day_text(day) for day in skipped)})
    return {"news": news, "warnings": warnings}


def meetings_ahead(forum: Forum) -> list[Meeting]:
    ahead = forum.meetings.filter(state=MeetingState.CALLED, starts_at__gt=timezone.now())
    return list(ahead.select_related("template", "area", "federation", "forum", "caller").order_by("starts_at"))


def effects_of(planned: list[Planned], proposal: Proposal, own_address: str) -> list[str]:
    """Who is told what. Where the reader may not see all meetings that are reached, nobody is said to be the last."""
    lines = effect_lines(planned, own_address=own_address)
    if not proposal.unseen:
        return lines
    about_persons = sum(meeting.is_individual for meeting in proposal.unseen)
    others = len(proposal.unseen) - about_persons
    unseen = [
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
    return [*lines[:-1], *(text for text, count in zip(unseen, (about_persons, others), strict=True) if count)]


def show_proposal(
    request: HttpRequest, proposal: Proposal, meeting: Meeting | None, planned: list[Planned]
) -> HttpResponse:
    context = {
        "proposal": proposal,
        "effects": effects_of(planned, proposal, request.user.email),
        "hidden": [
            (name, value) for name, values in request.POST.lists() for value in values if name not in NOT_THE_FORMS
        ],
        **(mails_context(meeting, planned, request) if meeting else {}),
    }
    return render(request, "notifications/pages/change_preview.html", context)


@login_required
@require_POST
def remind_unanswered(request: HttpRequest, pk: object) -> HttpResponse:
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
