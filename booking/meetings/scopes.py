"""Scopes of calling: the areas, and the federation itself, where a person has something to call to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from booking.models import Meeting
from forums.access import CallChoice
from forums.models import Area, Person


@dataclass
class Scope:
    """An area, or with `area` empty the federation itself, with what may be called there."""

    key: str
    name: str
    area: Area | None
    choices: list[CallChoice] = field(default_factory=list)


def scopes_of(choices: Sequence[CallChoice]) -> list[Scope]:
    found: dict[str, Scope] = {}
    for choice in choices:
        area, federation = choice.template.area, choice.template.federation
        key = str(area.pk) if area else f"f{federation.pk}"
        name = area.name if area else federation.name
        found.setdefault(key, Scope(key, name, area)).choices.append(choice)
    return list(found.values())


def choose_scope(scopes: Sequence[Scope], wanted: Mapping[str, str], latest: int | None) -> Scope | None:
    """The one that was asked for, or that has the template asked for; else where the person called last."""
    for scope in scopes:
        if wanted.get("omrade") == scope.key:
            return scope
    template = wanted.get("mall", "").partition(":")[0]
    for scope in scopes:
        if template in {str(choice.template.pk) for choice in scope.choices}:
            return scope
    for scope in scopes:
        if scope.area is not None and scope.area.pk == latest:
            return scope
    return scopes[0] if scopes else None


def latest_area(person: Person) -> int | None:
    return Meeting.objects.filter(caller=person).order_by("-created_at").values_list("area", flat=True).first()
