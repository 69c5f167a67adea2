"""The request that a view behind the login gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
