"""Middleware of signing in: who needs a second factor gets one first, and a form that comes too late is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse

from config.ground.sessions import owner_of_ended
from forums.signin.braking import held_of
from forums.signin.factors import is_fully_in
from forums.signin.late_forms import SESSION_KEY, forget_late, keep_late, late_form, page_of
from forums.views.waiting import to_wait

Answer = Callable[[HttpRequest], HttpResponse]
# what is there for everybody, and what leads to a second factor; no page of one's own but those
OPEN_TO_ALL = {
    "account_login", "account_logout", "account_reauthenticate", "set-language", "accessibility", "privacy",
    "health-live", "health-ready", "date-echo", "forums:second-factor", "forums:prove-elsewhere",
    "forums:password-forgotten", "forums:password-asked", "forums:password-choose",
    "openid_connect_login", "openid_connect_callback", "socialaccount_login_cancelled",
    "mfa_authenticate", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_index",
    "mfa_list_webauthn", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes",
    "notifications:answer", "notifications:answer-file", "notifications:answer-series", "notifications:series-file",
    "notifications:answer-done", "notifications:question", "notifications:feed",
}  # fmt: skip


class AskForSecondFactor:
    """Lead who needs a second factor and has not shown one to where it is set up or shown, before anything else.

    The API is asked with keys, not with sessions; personal links are for whoever has them.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if request.path_info.startswith("/api/") or _is_open(request):
            return None
        person = request.user
        if not person.is_authenticated or is_fully_in(request):
            return None
        if request.method not in ("GET", "HEAD"):
            return lead_to(request, reverse("forums:second-factor"), keep_late(request, person.pk))
        return lead_to(request, reverse("forums:second-factor"), request.get_full_path())


def keep_late_forms(get_response: Answer) -> Answer:
    """Keep a form whose session had ended: who logs in again in the same browser gets it back as it was."""

    def answer(request: HttpRequest) -> HttpResponse:
        came_with = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if request.method == "POST" and SESSION_KEY in request.session and _is_the_late_one(request):
            forget_late(request)
        response = get_response(request)
        if response.status_code != 302 or not _leads_to_login(response):
            return response
        login = resolve_url(settings.LOGIN_URL)
        if request.headers.get("HX-Request"):
            return _stay(request, login)
        owner = owner_of_ended(came_with) if came_with and request.method == "POST" else None
        if owner is not None:
            return lead_to(request, login, keep_late(request, owner))
        return response

    return answer


def _stay(request: HttpRequest, login: str) -> HttpResponse:
    """Say in the page's own region that the session has ended, and leave the form as it is.

    The cookie stays too: by it the form is given back when it is sent, and Django would take it away.
    """
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
    where = f"{login}?{urlencode({REDIRECT_FIELD_NAME: page_of(request)})}"
    return render(request, "forums/parts/logged_out.html", {"login_url": where}, status=401)


def answer_who_waits(get_response: Answer) -> Answer:
    """Give the page of a login or a proof that has to wait its status (429) and `Retry-After`."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        held = held_of(request)
        return to_wait(response, held) if held is not None and response.status_code in (200, 422) else response

    return answer


def lead_to(request: HttpRequest, url: str, back_to: str) -> HttpResponse:
    """Redirect the page, also when htmx has asked for a part of it."""
    where = f"{url}?{urlencode({REDIRECT_FIELD_NAME: back_to})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return redirect(where)


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in OPEN_TO_ALL


def _is_the_late_one(request: HttpRequest) -> bool:
    kept = late_form(request)
    return kept is not None and kept["path"] == request.get_full_path()


def _leads_to_login(response: HttpResponse) -> bool:
    return isinstance(response, HttpResponseRedirect) and response.url.startswith(f"{resolve_url(settings.LOGIN_URL)}?")
