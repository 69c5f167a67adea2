"""The way in to the service for who has forgotten the password, or has been given a link to choose the first one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from config.ground.sources import source_of
from forums.actions.logins import ask_for_password, change_password, choose_password
from forums.brakes import Attempt, Purpose, count_wrong
from forums.forms.logins import ChangePasswordForm, ForgottenForm, PasswordForm
from forums.logins import open_login_link
from forums.signin.braking import login_attempt, note_wrong_password, refuse_held
from forums.signin.proof import proof_required
from forums.views.waiting import wait_page


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The same answer for every address: nobody learns who is here."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_for_password(form.cleaned_data["email"], source=source_of(request))
        return redirect("forums:password-asked")
    return render(request, "forums/password_forgotten.html", {"form": form}, status=422 if form.errors else 200)


def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "forums/password_asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def choose(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """GET shows the form and changes nothing, since programs open the links of mails; POST chooses."""
    person = open_login_link(pk, token)
    if person is None:
        return _not_valid(request, pk)
    form = PasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            choose_password(person, token=token, password=form.cleaned_data["password"])
        except RuleError:
            return _not_valid(request, pk)
        logout(request)
        messages.success(request, _("Lösenordet är valt. Logga in med det."))
        return redirect("account_login")
    response = render(request, "forums/password_choose.html", {"form": form}, status=422 if form.errors else 200)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@proof_required
@sensitive_post_parameters()
def change(request: PersonRequest) -> HttpResponse:
    """One's own password, with the one before; this session goes on and all others end."""
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        try:
            refuse_held(request, login_attempt(request, request.user.email or ""))
            old, new = form.cleaned_data["old"], form.cleaned_data["password"]
            person = change_password(request.user, by=request.user, old=old, new=new)
        except ValidationError as wait:
            form.add_error("old", wait)
        except RuleError as refusal:
            note_wrong_password(request, request.user.email or "")
            form.add_error("old", refusal.message)
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("Lösenordet är bytt. Du är utloggad överallt utom här."))
            return redirect("mfa_index")
    return render(request, "forums/password_change.html", {"form": form}, status=422 if form.errors else 200)


def _not_valid(request: HttpRequest, pk: int) -> HttpResponse:
    attempt = Attempt(Purpose.LOGIN_LINK, account=str(pk), source=source_of(request))
    if held := count_wrong(attempt):
        return wait_page(request, held)
    return render(request, "forums/login_link_invalid.html", status=404)
