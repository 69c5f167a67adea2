"""What the matrix asks about: the roles, a row with how each role stands to it, and all of them together.

Who stands how is written here by hand, by the rules of the domain, and never worked out by the product's own code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from forums.models import Person
from notifications.feeds.addresses import feed_address
from notifications.models import CalendarFeed

ANONYMOUS = "anonymous"
STRANGER = "stranger"
# name in the matrix: who it is
ROLES = {
    "anna": "caseworker, calls",
    "alma": "colleague of the same unit",
    "bo": "invited, at another unit",
    "frida": "caseworker of another unit",
    "kim": "contact person of AF",
    "cilla": "coordinator of the area",
    "nils": "coordinator of another area",
    "david": "director",
    "adam": "administrator",
    "vera": "convener of the group",
    "eva": "caseworker of another federation",
    "erik": "coordinator, director and administrator of another federation",
}
HERE = ("anna", "alma", "bo", "frida", "kim", "cilla", "nils", "david", "adam", "vera")
MEMBERS = ("anna", "bo", "frida")
YEAR = 2025
PERSONS_FIRST = ("party__kind__position", "-person_id")


@dataclass(frozen=True)
class Thing:
    """A row that addresses lead to. `stands`: what each role is to it, any other is a stranger.

    `mark`: a text of its own that no stranger may read on any page. `of`: names that rules' own addresses may need.
    """

    name: str
    at: dict[str, Any]
    stands: dict[str, str]
    mark: str = ""
    of: dict[str, Any] = field(default_factory=dict)

    def relation(self, role: str) -> str:
        return self.stands.get(role, ANONYMOUS if role == ANONYMOUS else STRANGER)


@dataclass
class World:
    people: dict[str, Person]
    things: dict[str, list[Thing]]

    @cached_property
    def marked(self) -> list[Thing]:
        return [thing for kind in self.things.values() for thing in kind if thing.mark]


def stands(**relations: str) -> dict[str, str]:
    """`caller="anna", member="bo frida"` as {"anna": "caller", …}."""
    return {role: relation for relation, roles in relations.items() for role in roles.split()}


def everyone_here(relation: str, **others: str) -> dict[str, str]:
    return {**dict.fromkeys(HERE, relation), **stands(**others)}


def key_thing(name: str, token: str, *, is_open: bool = False) -> Thing:
    """A link is the key: whoever holds it, logged in or not."""
    held = dict.fromkeys([ANONYMOUS, *ROLES], "holds") if is_open else {}
    return Thing(name, {"token": token}, held)


def feed_token(feed: CalendarFeed) -> str:
    return feed_address(feed).rpartition("/")[2].removesuffix(".ics")
