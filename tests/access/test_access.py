"""Every address of the site, asked by every role for every row: who gets in, who is told 403 and who 404.

The addresses come from the URL map, who may from `rules.py`, rows and how each role stands to them are beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.access.rules import API, PAGES, Rule, url_of
from tests.access.things import ANONYMOUS, STRANGER, Thing, World
from tests.access.world import make_world
from tests.url_map import MAP, Address

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

RULES = {**PAGES, **API}
CATCHES_THE_REST = "/"  # answers for what the API does not have


def test_every_page_and_every_address_of_the_api_has_a_rule() -> None:
    assert sorted(set(MAP) - set(RULES) - {CATCHES_THE_REST}) == [], "say who gets in there, in tests/access/rules.py"


def test_every_rule_is_about_an_address_that_exists() -> None:
    assert sorted(set(RULES) - set(MAP)) == []


def test_every_method_of_the_api_has_a_rule() -> None:
    stated = {f"{method} {path}" for path, rules in API.items() for one in rules for method in one.let_in}
    existing = {f"{method} {path}" for path in API for method in MAP[path].api_methods}

    assert stated == existing | {"GET /docs/"}  # a page


def test_every_row_is_asked_for() -> None:
    """A row that no rule is about would prove nothing."""
    kinds = {rule.kind for rules in RULES.values() for rule in rules}

    assert kinds == set(make_world().things)


@pytest.mark.parametrize("key", RULES)
def test_who_gets_in(key: str, world: World, clients: dict[str, Client]) -> None:
    wrong = [
        line
        for rule, thing, method in _cases(key, world)
        for role, client in clients.items()
        for line in _wrong(MAP[key], rule, thing, method, role, client, world)
    ]

    assert not wrong, "\n".join(wrong)


def _cases(key: str, world: World) -> Iterator[tuple[Rule, Thing, str]]:
    for rule in RULES[key]:
        for thing in filter(rule.about, world.things[rule.kind]):
            for method in rule.let_in:
                yield rule, thing, method


def _wrong(
    address: Address, rule: Rule, thing: Thing, method: str, role: str, client: Client, world: World
) -> Iterator[str]:
    """What is not as stated: how the request ends, and whose row an answer tells of to a stranger."""
    answer = _ask(client, method, url_of(address, rule, thing), rule.body(thing))
    found, expected = _outcome(answer), rule.expected(method, thing, role, "401" if address.is_api else "login")
    asked = f"{method} {address.key}: {role} ({thing.relation(role)}) at {thing.name}"
    if found != expected:
        yield f"{asked}: {found}, not {expected}"
    if rule.open:  # whoever holds the key reads what it opens
        return
    text = answer.content.decode("utf-8", "replace")
    for other in world.marked:
        if other.mark in text and other.relation(role) in (STRANGER, ANONYMOUS):
            yield f"{asked}: reads {other.mark!r} of {other.name}"


def _ask(client: Client, method: str, url: str, body: dict[str, Any]) -> HttpResponse:
    """One request, of which nothing is left: neither in the database nor in the client's cookies."""
    logged_in = client.cookies.copy()
    sent: dict[str, Any] = {} if method in ("GET", "DELETE") else {"data": body}
    if sent and url.startswith("/api/"):
        sent["content_type"] = "application/json"
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method.lower())(url, **sent)
        transaction.set_rollback(True)
    client.cookies = logged_in
    return answer


def _outcome(answer: HttpResponse) -> str:
    if answer.status_code == 302 and answer["Location"].startswith("/logga-in/?next="):
        return "login"
    return str(answer.status_code) if answer.status_code in (401, 403, 404, 405) else "in"
