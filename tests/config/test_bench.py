"""`make bench` ends what it has started."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

import pytest

from tests.load.bench import talking_to

# forks, as a pool does, and tells who it is and whom it has forked
FORKS = """
import os, time
child = os.fork()
if child:
    print(os.getpid(), child, flush=True)
    {then}
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 10
    while any(map(is_running, pids)):
        assert time.monotonic() < deadline, "still running"
        time.sleep(0.01)


@pytest.mark.parametrize("then", ["pass", "os._exit(0)"], ids=["it still runs", "it has ended and left its child"])
def test_what_a_process_has_forked_ends_with_it_also_when_the_measuring_fails(then: str) -> None:
    pids: list[int] = []

    with (
        pytest.raises(AssertionError, match="the mails do not leave"),
        talking_to([sys.executable, "-c", FORKS.format(then=then)], dict(os.environ)) as process,
    ):
        assert process.stdout is not None
        pids += map(int, process.stdout.readline().split())
        assert len(pids) == 2
        raise AssertionError("the mails do not leave")

    wait_until_gone(pids)
