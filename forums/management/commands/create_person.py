from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from config.ground.errors import RuleError
from config.ground.text import bare_address
from forums import audit
from forums.actions.addresses import clean_phone
from forums.actions.placements import place_by_server
from forums.models import Area, Federation, Person, Role, RoleKind, Unit
from forums.signin.ending import end_ways_to_log_in


class Command(BaseCommand):
    help = "Lägger upp en person som kan logga in: på en enhet, eller med en roll i ett område eller förbund."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--phone", default="")
        parser.add_argument("--federation", required=True, help="förbundets namn eller kortnamn")
        parser.add_argument("--area", help="kommunområdets namn")
        parser.add_argument("--unit", help="enhetens namn i området")
        parser.add_argument("--role", choices=RoleKind.values)
        parser.add_argument(
            "--reset-second-factor",
            action="store_true",
            help="tar bort andra steget vid inloggning: för den sista som sköter registret och har tappat det",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = secrets.token_urlsafe(12)
        with transaction.atomic():
            federation = _one(Federation, options["federation"], "Förbundet")
            area = _one(Area, options["area"], "Området", federation=federation) if options["area"] else None
            person = _person(options, password)
            person.api_tokens.all().delete()
            if options["reset_second_factor"]:
                end_ways_to_log_in(person)
                audit.record("factors_reset", by=None, federation=federation, person=person)
            audit.record("password_set", by=None, federation=federation, person=person)
            if options["unit"]:
                _place(person, _one(Unit, options["unit"], "Enheten", **({"areas": area} if area else {})))
            if options["role"]:
                _give_role(person, options["role"], federation, area)
        self.stdout.write(f"{person.name} kan logga in med {person.email} och lösenordet {password}")


def _one(model: Any, name: str, what: str, **conditions: Any) -> Any:
    found = model.objects.filter(name=name, **conditions)
    if not found and model is Federation:
        found = model.objects.filter(slug=name)
    if len(found) != 1:
        raise CommandError(f"{what} '{name}' finns inte, eller så finns det flera: ange också området.")
    return found[0]


def _person(options: dict[str, Any], password: str) -> Person:
    """A new person, or one who has been a contact and now gets a way in."""
    email = bare_address(options["email"])
    person = Person.objects.filter(email=email).first() or Person(email=email)
    try:
        person.name, person.phone = options["name"], clean_phone(options["phone"]) if options["phone"] else person.phone
    except RuleError as refusal:
        raise CommandError(refusal.message) from None
    person.set_password(password)
    # a row of the demonstration is somebody's own from now on: nobody else knows this password
    person.is_demo = False
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    person.save()
    return person


def _place(person: Person, unit: Unit) -> None:
    place_by_server(person, unit)


def _give_role(person: Person, kind: str, federation: Federation, area: Area | None) -> None:
    if kind == RoleKind.COORDINATOR and area is None:
        raise CommandError("En koordinator hör till ett kommunområde: ange --area.")
    if kind == RoleKind.CONTACT_PERSON:
        placement = person.placements.select_related("unit__party").first()
        if placement is None:
            raise CommandError("En kontaktperson hör till en part: ange --unit.")
        party = placement.unit.party
    else:
        party = None
    where = {"federation": federation, "area": area, "party": party, "ends_on": None}
    role, is_new = Role.objects.get_or_create(person=person, kind=kind, **where, defaults=_from_today())
    if is_new:
        audit.record(
            "role_given", by=None, federation=federation, person=person, role=kind, area=area, on=role.starts_on
        )


def _from_today() -> dict[str, datetime.date]:
    return {"starts_on": timezone.localdate()}
