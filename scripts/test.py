"""All checks, each on the real thing: `make test`, or `python -m scripts.test STEP …` for some of them.

What is missing on the machine is installed, with the reason said; nothing is left out because something is missing.
PostgreSQL and Redis are started here, on free ports and in a folder of their own, and stopped here.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from scripts.machine import install_missing, start_postgresql, start_redis

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LIMIT_SECONDS = 20 * 60
# what is run before every commit: the embedded database, and nothing that takes more than a second
FAST = "not slow and not postgres and not browser and not faults and not truth"

PRODUCTION_LIKE = {
    "SECRET_KEY": "7m" * 30 + "åäö-not-a-real-one",
    "PUBLIC_URL": "https://samverk.example",
    "DATABASE_URL": "postgres://samverk:x@127.0.0.1/samverk",
    "BROKER_URL": "redis://127.0.0.1/0",
    "EMAIL_URL": "smtp+tls://samverk:x@relay.example:587",
    "AUTHSERV_ID": "mx.samverk.example",
}


@dataclass
class Run:
    """One run of the command: where it works, what it has started, and what came out."""

    folder: Path
    stack: ExitStack
    environment: dict[str, str]
    failed: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("tests", "failures", "errors", "skipped"), 0))

    def call(self, *command: str, **environment: str) -> bool:
        result = subprocess.run(command, cwd=ROOT, env=self.environment | environment, timeout=LIMIT_SECONDS)
        return result.returncode == 0

    def manage(self, *arguments: str, **environment: str) -> bool:
        return self.call(str(BIN / "python"), "manage.py", *arguments, **environment)

    def pytest(self, name: str, *arguments: str, **environment: str) -> bool:
        report = self.folder / f"{name}.xml"
        fine = self.call(str(BIN / "pytest"), "-q", f"--junitxml={report}", *arguments, **environment)
        if report.exists():
            for suite in ElementTree.parse(report).getroot().iter("testsuite"):
                for key in self.counts:
                    self.counts[key] += int(suite.get(key, 0))
        return fine

    def servers(self) -> dict[str, str]:
        """PostgreSQL and Redis, started when the first step asks for them."""
        if "TEST_REDIS_URL" not in self.environment:
            self.environment["TEST_REDIS_URL"] = self.stack.enter_context(start_redis(self.folder))
        if "TEST_POSTGRES_URL" not in self.environment:
            self.environment["TEST_POSTGRES_URL"] = self.stack.enter_context(start_postgresql(self.folder))
        return {"TEST_DATABASE_URL": self.environment["TEST_POSTGRES_URL"]}


def lint(run: Run) -> bool:
    ruff = str(BIN / "ruff")
    return run.call(ruff, "check", "--no-cache", ".") & run.call(
        ruff, "format", "--no-cache", "--check", "--quiet", "."
    )


def types(run: Run) -> bool:
    return run.call(str(BIN / "mypy"))


def migrations(run: Run) -> bool:
    return run.manage("makemigrations", "--check", "--dry-run", DATA_DIR=str(run.folder))


def deploy(run: Run) -> bool:
    return run.manage("check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(run.folder), **PRODUCTION_LIKE)


def sqlite(run: Run) -> bool:
    return run.pytest("sqlite", "-n", "2")


def fast(run: Run) -> bool:
    """Only when asked for, by `make check`: it is a part of `sqlite`."""
    return run.pytest("fast", "-n", "2", "-m", FAST)


def postgresql(run: Run) -> bool:
    return run.pytest("postgresql", "-n", "2", **run.servers())


def browser(run: Run) -> bool:
    return run.pytest("browser", "-m", "browser")


def faults(run: Run) -> bool:
    run.servers()
    return run.pytest("faults", "-m", "faults", "-s")


def truth(run: Run) -> bool:
    return run.pytest("truth", "-m", "truth")


def decade(run: Run) -> bool:
    """Only when asked for, by `make truth`: it takes as long as it takes."""
    return subprocess.run([BIN / "python", "-m", "tests.truth"], cwd=ROOT, env=run.environment).returncode == 0


STEPS: dict[str, Callable[[Run], bool]] = {
    step.__name__: step for step in (lint, types, migrations, deploy, sqlite, postgresql, browser, faults, truth)
}

ON_REQUEST = {"decade": decade, "fast": fast}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in STEPS | ON_REQUEST]
    if unknown:
        print(f"Okänt steg: {', '.join(unknown)}. Stegen är {', '.join(STEPS | ON_REQUEST)}.")
        return 2
    started = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers end with us
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samverk-test-")))
        folder.chmod(0o755)
        run = Run(folder, stack, dict(os.environ))
        install_missing(names or list(STEPS))
        for name in names or STEPS:
            do(run, name)
    return close(run, time.monotonic() - started)


def do(run: Run, name: str) -> None:
    print(f"\n===== {name}", flush=True)
    started = time.monotonic()
    try:
        fine = (STEPS | ON_REQUEST)[name](run)
    except subprocess.TimeoutExpired:
        print(f"Steget tog mer än {LIMIT_SECONDS // 60} minuter och avbröts.")
        fine = False
    if not fine:
        run.failed.append(name)
    print(f"===== {name}: {'klart' if fine else 'MISSLYCKADES'} ({time.monotonic() - started:.1f} s)", flush=True)


def close(run: Run, seconds: float) -> int:
    """The last line is in the words of pytest, so that what reads test runs can read it."""
    bad = run.counts["failures"] + run.counts["errors"]
    passed = run.counts["tests"] - bad - run.counts["skipped"]
    parts = [f"{bad} failed"] if bad else []
    parts += [f"{passed} passed"]
    parts += [f"{run.counts['skipped']} skipped"] if run.counts["skipped"] else []
    if run.failed:
        print(f"\nSteg som misslyckades: {', '.join(run.failed)}")
    if run.counts["tests"]:
        print(f"\n===== {', '.join(parts)} in {seconds:.2f}s =====")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
