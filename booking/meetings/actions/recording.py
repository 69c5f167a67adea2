"""What every action on a meeting does: lock the row, check the version, log the event, raise the revision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from booking.meetings import refusals
from booking.meetings.queries import is_closed
from booking.models import Invitation, Meeting, MeetingEvent, Series
from config.database.prepared import Slot, prepared
from config.database.writing import insert, save_fields
from config.ground.doorbell import Doorbell
from forums.models import Federation, Person

# by name: what is above this app is not imported
TELL = Doorbell("notifications.sweep_reconcile")
DECLINED = Doorbell("notifications.tell_declines")


def lock_meeting(meeting: Meeting, version: int | None = None) -> Meeting:
    """Lock the meeting's row to the end of the transaction, and return it as it is now.

    `version` is an optimistic lock: the version that the person had in front of them. Raises `RuleError` when somebody
    has saved since, or the row is gone.
    """
    if meeting.series_id is not None:
        # lock order: the series before its instances, so that an action on all and one on a single one cannot deadlock
        _take_row(meeting.series_id, of=Series)
    # lock first, read after: rows joined in a query that waits for a lock are as they were before the wait
    _take_row(meeting.pk, of=Meeting)
    locked = next(iter(_meeting(meeting.pk)), None)
    if locked is None:
        raise refusals.gone("meeting")
    if locked.series_id != meeting.series_id or (version is not None and version != locked.version):
        raise refusals.changed_meanwhile("meeting")
    return locked


def lock_series(series: Series) -> Series:
    """Lock the series' row to the end of the transaction, and return it as it is now."""
    _take_row(series.pk, of=Series)
    return Series.objects.select_related("federation", "forum", "template", "caller").get(pk=series.pk)


@prepared
def _take_row(pk: Slot, *, of: type[Series] | type[Meeting]) -> QuerySet[Any, Any]:
    return of.objects.select_for_update().filter(pk=pk).order_by().values_list("pk")


@prepared
def _meeting(pk: Slot) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(pk=pk).order_by()
    # the agreed texts are long, and most actions have no use for them
    return rows.select_related("template__agreement", "area", "forum", "consent", "caller").defer("template__texts")


@prepared
def _invitation(pk: Slot) -> QuerySet[Invitation]:
    return Invitation.objects.filter(pk=pk).order_by().select_related("person", "unit", "party__kind")


def lock_invitation(invitation: Invitation) -> tuple[Meeting, Invitation]:
    """Lock the meeting, then its invitation: one lock order, so that two actions cannot deadlock."""
    meeting = lock_meeting(invitation.meeting)
    locked = next(iter(_invitation(invitation.pk)), None)
    if locked is None:
        raise refusals.gone("invitation")
    locked.meeting = meeting
    return meeting, locked


def record(meeting: Meeting, what: str, *, by: Person | None, **details: object) -> None:
    """Add a row to the event log: codes and values, never addresses or free text."""
    record_all(meeting, [(what, details)], by=by)


def record_all(meeting: Meeting, rows: Iterable[tuple[str, dict[str, object]]], *, by: Person | None) -> None:
    """`record` for several things that happened at once: what, and its details."""
    now = timezone.now()
    insert([MeetingEvent(meeting=meeting, at=now, by=by, what=what, details=details) for what, details in rows])


def save_meeting(meeting: Meeting, *fields: str) -> None:
    """Update the named fields only and raise the version, so that a form open in another window is found stale."""
    meeting.version += 1
    save_fields(meeting, *fields, "version")


def save_and_tell(meeting: Meeting, *fields: str) -> None:
    """`save_meeting` and `raise_revision` in one UPDATE."""
    meeting.version += 1
    raise_revision(meeting, *fields, "version")


def raise_revision(meeting: Meeting, *also: str) -> None:
    """Raise the revision, since somebody's calendar should change; `also` names fields to update with it.

    The reconcile task is sent by name after commit. A broker that is down must not turn a saved change into an error
    page: the sweep finds the meeting all the same.
    """
    meeting.revision += 1
    meeting.revised_at = timezone.now()
    save_fields(meeting, "revision", "revised_at", *also)
    if meeting.series is not None:
        raise_series(meeting.series)
    else:
        ring()


def raise_series(series: Series) -> None:
    """Raise the revision of a series: for itself, or since an instance's has been raised."""
    if not Series.objects.filter(pk=series.pk).update(revision=F("revision") + 1, revised_at=timezone.now()):
        raise Series.DoesNotExist(series.pk)
    ring()


def refuse_closed_half_year(meeting: Meeting) -> None:
    """Raise `RuleError` when the half-year is closed. The federation's lock keeps a close from slipping in between."""
    Federation.objects.select_for_update(no_key=True).get(pk=meeting.federation_id)
    if is_closed(meeting):
        raise refusals.half_year_closed()


def ring(bell: Doorbell = TELL) -> None:
    """Ring the bell when this transaction has been committed; by default the one that tells what has changed."""
    transaction.on_commit(bell.ring, robust=True)
