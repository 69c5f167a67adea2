"""Somebody whom the register does not have: called by name and address, for a unit of a party."""

from __future__ import annotations

from django.db import transaction

from booking.meetings import refusals
from booking.meetings.access import can_change
from booking.meetings.actions.colleagues import refuse_bad_name
from booking.meetings.actions.recording import lock_meeting
from booking.meetings.actions.seats import add_invitation
from booking.meetings.candidates import people_of_meeting
from booking.models import Invitation, Meeting
from config.ground.text import bare_address
from forums.access import require
from forums.actions.people import find_or_add_colleague
from forums.models import Person, Unit
from forums.queries import today
from forums.validators import clean_line


def add_outsider(
    meeting: Meeting, *, by: Person, unit: Unit, name: str, email: str, version: int | None = None
) -> Invitation:
    """Add the person with this address to a call, for the unit; a new one gets a row there, and no login.

    Whoever is known keeps their name and places, and is called where they work within the party. The new one has no
    way to the unit's other meetings before a colleague has said yes (domain rule 4); the consent asks for the unit as
    for any other. Raises `RuleError`: a bad name or address, works elsewhere, and what `add_invitation` refuses.
    """
    name, email = clean_line(name), bare_address(email)
    refuse_bad_name(name, email)
    with transaction.atomic():
        meeting = lock_meeting(meeting, version)
        require(can_change(by, meeting))
        person = find_or_add_colleague(name=name, email=email, of=unit, on=today(), named_by=by)
        places = people_of_meeting(meeting).filter(person=person, unit__party=unit.party_id)
        found = {place.unit_id: place.unit for place in places}
        if not found:
            raise refusals.other_party("outsider")
        at = found.get(unit.pk) or next(iter(found.values()))
        return add_invitation(meeting, by=by, person=person, unit=at)
