"""Which meeting fits: three questions that point at a template, by what the templates themselves say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

QUESTIONS = {
    "present": (
        _("Är personen med på mötet?"),
        [("with", _("Ja")), ("without", _("Nej"))],
    ),
    "aim": (
        _("Vad ska mötet leda till?"),
        [
            ("prepare", _("Förbereda ett möte")),
            ("once", _("Reda ut en sak, en gång")),
            ("plan", _("En plan som följs upp")),
            ("follow_up", _("Följa upp en plan")),
            ("handover", _("Avsluta och lämna över")),
        ],
    ),
    "who": (
        _("Vilka måste komma?"),
        [
            ("parties", _("Två eller flera parter")),
            ("principals", _("Kommunen och regionen")),
            ("employer", _("En arbetsgivare eller någon annan utanför parterna")),
            ("self", _("Bara den enskilde och jag")),
        ],
    ),
}


@dataclass(frozen=True)
class Suggestion:
    """A template that the answers point at; `fits` says whether it answers to all of them."""

    key: Any
    fits: bool


def suggest(guides: Iterable[tuple[Any, Mapping[str, Any]]], answers: Mapping[str, str]) -> Suggestion | None:
    """The first of the templates that most answers point at; None without answers, or when none of them does.

    `guides` are pairs of a key and the template's guide, in the order of the list. Of two that fit alike the one that
    answers to fewer other things is the better one: it is made for this.
    """
    given = {name: code for name, code in answers.items() if name in QUESTIONS and code}
    best: tuple[int, int] | None = None
    found: Suggestion | None = None
    for key, guide in guides:
        points = guide.get("answers", {})
        hits = sum(code in points.get(name, ()) for name, code in given.items())
        rank = (hits, -sum(len(codes) for codes in points.values()))
        if hits and (best is None or rank > best):
            best, found = rank, Suggestion(key, fits=hits == len(given))
    return found
