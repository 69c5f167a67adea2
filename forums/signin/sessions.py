"""The session of a login: when it began, and its key, which is another one after each proof (ASVS 5.0, 7.2.4)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from config.ground.sessions import BEGUN


def begin_session(request: HttpRequest, **_more: Any) -> None:
    """A login: the longest time that the session may last begins."""
    request.session[BEGUN] = timezone.now().timestamp()


def renew_after_proof(request: HttpRequest, *, reauthenticated: bool = False, **_more: Any) -> None:
    """Who has proved once more who it is goes on with another key."""
    if not reauthenticated:
        return
    request.session.cycle_key()
