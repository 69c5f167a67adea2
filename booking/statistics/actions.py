"""Closing a half-year: its figures are final, and the splits by gender and age come out."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from booking.models import ClosedHalfYear, CorrectionNote
from booking.statistics import refusals
from booking.statistics.closed_half_years import frozen_tables
from booking.statistics.rollup import refresh, scopes_for
from booking.workdays import half_year as half_year_of
from forums.access import is_coordinator, is_director
from forums.models import Area, Federation, Person
from forums.validators import refuse_identifiers


def close_half_year(federation: Federation, half_year: str, *, by: Person) -> ClosedHalfYear:
    """Close a half-year that is over, for all areas at once, since what one area shows must not give away another's.

    From now on what was registered in it is corrected by a note only. Idempotent. Raises `PermissionDenied` for who is
    not the director, `RuleError` for a half-year that is going on.
    """
    if not is_director(by, federation):
        raise PermissionDenied
    now = timezone.now()
    with transaction.atomic():
        Federation.objects.select_for_update(no_key=True).get(pk=federation.pk)
        closed = ClosedHalfYear.objects.filter(federation=federation, half_year=half_year).first()
        if closed is not None:
            return closed
        if half_year >= half_year_of(now):
            raise refusals.half_year_not_over()
        refresh(scopes_for(federation, [half_year]))
        refresh(scope for area in federation.areas.all() for scope in scopes_for(area, [half_year]))
        tables = frozen_tables(federation, half_year)
        return ClosedHalfYear.objects.create(
            federation=federation, half_year=half_year, closed_at=now, closed_by=by, tables=tables
        )


def note_correction(closed: ClosedHalfYear, *, by: Person, text: str, area: Area | None = None) -> CorrectionNote:
    """Add a note beside a frozen figure, which stays. Raises `PermissionDenied`; `RuleError` for an unfit text."""
    allowed = is_coordinator(by, area) or is_director(by, closed.federation)
    if not allowed or (area is not None and area.federation_id != closed.federation_id):
        raise PermissionDenied
    text = text.strip()
    if not text:
        raise refusals.empty_note()
    try:
        refuse_identifiers(text)
    except ValidationError:
        raise refusals.identifies_somebody() from None
    return CorrectionNote.objects.create(closed=closed, area=area, text=text, written_at=timezone.now(), written_by=by)
