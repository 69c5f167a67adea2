"""Rows of the to-do list: half-years that are over and not closed, for the director, who closes them."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.meetings.to_do import YEAR, Task
from booking.meetings.wording import half_name
from booking.models import ClosedHalfYear, FigureBucket
from booking.workdays import half_year
from forums.models import Person, RoleKind
from forums.standing import standing_of

# all meetings, and those of them that come from an older year's file
OF_FILES = ("counts__meetings", "counts__loaded")


def tasks_of(person: Person) -> list[Task]:
    """The latest first. Half-years without any meeting, or with nothing but what a file tells, are left out."""
    directed = standing_of(person).federations_as(RoleKind.DIRECTOR)
    if not directed:
        return []
    over = FigureBucket.objects.filter(federation__in=directed, area=None, half_year__lt=half_year(timezone.now()))
    told = over.order_by().values_list("federation", "federation__name", "half_year", *OF_FILES)
    rows = {(pk, name, half) for pk, name, half, meetings, loaded in told if (meetings or 0) > (loaded or 0)}
    closed = set(ClosedHalfYear.objects.filter(federation__in=directed).values_list("federation", "half_year"))
    waiting = sorted((half, name, pk) for pk, name, half in rows if (pk, half) not in closed)
    return [close_task(pk, name, half) for half, name, pk in reversed(waiting)]


def close_task(federation: int, name: str, half: str) -> Task:
    year, number = half.split("-")
    return {
        "group": YEAR,
        "title": _("Stäng %(half)s, %(federation)s") % {"half": half_name(half), "federation": name},
        "text": _("Halvåret är slut. När det är stängt kan siffror efter kön och ålder visas."),
        "url": reverse("booking:statistics-close", args=[federation, year, number]),
        "button": _("Stäng halvåret"),
    }
