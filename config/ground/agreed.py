"""Agreed words, such as the name of a kind of meeting or of a group, which are Swedish in every language."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.ground.dates import current_language


def agreed(text: str) -> str | SafeString:
    """The text as it is, marked as Swedish on a page in another language: it is read out as what it is (WCAG 3.1.2)."""
    if not text or current_language() == "sv":
        return text
    return format_html('<span lang="sv">{}</span>', text)


def within_a_sentence(name: str) -> str:
    """A name of a kind of meeting inside a sentence: "samverkansmöte", but "SIP" as it is."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
