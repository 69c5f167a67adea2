"""Step-up: who it is is shown again before an address, a role, a key or an export (ASVS 5.0, 7.5.1 and 7.5.3)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from config.ground.requests import PersonRequest
from forums.signin.factors import has_proved_lately
from forums.signin.late_forms import keep_late
from forums.signin.middleware import lead_to

View = Callable[..., HttpResponse]


def proof_required(view: View) -> View:
    """Ask for the second factor, or the password of who has none, unless it was shown in the last quarter of an hour
    (`STEP_UP_MINUTES`). A form that was sent meanwhile comes back as it was. Stands below `login_required`."""

    @wraps(view)
    def asked(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_proved_lately(request, request.user):
            return view(request, *args, **kwargs)
        back_to = request.get_full_path()
        if request.method not in ("GET", "HEAD"):
            back_to = keep_late(request, request.user.pk)
        return lead_to(request, where_to_prove(request), back_to)

    asked.asks_for_proof = True  # type: ignore[attr-defined]
    return asked


def where_to_prove(request: HttpRequest) -> str:
    """The page of the strongest way; who only comes by an identity provider goes there again."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    return methods[0]["url"] if methods else reverse("forums:prove-elsewhere")
