"""Told versus true: compare what every address was told with what its calendar should show; queue the difference.

Idempotent, needs no history, heals whatever was missed. Nothing else queues a calendar message.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from booking.models import Meeting, MeetingState, Series
from config.prepared import Slot, prepared
from notifications.flags import forget, is_corrected
from notifications.itip import Instance, differences, digest, is_ahead, moved_keys, version_of
from notifications.messages import write_message
from notifications.models import CalendarObject, Method, OutboxMessage, OutboxState, Told
from notifications.subjects import MeetingSubject, SeriesSubject, Subject, calendar_objects
from notifications.truth import Entry

Entries = tuple[Subject, Mapping[str, Entry]]


@dataclass(frozen=True)
class Change:
    """One address whose calendar may differ from the truth. Without `entry` the whole should be gone from it."""

    told: Told
    entry: Entry | None
    digest: str
    was_told: bool = False
    has_link: bool = True


def reconcile(meeting_id: UUID | str) -> list[OutboxMessage]:
    """Queue the one message per address that turns told into true, and return them.

    The meeting's row is locked first, as in every action, so that its seats, time and revision are read
    as one state. Run twice, it queues nothing the second time. Nothing is told about what has begun.
    """
    with transaction.atomic():
        return _reconcile(MeetingSubject.lock([meeting_id]))


def reconcile_series(series_id: UUID | str) -> list[OutboxMessage]:
    """The same for those with a seat in a series: one message per address, whatever happened to how many instances."""
    with transaction.atomic():
        subject = SeriesSubject.lock(series_id)
        return _reconcile([subject] if subject else [])


def reconcile_together(
    meeting_ids: Sequence[UUID | str], *, skip_locked: bool, only_behind: bool = False
) -> tuple[list[MeetingSubject], list[OutboxMessage]]:
    """The same for several meetings in the caller's transaction, with as many questions as for one.

    Which they were is returned, too: of those that somebody else is at work on, or has told meanwhile, none.
    """
    subjects = MeetingSubject.lock(meeting_ids, skip_locked=skip_locked)
    if only_behind:
        done = told_ids(subject.meeting.pk for subject in subjects)
        subjects = [subject for subject in subjects if subject.meeting.pk not in done]
    return subjects, _reconcile(subjects)


def _reconcile(subjects: Sequence[Subject]) -> list[OutboxMessage]:
    objects = calendar_objects(subjects)
    entries = _not_as_told({objects[one].pk: (one, one.entries()) for one in objects if not one.is_over})
    told = _told_rows(entries)
    books = Books()
    wanted = []
    for pk, (subject, own) in entries.items():
        changes = list(_differences(subject, objects[subject], own, told.get(pk, {}), books))
        wanted.append((subject, objects[subject], changes))
    books.look_into([change for _subject, _object, changes in wanted for change in changes])
    for subject, calendar_object, changes in wanted:
        _tell(subject, calendar_object, _still_needed(changes, books), books)
    for subject, calendar_object in objects.items():
        ended_at = calendar_object.ended_at or (timezone.now() if subject.is_off else None)
        state = (subject.revision, ended_at)
        if calendar_object._state.adding or (calendar_object.reconciled_revision, calendar_object.ended_at) != state:
            calendar_object.reconciled_revision, calendar_object.ended_at = state
            books.objects[calendar_object.pk] = calendar_object
    books.save()
    return books.messages


class Books:
    """What is to be written about all the subjects of a run, and which addresses may have a message on the wire."""

    def __init__(self) -> None:
        self.objects: dict[UUID, CalendarObject] = {}
        self.rows: dict[tuple[UUID, str], Told] = {}
        self.messages: list[OutboxMessage] = []
        self.in_flight: set[int] = set()
        self.first_ids: dict[int, str] = {}

    def note(self, row: Told) -> None:
        self.rows[row.calendar_object_id, row.address] = row

    def look_into(self, changes: Iterable[Change]) -> None:
        """Take back what is queued and unclaimed for these; what is on the wire may have arrived."""
        rows = [change.told for change in changes if change.told.pk is not None]
        if not rows:
            return
        prefetch_related_objects(
            [change.told for change in changes if change.entry is None], "invitation__person", "seat__person"
        )
        messages = OutboxMessage.objects.filter(told__in=[row.pk for row in rows]).order_by()
        queued = messages.filter(state=OutboxState.QUEUED)
        # one that has been tried may have been accepted before the connection broke
        self.in_flight |= set(queued.filter(attempts__gt=0).values_list("told_id", flat=True))
        queued.update(state=OutboxState.SUPERSEDED)
        self.in_flight |= set(messages.filter(state=OutboxState.SENDING).values_list("told_id", flat=True))
        # by the first mail about the meeting to an address mail programs keep them together
        self.first_ids |= dict(messages.filter(counter=1).values_list("told_id", "message_id"))

    def save(self) -> None:
        """All at once: an insert, which writes the fields named here where it finds that its row is there already."""
        _write_over(CalendarObject, self.objects.values(), "uid", ["reconciled_revision", "sequence", "ended_at"])
        known = [row for row in self.rows.values() if row.pk is not None]
        _write_over(Told, known, "id", TOLD_FIELDS)
        Told.objects.bulk_create([row for row in self.rows.values() if row.pk is None])
        OutboxMessage.objects.bulk_create(self.messages)


TOLD_FIELDS = [
    field.name for field in Told._meta.concrete_fields if field.name not in ("id", "calendar_object", "address")
]


def _write_over(model: type[Model], rows: Iterable[Model], key: str, fields: list[str]) -> None:
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=[key], update_fields=fields)


def behind() -> QuerySet[Meeting]:
    """Meetings changed in the last day whose revision nobody has been told about: what the sweep takes.

    Older ones are found by the hourly run over everything ahead.
    """
    done = CalendarObject.objects.filter(meeting=OuterRef("pk"), reconciled_revision__gte=OuterRef("revision"))
    return Meeting.objects.filter(~Exists(done), revised_at__gte=_a_day_ago())


def series_behind() -> QuerySet[Series]:
    """The same for series."""
    done = CalendarObject.objects.filter(series=OuterRef("pk"), reconciled_revision__gte=OuterRef("revision"))
    return Series.objects.filter(~Exists(done), revised_at__gte=_a_day_ago())


def _a_day_ago() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=1)


def is_told(meeting_id: UUID | str) -> bool:
    """Has what the meeting's revision changed been told already, by the sweep or by another doorbell?"""
    return bool(told_ids([meeting_id]))


def told_ids(meeting_ids: Iterable[UUID | str]) -> set[UUID | None]:
    told = CalendarObject.objects.filter(meeting__in=meeting_ids, reconciled_revision__gte=F("meeting__revision"))
    return set(told.values_list("meeting_id", flat=True))


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
    moved_on = _addresses_that_moved(changes)
    messages = [_queue(subject, calendar_object, change, books) for change in changes if change not in moved_on]
    if moved_on:
        # the old address is cancelled at n+1, the new one called at n+2: both may end in the same calendar
        calendar_object.sequence += 1
        messages += [_queue(subject, calendar_object, change, books) for change in moved_on]
    books.messages += messages
    books.objects[calendar_object.pk] = calendar_object


def _not_as_told(entries: dict[UUID, Entries]) -> dict[UUID, Entries]:
    """Without those, by calendar object, of which each address was told exactly what it should have, by its own seat.

    They are nearly all when everything ahead is looked at; to compare values takes a fraction of making rows of them.
    """
    told: dict[UUID, dict[str, tuple[UUID | None, int | None, str]]] = {}
    others: set[UUID] = set()
    for pk, address, invitation, seat, method, shown, is_held in _told_values(entries):
        if is_held:
            others.add(pk)
        elif method == Method.REQUEST:
            told.setdefault(pk, {})[address] = (invitation, seat, shown)
    digests: dict[tuple[Instance, ...], str] = {}

    def shows(entry: Entry) -> str:
        if entry.instances not in digests:
            digests[entry.instances] = digest(entry.instances)
        return digests[entry.instances]

    def as_told(pk: UUID, wanted: Mapping[str, Entry]) -> bool:
        own = told.get(pk, {})
        return (
            pk not in others
            and len(own) == len(wanted)
            and all(
                own.get(address)
                == (entry.invitation and entry.invitation.pk, entry.seat and entry.seat.pk, shows(entry))
                for address, entry in wanted.items()
            )
        )

    return {pk: (subject, wanted) for pk, (subject, wanted) in entries.items() if not as_told(pk, wanted)}


@prepared
def _told_values(calendar_objects: Slot) -> QuerySet[Told, tuple[UUID, str, UUID | None, int | None, str, str, bool]]:
    rows = Told.objects.filter(calendar_object__in=calendar_objects).order_by()
    return rows.values_list(
        "calendar_object", "address", "invitation", "seat", "queued_method", "queued_digest", "is_held"
    )


def _told_rows(calendar_objects: Iterable[UUID]) -> dict[UUID, dict[str, Told]]:
    rows = Told.objects.filter(calendar_object__in=calendar_objects).order_by("pk")
    found: dict[UUID, dict[str, Told]] = {}
    # who the row was for is asked of the few that are to be cancelled only
    for row in rows.select_for_update():
        found.setdefault(row.calendar_object_id, {})[row.address] = row
    return found


def _differences(
    subject: Subject,
    calendar_object: CalendarObject,
    entries: Mapping[str, Entry],
    told: Mapping[str, Told],
    books: Books,
) -> Iterable[Change]:
    """The addresses whose queued version is not the truth, before anybody has looked whether it has left."""
    now = timezone.now()
    for address, row in told.items():
        if address not in entries and row.queued_method == Method.REQUEST and not row.is_held:
            yield Change(row, None, row.queued_digest)
    for address, entry in entries.items():
        shows = digest(entry.instances)
        row = told.get(address) or Told(calendar_object=calendar_object, address=address)
        if calendar_object.reconciled_revision >= subject.revision and _rebaseline(row, shows):
            books.note(row)
        if row.is_held and is_corrected(row, entry.person):
            row.is_held = False
            _back_to_what_left(row)
            books.note(row)
        if not is_ahead(shows, now) and not (row.queued_digest and is_ahead(row.queued_digest, now)):
            continue
        seat = (row.invitation_id, row.seat_id)
        has_link = _take_seat(row, entry)
        if row.pk is not None and seat != (row.invitation_id, row.seat_id):
            books.note(row)
        if row.is_held or (has_link and _is_same(row.queued_method, row.queued_digest, shows, now)):
            continue
        yield Change(row, entry, shows, has_link=has_link)


def _still_needed(changes: Iterable[Change], books: Books) -> list[Change]:
    """Those that what has left does not show already, now that what had not left is taken back."""
    now, needed = timezone.now(), []
    for change in changes:
        row, in_flight = change.told, change.told.pk in books.in_flight
        if not in_flight and _is_as_left(change, now):
            _back_to_what_left(row)
            books.note(row)
        else:
            was_told = in_flight or bool(row.left_method) or change.entry is None
            needed.append(replace(change, was_told=was_told))
    return needed


def _is_as_left(change: Change, now: datetime.datetime) -> bool:
    """What has left is the truth: for who is to be cancelled, that the call never left, or is over."""
    row = change.told
    if change.entry is None:
        return row.left_method != Method.REQUEST or not is_ahead(row.left_digest, now)
    return change.has_link and _is_same(row.left_method, row.left_digest, change.digest, now)


def _take_seat(row: Told, entry: Entry) -> bool:
    """Answers from this address are for the seat that it has now. False when its mail has another seat's, dead link.

    The caller has no use for a link: who takes over a meeting and was called to it is not told once more.
    """
    invitation, seat = entry.invitation, entry.seat
    was = (row.invitation_id, row.seat_id)
    row.invitation, row.seat = invitation, seat
    if row.pk is None or was == (row.invitation_id, row.seat_id):
        return True
    return invitation is not None and invitation.person_id == invitation.meeting.caller_id


def _rebaseline(row: Told, shows: str) -> bool:
    """A release that digests otherwise mails nobody: what was told in another version is taken for what is true.

    Only while nothing has changed since the last run; a change that comes with the release is told.
    """
    if row.queued_method != Method.REQUEST or version_of(row.queued_digest) == version_of(shows):
        return False
    if row.left_digest == row.queued_digest:
        row.left_digest = shows
    row.queued_digest = shows
    return True


def _is_same(method: str, told_digest: str, shows: str, now: datetime.datetime) -> bool:
    return method == Method.REQUEST and (told_digest == shows or not differences(told_digest, shows, now))


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
    """Every series with something left ahead, and those whose rest went over to such a one."""
    found: set[UUID] = set()
    newest = set(
        Meeting.objects.filter(series__isnull=False, starts_at__gt=timezone.now()).values_list("series", flat=True)
    )
    while newest:
        found |= newest
        newest = set(Series.objects.filter(split_into__in=newest).values_list("pk", flat=True)) - found
    return Series.objects.filter(pk__in=found)
