"""A view that is annotated to know the person stands behind the login."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse


def test_every_view_with_a_person_sends_who_is_not_logged_in_to_the_login() -> None:
    behind = [each for each in patterns(get_resolver()) if takes_a_person(each.callback)]

    led = {each.name: where_led(each) for each in behind}

    assert led == dict.fromkeys(led, reverse("account_login"))
    assert "area-list" in led


def patterns(inside: URLResolver) -> Iterator[URLPattern]:
    for each in inside.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def takes_a_person(view: Callable[..., Any]) -> bool:
    """Decorators carry the annotations of the view that they wrap."""
    return "PersonRequest" in getattr(view, "__annotations__", {}).values()


def where_led(pattern: URLPattern) -> str:
    response = ask(pattern, "GET")
    if response.status_code == 405:
        response = ask(pattern, "POST")
    return response.headers.get("Location", "").partition("?")[0]


def ask(pattern: URLPattern, method: str) -> HttpResponse:
    request = RequestFactory().generic(method, "/")
    request.user = AnonymousUser()
    return pattern.callback(request, **dict.fromkeys(pattern.pattern.converters, ""))
