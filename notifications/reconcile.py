"""Told versus true: compare what every address was told with what its calendar should show; queue the difference.

Idempotent, needs no history, heals whatever was missed. Nothing else queues a calendar message.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from booking.models import Meeting, MeetingState, Series
from notifications.flags import forget, is_corrected
from notifications.itip import differences, digest, is_ahead, moved_keys, version_of
from notifications.messages import write_message
from notifications.models import CalendarObject, Method, OutboxMessage, OutboxState, Told
from notifications.subjects import MeetingSubject, SeriesSubject, Subject
from notifications.truth import Entry


@dataclass(frozen=True)
class Change:
    """One address whose calendar differs from the truth. Without `entry` the whole should be gone from it."""

    told: Told
    entry: Entry | None
    digest: str
    was_told: bool


def reconcile(meeting_id: UUID | str) -> list[OutboxMessage]:
    """Queue the one message per address that turns told into true, and return them.

    The meeting's row is locked first, as in every action, so that its seats, time and revision are read
    as one state. Run twice, it queues nothing the second time. Nothing is told about what has begun.
    """
    with transaction.atomic():
        return _reconcile(MeetingSubject.lock(meeting_id))


def reconcile_series(series_id: UUID | str) -> list[OutboxMessage]:
    """The same for those with a seat in a series: one message per address, whatever happened to how many instances."""
    with transaction.atomic():
        return _reconcile(SeriesSubject.lock(series_id))


def _reconcile(subject: Subject | None) -> list[OutboxMessage]:
    calendar_object = subject.calendar_object() if subject else None
    if subject is None or calendar_object is None:
        return []
    messages = [] if subject.is_over else _tell(subject, calendar_object)
    calendar_object.reconciled_revision = subject.revision
    if subject.is_off:
        calendar_object.ended_at = calendar_object.ended_at or timezone.now()
    calendar_object.save(update_fields=["reconciled_revision", "sequence", "ended_at"])
    return messages


def behind() -> QuerySet[Meeting]:
    """Meetings changed in the last day whose revision nobody has been told about: what the sweep takes.

    Older ones are found by the hourly run over everything ahead.
    """
    done = CalendarObject.objects.filter(reconciled_revision__gte=F("meeting__revision")).values("meeting")
    return Meeting.objects.filter(revised_at__gte=_a_day_ago()).exclude(pk__in=done)


def series_behind() -> QuerySet[Series]:
    """The same for series."""
    done = CalendarObject.objects.filter(reconciled_revision__gte=F("series__revision")).values("series")
    return Series.objects.filter(revised_at__gte=_a_day_ago()).exclude(pk__in=done)


def _a_day_ago() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=1)


def is_told(meeting_id: UUID | str) -> bool:
    """Has what the meeting's revision changed been told already, by the sweep or by another doorbell?"""
    return CalendarObject.objects.filter(meeting=meeting_id, reconciled_revision__gte=F("meeting__revision")).exists()


def try_again(message: OutboxMessage) -> None:
    """A person says "försök igen": forget that the address failed, and tell it what is true now.

    An address that works is told of everything that was held for it, of other meetings too.
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
            _back_to_what_left(told)
            told.save()
    for told in rows:
        if told.calendar_object.series_id is not None:
            reconcile_series(told.calendar_object.series_id)
        elif told.calendar_object.meeting_id is not None:
            reconcile(told.calendar_object.meeting_id)


def send_again(told: Told) -> bool:
    """A calendar asks for what it should show (REFRESH): the same version once more, with a new DTSTAMP only.

    True when it is on its way to the invited address, by this or already. False when that address is held, has been
    told nothing, or nothing of it lies ahead.
    """
    about = told.calendar_object
    with transaction.atomic():
        subject = _subject_of(about)
        if subject is None or subject.is_over:
            return False
        _reconcile(subject)
        row = _told_rows(about).get(pk=told.pk)
        if row.is_held or not row.queued_method:
            return False
        if not row.outbox.filter(state__in=[OutboxState.QUEUED, OutboxState.SENDING]).exists():
            entry = subject.entries().get(row.address) if row.queued_method == Method.REQUEST else None
            _next_version(row)
            _save([row], [write_message(subject, about, row, entry, kind="invitation" if entry else "")])
    return True


def _subject_of(calendar_object: CalendarObject) -> Subject | None:
    if calendar_object.series_id is not None:
        return SeriesSubject.lock(calendar_object.series_id)
    assert calendar_object.meeting_id is not None  # a constraint: it is of one of them
    return MeetingSubject.lock(calendar_object.meeting_id)


def _tell(subject: Subject, calendar_object: CalendarObject) -> list[OutboxMessage]:
    told = {row.address: row for row in _told_rows(calendar_object)}
    changes = list(_differences(subject, calendar_object, subject.entries(), told))
    if not changes:
        return []
    if any(change.was_told for change in changes):
        calendar_object.sequence += 1
    moved_on = _addresses_that_moved(changes)
    messages = [_queue(subject, calendar_object, change) for change in changes if change not in moved_on]
    if moved_on:
        # the old address is cancelled at n+1, the new one called at n+2: both may end in the same calendar
        calendar_object.sequence += 1
        messages += [_queue(subject, calendar_object, change) for change in moved_on]
    _save([change.told for change in changes], messages)
    return messages


def _told_rows(calendar_object: CalendarObject) -> QuerySet[Told]:
    return calendar_object.told.select_for_update(of=("self",)).select_related("invitation__person", "seat__person")


def _save(told: list[Told], messages: list[OutboxMessage]) -> None:
    """At a call all addresses are new: two inserts do for the whole meeting."""
    for row in told:
        if row.pk is not None:
            row.save()
    Told.objects.bulk_create([row for row in told if row.pk is None])
    OutboxMessage.objects.bulk_create(messages)


def _differences(
    subject: Subject, calendar_object: CalendarObject, entries: Mapping[str, Entry], told: Mapping[str, Told]
) -> Iterable[Change]:
    now = timezone.now()
    for address, row in told.items():
        if address not in entries and row.queued_method == Method.REQUEST and not row.is_held:
            change = _withdraw(row, now)
            if change is not None:
                yield change
    for address, entry in entries.items():
        shows = digest(entry.instances)
        row = told.get(address) or Told(calendar_object=calendar_object, address=address)
        if calendar_object.reconciled_revision >= subject.revision:
            _rebaseline(row, shows)
        if row.is_held and is_corrected(row, entry.person):
            row.is_held = False
            _back_to_what_left(row)
        if not is_ahead(shows, now) and not (row.queued_digest and is_ahead(row.queued_digest, now)):
            continue
        has_link = _take_seat(row, entry)
        if row.is_held or (has_link and _is_same(row.queued_method, row.queued_digest, shows, now)):
            continue
        in_flight = _supersede(row)
        if has_link and not in_flight and _is_same(row.left_method, row.left_digest, shows, now):
            _back_to_what_left(row)
            row.save()
            continue
        yield Change(row, entry, shows, was_told=in_flight or bool(row.left_method))


def _take_seat(row: Told, entry: Entry) -> bool:
    """Answers from this address are for the seat that it has now. False when its mail has another seat's, dead link.

    The caller has no use for a link: who takes over a meeting and was called to it is not told once more.
    """
    invitation, seat = entry.invitation, entry.seat
    was = (row.invitation_id, row.seat_id)
    row.invitation, row.seat = invitation, seat
    if row.pk is None or was == (row.invitation_id, row.seat_id):
        return True
    row.save(update_fields=["invitation", "seat"])
    return invitation is not None and invitation.person_id == invitation.meeting.caller_id


def _rebaseline(row: Told, shows: str) -> None:
    """A release that digests otherwise mails nobody: what was told in another version is taken for what is true.

    Only while nothing has changed since the last run; a change that comes with the release is told.
    """
    if row.queued_method != Method.REQUEST or version_of(row.queued_digest) == version_of(shows):
        return
    if row.left_digest == row.queued_digest:
        row.left_digest = shows
    row.queued_digest = shows
    row.save(update_fields=["queued_digest", "left_digest"])


def _is_same(method: str, told_digest: str, shows: str, now: datetime.datetime) -> bool:
    return method == Method.REQUEST and not differences(told_digest, shows, now)


def _withdraw(row: Told, now: datetime.datetime) -> Change | None:
    """CANCEL for an address that has the meeting, or may have; nothing where the call had not left yet, or is over."""
    in_flight = _supersede(row)
    if not in_flight and (row.left_method != Method.REQUEST or not is_ahead(row.left_digest, now)):
        _back_to_what_left(row)
        row.save()
        return None
    return Change(row, None, row.queued_digest, was_told=True)


def _supersede(row: Told) -> bool:
    """Take back what is queued and unclaimed. True when a message is on the wire, so that it may have arrived."""
    if row.pk is None:
        return False
    messages = OutboxMessage.objects.filter(told=row)
    # one that has been tried may have been accepted before the connection broke
    tried = messages.filter(state=OutboxState.QUEUED, attempts__gt=0).exists()
    messages.filter(state=OutboxState.QUEUED).update(state=OutboxState.SUPERSEDED)
    return tried or messages.filter(state=OutboxState.SENDING).exists()


def _back_to_what_left(row: Told) -> None:
    row.queued_method, row.queued_sequence = row.left_method, row.left_sequence
    row.queued_digest, row.queued_starts_at = row.left_digest, row.left_starts_at
    row.time_sequence = min(row.time_sequence, row.left_sequence)
    row.instance_sequences = {key: min(at, row.left_sequence) for key, at in row.instance_sequences.items()}


def _addresses_that_moved(changes: list[Change]) -> list[Change]:
    """First calls to a person who in the same run is cancelled at an old address."""
    leaving = {_person_of(change.told) for change in changes if change.entry is None}
    return [c for c in changes if c.entry and not c.was_told and c.entry.person.pk in leaving]


def _person_of(row: Told) -> int | None:
    if row.seat is not None:
        return row.seat.person_id
    return row.invitation.person_id if row.invitation else None


def _queue(subject: Subject, calendar_object: CalendarObject, change: Change) -> OutboxMessage:
    row = change.told
    _next_version(row)
    row.queued_sequence = calendar_object.sequence
    if change.entry is None:
        row.queued_method = Method.CANCEL
    else:
        row.queued_method = Method.REQUEST
        _note_new_times(row, change)
    row.queued_digest = change.digest
    return write_message(subject, calendar_object, row, change.entry)


def _next_version(row: Told) -> None:
    """DTSTAMP grows for every message to the address."""
    now = timezone.now().replace(microsecond=0)
    row.dtstamp = max(now, row.dtstamp + datetime.timedelta(seconds=1)) if row.dtstamp else now
    row.counter += 1


def _note_new_times(row: Told, change: Change) -> None:
    """At which SEQUENCE each time became this address's: answers that are older than that are for another time."""
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
    """Every meeting that may be in somebody's calendar and has not begun."""
    return Meeting.objects.filter(
        state__in=[MeetingState.CALLED, MeetingState.CANCELLED],
        starts_at__gt=timezone.now(),
        calendar_objects__ended_at__isnull=True,
    ).order_by("starts_at", "pk")


def series_ahead() -> QuerySet[Series]:
    """Every series with something left ahead."""
    return Series.objects.filter(
        pk__in=Meeting.objects.filter(series__isnull=False, starts_at__gt=timezone.now()).values("series")
    )
