"""Browsers and programs of people who have logged in."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from forums.actions.tokens import make_token
from forums.models import Person

_django_force_login = Client.force_login


def force_login(client: Client, person: Any, backend: str | None = None) -> None:
    """As after a login with a second factor a moment ago: that is what most pages of keepers ask for."""
    _django_force_login(client, person, backend)
    remember(client, person, {"method": "mfa", "at": time.time()})


def log_in_by_password(client: Client, person: Person, *, ago: float = 0) -> None:
    """As after a login with nothing but the password, so many seconds ago."""
    _django_force_login(client, person)
    remember(client, person, {"method": "password", "at": time.time() - ago})


def remember(client: Client, person: Person, *records: dict[str, Any]) -> None:
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = list(records)
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(person.pk)
    session.save()


def use_token_of(client: Client, person: Person) -> Client:
    """Have the client's requests carry a key of the person's, as a program's do: the API takes no sessions."""
    taken = person.api_tokens.count()
    _token, key = make_token(person, name=f"Program {taken + 1}", by=person)
    client.defaults["HTTP_AUTHORIZATION"] = f"Token {key}"
    return client
