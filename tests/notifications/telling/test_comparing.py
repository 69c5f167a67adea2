"""The diff between told and true, mostly without a database: rows and entries in, changes out."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from booking.models import SeriesSeat
from notifications.itip import Instance, digest
from notifications.models import CalendarObject, Method, OutboxMessage, OutboxState, Told
from notifications.telling.comparing import (
    Books,
    Change,
    back_to_what_left,
    changes_of,
    not_as_told,
    still_needed,
    told_rows,
)
from notifications.telling.truth import Call, Entry
from tests.cast import Cast
from tests.factories import make_invitation, make_meeting
from tests.factories.series_rows import make_series

DAY = datetime.timedelta(days=1)
NOW = timezone.now()
BO = "bo@af.example"
OBJECT = CalendarObject(uid=uuid4(), sequence=0)
SEAT = uuid4()


def at(days: int, place: str = "Sessionssalen", key: int | None = None) -> Instance:
    recurrence = NOW + key * DAY if key is not None else None
    start = NOW + days * DAY
    return Instance(start=start, end=start + DAY, summary="Möte", place=place, recurrence_at=recurrence)


AHEAD, MOVED, ELSEWHERE, BEGUN = at(9), at(10), at(9, "Rådhuset"), at(-1)


def called(*instances: Instance, invitation: UUID = SEAT, person: int = 1, set_at: Any = None) -> Entry:
    about = {"pk": invitation, "person_id": person, "email": BO, "address_set_at": set_at}
    return Entry(BO, instances, Call(**{**dict.fromkeys(Call._fields), **about}))


def told(*queued: Instance, left: tuple[Instance, ...] | None = None, **fields: Any) -> Told:
    """A row of what Bo was told last; `left` what had left, when that is something else."""
    left = queued if left is None else left
    about = {"queued_digest": digest(queued), "left_digest": digest(left) if left else ""}
    methods = {"queued_method": Method.REQUEST, "left_method": Method.REQUEST if left else ""}
    row = {"pk": 1, "calendar_object_id": OBJECT.pk, "address": BO, "invitation_id": SEAT}
    return Told(**{**row, **about, **methods, **fields})


def changes(
    entry: Entry | None, row: Told | None, *, caller: int = 0, reconciled: int = 0, books: Books | None = None
) -> list[Change]:
    """What has to be said to Bo about a meeting whose revision is 1."""
    subject: Any = SimpleNamespace(revision=1, meeting=SimpleNamespace(caller_id=caller))
    about = CalendarObject(uid=OBJECT.pk, reconciled_revision=reconciled)
    entries, rows = {BO: entry} if entry else {}, {BO: row} if row else {}
    return list(changes_of(subject, about, entries, rows, books if books is not None else Books()))


def what(found: list[Change]) -> list[tuple[Entry | None, str]]:
    return [(change.entry, change.digest) for change in found]


# --- which addresses may have to be told


def test_an_address_that_was_never_told_is_told_what_is_ahead() -> None:
    entry = called(AHEAD)

    [change] = changes(entry, None)

    assert (change.entry, change.digest, change.has_link) == (entry, digest([AHEAD]), True)
    assert (change.told.pk, change.told.address, change.told.invitation_id) == (None, BO, SEAT)
    assert change.told.calendar_object_id == OBJECT.pk


def test_nobody_is_told_what_they_know_or_what_has_begun() -> None:
    books = Books()

    assert changes(called(AHEAD), told(AHEAD), books=books) == []
    assert changes(called(AHEAD), told(AHEAD), reconciled=1, books=books) == []
    assert changes(called(BEGUN), None, books=books) == []
    assert changes(called(BEGUN), told(BEGUN), books=books) == []
    assert changes(called(BEGUN, at(9, key=9)), told(at(-1, "Rådhuset"), at(9, key=9)), books=books) == []
    assert books.rows == {}


@pytest.mark.parametrize("instance", [MOVED, ELSEWHERE, BEGUN])
def test_another_time_or_place_is_told_also_when_the_time_is_over_now(instance: Instance) -> None:
    entry = called(instance)

    assert what(changes(entry, told(AHEAD))) == [(entry, digest([instance]))]


def test_whoever_was_cancelled_is_told_when_they_are_called_again() -> None:
    entry = called(AHEAD)

    assert what(changes(entry, told(AHEAD, queued_method=Method.CANCEL))) == [(entry, digest([AHEAD]))]


def test_whoever_was_cancelled_is_not_called_to_what_has_begun() -> None:
    assert changes(called(BEGUN), told(AHEAD, queued_method=Method.CANCEL)) == []


def test_whoever_is_called_no_longer_is_cancelled_once() -> None:
    assert what(changes(None, told(AHEAD))) == [(None, digest([AHEAD]))]
    assert changes(None, told(AHEAD, queued_method=Method.CANCEL)) == []


# --- addresses on hold


def test_an_address_on_hold_is_told_nothing() -> None:
    assert changes(None, told(AHEAD, is_held=True)) == []
    assert changes(called(MOVED), told(AHEAD, is_held=True)) == []
    assert changes(called(AHEAD), told(AHEAD, left=(), is_held=True)) == []


@pytest.mark.parametrize(("days", "is_told"), [(0, False), (1, True)])
def test_an_address_that_was_set_after_the_last_mail_to_it_is_told_what_did_not_arrive(
    days: int, is_told: bool
) -> None:
    row, books = told(AHEAD, left=(), is_held=True, dtstamp=NOW), Books()
    entry = called(AHEAD, set_at=NOW + days * DAY)

    found = changes(entry, row, books=books)

    assert what(found) == ([(entry, digest([AHEAD]))] if is_told else [])
    assert (row.is_held, row.queued_digest) == (not is_told, "" if is_told else digest([AHEAD]))
    assert list(books.rows.values()) == ([row] if is_told else [])


# --- the seat behind a link


def test_whoever_has_another_seat_is_sent_its_link() -> None:
    row, entry, books = told(AHEAD), called(AHEAD, invitation=uuid4()), Books()

    [change] = changes(entry, row, books=books)

    assert not change.has_link
    assert entry.call is not None and row.invitation_id == entry.call.pk
    assert list(books.rows.values()) == [row]


def test_nobody_is_sent_a_link_to_what_has_begun() -> None:
    assert changes(called(BEGUN, invitation=uuid4()), told(BEGUN)) == []


def test_a_caller_who_was_called_before_needs_no_link() -> None:
    row, books = told(AHEAD), Books()

    assert changes(called(AHEAD, invitation=uuid4(), person=7), row, caller=7, books=books) == []
    assert list(books.rows.values()) == [row]


def test_a_seat_in_a_series_that_is_another_ones_is_sent_its_link() -> None:
    seat = SeriesSeat(pk=7)
    row = told(AHEAD, invitation_id=None, seat=seat)

    assert changes(Entry(BO, (AHEAD,), seat=seat), row) == []
    [change] = changes(Entry(BO, (AHEAD,), seat=SeriesSeat(pk=8)), row)
    assert (change.has_link, row.seat_id) == (False, 8)


# --- a release whose digest is another


def test_a_new_release_mails_nobody_while_nothing_has_changed_since() -> None:
    row, books = told(AHEAD, queued_digest="1:old", left_digest="1:old"), Books()

    assert changes(called(AHEAD), row, reconciled=1, books=books) == []
    assert row.queued_digest == row.left_digest == digest([AHEAD])
    assert list(books.rows.values()) == [row]


def test_what_changed_with_a_new_release_is_told() -> None:
    row, entry = told(AHEAD, queued_digest="1:old", left_digest="1:old"), called(AHEAD)

    assert what(changes(entry, row, reconciled=0)) == [(entry, digest([AHEAD]))]
    assert row.queued_digest == "1:old"


def test_what_had_not_left_before_a_new_release_still_has_to() -> None:
    row, books = told(AHEAD, queued_digest="1:new", left_digest="1:old"), Books()

    assert changes(called(AHEAD), row, reconciled=1, books=books) == []
    assert (row.queued_digest, row.left_digest) == (digest([AHEAD]), "1:old")


def test_what_is_told_in_this_releases_terms_stays_and_so_does_a_cancellation() -> None:
    current = told(AHEAD)
    ended = told(AHEAD, queued_method=Method.CANCEL, queued_digest="1:old")

    assert what(changes(called(MOVED), current, reconciled=1)) and current.queued_digest == digest([AHEAD])
    assert what(changes(called(AHEAD), ended, reconciled=1)) and ended.queued_digest == "1:old"


# --- what of that has left already


def needed(row: Told, entry: Entry | None, *, in_flight: bool = False, has_link: bool = True) -> list[Change]:
    books = Books()
    if in_flight:
        books.in_flight = {1}
    shows = digest(entry.instances) if entry else row.queued_digest
    found = still_needed([Change(row, entry, shows, has_link=has_link)], books)
    assert list(books.rows.values()) == ([] if found else [row])
    return found


def test_back_to_what_had_left_needs_no_mail() -> None:
    row = told(MOVED, left=(AHEAD,))

    assert needed(row, called(AHEAD)) == []
    assert row.queued_digest == row.left_digest == digest([AHEAD])


def test_what_may_have_arrived_is_told_over_also_back_to_what_had_left() -> None:
    assert [change.was_told for change in needed(told(MOVED, left=(AHEAD,)), called(AHEAD), in_flight=True)] == [True]
    assert [change.was_told for change in needed(told(AHEAD, left=()), None, in_flight=True)] == [True]
    assert [change.was_told for change in needed(told(AHEAD, left=()), called(MOVED), in_flight=True)] == [True]


def test_a_first_call_is_told_as_one() -> None:
    assert [change.was_told for change in needed(told(AHEAD, left=()), called(MOVED))] == [False]
    assert [change.was_told for change in needed(told(AHEAD), called(MOVED))] == [True]
    assert [change.was_told for change in needed(told(AHEAD, left_method=Method.CANCEL), called(AHEAD))] == [True]


def test_a_dead_link_is_replaced_whatever_has_left() -> None:
    assert len(needed(told(AHEAD), called(AHEAD), has_link=False)) == 1


def test_only_a_call_that_has_left_and_is_ahead_is_cancelled() -> None:
    [cancelled] = needed(told(MOVED, left=(AHEAD,)), None)

    assert cancelled.was_told
    assert needed(told(AHEAD, left=()), None) == []
    assert needed(told(AHEAD, left_method=Method.CANCEL), None) == []
    assert needed(told(AHEAD, left=(BEGUN,)), None) == []


def test_what_never_left_never_counts_for_answers() -> None:
    """Domain: an older answer is for another time; times are numbered by what an address has been sent."""
    row = told(
        MOVED, left=(AHEAD,), queued_sequence=5, left_sequence=3, time_sequence=5, instance_sequences={"a": 5, "b": 2}
    )
    row.queued_starts_at, row.left_starts_at = MOVED.start, AHEAD.start
    row.queued_method = Method.CANCEL

    back_to_what_left(row)

    assert (row.queued_method, row.queued_sequence, row.queued_digest, row.queued_starts_at) == (
        Method.REQUEST, 3, digest([AHEAD]), AHEAD.start
    )  # fmt: skip
    assert (row.time_sequence, row.instance_sequences) == (3, {"a": 3, "b": 2})
    row.time_sequence = 1
    back_to_what_left(row)
    assert row.time_sequence == 1


# --- the rows


@pytest.fixture
def row(cast: Cast) -> Told:
    """What Bo was told, in the database."""
    meeting = make_meeting(cast.samverksmote, cast.anna)
    about = CalendarObject.objects.create(meeting=meeting, organizer=cast.federation.role_mailbox)
    return Told.objects.create(
        calendar_object=about,
        address=BO,
        invitation=make_invitation(meeting, cast.bo),
        queued_method=Method.REQUEST,
        queued_digest=digest([AHEAD]),
    )


def message(row: Told, state: OutboxState, **fields: Any) -> OutboxMessage:
    number = OutboxMessage.objects.count() + 1
    meeting = row.calendar_object.meeting
    assert meeting is not None
    defaults = {"counter": number, "next_at": NOW, "message_id": f"<{number}@lingon.example>", "body": b"-"}
    fields = {"told": row, "meeting": meeting, "federation": meeting.federation, "state": state, **defaults, **fields}
    return OutboxMessage.objects.create(address=row.address, kind="changed", **fields)


@pytest.mark.parametrize(
    ("state", "attempts", "after", "in_flight"),
    [
        (OutboxState.QUEUED, 0, OutboxState.SUPERSEDED, False),
        # it may have been accepted before the connection broke
        (OutboxState.QUEUED, 1, OutboxState.SUPERSEDED, True),
        (OutboxState.SENDING, 1, OutboxState.SENDING, True),
        (OutboxState.SENT, 1, OutboxState.SENT, False),
        (OutboxState.FAILED, 1, OutboxState.FAILED, False),
    ],
)
def test_a_newer_version_supersedes_what_waits_and_knows_what_is_on_its_way(
    row: Told, state: OutboxState, attempts: int, after: OutboxState, in_flight: bool
) -> None:
    mail, other = message(row, state, attempts=attempts), message(row, OutboxState.SENT)
    elsewhere = Told.objects.create(calendar_object=row.calendar_object, address="rut@vardcentralen.example")
    theirs = message(elsewhere, OutboxState.QUEUED, attempts=1)
    books = Books()

    books.look_into([Change(row, None, "")])

    states = dict(OutboxMessage.objects.values_list("pk", "state"))
    assert states == {mail.pk: after, other.pk: OutboxState.SENT, theirs.pk: OutboxState.QUEUED}
    assert books.in_flight == ({row.pk} if in_flight else set())
    assert books.first_ids == {row.pk: mail.message_id}


def entries_of(row: Told, **fields: Any) -> dict[UUID, Any]:
    assert row.invitation_id is not None
    fields = {"invitation": row.invitation_id, **fields}
    return {row.calendar_object_id: (None, {BO: called(fields.pop("shown", AHEAD), **fields)})}


def test_what_is_told_exactly_is_dropped_before_rows_are_read(row: Told) -> None:
    assert not_as_told(entries_of(row)) == {}
    Told.objects.create(calendar_object=row.calendar_object, address="rut@x.example", queued_method=Method.CANCEL)
    assert not_as_told(entries_of(row)) == {}
    nobody: Any = {uuid4(): (None, {})}
    assert not_as_told(nobody) == {}


def test_a_seat_in_a_series_is_told_as_one(cast: Cast) -> None:
    series = make_series(cast, cast.bo)
    about = CalendarObject.objects.create(series=series, organizer=cast.federation.role_mailbox)
    seat, shown = series.seats.get(), {"queued_method": Method.REQUEST, "queued_digest": digest([AHEAD])}
    Told.objects.create(calendar_object=about, address=BO, seat=seat, **shown)

    for own, looked_at in ((seat, set()), (SeriesSeat(pk=seat.pk + 1), {about.pk})):
        entries: Any = {about.pk: (None, {BO: Entry(BO, (AHEAD,), seat=own)})}
        assert set(not_as_told(entries)) == looked_at


@pytest.mark.parametrize(
    "changed",
    [
        {"is_held": True},
        {"queued_method": Method.CANCEL},
        {"queued_digest": digest([MOVED])},
        {"address": "a@b.example"},
    ],
)
def test_what_is_told_in_any_other_way_is_looked_at(row: Told, changed: dict[str, Any]) -> None:
    Told.objects.filter(pk=row.pk).update(**changed)

    assert set(not_as_told(entries_of(row))) == {row.calendar_object_id}


def test_another_seat_time_or_address_is_looked_at(row: Told) -> None:
    for fields in ({"invitation": uuid4()}, {"shown": ELSEWHERE}):
        assert set(not_as_told(entries_of(row, **fields))) == {row.calendar_object_id}
    Told.objects.create(calendar_object=row.calendar_object, address="rut@x.example", queued_method=Method.REQUEST)
    assert set(not_as_told(entries_of(row))) == {row.calendar_object_id}


def test_the_rows_of_each_calendar_object_by_address(row: Told, cast: Cast) -> None:
    other = CalendarObject.objects.create(meeting=make_meeting(cast.samverksmote, cast.anna), organizer="x@y.example")
    theirs = Told.objects.create(calendar_object=other, address=BO)

    assert told_rows([row.calendar_object_id, other.pk]) == {row.calendar_object_id: {BO: row}, other.pk: {BO: theirs}}
    assert told_rows([other.pk]) == {other.pk: {BO: theirs}}


def test_a_run_writes_new_rows_changed_rows_and_messages_that_refer_to_them(row: Told) -> None:
    books, about = Books(), row.calendar_object
    new = Told(calendar_object_id=about.pk, address="rut@vardcentralen.example", counter=1)
    about.sequence, about.reconciled_revision, about.ended_at = 4, 9, NOW
    row.counter, row.is_held, row.left_method = 7, True, Method.CANCEL
    books.objects[about.pk] = about
    books.note(row)
    books.note(new)
    meeting = about.meeting
    assert meeting is not None
    mail = {"federation": meeting.federation, "meeting": meeting, "kind": "invitation", "next_at": NOW, "body": b"-"}
    books.messages = [
        OutboxMessage(told=each, address=each.address, counter=each.counter, message_id=f"<{each.counter}@x>", **mail)
        for each in (row, new)
    ]

    books.save()

    stored = CalendarObject.objects.get(pk=about.pk)
    assert (stored.sequence, stored.reconciled_revision, stored.ended_at) == (4, 9, NOW)
    known = Told.objects.get(pk=row.pk)
    assert (known.counter, known.is_held, known.left_method, known.queued_digest) == (
        7,
        True,
        "CANCEL",
        digest([AHEAD]),
    )
    assert [sent.told for sent in OutboxMessage.objects.order_by("counter")] == [new, known]
