"""Refusals of mails that a person asks for: one function per code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from booking.meetings.refusals import not_called as not_called
from config.ground.errors import RuleError


def no_reminder() -> RuleError:
    return RuleError("no_reminder", _("Det går inte att påminna om det här mötet."))


def too_many_codes() -> RuleError:
    return RuleError("too_many_codes", _("Tre koder har skickats den senaste timmen. Vänta en stund."))
