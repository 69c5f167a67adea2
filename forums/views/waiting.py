"""The page for whoever has to wait after too many failures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forums import refusals
from forums.brakes import Held


def wait_page(request: HttpRequest, held: Held) -> HttpResponse:
    """429, with how long to wait: for people in words, for programs as `Retry-After`."""
    text = refusals.too_many_tries(held.minutes).message
    response = render(request, "forums/wait.html", {"text": text}, status=429)
    return to_wait(response, held)


def to_wait(response: HttpResponse, held: Held) -> HttpResponse:
    """The same for a response that is another page, or none."""
    response.status_code = 429
    response.headers["Retry-After"] = str(held.minutes * 60)
    return response
