"""A little history for the demo: meetings that have been, made by the real actions; one waits to be registered.

Nothing lies ahead, so starting the demo mails nobody, but for those who are asked about a newcomer at their unit.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from booking.loading import load_year
from booking.meetings.actions.calling import call_meeting, create_draft, edit_draft
from booking.meetings.actions.consent import register_consent
from booking.meetings.actions.seats import add_invitation
from booking.models import Meeting, PlaceKind
from booking.models.dirt import mark_dirty
from booking.outcomes.actions import register_outcome
from booking.workdays import add_workdays, at_local, half_year
from forums.actions.placements import add_person
from forums.models import Area, Person
from forums.places import places_in
from forums.queries import coordinators_of, templates_for, today, units_of

YEAR_FILE = Path(__file__).parent / "data" / "year-savsjo-2018.yaml"
AREA = "Sävsjö"
# how many working days ago, who sent somebody, woman/man, age band
CASES = (
    (12, ("af", "region"), "woman", 1),
    (25, ("af", "fk"), "man", 1),
    (38, ("af", "fk", "region"), "woman", 2),
    (50, ("region",), "man", 3),
    (64, ("af", "region"), "woman", 1),
)
WAITING = (4, ("af", "region"))


def load_demo_meetings() -> bool:
    """Load the older year and the history, once: a demo that has meetings already is left alone, and False."""
    area = Area.objects.filter(name=AREA).first()
    caller = _caseworker(area) if area else None
    if area is None or caller is None or Meeting.objects.filter(area=area).exists():
        return False
    load_year(YEAR_FILE)
    for days_ago, kinds, gender, band in CASES:
        meeting = _held(area, caller, days_ago, kinds)
        attended = {str(seat.pk): True for seat in meeting.invitations.all()}
        register_outcome(
            meeting,
            by=caller,
            attended=attended,
            meeting_form="on_site",
            individual_attended=True,
            plan_made=True,
            gender=gender,
            age_band=area.federation.age_bands[band],
        )
    _held(area, caller, *WAITING)
    _add_newcomer(area, caller)
    return True


def _add_newcomer(area: Area, caller: Person) -> None:
    """Somebody whom the coordinator has placed at the caller's unit: the caller is asked whether that is right."""
    coordinator = coordinators_of(area).first()
    unit = units_of(caller).filter(areas=area).first()
    if coordinator is None or unit is None:
        return
    address = f"nora@{(caller.email or '').rpartition('@')[2]}"
    add_person(unit, by=coordinator, name="Nora Nymåne", email=address, starts_on=today())


def _held(area: Area, caller: Person, days_ago: int, kinds: Iterable[str]) -> Meeting:
    template = templates_for(area).get(slug="samverksmote")
    draft = create_draft(by=caller, template=template)
    people = [_colleague(area, kind) for kind in kinds]
    for person in people:
        add_invitation(draft, by=caller, person=person)
    register_consent(
        draft,
        by=caller,
        form="written",
        given_on=today(),
        valid_until=today() + datetime.timedelta(days=180),
        parties=[seat.party for seat in draft.invitations.select_related("party") if seat.party],
    )
    start = at_local(add_workdays(today(), 20), datetime.time(9))
    edit_draft(draft, by=caller, starts_at=start, ends_at=start + template.duration, **_where(area))
    return _backdate(call_meeting(draft, by=caller), days_ago)


def _where(area: Area) -> dict[str, Any]:
    """The first place of the area's list."""
    place = places_in(area).first()
    return {"at_place": place} if place is not None else {"place_kind": PlaceKind.CALLER}


def _backdate(meeting: Meeting, days_ago: int) -> Meeting:
    """As if it had been called some weeks before a day that has been."""
    day = add_workdays(today(), -days_ago)
    meeting.starts_at = at_local(day, datetime.time(9))
    meeting.ends_at = meeting.starts_at + meeting.template.duration
    meeting.called_at = meeting.timed_at = at_local(add_workdays(day, -14), datetime.time(10))
    meeting.half_year = half_year(meeting.starts_at)
    meeting.answer_by = add_workdays(day, -4)
    meeting.save()
    meeting.invitations.update(invited_at=meeting.called_at)
    mark_dirty(meeting)
    return meeting


def _caseworker(area: Area) -> Person | None:
    """The kommun's demo account: the one with a password."""
    accounts = Person.objects.filter(placements__unit__areas=area, placements__unit__party__kind__code="kommun")
    return next((person for person in accounts.distinct() if person.has_usable_password()), None)


def _colleague(area: Area, kind: str) -> Person:
    """Somebody at a unit of that party kind; the demo account, where there is one."""
    staff = Person.objects.filter(placements__unit__areas=area, placements__unit__party__kind__code=kind).distinct()
    return next((person for person in staff if person.has_usable_password()), staff.order_by("name")[0])
