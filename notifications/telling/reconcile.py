"""Reconcile told with true: diff what every address was told with what its calendar should show; queue the difference.

Idempotent, without history, self-healing. Nothing else queues a calendar message.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from booking.models import Meeting, MeetingState, Series
from notifications.itip import moved_keys
from notifications.models import CalendarObject, Method, OutboxMessage, OutboxState, Told
from notifications.telling.comparing import (
    Books,
    Change,
    back_to_what_left,
    called_by_another_address,
    changes_of,
    not_as_told,
    still_needed,
    those_who_leave,
    told_rows,
)
from notifications.telling.dead_addresses import forget
from notifications.telling.messages import write_message
from notifications.telling.subjects import (
    MeetingSubject,
    SeriesSubject,
    Subject,
    calendar_objects,
    lock_meetings,
    read_what_is_told,
)


def reconcile(meeting_id: UUID | str) -> list[OutboxMessage]:
    """Queue the one message per address that turns told into true, and return them. Idempotent.

    The meeting's row is locked first, as in every action, so that its seats, time and revision are read as one state.
    Nothing is told about what has begun.
    """
    with transaction.atomic():
        return _reconcile(MeetingSubject.lock([meeting_id]))


def reconcile_series(series_id: UUID | str) -> list[OutboxMessage]:
    """`reconcile` for a series: one message per address, whatever happened to however many instances."""
    with transaction.atomic():
        subject = SeriesSubject.lock(series_id)
        return _reconcile([subject] if subject else [])


def reconcile_together(
    meeting_ids: Sequence[UUID | str], *, skip_locked: bool, only_behind: bool = False
) -> tuple[list[MeetingSubject], list[OutboxMessage]]:
    """`reconcile` in bulk, in the caller's transaction and with as many queries as for one meeting.

    Returns also the meetings that were reconciled. With `skip_locked` those that somebody else has locked are left out,
    with `only_behind` those that have been told meanwhile.
    """
    locked = lock_meetings(meeting_ids, skip_locked=skip_locked)
    done = told_ids(locked) if only_behind else set()
    subjects = MeetingSubject.read([pk for pk in locked if pk not in done])
    return subjects, _reconcile(subjects)


def _reconcile(subjects: Sequence[Subject]) -> list[OutboxMessage]:
    objects = calendar_objects(subjects)
    entries = not_as_told({objects[one].pk: (one, one.entries()) for one in objects if not one.is_over})
    read_what_is_told(subject for subject, _own in entries.values())
    told = told_rows(entries)
    books = Books()
    wanted = []
    for pk, (subject, own) in entries.items():
        changes = list(changes_of(subject, objects[subject], own, told.get(pk, {}), books))
        wanted.append((subject, objects[subject], changes))
    books.look_into([change for _subject, _object, changes in wanted for change in changes])
    for subject, calendar_object, changes in wanted:
        needed = still_needed(changes, books)
        again = called_by_another_address(needed, entries[calendar_object.pk][1], told.get(calendar_object.pk, {}))
        books.look_into(again)
        _tell(subject, calendar_object, [*needed, *again], books)
    for subject, calendar_object in objects.items():
        ended_at = calendar_object.ended_at or (timezone.now() if subject.is_off else None)
        state = (subject.revision, ended_at)
        if calendar_object._state.adding or (calendar_object.reconciled_revision, calendar_object.ended_at) != state:
            calendar_object.reconciled_revision, calendar_object.ended_at = state
            books.objects[calendar_object.pk] = calendar_object
    books.save()
    return books.messages


def behind() -> QuerySet[Meeting]:
    """The queryset that the sweep takes: meetings changed in the last day whose revision is ahead of what was told.

    Older ones are found by the hourly run over everything ahead.
    """
    done = CalendarObject.objects.filter(meeting=OuterRef("pk"), reconciled_revision__gte=OuterRef("revision"))
    return Meeting.objects.filter(~Exists(done), revised_at__gte=_a_day_ago())


def series_behind() -> QuerySet[Series]:
    """`behind` for series."""
    done = CalendarObject.objects.filter(series=OuterRef("pk"), reconciled_revision__gte=OuterRef("revision"))
    return Series.objects.filter(~Exists(done), revised_at__gte=_a_day_ago())


def _a_day_ago() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=1)


def is_told(meeting_id: UUID | str) -> bool:
    """Is the meeting reconciled up to its revision, by the sweep or another task?"""
    return bool(told_ids([UUID(str(meeting_id))]))


def told_ids(meeting_ids: Iterable[UUID]) -> set[UUID]:
    """Ids of the meetings that are reconciled up to their revision."""
    told = CalendarObject.objects.filter(meeting__in=meeting_ids, reconciled_revision__gte=F("meeting__revision"))
    return set(told.order_by().values_list("meeting_id", flat=True))


def try_again(message: OutboxMessage) -> None:
    """Retry a failed message ("försök igen"): the address is taken off hold and told what is true now.

    Everything that was held for the address is told, about other meetings too.
    """
    with transaction.atomic():
        forget(message)
        if message.told is None:
            OutboxMessage.objects.filter(pk=message.pk, state=OutboxState.FAILED).update(
                state=OutboxState.QUEUED, next_at=timezone.now(), attempts=0, reply_code=""
            )
            return
        held = Q(pk=message.told.pk) | Q(address=message.address, is_held=True, calendar_object__ended_at__isnull=True)
        rows = list(Told.objects.select_for_update(of=("self",)).filter(held).select_related("calendar_object"))
        for told in rows:
            told.is_held = False
            back_to_what_left(told)
            told.save()
    for told in rows:
        if told.calendar_object.series_id is not None:
            reconcile_series(told.calendar_object.series_id)
        elif told.calendar_object.meeting_id is not None:
            reconcile(told.calendar_object.meeting_id)


def send_again(told: Told) -> bool:
    """Answer a REFRESH (RFC 5546 3.2.6): the same version and SEQUENCE once more, with a new DTSTAMP.

    True when it is on its way to the invited address, by this or already. False when that address is on hold, has been
    told nothing, or nothing of it lies ahead.
    """
    about = told.calendar_object
    with transaction.atomic():
        subject = _subject_of(about)
        if subject is None or subject.is_over:
            return False
        _reconcile([subject])
        rows = Told.objects.select_for_update(of=("self",)).select_related("invitation__person", "seat__person")
        row = rows.get(pk=told.pk)
        if row.is_held or not row.queued_method:
            return False
        if not row.outbox.filter(state__in=[OutboxState.QUEUED, OutboxState.SENDING]).exists():
            entry = subject.entries().get(row.address) if row.queued_method == Method.REQUEST else None
            books = Books()
            books.look_into([Change(row, entry, row.queued_digest)])
            _next_version(row)
            books.note(row)
            kind, first = "invitation" if entry else "", books.first_ids.get(row.pk, "")
            books.messages.append(write_message(subject, about, row, entry, kind, in_reply_to=first))
            books.save()
    return True


def _subject_of(calendar_object: CalendarObject) -> Subject | None:
    if calendar_object.series_id is not None:
        return SeriesSubject.lock(calendar_object.series_id)
    assert calendar_object.meeting_id is not None  # a constraint: it is of one of them
    return next(iter(MeetingSubject.lock([calendar_object.meeting_id])), None)


def _tell(subject: Subject, calendar_object: CalendarObject, changes: list[Change], books: Books) -> None:
    if not changes:
        return
    if any(change.was_told for change in changes):
        calendar_object.sequence += 1
    leaving = those_who_leave(changes)
    staying = [change for change in changes if change.entry and leaving.has(change.entry)]
    messages = [_queue(subject, calendar_object, change, books) for change in changes if change not in staying]
    if staying:
        # the one address is cancelled at n+1, the other called at n+2: both may end in the same calendar
        calendar_object.sequence += 1
        messages += [_queue(subject, calendar_object, change, books) for change in staying]
    books.messages += messages
    books.objects[calendar_object.pk] = calendar_object


def _queue(subject: Subject, calendar_object: CalendarObject, change: Change, books: Books) -> OutboxMessage:
    row = change.told
    _next_version(row)
    row.queued_sequence = calendar_object.sequence
    if change.entry is None:
        row.queued_method = Method.CANCEL
    else:
        row.queued_method = Method.REQUEST
        _note_new_times(row, change)
    row.queued_digest = change.digest
    books.note(row)
    return write_message(subject, calendar_object, row, change.entry, in_reply_to=books.first_ids.get(row.pk, ""))


def _next_version(row: Told) -> None:
    """Raise DTSTAMP, which grows with every message to the address, and the counter."""
    now = timezone.now().replace(microsecond=0)
    row.dtstamp = max(now, row.dtstamp + datetime.timedelta(seconds=1)) if row.dtstamp else now
    row.counter += 1


def _note_new_times(row: Told, change: Change) -> None:
    """Record at which SEQUENCE each time became this address's: an older answer is for another time."""
    assert change.entry is not None
    first = min(one.recurrence_at or one.start for one in change.entry.instances)
    moved = moved_keys(row.queued_digest, change.digest)
    if change.entry.seat is None:
        if row.queued_starts_at is None or moved:
            row.time_sequence = row.queued_sequence
        row.queued_starts_at = first
        return
    if row.queued_starts_at is None:
        row.time_sequence = row.queued_sequence
    row.instance_sequences |= dict.fromkeys(moved, row.queued_sequence)
    # DTSTART is fixed once told, but for somebody who is called to earlier instances than before
    row.queued_starts_at = min(first, row.queued_starts_at or first)


def ahead() -> QuerySet[Meeting]:
    """The queryset of meetings that may be in somebody's calendar and have not begun."""
    return Meeting.objects.filter(
        state__in=[MeetingState.CALLED, MeetingState.CANCELLED],
        starts_at__gt=timezone.now(),
        calendar_objects__ended_at__isnull=True,
    ).order_by("starts_at", "pk")


def series_ahead() -> QuerySet[Series]:
    """The queryset of series with something ahead, and of those that were split into one."""
    found: set[UUID] = set()
    newest = set(
        Meeting.objects.filter(series__isnull=False, starts_at__gt=timezone.now()).values_list("series", flat=True)
    )
    while newest:
        found |= newest
        newest = set(Series.objects.filter(split_into__in=newest).values_list("pk", flat=True)) - found
    return Series.objects.filter(pk__in=found)
