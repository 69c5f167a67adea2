"""A field raises a meeting's revision exactly when calendars show it: no change is untold, and no news is empty."""

from __future__ import annotations

import datetime
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

import pytest

from booking.meetings.actions.calling import EDITABLE
from booking.meetings.actions.changing import SHOWN_IN_CALENDARS, change_meeting
from booking.models import Meeting, MeetingForm
from notifications.itip import CalendarFacts, Instance, digest
from notifications.models import CalendarObject, Told
from notifications.telling.messages import facts_of
from notifications.telling.subjects import MeetingSubject
from notifications.telling.truth import Entry
from tests.cast import Cast
from tests.factories.calls import call_forum

# every field that is changed by itself, and another value of it
CHANGES: dict[str, Any] = {
    "answer_by": None,
    "meeting_form": MeetingForm.DIGITAL,
    "place": "Biblioteket",
    "link": "https://video.example/annat",
    "title": "Extra möte",
    "agenda": ["Något annat"],
    "purposes": ["planera"],
    "prepare": ["underlag"],
    "internal_note": "Ring vaktmästaren",
    "variant": "stor",
}
# of meetings about a person only; each changes the place, which is shown or told (`test_places.py`)
CHOSEN = {"place_kind", "at_place", "at_unit"}
# no change of an instance: the person's own answer, and its name in a series
OWN = {"partstat", "recurrence_at"}
NOON = datetime.datetime(2026, 11, 12, 12, tzinfo=datetime.UTC)


def shown(meeting: Meeting) -> tuple[str, CalendarFacts]:
    """The digest of what one of the invited has, and the file that they would get now."""
    subject = next(iter(MeetingSubject.read([meeting.pk])))
    entry: Entry = next(iter(subject.entries().values()))
    calendar_object = CalendarObject(uid=UUID(int=1), organizer="moten@lingon.example")
    return digest(entry.instances), facts_of(subject, calendar_object, Told(queued_sequence=0), entry, "")


def placeless_meeting(cast: Cast) -> Meeting:
    """A meeting whose form shows, since nothing is said of its place."""
    template = cast.lsg_template
    template.variants, template.choices = {"stor": "Storgrupp"}, {"purposes": ["planera"], "prepare": ["underlag"]}
    template.save()
    return change_meeting(call_forum(cast), by=cast.cilla, place="")


def test_every_field_that_can_be_changed_alone_is_tried():
    """A time is moved, with all that follows from it; without mail is what a meeting stays."""
    assert set(CHANGES) == set(EDITABLE) - {"starts_at", "ends_at", "no_mail", *CHOSEN}
    assert set(SHOWN_IN_CALENDARS) <= {*CHANGES, *CHOSEN}


@pytest.mark.parametrize("name", CHANGES)
def test_what_calendars_show_raises_the_revision_and_nothing_else_does(cast: Cast, name: str):
    meeting = placeless_meeting(cast)
    before, revision = shown(meeting), meeting.revision

    changed = change_meeting(meeting, by=cast.cilla, **{name: CHANGES[name]})

    after, is_raised = shown(changed), changed.revision > revision
    assert getattr(changed, name) == CHANGES[name]
    assert is_raised == (name in SHOWN_IN_CALENDARS)
    assert (after[0] != before[0], after[1] != before[1]) == (is_raised, is_raised)


@pytest.mark.parametrize("name", [each.name for each in fields(Instance) if each.name not in OWN])
def test_all_that_an_instance_shows_is_in_the_digest(name: str):
    one = Instance(start=NOON, end=NOON + datetime.timedelta(hours=1), summary="LSG")
    other = NOON + datetime.timedelta(hours=2) if name in ("start", "end") else "annat"

    assert digest([replace(one, **{name: other})]) != digest([one])
