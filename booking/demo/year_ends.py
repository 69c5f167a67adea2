"""Half-years that the director has closed, and older years from files to compare with."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path

from booking.demo.town import Town
from booking.loading import load_year
from booking.statistics.actions import close_half_year, note_correction
from booking.workdays import add_workdays, at_local
from forums.models import Federation, RoleKind

FOLDER = Path(__file__).parent.parent / "data"
CLOSED_AFTER = 10


def play(town: Town) -> None:
    for file in sorted(FOLDER.rglob("*.yaml")):
        town.at(at_local(town.first, datetime.time(6)), partial(load_year, file))
    for year in range(town.first.year, town.last.year + 1):
        for half, over in ((f"{year}-1", datetime.date(year, 7, 1)), (f"{year}-2", datetime.date(year + 1, 1, 1))):
            for federation in town.federations:
                # the half-year in which the history begins is not whole
                if over > town.first + datetime.timedelta(days=150):
                    day = add_workdays(over, CLOSED_AFTER)
                    town.at(at_local(day, datetime.time(11)), partial(close, federation, half))


def close(federation: Federation, half: str) -> None:
    director = federation.roles.filter(kind=RoleKind.DIRECTOR).order_by("pk").first()
    if director is not None:
        closed = close_half_year(federation, half, by=director.person)
        note_correction(closed, by=director.person, text="Två möten registrerades först efter att halvåret stängts.")
