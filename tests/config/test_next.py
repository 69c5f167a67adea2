"""`make next` and `make check`: which Python, which tests, and what becomes of a deprecation."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts import next as on_newest
from scripts.test import FAST, ON_REQUEST, ROOT, STEPS


def program(folder: Path, name: str, says: str) -> Path:
    """A program that answers what a Python would, or fails."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{says}\n")
    path.chmod(0o755)
    return path


def test_the_newest_python_that_can_is_taken(tmp_path: Path) -> None:
    old, new = program(tmp_path, "old", "echo 3 12"), program(tmp_path, "new", "echo 3 14")
    too_old, broken = program(tmp_path, "too-old", "echo 3 11"), program(tmp_path, "broken", "exit 1")

    assert on_newest.newest_python([old, broken, new, too_old]) == new
    assert on_newest.newest_python([too_old, broken, tmp_path / "not-there"]) is None
    assert on_newest.version_of(Path(sys.executable)) == sys.version_info[:2]


def test_pythons_are_looked_for_in_path_and_with_pyenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_path = program(tmp_path, "python3.13", "echo 3 13")
    home = tmp_path / "versions" / "3.12.1" / "bin"
    home.mkdir(parents=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))

    by_pyenv = program(home, "python", "echo 3 12")

    assert on_newest.candidates() == [in_path, by_pyenv]


def test_without_a_newer_python_this_is_said_and_our_own_django_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(on_newest, "install_missing", lambda steps: None)
    monkeypatch.setattr(on_newest, "candidates", lambda: [program(tmp_path, "python3", "echo 3 11")])
    monkeypatch.setattr(on_newest, "run", lambda python: asked.append(python) or 0)

    assert on_newest.main() == 0
    assert asked == [on_newest.BIN / "python"]
    assert "kräver Python 3.12 eller senare" in capsys.readouterr().out


def test_with_one_its_own_environment_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = program(tmp_path, "python3.14", "echo 3 14")
    monkeypatch.setattr(on_newest, "install_missing", lambda steps: None)
    monkeypatch.setattr(on_newest, "candidates", lambda: [python])
    monkeypatch.setattr(on_newest, "installed", lambda program: program.parent / "installed")
    monkeypatch.setattr(on_newest, "run", lambda program: 3 if program == tmp_path / "installed" else 0)

    assert on_newest.main() == 3


def test_its_environment_is_made_once_and_has_what_we_pin_under_the_newest_django(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_newest, "HOME", tmp_path / "home")
    asked = tmp_path / "asked"
    python = program(
        tmp_path,
        "python3.14",
        f'[ "$1" = -c ] && echo 3 14 && exit\n'
        f'echo "$2 $3 $@" >> {asked}\n'
        f'[ "$2" = pip ] || install -D "$0" {tmp_path}/home/bin/python',
    )

    assert {on_newest.installed(python), on_newest.installed(python)} == {tmp_path / "home" / "bin" / "python"}

    made, *pip = asked.read_text().splitlines()
    assert made.startswith("venv --clear") and made.endswith(str(tmp_path / "home"))
    assert [line.split()[-1] for line in pip] == [str(ROOT / "requirements" / "dev.txt"), "django"] * 2


@pytest.mark.slow
def test_a_deprecation_is_listed_and_fails_nothing(tmp_path: Path) -> None:
    test = tmp_path / "test_old.py"
    test.write_text(
        "import warnings\nfrom django.utils.deprecation import RemovedInNextVersionWarning\n"
        "def test_old():\n    warnings.warn('snart borta', RemovedInNextVersionWarning)\n"
    )
    command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", test]

    strict, listed = (
        subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True) for more in ([], on_newest.LISTED)
    )

    assert strict.returncode == 1
    assert listed.returncode == 0 and "snart borta" in listed.stdout


def test_the_fast_part_leaves_out_what_has_a_step_of_its_own() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    marks = {mark.partition(":")[0] for mark in options["markers"]}

    assert {word for word in FAST.split() if word not in ("not", "and")} == marks - {"sqlite_only"}


def test_make_knows_the_steps() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = dict(line.split(maxsplit=1) for line in told.splitlines())
    (steps,) = (line for line in (ROOT / "Makefile").read_text().splitlines() if line.endswith(" fast"))

    assert "under two minutes" in lines["check"] and "newest release" in lines["next"]
    assert set(steps.split("scripts.test ")[1].split()) <= STEPS.keys() | ON_REQUEST.keys()
