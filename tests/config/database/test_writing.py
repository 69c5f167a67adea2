"""Rows that are written by our own statements are what Django would have written."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError
from django.db.models import Model
from django.utils import timezone

from booking.models import Meeting
from config.database.writing import insert, save_fields
from notifications.models import CalendarObject, Method, OutboxMessage, OutboxState, Told
from tests.cast import Cast, make_cast
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db


def test_an_insert_writes_what_bulk_create_would_have_written(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna)
    about = CalendarObject.objects.create(meeting=meeting, organizer="samverk@norr.example")
    now = timezone.now()

    def told(address: str) -> Told:
        return Told(
            calendar_object=about,
            address=address,
            dtstamp=now,
            reply_stamps={"a": 'å"1'},
            instance_sequences="1",
            queued_digest="x%s",
        )

    def mail(row: Told) -> OutboxMessage:
        return OutboxMessage(
            federation=meeting.federation, meeting=meeting, told_id=row.pk, kind="invitation", address=row.address,
            next_at=now, body="Åsa %s".encode() + bytes(range(256)), envelope_from="a@b.example", subject="Hej",
            message_id=row.address, state=OutboxState.QUEUED, method=Method.REQUEST,
        )  # fmt: skip

    ours, theirs = [told("a@x.example"), told("b@x.example")], [told("c@x.example"), told("d@x.example")]
    insert(ours)
    Told.objects.bulk_create(theirs)
    assert [row.pk for row in ours] == [None, None] and not ours[0]._state.adding
    ours = list(Told.objects.filter(address__in=["a@x.example", "b@x.example"]).order_by("address"))
    insert([mail(row) for row in ours])
    OutboxMessage.objects.bulk_create([mail(row) for row in theirs])

    for one, other in zip(ours, theirs, strict=True):
        assert not one._state.adding and one == Told.objects.get(address=one.address)
        assert written(one, "address") == written(other, "address")
        assert written(one.outbox.get(), "address", "message_id") == written(
            other.outbox.get(), "address", "message_id"
        )


def written(row: Model, *but: str) -> dict[str, Any]:
    fresh = type(row)._default_manager.get(pk=row.pk)
    own = {"id", "told_id", "created_at", *but}
    return {field.attname: getattr(fresh, field.attname) for field in fresh._meta.concrete_fields} | dict.fromkeys(own)


@pytest.mark.parametrize("number", [2, 6])
def test_an_insert_leaves_out_what_is_there_when_asked_to(cast: Cast, number: int) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna)
    about = CalendarObject.objects.create(meeting=meeting, organizer="samverk@norr.example")
    insert([Told(calendar_object=about, address="0@x.example")])

    insert([Told(calendar_object=about, address=f"{name}@x.example") for name in range(number)], skip_known=True)

    assert Told.objects.count() == number


@pytest.mark.parametrize("number", [2, 6])
@pytest.mark.django_db(transaction=True)
def test_an_insert_writes_all_or_nothing(number: int) -> None:
    cast = make_cast()
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna)
    about = CalendarObject.objects.create(meeting=meeting, organizer="samverk@norr.example")
    rows = [Told(calendar_object=about, address=f"{name}@x.example") for name in range(number - 1)]

    with pytest.raises(IntegrityError):
        insert([*rows, Told(calendar_object=about, address="0@x.example")])
    assert not Told.objects.exists() and all(row._state.adding for row in rows)

    insert(rows)
    insert([])
    assert Told.objects.count() == number - 1


def test_the_repeated_hour_in_autumn_is_written_as_two_hours(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna)
    about = CalendarObject.objects.create(meeting=meeting, organizer="samverk@norr.example")
    first = datetime.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Stockholm"))

    insert([Told(calendar_object=about, address=f"{fold}", dtstamp=first.replace(fold=fold)) for fold in (0, 1)])

    before, after = Told.objects.order_by("address").values_list("dtstamp", flat=True)
    assert before is not None and after is not None and after - before == datetime.timedelta(hours=1)


def test_a_moment_without_a_zone_is_refused_as_django_does(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna)
    about = CalendarObject.objects.create(meeting=meeting, organizer="samverk@norr.example")

    with pytest.raises(RuntimeWarning, match="naive datetime"):
        insert([Told(calendar_object=about, address="a@x.example", dtstamp=datetime.datetime(2026, 10, 25))])


def test_named_fields_are_written_and_no_others(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna, place="Rum 3", title="Ett")
    at = timezone.now()
    meeting.place, meeting.title, meeting.caller, meeting.timed_at = "Rum 4", "Två", cast.bo, at
    meeting.agenda = ["Å", "%s"]

    save_fields(meeting, "place", "caller", "timed_at", "agenda")

    kept = Meeting.objects.get()
    assert (kept.place, kept.title, kept.caller, kept.timed_at) == ("Rum 4", "Ett", cast.bo, at)
    assert kept.agenda == ["Å", "%s"]


def test_of_a_row_that_is_gone_nothing_is_saved_in_silence(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna)
    Meeting.objects.all().delete()

    with pytest.raises(DatabaseError, match="is gone: place, title not saved"):
        save_fields(meeting, "place", "title")
