"""What is answered to a link that is made up or over: its own page, or 429 from where too many have been."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from config.ground.sources import source_of
from forums.brakes import Attempt, Held, Purpose, count_wrong
from forums.views.waiting import wait_page


def count_link(request: HttpRequest) -> Held | None:
    return count_wrong(Attempt(Purpose.LINK, source=source_of(request)))


def wrong_link(request: HttpRequest, otherwise: HttpResponse) -> HttpResponse:
    """Count a link that opens nothing, whatever the reason. A right one never comes here, and costs nothing."""
    held = count_link(request)
    return otherwise if held is None else wait_page(request, held)
