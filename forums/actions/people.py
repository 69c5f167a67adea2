"""Persons by address, and new ones that turn up while the work goes on."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from forums import audit
from forums.actions.addresses import clean_name
from forums.actions.waiting import place_waits
from forums.keepers import is_keeper
from forums.logins import federations_of
from forums.models import Person, PersonAlias, Placement, Unit
from forums.waiting import works_for_cases


def person_by_address(address: str) -> Person | None:
    """The person with this address, or who had it before; None for a stranger.

    One that somebody has remembered for answers alone names nobody (`aliases.py`).
    """
    found = Person.objects.filter(email=address.lower()).first()
    if found is not None:
        return found
    alias = PersonAlias.objects.filter(email__iexact=address, added_by=None).select_related("person").first()
    return alias.person if alias else None


def find_or_add_colleague(
    *, name: str, email: str, of: Unit | None, on: datetime.date, named_by: Person | None
) -> Person:
    """Get or create the person with this address; a new one is placed at the unit. Raises `RuleError`.

    A known person keeps name and placements: a colleague who names them may not move them. `named_by` is who did,
    as far as that is known; whether they may is decided by what they name somebody for. Named by somebody else than a
    colleague, or by one who keeps the register, the new one has no way to the unit's cases before a yes.
    """
    known = person_by_address(email)
    if known is not None:
        return known
    person = Person(name=clean_name(name), email=email)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        # a race: somebody else named the same new colleague
        return Person.objects.get(email=email)
    if of is not None:
        place = Placement.objects.create(person=person, unit=of, starts_on=min(on, timezone.localdate()))
        if named_by is None or is_keeper(named_by) or not works_for_cases(named_by, of):
            place_waits(place, actor=named_by)
        audit.record("person_added", by=named_by, person=person, unit=of)
    else:
        audit.record("guest_added", by=named_by, federation=_first_federation(named_by), person=person)
    return person


def _first_federation(named_by: Person | None) -> int | None:
    """The federation that a guest is added in, as far as who adds them says it."""
    if named_by is None:
        return None
    return federations_of(named_by).order_by("pk").values_list("pk", flat=True).first()
