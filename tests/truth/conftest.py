"""The calendar programs that judge, started once for all proofs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.truth.drivers import Calendars
from tests.truth.drivers.cyrus import cyrus
from tests.truth.drivers.evolution import evolution


@pytest.fixture(scope="session")
def programs() -> Iterator[dict[str, Calendars]]:
    with ExitStack() as stack:
        started = [stack.enter_context(evolution()), stack.enter_context(cyrus())]
        yield {program.name: program for program in started}
