"""Registered meetings for tests of the figures."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from booking.models import Meeting, Outcome, PartyPresence
from booking.models.dirt import mark_dirty
from forums.models import MeetingTemplate
from tests.factories import make_meeting

SPRING = datetime.datetime(2025, 3, 12, 8, tzinfo=datetime.UTC)
AUTUMN = datetime.datetime(2025, 9, 10, 8, tzinfo=datetime.UTC)

Presence = tuple[str, int | None, int | None, bool | None]


def make_held(
    template: MeetingTemplate,
    starts_at: datetime.datetime = SPRING,
    *,
    presences: Iterable[Presence] = (),
    outcome: dict[str, Any] | None = None,
    **fields: Any,
) -> Meeting:
    """A meeting that was held, marked for counting; `presences` as party kind, invited, attended, was present."""
    meeting = make_meeting(template, starts_at=starts_at, **fields)
    Outcome.objects.create(meeting=meeting, **(outcome or {}))
    kinds = {kind.code: kind for kind in template.federation.party_kinds.all()}
    for code, invited, attended, is_present in presences:
        PartyPresence.objects.create(
            meeting=meeting, kind=kinds[code], invited=invited, attended=attended, is_present=is_present
        )
    mark_dirty(meeting)
    return meeting


def make_open(template: MeetingTemplate, starts_at: datetime.datetime = SPRING, **fields: Any) -> Meeting:
    """A called meeting that nobody has registered, marked for counting."""
    meeting = make_meeting(template, starts_at=starts_at, **fields)
    mark_dirty(meeting)
    return meeting
