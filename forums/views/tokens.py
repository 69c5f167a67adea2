"""The keys of one's own programs: made, shown once, ended."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.ground.errors import RuleError
from config.ground.requests import PersonRequest
from forums.actions.tokens import end_token, make_token
from forums.forms.tokens import TokenForm
from forums.signin.proof import proof_required


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@proof_required
def make(request: PersonRequest) -> HttpResponse:
    """The answer to POST shows the key, this once. Sent again it is refused, since the name is taken."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, key = make_token(request.user, name=form.cleaned_data["name"], by=request.user)
        except RuleError as refusal:
            form.add_error("name", refusal.message)
        else:
            return render(request, "forums/token_made.html", {"token": token, "key": key})
    context = {"form": form, "days": settings.API_TOKEN_DAYS}
    return render(request, "forums/token_make.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: PersonRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    end_token(token, by=request.user)
    messages.success(request, _("Nyckeln är avslutad."))
    return redirect("booking:own-details")
