"""Cases that a keeper's change waits for: which they are, who is asked about them, and who may answer.

For groups a change holds at once. A meeting about an individual waits until its caller has said yes (domain rule 4).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from booking.models import Invitation, InvitationState, Meeting, MeetingState
from booking.workdays import at_local
from forums.actions.waiting import wait
from forums.models import Level, Person, Placement, Unit, WaitingChange, WaitingKind
from forums.queries import today, works_at
from forums.standing import Standing, standing_of
from forums.waiting import colleagues_for_cases, open_changes, spokespersons_for_cases

# filters of invitations
CASES = Q(meeting__template__level=Level.INDIVIDUAL)
GROUPS = ~CASES
HAS_OWN_QUESTION = (WaitingKind.ADDRESS, WaitingKind.WAY_IN, WaitingKind.PLACE, WaitingKind.MERGE)


@dataclass(frozen=True)
class Question:
    """ "Rätt person?", about one caller's cases; with no caller about the change as a whole."""

    change: WaitingChange
    caller: Person | None
    units: tuple[Unit, ...] = ()


def heirs_wait(placement: Placement, heir: Person, first: datetime.date, *, actor: Person) -> Q:
    """Let the heir of a leaver's seats in cases wait, where there are any. The filter of those seats."""
    seats = _to_inherit(placement.person, placement.unit, first)
    if Invitation.objects.filter(seats, state=InvitationState.LIVE).exists():
        wait(
            WaitingKind.HEIR, actor=actor, person=placement.person, unit=placement.unit, other=heir, first_on=first,
            federation_id=placement.unit.party.federation_id,
        )  # fmt: skip
    return seats


def successors_wait(unit: Unit, successor: Unit, first: datetime.date, *, actor: Person) -> Q:
    """Let calls in cases that a closing unit has not answered wait, where there are any. The filter of those calls."""
    seats = unanswered_by(unit, first)
    if Invitation.objects.filter(seats, state=InvitationState.LIVE).exists():
        wait(
            WaitingKind.SUCCESSION, actor=actor, unit=unit, successor=successor, first_on=first,
            federation_id=unit.party.federation_id,
        )  # fmt: skip
    return seats


def merge_waits(stays: Person, goes: Person, *, actor: Person, federation_id: int) -> bool:
    """Let two rows of one person wait, where the one that goes has any case; False where it has none."""
    if not cases_kept_of(goes).exists():
        return False
    wait(WaitingKind.MERGE, actor=actor, person=goes, other=stays, federation_id=federation_id)
    return True


def cases_kept_of(person: Person) -> QuerySet[Meeting]:
    """Cases that a person has called, is called to or was, and that are not stripped: what the person may read."""
    called = Invitation.objects.filter(person=person, state=InvitationState.LIVE).values("meeting")
    cases = Meeting.objects.filter(template__level=Level.INDIVIDUAL, stripped_at=None)
    return cases.filter(Q(pk__in=called) | Q(caller=person))


def _to_inherit(person: Person, unit: Unit, first: datetime.date) -> Q:
    """Seats that somebody else has called the person to. The caller's own waits for whoever takes the meeting over."""
    return CASES & _ahead(first) & Q(person=person, unit=unit) & ~Q(meeting__caller=person)


def unanswered_by(unit: Unit, first: datetime.date) -> Q:
    """Calls to the unit that nobody has been named for."""
    return CASES & _ahead(first) & Q(person__isnull=True, unit=unit)


def _ahead(first: datetime.date | None) -> Q:
    begins = at_local(first, datetime.time(0)) if first is not None else timezone.now()
    return Q(meeting__state=MeetingState.CALLED, meeting__starts_at__gte=max(begins, timezone.now()))


def seats_of(change: WaitingChange) -> Q:
    """The filter of live invitations to cases that a change waits for; none for a placement, which reaches no call."""
    if change.kind == WaitingKind.ADDRESS:
        return CASES & _ahead(None) & Q(person=change.person_id) & ~Q(meeting__caller=change.person_id)
    if change.kind == WaitingKind.WAY_IN:
        return CASES & _ahead(None) & Q(person__isnull=True, contact_point=change.contact_point_id)
    if change.kind == WaitingKind.HEIR:
        assert change.person is not None and change.unit is not None and change.first_on is not None
        return _to_inherit(change.person, change.unit, change.first_on)
    if change.kind == WaitingKind.SUCCESSION:
        assert change.unit is not None and change.first_on is not None
        return unanswered_by(change.unit, change.first_on)
    if change.kind == WaitingKind.MERGE:
        kept = Q(meeting__stripped_at=None) & ~Q(meeting__state=MeetingState.CANCELLED)
        return CASES & kept & Q(person=change.person_id) & ~Q(meeting__caller=change.person_id)
    return Q(pk__in=[])


def questions_of(change: WaitingChange) -> list[Question]:
    """The questions that nobody has answered: each caller once, and the one about the change as a whole."""
    answered = set(change.vouches.values_list("caller", flat=True))
    rows = Invitation.objects.filter(seats_of(change), state=InvitationState.LIVE)
    found: dict[int, tuple[Person, set[Unit]]] = {}
    for seat in rows.select_related("meeting__caller", "meeting__calling_unit__party"):
        caller = seat.meeting.caller
        if caller is None or caller.pk in answered:
            continue
        units = found.setdefault(caller.pk, (caller, set()))[1]
        if seat.meeting.calling_unit is not None:
            units.add(seat.meeting.calling_unit)
    questions = [Question(change, caller, tuple(units)) for caller, units in found.values()]
    if change.kind in HAS_OWN_QUESTION and None not in answered:
        questions.append(Question(change, None, tuple(_own_units(change))))
    return questions


def _own_units(change: WaitingChange) -> Iterable[Unit]:
    """Whose colleagues may answer about a change as a whole: the unit's; of a person, wherever they work."""
    if change.unit is not None:
        return [change.unit]
    if change.person is None:
        return []
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
    places = change.person.placements.filter(not_over, waits=False).select_related("unit__party")
    return [place.unit for place in places]


def may_answer(person: Person, question: Question) -> bool:
    """Who confirms is not who changed, nor who gains by it (domain rule 4).

    The caller; a colleague of the calling unit when the caller is gone or has made the change; about the change as a
    whole the person themselves, and where the address before is dead, or it is a unit's, a colleague or who speaks for
    the unit.
    """
    change, caller = question.change, question.caller
    if not person.is_active or person.pk in (change.changed_by_id, change.other_id):
        return False
    if caller is not None:
        if person.pk == caller.pk:
            return True
        return _is_gone(caller, question) and any(_is_colleague(person, unit) for unit in question.units)
    if person.pk == change.person_id:
        return change.kind != WaitingKind.PLACE
    if change.kind in (WaitingKind.ADDRESS, WaitingKind.MERGE) and not _is_unreachable(change):
        return False
    return any(_is_colleague(person, unit) or _speaks_for(person, unit) for unit in question.units)


def _is_gone(caller: Person, question: Question) -> bool:
    """Does the caller work at none of the units that they have called from, or have they made the change?"""
    if caller.pk == question.change.changed_by_id or not caller.is_active:
        return True
    return bool(question.units) and not any(works_at(caller, unit, today()) for unit in question.units)


def _is_unreachable(change: WaitingChange) -> bool:
    """Can nobody be asked at the address before?"""
    if change.kind == WaitingKind.MERGE:
        assert change.person is not None
        return not change.person.email or change.person.address_bounced_at is not None
    return change.is_dead or not change.was_address


def _is_colleague(person: Person, unit: Unit) -> bool:
    return colleagues_for_cases(unit).filter(pk=person.pk).exists()


def _speaks_for(person: Person, unit: Unit) -> bool:
    return spokespersons_for_cases(unit).filter(pk=person.pk).exists()


def those_who_may_answer(question: Question) -> list[Person]:
    """The persons whom a question is put to; empty when there is no second person, and the change waits."""
    change, caller = question.change, question.caller
    asked = {person.pk: person for person in ([caller] if caller is not None else [change.person]) if person}
    for unit in question.units:
        asked |= {person.pk: person for person in colleagues_for_cases(unit)}
        if caller is None:
            asked |= {person.pk: person for person in spokespersons_for_cases(unit)}
    return [person for person in asked.values() if may_answer(person, question)]


def whom_to_mail(question: Question) -> list[Person]:
    """The caller, the person themselves or who speaks for the unit, of those who may answer; all where none of them."""
    asked, change = those_who_may_answer(question), question.change
    first = {question.caller.pk} if question.caller is not None else {change.person_id}
    if question.caller is None and not first & {person.pk for person in asked}:
        first = {person.pk for unit in question.units for person in spokespersons_for_cases(unit)}
    return [person for person in asked if person.pk in first] or asked


def questions_to(person: Person) -> list[Question]:
    """The questions that a person may answer, oldest first. Three queries where nothing waits near them."""
    standing = standing_of(person)
    parties = {role.party_id for role in standing.roles if role.party_id}
    own = Q(unit__in=standing.units) | Q(unit__party__in=parties) | Q(person=person)
    changes = open_changes().filter(own | ~Q(kind=WaitingKind.PLACE), federation__in=standing.federations)
    found = changes.exclude(changed_by=person).select_related(
        "person", "other", "unit__party", "successor", "contact_point__person", "changed_by"
    )
    near = _near(standing, parties, list(found))
    return [question for change in near for question in questions_of(change) if may_answer(person, question)]


def _near(standing: Standing, parties: set[int], changes: list[WaitingChange]) -> list[WaitingChange]:
    """Changes of the person, of their units and of whom these have called: others put no question to them."""
    if not changes:
        return []
    mine = Q(meeting__caller=standing.person) | Q(meeting__calling_unit__in=standing.units)
    called = Invitation.objects.filter(CASES, mine, state=InvitationState.LIVE, meeting__stripped_at=None).order_by()
    persons = set(called.filter(person__in={one.person_id for one in changes}).values_list("person", flat=True))
    units = set(called.filter(person=None, unit__in={one.unit_id for one in changes}).values_list("unit", flat=True))
    works_with = Q(unit__in=standing.units) | Q(unit__party__in=parties)
    colleagues = Placement.objects.filter(works_with, person__in={one.person_id for one in changes})
    persons |= {standing.person.pk, *colleagues.order_by().values_list("person", flat=True)}
    return [
        change
        for change in changes
        if change.person_id in persons
        or change.unit_id in units
        or change.unit_id in standing.units
        or (change.unit is not None and change.unit.party_id in parties)
    ]
