"""The day to follow up that was set when a meeting was registered."""

from __future__ import annotations

from django.db import transaction

from booking.meetings.access import can_change
from booking.meetings.actions.recording import lock_meeting, record
from booking.models import Meeting, Outcome
from forums.access import require
from forums.models import Person


def drop_follow_up(meeting: Meeting, *, by: Person) -> None:
    """Take away the day to follow up: nobody is reminded any more, and the chain is kept no longer for it (domain rule
    12). What was registered stays; it is no figure, so a closed half-year does not matter. Idempotent.
    """
    with transaction.atomic():
        meeting = lock_meeting(meeting)
        require(can_change(by, meeting))
        if Outcome.objects.filter(meeting=meeting, follow_up_on__isnull=False).update(follow_up_on=None):
            record(meeting, "follow_up_dropped", by=by)
