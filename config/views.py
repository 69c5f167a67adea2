"""Pages that belong to no app: information, the echo of a date, and the parts the pages are built from."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from config import styleguide
from config.api_docs import read_page
from config.ground.dates import echo_date, parse_date


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


def api_docs(request: HttpRequest) -> HttpResponse:
    """The description of the API, for people."""
    context = {"page": read_page(), "public_url": settings.PUBLIC_URL, "schema_url": reverse("api-schema")}
    return render(request, "pages/api.html", context)


@csrf_exempt
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie.

    Without a token, since a personal link sets no cookie that a token could be held against; the worst that somebody
    else's page could do is to change the language.
    """
    return set_language(request)


def date_echo(request: HttpRequest) -> HttpResponse:
    """Weekday and week of the date in the field named `falt`; empty when it is no date."""
    day = parse_date(request.GET.get(request.GET.get("falt", ""), ""))
    return HttpResponse(echo_date(day) if day else "", content_type="text/plain; charset=utf-8")


def show_styleguide(request: HttpRequest) -> HttpResponse:
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "pages/styleguide.html", styleguide.build_context(request.GET.get("fel") == "1"))
