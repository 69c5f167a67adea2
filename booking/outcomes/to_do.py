"""Rows of the to-do list: groups' meetings that are not registered, for those who hold the group together."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils import timezone

from booking.meetings.access import changeable_meetings
from booking.meetings.queries import for_list
from booking.meetings.to_do import YEAR, Task, register_task
from booking.models import ClosedHalfYear, MeetingState
from forums.models import Person, RoleKind
from forums.standing import standing_of

HOLDERS = (RoleKind.COORDINATOR, RoleKind.DIRECTOR)


def tasks_of(person: Person) -> list[Task]:
    """Meetings that others called, oldest first; one's own stand in the list already."""
    if not standing_of(person).federations_as(*HOLDERS):
        return []
    closed = ClosedHalfYear.objects.filter(federation=OuterRef("federation"), half_year=OuterRef("half_year"))
    waiting = changeable_meetings(person).filter(
        ~Exists(closed), state=MeetingState.CALLED, starts_at__lte=timezone.now(), outcome=None
    )
    others = waiting.exclude(caller=person.pk).order_by("starts_at", "pk")
    return [{**register_task(meeting), "group": YEAR} for meeting in for_list(others.select_related(None))]
