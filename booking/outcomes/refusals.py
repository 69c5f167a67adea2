"""Refusals of what is registered afterwards: one function per code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from booking.meetings.refusals import cancelled as cancelled
from booking.meetings.refusals import not_called as not_called
from config.ground.errors import RuleError


def not_asked(field: str) -> RuleError:
    """The template says which figures are asked for; nothing more is kept (domain.md, rule 2)."""
    return RuleError("not_asked", _("Mallen frågar inte efter den uppgiften."), field)


def not_started() -> RuleError:
    return RuleError("not_started", _("Mötet har inte börjat än. Registrera det efteråt."))


def two_places_visited() -> RuleError:
    """A visit is counted once."""
    return RuleError("two_places_visited", _("Välj enheten eller skriv ett annat ställe, inte båda."), "place_visited")


def unknown_age_band() -> RuleError:
    return RuleError("unknown_age_band", _("Välj åldersgrupp ur listan."), "age_band")


def unknown_form() -> RuleError:
    return RuleError("unknown_form", _("Välj mötesform ur listan."), "meeting_form")


def unknown_gender() -> RuleError:
    return RuleError("unknown_gender", _("Ange kvinnor, män eller uppgift saknas."), "gender_counts")


def unknown_party() -> RuleError:
    return RuleError("unknown_party", _("Ange antal för förbundets parter."), "participants_per_party")
