"""Proposals about ways in: whoever uses the list says what is wrong, who keeps it corrects it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from forums import audit, refusals
from forums.access import visible_contact_points
from forums.models import ContactPoint, Person, PointProposal
from forums.validators import clean_line


def propose_point_change(point: ContactPoint, *, by: Person, text: str) -> PointProposal:
    """Say what is wrong with a way in. Idempotent for the same words. Raises `RuleError` for none, or a number."""
    with transaction.atomic():
        if not visible_contact_points(by).filter(pk=point.pk).exists():
            raise PermissionDenied
        cleaned = clean_line(text)
        if not cleaned:
            raise refusals.nothing_proposed()
        known = PointProposal.objects.filter(point=point, proposed_by=by, text=cleaned).first()
        if known is not None:
            return known
        proposal = PointProposal(point=point, text=cleaned, proposed_by=by, proposed_at=timezone.now())
        try:
            proposal.clean_fields()
        except ValidationError as error:
            raise refusals.identity_number("text") from error
        proposal.save()
        audit.record("way_in_proposed", by=by, unit=point.unit)
    return proposal
