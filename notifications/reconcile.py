"""Told versus true: compare what every address was told with what its calendar should show; queue the difference.

Idempotent, needs no history, heals whatever was missed. Nothing else queues a calendar message.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from booking.models import Meeting, MeetingState
from notifications.itip import digest
from notifications.messages import facts_of, write_message
from notifications.models import CalendarObject, Method, OutboxMessage, OutboxState, Told
from notifications.texts import MeetingWords
from notifications.truth import Entry, calendar_entries, organizer_of


@dataclass(frozen=True)
class Change:
    """One address whose calendar differs from the truth. Without `entry` the meeting should be gone from it."""

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
        meeting = _lock(meeting_id)
        if meeting is None:
            return []
        calendar_object = _calendar_object(meeting)
        if calendar_object is None:
            return []
        messages = [] if meeting.has_started() else _tell(meeting, calendar_object)
        calendar_object.reconciled_revision = meeting.revision
        if meeting.state == MeetingState.CANCELLED:
            calendar_object.ended_at = calendar_object.ended_at or timezone.now()
        calendar_object.save(update_fields=["reconciled_revision", "sequence", "ended_at"])
    return messages


def behind() -> QuerySet[Meeting]:
    """Meetings changed in the last day whose revision nobody has been told about: what the sweep takes.

    Older ones are found by the hourly run over everything ahead.
    """
    done = CalendarObject.objects.filter(reconciled_revision__gte=F("meeting__revision")).values("meeting")
    recent = timezone.now() - datetime.timedelta(days=1)
    return Meeting.objects.filter(revised_at__gte=recent).exclude(pk__in=done)


def is_told(meeting_id: UUID | str) -> bool:
    """Has what the meeting's revision changed been told already, by the sweep or by another doorbell?"""
    return CalendarObject.objects.filter(meeting=meeting_id, reconciled_revision__gte=F("meeting__revision")).exists()


def try_again(message: OutboxMessage) -> None:
    """A person says "försök igen": forget that the address failed, and tell it what is true now."""
    with transaction.atomic():
        if message.told is None:
            OutboxMessage.objects.filter(pk=message.pk, state=OutboxState.FAILED).update(
                state=OutboxState.QUEUED, next_at=timezone.now(), attempts=0, reply_code=""
            )
            return
        told = Told.objects.select_for_update().get(pk=message.told.pk)
        told.is_held = False
        _back_to_what_left(told)
        told.save()
    if message.meeting_id is not None:
        reconcile(message.meeting_id)


def _lock(meeting_id: UUID | str) -> Meeting | None:
    # first the lock, then a look: what is joined in a query that waits for a lock is as it was before the wait
    list(Meeting.objects.select_for_update().filter(pk=meeting_id).order_by().values_list("pk"))
    return (
        Meeting.objects.select_related("template", "federation", "area", "forum", "caller", "calling_unit__party")
        .filter(pk=meeting_id)
        .first()
    )


def _calendar_object(meeting: Meeting) -> CalendarObject | None:
    """The live UID of the meeting, made at its first call; a cancelled one keeps the UID that people have."""
    found = CalendarObject.objects.filter(meeting=meeting).order_by(F("ended_at").desc(nulls_first=True)).first()
    if found is not None or meeting.state != MeetingState.CALLED:
        return found
    return CalendarObject.objects.create(meeting=meeting, organizer=organizer_of(meeting.federation))


def _tell(meeting: Meeting, calendar_object: CalendarObject) -> list[OutboxMessage]:
    told = {
        row.address: row
        for row in calendar_object.told.select_for_update(of=("self",)).select_related("invitation__person")
    }
    words = MeetingWords(meeting)
    changes = list(_differences(words, calendar_object, calendar_entries(meeting), told))
    if not changes:
        return []
    if any(change.was_told for change in changes):
        calendar_object.sequence += 1
    moved_on = _addresses_that_moved(changes)
    messages = [_queue(words, calendar_object, change) for change in changes if change not in moved_on]
    if moved_on:
        # the old address is cancelled at n+1, the new one called at n+2: both may end in the same calendar
        calendar_object.sequence += 1
        messages += [_queue(words, calendar_object, change) for change in moved_on]
    _save([change.told for change in changes], messages)
    return messages


def _save(told: list[Told], messages: list[OutboxMessage]) -> None:
    """At a call all addresses are new: two inserts do for the whole meeting."""
    for row in told:
        if row.pk is not None:
            row.save()
    Told.objects.bulk_create([row for row in told if row.pk is None])
    OutboxMessage.objects.bulk_create(messages)


def _differences(
    words: MeetingWords, calendar_object: CalendarObject, entries: Mapping[str, Entry], told: Mapping[str, Told]
) -> Iterable[Change]:
    for address, row in told.items():
        if address not in entries and row.queued_method == Method.REQUEST and not row.is_held:
            change = _withdraw(row)
            if change is not None:
                yield change
    for address, entry in entries.items():
        shows = digest(facts_of(words, calendar_object, entry))
        row = told.get(address) or Told(calendar_object=calendar_object, address=address)
        if calendar_object.reconciled_revision >= words.meeting.revision:
            _rebaseline(row, shows)
        has_link = _take_seat(row, entry)
        if row.is_held or (has_link and _is_same(row.queued_method, row.queued_digest, shows)):
            continue
        in_flight = _supersede(row)
        if has_link and not in_flight and _is_same(row.left_method, row.left_digest, shows):
            _back_to_what_left(row)
            row.save()
            continue
        yield Change(row, entry, shows, was_told=in_flight or bool(row.left_method))


def _take_seat(row: Told, entry: Entry) -> bool:
    """Answers from this address are for the seat that it has now. False when its mail has another seat's, dead link.

    The caller has no use for a link: who takes over a meeting and was called to it is not told once more.
    """
    seat, was = entry.invitation, row.invitation_id
    row.invitation = seat
    if row.pk is None or was == seat.pk:
        return True
    row.save(update_fields=["invitation"])
    return seat.person_id == seat.meeting.caller_id


def _rebaseline(row: Told, shows: str) -> None:
    """A release that digests otherwise mails nobody: what was told in another version is taken for what is true.

    Only while nothing has changed since the last run; a change that comes with the release is told.
    """
    if row.queued_method != Method.REQUEST or row.queued_digest.split(":")[0] == shows.split(":")[0]:
        return
    if row.left_digest == row.queued_digest:
        row.left_digest = shows
    row.queued_digest = shows
    row.save(update_fields=["queued_digest", "left_digest"])


def _is_same(method: str, told_digest: str, shows: str) -> bool:
    return method == Method.REQUEST and told_digest == shows


def _withdraw(row: Told) -> Change | None:
    """CANCEL for an address that has the meeting, or may have; nothing where the call had not left yet."""
    in_flight = _supersede(row)
    if not in_flight and row.left_method != Method.REQUEST:
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


def _addresses_that_moved(changes: list[Change]) -> list[Change]:
    """First calls to a person who in the same run is cancelled at an old address."""
    leaving = {
        change.told.invitation.person_id for change in changes if change.entry is None and change.told.invitation
    }
    return [c for c in changes if c.entry and not c.was_told and c.entry.invitation.person_id in leaving]


def _queue(words: MeetingWords, calendar_object: CalendarObject, change: Change) -> OutboxMessage:
    meeting = words.meeting
    row, now = change.told, timezone.now().replace(microsecond=0)
    row.dtstamp = max(now, row.dtstamp + datetime.timedelta(seconds=1)) if row.dtstamp else now
    row.counter += 1
    row.queued_sequence = calendar_object.sequence
    if change.entry is None:
        row.queued_method = Method.CANCEL
    else:
        row.queued_method = Method.REQUEST
        if row.queued_starts_at != meeting.starts_at:
            row.time_sequence = calendar_object.sequence
        row.queued_starts_at = meeting.starts_at
    row.queued_digest = change.digest
    return write_message(words, calendar_object, row, change.entry)


def ahead() -> QuerySet[Meeting]:
    """Every meeting that may be in somebody's calendar and has not begun."""
    return Meeting.objects.filter(
        state__in=[MeetingState.CALLED, MeetingState.CANCELLED],
        starts_at__gt=timezone.now(),
        calendar_objects__ended_at__isnull=True,
    ).order_by("starts_at", "pk")
