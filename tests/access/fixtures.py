"""The world of the matrix and a client for each role, made once for a module: the canary drives by them, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from config import urls
from tests.access.things import ANONYMOUS, ROLES, World
from tests.access.world import make_world
from tests.logins import use_token_of


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The rows, made once for all tests of the module; each request takes back what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world: World) -> Iterator[dict[str, Client]]:
    """A client for each role, logged in once and with a key.

    The pages of refusals are left out: half of the time goes to them.
    """
    found = {ANONYMOUS: Client()}
    for role in ROLES:
        found[role] = Client()
        found[role].force_login(world.people[role])
        use_token_of(found[role], world.people[role])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urls, "handler403", lambda request, exception: HttpResponse(status=403), raising=False)
        patch.setattr(urls, "handler404", lambda request, exception: HttpResponse(status=404), raising=False)
        yield found
