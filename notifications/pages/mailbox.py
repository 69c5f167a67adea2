"""The demonstration's mailbox: everybody's mail in one place, and buttons that answer as a calendar does."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notifications.inbox.receiving import receive
from notifications.models import InboundResult
from notifications.pages import local_mailbox
from notifications.pages.wording import inbound_text

PER_PAGE = 30


def demonstration(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def show(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not local_mailbox.is_open():
            raise Http404
        return view(request, **kwargs)

    return show


@demonstration
def mailbox(request: HttpRequest) -> HttpResponse:
    address = request.GET.get("till", "")[:254]
    page = Paginator(local_mailbox.letters(address), PER_PAGE).get_page(request.GET.get("sida"))
    rows = [local_mailbox.describe(path) for path in page]
    return render(request, "notifications/pages/mailbox.html", {"page": page, "rows": rows, "address": address})


@demonstration
def letter(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "notifications/pages/letter.html", {"mail": open_letter(key)})


@demonstration
@require_POST
def reply(request: HttpRequest, key: str) -> HttpResponse:
    """What a mail program does when one presses Acceptera: a real REPLY, taken in as any other mail."""
    mail = open_letter(key)
    choice = request.POST.get("answer", "")
    if not mail.can_be_answered or choice not in local_mailbox.PARTSTATS:
        raise Http404
    outcome = receive(local_mailbox.reply_to(mail, choice))
    said = InboundResult(outcome.result).label
    why = inbound_text(outcome.result, outcome.reason)
    level = messages.SUCCESS if outcome.result == InboundResult.APPLIED else messages.WARNING
    messages.add_message(request, level, _("Svarsmejlet är mottaget: %(said)s. %(why)s") % {"said": said, "why": why})
    return redirect("notifications:letter", key=key)


def open_letter(key: str) -> local_mailbox.OpenLetter:
    path = local_mailbox.find(key)
    if path is None:
        raise Http404
    return local_mailbox.read(path)
