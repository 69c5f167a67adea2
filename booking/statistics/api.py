"""The figures of a year as the API gives them: the same as on the page and in the file."""

from __future__ import annotations

from typing import Any

from booking.meetings.access import access_federation_figures, access_figures
from booking.statistics.closed_half_years import closed_with_notes
from booking.statistics.exports import as_dict
from booking.statistics.figures import year_figures
from forums.models import Person


def area_statistics(person: Person, area: int | str, year: int) -> dict[str, Any]:
    """One area's year; 404 for somebody who may not see its figures. null is "uppgift saknas"."""
    where = access_figures(person, area)
    return as_dict(year_figures(where, year), closed_with_notes(where, year))


def federation_statistics(person: Person, federation: int | str, year: int) -> dict[str, Any]:
    """The federation's year; a joint day counts once."""
    where = access_federation_figures(person, federation)
    return as_dict(year_figures(where, year), closed_with_notes(where, year))
