"""`make mutants`: break the rules that matter in a copy of the tree, and list the breaks that no test notices.

A break that changes nothing is explained in `tests/mutants.toml`. What is neither noticed nor explained makes the
command fail, and so does an explanation of nothing. `make mutants ONLY=consent` breaks one rule only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scripts.mutants.writing import Mutant, write_mutants

ROOT = Path(__file__).resolve().parent.parent.parent
EXPLAINED = "tests/mutants.toml"
LIMIT_SECONDS = 60 * 60


@dataclass(frozen=True)
class Rule:
    modules: list[str]
    # what is meant to hold it; a page that breaks as well shows less
    tests: list[str]


MEETINGS = [
    f"tests/booking/meetings/test_{each}.py"
    for each in ("access", "answering", "calling", "changing", "consent", "filling", "who_comes")
]
RULES = {
    "consent": Rule(
        ["booking/meetings/consent.py", "booking/meetings/actions/consent.py"],
        [*MEETINGS, "tests/config/test_rights.py"],
    ),
    "disclosure": Rule(["booking/statistics/disclosure.py"], ["tests/booking/statistics/test_disclosure.py"]),
    "retention": Rule(
        ["booking/retention.py", "notifications/retention.py"],
        [
            "tests/booking/test_retention.py",
            "tests/notifications/test_retention.py",
            "tests/notifications/notices/test_kinds.py",
            "tests/notifications/notices/test_logins.py",
        ],
    ),
    "sequence": Rule(
        ["notifications/telling/comparing.py", "notifications/telling/reconcile.py"],
        # by rows, so that hundreds of breaks take minutes: that mails and calendars follow is shown beside them
        [
            *(f"tests/notifications/telling/test_{each}.py" for each in ("comparing", "versions", "runs")),
            "tests/notifications/test_tasks.py",
        ],
    ),
    "assign": Rule(
        [f"booking/meetings/actions/{each}.py" for each in ("answering", "colleagues", "filling")],
        [
            *MEETINGS,
            "tests/booking/meetings/test_wishes_lapse.py",
            "tests/booking/series",
            "tests/api/test_invitations.py",
            "tests/booking/staffing/test_changes_wait_for_a_yes.py",
            "tests/config/test_rights.py",
        ],
    ),
    "access": Rule(
        ["booking/meetings/access.py", "forums/access.py"],
        [
            *MEETINGS,
            "tests/api/test_access.py",
            "tests/forums/test_access.py",
            "tests/forums/test_call_choices.py",
        ],
    ),
}
# is never run, only said to be next, and shares no folder with any other: what the session has set up stays
STAY = "test_stay.py"


def main(names: list[str]) -> int:
    if unknown := set(names) - set(RULES):
        print(f"Okänd regel: {', '.join(sorted(unknown))}. Reglerna är {', '.join(RULES)}.")
        return 2
    failed = [name for name in names or RULES if not try_rule(name)]
    print(f"Inte visade: {', '.join(failed)}" if failed else "Alla visade.")
    return 1 if failed else 0


def try_rule(name: str) -> bool:
    """Break a rule in a copy of the tree. Is each break noticed, or explained?"""
    print(f"{name}: testerna körs först en gång som de är, för att se vilka rader de kommer förbi …", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="samverk-mutants-") as folder_name:
        folder = Path(folder_name)
        copy_tree(folder)
        mutants = write_all(folder, RULES[name].modules)
        if not run_tests(folder, RULES[name].tests):
            return False
        alive = set(json.loads((folder / "survivors.json").read_text()))
    print(f"{name}: {time.monotonic() - started:.0f} s")
    known = tomllib.loads((ROOT / EXPLAINED).read_text())["survives"]
    explained = {(each["where"], each["change"]) for each in known}
    shown = [judge(module, mutants, alive, explained) for module in RULES[name].modules]
    return all(shown)


def copy_tree(folder: Path) -> None:
    """What git knows and what is new, as it stands: the tree itself is never touched."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def write_all(folder: Path, modules: list[str]) -> list[Mutant]:
    mutants: list[Mutant] = []
    for module in modules:
        mutants += write_mutants(folder, module, len(mutants) + 1)
    (folder / "mutants.json").write_text(json.dumps({one.number: (one.file, str(one)) for one in mutants}))
    (folder / STAY).write_text("def test_stay(): pass\n")
    return mutants


def run_tests(folder: Path, tests: list[str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "scripts.mutants.running", STAY, *tests]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return subprocess.run(command, cwd=folder, env=environment, timeout=LIMIT_SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        print(f"Det tog mer än {LIMIT_SECONDS // 60} minuter och avbröts.")
        return False


def judge(module: str, mutants: Iterable[Mutant], alive: set[int], explained: set[tuple[str, str]]) -> bool:
    """Print what no test notices. Is each such break of this module explained, and each explanation needed?"""
    mine = [one for one in mutants if one.file == module]
    living = [one for one in mine if one.number in alive]
    new = [one for one in living if (one.where, one.change) not in explained]
    for one in new:
        print(one)
    theirs = {key for key in explained if key[0].partition(" ")[0] == module}
    stale = theirs - {(one.where, one.change) for one in living}
    for where, change in sorted(stale):
        print(f"{EXPLAINED} förklarar något som inte finns eller som upptäcks: {where}: {change}")
    caught, known = len(mine) - len(living), len(living) - len(new)
    print(f"{module}: {len(mine)} mutanter, {caught} upptäckta, {known} förklarade, {len(new)} oförklarade", flush=True)
    return not new and not stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
