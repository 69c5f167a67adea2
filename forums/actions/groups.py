"""Settings of a standing group."""

from __future__ import annotations

from forums.access import can_arrange_forum, require
from forums.models import Forum, Person


def set_calls_delegates(forum: Forum, on: bool, *, by: Person) -> Forum:
    """Set whether a delegate whom a member names in the calendar is called at once, or when the caller has said so."""
    require(can_arrange_forum(by, forum))
    forum.calls_delegates = on
    forum.save(update_fields=["calls_delegates"])
    return forum
