"""Meetings called through the real actions: what most tests of telling and answering begin with."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from booking.meetings.actions.calling import call_meeting, create_draft, edit_draft
from booking.meetings.actions.consent import register_consent
from booking.meetings.actions.seats import add_invitation
from booking.models import Meeting, MeetingForm
from booking.workdays import add_workdays, at_local
from forums.models import MeetingTemplate, Person, Place, VideoService


def on_workday(ahead: int = 20, hour: int = 9) -> datetime.datetime:
    """A working day that many working days ahead, at a whole hour Swedish time."""
    return at_local(add_workdays(timezone.localdate(), ahead), datetime.time(hour))


def draft_individual(cast: Any, *people: Person, template: MeetingTemplate | None = None, **fields: Any) -> Meeting:
    """A draft of Anna's with consent for everybody's party, a time in twenty working days and a place."""
    invited = people or (cast.bo, cast.rut)
    meeting = create_draft(by=cast.anna, template=template or cast.samverksmote, no_mail=fields.pop("no_mail", False))
    for person in invited:
        add_invitation(meeting, by=cast.anna, person=person)
    start = fields.pop("starts_at", None) or on_workday()
    if meeting.template.consent_required:
        register_consent(
            meeting,
            by=cast.anna,
            form="written",
            given_on=timezone.localdate(),
            valid_until=fields.pop("valid_until", timezone.localdate() + datetime.timedelta(days=200)),
            parties=[cast.kommun, *(invitation.party for invitation in meeting.invitations.select_related("party"))],
        )
    defaults: dict[str, Any] = {"meeting_form": MeetingForm.ON_SITE}
    if not meeting.no_mail and not {"place", "place_kind", "at_place", "at_unit"} & fields.keys():
        defaults["at_place"] = lingonhuset(cast)
    length = fields.pop("length", meeting.template.duration)
    return edit_draft(meeting, by=cast.anna, starts_at=start, ends_at=start + length, **{**defaults, **fields})


def lingonhuset(cast: Any) -> Place:
    """The place that most meetings are called to; made the first time."""
    return Place.objects.get_or_create(area=cast.area, name="Lingonhuset", room="rum 3")[0]


def allow_video(cast: Any, *hosts: str, **fields: Any) -> VideoService:
    """A video service that the federation allows for meetings about persons."""
    service = {"name": "Lingonvideo", "hosts": list(hosts) or ["mote.example"], "for_individuals": True}
    return VideoService.objects.create(federation=cast.federation, **{**service, **fields})


def call_individual(cast: Any, *people: Person, **fields: Any) -> Meeting:
    """A called meeting about a person: Anna calls Bo and Rut unless others are given."""
    return call_meeting(draft_individual(cast, *people, **fields), by=cast.anna, confirm_same=True)


def call_forum(cast: Any, **fields: Any) -> Meeting:
    """A called LSG meeting: Cilla calls its members."""
    meeting = create_draft(by=cast.cilla, template=cast.lsg_template, forum=cast.lsg)
    start = fields.pop("starts_at", None) or on_workday()
    length = meeting.template.duration
    edit_draft(meeting, by=cast.cilla, starts_at=start, ends_at=start + length, place="Sessionssalen", **fields)
    return call_meeting(meeting, by=cast.cilla, confirm_same=True)
