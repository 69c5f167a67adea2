"""Reading the record of changes: of a person, of a unit, of areas. Newest first, and no more than one looks through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.audit.wording import change_text
from forums.models import (
    Area,
    AuditEntry,
    AuditSubject,
    Federation,
    Forum,
    Party,
    Person,
    Place,
    Unit,
    VideoService,
)
from forums.standing import standing_of

AT_MOST = 50
# what belongs to the person, whichever federation did it
OF_THE_PERSON = ("details_corrected", "persons_merged", "login_given", "login_ended")
NAMED: dict[str, type[Model]] = {
    "person": Person,
    "heir": Person,
    "stays": Person,
    "goes": Person,
    "unit": Unit,
    "successor": Unit,
    "forum": Forum,
    "party": Party,
    "area": Area,
    "place": Place,
    "service": VideoService,
}


@dataclass(frozen=True)
class ShownChange:
    """`where` is the area, in a list of several."""

    when: str
    who: str
    what: str
    where: str = ""


@dataclass(frozen=True)
class ShownChanges:
    changes: list[ShownChange]
    has_more: bool


def changes_of_person(person: Person, *, reader: Person) -> ShownChanges:
    """What was changed of a person, also while they were another row that has been merged into this one.

    Each federation is closed to the others: of what another one did only what belongs to the person is shown, without
    who it was.
    """
    federations = standing_of(reader).federations
    rows = Q(about_id=person.pk) | Q(about_id__in=Person.objects.filter(merged_into=person).values("pk"))
    told = Q(federation_id=None) | Q(federation_id__in=federations) | Q(what__in=OF_THE_PERSON)
    return _show(AuditEntry.objects.filter(rows, told, about=AuditSubject.PERSON), federations)


def changes_of_unit(unit: Unit) -> ShownChanges:
    """For whoever keeps the unit."""
    entries = AuditEntry.objects.filter(about=AuditSubject.UNIT, about_id=unit.pk)
    return _show(entries, {unit.party.federation_id})


def changes_at_work(person: Person) -> ShownChanges:
    """What was changed at the units where the person works: who keeps the register does it where it can be read."""
    standing = standing_of(person)
    entries = AuditEntry.objects.filter(about=AuditSubject.UNIT, about_id__in=standing.units)
    return _show(entries, standing.federations)


def changes_of_federation(federation: Federation, page: int) -> ShownChanges:
    """All that was changed in a federation, a page of it: for whoever oversees those who keep the register.

    What is about several is one change; its entries stand together, since they are of one moment.
    """
    entries = AuditEntry.objects.filter(federation_id=federation.pk)
    return _show(entries, {federation.pk}, start=(max(page, 1) - 1) * AT_MOST)


def changes_of_areas(areas: Iterable[Area]) -> ShownChanges:
    """For whoever keeps them: roles, groups and units there. Each change says which area."""
    found = {area.pk: area for area in areas}
    entries = AuditEntry.objects.filter(about=AuditSubject.AREA, about_id__in=list(found))
    return _show(entries, {area.federation_id for area in found.values()}, found)


def changes_of_services(federation: Federation) -> ShownChanges:
    """Of the federation's video services, for whoever keeps it."""
    entries = AuditEntry.objects.filter(about=AuditSubject.FEDERATION, about_id=federation.pk)
    return _show(entries, {federation.pk})


def _show(
    entries: QuerySet[AuditEntry], federations: set[int], areas: Mapping[int, Area] | None = None, start: int = 0
) -> ShownChanges:
    found = list(entries.order_by("-at", "-id")[start : start + AT_MOST + 1])
    shown = _once(found[:AT_MOST]) if areas is None else found[:AT_MOST]
    names, where_roles = _names(shown), _federations_of_roles(shown)
    changes = [
        ShownChange(
            when=f"{timezone.localtime(entry.at):%Y-%m-%d %H.%M}",
            who=_who(entry, names, federations),
            what=change_text(entry.what, entry.details, names, where_roles.get(entry.federation_id or 0)),
            where=areas[entry.about_id].name if areas else "",
        )
        for entry in shown
    ]
    return ShownChanges(changes, len(found) > AT_MOST)


def _once(entries: Iterable[AuditEntry]) -> list[AuditEntry]:
    """One entry for each change, of those that it has about a person, a unit and a group."""
    known: dict[tuple[object, ...], AuditEntry] = {}
    for entry in entries:
        known.setdefault((entry.at, entry.what, str(entry.details)), entry)
    return list(known.values())


def _who(entry: AuditEntry, names: Mapping[tuple[str, int], str], federations: set[int]) -> str:
    if entry.who_id is None:
        return _("Tjänsten")
    if entry.federation_id is not None and entry.federation_id not in federations:
        return _("Någon i ett annat förbund")
    return names.get(("person", entry.who_id), _("(borttagen)"))


def _names(entries: Iterable[AuditEntry]) -> dict[tuple[str, int], str]:
    """Today's names by the word and id that entries use them under, with one query for each kind of row."""
    wanted: dict[type[Model], set[int]] = {model: set() for model in NAMED.values()}
    for entry in entries:
        if entry.who_id is not None:
            wanted[Person].add(entry.who_id)
        for word in NAMED.keys() & entry.details.keys():
            wanted[NAMED[word]].add(entry.details[word])
    names = {model: _names_of(model, ids) for model, ids in wanted.items()}
    return {(word, pk): name for word, model in NAMED.items() for pk, name in names[model].items()}


def _federations_of_roles(entries: Iterable[AuditEntry]) -> dict[int, Federation]:
    """Each has names of its own for roles."""
    return Federation.objects.in_bulk({entry.federation_id for entry in entries if "role" in entry.details})


def _names_of(model: Any, ids: set[int]) -> dict[int, str]:
    return dict(model.objects.filter(pk__in=ids).order_by().values_list("pk", "name")) if ids else {}
