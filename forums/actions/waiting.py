"""Changes that wait for a yes: begun by the actions on the register, settled by the answers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from forums.models import ContactPoint, Person, Placement, WaitingChange, WaitingKind
from forums.waiting import open_changes


def address_waits(
    person: Person, was: str, *, is_dead: bool, actor: Person, federation_id: int
) -> WaitingChange | None:
    """Let a new address wait. What waits already keeps the address before that one; the same again ends the wait."""
    change = open_changes().filter(kind=WaitingKind.ADDRESS, person=person).first()
    first = change.was_address if change is not None else was
    if change is not None and first == (person.email or ""):
        settle(change)
        person.refresh_from_db(fields=["address_waits"])
        return None
    dead = change.is_dead if change is not None else is_dead or not was
    made = _begin(
        change, kind=WaitingKind.ADDRESS, person=person, was_address=first, is_dead=dead, changed_by=actor,
        federation_id=federation_id,
    )  # fmt: skip
    person.address_waits = True
    person.save(update_fields=["address_waits"])
    return made


def way_in_waits(
    point: ContactPoint, was_mailbox: str, was_person: Person | None, *, is_dead: bool, actor: Person
) -> WaitingChange | None:
    """Let a unit's new mailbox, or the new person behind its way in, wait. Back to what it was ends the wait."""
    change = open_changes().filter(kind=WaitingKind.WAY_IN, contact_point=point).first()
    if change is not None:
        was_mailbox, was_person, is_dead = change.was_address, change.was_person, change.is_dead
        if (was_mailbox, was_person) == (point.mailbox, point.person):
            settle(change)
            point.waits = False
            return None
    made = _begin(
        change, kind=WaitingKind.WAY_IN, contact_point=point, unit=point.unit, was_address=was_mailbox,
        was_person=was_person, is_dead=is_dead or not (was_mailbox or was_person), changed_by=actor,
        federation_id=point.unit.party.federation_id,
    )  # fmt: skip
    point.waits = True
    point.save(update_fields=["waits"])
    return made


def place_waits(placement: Placement, *, actor: Person | None) -> WaitingChange:
    """Let a new placement wait: it gives no way to the unit's cases until a colleague has said yes."""
    about: dict[str, Any] = {"kind": WaitingKind.PLACE, "person": placement.person, "unit": placement.unit}
    change = open_changes().filter(**about).first()
    placement.waits = True
    placement.save(update_fields=["waits"])
    return _begin(change, changed_by=actor, federation_id=placement.unit.party.federation_id, **about)


def wait(kind: WaitingKind, *, actor: Person, **about: Any) -> WaitingChange:
    """Let another change wait: who takes over, which rows become one, which unit takes over."""
    same = {name: about[name] for name in ("person", "unit") if name in about}
    return _begin(open_changes().filter(kind=kind, **same).first(), kind=kind, changed_by=actor, **about)


def settle(change: WaitingChange) -> None:
    """End the wait: the change holds for everything, or is what it was before."""
    change.settled_at = timezone.now()
    change.save(update_fields=["settled_at"])
    if change.kind == WaitingKind.ADDRESS:
        Person.objects.filter(pk=change.person_id).update(address_waits=False)
    if change.kind == WaitingKind.WAY_IN:
        ContactPoint.objects.filter(pk=change.contact_point_id).update(waits=False)
    if change.kind == WaitingKind.PLACE:
        Placement.objects.filter(person=change.person_id, unit=change.unit_id).update(waits=False)


def mark_dead(row: Person | ContactPoint, address: str) -> bool:
    """Note that the address before bounces, so that others may answer. False when no change of it waits."""
    whose = Q(kind=WaitingKind.ADDRESS, person=row) if isinstance(row, Person) else Q(contact_point=row)
    return bool(open_changes().filter(whose, was_address__iexact=address).update(is_dead=True))


def _begin(change: WaitingChange | None, **values: Any) -> WaitingChange:
    """A new row, or the one that waits already, asked about anew."""
    if change is None:
        return WaitingChange.objects.create(changed_at=timezone.now(), **values)
    change.vouches.all().delete()
    for name, value in {**values, "changed_at": timezone.now()}.items():
        setattr(change, name, value)
    change.save()
    return change
