"""Drafts that can be called: what the mail benchmark begins with."""

from __future__ import annotations

import datetime
import itertools

from django.utils import timezone

from booking.models import Invitation, Meeting, MeetingForm
from booking.references import new_reference
from booking.workdays import add_workdays, at_local
from forums.models import Person, Unit
from tests.cast import Cast
from tests.factories import make_consent, make_person

COLLEAGUES = 10


def make_drafts(cast: Cast, caller: Person, meetings: int, people: int) -> None:
    """That many drafts of a caller's from the kommun, each with their own seat and `people` - 1 others."""
    units = [cast.kommun_unit, cast.af_unit, cast.fk_unit, cast.region_unit]
    staff = [(make_person(unit), unit) for _number in range(COLLEAGUES) for unit in units]
    consent = make_consent(cast.area, caller, parties=[unit.party for unit in units])
    references: set[str] = set()
    while len(references) < meetings:
        references.add(new_reference())
    drafts = [_draft(cast, caller, consent.pk, *of) for of in enumerate(sorted(references))]
    Meeting.objects.bulk_create(drafts, batch_size=500)
    turns = itertools.cycle(staff)
    seats = []
    for draft in drafts:
        seats.append(_seat(draft, caller, cast.kommun_unit))
        seats += [_seat(draft, person, unit) for person, unit in itertools.islice(turns, people - 1)]
    Invitation.objects.bulk_create(seats, batch_size=500)


def _draft(cast: Cast, caller: Person, consent: int, number: int, reference: str) -> Meeting:
    # a time of its own: the same people called to the same time once more are asked about
    start = at_local(add_workdays(timezone.localdate(), 15 + number % 40), datetime.time(8 + number // 40 % 8))
    start += datetime.timedelta(minutes=number // 320)
    return Meeting(
        federation=cast.federation,
        area=cast.area,
        template=cast.samverksmote,
        consent_id=consent,
        reference=reference,
        caller=caller,
        calling_unit=cast.kommun_unit,
        called_by_kind=cast.kommun.kind,
        starts_at=start,
        ends_at=start + datetime.timedelta(hours=1),
        meeting_form=MeetingForm.ON_SITE,
        place="Lingonhuset, rum 3",
    )


def _seat(draft: Meeting, person: Person, unit: Unit) -> Invitation:
    return Invitation(meeting=draft, person=person, unit=unit, party=unit.party)
