"""Seats in groups that somebody leaves, and who follows (domain rule 7)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from forums.models import Forum, Membership, Person, Unit
from forums.queries import coordinators_of, directors_of, today

DAY = datetime.timedelta(days=1)


def seats_from(forum: Forum, day: datetime.date) -> QuerySet[Membership]:
    """The query of seats that are held on a day or begin after it: who is coming stands beside who leaves."""
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return forum.memberships.filter(goes_on).select_related("person", "party__kind", "unit")


def follower_of(seat: Membership, seats: Iterable[Membership]) -> Membership | None:
    """The seat that goes on where this one ends: of the same unit, or party, and begun later. None: nobody follows."""
    last = seat.ends_on
    if last is None:
        return None
    following = [other for other in seats if _follows(other, seat, last)]
    return min(following, key=lambda other: other.starts_on, default=None)


def _follows(other: Membership, seat: Membership, last: datetime.date) -> bool:
    alike = (other.forum_id, other.party_id, other.is_substitute) == (seat.forum_id, seat.party_id, seat.is_substitute)
    same_unit = other.unit_id == seat.unit_id or seat.unit_id is None or other.unit_id is None
    goes_on = other.ends_on is None or other.ends_on > last
    return alike and same_unit and goes_on and other.person_id != seat.person_id and other.starts_on > seat.starts_on


def empty_seats(seats: QuerySet[Membership]) -> list[Membership]:
    """Those of these seats that have been left and that nobody has taken over, in groups that go on."""
    left = seats.filter(left_at__isnull=False, ends_on__isnull=False)
    rows = list(left.select_related("person", "party", "unit__party", "forum__area", "forum__federation"))
    others: dict[int, list[Membership]] = {}
    for other in Membership.objects.filter(forum__in={row.forum_id for row in rows}):
        others.setdefault(other.forum_id, []).append(other)
    open_rows = [row for row in rows if not _ended_with(row.forum, row.ends_on)]
    return [row for row in open_rows if follower_of(row, others[row.forum_id]) is None]


def _ended_with(forum: Forum, last: datetime.date | None) -> bool:
    return forum.ended_on is not None and last is not None and forum.ended_on <= last


def empty_seats_of(units: Iterable[Unit]) -> list[Membership]:
    """What a unit is asked about: seats that were for it and are empty, or will be, by who left in the last year."""
    since = today() - datetime.timedelta(days=365)
    return empty_seats(Membership.objects.filter(unit__in=[unit.pk for unit in units], ends_on__gte=since))


def holders_of(forum: Forum) -> list[Person]:
    """Who holds a group together: its convener and the area's coordinators; the director where there is none."""
    found = {person.pk: person for person in (coordinators_of(forum.area) if forum.area is not None else [])}
    if not found:
        found = {person.pk: person for person in directors_of(forum.federation)}
    if forum.convener is not None and forum.convener.is_active:
        found[forum.convener.pk] = forum.convener
    return list(found.values())
