"""Units, ways in and groups that are new, and new names of those there are: the row stays, with all that hangs on it.

Agreements and templates come by the federation's file alone. What was sent keeps its words.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction

from forums import audit, refusals
from forums.access import can_arrange_forum
from forums.actions.addresses import clean_optional, clean_phone
from forums.actions.waiting import way_in_waits
from forums.keepers import can_close_unit, kept_areas, kept_federations, kept_units
from forums.models import Area, ContactPoint, Federation, FormerName, Forum, Level, MeetingTemplate, Party, Person, Unit
from forums.queries import templates_for, today
from forums.validators import clean_line, find_identifiers


def add_unit(party: Party, *, by: Person, name: str, areas: Iterable[Area], reveals_care: bool = False) -> Unit:
    """Add a unit of a party, that serves areas which `by` keeps. Idempotent for the same name at the party.

    `reveals_care`: its name tells which care it gives, and so does not go into mails about a person (domain rule 2).
    Raises `RuleError` without a name or an area, and for a kommun's unit that is to serve another kommun.
    """
    serves = list(areas)
    with transaction.atomic():
        kept = set(kept_areas(by).filter(federation=party.federation_id).values_list("pk", flat=True))
        if not serves:
            raise refusals.area_missing("unit")
        if not {area.pk for area in serves} <= kept:
            raise PermissionDenied
        if party.area_id is not None and {area.pk for area in serves} != {party.area_id}:
            raise refusals.other_area("party")
        cleaned = _clean(name)
        known = Unit.objects.filter(party=party, name=cleaned).first()
        if known is not None:
            return known
        unit = Unit.objects.create(party=party, name=cleaned, reveals_care=reveals_care)
        unit.areas.set(serves)
        audit.record("unit_added", by=by, unit=unit, areas=serves)
    return unit


def add_way_in(
    unit: Unit, *, by: Person, function: str, mailbox: str = "", phone: str = "", matter: str = "", hours: str = ""
) -> ContactPoint:
    """Add a way in to a unit. For groups it holds at once; in cases after somebody else's yes (domain rule 4).

    Idempotent for the same function at the unit. Raises `RuleError` for a bad address, or a closed unit.
    """
    with transaction.atomic():
        if not kept_units(by).filter(pk=unit.pk).exists():
            raise PermissionDenied
        if unit.closed_on is not None:
            raise refusals.unit_closed(unit)
        cleaned = _clean(function)
        known = unit.contact_points.filter(function=cleaned).first()
        if known is not None:
            return known
        point = ContactPoint.objects.create(
            unit=unit,
            function=cleaned,
            mailbox=clean_optional(mailbox, "mailbox"),
            phone=clean_phone(phone),
            matter=_clean(matter) if matter.strip() else "",
            hours=_clean(hours) if hours.strip() else "",
            checked_on=today(),
        )
        way_in_waits(point, "", None, is_dead=True, actor=by)
        audit.record("way_in_added", by=by, unit=unit, areas=list(unit.areas.all()))
    return point


def add_forum(federation: Federation, *, by: Person, area: Area | None = None, kind: str, name: str) -> Forum:
    """Add a standing group of an area, or without one of the federation. Idempotent for the same name there.

    Raises `RuleError` for a kind that is not agreed in the area: its meetings could not be called.
    """
    with transaction.atomic():
        if not _keeps(by, federation, area):
            raise PermissionDenied
        if area is not None and area.federation_id != federation.pk:
            raise refusals.other_federation("area")
        cleaned = _clean(name)
        known = Forum.objects.filter(federation=federation, area=area, name=cleaned).first()
        if known is not None:
            return known
        if kind not in set(kinds_of_group(federation, area).values_list("slug", flat=True)):
            raise refusals.unknown_kind()
        forum = Forum.objects.create(federation=federation, area=area, kind=kind, name=cleaned)
        forum.party_kinds.set(federation.party_kinds.all())
        audit.record("forum_added", by=by, forum=forum)
    return forum


def rename_unit(unit: Unit, *, by: Person, name: str) -> Unit:
    """Give a unit another name. For whoever keeps all the areas that it serves. Idempotent."""
    with transaction.atomic():
        list(Unit.objects.select_for_update(no_key=True).filter(pk=unit.pk).order_by().values_list("pk"))
        unit = Unit.objects.select_related("party__federation").get(pk=unit.pk)
        if not can_close_unit(by, unit):
            raise PermissionDenied
        if _rename(unit, {"name": _clean(name)}):
            audit.record("unit_renamed", by=by, unit=unit, areas=list(unit.areas.all()))
    return unit


def rename_forum(forum: Forum, *, by: Person, name: str, kind: str = "") -> Forum:
    """Give a group another name, or make it another kind that is agreed in its area (LSG → styrgrupp). Idempotent.

    Members, meetings and history stay with the row; meetings that were called keep their template (domain rule 9).
    """
    with transaction.atomic():
        list(Forum.objects.select_for_update(no_key=True).filter(pk=forum.pk).order_by().values_list("pk"))
        forum = Forum.objects.select_related("area", "federation").get(pk=forum.pk)
        if not can_rename_forum(by, forum):
            raise PermissionDenied
        known = {*kinds_of_group(forum.federation, forum.area).values_list("slug", flat=True), forum.kind}
        if kind and kind not in known:
            raise refusals.unknown_kind()
        was = forum.kind
        wanted = {"name": _clean(name), "kind": kind or was}
        if _rename(forum, wanted, kind=was if wanted["kind"] != was else ""):
            audit.record("forum_renamed", by=by, forum=forum)
    return forum


def rename_area(area: Area, *, by: Person, name: str, collaboration_name: str) -> Area:
    """Give an area, and the collaboration there, another name. Its key in files stays. Idempotent."""
    with transaction.atomic():
        list(Area.objects.select_for_update(no_key=True).filter(pk=area.pk).order_by().values_list("pk"))
        area = Area.objects.select_related("federation").get(pk=area.pk)
        if not kept_areas(by).filter(pk=area.pk).exists():
            raise PermissionDenied
        wanted = {"name": _clean(name), "collaboration_name": _clean(collaboration_name)}
        if _rename(area, wanted, said=area.collaboration_name if area.name == wanted["name"] else area.name):
            audit.record("area_renamed", by=by, area=area)
    return area


def can_rename_forum(person: Person, forum: Forum) -> bool:
    return can_arrange_forum(person, forum) or kept_federations(person).filter(pk=forum.federation_id).exists()


def kinds_of_group(federation: Federation, area: Area | None) -> models.QuerySet[MeetingTemplate]:
    """The templates that groups of an area, or of the federation, can be called from now."""
    if area is not None:
        return templates_for(area).filter(level=Level.FORUM, needs_forum=True)
    own = MeetingTemplate.objects.filter(federation=federation, agreement=None, is_current=True)
    return own.filter(level=Level.FORUM, needs_forum=True)


def keep_former_name(row: Unit | Area | Forum, name: str, kind: str = "") -> None:
    """Remember what a row was called until today."""
    about = {Unit: "unit", Area: "area", Forum: "forum"}[type(row)]
    FormerName.objects.create(name=name, kind=kind, until=today(), **{about: row})


def _keeps(by: Person, federation: Federation, area: Area | None) -> bool:
    if area is not None:
        return kept_areas(by).filter(pk=area.pk).exists()
    return kept_federations(by).filter(pk=federation.pk).exists()


def _rename(row: Unit | Area | Forum, wanted: dict[str, str], kind: str = "", said: str = "") -> bool:
    changed = {field: value for field, value in wanted.items() if getattr(row, field) != value}
    if not changed:
        return False
    keep_former_name(row, said or row.name, kind)
    for field, value in changed.items():
        setattr(row, field, value)
    try:
        with transaction.atomic():
            row.save(update_fields=list(changed))
    except IntegrityError as error:
        raise refusals.name_taken() from error
    return True


def _clean(name: str) -> str:
    cleaned = clean_line(name)
    if not cleaned:
        raise refusals.no_name()
    if find_identifiers(cleaned):
        raise refusals.identity_number()
    return cleaned
