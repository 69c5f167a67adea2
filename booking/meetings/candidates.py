"""Candidates for a call: the parties' units with their ways in, and the people who work there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from booking.models import Invitation, Meeting
from config.database.sorting import swedish_order
from forums.models import ContactPoint, Party, Person, Placement, Unit, in_force
from forums.queries import rules_for, today
from forums.wording import rule_text

SHOWN_PEOPLE = 8


@dataclass(frozen=True)
class Wanted:
    """A wanted seat of a draft: a person, or a unit by one of its ways in."""

    unit: Unit
    person: Person | None = None
    contact_point: ContactPoint | None = None


@dataclass(frozen=True)
class Candidate:
    """One checkbox: its value, its label, and whom it stands for."""

    value: str
    label: str
    note: str
    wanted: Wanted


@dataclass
class PartyBox:
    """A party, with the notes of its own rules for this kind of meeting."""

    party: Party
    notes: list[str] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    closed_units: list[str] = field(default_factory=list)


def party_boxes(meeting: Meeting) -> list[PartyBox]:
    """One box for each party that the agreement lists, in the parties' own order. The caller is not among them."""
    rules = list(rules_for(meeting.template))
    boxes = {
        party.pk: PartyBox(
            party, [rule_text(rule, meeting.area) for rule in rules if rule.party_kind_id == party.kind_id]
        )
        for party in parties_of(meeting)
    }
    for unit in units_of_meeting(meeting).prefetch_related("contact_points__person"):
        box = boxes.get(unit.party_id)
        points = [point for point in unit.contact_points.all() if point.mailbox or point.person_id]
        if box is not None:
            box.candidates += [from_point(point, unit) for point in points]
            box.closed_units += [] if points else [unit.name]
    for party, people in people_by_party(meeting).items():
        if party in boxes and len(people) <= SHOWN_PEOPLE:
            boxes[party].candidates += people
    return list(boxes.values())


def parties_of(meeting: Meeting) -> QuerySet[Party]:
    if meeting.template.agreement is not None:
        parties = meeting.template.agreement.parties.all()
    else:
        parties = Party.objects.filter(federation=meeting.federation_id)
    return parties.select_related("kind").order_by("kind__position", *swedish_order("name"))


def units_of_meeting(meeting: Meeting) -> QuerySet[Unit]:
    """Open units that serve the meeting's area; all of the federation's when it has none."""
    units = Unit.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today()), party__in=parties_of(meeting))
    if meeting.area_id is not None:
        units = units.filter(areas=meeting.area_id)
    return units.select_related("party__kind").order_by(*swedish_order("name"))


def people_of_meeting(meeting: Meeting) -> QuerySet[Placement]:
    """Placements at those units today, without the caller, who has a seat already."""
    return (
        Placement.objects.filter(in_force(today()), unit__in=units_of_meeting(meeting), person__is_active=True)
        .exclude(person=meeting.caller_id)
        .select_related("person", "unit__party")
        .order_by(*swedish_order("person__name"))
    )


def people_by_party(meeting: Meeting) -> dict[int, list[Candidate]]:
    found: dict[int, list[Candidate]] = {}
    for placement in people_of_meeting(meeting):
        found.setdefault(placement.unit.party_id, []).append(from_placement(placement))
    return found


def search_people(meeting: Meeting, party_id: int, text: str) -> list[Candidate]:
    """People of one party whose name or address holds every word, at most twenty."""
    found = people_of_meeting(meeting).filter(unit__party=party_id)
    for word in text.casefold().split():
        found = found.filter(person__search_text__contains=word)
    return [from_placement(placement) for placement in found[:20]]


def read_values(meeting: Meeting, values: Iterable[str]) -> list[Candidate]:
    """Parse posted checkbox values into candidates; what cannot be called from here is left out."""
    kinds: dict[str, list[tuple[int, ...]]] = {"point": [], "person": []}
    for value in values:
        kind, *numbers = value.split(":")
        if kind in kinds and all(number.isdecimal() for number in numbers):
            kinds[kind].append(tuple(int(number) for number in numbers))
    points = ContactPoint.objects.filter(
        pk__in=[numbers[0] for numbers in kinds["point"] if numbers], unit__in=units_of_meeting(meeting)
    ).select_related("unit__party", "person")
    pairs = {numbers for numbers in kinds["person"] if len(numbers) == 2}
    people = people_of_meeting(meeting).filter(person__in=[person for person, _place in pairs])
    return [
        *(from_point(point, point.unit) for point in points),
        *(from_placement(row) for row in people if (row.person_id, row.unit_id) in pairs),
    ]


def from_point(point: ContactPoint, unit: Unit) -> Candidate:
    return Candidate(
        value=f"point:{point.pk}",
        label=f"{unit.name} – {point.function}",
        note=point.matter,
        wanted=Wanted(unit=unit, contact_point=point),
    )


def from_placement(placement: Placement) -> Candidate:
    about = [placement.function, placement.unit.name]
    return Candidate(
        value=f"person:{placement.person_id}:{placement.unit_id}",
        label=placement.person.name,
        note=", ".join(text for text in about if text),
        wanted=Wanted(unit=placement.unit, person=placement.person),
    )


def value_of(invitation: Invitation) -> str:
    """The checkbox value of this seat."""
    if invitation.person_id is not None:
        return f"person:{invitation.person_id}:{invitation.unit_id}"
    if invitation.contact_point_id is not None:
        return f"point:{invitation.contact_point_id}"
    return f"unit:{invitation.unit_id}"


def from_invitation(invitation: Invitation) -> Candidate | None:
    """The candidate of an existing seat, also when the person has left or the way in is gone since."""
    if invitation.unit is None:
        return None
    if invitation.person is None and invitation.contact_point is not None:
        return from_point(invitation.contact_point, invitation.unit)
    return Candidate(
        value=value_of(invitation),
        label=str(invitation.person or invitation.unit),
        note=invitation.unit.name if invitation.person else "",
        wanted=Wanted(invitation.unit, invitation.person, invitation.contact_point),
    )


def guests_among(meeting: Meeting, persons: QuerySet[Person], text: str) -> list[Person]:
    """Colleagues in the federation who match and have no seat yet, at most twenty."""
    for word in text.casefold().split():
        persons = persons.filter(search_text__contains=word)
    seated = meeting.invitations.filter(state="live", person__isnull=False).values("person")
    return list(persons.exclude(pk__in=seated).order_by(*swedish_order("name"))[:20])
