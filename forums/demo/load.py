from __future__ import annotations

from django.conf import settings
from django.db import transaction

from forums.demo.seats import seat_everybody
from forums.demo.staff import Staff, staff_federation
from forums.loading import DATA_FOLDER, load_federation
from forums.models import Federation, Person

FILES = ("hoglandet.yaml", "finnveden.yaml")


class RealPeopleError(Exception):
    """The database is in use: accounts whose password everybody knows do not belong there."""


class NoDemoError(Exception):
    """This is no demonstration."""


@transaction.atomic
def load_demo_federations() -> list[Federation]:
    """The example federations and their staff. The second time only what is missing is made.

    Raises `NoDemoError` without `DEMO`, and `RealPeopleError` where there are any.
    """
    if not settings.DEMO:
        raise NoDemoError("Det här är ingen demonstration. Sätt DEMO=1 för att läsa in exemplen.")
    if Person.objects.exclude(email=None).exclude(email__endswith=".example").exists():
        raise RealPeopleError("Databasen har riktiga personer. Läs in exemplen i en egen databas.")
    names = [load_federation(DATA_FOLDER / file).federation for file in FILES]
    federations = [Federation.objects.get(name=name) for name in names]
    staff = Staff()
    for federation in federations:
        give_role_mailbox(federation)
        staff_federation(staff, federation)
        seat_everybody(federation)
    return federations


def mark_everybody() -> None:
    """Mark also whom the actions of the demonstration have added: there are no real people beside them."""
    Person.objects.filter(is_demo=False).update(is_demo=True)


def give_role_mailbox(federation: Federation) -> None:
    if not federation.role_mailbox:
        federation.role_mailbox = f"samverk@{federation.slug}.example"
        federation.save(update_fields=["role_mailbox"])
