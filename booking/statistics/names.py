"""Names in an area and a year. Names are data: none of them stands in code."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from booking.statistics.counting import NO_PARTY
from booking.statistics.measures import PUBLIC
from forums.models import Agreement, Area, Federation, Level, MeetingTemplate, PartyKind, Unit
from forums.queries import agreement_among

LAST = 9999


@dataclass(frozen=True, slots=True)
class TypeName:
    name: str
    level: str
    position: int
    variants: dict[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    types: dict[str, TypeName]
    parties: dict[str, str]
    units: dict[int, str]

    def type(self, slug: str) -> str:
        return self.types[slug].name if slug in self.types else slug

    def level(self, slug: str) -> str:
        return self.types[slug].level if slug in self.types else Level.FORUM

    def position(self, slug: str) -> tuple[int, int, str]:
        """Meetings about a person first, then groups, then open ones; among them as the templates stand."""
        position = self.types[slug].position if slug in self.types else LAST
        return Level.values.index(self.level(slug)), position, slug

    def variant(self, slug: str, variant: str) -> str:
        return self.types[slug].variants.get(variant, variant) if slug in self.types else variant

    def any_variant(self, variant: str) -> str:
        """The name of a variant, whichever type it is one of."""
        named = (kind.variants[variant] for kind in self.types.values() if variant in kind.variants)
        return next(named, variant)

    def unit(self, pk: int | str) -> str:
        """A unit by its id; what is no unit has been told in words."""
        return pk if isinstance(pk, str) else self.units.get(pk, str(pk))

    def party(self, code: str) -> str:
        if code == NO_PARTY:
            return _("Förbundet")
        return _("Allmänheten") if code == PUBLIC else self.parties.get(code, code)


def read_names(
    where: Area | Federation | None,
    year: int,
    slugs: Collection[str],
    units: Collection[int | str] = (),
    versions: Iterable[Agreement] | None = None,
) -> Names:
    """An area's own names, as the agreement at the year's end had them; for more than one area the usual name.

    `versions` of the area's agreement, when they have been read already.
    """
    if isinstance(where, Area):
        own = Agreement.objects.filter(area=where).order_by() if versions is None else versions
        preferred = agreement_among(own, datetime.date(year, 12, 31))
    else:
        preferred = None
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _templates(where, slugs):
        rows[row["slug"]].append(row)
    types = {slug: _choose(found, preferred.pk if preferred else None) for slug, found in rows.items()}
    known = [pk for pk in units if isinstance(pk, int)]
    visited = dict(Unit.objects.filter(pk__in=known).values_list("pk", "name")) if known else {}
    return Names(types, dict(_kinds(where)), visited)


def _templates(where: Area | Federation | None, slugs: Collection[str]) -> QuerySet[MeetingTemplate, Any]:
    rows = MeetingTemplate.objects.filter(slug__in=slugs).order_by()
    if where is not None:
        rows = rows.filter(federation=_federation_of(where))
    if isinstance(where, Area):
        rows = rows.filter(Q(area=where) | Q(area=None))
    return rows.values("slug", "agreement_id", "area_id", "is_current", "name", "level", "position", "variants")


def _kinds(where: Area | Federation | None) -> QuerySet[PartyKind, tuple[str, str]]:
    rows = PartyKind.objects.all() if where is None else PartyKind.objects.filter(federation=_federation_of(where))
    return rows.order_by("position").values_list("code", "name")


def _federation_of(where: Area | Federation) -> int:
    return where.federation_id if isinstance(where, Area) else where.pk


def _choose(rows: list[dict[str, Any]], agreement_id: int | None) -> TypeName:
    """The agreement's own name, else the federation's, else the one that most areas use now."""
    current = [row for row in rows if row["is_current"]] or rows
    own = [row for row in current if agreement_id and row["agreement_id"] == agreement_id]
    shared = own or [row for row in current if row["area_id"] is None] or current
    name = Counter(row["name"] for row in shared).most_common(1)[0][0]
    row = next(row for row in shared if row["name"] == name)
    variants = {code: label for each in rows for code, label in each["variants"].items()}
    return TypeName(name, row["level"], row["position"], variants | row["variants"])
