"""How a page with a form comes back: 422 when something in it has to be mended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show_form(request: HttpRequest, template: str, form: forms.Form, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors or context.get("error") else 200
    return render(request, template, {"form": form, **context}, status=status)
