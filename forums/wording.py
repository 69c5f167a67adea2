"""The area's own words in agreed texts, and what is said of an address that is new to a party."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from forums.models import Area, ContactPoint, Federation, PartyRule, Person, Placement, Unit
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


def new_domain(address: str, units: QuerySet[Unit], people: Iterable[Person], but: int | None = None) -> str:
    """A domain that the units' parties have not used before is pointed out, never refused (domain rule 4).

    `people` and the way in `but` are those who have it now, and do not count. Empty for a known domain, and for none.
    """
    domain = address.rpartition("@")[2].lower()
    if not domain:
        return ""
    parties = units.values("party")
    staff = Person.objects.filter(pk__in=Placement.objects.filter(unit__party__in=parties).values("person"))
    staff = staff.exclude(pk__in=[person.pk for person in people])
    boxes = ContactPoint.objects.filter(unit__party__in=parties).exclude(pk=but)
    known = f"@{domain}"
    if staff.filter(email__endswith=known).exists() or boxes.filter(mailbox__iendswith=known).exists():
        return ""
    return _("Ingen annan hos parten har en adress som slutar på @%(domain)s.") % {"domain": domain}
