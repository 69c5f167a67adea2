"""Settings of a standing group."""

from __future__ import annotations

from forums.models import Forum


def set_calls_delegates(forum: Forum, on: bool) -> Forum:
    """Set whether a delegate whom a member names in the calendar is called at once, or when the caller has said so."""
    forum.calls_delegates = on
    forum.save(update_fields=["calls_delegates"])
    return forum
