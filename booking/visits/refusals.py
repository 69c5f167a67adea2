"""Refusals of what coordinators register afterwards: one function per code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from booking.meetings.refusals import half_year_closed as half_year_closed
from booking.meetings.refusals import may_not_call as may_not_call
from config.ground.errors import RuleError


def no_visit() -> RuleError:
    return RuleError("no_visit", _("Mallen är inte för besök."), "template")


def not_yet(field: str) -> RuleError:
    """What is registered afterwards has been."""
    return RuleError("not_yet", _("Det har inte varit än. Registrera det efteråt."), field)


def place_visited_missing() -> RuleError:
    """A unit of the register, or in words what is none."""
    return RuleError("place_visited_missing", _("Välj enheten, eller skriv var ni var."), "unit")
