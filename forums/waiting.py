"""What holds of a keeper's change that waits for a yes: addresses, ways in and places as meetings about individuals
see them (domain rule 4).

Everything that mails about a case, or lets somebody into one, asks here. For groups a change holds at once. What may
wait is `WaitingKind`; who is asked, and what a yes does, is decided by `booking.staffing.questions`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from forums.models import ContactPoint, Party, Person, Placement, Unit, Vouch, WaitingChange, WaitingKind, in_force
from forums.queries import contact_persons, staff_of, today


def open_changes() -> QuerySet[WaitingChange]:
    return WaitingChange.objects.filter(settled_at__isnull=True)


def address_in_cases(person: Person, caller_id: int | None) -> str:
    """The e-mail address that mails to a person about one caller's cases go to; empty when nowhere."""
    if not person.address_waits:
        return person.email or ""
    return former_addresses([(person.pk, caller_id)]).get((person.pk, caller_id), person.email or "")


def former_addresses(pairs: Iterable[tuple[int, int | None]]) -> dict[tuple[int, int | None], str]:
    """The addresses before, by person and caller, where the new one waits for that caller's yes. Two queries."""
    wanted = list(pairs)
    changes = open_changes().filter(kind=WaitingKind.ADDRESS, person__in=[person for person, _caller in wanted])
    found = {change.person_id: change for change in changes}
    vouched = _vouched(found.values())
    return {
        (person, caller): found[person].was_address
        for person, caller in wanted
        if person in found and (found[person].pk, caller) not in vouched
    }


def way_in_in_cases(point: ContactPoint, caller_id: int | None) -> str:
    """The e-mail address that a unit is asked at about one caller's cases; empty when nowhere."""
    if point.waits:
        change = (
            open_changes().filter(kind=WaitingKind.WAY_IN, contact_point=point).select_related("was_person").first()
        )
        if change is not None and (change.pk, caller_id) not in _vouched([change]):
            former = address_in_cases(change.was_person, caller_id) if change.was_person is not None else ""
            return change.was_address or former
    if point.mailbox or point.person is None:
        return point.mailbox.lower()
    return address_in_cases(point.person, caller_id)


def login_address(person: Person) -> str:
    """The e-mail address that links to choose a password go to: the one before, until somebody has said yes."""
    if not person.address_waits:
        return person.email or ""
    change = open_changes().filter(kind=WaitingKind.ADDRESS, person=person).first()
    if change is None or _is_believed(change):
        return person.email or ""
    return change.was_address


def _is_believed(change: WaitingChange) -> bool:
    """Has somebody said yes, and nobody no?"""
    said = set(change.vouches.values_list("is_right", flat=True))
    return said == {True}


def _vouched(changes: Iterable[WaitingChange]) -> set[tuple[int, int | None]]:
    yes = Vouch.objects.filter(change__in=[change.pk for change in changes], is_right=True, caller__isnull=False)
    return set(yes.values_list("change", "caller"))


def works_for_cases(person: Person, unit: Unit) -> bool:
    """Does the person work at the unit today, by a placement that does not wait?"""
    return _settled_places(person).filter(unit=unit).exists()


def works_for_party_in_cases(person: Person, party: Party) -> bool:
    return _settled_places(person).filter(unit__party=party).exists()


def placed_by(person: Person, unit: Unit) -> int | None:
    """The id of who has placed the person at the unit, while that waits for a yes."""
    change = open_changes().filter(kind=WaitingKind.PLACE, person=person, unit=unit).first()
    return change.changed_by_id if change is not None else None


def _settled_places(person: Person) -> QuerySet[Placement]:
    return Placement.objects.filter(in_force(today()), person=person, waits=False)


def units_behind(person: Person) -> tuple[set[int], set[int]]:
    """Ids of the units that a person is a way in to, now; and in cases, by what does not wait or was before."""
    own = list(ContactPoint.objects.filter(person=person).order_by().values_list("unit", "waits"))
    former = open_changes().filter(kind=WaitingKind.WAY_IN, was_person=person).order_by().values_list("unit", flat=True)
    settled = {unit for unit, waits in own if not waits}
    return {unit for unit, _waits in own}, settled | {unit for unit in former if unit is not None}


def colleagues_for_cases(unit: Unit) -> QuerySet[Person]:
    """Who works at the unit today, by a placement that does not wait."""
    here = Placement.objects.filter(in_force(today()), unit=unit, waits=False, person=OuterRef("pk"))
    return staff_of(unit).filter(Exists(here))


def spokespersons_for_cases(unit: Unit) -> QuerySet[Person]:
    """The contact persons of the unit's party in its areas, and who is behind a way in, unless that waits."""
    behind = Q(pk__in=unit.contact_points.filter(waits=False).values("person"))
    former = open_changes().filter(kind=WaitingKind.WAY_IN, contact_point__unit=unit).values("was_person")
    found = Person.objects.filter(behind | Q(pk__in=former), is_active=True)
    for area in [None, *unit.areas.all()]:
        found |= contact_persons(unit.party, area)
    settled = Placement.objects.filter(in_force(today()), unit__party=unit.party_id, waits=False)
    return found.filter(Exists(settled.filter(person=OuterRef("pk")))).distinct()
