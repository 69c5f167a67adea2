"""Which tests run where. Nothing is skipped: each kind has its own step in scripts/test.py."""

from __future__ import annotations

import os

import hypothesis
import pytest
from django.test import Client

from tests.logins import force_login

pytest_plugins = ["tests.cast", "tests.access.fixtures"]

# two cores shared by many: how long an example takes says nothing
hypothesis.settings.register_profile("samverk", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("samverk")

# who a test logs in has shown a second factor, as every keeper has to
Client.force_login = force_login  # type: ignore[method-assign]


# whole pages and stories through many parts: a third of the tests, and most of the time
LONG_FOLDERS = {"access", "canary", "feeds", "inbox", "loading", "notices", "pages", "series", "telling"}
LONG_FILES = {"bounces", "changes", "delivery_failures", "disclosure", "junk", "load_demo"}


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark as slow what `make check` leaves to `make test`."""
    name = item.path.stem.removeprefix("test_")
    if LONG_FOLDERS & set(item.path.parts) or name in LONG_FILES or name.startswith("page"):
        item.add_marker("slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without -m: all but browser, fault and truth tests, and of the rest what the database at hand can show."""
    if config.option.markexpr:
        return
    elsewhere = {"browser", "faults", "truth", "sqlite_only" if os.environ.get("TEST_DATABASE_URL") else "postgres"}
    left_out = {item for item in items if any(item.get_closest_marker(name) for name in elsewhere)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]
