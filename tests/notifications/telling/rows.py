"""Meetings and series as rows, changed as rows, and what follows is told: nothing is delivered."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from booking.models import CancellationReason, Invitation, InvitationState, Meeting, MeetingState, Series
from forums.models import Person
from notifications.models import OutboxMessage, OutboxState, Told
from notifications.telling.reconcile import reconcile, reconcile_series
from tests.cast import Cast
from tests.factories import make_invitation, make_meeting
from tests.factories.series_rows import make_series

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
BO, RUT, FRIDA = "bo@af.example", "rut@vardcentralen.example", "frida@fk.example"
Said = list[tuple[str, str, int]]


def say(about: Meeting | Series) -> Said:
    """What is queued now: address, METHOD, SEQUENCE."""
    messages = reconcile_series(about.pk) if isinstance(about, Series) else reconcile(about.pk)
    return sorted((each.address, each.method, each.sequence) for each in messages)


def leave() -> None:
    """All that waits has left."""
    OutboxMessage.objects.filter(state=OutboxState.QUEUED).update(state=OutboxState.SENT)
    names = ("method", "sequence", "digest", "starts_at")
    Told.objects.update(**{f"left_{name}": F(f"queued_{name}") for name in names})


def row_of(address: str) -> Told:
    return Told.objects.get(address=address)


def change(meeting: Meeting, **fields: Any) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(revision=F("revision") + 1, revised_at=timezone.now(), **fields)
    if meeting.series_id:
        Series.objects.filter(pk=meeting.series_id).update(revision=F("revision") + 1, revised_at=timezone.now())


def move(meeting: Meeting, by: datetime.timedelta) -> None:
    change(meeting, starts_at=F("starts_at") + by, ends_at=F("ends_at") + by)


def call_off(meeting: Meeting) -> None:
    reason = CancellationReason.ILLNESS
    change(meeting, state=MeetingState.CANCELLED, cancelled_at=timezone.now(), cancellation_reason=reason)


def remove(meeting: Meeting, person: Person) -> None:
    Invitation.objects.filter(meeting=meeting, person=person).update(
        state=InvitationState.REMOVED, ended_at=timezone.now()
    )
    change(meeting)


def rename(person: Person, email: str) -> None:
    Person.objects.filter(pk=person.pk).update(email=email)


def told_meeting(cast: Cast) -> Meeting:
    """Anna has called Bo and Rut, who have been told."""
    called = make_meeting(cast.samverksmote, cast.anna, place="Lingonhuset", revision=1, revised_at=timezone.now())
    for person in (cast.bo, cast.rut):
        make_invitation(called, person)
    say(called)
    leave()
    return called


def told_series(cast: Cast) -> Series:
    """Four Thursdays with Bo and Rut, who have been told."""
    called = make_series(cast)
    say(called)
    leave()
    return called
