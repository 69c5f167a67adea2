"""Rows of the to-do list: own meetings whose attendance is not whole, and groups' meetings that are not registered, for
those who hold the group together."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.meetings.access import changeable_meetings
from booking.meetings.queries import for_list
from booking.meetings.to_do import YEAR, Task, register_task, sentence
from booking.meetings.wording import meeting_title, meeting_when
from booking.models import ClosedHalfYear, InvitationState, Meeting, MeetingState
from forums.models import Person, RoleKind
from forums.standing import standing_of

A_YEAR = datetime.timedelta(days=366)
HOLDERS = (RoleKind.COORDINATOR, RoleKind.DIRECTOR)


def tasks_of(person: Person) -> list[Task]:
    return [*attendance_tasks(person), *unregistered_by_others(person)]


def attendance_tasks(person: Person) -> list[Task]:
    """Own meetings that are registered with somebody's attendance missing, until it is filled in or the half-year is
    closed; none from before last year, which nobody remembers.
    """
    live = Q(invitations__state=InvitationState.LIVE, invitations__attended=None)
    half = Meeting.objects.filter(
        ~_is_closed(),
        caller=person.pk,
        state=MeetingState.CALLED,
        is_loaded=False,
        outcome__isnull=False,
        starts_at__range=(timezone.now() - A_YEAR, timezone.now()),
    )
    rows = for_list(half).annotate(missing=Count("invitations", filter=live)).filter(missing__gt=0)
    return [attendance_task(meeting) for meeting in rows.order_by("starts_at", "pk")]


def attendance_task(meeting: Any) -> Task:
    missing = ngettext("%(n)d saknas.", "%(n)d saknas.", meeting.missing) % {"n": meeting.missing}
    return {
        "title": _("Fyll i närvaro: %(title)s") % {"title": meeting_title(meeting)},
        "text": f"{sentence(meeting_when(meeting))}. {missing}",
        "url": reverse("booking:outcome", args=[meeting.pk]) + "#narvaro",
        "button": _("Fyll i närvaro"),
    }


def _is_closed() -> Exists:
    return Exists(ClosedHalfYear.objects.filter(federation=OuterRef("federation"), half_year=OuterRef("half_year")))


def unregistered_by_others(person: Person) -> list[Task]:
    """Meetings that others called, oldest first; one's own stand in the list already."""
    if not standing_of(person).federations_as(*HOLDERS):
        return []
    waiting = changeable_meetings(person).filter(
        ~_is_closed(), state=MeetingState.CALLED, starts_at__lte=timezone.now(), outcome=None
    )
    others = waiting.exclude(caller=person.pk).order_by("starts_at", "pk")
    return [{**register_task(meeting), "group": YEAR} for meeting in for_list(others.select_related(None))]
