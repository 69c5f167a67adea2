"""The area's own words in agreed texts."""

from __future__ import annotations

from forums.models import Area, Federation, PartyRule
from forums.queries import template_name


def rule_text(rule: PartyRule, area: Area | None) -> str:
    """A party rule with `{samverksmote}` as the area's own name for it: Sävsjö says Samverkansmöte."""
    return rule.text.replace("{samverksmote}", template_name("samverksmote", area, rule.federation).lower())


# What a place may not say in a mail: the words that tell which care a person gets
CARE_WORDS = ("psykiatri", "beroende", "missbruk", "habilitering", "rättspsyk", "öppenvård")


def gives_care_away(text: str, federation: Federation) -> bool:
    """Does a place tell which care it is about: by the name of a unit that is marked so, or by a word?"""
    folded = text.casefold()
    if not folded:
        return False
    return any(word in folded for word in (*CARE_WORDS, *federation.care_units.values()))
