"""How a standing group wants things done."""

from __future__ import annotations

from forums.models import Forum


def set_calls_delegates(forum: Forum, on: bool) -> Forum:
    """Whom a member names in the calendar to come instead is called at once, or only when the caller has said so."""
    forum.calls_delegates = on
    forum.save(update_fields=["calls_delegates"])
    return forum
