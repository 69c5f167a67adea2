"""Conditions that several tables share."""

from __future__ import annotations

from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.functions import Coalesce


def or_zero(field: str) -> Coalesce:
    """A nullable key inside a unique constraint: two rows without an area are the same row twice.

    NULLS NOT DISTINCT would say it, but SQLite does not have it.
    """
    return Coalesce(F(field), Value(0), output_field=BigIntegerField())


def open_period() -> Q:
    """A from/to period is the right way round."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
