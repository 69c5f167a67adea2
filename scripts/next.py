"""`make next`: the fast part of the suite on Django's newest release, so that its changes are met before they are ours.

Where no Python on the machine is new enough for that release, this is said, and the same part is run on our own Django
with what it announces as going away listed. Nothing fails for a deprecation: it is a list of what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from scripts.machine import install_missing
from scripts.test import BIN, FAST, ROOT

# what Django's newest release asks for: 6.1 is the first that takes no 3.11
NEEDED = (3, 12)
NEWEST_KNOWN = 20
HOME = ROOT / ".venv-next"
# after those of pyproject.toml, and so over them; the last two are a newer Python's about connections of ended threads
WARNINGS = ("DeprecationWarning", "PendingDeprecationWarning", "ResourceWarning")
LISTED = [f"-Wdefault::{name}" for name in (*WARNINGS, "pytest.PytestUnraisableExceptionWarning")]


def main() -> int:
    install_missing(["fast"])
    python = newest_python(candidates())
    if python is None:
        ours = ".".join(map(str, sys.version_info[:2]))
        print(
            f"Djangos senaste utgåva kräver Python {'.'.join(map(str, NEEDED))} eller senare; här finns bara {ours}.\n"
            "Provar i stället på den Django som används, och listar vad den säger är på väg bort.",
            flush=True,
        )
        return run(BIN / "python")
    return run(installed(python))


def candidates() -> list[Path]:
    """Programs that may be a newer Python: those in PATH, the newest first, then those that pyenv has."""
    names = [f"python3.{minor}" for minor in range(NEWEST_KNOWN, NEEDED[1] - 1, -1)]
    found = [Path(path) for name in [*names, "python3"] if (path := shutil.which(name))]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    return [*found, *sorted(pyenv.glob("versions/3.*/bin/python"), reverse=True)]


def newest_python(programs: Iterable[Path]) -> Path | None:
    """The newest of those that start, can make an environment and are new enough."""
    able = [(version, program) for program in programs if (version := version_of(program)) and version >= NEEDED]
    return max(able, default=(NEEDED, None))[1]


def version_of(program: Path) -> tuple[int, ...] | None:
    """None: there is no such program, or it cannot make an environment."""
    asked = "import ensurepip, sqlite3, ssl, sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([program, "-c", asked], capture_output=True, text=True)
    except OSError:
        return None
    return tuple(map(int, answer.stdout.split())) if answer.returncode == 0 else None


def installed(python: Path) -> Path:
    """An environment of its own, kept between runs: what we pin, and over it Django's newest release."""
    program = HOME / "bin" / "python"
    if version_of(program) != version_of(python):
        subprocess.run([python, "-m", "venv", "--clear", HOME], check=True)
    pip: list[str | Path] = [program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements" / "dev.txt"], check=True)
    subprocess.run([*pip, "--upgrade", "django"], check=True)
    return program


def run(python: Path) -> int:
    told = "import django, platform; print('Django', django.__version__, 'på Python', platform.python_version())"
    subprocess.run([python, "-c", told], check=True)
    return subprocess.run([python, "-m", "pytest", "-q", "-n", "2", "-m", FAST, *LISTED], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
