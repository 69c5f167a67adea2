"""Refusals of half-years that are closed, and of what is noted about them: one function per code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from config.ground.errors import RuleError


def empty_note() -> RuleError:
    return RuleError("empty_note", _("Skriv vad som behöver rättas."), "text")


def half_year_not_over() -> RuleError:
    return RuleError("half_year_not_over", _("Halvåret är inte slut än. Det kan stängas när det är slut."))


def identifies_somebody() -> RuleError:
    """The individual is never in the service (domain.md, rule 2)."""
    refused = _("Skriv inte personnummer, telefonnummer eller e-postadresser här.")
    return RuleError("identifies_somebody", refused, "text")
