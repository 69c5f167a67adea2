"""The steps of calling, a page each. A meeting without consent to ask for has one step less."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from booking.models import Meeting

URL_NAMES = {
    "parties": "booking:call-parties",
    "consent": "booking:call-consent",
    "time": "booking:call-time",
    "review": "booking:call-review",
}


def steps_of(meeting: Meeting | None) -> dict[str, str]:
    """Headings by step. Before a template is chosen, the longest way is shown."""
    in_group = meeting is not None and meeting.forum_id is not None
    steps = {
        "type": _("Mötestyp"),
        "parties": _("Deltagare") if in_group else _("Parter"),
        "consent": _("Samtycke"),
        "time": _("Tid och plats"),
        "review": _("Granska"),
    }
    if meeting is not None and not meeting.template.consent_required:
        del steps["consent"]
    return steps


def next_step(meeting: Meeting, step: str) -> str:
    keys = list(steps_of(meeting))
    return URL_NAMES[keys[keys.index(step) + 1]]


def step_context(meeting: Meeting | None, step: str) -> dict[str, Any]:
    """The context of includes/step_list.html, and the way back."""
    steps = steps_of(meeting)
    keys = list(steps)
    place = keys.index(step)
    back = URL_NAMES.get(keys[place - 1]) if place > 1 else None
    return {"steps": list(steps.values()), "step_number": place + 1, "back": back}
