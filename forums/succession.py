"""What goes along from a unit that closes to the one that takes over, read before it happens."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.models import ContactPoint, Forum, Placement, Unit
from forums.queries import ways_in, works_at


def ways_in_to_inherit(unit: Unit, successor: Unit, first: datetime.date) -> list[ContactPoint]:
    """The closing unit's ways in, for a successor without any. Who is not there then is not behind one.

    None are moved: until that day, and in what has been, the unit was reached by them.
    """
    if ways_in(successor).exists():
        return []
    points = list(ways_in(unit).select_related("person"))
    for point in points:
        if point.person is not None and not any(works_at(point.person, at, first) for at in (unit, successor)):
            point.person = None
    return [point for point in points if point.mailbox or point.person]


def succession_news(unit: Unit, successor: Unit, first: datetime.date) -> str:
    """What a page says beforehand: who goes along, how the successor is reached, who holds groups together."""
    going_on = Q(ends_on=None) | Q(ends_on__gte=first)
    people = unit.placements.filter(going_on).values("person").distinct().count()
    seats = unit.memberships.filter(going_on).count()
    goes = _("%(unit)s tar över: %(people)s, %(seats)s och det som ligger framåt. De som redan är kallade är kvar.") % {
        "unit": successor,
        "people": ngettext("%(n)d medarbetare", "%(n)d medarbetare", people) % {"n": people},
        "seats": ngettext("%(n)d plats i en grupp", "%(n)d platser i grupper", seats) % {"n": seats},
    }
    return " ".join(filter(None, [goes, _convening(unit, first), _reached(unit, successor, first)]))


def _convening(unit: Unit, first: datetime.date) -> str:
    going_on = Q(ends_on=None) | Q(ends_on__gte=first)
    staff = Placement.objects.filter(going_on, unit=unit)
    groups = Forum.objects.filter(Q(ended_on=None) | Q(ended_on__gte=first), convener__in=staff.values("person"))
    n = groups.count()
    said = ngettext("%(n)d grupp behåller sin sammankallande.", "%(n)d grupper behåller sina sammankallande.", n)
    return said % {"n": n} if n else ""


def _reached(unit: Unit, successor: Unit, first: datetime.date) -> str:
    points = ways_in_to_inherit(unit, successor, first)
    if points:
        return _("Vägen in följer med: %(points)s. Kontrollera sedan att den stämmer.") % {
            "points": ", ".join(map(str, points))
        }
    if ways_in(successor).exists():
        return _("%(unit)s nås på sin egen väg in.") % {"unit": successor}
    return _("Ingen av enheterna har någon väg in. Ingen kan frågas vem som kommer.")
