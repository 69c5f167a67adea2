"""Rows that are written by our own statements are what Django would have written."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from booking.models import Meeting
from config.database.writing import insert, new, save_fields
from notifications.models import CalendarObject, Method, OutboxMessage, OutboxState, Told
from tests.cast import Cast
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


def test_an_insert_leaves_out_what_is_there_when_asked_to(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna)
    about = CalendarObject.objects.create(meeting=meeting, organizer="samverk@norr.example")
    rows = [Told(calendar_object=about, address=f"{name}@x.example") for name in "ab"]
    insert(rows[:1])
    again = [Told(calendar_object=about, address=row.address) for row in rows]

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(again)
    insert(again, skip_known=True)
    insert([])

    assert sorted(Told.objects.values_list("address", flat=True)) == ["a@x.example", "b@x.example"]


def test_a_new_row_is_what_its_model_makes(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna)
    about = CalendarObject(meeting=meeting, organizer="samverk@norr.example")

    made, plain = new(CalendarObject, meeting_id=meeting.pk, organizer=about.organizer), about
    assert made._state.adding and made.uid != new(CalendarObject).uid
    assert made.meeting == meeting
    assert vars(made) | {"_state": None, "uid": None} == vars(plain) | {"_state": None, "uid": None}
    first, second = new(Told, address="a@x.example"), new(Told, address="b@x.example")
    first.reply_stamps["a"] = "1"
    assert second.reply_stamps == {} and vars(second) | {"_state": None} == vars(Told(address="b@x.example")) | {
        "_state": None
    }
    with pytest.raises(IndexError):
        new(Told, adress="a@x.example")


def test_named_fields_are_written_and_no_others(cast: Cast) -> None:
    meeting = make_meeting(template=cast.samverksmote, caller=cast.anna, place="Rum 3", title="Ett")
    at = timezone.now()
    meeting.place, meeting.title, meeting.caller, meeting.timed_at = "Rum 4", "Två", cast.bo, at
    meeting.agenda = ["Å", "%s"]

    save_fields(meeting, "place", "caller", "timed_at", "agenda")

    kept = Meeting.objects.get()
    assert (kept.place, kept.title, kept.caller, kept.timed_at) == ("Rum 4", "Ett", cast.bo, at)
    assert kept.agenda == ["Å", "%s"]
