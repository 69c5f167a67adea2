"""What a person may register afterwards, and what has been noted."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet

from booking.meetings.queries import closed_half_years
from booking.models import PhoneTally
from booking.visits.actions import UNIT_VISITED
from booking.workdays import half_year
from config.database.sorting import swedish_order
from forums.access import templates_to_call
from forums.models import Area, MeetingTemplate, Person
from forums.queries import today
from forums.standing import standing_of

MONTHS_BACK = 12


def visit_templates(person: Person) -> list[MeetingTemplate]:
    """The templates of visits that the person may register, one an area."""
    free = [template.pk for template in templates_to_call(person) if not template.is_individual]
    found = MeetingTemplate.objects.filter(pk__in=free).select_related("area", "federation")
    return [
        template
        for template in found.order_by(*swedish_order("area__name"), "pk")
        if UNIT_VISITED in template.outcome_fields
    ]


def tally_areas(person: Person) -> QuerySet[Area]:
    return Area.objects.filter(pk__in=standing_of(person).coordinated).order_by(*swedish_order("name"))


def open_months(area: Area) -> list[datetime.date]:
    """The months of the past year that may still be noted, the latest first."""
    months, month = [], today().replace(day=1)
    for _step in range(MONTHS_BACK):
        months.append(month)
        month = (month - datetime.timedelta(days=1)).replace(day=1)
    closed = set(
        closed_half_years(area.federation_id, {half_year(each) for each in months}).values_list("half_year", flat=True)
    )
    return [each for each in months if half_year(each) not in closed]


def tallies_of(area: Area) -> QuerySet[PhoneTally]:
    """What has been noted, the latest month first."""
    return PhoneTally.objects.filter(area=area).order_by("-month")
