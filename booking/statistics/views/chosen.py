"""What is asked for: an area or a federation, a year, a period; and the addresses of that."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.meetings.access import access_federation_figures, access_figures
from booking.meetings.wording import half_name
from booking.models import ClosedHalfYear
from booking.statistics.figures import first_half_in_use, halves_of
from booking.statistics.wording import PERIOD_FIELDS
from booking.workdays import half_year
from config.ground.requests import PersonRequest
from forums.access import is_coordinator, is_director
from forums.models import Area, Federation, Person
from forums.queries import today

WHOLE = "forbund-"
FIRST_YEAR, LAST_YEAR = 1990, 2200


def find_place(request: PersonRequest, areas: list[Area], federations: list[Federation]) -> Area | Federation | None:
    """The area or federation that is asked for, else the widest that the person may see."""
    wanted = request.GET.get("omrade", "")
    if wanted.startswith(WHOLE):
        return access_federation_figures(request.user, wanted.removeprefix(WHOLE))
    if wanted:
        return access_figures(request.user, wanted)
    widest: list[Area | Federation] = [*federations, *areas]
    return next(iter(widest), None)


def find_year(wanted: Any) -> int:
    try:
        year = int(wanted)
    except (TypeError, ValueError):
        return today().year
    return year if FIRST_YEAR <= year <= LAST_YEAR else today().year


def find_period(wanted: str | None) -> str:
    return wanted if wanted in PERIOD_FIELDS else "ar"


def place_choices(areas: list[Area], federations: list[Federation]) -> list[tuple[str, str]]:
    whole = [(place_code(each), _("Hela %(name)s") % {"name": each.name}) for each in federations]
    several = len({area.federation_id for area in areas}) > 1
    return whole + [
        (place_code(area), f"{area.name}, {area.federation.name}" if several else area.name) for area in areas
    ]


def place_code(where: Area | Federation | None) -> str:
    if where is None:
        return ""
    return str(where.pk) if isinstance(where, Area) else f"{WHOLE}{where.pk}"


def page_url(where: Area | Federation, year: int, period: str = "") -> str:
    return f"{reverse('booking:statistics')}?{_query(where, year, period)}"


def chart_url(where: Area | Federation, year: int, period: str, chart: str) -> str:
    return f"{reverse('booking:statistics-chart', args=[chart])}?{_query(where, year, period)}"


def _query(where: Area | Federation, year: int, period: str) -> str:
    more = f"&period={period}" if period else ""
    return f"omrade={place_code(where)}&ar={year}{more}"


def file_url(where: Area | Federation, year: int, file: str) -> str:
    name = f"booking:statistics-{file}" if isinstance(where, Area) else f"booking:statistics-federation-{file}"
    return reverse(name, args=[where.pk, year])


def closable(person: Person, where: Area | Federation, year: int, closed: list[ClosedHalfYear]) -> list[dict[str, str]]:
    """Half-years that are over and not closed, for the director, who closes for all areas at once."""
    if isinstance(where, Area) or not is_director(person, where):
        return []
    done = {each.half_year for each in closed}
    now = timezone.now()
    first = first_half_in_use(where.pk, now)  # what only a file tells of is not closed
    over = [half for half in halves_of(year) if first <= half < half_year(now) and half not in done]
    return [
        {"name": half_name(half), "url": reverse("booking:statistics-close", args=[where.pk, year, half[-1]])}
        for half in over
    ]


def can_note(person: Person, area: Area) -> bool:
    return is_coordinator(person, area) or is_director(person, area.federation)


def note_url(person: Person, where: Area | Federation, year: int) -> str:
    if not isinstance(where, Area) or not can_note(person, where):
        return ""
    return reverse("booking:statistics-note", args=[where.pk, year])
