"""Fills units and roles with made-up people, where nobody is yet."""

from __future__ import annotations

import datetime

from django.utils.text import slugify

from forums.demo.accounts import ACCOUNTS, PASSWORD, Account
from forums.demo.names import domain_of, made_up_names, mobile, switchboard
from forums.models import Area, ContactPoint, Federation, Person, Placement, Role, RoleKind, Unit
from forums.queries import coordinators_of

SINCE = datetime.date(2024, 1, 1)
MANAGER = "Enhetschef"
TITLES = {"af": "Arbetsförmedlare", "region": "Rehabkoordinator"}


class Staff:
    """Hands out people, one name to each. Who was here before keeps theirs."""

    def __init__(self) -> None:
        taken = {account.name for account in ACCOUNTS} | set(Person.objects.values_list("name", flat=True))
        self.names = made_up_names(taken)
        self.number = Person.objects.count()

    def hire(self, domain: str) -> Person:
        name = next(self.names)
        return self.person(name, f"{slugify(name).replace('-', '.')}@{domain}")

    def person(self, name: str, email: str) -> Person:
        person = Person.objects.filter(email=email).first()
        if person is None:
            person = Person.objects.create_user(email, name=name, phone=mobile(self.number), is_demo=True)
            self.number += 1
        return person


def staff_federation(staff: Staff, federation: Federation) -> None:
    for account in ACCOUNTS:
        if account.federation == federation.name:
            open_account(staff, federation, account)
    units = Unit.objects.filter(party__federation=federation).select_related("party__kind", "party__area")
    for unit in units.order_by("party__kind__position", "party__name", "name").prefetch_related("areas"):
        staff_unit(staff, unit)
    for area in federation.areas.all():
        if not coordinators_of(area).exists():
            domain = domain_of(area.collaboration_name)
            give_role(staff.hire(domain), RoleKind.COORDINATOR, federation, area=area)
    for kind in (RoleKind.DIRECTOR, RoleKind.ADMINISTRATOR):
        if not federation.roles.filter(kind=kind).exists():
            give_role(staff.hire(domain_of(federation.slug)), kind, federation)


def open_account(staff: Staff, federation: Federation, account: Account) -> None:
    person = staff.person(account.name, account.email)
    if not person.has_usable_password():
        person.set_password(PASSWORD)
        person.is_demo = True
        person.save(update_fields=["password", "is_demo"])
    area = Area.objects.filter(federation=federation, name=account.area).first()
    unit = Unit.objects.filter(areas=area, name=account.unit).select_related("party__kind").first() if area else None
    if unit:
        place(person, unit, title_in(unit))
    if account.kind:
        party = unit.party if unit else None
        give_role(person, account.kind, federation, area=area, party=party)


def staff_unit(staff: Staff, unit: Unit) -> None:
    """A manager, and at least two who meet people: one for each area that the unit serves, and one to stand in."""
    if unit.placements.filter(function=MANAGER).exists():
        return
    domain = domain_of_unit(unit)
    workers = [staff.hire(domain) for _ in range(max(2, len(unit.areas.all()) + 1))]
    manager = staff.hire(domain)
    functions = [*[(person, title_in(unit)) for person in workers], (manager, MANAGER)]
    Placement.objects.bulk_create(
        Placement(person=person, unit=unit, function=function, starts_on=SINCE) for person, function in functions
    )
    give_role(manager, RoleKind.MANAGER, unit.party.federation, party=unit.party)
    add_way_in(staff, unit, domain, workers[0])


def domain_of_unit(unit: Unit) -> str:
    """Arbetsmarknadsenheten of one kommun is not that of the next."""
    area = unit.party.area
    if area is None or area.name.casefold() in unit.name.casefold():
        return domain_of(unit.name)
    return domain_of(unit.name, area.name)


def title_in(unit: Unit) -> str:
    return TITLES.get(unit.party.kind.code, "Handläggare")


def add_way_in(staff: Staff, unit: Unit, domain: str, person: Person) -> None:
    ContactPoint.objects.get_or_create(
        unit=unit,
        function="Mottagning",
        defaults={
            "matter": "Samverksmöten och SIP",
            "mailbox": f"mottagning@{domain}",
            "phone": switchboard(staff.number),
            "hours": "Vardagar 08.30–12.00",
            "person": person,
        },
    )


def place(person: Person, unit: Unit, function: str) -> None:
    Placement.objects.get_or_create(
        person=person, unit=unit, ends_on=None, defaults={"function": function, "starts_on": SINCE}
    )


def give_role(person: Person, kind: RoleKind, federation: Federation, **where: object) -> None:
    Role.objects.get_or_create(
        person=person, kind=kind, federation=federation, **where, ends_on=None, defaults={"starts_on": SINCE}
    )
