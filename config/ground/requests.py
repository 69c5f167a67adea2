"""The request that a view behind the login gets, and the public address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from forums.models import Person


class PersonRequest(HttpRequest):
    """The type of a request behind `login_required`: its user is a person, never `AnonymousUser`.

    Only annotations name it: Django makes its own. A test calls every view that takes one without being logged in.
    """

    user: Person
    htmx: HtmxDetails


def public_host() -> str:
    """The name of the public address, without port: what keys of browsers (passkeys) belong to."""
    return urlsplit(settings.PUBLIC_URL).hostname or ""
