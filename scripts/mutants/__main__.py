"""`make mutants`: break the rules that matter in a copy of the tree, and list the breaks that no test notices.

A break that changes nothing is explained in `tests/mutants.toml`. What is neither noticed nor explained makes the
command fail, and so does an explanation of nothing. `python -m scripts.mutants FILE …` breaks these modules only.
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
from pathlib import Path

from scripts.mutants.writing import Mutant, write_mutants

ROOT = Path(__file__).resolve().parent.parent.parent
EXPLAINED = "tests/mutants.toml"
LIMIT_SECONDS = 60 * 60
MODULES = [
    "booking/meetings/consent.py",
    "booking/meetings/actions/consent.py",
    "booking/meetings/access.py",
    "forums/access.py",
    "booking/meetings/actions/answering.py",
    "booking/meetings/actions/filling.py",
    "booking/statistics/disclosure.py",
    "notifications/telling/comparing.py",
    "notifications/telling/reconcile.py",
    "booking/retention.py",
    "notifications/retention.py",
]
# what is meant to hold the rules; a page that breaks as well shows less
TESTS = [
    "tests/api/test_access.py",
    "tests/api/test_invitations.py",
    "tests/booking/meetings",
    "tests/booking/series",
    "tests/booking/staffing",
    "tests/booking/statistics/test_closing.py",
    "tests/booking/statistics/test_disclosure.py",
    "tests/booking/test_retention.py",
    "tests/forums/test_call_choices.py",
    "tests/forums/test_cast.py",
    "tests/forums/test_roles.py",
    "tests/notifications/inbox",
    "tests/notifications/notices/test_logins.py",
    "tests/notifications/telling",
    "tests/notifications/test_retention.py",
    "tests/notifications/test_tasks.py",
]
# is never run, only said to be next, and shares no folder with any other: what the session has set up stays
STAY = "test_stay.py"


def main(names: list[str]) -> int:
    if unknown := set(names) - set(MODULES):
        print(f"Okänd modul: {', '.join(sorted(unknown))}. Modulerna är {', '.join(MODULES)}.")
        return 2
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="samverk-mutants-") as name:
        folder = Path(name)
        copy_tree(folder)
        mutants = write_all(folder, names or MODULES)
        if not run_tests(folder):
            return 1
        alive = set(json.loads((folder / "survivors.json").read_text()))
    print(f"{len(mutants)} mutanter, {len(mutants) - len(alive)} upptäckta ({time.monotonic() - started:.0f} s)")
    return judge(mutants, alive)


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


def run_tests(folder: Path) -> bool:
    print("Testerna körs först en gång som de är, för att se vilka rader de kommer förbi …", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "scripts.mutants.running", STAY, *TESTS]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return subprocess.run(command, cwd=folder, env=environment, timeout=LIMIT_SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        print(f"Det tog mer än {LIMIT_SECONDS // 60} minuter och avbröts.")
        return False


def judge(mutants: list[Mutant], alive: set[int]) -> int:
    known = tomllib.loads((ROOT / EXPLAINED).read_text())["survives"]
    explained = {(each["where"], each["change"]) for each in known}
    living = [one for one in mutants if one.number in alive]
    new = [one for one in living if (one.where, one.change) not in explained]
    for one in new:
        print(one)
    broken_now = {one.file for one in mutants}
    theirs = {key for key in explained if key[0].partition(" ")[0] in broken_now}
    stale = theirs - {(one.where, one.change) for one in living}
    for where, change in sorted(stale):
        print(f"{EXPLAINED} förklarar något som inte finns eller som upptäcks: {where}: {change}")
    print(f"{len(living) - len(new)} förklarade, {len(new)} oförklarade")
    return 1 if new or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
