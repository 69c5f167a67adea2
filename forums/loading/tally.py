"""Puts rows in place and keeps count of what that did."""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from forums.models import (
    Agreement,
    Area,
    Decline,
    Federation,
    Forum,
    ForumPlan,
    MeetingTemplate,
    OpenMeetingPlan,
    Party,
    PartyKind,
    PartyRule,
    Place,
    RetentionDecision,
    Unit,
    VideoService,
)

Row = TypeVar("Row", bound=Model)

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
NAMES: dict[type[Model], str] = {
    Federation: "förbund",
    RetentionDecision: "gallringsbeslut",
    PartyKind: "partslag",
    Party: "parter",
    PartyRule: "partsregler",
    Area: "områden",
    Unit: "enheter",
    Place: "platser",
    VideoService: "videotjänster",
    Agreement: "överenskommelser",
    MeetingTemplate: "mötesmallar",
    Forum: "forum",
    ForumPlan: "forumplaner",
    Decline: "avböjda forum",
    OpenMeetingPlan: "planer för öppna möten",
}


class Tally:
    """Each row counts once, however often it is put: new, changed or unchanged."""

    def __init__(self) -> None:
        self.states: dict[tuple[type[Model], Any], str] = {}
        self.links: dict[tuple[str, Any], set[Any]] = {}

    def put(self, model: type[Row], key: dict[str, Any], **values: Any) -> Row:
        """The row with that key and these values: made, or changed where it differs, or left alone."""
        row = model._default_manager.filter(**key).first()
        if row is None:
            row = model._default_manager.create(**key, **values)
            self.note(row, NEW)
            return row
        different = [name for name, value in values.items() if getattr(row, name) != value]
        for name in different:
            setattr(row, name, values[name])
        if different:
            row.save(update_fields=different)
        self.note(row, CHANGED if different else UNCHANGED)
        return row

    def add_links(self, row: Model, field: str, others: list[Any]) -> None:
        """Links that are missing are made; none is taken away."""
        related = getattr(row, field)
        missing = {other.pk for other in others} - set(related.values_list("pk", flat=True))
        if missing:
            related.add(*missing)
            self.note(row, CHANGED)
        self.links.setdefault((field, row.pk), set()).update(other.pk for other in others)

    def set_links(self, row: Model, field: str, others: list[Any]) -> None:
        related = getattr(row, field)
        if {other.pk for other in others} != set(related.values_list("pk", flat=True)):
            related.set(others)
            self.note(row, CHANGED)

    def note(self, row: Model, state: str) -> None:
        """What is new stays new, and what was changed stays changed, whatever comes after."""
        key, order = (type(row), row.pk), (UNCHANGED, CHANGED, NEW)
        self.states[key] = max(self.states.get(key, UNCHANGED), state, key=order.index)

    def note_unchanged(self, rows: QuerySet[Any]) -> None:
        for row in rows:
            self.note(row, UNCHANGED)

    def has_seen(self, row: Model) -> bool:
        return (type(row), row.pk) in self.states

    def counts(self) -> dict[str, Counter[str]]:
        """New, changed and unchanged per kind of row, in the order that they are told."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in NAMES.values()}
        for (model, _pk), state in self.states.items():
            counts[NAMES[model]][state] += 1
        return {name: count for name, count in counts.items() if count}
