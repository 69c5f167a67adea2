"""Roles that are given, and that end. A federation never loses its last administrator."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from forums import audit, refusals
from forums.actions.placements import record_end, refuse_early_end
from forums.keepers import OF_A_PARTY, WHOLE, can_end_role, can_give_role, can_keep_person
from forums.models import Area, Federation, Party, Person, Role, RoleKind
from forums.queries import today


def give_role(
    person: Person,
    *,
    by: Person,
    kind: str,
    federation: Federation,
    area: Area | None = None,
    party: Party | None = None,
    starts_on: datetime.date,
) -> Role:
    """Give a person a role from a local date on: a coordinator with an area, a contact person with a party.

    Idempotent; a role that was about to end goes on. Raises `PermissionDenied` for a role that reaches further than
    what `by` keeps, `RuleError` for one's own, or one that does not fit the place.
    """
    with transaction.atomic():
        _lock(federation)
        if not can_keep_person(by, person) or not can_give_role(by, kind, federation, area, party):
            raise PermissionDenied
        if person.pk == by.pk:
            raise refusals.own_role()
        _refuse_place(kind, federation, area, party)
        if party is not None:
            _refuse_stranger(person, party, starts_on)
        goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
        same = person.roles.filter(goes_on, kind=kind, federation=federation, area=area, party=party)
        role = same.order_by("starts_on").first()
        named: dict[str, Any] = {"person": person, "role": kind, "area": area, "party": party}
        if role is None:
            audit.record("role_given", by=by, federation=federation, on=starts_on, **named)
            return Role.objects.create(
                person=person, kind=kind, federation=federation, area=area, party=party, starts_on=starts_on
            )
        was = (role.starts_on, role.ends_on)
        role.starts_on, role.ends_on = min(role.starts_on, starts_on), None
        gone, _rows = same.exclude(pk=role.pk).delete()
        role.save(update_fields=["starts_on", "ends_on"])
        if gone or (role.starts_on, role.ends_on) != was:
            audit.record("role_given", by=by, federation=federation, on=role.starts_on, **named)
    return role


def end_role(role: Role, *, by: Person, on: datetime.date) -> Role:
    """Set the last day of a role; one that has not begun is deleted. Idempotent.

    What the person holds together waits for whoever does so next. Raises `PermissionDenied`, and `RuleError` for the
    last administrator.
    """
    with transaction.atomic():
        _lock(role.federation)
        role = Role.objects.select_related("person", "federation", "area", "party").get(pk=role.pk)
        if not can_end_role(by, role):
            raise PermissionDenied
        if role.ends_on == on:
            return role
        if role.ends_on is not None and on > role.ends_on:
            raise refusals.already_ended("role")
        if role.kind == RoleKind.ADMINISTRATOR:
            refuse_last_administrator(role.person, role.federation, on)
        if role.starts_on > today():
            Role.objects.filter(pk=role.pk).delete()
            role.ends_on = role.starts_on
            record_end(role, on, actor=by)
            return role
        refuse_early_end(role.starts_on, on)
        role.ends_on = on
        role.save(update_fields=["ends_on"])
        record_end(role, on, actor=by)
    return role


def refuse_last_administrator(person: Person, federation: Federation, last: datetime.date) -> None:
    """Raise `RuleError` when nobody would administer the federation after that local date; locks the federation."""
    _lock(federation)
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gt=last)
    there = Role.objects.filter(goes_on, kind=RoleKind.ADMINISTRATOR, federation=federation, person__is_active=True)
    others = there.exclude(person=person).filter(starts_on__lte=max(last, today()))
    if there.filter(person=person).exists() and not others.exists():
        raise refusals.last_administrator()


def _lock(federation: Federation) -> None:
    """Lock the federation's row, so that changes of its roles are serialised."""
    list(Federation.objects.select_for_update(no_key=True).filter(pk=federation.pk).order_by().values_list("pk"))


def _refuse_place(kind: str, federation: Federation, area: Area | None, party: Party | None) -> None:
    if kind == RoleKind.COORDINATOR and area is None:
        raise refusals.area_missing()
    if kind in OF_A_PARTY and party is None:
        raise refusals.party_missing()
    if kind in WHOLE and area is not None:
        raise refusals.whole_federation()
    if kind not in OF_A_PARTY and party is not None:
        raise refusals.no_party()
    if area is not None and area.federation_id != federation.pk:
        raise refusals.other_federation("area")
    if party is None:
        return
    if party.federation_id != federation.pk:
        raise refusals.other_federation("party")
    if area is not None and party.area_id not in (None, area.pk):
        raise refusals.other_area("party")


def _refuse_stranger(person: Person, party: Party, starts_on: datetime.date) -> None:
    """Refuse a role for a party where the person does not work."""
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=max(starts_on, today()))
    if not person.placements.filter(goes_on, unit__party=party).exists():
        raise refusals.not_at_party(person)
