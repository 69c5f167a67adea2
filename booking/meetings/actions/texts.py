"""Validation of a meeting's texts: free for groups, from lists for a meeting about a person (domain rule 2)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from booking.meetings.actions.places import refuse_link
from booking.models import Meeting
from forums.validators import refuse_control_characters, refuse_identifiers

ONE_LINE = ("place", "title", "link")
GROUP_ONLY = ("title", "agenda", "internal_note")
CHOSEN = ("purposes", "prepare")


def clean_texts(meeting: Meeting, fields: dict[str, Any]) -> dict[str, Any]:
    """Validate the fields and return them. Raises `ValidationError` with a sentence per field.

    A meeting about a person has a link to an allowed video service, perhaps a place that was typed, and nothing else to
    write in: purpose and what to prepare are chosen from the template's lists. Line breaks are refused in anything that
    ends in a mail header or a calendar line.
    """
    errors: dict[str, ValidationError] = {}
    for name, value in fields.items():
        try:
            _check(meeting, name, value)
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)
    return fields


def _check(meeting: Meeting, name: str, value: Any) -> None:
    if name in ONE_LINE and value:
        refuse_control_characters(value)
    if name == "link" and value and not str(value).startswith("https://"):
        raise ValidationError(_("Länken ska börja med https://."), code="not_https")
    if name in CHOSEN:
        _refuse_unlisted(meeting, name, value)
    if name == "variant" and value and value not in meeting.template.variants:
        raise ValidationError(_("Välj ur listan."), code="not_listed")
    if not meeting.is_individual:
        return
    if name == "place" and value:
        refuse_identifiers(value)
    if name == "link" and value:
        refuse_link(meeting, str(value))
    if name in GROUP_ONLY and value:
        raise ValidationError(
            _("I möten om enskilda skrivs ingen text. Det som behöver sägas tas på telefon."), code="no_free_text"
        )


def _refuse_unlisted(meeting: Meeting, name: str, values: list[str]) -> None:
    listed = meeting.template.choices.get(name, [])
    if [value for value in values if value not in listed]:
        raise ValidationError(_("Välj ur listan."), code="not_listed")
