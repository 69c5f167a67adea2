"""How long a meeting becomes when its time is changed, and what is said of another length."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from booking.meetings.actions.rules import Remark
from booking.models import Meeting


def kept_length(meeting: Meeting) -> datetime.timedelta:
    """The length that a new start keeps: a called meeting's own, a draft's the template's."""
    if meeting.is_called and meeting.starts_at is not None and meeting.ends_at is not None:
        return meeting.ends_at - meeting.starts_at
    return meeting.template.duration


def minutes_of(length: datetime.timedelta) -> int:
    return int(length.total_seconds() // 60)


def length_remarks(meeting: Meeting, starts_at: datetime.datetime, ends_at: datetime.datetime) -> list[Remark]:
    """A warning for another length than the meeting has, or than its template says."""
    new, old = minutes_of(ends_at - starts_at), minutes_of(kept_length(meeting))
    agreed = meeting.template.duration_minutes
    if new == old == agreed:
        return []
    said = [_("Mötet blir %(n)d minuter.") % {"n": new}]
    said += [_("Förut var det %(n)d.") % {"n": old}] if meeting.is_called and new != old else []
    said += [_("I mallen är det %(n)d.") % {"n": agreed}] if new != agreed else []
    return [Remark("other_length", " ".join(said))]
