"""Every address of the site as the URL map has it: what the canary and the access matrix are generated from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

API = "api/v1/"


@dataclass(frozen=True)
class Address:
    """One pattern: its path as it is written there, its name with the namespace, and what answers."""

    path: str
    name: str
    view: Callable[..., Any]

    @property
    def is_api(self) -> bool:
        return self.path.startswith(API)

    @property
    def key(self) -> str:
        """What a rule is stated for: the name of a page, the path of the API."""
        return self.path.removeprefix("api/v1") if self.is_api else self.name

    @property
    def actions(self) -> dict[str, str]:
        """Method and action of a view set; empty for a page."""
        return {method.upper(): action for method, action in (getattr(self.view, "actions", None) or {}).items()}

    @property
    def api_methods(self) -> list[str]:
        """The methods that an address of the API takes."""
        if self.actions:
            return sorted(set(self.actions) - {"HEAD", "OPTIONS"})
        view = getattr(self.view, "cls", None)
        names = ("get", "post", "put", "patch", "delete")
        return sorted(name.upper() for name in names if hasattr(view, name)) if view else []


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: Iterable[URLPattern | URLResolver], path: str, space: str) -> Iterator[Address]:
    for one in patterns:
        here = path + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, here, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield Address(here, f"{space}{one.name or ''}", one.callback)


MAP = {address.key: address for address in addresses()}
