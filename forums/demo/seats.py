"""Fills forums with members, and each area's parties with somebody who knows whom to call."""

from __future__ import annotations

from collections.abc import Iterator

from forums.demo.accounts import ACCOUNTS
from forums.demo.staff import MANAGER, SINCE, give_role
from forums.models import Area, Federation, Forum, Membership, Party, Person, RoleKind, Unit
from forums.queries import contact_persons, coordinators_of, template_of_forum

# A group where one party has nobody, so that there is a hole to see
HOLE = ("Styrgruppen Samverk Sävsjö", "region")


def seat_everybody(federation: Federation) -> None:
    for area in federation.areas.all():
        for party in parties_in(area):
            name_contact_person(area, party)
    for forum in federation.forums.select_related("area", "federation"):
        if not forum.memberships.exists():
            seat_members(forum)
        if forum.convener is None:
            forum.convener = find_convener(forum)
            forum.save(update_fields=["convener"])


def parties_in(area: Area) -> list[Party]:
    parties = Party.objects.filter(units__areas=area).distinct().select_related("kind")
    return list(parties.order_by("kind__position", "name"))


def name_contact_person(area: Area, party: Party) -> None:
    if not contact_persons(party, area).exists():
        unit = units_in(area, party)[0]
        give_role(workers_of(unit, area)[-1], RoleKind.CONTACT_PERSON, area.federation, area=area, party=party)


# --- forums


def seat_members(forum: Forum) -> None:
    """A member and a substitute for each party that takes part: managers where the group decides, otherwise those who
    meet people."""
    kinds = set(forum.party_kinds.values_list("code", flat=True))
    template = template_of_forum(forum)
    decides = template is not None and template.quorum_parties is not None
    for area in [forum.area] if forum.area else forum.federation.areas.all()[:1]:
        for party in parties_in(area):
            if party.kind.code in kinds and (forum.name, party.kind.code) != HOLE:
                seat_party(forum, area, party, decides)
    if forum.area is None and "kommun" in kinds:
        seat_coordinators(forum)


def seat_party(forum: Forum, area: Area, party: Party, decides: bool) -> None:
    declined = set(forum.declines.values_list("unit", flat=True))
    units = [unit for unit in units_in(area, party) if unit.pk not in declined]
    if not units:
        return
    # a kommun is several authorities, so it sends two
    for unit in units[: 2 if party.area else 1]:
        workers = workers_of(unit, area)
        member, substitute = (manager_of(unit), workers[0]) if decides else workers[:2]
        take_seat(forum, member, party, unit)
        take_seat(forum, substitute, party, unit, is_substitute=True)


def seat_coordinators(forum: Forum) -> None:
    for area in forum.federation.areas.all():
        for coordinator in coordinators_of(area):
            for party in area.own_parties.all():
                take_seat(forum, coordinator, party, None)


def take_seat(forum: Forum, person: Person, party: Party, unit: Unit | None, is_substitute: bool = False) -> None:
    if not forum.memberships.filter(person=person).exists():
        Membership.objects.create(
            forum=forum, person=person, party=party, unit=unit, is_substitute=is_substitute, starts_on=SINCE
        )


def find_convener(forum: Forum) -> Person | None:
    """The person behind the agreement's word for it: a role, a party, or taking turns."""
    if forum.area is None or forum.convener_role == "director":
        return next(people_with(forum.federation, RoleKind.DIRECTOR), None)
    if forum.convener_role in ("", "coordinator"):
        return coordinators_of(forum.area).first()
    seats = forum.memberships.filter(is_substitute=False)
    return next((s.person for s in seats if forum.convener_role in ("rotating", s.party.kind.code)), None)


def people_with(federation: Federation, kind: RoleKind) -> Iterator[Person]:
    return (role.person for role in federation.roles.filter(kind=kind).select_related("person"))


# --- who works where


def units_in(area: Area, party: Party) -> list[Unit]:
    """Those first where somebody has an account: they are the ones that are tried."""
    own = {account.unit for account in ACCOUNTS if account.area == area.name}
    return sorted(area.units.filter(party=party), key=lambda unit: (unit.name not in own, unit.name))


def workers_of(unit: Unit, area: Area) -> list[Person]:
    """Who meets people from the area: accounts of the area first, and each area beginning with another person."""
    at_home = {account.email for account in ACCOUNTS if account.area == area.name}
    everybody = [p.person for p in unit.placements.exclude(function=MANAGER).select_related("person")]
    generic = [person for person in everybody if not person.has_usable_password()]
    turn = list(unit.areas.values_list("pk", flat=True)).index(area.pk) % len(generic)
    return [p for p in everybody if p.email in at_home] + generic[turn:] + generic[:turn]


def manager_of(unit: Unit) -> Person:
    return unit.placements.select_related("person").get(function=MANAGER).person
