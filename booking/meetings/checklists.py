"""What the agreement asks the caller to have done before, during and after a meeting. Nothing of it is ticked here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from booking.models import Meeting
from forums.models import MeetingTemplate


def checklist_of(meeting: Meeting, *wanted: str) -> list[dict[str, Any]]:
    """The parts of the checklist that have lines, each with its heading, in the order in which they are needed.

    All parts, or those wanted: before, during, after.
    """
    headings = {"before": _("Före mötet"), "during": _("Under mötet"), "after": _("Efter mötet")}
    lines = meeting.template.checklist
    parts = [part for part in headings if lines.get(part) and (not wanted or part in wanted)]
    return [{"heading": headings[part], "lines": lines[part]} for part in parts]


def forms_line(template: MeetingTemplate) -> str:
    return ", ".join(template.forms)
