"""The page for who logs in while the demonstration is being filled."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.demo.filling import filling

AGAIN_SECONDS = 2


def show_progress(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer everybody who is logged in with how far it has come, until all of it is there: never with half of it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if filling.percent is None or not request.user.is_authenticated:
            return get_response(request)
        response = render(request, "pages/demo_progress.html", {"percent": filling.percent}, status=503)
        response["Retry-After"] = response["Refresh"] = str(AGAIN_SECONDS)
        return response

    if not settings.DEMO:
        raise MiddlewareNotUsed
    return answer
