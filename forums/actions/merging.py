"""Merging two rows for one person: everything that hangs under the one that goes moves to the one that stays."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable

from django.utils import timezone

from forums.actions.addresses import keep_alias
from forums.actions.waiting import address_waits, place_waits, settle, way_in_waits
from forums.keepers import keeping_federation
from forums.models import (
    ContactPoint,
    FactorReset,
    Forum,
    LeaveProposal,
    LoginRequest,
    LoginRequestKind,
    Membership,
    Person,
    PersonAlias,
    Placement,
    PointProposal,
    Role,
    Vouch,
    WaitingChange,
    WaitingKind,
)
from forums.models.logins import TOLD
from forums.signin.ending import end_ways_to_log_in
from forums.waiting import open_changes

Period = Placement | Role | Membership


def merge_seats(stays: Person, goes: Person) -> None:
    """Move seats in groups, and the groups that they hold together. Runs in the caller's transaction."""
    _merge_periods(stays, list(stays.memberships.all()), goes.memberships.all())
    Membership.objects.filter(left_by=goes).update(left_by=stays)
    PointProposal.objects.filter(proposed_by=goes).update(proposed_by=stays)
    for field in ("heir", "proposed_by", "answered_by"):
        LeaveProposal.objects.filter(**{field: goes}).update(**{field: stays})
    Forum.objects.filter(convener=goes).update(convener=stays)


def merge_rows(stays: Person, goes: Person, *, actor: Person, is_vouched: bool) -> None:
    """Move all that hangs under a row, but never what lets somebody in: password and API tokens end with it.

    Periods of the same thing that overlap become one, so that nobody works twice at a unit; unless somebody has said
    that the two are one person, a placement that was only the other's waits for a colleague's yes (domain rule 4). The
    row that goes is inactive and without address from now on, and says which one stayed; its address becomes an alias
    of that. Runs in the caller's transaction.
    """
    merge_seats(stays, goes)
    _merge_periods(stays, list(stays.roles.all()), goes.roles.all())
    _merge_placements(stays, goes, actor, is_vouched)
    _merge_ways_in(stays, goes, actor, is_vouched)
    goes.aliases.update(person=stays)
    PersonAlias.objects.filter(added_by=goes).update(added_by=stays)
    goes.merged_from.update(merged_into=stays)
    LoginRequest.objects.filter(asked_by=goes).update(asked_by=stays)
    FactorReset.objects.filter(asked_by=goes).update(asked_by=stays)
    _merge_waiting(stays, goes)
    # a key would open what the other row could see: it is made anew by whom it is for
    goes.api_tokens.all().delete()
    end_ways_to_log_in(goes)
    _merge_login(stays, goes, actor)
    _merge_details(stays, goes, actor, is_vouched)


def _merge_placements(stays: Person, goes: Person, actor: Person, is_vouched: bool) -> None:
    moved = list(goes.placements.all())
    for place in moved:
        place.waits = place.waits or not is_vouched
    for change in open_changes().filter(kind=WaitingKind.PLACE, person=goes):
        settle(change)
    _merge_periods(stays, list(stays.placements.all()), moved)
    for place in stays.placements.filter(waits=True):
        if not open_changes().filter(kind=WaitingKind.PLACE, person=stays, unit=place.unit_id).exists():
            place_waits(place, actor=actor)


def _merge_ways_in(stays: Person, goes: Person, actor: Person, is_vouched: bool) -> None:
    """Put the row that stays behind the other's ways in; about cases the address from before is asked until a yes."""
    for point in ContactPoint.objects.filter(person=goes).select_related("unit__party"):
        point.person = stays
        point.save(update_fields=["person"])
        if not is_vouched:
            before = point.mailbox or goes.email or ""
            way_in_waits(point, before, None, is_dead=point.address_bounced_at is not None, actor=actor)


def _merge_waiting(stays: Person, goes: Person) -> None:
    """Changes and answers are of the row that stays; a new address that waited goes with the row."""
    for change in open_changes().filter(kind__in=[WaitingKind.ADDRESS, WaitingKind.MERGE], person=goes):
        settle(change)
    for field in ("other", "was_person", "changed_by"):
        WaitingChange.objects.filter(**{field: goes}).exclude(person=stays).update(**{field: stays})
    WaitingChange.objects.filter(person=goes, settled_at__isnull=True).exclude(other=stays).update(person=stays)
    Vouch.objects.filter(said_by=goes).update(said_by=stays)
    twice = Vouch.objects.filter(caller=stays).values("change")
    Vouch.objects.filter(caller=goes).exclude(change__in=twice).update(caller=stays)


def _merge_login(stays: Person, goes: Person, actor: Person) -> None:
    """Let who had a way in by the row that goes choose a password, at the address of the one that stays."""
    goes.login_requests.exclude(kind__in=TOLD).update(person=stays)
    if goes.has_usable_password() and not stays.has_usable_password():
        LoginRequest.objects.create(kind=LoginRequestKind.GIVEN, person=stays, asked_by=actor, asked_at=timezone.now())


def _merge_details(stays: Person, goes: Person, actor: Person, is_vouched: bool) -> None:
    address, bounced = goes.email, goes.address_bounced_at
    goes.email, goes.is_active, goes.merged_into = None, False, stays
    goes.set_unusable_password()
    goes.save(update_fields=["email", "is_active", "merged_into", "password"])
    stays.phone = stays.phone or goes.phone
    stays.is_active = True
    is_first = bool(address) and not stays.email
    if is_first:
        stays.email, stays.address_bounced_at = address, bounced
    stays.save(update_fields=["phone", "email", "address_bounced_at", "is_active"])
    if is_first and not is_vouched:
        where = keeping_federation(actor, stays)
        assert where is not None  # who keeps a person shares a federation with them
        address_waits(stays, "", is_dead=True, actor=actor, federation_id=where)
    elif address and not is_first:
        keep_alias(stays, address)


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
        row.function, row.waits = other.function or row.function, row.waits and other.waits


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
