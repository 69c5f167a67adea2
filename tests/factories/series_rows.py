"""A called series as rows: the LSG every second Thursday, with a seat and its invitations for each person."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from booking.models import Meeting, Series, SeriesSeat
from booking.workdays import half_year
from forums.models import Person
from tests.factories.booking import first_unit, make_invitation, make_meeting


def make_series(cast: Any, *people: Person, count: int = 4, caller: Person | None = None) -> Series:
    """`count` instances every second week from the first Thursday in three weeks, at 09.00 Swedish time."""
    first_on = timezone.localdate() + datetime.timedelta(days=21)
    first_on += datetime.timedelta(days=(3 - first_on.weekday()) % 7)
    series = Series.objects.create(
        federation=cast.federation,
        forum=cast.lsg,
        template=cast.lsg_template,
        caller=caller or cast.cilla,
        frequency="weekly",
        interval=2,
        first_on=first_on,
        last_on=first_on + datetime.timedelta(weeks=2 * (count - 1)),
        starts=datetime.time(9),
        length_minutes=cast.lsg_template.duration_minutes,
        called_at=timezone.now(),
        revision=1,
    )
    meetings = [_instance(cast, series, day) for day in series.rhythm.days()]
    for person in people or (cast.bo, cast.rut):
        make_seat(series, person, meetings)
    return series


def make_seat(series: Series, person: Person, meetings: list[Meeting]) -> SeriesSeat:
    unit = first_unit(person)
    seat = SeriesSeat.objects.create(series=series, person=person, unit=unit, party=unit.party if unit else None)
    for meeting in meetings:
        make_invitation(meeting, person, series_seat=seat)
    return seat


def seat_in(series: Series, person: Person) -> SeriesSeat:
    return series.seats.get(person=person)


def instances(series: Series) -> list[Meeting]:
    return list(series.instances.order_by("recurrence_at"))


def _instance(cast: Any, series: Series, day: datetime.date) -> Meeting:
    starts_at = series.rhythm.moment(day)
    return make_meeting(
        cast.lsg_template,
        series.caller,
        forum=cast.lsg,
        series=series,
        starts_at=starts_at,
        recurrence_at=starts_at,
        half_year=half_year(day),
        place="Sessionssalen",
        called_at=series.called_at,
    )
