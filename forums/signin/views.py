"""Pages of signing in that are ours: the second factor one has to have, one's sessions, and a federation's rules."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from config.ground.requests import PersonRequest
from forums.audit.reading import changes_of_services
from forums.forms.signin import RulesForm
from forums.logins import logs_in
from forums.places import access_kept_federation
from forums.signin.devices import words_for
from forums.signin.ending import end_sessions
from forums.signin.factors import has_shown_factor, owns_factor
from forums.signin.keys import takes_keys
from forums.signin.middleware import lead_to
from forums.signin.proof import proof_required, where_to_prove

AFTER = "after_second_factor"


@require_safe
@login_required
def second_factor(request: PersonRequest) -> HttpResponse:
    """Who needs a second factor sets it up here, or shows the one that they have, and then goes on."""
    after = get_next_redirect_url(request) or "/"
    if has_shown_factor(request, request.user):
        return HttpResponseRedirect(after)
    if owns_factor(request.user):
        return lead_to(request, where_to_prove(request), after)
    request.session[AFTER] = after
    return render(request, "forums/second_factor.html", {"takes_keys": takes_keys()})


@login_required
def remove_key(request: PersonRequest, pk: int) -> HttpResponse:
    """A key that one needs stays: as the second step that one has to have, or as the only way in."""
    mine = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    key = get_object_or_404(mine, pk=pk)
    others = [one.wrap().is_passwordless for one in mine.exclude(pk=pk)]
    if not get_adapter().can_delete_authenticator(key):
        refused = get_adapter().error_messages["cannot_delete_authenticator"]
    elif not (logs_in(request.user) or any(others)):
        refused = _("Nyckeln är ditt enda sätt att logga in. Välj ett lösenord först, med Glömt lösenordet.")
    else:
        done: HttpResponse = remove_webauthn(request, pk=pk)
        return done
    messages.error(request, refused)
    return redirect("mfa_index")


@dataclass(frozen=True)
class SeenSession:
    """A session as its owner sees it; times are UTC."""

    pk: int
    where: str
    begun_at: datetime.datetime
    used_at: datetime.datetime
    is_this: bool


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@proof_required
def sessions(request: PersonRequest) -> HttpResponse:
    """Where one is logged in. POST ends one of them, or with `alla` all but this one."""
    if request.method == "POST":
        if "alla" in request.POST:
            ended = end_sessions(request.user, but=request.session.session_key)
            text = ngettext("%(n)d inloggning är avslutad.", "%(n)d inloggningar är avslutade.", ended) % {"n": ended}
            messages.success(request, text)
        else:
            pk = request.POST.get("avsluta", "")
            mine = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
            get_object_or_404(mine, pk=int(pk) if pk.isdecimal() else 0).end()
            messages.success(request, _("Inloggningen är avslutad."))
        return redirect("forums:sessions")
    return render(request, "forums/sessions.html", {"sessions": _seen(request)})


def _seen(request: PersonRequest) -> list[SeenSession]:
    idle = datetime.timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    found = UserSession.objects.purge_and_list(request.user)
    ends = dict(
        Session.objects.filter(pk__in=[one.session_key for one in found]).values_list("session_key", "expire_date")
    )
    seen = [
        SeenSession(
            pk=one.pk,
            where=words_for(one.user_agent),
            begun_at=one.created_at,
            used_at=max(one.created_at, ends[one.session_key] - idle),
            is_this=one.session_key == request.session.session_key,
        )
        for one in found
    ]
    return sorted(seen, key=lambda one: (not one.is_this, -one.used_at.timestamp()))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@proof_required
def rules(request: PersonRequest, pk: int) -> HttpResponse:
    """A federation's rules for second factors, for who keeps it as a whole."""
    federation = access_kept_federation(request.user, pk)
    form = RulesForm(request.POST if request.method == "POST" else None, federation=federation)
    if form.is_valid():
        form.apply(federation, request.user)
        messages.success(request, _("Reglerna är sparade."))
        return redirect("forums:area-list")
    context = {"form": form, "federation": federation, "changes": changes_of_services(federation)}
    return render(request, "forums/signin_rules.html", context, status=422 if form.errors else 200)
