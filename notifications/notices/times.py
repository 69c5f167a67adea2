"""What tells the notices about one time of a meeting from those about another."""

from __future__ import annotations

from booking.models import Meeting
from notifications.models import Notice
from notifications.notices.about import meeting_of

BY_HAND = "by hand"


def time_key(meeting: Meeting) -> str:
    """Another after every move, also when the meeting comes back to a time that it had before."""
    return f"m{meeting.moved_count} {meeting.starts_at:%Y%m%dT%H%M}" if meeting.starts_at else ""


def is_same_time(notice: Notice) -> bool:
    return is_by_hand(notice) or notice.occurrence.endswith(time_key(meeting_of(notice)))


def is_by_hand(notice: Notice) -> bool:
    """Was it asked for by a person, now?"""
    return notice.occurrence.startswith(BY_HAND)
