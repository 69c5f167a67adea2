"""Meetings whose caller has left: who may see that they wait, and take them over. A part of `access.py`."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from booking.meetings.consent import covers
from booking.models import Meeting, MeetingState
from booking.workdays import at_local, local
from config.database.prepared import Slot, prepared
from forums.access import can_arrange_forum
from forums.keepers import is_keeper_in
from forums.models import Level, Person, Placement, Role, RoleKind, Unit, in_force
from forums.queries import contact_persons, coordinator_ids, coordinators_of, the_one, today, units_of, works_at
from forums.standing import Standing, standing_of
from forums.waiting import works_for_cases, works_for_party_in_cases


def can_take_over(person: Person, meeting: Meeting) -> bool:
    """A colleague of the calling unit, once the caller does not work there on the meeting's day (domain rule 1), or
    coordinates the area of a case then (rule 4).

    A group's meeting that was called for no unit: whoever holds the group together, once its caller does not.
    """
    if meeting.caller is None or meeting.caller_id == person.pk:
        return False
    if meeting.calling_unit is None:
        return _holds_instead(person, meeting)
    if _works_then(meeting.caller, meeting.calling_unit, meeting) and not _has_left_cases(meeting.caller, meeting):
        return False
    if _is_closed_by_then(meeting.calling_unit, meeting):
        return unit_to_take_over_from(person, meeting) is not None
    if _has_no_cases(person, meeting):
        return False
    if meeting.is_individual and not works_for_cases(person, meeting.calling_unit):
        return False
    return _still_works(person, meeting.calling_unit, meeting)


def _is_closed_by_then(unit: Unit, meeting: Meeting) -> bool:
    return (
        unit.closed_on is not None
        and meeting.starts_at is not None
        and unit.closed_on <= local(meeting.starts_at).date()
    )


def unit_to_take_over_from(person: Person, meeting: Meeting) -> Unit | None:
    """The unit that calls when the calling one is closed: where a contact person of its party works, if covered.

    Nobody is left at the closed one, and the party still answers for the meeting. None for anybody else.
    """
    closed, consent = meeting.calling_unit, meeting.consent
    if closed is None or not _is_closed_by_then(closed, meeting):
        return None
    party = closed.party
    if not contact_persons(party, meeting.area).filter(pk=person.pk).exists():
        return None
    if _has_no_cases(person, meeting) or (meeting.is_individual and not works_for_party_in_cases(person, party)):
        return None
    own = [unit for unit in units_of(person).filter(party=party) if not _is_closed_by_then(unit, meeting)]
    covered = [unit for unit in own if consent is None or covers(consent, party, unit)]
    return covered[0] if covered else None


def _still_works(person: Person, unit: Unit, meeting: Meeting) -> bool:
    """Does the person work there today, and on the meeting's day?"""
    return works_at(person, unit, today()) and _works_then(person, unit, meeting)


def _works_then(person: Person, unit: Unit, meeting: Meeting) -> bool:
    """Does the person work there on the meeting's day? Staff of a unit that takes over come there only when it does."""
    day = local(meeting.starts_at).date() if meeting.starts_at else today()
    return works_at(person, unit, max(day, today()))


def _has_left_cases(person: Person, meeting: Meeting) -> bool:
    """Is the person a coordinator of the area on the meeting's day?"""
    if not meeting.is_individual or meeting.area is None or meeting.starts_at is None:
        return False
    then = max(local(meeting.starts_at).date(), today())
    return coordinators_of(meeting.area, then).filter(pk=person.pk).exists()


def _has_no_cases(person: Person, meeting: Meeting) -> bool:
    """Does the person coordinate the area by the meeting's day, or keep the register of staff (domain rule 4)?"""
    if not meeting.is_individual:
        return False
    then = local(meeting.starts_at).date() if meeting.starts_at else None
    return person.pk in coordinator_ids(meeting.area_id, then) or is_keeper_in(person, meeting.federation_id)


def _holds_instead(person: Person, meeting: Meeting) -> bool:
    if meeting.forum is None or meeting.caller is None or can_arrange_forum(meeting.caller, meeting.forum):
        return False
    return can_arrange_forum(person, meeting.forum)


def meetings_to_take_over(person: Person) -> QuerySet[Meeting]:
    """The queryset of called meetings ahead whose caller has left, or will have by then; only time and reference show.

    Of the person's units; and those that were called for no unit, of the groups where they coordinate or direct.
    """
    standing = standing_of(person)
    left = _left_behind(standing) if standing.units else []
    wanted = Q(pk__in=left) if left else Q()
    spoken_for = [role for role in standing.roles if role.kind == RoleKind.CONTACT_PERSON]
    if spoken_for:
        wanted |= _of_closed_units(person, spoken_for)
    directed = standing.federations_as(RoleKind.DIRECTOR)
    if standing.coordinated or directed:
        held = Q(forum__area__in=standing.coordinated) | Q(forum__federation__in=directed)
        wanted |= Q(calling_unit=None) & held & ~_still_arranges(OuterRef("caller"))
    return _called_by_others(person).filter(wanted) if wanted else Meeting.objects.none()


def _called_by_others(person: Person) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        ~Q(caller=person.pk), state=MeetingState.CALLED, caller__isnull=False, starts_at__gte=today_began()
    )


def _left_behind(standing: Standing) -> list[UUID]:
    """Ids of what was called from the person's units by callers who do not work there on the meeting's day, as the
    person does; and of cases whose caller coordinates their area then.

    Callers who stay are left out of the query. Days are compared in Python: SQL would convert every meeting's start to
    a Swedish date.
    """
    periods: dict[tuple[int, int], list[tuple[datetime.date, datetime.date]]] = {}
    coordinate: set[int] = set()
    for who, unit, starts_on, ends_on, coordinates in _staff(standing.units, today()):
        periods.setdefault((who, unit), []).append((starts_on, ends_on or datetime.date.max))
        if coordinates:
            coordinate.add(who)
    coordinated = _areas_of(coordinate) if coordinate else {}

    def works(who: int, unit: int, day: datetime.date) -> bool:
        return any(begins <= day <= ends for begins, ends in periods.get((who, unit), ()))

    def stays(who: int, unit: int) -> bool:
        return any(begins <= today() and ends == datetime.date.max for begins, ends in periods.get((who, unit), ()))

    def has_left_cases(who: int, area: int | None, day: datetime.date) -> bool:
        return any(begins <= day <= ends for begins, ends in coordinated.get((who, area), ()))

    me = standing.person.pk
    stay = {who for who, _unit in periods if all(stays(who, unit) for unit in standing.units)} - coordinate
    found = []
    for pk, caller, unit, starts_at, level, area in _called_from(standing.units, [me, *stay], today_began()):
        day = local(starts_at).date()
        is_case = level == Level.INDIVIDUAL
        if is_case and (unit not in standing.case_units or has_left_cases(me, area, day)):
            continue
        if not works(me, unit, day):
            continue
        if not works(caller, unit, day) or (is_case and has_left_cases(caller, area, day)):
            found.append(pk)
    return found


def _areas_of(persons: set[int]) -> dict[tuple[int, int | None], list[tuple[datetime.date, datetime.date]]]:
    """Periods of coordination, by person and area."""
    found: dict[tuple[int, int | None], list[tuple[datetime.date, datetime.date]]] = {}
    for role in Role.objects.filter(kind=RoleKind.COORDINATOR, person__in=persons):
        period = (role.starts_on, role.ends_on or datetime.date.max)
        found.setdefault((role.person_id, role.area_id), []).append(period)
    return found


@prepared
def _staff(units: Slot, today: Slot) -> QuerySet[Any, tuple[int, int, datetime.date, datetime.date | None, bool]]:
    """Placements that are not over, and whether the person coordinates an area, now or later."""
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    roles = Role.objects.filter(not_over, kind=RoleKind.COORDINATOR, person=OuterRef("person"))
    places = Placement.objects.filter(not_over, unit__in=units).order_by()
    return places.values_list("person", "unit", "starts_on", "ends_on", Exists(roles))


@prepared
def _called_from(units: Slot, but_by: Slot, since: Slot) -> QuerySet[Any, tuple[Any, ...]]:
    called = Meeting.objects.filter(state=MeetingState.CALLED, caller__isnull=False, starts_at__gte=since)
    rows = called.filter(~Q(caller__in=but_by), calling_unit__in=units).order_by()
    return rows.values_list("pk", "caller", "calling_unit", "starts_at", "template__level", "area")


def _of_closed_units(person: Person, roles: list[Role]) -> Q:
    """Filter: calls by closed units of the person's parties; few, so each goes through `can_take_over`."""
    party = Q()
    for role in roles:
        party |= Q(calling_unit__party=role.party_id) & (Q(area=role.area_id) if role.area_id else Q())
    found = Meeting.objects.filter(
        party, calling_unit__closed_on__isnull=False, state=MeetingState.CALLED, starts_at__gte=today_began()
    ).select_related("calling_unit__party", "caller", "consent", "area", "template")
    return Q(pk__in=[one.pk for one in found if can_take_over(person, one)])


def _still_arranges(person: OuterRef) -> Q:
    roles = Role.objects.filter(in_force(today()), person=person)
    as_coordinator = roles.filter(kind=RoleKind.COORDINATOR, area=OuterRef("forum__area"))
    as_director = roles.filter(kind=RoleKind.DIRECTOR, federation=OuterRef("federation"))
    return Q(Exists(as_coordinator)) | Q(Exists(as_director)) | Q(forum__convener=F("caller"))


def access_orphan(person: Person, pk: UUID | str) -> Meeting:
    try:
        meeting = the_one(meetings_to_take_over(person).filter(pk=pk))
    except (ValueError, ValidationError):
        meeting = None
    if meeting is None:
        raise Http404
    return meeting


def today_began() -> datetime.datetime:
    """Midnight in Sweden: a range on `starts_at` uses its index, a condition on the local date would not."""
    return at_local(today(), datetime.time(0))
