"""Pages that belong to no app: information, the echo of a date, and the parts the pages are built from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

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


class Description(SpectacularAPIView):
    """The description of the API as a file. Nothing in it changes while the process lives, so it is made once."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        media_type = request.accepted_renderer.media_type
        return HttpResponse(_description(media_type, get_language() or ""), content_type=media_type)


@lru_cache(maxsize=8)
def _description(media_type: str, _language: str) -> str | bytes:
    renderer = next(one for one in Description.renderer_classes if one.media_type == media_type)
    return renderer().render(SchemaGenerator(api_version="v1").get_schema(request=None, public=True))


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
