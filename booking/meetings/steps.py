"""The steps of calling, a page each. A meeting without consent to ask for has one step less."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
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


def step_url(meeting: Meeting, step: str) -> str:
    if step in URL_NAMES:
        return reverse(URL_NAMES[step], args=[meeting.pk])
    return f"{reverse('booking:call-start')}?{urlencode({'utkast': meeting.pk})}"


def step_context(meeting: Meeting | None, step: str) -> dict[str, Any]:
    """The context of includes/step_list.html, and the way back: to the step before, and from the first to one's own."""
    steps = steps_of(meeting)
    keys = list(steps)
    place = keys.index(step)
    rows = [
        {"label": label, "url": step_url(meeting, key) if meeting is not None and number < place else ""}
        for number, (key, label) in enumerate(steps.items())
    ]
    back = step_url(meeting, keys[place - 1]) if meeting is not None and place else reverse("booking:my-meetings")
    return {"steps": rows, "step_number": place + 1, "back_url": back}
