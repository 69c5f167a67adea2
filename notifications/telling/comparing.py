"""The diff between what every address was told and what it should show, and the rows to write because of it.

A part of `reconcile.py`, which decides what follows from the diff.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet, prefetch_related_objects
from django.utils import timezone

from config.database.writing import insert
from forums.models import Person
from notifications.itip import Instance, differences, digest, is_ahead, version_of
from notifications.models import CalendarObject, Method, OutboxMessage, OutboxState, Told
from notifications.telling.dead_addresses import is_corrected
from notifications.telling.subjects import Subject
from notifications.telling.truth import Entry

Entries = tuple[Subject, Mapping[str, Entry]]


@dataclass(frozen=True)
class Change:
    """One address whose calendar may differ from the truth; without `entry` it is to be cancelled there."""

    told: Told
    entry: Entry | None
    digest: str
    was_told: bool = False
    has_link: bool = True


class Books:
    """The unit of work of a run: rows to write for all subjects, and which addresses may have a message in flight."""

    def __init__(self) -> None:
        self.objects: dict[UUID, CalendarObject] = {}
        self.rows: dict[tuple[UUID, str], Told] = {}
        self.messages: list[OutboxMessage] = []
        self.in_flight: set[int] = set()
        self.first_ids: dict[int, str] = {}

    def note(self, row: Told) -> None:
        self.rows[row.calendar_object_id, row.address] = row

    def look_into(self, changes: Iterable[Change]) -> None:
        """Supersede the queued, unclaimed messages of these changes; note those in flight, which may have arrived."""
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
        # In-Reply-To names the first mail about the meeting to an address: mail programs thread by it
        self.first_ids |= dict(messages.filter(counter=1).values_list("told_id", "message_id"))

    def save(self) -> None:
        """Write all rows in bulk: inserts, and upserts of the rows that exist."""
        _write_over(CalendarObject, self.objects.values(), "uid", ["reconciled_revision", "sequence", "ended_at"])
        known = [row for row in self.rows.values() if row.pk is not None]
        _write_over(Told, known, "id", TOLD_FIELDS)
        if rows := [row for row in self.rows.values() if row.pk is None]:
            self._insert_rows(rows)
        for message in self.messages:
            message.told_id = message.told.pk if message.told else None
        insert(self.messages)

    def _insert_rows(self, rows: list[Told]) -> None:
        """Bulk insert of new rows; their primary keys are read back for the messages that refer to them."""
        insert(rows)
        found = {(about, address): pk for pk, about, address in _numbers(rows)}
        for row in rows:
            row.pk = found[row.calendar_object_id, row.address]


def _numbers(rows: Iterable[Told]) -> QuerySet[Told, tuple[int, UUID, str]]:
    told = Told.objects.filter(calendar_object__in={row.calendar_object_id for row in rows}).order_by()
    return told.values_list("pk", "calendar_object", "address")


TOLD_FIELDS = [
    field.name for field in Told._meta.concrete_fields if field.name not in ("id", "calendar_object", "address")
]


def _write_over(model: type[Model], rows: Iterable[Model], key: str, fields: list[str]) -> None:
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=[key], update_fields=fields)


def not_as_told(entries: dict[UUID, Entries]) -> dict[UUID, Entries]:
    """Drop the calendar objects that are up to date: each address was told exactly its entry, by the same seat.

    Nearly all are when everything ahead is compared; comparing plain values costs a fraction of making model instances.
    """
    told: dict[UUID, dict[str, tuple[UUID | None, int | None, str]]] = {}
    for pk, address, invitation, seat, shown in _told_values(entries):
        told.setdefault(pk, {})[address] = (invitation, seat, shown)
    digests: dict[tuple[Instance, ...], str] = {}

    def shows(entry: Entry) -> str:
        if entry.instances not in digests:
            digests[entry.instances] = digest(entry.instances)
        return digests[entry.instances]

    def as_told(pk: UUID, wanted: Mapping[str, Entry]) -> bool:
        own = told.get(pk, {})
        return len(own) == len(wanted) and all(
            own.get(address) == (entry.call and entry.call.pk, entry.seat and entry.seat.pk, shows(entry))
            for address, entry in wanted.items()
        )

    return {pk: (subject, wanted) for pk, (subject, wanted) in entries.items() if not as_told(pk, wanted)}


def _told_values(calendar_objects: Iterable[UUID]) -> QuerySet[Told, tuple[Any, ...]]:
    rows = Told.objects.filter(calendar_object__in=calendar_objects, queued_method=Method.REQUEST, is_held=False)
    return rows.order_by().values_list("calendar_object", "address", "invitation", "seat", "queued_digest")


def told_rows(calendar_objects: Iterable[UUID]) -> dict[UUID, dict[str, Told]]:
    """The `Told` rows by calendar object and address, locked."""
    rows = Told.objects.filter(calendar_object__in=calendar_objects).order_by("pk")
    found: dict[UUID, dict[str, Told]] = {}
    # no join of the person: only the few rows to be cancelled need it
    for row in rows.select_for_update():
        found.setdefault(row.calendar_object_id, {})[row.address] = row
    return found


def changes_of(
    subject: Subject,
    calendar_object: CalendarObject,
    entries: Mapping[str, Entry],
    told: Mapping[str, Told],
    books: Books,
) -> Iterable[Change]:
    """The addresses whose queued version is not the truth, before it is known what of that has left."""
    now = timezone.now()
    for address, row in told.items():
        if address not in entries and row.queued_method == Method.REQUEST and not row.is_held:
            yield Change(row, None, row.queued_digest)
    for address, entry in entries.items():
        shows = digest(entry.instances)
        row = told.get(address) or Told(calendar_object_id=calendar_object.pk, address=address)
        if calendar_object.reconciled_revision >= subject.revision and _rebaseline(row, shows):
            books.note(row)
        if row.is_held and is_corrected(row, entry.address_set_at):
            row.is_held = False
            back_to_what_left(row)
            books.note(row)
        if not is_ahead(shows, now) and not is_ahead(_in_calendar(row), now):
            continue
        seat = (row.invitation_id, row.seat_id)
        has_link = _take_seat(row, entry, subject.meeting.caller_id)
        if seat != (row.invitation_id, row.seat_id):
            books.note(row)
        if row.is_held or (has_link and _is_same(row.queued_method, row.queued_digest, shows, now)):
            continue
        yield Change(row, entry, shows, has_link=has_link)


def still_needed(changes: Iterable[Change], books: Books) -> list[Change]:
    """The changes that what has left does not show already, after the queued messages have been superseded."""
    now, needed = timezone.now(), []
    for change in changes:
        row, in_flight = change.told, change.told.pk in books.in_flight
        if not in_flight and _is_as_left(change, now):
            back_to_what_left(row)
            books.note(row)
        else:
            was_told = in_flight or bool(row.left_method)
            needed.append(replace(change, was_told=was_told))
    return needed


@dataclass(frozen=True)
class Leaving:
    """Those whose calls are cancelled at an address: by row, and by name, since somebody who was entered twice is only
    later found to be one."""

    rows: Set[int]
    names: Set[str]

    def has(self, entry: Entry) -> bool:
        return entry.person_id in self.rows or entry.name.casefold() in self.names


def those_who_leave(changes: Iterable[Change]) -> Leaving:
    persons = [person for change in changes if change.entry is None and (person := _person_of(change.told))]
    return Leaving({person.pk for person in persons}, {person.name.casefold() for person in persons})


def _person_of(row: Told) -> Person | None:
    return row.seat.person if row.seat else row.invitation.person if row.invitation else None


def called_by_another_address(
    needed: Iterable[Change], entries: Mapping[str, Entry], told: Mapping[str, Told]
) -> list[Change]:
    """Changes that tell once more those who are cancelled at one address and called at another as before.

    Both addresses may be read in one calendar, which goes by the UID and not by the address (RFC 5546 3.2.5): the
    CANCEL would take away what the other address is called to.
    """
    leaving, known = those_who_leave(needed), {change.told.address for change in needed}
    return [
        Change(told[address], entry, told[address].queued_digest, was_told=True)
        for address, entry in entries.items()
        if address not in known and address in told and leaving.has(entry) and _is_called(told[address])
    ]


def _is_called(row: Told) -> bool:
    return not row.is_held and is_ahead(_in_calendar(row), timezone.now())


def _is_as_left(change: Change, now: datetime.datetime) -> bool:
    """Is what has left the truth? For a cancellation: the call never left, or is over."""
    row = change.told
    if change.entry is None:
        return row.left_method != Method.REQUEST or not is_ahead(row.left_digest, now)
    return change.has_link and _is_same(row.left_method, row.left_digest, change.digest, now)


def _in_calendar(row: Told) -> str:
    """The digest of what the address was told to show; empty once that was cancelled."""
    return row.queued_digest if row.queued_method == Method.REQUEST else ""


def _take_seat(row: Told, entry: Entry, caller_id: int | None) -> bool:
    """Bind the row to the seat that the address has now. False when its mail carries another seat's link, now dead.

    The caller needs no link: who takes over a meeting and was called to it is not told once more.
    """
    was = (row.invitation_id, row.seat_id)
    row.invitation_id, row.seat = entry.call and entry.call.pk, entry.seat
    if row.pk is None or was == (row.invitation_id, row.seat_id):
        return True
    return entry.call is not None and entry.call.person_id == caller_id


def _rebaseline(row: Told, shows: str) -> bool:
    """Re-baseline a digest of another version, so that a new release mails nobody.

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


def back_to_what_left(row: Told) -> None:
    """Roll the queued version back to the one that has left."""
    row.queued_method, row.queued_sequence = row.left_method, row.left_sequence
    row.queued_digest, row.queued_starts_at = row.left_digest, row.left_starts_at
    row.time_sequence = min(row.time_sequence, row.left_sequence)
    row.instance_sequences = {key: min(at, row.left_sequence) for key, at in row.instance_sequences.items()}
