"""The personal link: what it shows without login, and the answer that it takes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from notifications.links import open_link


def answer(request: HttpRequest, token: str) -> HttpResponse:
    invitation = open_link(token)
    return render(request, "notifications/answer.html", {"invitation": invitation})
