"""The page of a change, whichever it is: its form goes by the page that says who is told; saved it is here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from booking.meetings.changes.base import Change
from booking.meetings.forms.refused import refusals_to
from config.ground.requests import PersonRequest
from forums.signin.proof import proof_required


def change_paths(kinds: Iterable[type[Change]]) -> list[URLPattern]:
    return [path(kind.path, change_page(kind), name=kind.url_name) for kind in kinds]


def change_page(kind: type[Change]) -> Callable[..., HttpResponse]:
    """The view of one change: the form, then the change itself."""

    def show(request: PersonRequest, **ids: Any) -> HttpResponse:
        change = kind(request.user, ids, request.POST if request.method == "POST" else None, request.GET)
        if elsewhere := change.instead_url():
            return redirect(elsewhere)
        if "sok_nu" in request.POST:
            change.form.errors.clear()
        elif request.method == "POST" and is_made(change):
            for level, text in change.said():
                messages.add_message(request, level, text)
            return redirect(change.done_url())
        return change.show(request)

    return login_required(proof_required(show) if kind.needs_proof else show)


def is_made(change: Change) -> bool:
    """Make the change, unless something in the form has to be mended."""
    if change.form.is_valid():
        with refusals_to(change.form):
            change.apply()
    return not change.form.errors
