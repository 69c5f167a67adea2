"""The personal link: what it shows without login, and the answer that it takes.

GET shows and changes nothing, since mail scanners open every link. POST acts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from booking.meetings.access import can_assign
from booking.meetings.actions.taking_back import named_colleague, take_back_colleague
from booking.models import Invitation, SeriesSeat
from config.ground.errors import RuleError
from config.ground.sources import source_of
from forums.actions.addresses import address_works
from forums.brakes import Attempt, Purpose, hold, note_failure, note_success
from forums.models import Person
from forums.refusals import too_many_tries
from forums.signin.factors import is_fully_in
from forums.views.waiting import to_wait
from notifications.notices import by_hand
from notifications.outbox.bell import ring_delivery
from notifications.pages.forms import CodeForm, PersonalAnswerForm, UnitAnswerForm, ended_by
from notifications.pages.link_page import (
    closed_text,
    colleague_context,
    details_context,
    is_opened,
    link_context,
    note_named,
    open_details,
)
from notifications.pages.wrong_links import wrong_link
from notifications.telling import codes
from notifications.telling.links import open_link, open_spent_link

DONE = {
    "vald": gettext_lazy("Den ni valde har fått en egen kallelse. Ni behöver inte göra något mer."),
    "vidare": gettext_lazy("Kallelsen är lämnad vidare. Den som kallade får veta det."),
}


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Kept nowhere and named to nobody: the address is the key.

    That is also why the CSRF check is left out: no cookie gives any right here, and who does not have the key has
    nothing to post to. A page that sends no referrer could not pass the check in any case.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def show(request: HttpRequest, **kwargs: str) -> HttpResponse:
        response = view(request, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return show


@private
def answer(request: HttpRequest, token: str) -> HttpResponse:
    invitation = open_link(token)
    if invitation is None:
        return show_spent(request, token)
    if closed_text(invitation):
        return render(request, "notifications/pages/answer_closed.html", link_context(invitation))
    if "ta_tillbaka" in request.POST:
        return take_back(request, token, invitation)
    form_class = UnitAnswerForm if invitation.person_id is None else PersonalAnswerForm
    if request.method == "POST":
        return take_answer(request, token, form_class(request.POST, invitation=invitation))
    context = {**link_context(invitation), "token": token}
    if context["answer"] and "andra" not in request.GET:
        return show_answered(request, token, invitation)
    context["may_choose"] = may_choose_from_list(request, invitation)
    return render(request, "notifications/pages/answer.html", {**context, "form": form_class(invitation=invitation)})


def show_answered(request: HttpRequest, token: str, invitation: Invitation, error: str = "") -> HttpResponse:
    """What was answered, who was named, and what can be changed."""
    reader = request.user if is_fully_in(request) else None
    colleague = colleague_context(invitation, reader, request.session)
    context = {**link_context(invitation), **colleague, "token": token, "error": error}
    page = "answered" if invitation.is_live else "handed_over"
    shown = {**context, "thanks": "tack" in request.GET}
    return render(request, f"notifications/pages/{page}.html", shown, status=422 if error else 200)


def show_spent(request: HttpRequest, token: str) -> HttpResponse:
    """Who has handed the call over sees to whom, and can take it back by the same link; any other link is invalid."""
    invitation = open_spent_link(token)
    if invitation is None or invitation.is_live or named_colleague(invitation) is None:
        return show_invalid(request, token)
    if closed_text(invitation, is_handed_over=True):
        return render(request, "notifications/pages/answer_closed.html", link_context(invitation))
    if "ta_tillbaka" in request.POST:
        return take_back(request, token, invitation)
    return show_invalid(request, token) if request.method == "POST" else show_answered(request, token, invitation)


def take_back(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    try:
        take_back_colleague(invitation)
    except RuleError as refusal:
        return show_answered(request, token, invitation, refusal.message)
    ring_delivery()
    return redirect(reverse("notifications:answer", args=[token]) + "?tack=1")


def may_choose_from_list(request: HttpRequest, invitation: Invitation) -> bool:
    """Is it a contact person of the unit, logged in? They need not type who comes."""
    user = request.user
    asks_a_unit = invitation.person_id is None
    return asks_a_unit and isinstance(user, Person) and is_fully_in(request) and can_assign(user, invitation)


def take_answer(request: HttpRequest, token: str, form: PersonalAnswerForm | UnitAnswerForm) -> HttpResponse:
    if form.is_valid():
        try:
            form.apply()
        except RuleError as refusal:
            form.add_refusal(refusal)
        else:
            note_that_it_arrived(form.invitation)
            if form.names_colleague:
                note_named(form.invitation, request.session)
            ring_delivery()
            return go_on(token, form.ends_link())
    fresh = open_link(token)
    if fresh is None:
        return show_invalid(request, token)
    context = {**link_context(fresh), "token": token, "form": form}
    return render(request, "notifications/pages/answer.html", context, status=422)


def note_that_it_arrived(seat: Invitation | SeriesSeat) -> None:
    """Who answers by the link has had the mail that it stood in: the flag of a bouncing address heals."""
    if seat.person is not None:
        address_works(seat.person)
    elif isinstance(seat, Invitation) and seat.contact_point is not None:
        address_works(seat.contact_point)


def go_on(token: str, ended: str) -> HttpResponse:
    if ended in DONE:
        return redirect("notifications:answer-done", what=ended)
    return redirect(reverse("notifications:answer", args=[token]) + "?tack=1")


@private
def done(request: HttpRequest, what: str) -> HttpResponse:
    """After an answer that ends its own link: what became of it, and nothing about the meeting."""
    if what not in DONE:
        raise Http404
    return render(request, "notifications/pages/answer_done.html", {"text": DONE[what]})


@private
def details(request: HttpRequest, token: str) -> HttpResponse:
    """Who else comes and what to prepare: after a code, so that a forwarded link gives nobody away."""
    invitation = open_link(token)
    if invitation is None:
        return show_invalid(request, token)
    if closed_text(invitation):
        return redirect("notifications:answer", token)
    if request.method == "POST":
        return (
            send_code(request, token, invitation) if "skicka" in request.POST else try_code(request, token, invitation)
        )
    if is_opened(invitation, request.user if is_fully_in(request) else None, request.session):
        return render(request, "notifications/pages/details.html", {**details_context(invitation), "token": token})
    return show_code(request, token, invitation, CodeForm())


def send_code(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    try:
        by_hand.send_code(invitation)
    except RuleError as refusal:
        return show_code(request, token, invitation, CodeForm(), refusal.message)
    ring_delivery()
    return redirect(reverse("notifications:answer-details", args=[token]) + "?skickad=1")


def try_code(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Whoever has to wait is told so before the code is looked at: it is not used up, and nothing is said of it."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show_code(request, token, invitation, form)
    attempt = Attempt(Purpose.CODE, account=str(invitation.pk), source=source_of(request))
    if held := hold(attempt):
        form.add_error("code", too_many_tries(held.minutes).message)
        return to_wait(show_code(request, token, invitation, form), held)
    if not codes.is_right(invitation, form.cleaned_data["code"]):
        note_failure(attempt, person=invitation.person_id)
        form.add_error("code", _("Koden stämmer inte, eller gäller inte längre. Skriv den igen eller be om en ny."))
        return show_code(request, token, invitation, form)
    note_success(attempt)
    request.session.cycle_key()
    open_details(invitation, request.session)
    return redirect("notifications:answer-details", token)


def show_code(
    request: HttpRequest, token: str, invitation: Invitation, form: CodeForm, error: str = ""
) -> HttpResponse:
    wrong = bool(form.errors or error)
    context = {
        **link_context(invitation),
        "token": token,
        "form": form,
        "error": error,
        "sent": "skickad" in request.GET and not wrong,
        "asked": wrong or bool({"skickad", "har-kod"} & set(request.GET)),
    }
    return render(request, "notifications/pages/code.html", context, status=422 if wrong else 200)


def show_invalid(request: HttpRequest, token: str) -> HttpResponse:
    """One page whatever the reason: made up, revoked, too old. A form posted twice ends as the first did."""
    spent = open_spent_link(token) if request.method == "POST" else None
    ended = ended_by(spent, request.POST.dict()) if spent is not None else ""
    if ended:
        return go_on(token, ended)
    return wrong_link(request, render(request, "notifications/pages/link_invalid.html", status=404))
