"""The demo's history lies behind: nobody is reminded of it when the product starts."""

from __future__ import annotations

from django.utils import timezone

from booking.models import Meeting
from notifications.models import Notice
from notifications.notices.planning import plan_notices


def settle_history() -> None:
    """Make the notices of meetings that have been, and settle them unsent. A second time changes nothing."""
    been = Meeting.objects.filter(starts_at__lt=timezone.now(), is_loaded=False)
    for meeting_id in been.values_list("pk", flat=True):
        plan_notices(meeting_id)
    Notice.objects.filter(settled_at__isnull=True).update(settled_at=timezone.now(), was_sent=False)
