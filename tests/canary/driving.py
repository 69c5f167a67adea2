"""Real requests with a made-up person in one input at a time, and what of it can be read somewhere afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from notifications.tasks import deliver, run_notices, send_login_mails, sweep_reconcile
from tests.access.rules import PAGES, Rule, url_of
from tests.access.things import ROLES, Thing, World
from tests.canary.allowed import AS, PAST, filled
from tests.canary.html_forms import HtmlForm, Input, forms_of
from tests.canary.identity import TEXTS, texts_for, traces_in
from tests.canary.stores import Watch, committed
from tests.url_map import MAP

# of the meetings of the world these: a case and a group's, called and not yet
MEETINGS = (
    "Anna's case",
    "Anna's draft",
    "Anna's case utan utskick",
    "the group's meeting",
    "the group's draft",
    *PAST,
)


@dataclass
class Found:
    """Where the person was found, by input and by what kind of text; and the fields of forms that were given it."""

    stayed: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    fed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def note(self, asked: str, kind: str, places: set[str]) -> None:
        for place in places:
            self.stayed.setdefault(asked, {}).setdefault(place, set()).add(kind)

    def told(self) -> dict[str, dict[str, str]]:
        """As the exceptions are written: input, place, kinds of text."""
        return {
            asked: {place: " ".join(sorted(kinds)) for place, kinds in sorted(places.items())}
            for asked, places in sorted(self.stayed.items())
        }


def watch_forms(patch: pytest.MonkeyPatch, found: Found) -> None:
    """Note which field of which form has been given the person."""
    clean = forms.BaseForm._clean_fields  # type: ignore[attr-defined]

    def noting(form: Any) -> None:
        for name, one in form.fields.items():
            given = one.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
            if traces_in(str(given)):
                found.fed.update(f"{kind.__module__}.{kind.__qualname__}.{name}" for kind in type(form).__mro__)
        clean(form)

    patch.setattr(forms.BaseForm, "_clean_fields", noting)


def open_pages(world: World) -> Iterator[tuple[str, Rule, Thing, str]]:
    """Each page that somebody may open, as the first who may: of meetings several, of other rows one."""
    for key, rules in PAGES.items():
        for rule in rules:
            if not rule.let_in.get("GET"):
                continue
            things = [thing for thing in world.things[rule.kind] if rule.about(thing)]
            chosen = [one for one in things if one.name in MEETINGS] or things
            for thing in chosen if rule.kind == "meeting" else things[: {"invitation": 2, "link": 3}.get(rule.kind, 1)]:
                role = next((role for role in AS.get(key, ROLES) if thing.relation(role) in rule.let_in["GET"]), None)
                if role is not None:
                    yield key, rule, thing, role


# in the frame of every page
OF_EVERY_PAGE = ("account_logout", "set-language")


class Drive:
    def __init__(self, world: World, clients: dict[str, Client], watch: Watch, found: Found) -> None:
        self.world, self.clients, self.watch, self.found = world, clients, watch, found
        self.done: set[tuple[Any, ...]] = set()

    def pages(self) -> None:
        """Every form of every page, with the person in each of its inputs in turn."""
        for key, rule, thing, role in open_pages(self.world):
            url = url_of(MAP[key], rule, thing)
            page = self.clients[role].get(url).content.decode("utf-8", "replace")
            level = level_of(thing)
            for form in forms_of(page):
                self.form(form, url, role, level)

    def form(self, form: HtmlForm, url: str, role: str, level: str) -> None:
        for action, button in ways_of(form, url):
            name = " ".join(filter(None, (name_of(action), change_of(form))))
            key = (name, form.method, frozenset(form.inputs), level, *button)
            if name in OF_EVERY_PAGE or key in self.done:
                continue
            self.done.add(key)
            data = {**filled(form, name, role, self.world), **button}
            with alone(self.watch, self.found, f"{name} {level} as it is", "words"):
                if self.send(form, action, role, data).status_code >= 400:
                    self.found.refused.add(" ".join(filter(None, (name, level, *button))))
            for one in form.inputs.values():
                for kind in kinds_for(one):
                    asked = " ".join(filter(None, (name, one.name, level)))
                    with alone(self.watch, self.found, asked, kind):
                        self.send(form, action, role, {**data, one.name: TEXTS[kind]})

    def send(self, form: HtmlForm, action: str, role: str, data: dict[str, Any]) -> HttpResponse:
        """Filled in and sent; and once more by the page between, which shows what would be told."""
        answer = self.ask(role, form.method, action, data)
        for second in forms_of(answer.content.decode("utf-8", "replace")):
            carried = " ".join(each.value for each in second.inputs.values() if each.kind == "hidden")
            if second.method == "POST" and traces_in(carried):
                answer = self.ask(role, "POST", second.action or action, second.filled())
        return answer

    def ask(self, role: str, method: str, url: str, data: dict[str, Any]) -> HttpResponse:
        client = self.clients[role]
        logged_in = client.cookies.copy()
        try:
            answer: HttpResponse = client.get(url, data) if method == "GET" else client.post(url, data)
        finally:
            client.cookies = logged_in
        return answer


def ways_of(form: HtmlForm, url: str) -> list[tuple[str, dict[str, str]]]:
    """Where it is sent by each of its buttons, and what the button says: one of several of a name is enough."""
    ways: dict[tuple[str, str], dict[str, str]] = {}
    for name, value, other in form.buttons or [("", "", "")]:
        ways.setdefault((other or form.action or url, name), {name: value} if name else {})
    return [(action, said) for (action, _name), said in ways.items()]


def change_of(form: HtmlForm) -> str:
    """Which change it is, where many go by one address."""
    named = form.inputs.get("what") or form.inputs.get("change")
    return named.value if named is not None else ""


def kinds_for(one: Input) -> tuple[str, ...]:
    """What one can write where one can write; a made-up choice, day or version where one cannot."""
    if one.name == "csrfmiddlewaretoken":
        return ()
    return texts_for(one.name) if one.kind in ("text", "textarea", "email", "tel", "url", "search") else ("words",)


@contextmanager
def alone(watch: Watch, found: Found, asked: str, kind: str) -> Iterator[None]:
    """One request, looked through and then taken back. What stayed in a row is followed on: into mails and files."""
    watch.begin()
    with transaction.atomic():
        with committed():
            yield
        places = watch.places()
        if any("." in place for place in places):
            with committed():
                tell_everybody()
            places = watch.places()
        transaction.set_rollback(True)
    found.note(asked, kind, places)


def tell_everybody() -> None:
    """All that the ticks would do about it within a minute."""
    tasks: tuple[Callable[[], Any], ...] = (sweep_reconcile, run_notices, send_login_mails, deliver)
    for task in tasks:
        task()


def level_of(thing: Thing) -> str:
    row = thing.of.get("row")
    return "" if row is None else "case" if row.is_individual else "group"


def name_of(url: str) -> str:
    path = urlsplit(url).path
    match = resolve(path)
    return match.view_name or path
