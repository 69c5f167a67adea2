"""School holidays, when many stay away. Each area has weeks of its own, where its data says so; the rest are usual.

They are pointed out and stop nobody, like helgdagar (domain rule 11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.workdays import easter_sunday

AUTUMN, WINTER, SPRING, SUMMER, EASTER = "laslov", "jullov", "sportlov", "sommarlov", "pasklov"
NAMES = {
    AUTUMN: gettext_lazy("läslov"),
    WINTER: gettext_lazy("jullov"),
    SPRING: gettext_lazy("sportlov"),
    SUMMER: gettext_lazy("sommarlov"),
    EASTER: gettext_lazy("påsklov"),
}
# ISO weeks; of Easter the week that ends with it is 0 and the one after it 1
USUAL: Mapping[str, Sequence[int]] = {
    AUTUMN: (44,),
    WINTER: (52, 53, 1),
    SPRING: (7, 8, 9, 10),
    SUMMER: (*range(25, 33),),
    EASTER: (0, 1),
}
DIFFERS = (SPRING, EASTER)


def school_break(day: date, own_weeks: Mapping[str, Sequence[int]]) -> str:
    """What the schools of an area call that week, "" for an ordinary one."""
    for name, usual in USUAL.items():
        weeks = own_weeks.get(name, usual)
        number = _weeks_from_easter(day) if name == EASTER else day.isocalendar().week
        if number in weeks:
            is_known = name in own_weeks or name not in DIFFERS
            return str(NAMES[name]) if is_known else _("%(name)s på många håll") % {"name": NAMES[name]}
    return ""


def _weeks_from_easter(day: date) -> int:
    monday = day - timedelta(days=day.weekday())
    easter = easter_sunday(monday.year)
    return (monday - (easter - timedelta(days=6))).days // 7
