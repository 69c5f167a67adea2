"""Refusals of series: one function per code. What series and single meetings refuse alike is in the core's file."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from booking.meetings.refusals import backwards as backwards
from booking.meetings.refusals import clock_change as clock_change
from booking.meetings.refusals import delegation_over as delegation_over
from booking.meetings.refusals import in_the_past as in_the_past
from booking.meetings.refusals import may_not_call as may_not_call
from booking.meetings.refusals import proposal_over as proposal_over
from booking.meetings.refusals import same_time as same_time
from booking.meetings.refusals import started as started
from booking.meetings.refusals import too_far_ahead as too_far_ahead
from config.ground.errors import RuleError


def bad_interval() -> RuleError:
    return RuleError("bad_interval", _("Välj hur ofta gruppen möts."), "interval")


def bad_length() -> RuleError:
    return RuleError("bad_length", _("Ett möte är mellan fem minuter och ett dygn långt."), "length_minutes")


def far_off() -> RuleError:
    return RuleError("far_off", _("Det går inte att se vilka möten tiden gäller."))


def individual_series() -> RuleError:
    """Individual meetings never form a series (domain.md, Series)."""
    return RuleError("individual_series", _("Möten om enskilda kallas ett i taget."))


def late_date() -> RuleError:
    refused = _("Alla månader har inte den dagen. Välj en dag till och med den 28:e, eller samma veckodag.")
    return RuleError("late_date", refused, "first_on")


def no_days(of: Literal["all", "more", "weekend"]) -> RuleError:
    if of == "weekend":
        refused = _(
            "Det första mötet är en lördag eller söndag, och serien hoppar över helger. Välj en annan dag, eller låt "
            "serien ta med dem."
        )
        return RuleError("no_days", refused, "first_on")
    if of == "more":
        return RuleError("no_days", _("Det blir inga fler möten till den dagen."), "last_on")
    return RuleError("no_days", _("Alla dagar i serien är helgdagar. Välj en annan dag."), "first_on")


def no_end() -> RuleError:
    return RuleError("no_end", _("Sista dagen måste vara efter den första."), "last_on")


def no_series() -> RuleError:
    return RuleError("no_series", _("Mötet hör inte till någon serie."))


def no_template() -> RuleError:
    return RuleError("no_template", _("Gruppen har ingen mötesmall att kalla från."))


def not_in_series() -> RuleError:
    return RuleError("not_in_series", _("Mötet hör inte till serien."), "start")


def not_later() -> RuleError:
    return RuleError("not_later", _("Välj en dag efter seriens sista dag."), "last_on")


def too_many() -> RuleError:
    return RuleError("too_many", _("En serie kan ha högst 400 möten. Välj en tidigare sista dag."), "last_on")
