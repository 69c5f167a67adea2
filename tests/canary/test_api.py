"""A made-up person in every field, parameter and header of every operation of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from tests.access.rules import API, url_of
from tests.access.things import ROLES, Thing, World
from tests.canary import exceptions
from tests.canary.allowed import AS, PAST, allow_everything
from tests.canary.api_schema import Operation, operations, with_text
from tests.canary.bodies import ABOUT, BODIES
from tests.canary.driving import MEETINGS, Found, alone, level_of
from tests.canary.identity import TEXTS, texts_for, traces_in
from tests.canary.stores import Watch, watching
from tests.canary.telling import assert_stated
from tests.url_map import MAP

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_what_is_sent_to_the_api_stays_where_it_may_and_is_not_repeated(
    world: Any,
    clients: Any,
    monkeypatch: Any,
    settings: Any,
    tmp_path: Any,
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.EMAIL_URL = f"maildir://{tmp_path / 'data' / 'mailbox'}"
    found, unfit = Found(), set()
    world = allow_everything(world)

    with watching(monkeypatch) as watch:
        for operation in operations():
            for thing, role in _asked_by(operation, world):
                unfit |= set(_drive(operation, thing, role, world, clients[role], watch, found))

    assert_stated(found.told(), exceptions.stated(exceptions.API))
    assert unfit == set(exceptions.BODIES_REFUSED), "a body that is refused whatever it says shows nothing"


def _asked_by(operation: Operation, world: World) -> Iterator[tuple[Thing, str]]:
    """Whom to ask as, and about what: of meetings those that it is for, of other rows one."""
    name = f"{operation.method} {_key(operation)}"
    names = ABOUT.get(name, [one for one in MEETINGS if one not in PAST])
    for rule in API[_key(operation)]:
        things = [thing for thing in world.things[rule.kind] if rule.about(thing)]
        for thing in [one for one in things if one.name in names] or things[:1]:
            let_in = rule.let_in.get(operation.method, frozenset())
            role = next((role for role in AS.get(name, ROLES) if thing.relation(role) in let_in), None)
            if role is not None:
                yield thing, role


def _key(operation: Operation) -> str:
    path = operation.path.removeprefix("/api/v1")
    return next(key for key in API if key.replace("<int:pk>", "{id}").replace("<uuid:pk>", "{id}") == path)


def _drive(
    operation: Operation,
    thing: Thing,
    role: str,
    world: World,
    client: Any,
    watch: Watch,
    found: Found,
) -> Iterator[str]:
    key = _key(operation)
    rule = API[key][0]
    url = url_of(MAP[key], rule, thing)
    name = " ".join(filter(None, (operation.method, key, level_of(thing))))
    base = {**rule.body(thing), **BODIES.get(f"{operation.method} {key}", lambda _thing, _world: {})(thing, world)}
    if operation.fields:
        with alone(watch, found, f"{name} as it is", "words"):
            if _send(client, operation.method, url, base).status_code >= 400:
                yield name
    for one, kind in _inputs(operation):
        with alone(watch, found, f"{name} {one}", kind):
            answer = _with(client, operation, url, base, one, TEXTS[kind])
        if answer.status_code >= 400 and traces_in(answer.content.decode()):
            found.note(f"{name} {one}", kind, {"repeated in the refusal"})


def _inputs(operation: Operation) -> Iterator[tuple[str, str]]:
    for one in (*operation.fields, *(f"?{each}" for each in operation.query), *operation.headers):
        yield from ((one, kind) for kind in texts_for(one))


def _with(client: Any, operation: Operation, url: str, base: dict[str, Any], one: str, text: str) -> HttpResponse:
    if one.startswith("?"):
        answer: HttpResponse = client.get(url, {one[1:]: text})
        return answer
    if one in operation.headers:
        return _send(client, operation.method, url, base, headers={one: text.encode().decode("latin-1")})
    return _send(client, operation.method, url, with_text(base, one, text))


def _send(client: Any, method: str, url: str, body: dict[str, Any], **more: Any) -> HttpResponse:
    answer: HttpResponse = getattr(client, method.lower())(url, body, content_type="application/json", **more)
    return answer
