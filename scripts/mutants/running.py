"""A plugin of pytest that runs, for each mutant, the tests that come by it, in a process forked from a ready one.

Collecting, migrating and all that is slow the first time are done once, by running every test as it is.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import hypothesis
import pytest

from scripts.mutants import switch

PLAN = Path("mutants.json")
SURVIVORS = Path("survivors.json")
JOBS = int(os.environ.get("MUTANT_JOBS", "2"))
AT_LEAST_SECONDS = 5
# by test: the mutants that it comes by, and the seconds of the processor that it takes
Reached = dict[str, tuple[set[int], float]]

_failed: list[str] = []
reached_by_test: Reached = {}


def pytest_sessionstart() -> None:
    """The same examples each time, and a failure is enough: nobody looks for the smallest."""
    phases = [phase for phase in hypothesis.Phase if phase not in (hypothesis.Phase.shrink, hypothesis.Phase.explain)]
    usual = hypothesis.settings.get_current_profile_name()
    settings = {"phases": phases, "derandomize": True, "database": None, "report_multiple_bugs": False}
    hypothesis.settings.register_profile("mutants", hypothesis.settings.get_profile(usual), **settings)
    hypothesis.settings.load_profile("mutants")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        _failed.append(report.longreprtext)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    if session.testsfailed:
        raise session.Interrupted("tests could not be collected")
    # it tells of every test of every mutant
    session.config.pluginmanager.unregister(name="terminalreporter")
    home = next(item for item in session.items if item.name == "test_stay")
    if not note_reach([item for item in session.items if item is not home], home):
        raise session.Interrupted("tests fail as it is")
    switch.forget()
    gc.freeze()
    plan = {int(number): words for number, words in json.loads(PLAN.read_text()).items()}
    SURVIVORS.write_text(json.dumps(survivors(session.items, home, plan, reached_by_test)))
    return True


def run(items: Sequence[pytest.Item], home: pytest.Item) -> bool:
    """Run the tests up to the first failure. `home` follows the last one, which keeps what the session has set up."""
    for item, after in zip(items, [*items[1:], home], strict=True):
        if item.nodeid in reached_by_test:
            # of the processor's time, which others that are at work do not stretch
            signal.setitimer(signal.ITIMER_PROF, AT_LEAST_SECONDS + 3 * reached_by_test[item.nodeid][1])
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if _failed:
            return False
    return True


def note_reach(items: Sequence[pytest.Item], home: pytest.Item) -> bool:
    """Which mutants each test comes by, and how long it takes."""
    for done, item in enumerate(items):
        print(f"\r{done} av {len(items)} tester", end="", file=sys.stderr)
        switch.forget()
        switch.reached.clear()
        started = time.process_time()
        if not run([item], home):
            print(f"\n{item.nodeid} misslyckas utan mutant:\n{_failed[0]}", file=sys.stderr)
            return False
        reached_by_test[item.nodeid] = set(switch.reached), time.process_time() - started
    return True


def survivors(
    items: Iterable[pytest.Item], home: pytest.Item, plan: dict[int, tuple[str, str]], reached: Reached
) -> list[int]:
    """The mutants that no test fails for; each is told as soon as it is known."""
    by_id = {item.nodeid: item for item in items}
    alive: list[int] = []
    running: dict[int, int] = {}
    for done, (number, (file, _words)) in enumerate(plan.items(), start=1):
        names = tests_of(number, [other for other, about in plan.items() if about[0] == file], reached)
        if len(running) >= JOBS:
            alive += _wait(running, plan)
        running[_fork(lambda: _try(number, [by_id[name] for name in names], home))] = number  # noqa: B023
        print(f"\r{done} av {len(plan)} mutanter, {len(alive)} lever  {file:50}", end="", file=sys.stderr)
    while running:
        alive += _wait(running, plan)
    print(file=sys.stderr)
    return sorted(alive)


def tests_of(number: int, of_file: Iterable[int], reached: Reached) -> list[str]:
    """The tests that come by a mutant, those that come by least first. By a constant come all tests of its module."""
    own = [name for name, (numbers, _seconds) in reached.items() if number in numbers]
    if not own and switch.is_constant(number):
        wanted = set(of_file)
        own = [name for name, (numbers, _seconds) in reached.items() if wanted & set(numbers)]
    return sorted(own, key=lambda name: len(reached[name][0]) * reached[name][1])


def _try(number: int, tests: Sequence[pytest.Item], home: pytest.Item) -> bool:
    switch.turn_on(number)
    return run(tests, home)


def _fork(work: Callable[[], bool]) -> int:
    """A process that ends well when `work` says so, and is ended by a timer when a test does not come back."""
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    try:
        fine = work()
    except BaseException:
        fine = False
    os._exit(0 if fine else 1)


def _wait(running: dict[int, int], plan: dict[int, tuple[str, str]]) -> list[int]:
    pid, status = os.wait()
    number = running.pop(pid)
    if status:
        return []
    print(f"\r{plan[number][1]}", file=sys.stderr)
    return [number]
