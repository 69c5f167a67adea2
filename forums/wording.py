"""The area's own words in agreed texts."""

from __future__ import annotations

from forums.models import Area, PartyRule
from forums.queries import template_name


def rule_text(rule: PartyRule, area: Area | None) -> str:
    """A party rule with `{samverksmote}` as the area's own name for it: Sävsjö says Samverkansmöte."""
    return rule.text.replace("{samverksmote}", template_name("samverksmote", area, rule.federation).lower())
