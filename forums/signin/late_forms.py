"""Forms that were sent when the session had ended, or before it was proved who sends: what was typed is not lost.

It is kept in the session of the same browser, for the same person, for an hour, and never for a stranger. After the
login the page of the form is shown again; with JavaScript it is filled in, without it can be sent as it was.
"""

from __future__ import annotations

import time
from typing import Any, TypedDict
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme

SESSION_KEY = "late_form"
KEPT_SECONDS = 3600
# in characters: a long agenda has some thousand
LONGEST = 100_000
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "old", "again", "code", "credential", "login"}


class LateForm(TypedDict):
    owner: int
    path: str
    page: str
    fields: list[list[str]]
    at: float


def keep_late(request: HttpRequest, owner: int) -> str:
    """Keep what was sent for the person with this id. The address of the page that the form was on.

    Files are not kept, and nothing that is secret; a form that is too long is not kept at all.
    """
    sent = request.POST
    fields = [[name, value] for name in sent for value in sent.getlist(name) if name not in NEVER_KEPT]
    page = page_of(request)
    if sum(len(name) + len(value) for name, value in fields) <= LONGEST:
        kept = LateForm(owner=owner, path=request.get_full_path(), page=page, fields=fields, at=time.time())
        request.session[SESSION_KEY] = kept
    return page


def late_form(request: HttpRequest) -> LateForm | None:
    """What is kept for who is logged in; somebody else's is thrown away."""
    kept: LateForm | None = request.session.get(SESSION_KEY)
    if kept is None or not request.user.is_authenticated:
        return None
    if kept["owner"] != request.user.pk or kept["at"] < time.time() - KEPT_SECONDS:
        forget_late(request)
        return None
    return kept


def forget_late(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def shown_late(request: HttpRequest) -> dict[str, Any] | None:
    """What a page shows of a form of its own that came too late: where it was sent, and its fields."""
    if SESSION_KEY not in getattr(request, "session", {}) or request.method not in ("GET", "HEAD"):
        return None
    kept = late_form(request)
    if kept is None or kept["page"] != request.get_full_path():
        return None
    return {"path": kept["path"], "fields": kept["fields"]}


def page_of(request: HttpRequest) -> str:
    """The page that the form stood on, by what the browser says of it; else the address that it was sent to."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        return escape_leading_slashes(parts.path + (f"?{parts.query}" if parts.query else ""))
    return request.get_full_path()
