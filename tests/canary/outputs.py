"""Every column where a person may stay, marked with a word of its own; and which answers those words are read in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils import timezone

from booking.models import Invitation, Meeting, PublishedCalendar
from forums.models import LoginRequest, LoginRequestKind
from notifications.tasks import tell
from tests.access.rules import API, PAGES, Rule, url_of
from tests.access.things import ROLES, YEAR, Thing, World
from tests.canary import exceptions
from tests.canary.driving import MEETINGS
from tests.url_map import MAP

GROUPS_OWN = ("agenda", "internal_note", "title")  # texts that a case does not have
# the lists that show only what is asked for
QUERIES = {
    "booking:statistics": lambda world: f"?omrade={world.things['figures'][0].at['area']}&ar={YEAR}",
    "/statistics/": lambda world: f"?area={world.things['figures'][0].at['area']}&year={YEAR}",
}
WHAT = re.compile(r"tapir(\d+)x", re.IGNORECASE)


class Marks:
    """ "table.column case", "table.column group" or "table.column": its word stands in each of its rows."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def word(self, name: str) -> str:
        if name not in self.names:
            self.names.append(name)
        return f"Tapir{self.names.index(name)}x"

    def read_in(self, text: str) -> set[str]:
        return {self.names[int(number)] for number in WHAT.findall(text)}


def columns() -> set[str]:
    """Where the inputs may leave something, as the exceptions state it."""
    tables = (exceptions.PAGES, exceptions.API, exceptions.MAIL, exceptions.COMMANDS)
    return {place for table in tables for places, _why in table.values() for place in places if "." in place}


def tell_and_ask(world: World) -> None:
    """What else keeps an address: what was told, a calendar that is read, a forgotten password."""
    for name in ("Anna's case", "the group's meeting"):
        tell(next(thing for thing in world.things["meeting"] if thing.name == name).at["pk"])
    now = timezone.now()
    address = "https://kalender.example/anna.ics"
    PublishedCalendar.objects.create(person=world.people["anna"], address=address, added_at=now, next_at=now)
    LoginRequest.objects.create(kind=LoginRequestKind.FORGOTTEN, address="kim@af.example", asked_at=now)


def mark_all() -> Marks:
    marks, by_table = Marks(), {model._meta.db_table: model for model in apps.get_models()}
    for column in sorted(columns()):
        table, name = column.split(".")
        model: Any = by_table[table]
        for row in model._base_manager.all():
            level = _level(row)
            if level == "case" and name in GROUPS_OWN:
                continue
            word = marks.word(" ".join(filter(None, (column, level))))
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=row.pk).update(**{name: _value(model, name, word, row.pk)})
            except IntegrityError:
                continue  # of a meeting utan utskick no place is kept
    return marks


def _value(model: Any, name: str, word: str, pk: Any) -> Any:
    column = model._meta.get_field(name)
    if name == "waiting":
        return {"kind": "reply", "key": "", "from_address": f"{word}@tapirsson.example", "date": None, "answers": []}
    if isinstance(column, models.JSONField):
        kept = model._base_manager.values_list(name, flat=True).get(pk=pk)
        return {**kept, "name": f"Zebrafink {word}"} if isinstance(kept, dict) else [f"Zebrafink {word}"]
    if isinstance(column, models.BinaryField):
        return f"Subject: Zebrafink {word}\r\n\r\n{word}".encode()
    if name in ("email", "mailbox", "from_address") or (name == "address" and table_of_mail(model)):
        return f"{word}.{pk}@tapirsson.example".lower()
    return f"https://mote.example/{word}" if name in ("link", "address") else f"Zebrafink {word}"


def table_of_mail(model: Any) -> bool:
    return "calendar" not in model._meta.db_table


def _level(row: Any) -> str:
    """Of a meeting about a person or of a group's, where the row hangs on one."""
    seat = row if isinstance(row, Invitation) else getattr(row, "invitation", None)
    meeting = row if isinstance(row, Meeting) else getattr(seat or row, "meeting", None)
    return "" if meeting is None else "case" if meeting.is_individual else "group"


# --- what is read


@dataclass(frozen=True)
class Read:
    """What an address answers to one of those who may: a page and the API to staff, or what anybody may be handed."""

    key: str
    relation: str
    text: str
    for_staff: bool


def answers(world: World, clients: dict[str, Client]) -> Iterator[Read]:
    """Each address that can be opened, as one of each kind who may."""
    for key, rule, thing in _opened(world):
        for relation in sorted(rule.let_in["GET"]):
            role = next((role for role in ROLES if thing.relation(role) == relation), None)
            if role is not None:
                query = QUERIES.get(key, lambda world: "")(world)
                answer = clients[role].get(url_of(MAP[key], rule, thing) + query)
                for_staff = not rule.open and answer["Content-Type"].startswith(("text/html", "application/json"))
                yield Read(key, relation, text_of(answer), for_staff)


def text_of(answer: Any) -> str:
    """Unfolded, as a calendar reads it."""
    octets = b"".join(answer) if answer.streaming else answer.content
    return octets.decode("utf-8", "replace").replace("\r\n ", "")


def _opened(world: World) -> Iterator[tuple[str, Rule, Thing]]:
    for key, rules in {**PAGES, **API}.items():
        for rule in rules:
            if rule.let_in.get("GET"):
                yield from ((key, rule, thing) for thing in _some(filter(rule.about, world.things[rule.kind]), rule))


def _some(things: Iterable[Thing], rule: Rule) -> list[Thing]:
    found = list(things)
    return [one for one in found if one.name in MEETINGS] if rule.kind == "meeting" else found[:3]
