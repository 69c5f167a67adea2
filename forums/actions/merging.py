"""Merging two rows for one person: everything that hangs under the one that goes moves to the one that stays."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable

from forums.actions.addresses import keep_alias
from forums.models import ContactPoint, Forum, LoginRequest, Membership, Person, Placement, Role

Period = Placement | Role | Membership


def merge_rows(stays: Person, goes: Person) -> None:
    """Move placements, roles, seats, ways in, groups, addresses and the login. Runs in the caller's transaction.

    Periods of the same thing that overlap become one, so that nobody works twice at a unit. The row that goes is
    inactive and without address from now on, and says which one stayed; its address becomes an alias of that.
    """
    for kept, moved in (
        (stays.placements.all(), goes.placements.all()),
        (stays.roles.all(), goes.roles.all()),
        (stays.memberships.all(), goes.memberships.all()),
    ):
        _merge_periods(stays, list(kept), list(moved))
    ContactPoint.objects.filter(person=goes).update(person=stays)
    Forum.objects.filter(convener=goes).update(convener=stays)
    goes.aliases.update(person=stays)
    goes.merged_from.update(merged_into=stays)
    LoginRequest.objects.filter(person=goes).update(person=stays)
    LoginRequest.objects.filter(asked_by=goes).update(asked_by=stays)
    _move_token(stays, goes)
    _merge_details(stays, goes)


def _move_token(stays: Person, goes: Person) -> None:
    """Move the API token, so that its program goes on working, unless the one that stays has its own."""
    token = getattr(goes, "auth_token", None)
    if token is None:
        return
    if hasattr(stays, "auth_token"):
        token.delete()
    else:
        token.user = stays
        token.save(update_fields=["user"])


def _merge_details(stays: Person, goes: Person) -> None:
    address, bounced = goes.email, goes.address_bounced_at
    password = goes.password if goes.has_usable_password() else ""
    goes.email, goes.is_active, goes.merged_into = None, False, stays
    goes.set_unusable_password()
    goes.save(update_fields=["email", "is_active", "merged_into", "password"])
    stays.phone = stays.phone or goes.phone
    if not stays.has_usable_password() and password:
        stays.password = password
    if address and not stays.email:
        stays.email, stays.address_bounced_at = address, bounced
    elif address:
        keep_alias(stays, address)
    stays.is_active = True
    stays.save(update_fields=["phone", "password", "email", "address_bounced_at", "is_active"])


def _merge_periods(stays: Person, kept: list[Period], moved: Iterable[Period]) -> None:
    for row in moved:
        # one row may join two that were apart
        for same in [other for other in kept if _same_thing(other, row) and _overlap(other, row)]:
            _widen(row, same)
            same.delete()
            kept.remove(same)
        row.person = stays
        row.save()
        kept.append(row)


def _widen(row: Period, other: Period) -> None:
    row.starts_on = min(row.starts_on, other.starts_on)
    row.ends_on = max(row.ends_on, other.ends_on) if row.ends_on and other.ends_on else None
    if isinstance(row, Membership) and isinstance(other, Membership):
        row.is_substitute = row.is_substitute and other.is_substitute
        row.party, row.unit = other.party, other.unit
    if isinstance(row, Placement) and isinstance(other, Placement):
        row.function = other.function or row.function


def _same_thing(one: Period, other: Period) -> bool:
    return _thing(one) == _thing(other)


def _thing(row: Period) -> tuple[Hashable, ...]:
    if isinstance(row, Placement):
        return (row.unit_id,)
    if isinstance(row, Role):
        return (row.kind, row.federation_id, row.area_id, row.party_id)
    return (row.forum_id,)


def _overlap(one: Period, other: Period) -> bool:
    last = datetime.date.max
    return one.starts_on <= (other.ends_on or last) and other.starts_on <= (one.ends_on or last)
