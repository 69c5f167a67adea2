"""What is missing in the standing groups, shown to those who can mend it (domain rule 7)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from config.database.sorting import swedish_order
from forums.models import (
    Agreement,
    Area,
    Decline,
    Forum,
    Membership,
    Party,
    Placement,
    Role,
    RoleKind,
    Unit,
    in_force,
)
from forums.queries import agreement_among, today
from forums.vacancies import follower_of

SOON = datetime.timedelta(days=60)
FILLED_BY_ROLE = {"coordinator": RoleKind.COORDINATOR, "director": RoleKind.DIRECTOR}


def holes_of(forums: Iterable[Forum]) -> dict[int, list[str]]:
    """Per forum: no convener, or one who has left, parties without a member, seats about to end, addresses that bounce.

    A party that has declined is no hole. The number of queries is the same for one forum and for fifty.
    """
    groups = list(forums)
    seats = _seats(groups)
    expected = _expected_parties(groups)
    convening = _convening_roles(groups)
    here = _still_here(groups)
    declined = set(Decline.objects.filter(forum__in=groups, unit=None).values_list("forum_id", "party_id"))
    found: dict[int, list[str]] = {}
    for forum in groups:
        own = seats.get(forum.pk, [])
        held = [seat for seat in own if seat.starts_on <= today()]
        missing = [
            party
            for party in expected.get(forum.pk, [])
            if (forum.pk, party.pk) not in declined and not _has_member(held, party)
        ]
        found[forum.pk] = [
            *_convener_holes(forum, convening, here),
            *(_without_member(party, own) for party in missing),
            *_ending(held, own),
            *(
                _("E-post till %(name)s går inte fram.") % {"name": s.person}
                for s in own
                if s.person.address_bounced_at
            ),
        ]
    return found


def _has_member(seats: list[Membership], party: Party) -> bool:
    return any(seat.party_id == party.pk and not seat.is_substitute for seat in seats)


def _without_member(party: Party, seats: list[Membership]) -> str:
    coming = min(
        (seat for seat in seats if seat.party_id == party.pk and not seat.is_substitute),
        key=lambda seat: seat.starts_on,
        default=None,
    )
    if coming is None:
        return _("%(party)s har ingen ledamot.") % {"party": party.name}
    words = {"party": party.name, "day": coming.starts_on, "name": coming.person}
    return _("%(party)s har ingen ledamot förrän %(name)s börjar %(day)s.") % words


def _ending(held: list[Membership], seats: list[Membership]) -> list[str]:
    """Seats about to end that nobody takes over."""
    last = today() + SOON
    return [
        _("%(name)s lämnar platsen %(day)s.") % {"name": seat.person, "day": seat.ends_on}
        for seat in held
        if seat.ends_on is not None and seat.ends_on <= last and follower_of(seat, seats) is None
    ]


def _seats(forums: list[Forum]) -> dict[int, list[Membership]]:
    """Seats that are held today or begin later."""
    found: dict[int, list[Membership]] = {}
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    for seat in Membership.objects.filter(goes_on, forum__in=forums).select_related("person"):
        found.setdefault(seat.forum_id, []).append(seat)
    return found


def _expected_parties(forums: list[Forum]) -> dict[int, list[Party]]:
    """The parties of the area's agreement, of the kinds that the forum is for; the federation's own misses none."""
    wanted = Forum.objects.filter(pk__in=[forum.pk for forum in forums]).prefetch_related("party_kinds")
    kinds = {forum.pk: {kind.pk for kind in forum.party_kinds.all()} for forum in wanted}
    by_area: dict[int, list[Agreement]] = {}
    for agreement in _agreements(forums):
        by_area.setdefault(agreement.area_id, []).append(agreement)
    found: dict[int, list[Party]] = {}
    for forum in forums:
        current = agreement_among(by_area.get(forum.area_id or 0, []), today())
        parties = list(current.parties.all()) if current else []
        found[forum.pk] = [p for p in parties if not kinds[forum.pk] or p.kind_id in kinds[forum.pk]]
    return found


def _agreements(forums: list[Forum]) -> QuerySet[Agreement]:
    areas = {forum.area_id for forum in forums if forum.area_id}
    return Agreement.objects.filter(area__in=areas).prefetch_related("parties")


def _convening_roles(forums: list[Forum]) -> set[tuple[str, int | None]]:
    """Where somebody holds the role that convenes: ("coordinator", area) and ("director", federation)."""
    roles = Role.objects.filter(in_force(today()), federation__in={forum.federation_id for forum in forums})
    held: set[tuple[str, int | None]] = set()
    for role in roles.filter(kind__in=[RoleKind.COORDINATOR, RoleKind.DIRECTOR]):
        held.add((role.kind, role.area_id if role.kind == RoleKind.COORDINATOR else role.federation_id))
    return held


def _still_here(forums: list[Forum]) -> set[tuple[int, int]]:
    """Conveners with the federations where they work, sit or are trusted today: in one query."""
    now, conveners = in_force(today()), {forum.convener_id for forum in forums if forum.convener_id}
    works = Placement.objects.filter(now, person__in=conveners).values_list("person", "unit__party__federation")
    trusted = Role.objects.filter(now, person__in=conveners).values_list("person", "federation")
    sits = Membership.objects.filter(now, person__in=conveners).values_list("person", "forum__federation")
    return set(works.order_by().union(trusted.order_by(), sits.order_by()).order_by())


def _convener_holes(forum: Forum, held: set[tuple[str, int | None]], here: set[tuple[int, int]]) -> list[str]:
    if forum.convener_id is not None:
        if (forum.convener_id, forum.federation_id) in here:
            return []
        return [_("Sammankallande %(name)s arbetar inte kvar.") % {"name": forum.convener}]
    role = FILLED_BY_ROLE.get(forum.convener_role)
    place = forum.area_id if role == RoleKind.COORDINATOR else forum.federation_id
    return [] if role is not None and (role.value, place) in held else [_("Sammankallande saknas.")]


@dataclass(frozen=True)
class UnitHole:
    """What is missing at a unit, in words."""

    unit: Unit
    text: str

    def __str__(self) -> str:
        return self.text


def holes_of_areas(areas: Iterable[Area]) -> dict[int, list[UnitHole]]:
    """Per area: open units that cannot be reached, and ways in whose address bounces. Three queries, however many."""
    found: dict[int, list[UnitHole]] = {area.pk: [] for area in areas}
    if not found:
        return found
    still_open = Q(closed_on__isnull=True) | Q(closed_on__gt=today())
    units = Unit.objects.filter(still_open, areas__in=found).prefetch_related("areas", "contact_points__person")
    for unit in units.order_by(*swedish_order("name")).distinct():
        holes = holes_of_unit(unit)
        for area in unit.areas.all():
            if area.pk in found:
                found[area.pk] += holes
    return found


def holes_of_unit(unit: Unit) -> list[UnitHole]:
    points = list(unit.contact_points.all())
    holes = [
        UnitHole(unit, _("E-post till %(point)s, %(unit)s går inte fram.") % {"point": point, "unit": unit})
        for point in points
        if point.address_bounced_at
    ]
    if not any(point.mailbox or (point.person and point.person.email) for point in points):
        holes.append(UnitHole(unit, _("%(unit)s har ingen väg in.") % {"unit": unit}))
    return holes
