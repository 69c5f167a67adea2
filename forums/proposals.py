"""What the keeper of one area has proposed about another's, and who may answer (domain rule 7)."""

from __future__ import annotations

from django.db.models import QuerySet

from forums.access import is_contact_person, visible_federations
from forums.keepers import kept_areas, kept_federations
from forums.models import LeaveProposal, Person

JOINED = ("placement__person", "placement__unit__party", "area", "heir", "proposed_by")


def open_leavings(person: Person) -> QuerySet[LeaveProposal]:
    """The query of unanswered proposals in the federations that the person sees."""
    seen = visible_federations(person)
    rows = LeaveProposal.objects.filter(answered_at__isnull=True, placement__unit__party__federation__in=seen)
    return rows.select_related(*JOINED)


def can_answer_leaving(by: Person, proposal: LeaveProposal) -> bool:
    """Who keeps the other area, or the whole, or speaks for the unit; never who has proposed it."""
    if by.pk == proposal.proposed_by_id:
        return False
    unit = proposal.placement.unit
    if kept_federations(by).filter(pk=unit.party.federation_id).exists():
        return True
    if proposal.area is not None and kept_areas(by).filter(pk=proposal.area.pk).exists():
        return True
    return is_contact_person(by, unit, proposal.area)


def leavings_to(person: Person) -> list[LeaveProposal]:
    """Those that the person may answer. One query where there are none."""
    return [one for one in open_leavings(person) if can_answer_leaving(person, one)]
