"""Keepers of the register of staff: people's addresses and workplaces, two rows for one person, units that close.

Coordinators for their area, the director and the administrators for their federation. Each federation is closed to the
others: a seat in a group here gives nobody a say over a person who works elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from forums.access import access_row, visible_federations
from forums.models import Area, Federation, Party, Person, PersonAlias, Placement, Role, RoleKind, Unit
from forums.queries import roles_of
from forums.standing import TRUSTED

WHOLE = (RoleKind.DIRECTOR, RoleKind.ADMINISTRATOR)
OF_A_PARTY = (RoleKind.CONTACT_PERSON, RoleKind.MANAGER)


def kept_federations(person: Person) -> QuerySet[Federation]:
    """Federations that the person keeps as a whole."""
    return Federation.objects.filter(pk__in=roles_of(person).filter(kind__in=WHOLE).values("federation"))


def kept_areas(person: Person) -> QuerySet[Area]:
    own = roles_of(person).filter(kind=RoleKind.COORDINATOR).values("area")
    return Area.objects.filter(Q(pk__in=own) | Q(federation__in=kept_federations(person)))


def is_keeper(person: Person) -> bool:
    return roles_of(person).filter(kind__in=TRUSTED).exists()


def is_keeper_in(person: Person, federation_id: int) -> bool:
    """Does the person keep the register, or a part of it, in this federation?"""
    return roles_of(person).filter(kind__in=TRUSTED, federation=federation_id).exists()


def kept_units(person: Person) -> QuerySet[Unit]:
    """Units whose staff the person may keep: those that serve an area of theirs, or are of their federation."""
    here = Q(areas__in=kept_areas(person)) | Q(party__federation__in=kept_federations(person))
    return Unit.objects.filter(here).select_related("party__kind", "party__federation").distinct()


def kept_persons(person: Person) -> QuerySet[Person]:
    """Staff, also those who have left, but no row that has become another.

    Who is trusted with an area or a federation is kept by those who keep the whole of it, and so not by a colleague.
    """
    federations = kept_federations(person)
    working = Q(pk__in=Placement.objects.filter(unit__in=kept_units(person)).values("person"))
    trusted = Role.objects.filter(kind__in=TRUSTED)
    by_role = Q(pk__in=Role.objects.filter(federation__in=federations).values("person"))
    elsewhere = trusted.exclude(federation__in=federations).exclude(person=person).values("person")
    return Person.objects.filter(working | by_role, merged_into=None).exclude(pk__in=elsewhere)


def can_keep_person(by: Person, person: Person) -> bool:
    return kept_persons(by).filter(pk=person.pk).exists()


def keeping_federation(by: Person, person: Person) -> int | None:
    """Where it is that one keeps the other: what the record of changes says of what belongs to the person."""
    own = roles_of(by).filter(kind__in=TRUSTED).values("federation")
    return _ties(person).filter(pk__in=own).order_by("pk").values_list("pk", flat=True).first()


def can_keep_placement(by: Person, placement: Placement) -> bool:
    return kept_units(by).filter(pk=placement.unit_id).exists()


def can_close_unit(by: Person, unit: Unit) -> bool:
    """The keeper of every area that the unit serves: one that serves six is not closed by the coordinator of one."""
    if kept_federations(by).filter(pk=unit.party.federation_id).exists():
        return True
    serves = set(unit.areas.values_list("pk", flat=True))
    return bool(serves) and serves <= set(kept_areas(by).values_list("pk", flat=True))


def can_merge(by: Person, goes: Person) -> bool:
    """The keeper of every federation that the row has worked for, or had a role or a seat in."""
    whole = kept_federations(by)
    return can_keep_person(by, goes) and not _ties(goes).exclude(pk__in=whole).exists()


def _ties(person: Person) -> QuerySet[Federation]:
    return Federation.objects.filter(
        Q(parties__units__placements__person=person) | Q(roles__person=person) | Q(forums__memberships__person=person)
    )


def can_give_role(by: Person, kind: str, federation: Federation, area: Area | None, party: Party | None) -> bool:
    """The keeper of the whole federation gives any role in it.

    A coordinator says who speaks for a party in an area of theirs, or is its manager there, and nothing that reaches
    further: who coordinates is decided by those who keep the whole.
    """
    if kept_federations(by).filter(pk=federation.pk).exists():
        return True
    if kind not in OF_A_PARTY or area is None or party is None:
        return False
    return kept_areas(by).filter(pk=area.pk).exists()


def can_end_role(by: Person, role: Role) -> bool:
    """The keeper who may give it and keeps the person; one's own, too."""
    return bool(roles_to_end(by, role.person, [role]))


def roles_to_end(by: Person, person: Person, roles: Iterable[Role]) -> list[Role]:
    """Those of a person's roles that may be ended, in a number of queries that does not depend on them."""
    if person.pk != by.pk and not can_keep_person(by, person):
        return []
    whole = set(kept_federations(by).values_list("pk", flat=True))
    areas = set(kept_areas(by).values_list("pk", flat=True))
    return [
        role
        for role in roles
        if role.federation_id in whole or (role.kind in OF_A_PARTY and role.area_id in areas and role.party_id)
    ]


def seen_roles(by: Person, person: Person) -> QuerySet[Role]:
    """A person's roles in the federations that the reader sees: each is closed to the others."""
    roles = person.roles.filter(federation__in=visible_federations(by))
    return roles.select_related("person", "federation", "area", "party")


def roles_to_give(by: Person) -> list[RoleKind]:
    """Kinds of role that the person may give somewhere, in the order of a list to choose from."""
    if kept_federations(by).exists():
        return [RoleKind.COORDINATOR, *OF_A_PARTY, *WHOLE]
    return list(OF_A_PARTY) if kept_areas(by).exists() else []


def access_kept_person(by: Person, pk: object) -> Person:
    return access_row(kept_persons(by), pk)


def access_alias(by: Person, pk: object) -> PersonAlias:
    """An address that somebody answers from: of a person whom `by` keeps, or of themselves."""
    own = Q(person=by.pk) | Q(person__in=kept_persons(by))
    return access_row(PersonAlias.objects.filter(own).select_related("person"), pk)


def access_kept_unit(by: Person, pk: object) -> Unit:
    return access_row(kept_units(by), pk)
