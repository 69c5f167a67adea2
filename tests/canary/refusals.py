"""Requests that cannot be answered, with a made-up person in the path, the query, the body and what goes wrong."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.canary.api_schema import operations
from tests.canary.identity import TEXTS
from tests.canary.inputs import read_by_views
from tests.canary.outputs import text_of
from tests.url_map import MAP, Address

SENT = tuple[str, str, HttpResponse]  # what was asked, the kind of text, the answer


def all_refusals(client: Client, patch: pytest.MonkeyPatch) -> Iterator[SENT]:
    yield from asked_in_vain(client)
    yield from asked_nowhere(client)
    yield from asked_badly(client)
    yield from asked_of_a_broken_page(client, patch)


def asked_in_vain(client: Client) -> Iterator[SENT]:
    """Every address with a person in the place of its key and in all that its query may hold, by each method."""
    names = query_names()
    for address in MAP.values():
        for kind, text in TEXTS.items() if takes_text(address) else [("words", TEXTS["words"])]:
            url = f"{path_of(address, text)}?{urlencode(dict.fromkeys(names, text))}"
            yield f"GET {address.key}", kind, client.get(url)
        yield f"PUT {address.key}", kind, client.put(url)


def asked_nowhere(client: Client) -> Iterator[SENT]:
    for kind, text in TEXTS.items():
        for path in ("/", "/moten/", "/api/v1/", "/kalender/", "/svar/"):
            yield f"GET {path}", kind, client.get(f"{path}{quote(text, safe='')}/")


def asked_badly(client: Client) -> Iterator[SENT]:
    """What is no JSON, has no token, or is of another kind than what is read."""
    strict = Client(enforce_csrf_checks=True)
    for kind, text in TEXTS.items():
        yield "no JSON", kind, client.post("/api/v1/meetings/", f'{{"{text}', content_type="application/json")
        yield "another kind", kind, client.post("/api/v1/meetings/", text, content_type="text/zebrafink")
        yield "no token", kind, strict.post("/logga-in/", {"login": text, "password": text})
        yield "no login", kind, Client().post("/logga-in/", {"login": "anna@af.example", "password": text})
        yield "no login", kind, Client().post("/logga-in/", {"login": text, "password": text})
        yield "no key", kind, Client().post("/logga-in/nyckel/", {"credential": text})


def asked_of_a_broken_page(client: Client, patch: pytest.MonkeyPatch) -> Iterator[SENT]:
    """A fault whose own words hold the person, behind a page and behind the API."""
    client.raise_request_exception = False
    for kind, text in TEXTS.items():
        with patch.context() as broken:
            broken.setattr("forums.standing._workplaces", _fails_with(text))
            yield "a broken page", kind, client.get("/", {"q": text})
            yield "a broken answer", kind, client.get("/api/v1/meetings/")
    client.raise_request_exception = True


def _fails_with(text: str) -> Any:
    def fail(*_given: Any, **_more: Any) -> None:
        raise ValueError(text)

    return fail


def takes_text(address: Address) -> bool:
    """Whether its path has a place for more than the number of a row."""
    return any(kind in ("", "str", "slug", "path") for kind in re.findall(r"<(?:(\w+):)?\w+>", address.path))


def beside_its_address(answer: HttpResponse) -> str:
    """What it says beside the address that was asked for, to which each page's choice of a language leads back."""
    text, asked = html.unescape(text_of(answer)), answer.wsgi_request.get_full_path()  # type: ignore[attr-defined]
    return text.replace(asked, "").replace(quote(asked), "")


def path_of(address: Address, text: str) -> str:
    def fill(found: re.Match[str]) -> str:
        known = {"int": "0", "uuid": str(uuid.UUID(int=0)), "slug": "zebrafink-tapirsson"}
        return known.get(found[1] or "", quote(text, safe=""))

    return "/" + re.sub(r"<(?:(\w+):)?\w+>", fill, address.path)


def query_names() -> list[str]:
    """What views read of a query, and what the lists of the API do."""
    of_pages = {name.removeprefix("GET.") for name in read_by_views() if name.startswith("GET.")}
    return sorted(of_pages | {name for operation in operations() for name in operation.query})
