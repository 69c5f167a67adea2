"""Inkommet: what came to the role mailbox, and what somebody has to look at or decide about."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from forums.models import Place
from forums.signin.proof import proof_required
from notifications.inbox.accepting import (
    accept_answer,
    accept_as,
    answer_in,
    can_accept,
    can_remember,
    whose_it_may_be,
)
from notifications.inbox.handling import handle_mail, handle_routine, routine_mails
from notifications.inbox.outcomes import Outcome
from notifications.models import HandledAs, InboundMail, InboundResult, still_open
from notifications.pages.access import access_inbound, can_read, mailboxes_down, visible_inbound
from notifications.pages.forms import WhoseForm
from notifications.pages.sent import about_text, tabs, when_text
from notifications.pages.wishes import proposed_times, wish_states
from notifications.pages.wording import inbound_text, mailbox_text

PER_PAGE = 30
SHOWN = {
    "att-se-pa": (gettext_lazy("Att se på"), Q(needs_person=True)),
    "oppna": (gettext_lazy("Ingen har sagt vad som ska göras"), still_open()),
    "klara": (gettext_lazy("Klara"), ~still_open()),
}


@login_required
def inbound(request: PersonRequest) -> HttpResponse:
    """What came to the role mailbox, what somebody has to look at first."""
    rows = visible_inbound(request.user).defer("words").order_by("-needs_person", "-received_at", "-pk")
    chosen = request.GET.get("visa", "")
    rows = rows.filter(SHOWN[chosen][1]) if chosen in SHOWN else rows
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "rows": inbound_rows(page),
        "chosen": chosen,
        "choices": [(name, label) for name, (label, _rows) in SHOWN.items()],
        "tabs": tabs(request.user, "inbound"),
        "mailboxes": [{"mailbox": row, "why": mailbox_text(row)} for row in mailboxes_down(request.user)],
        "routine": routine_mails(request.user).count(),
    }
    return render(request, "notifications/pages/inbound.html", context)


def inbound_rows(mails: Iterable[InboundMail]) -> list[dict[str, Any]]:
    """Rows of the list, with what they ask for and which rooms they are from looked up once for all."""
    mails = list(mails)
    decided, times, rooms = wish_states(mails), proposed_times(mails), rooms_of(mails)
    return [
        inbound_row(mail, decided.get(mail.pk, ""), times.get(mail.pk, ""), rooms.get(mail.pk, "")) for mail in mails
    ]


def rooms_of(mails: Iterable[InboundMail]) -> dict[int, str]:
    """By mail, the room that it is from."""
    own = [mail for mail in mails if mail.result == InboundResult.ROOM]
    if not own:
        return {}
    found = Place.objects.filter(mailbox__in={mail.from_address for mail in own}, ended_on=None).select_related("area")
    places = {(place.area.federation_id, place.mailbox): str(place) for place in found}
    keys = {mail.pk: (mail.federation_id, mail.from_address) for mail in own}
    return {pk: places[key] for pk, key in keys.items() if key in places}


def inbound_row(mail: InboundMail, decided: str = "", time: str = "", room: str = "") -> dict[str, Any]:
    """Of a mail that nobody could place only the sender's domain is shown: the address may be a private person's."""
    domain = mail.from_address.rpartition("@")[2]
    placed = mail.meeting_id is not None or mail.series_id is not None
    return {
        "mail": mail,
        "sender": (room or mail.from_address) if placed else domain,
        "meeting": about_text(mail),
        "when": when_text(mail),
        "why": inbound_text(mail.result, mail.reason, decided, time),
        "color": "warning" if mail.needs_person else "neutral",
        "placed": placed,
        "accepted_by": mail.accepted_by.present if mail.accepted_by else None,
    }


@login_required
def inbound_mail(request: PersonRequest, pk: int) -> HttpResponse:
    """One mail, and what it says as plain text: nothing that came in is ever drawn as HTML.

    To remember an address for somebody is to give them one: it asks for proof first.
    """
    view = proof_required(show_mail) if "remember" in request.POST else show_mail
    return view(request, pk)


def show_mail(request: PersonRequest, pk: int) -> HttpResponse:
    mail = access_inbound(request.user, pk)
    may_accept, may_remember = can_accept(request.user, mail), can_remember(request.user, mail)
    persons = whose_it_may_be(mail) if may_remember else []
    form = WhoseForm(request.POST if "remember" in request.POST else None, persons=persons)
    if request.method == "POST" and may_accept and "accept" in request.POST:
        return show_outcome(request, accept_answer(mail, by=request.user))
    if request.method == "POST" and may_remember and "remember" in request.POST:
        if form.is_valid():
            try:
                return show_outcome(request, accept_as(mail, by=request.user, person=form.cleaned_data["person"]))
            except RuleError as refusal:
                form.add_error(None, refusal.message)
    elif request.method == "POST":
        return handle(request, mail)
    waits = may_accept or may_remember
    context = {
        "row": inbound_rows([mail])[0],
        "mail": mail,
        "words": visible_text(mail.words) if can_read(request.user, mail) else "",
        "is_individual": mail.meeting is not None and mail.meeting.is_individual,
        "back_url": reverse("notifications:inbound"),
        "may_accept": may_accept,
        "may_remember": may_remember,
        "form": form,
        "only": persons[0] if len(persons) == 1 else None,
        "is_elsewhere": mail.needs_person and mail.words == "",
        "would_be": inbound_text(InboundResult.APPLIED, answer_in(mail)) if waits else "",
    }
    status = 422 if form.errors else 200
    return render(request, "notifications/pages/inbound_mail.html", context, status=status)


def handle(request: PersonRequest, mail: InboundMail) -> HttpResponse:
    as_what = HandledAs.REGISTRAR if "registrar" in request.POST else HandledAs.HANDLED
    handle_mail(mail, by=request.user, handled_as=as_what)
    if as_what == HandledAs.REGISTRAR:
        messages.success(request, _("Mejlet läggs i funktionsbrevlådans mapp Samverk-registrator."))
    else:
        messages.success(request, _("Mejlet är markerat som hanterat."))
    return redirect("notifications:inbound")


@login_required
@require_POST
def handle_all_routine(request: PersonRequest) -> HttpResponse:
    """What programs have sent and nobody has to look at, in one go."""
    n = handle_routine(request.user)
    said = ngettext("%(n)d mejl är markerat som hanterat.", "%(n)d mejl är markerade som hanterade.", n)
    messages.success(request, said % {"n": n})
    return redirect("notifications:inbound")


def show_outcome(request: PersonRequest, outcome: Outcome | None) -> HttpResponse:
    if outcome is not None:
        said = f"{outcome.result.label}. {inbound_text(outcome.result, outcome.reason)}"
        level = messages.SUCCESS if outcome.result == InboundResult.APPLIED else messages.WARNING
        messages.add_message(request, level, said)
    return redirect("notifications:inbound")


def visible_text(text: str) -> str:
    """On lines; what cannot be seen, and what turns the text around, as a mark."""
    return "".join(map(_visible, text.replace("\r", "")))


def _visible(sign: str) -> str:
    if sign in "\n\t" or sign.isprintable():
        return sign
    return " " if unicodedata.category(sign) == "Zs" else "�"
