"""Middleware for every request and response: who is believed, letters, caches, wrong methods, spaces, language."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from config.ground.sources import is_from_proxy
from config.ground.text import composed

# in text, and neither in a tag nor in what somebody writes in a field
BEFORE_A_NUMBER = re.compile(rb"\b(kl\.|v\.|week) (?=\d)(?![^<]*(?:>|</textarea))")
Answer = Callable[[HttpRequest], HttpResponse]
API_PAGE = "/api/v1/docs/"
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
PASSWORDS = ("password", "again", "old", "old_password")


def believe_trusted_proxies(get_response: Answer) -> Answer:
    """Take away what anybody but a trusted proxy says of where a request comes from and of https.

    The first of all, for each server alike: what follows may believe what is left.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not is_from_proxy(request):
            for name in FORWARDED:
                request.META.pop(name, None)
        return get_response(request)

    return answer


def compose_letters(get_response: Answer) -> Answer:
    """Compose the letters of what is typed and asked for (NFC), before any view reads it. The API does it with JSON.

    Passwords are left as they are: one that was chosen with decomposed letters still opens.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.GET = _composed(request.GET)  # type: ignore[assignment]  # as immutable as it was
        if request.method == "POST" and request.content_type in FORMS and not request.path_info.startswith("/api/"):
            request.POST = _composed(request.POST)  # type: ignore[assignment]
        return get_response(request)

    return answer


def _composed(typed: QueryDict) -> QueryDict:
    if all(key.isascii() and all(map(str.isascii, values)) for key, values in typed.lists()):
        return typed
    found = QueryDict(mutable=True, encoding=typed.encoding)
    for key, values in typed.lists():
        found.setlist(composed(key), values if key in PASSWORDS else [composed(value) for value in values])
    found._mutable = False
    return found


def vary_on_htmx(get_response: Answer) -> Answer:
    """Vary on htmx: the same URL answers with a page or a part of it, which no cache may mix up."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["HX-Request"])
        return response

    return answer


def keep_out_of_caches(get_response: Answer) -> Answer:
    """Pages and API answers are for one person: no shared cache may keep them, nor the browser's (ASVS 5.0, 14.3.2).

    A view that says something of its own (a subscription with an ETag) keeps it. Static files are answered before.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


def explain_wrong_method(get_response: Answer) -> Answer:
    """Answer 405 with a page that explains it. Django's own is empty.

    Who logs in again after pressing a button comes back by GET, without what the button sent.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method != "GET" or request.path_info.startswith("/api/"):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return answer


def keep_numbers_with_words(get_response: Answer) -> Answer:
    """Put a no-break space between "kl." or "v." and its number, on every page: no line ends between them."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            response.content = BEFORE_A_NUMBER.sub(b"\\1\xc2\xa0", response.content)
        return response

    return answer


def speak_the_chosen_language(get_response: Answer) -> Answer:
    """Activate Swedish until somebody chooses English: the browser's own language says little about who reads at work.

    Django's LocaleMiddleware would follow the browser. The API answers in Swedish whoever asks, but for the page about
    it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def chosen_language(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    is_page = not request.path_info.startswith("/api/") or request.path_info == API_PAGE
    return chosen if is_page and chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
