"""Giving a role together with what it means for cases: a coordinator has none, so theirs go to their colleagues."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from booking.meetings.actions.recording import lock_meeting, record, save_and_tell
from booking.models import Invitation, InvitationState, Meeting, MeetingState
from booking.staffing.leaving import LOCK_ORDER, Leaving, end_seats
from booking.workdays import at_local
from forums.actions import roles
from forums.models import Area, Federation, Level, Party, Person, Role, RoleKind


def give_role(
    person: Person,
    *,
    by: Person,
    kind: str,
    federation: Federation,
    area: Area | None = None,
    party: Party | None = None,
    starts_on: datetime.date,
) -> Role:
    """Give a person a role from a local date on. Who becomes coordinator leaves the area's cases that day (rule 4).

    Their units are asked who comes instead. What they have called they hold until a colleague takes over, and the
    colleagues are told; nobody is left without a caller. Idempotent.
    """
    with transaction.atomic():
        role = roles.give_role(
            person, by=by, kind=kind, federation=federation, area=area, party=party, starts_on=starts_on
        )
        if role.kind == RoleKind.COORDINATOR and role.area is not None:
            leave_cases(person, role.area, role.starts_on, by)
    return role


def cases_called_to(person: Person, area: Area, first: datetime.date) -> QuerySet[Meeting]:
    """Meetings about individuals in the area, from a day on, that a colleague has called the person to."""
    called = Invitation.objects.filter(person=person, state=InvitationState.LIVE).values("meeting")
    return _cases_ahead(area, first).filter(pk__in=called).exclude(caller=person)


def cases_called_by(person: Person, area: Area, first: datetime.date) -> QuerySet[Meeting]:
    return _cases_ahead(area, first).filter(caller=person)


def _cases_ahead(area: Area, first: datetime.date) -> QuerySet[Meeting]:
    begins = max(at_local(first, datetime.time(0)), timezone.now())
    ahead = Meeting.objects.filter(state=MeetingState.CALLED, starts_at__gte=begins, area=area)
    return ahead.filter(template__level=Level.INDIVIDUAL)


def leave_cases(person: Person, area: Area, first: datetime.date, actor: Person) -> None:
    """End the person's seats at an area's cases from the day of coordinating it. Runs in the caller's transaction."""
    cases = Q(person=person, meeting__area=area, meeting__template__level=Level.INDIVIDUAL)
    end_seats(cases, first=first, actor=actor, leaving=Leaving("became_coordinator", asks_unit=True))
    for meeting in cases_called_by(person, area, first).order_by(*LOCK_ORDER):
        meeting = lock_meeting(meeting)
        if meeting.events.filter(what="caller_left", details__caller=person.pk).exists():
            continue
        record(meeting, "caller_left", by=actor, caller=person.pk)
        save_and_tell(meeting)
