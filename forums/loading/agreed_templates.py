"""The templates of an agreement: what the file says, in the area's own words, as versions of rows."""

from __future__ import annotations

import datetime
import re
from collections.abc import Set
from typing import Any

from forums.loading.reading import Content
from forums.loading.tally import CHANGED, NEW, UNCHANGED, Tally
from forums.models import Agreement, Area, Federation, Level, MeetingTemplate


def put_area_templates(tally: Tally, content: Content, agreement: Agreement, not_agreed: Set[str]) -> None:
    """All templates are adopted with the agreement, but those that the area has not agreed on. Runs the second time
    without a trace."""
    area = agreement.area
    values = {
        slug: template_values(template, content, local_names(content, area))
        | {"name": area.local_names.get(slug, template["name"]), "adopted_on": agreement.adopted_on}
        for slug, template in content.templates.items()
        if slug not in not_agreed
    }
    for row in MeetingTemplate.objects.filter(agreement=agreement, slug__in=not_agreed, is_current=True):
        row.is_current = False
        row.save(update_fields=["is_current"])
        tally.note(row, CHANGED)
    put_templates(tally, area.federation, values, area, agreement)


def put_federation_templates(
    tally: Tally, content: Content, federation: Federation, adopted_on: datetime.date | None
) -> None:
    """What the federation itself calls to: groups and open meetings, never a meeting about a person."""
    values = {
        slug: template_values(template, content, local_names(content, None))
        | {"name": template["name"], "adopted_on": adopted_on}
        for slug, template in content.templates.items()
        if template["level"] != Level.INDIVIDUAL
    }
    put_templates(tally, federation, values)


def put_templates(
    tally: Tally,
    federation: Federation,
    values: dict[str, dict[str, Any]],
    area: Area | None = None,
    agreement: Agreement | None = None,
) -> None:
    """A template that says something else than before becomes a new version: meetings keep the one they were called
    with. Only its place in lists may change on the row."""
    owner = {"federation": federation, "area": area, "agreement": agreement}
    current = {row.slug: row for row in MeetingTemplate.objects.filter(**owner, is_current=True)}
    made = []
    for position, (slug, fields) in enumerate(values.items()):
        old = current.get(slug)
        if old and all(getattr(old, name) == value for name, value in fields.items()):
            put_position(tally, old, position)
            continue
        if old:
            old.is_current = False
            old.save(update_fields=["is_current"])
        version = old.version + 1 if old else 1
        made.append(MeetingTemplate(**owner, slug=slug, version=version, position=position, **fields))
    for row in MeetingTemplate.objects.bulk_create(made):
        tally.note(row, NEW if row.version == 1 else CHANGED)


def put_position(tally: Tally, row: MeetingTemplate, position: int) -> None:
    moved = row.position != position
    if moved:
        row.position = position
        row.save(update_fields=["position"])
    tally.note(row, CHANGED if moved else UNCHANGED)


def template_values(template: dict[str, Any], content: Content, names: dict[str, str]) -> dict[str, Any]:
    """The fields of a row, but its name and the day it was adopted."""
    reminders = template.get("reminders", {})
    said = in_local_words(template, names)
    return {
        "level": template["level"],
        "individual": template.get("individual", "") if template["level"] == Level.INDIVIDUAL else "",
        "consent_required": template.get("consent") == "required",
        "needs_forum": template["level"] == Level.FORUM and template.get("needs_forum", True),
        "counts": template.get("counts", True),
        "shows_figures": template.get("shows_figures", False),
        "min_parties": template.get("min_parties", 1),
        "required_parties": template.get("required_parties", []),
        "may_call": template.get("may_call", []),
        "duration_minutes": template["duration"],
        "notice_days": template.get("notice_days", 0),
        "rhythm": template.get("rhythm", ""),
        "quorum_parties": template.get("quorum", {}).get("parties"),
        "remind_unanswered_days": reminders.get("unanswered"),
        "remind_everyone_days": reminders.get("everyone"),
        "outcome_after_days": reminders.get("outcome_after"),
        "survey_after_days": reminders.get("survey_after"),
        "purpose": said.get("purpose", ""),
        "help_text": said.get("help", ""),
        "members": said.get("members", ""),
        "quorum_note": said.get("quorum", {}).get("note", ""),
        "areas_note": said.get("areas", ""),
        "survey": said.get("survey", ""),
        "agenda": said.get("agenda", []),
        "agenda_last_of_year": said.get("agenda_last_of_year", []),
        "checklist": said.get("checklist", {}),
        "outcome_fields": template.get("outcome", []),
        "leads_to": template.get("leads_to", []),
        "follows": template.get("follows", []),
        "guests": template.get("guests", []),
        "forms": [content.form_names.get(form, form) for form in template.get("forms", [])],
        "guide": said.get("guide", {}),
        "variants": template.get("variants", {}),
        "signup": template.get("signup", {}),
        "time_rule": template.get("time_rule", {}),
        "choices": content.choices,
        "texts": content.texts,
    }


def local_names(content: Content, area: Area | None) -> dict[str, str]:
    """What each template is called here, by slug."""
    own = area.local_names if area else {}
    return {slug: own.get(slug, template["name"]) for slug, template in content.templates.items()}


def in_local_words(value: Any, names: dict[str, str]) -> Any:
    """`{samverksmote}` becomes the area's own name for it, wherever it stands in a list or table of texts."""
    if isinstance(value, dict):
        return {key: in_local_words(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [in_local_words(item, names) for item in value]
    if isinstance(value, str):
        return re.sub(r"\{([a-z0-9_-]+)\}", lambda found: _as_written(found, names), value)
    return value


def _as_written(found: re.Match[str], names: dict[str, str]) -> str:
    """With a capital first in the text, without inside it; SIP-möte keeps its own."""
    word = names[found[1]]
    if found.start() == 0 or word[1:2].isupper():
        return word
    return word[:1].lower() + word[1:]
