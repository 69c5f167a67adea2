"""Rows of meetings with plain defaults. They skip the actions: to test a call, call it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from booking.models import Consent, ConsentForm, Invitation, Meeting, MeetingState
from forums.models import Area, Forum, MeetingTemplate, Party, Person, Unit


def make_meeting(
    template: MeetingTemplate,
    caller: Person | None = None,
    *,
    forum: Forum | None = None,
    in_days: int = 30,
    **fields: Any,
) -> Meeting:
    """A called meeting `in_days` ahead (back when negative) at 09.00 Swedish time, as long as its template says."""
    day = timezone.localdate() + datetime.timedelta(days=in_days)
    starts_at = fields.pop("starts_at", None) or timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))
    local = timezone.localtime(starts_at)
    unit = first_unit(caller)
    defaults = {
        "federation": template.federation,
        "area": template.area,
        "state": MeetingState.CALLED,
        "called_at": min(timezone.now(), starts_at) - datetime.timedelta(days=20),
        "ends_at": starts_at + template.duration,
        "half_year": f"{local.year}-{1 if local.month <= 6 else 2}",
        "calling_unit": unit,
        "called_by_kind": unit.party.kind if unit else None,
    }
    return Meeting.objects.create(
        template=template, caller=caller, forum=forum, starts_at=starts_at, **{**defaults, **fields}
    )


def make_invitation(meeting: Meeting, person: Person | None = None, **fields: Any) -> Invitation:
    """A live call to a person, or to `unit` when no person is given."""
    unit = fields.pop("unit", None) or first_unit(person)
    defaults = {"unit": unit, "party": unit.party if unit else None, "invited_at": meeting.called_at}
    return Invitation.objects.create(meeting=meeting, person=person, **{**defaults, **fields})


def make_consent(
    area: Area,
    attested_by: Person,
    *,
    parties: Iterable[Party] = (),
    units: Iterable[Unit] = (),
    **fields: Any,
) -> Consent:
    """Written consent from yesterday and a year on, to whom the test says."""
    today = timezone.localdate()
    defaults = {
        "form": ConsentForm.WRITTEN,
        "given_on": today - datetime.timedelta(days=1),
        "valid_until": today + datetime.timedelta(days=365),
        "attested_at": timezone.now(),
    }
    consent = Consent.objects.create(area=area, attested_by=attested_by, **{**defaults, **fields})
    consent.parties.set(parties)
    consent.units.set(units)
    return consent


def first_unit(person: Person | None) -> Unit | None:
    placement = person.placements.select_related("unit__party__kind").first() if person else None
    return placement.unit if placement else None
