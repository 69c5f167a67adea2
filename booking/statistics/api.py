"""The figures of a year as the API gives them: the same as on the page and in the file."""

from __future__ import annotations

from typing import Any

from booking.meetings.access import access_federation_figures, access_figures
from booking.statistics.whole_year import read_year, year_as_dict
from forums.models import Person


def area_statistics(person: Person, area: int | str, year: int) -> dict[str, Any]:
    """One area's year; 404 for somebody who may not see its figures. null is "uppgift saknas"."""
    return year_as_dict(read_year(access_figures(person, area), year))


def federation_statistics(person: Person, federation: int | str, year: int) -> dict[str, Any]:
    """The federation's year and its areas'; a joint day counts once."""
    return year_as_dict(read_year(access_federation_figures(person, federation), year))
