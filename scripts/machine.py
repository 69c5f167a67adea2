"""What the tests need of the machine: programs from the distribution, and servers of their own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

POSTGRESQL_OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}


@dataclass(frozen=True)
class Need:
    package: str
    why: str
    steps: frozenset[str]
    found: Callable[[], object]


def postgresql_folder() -> Path | None:
    """The newest installed version; Debian keeps the server's programs outside PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def reads_calendars() -> bool:
    """Whether the system's own Python has libical, by which our invitations are judged."""
    return system_python_has("ICalGLib", "3.0")


def system_python_has(library: str, version: str) -> bool:
    question = f"import gi; gi.require_version('{library}', '{version}'); from gi.repository import {library}"
    python = Path("/usr/bin/python3")
    return python.exists() and subprocess.run([python, "-c", question], capture_output=True).returncode == 0


def debian_has(path: str) -> Callable[[], bool]:
    return lambda: Path(path).exists()


TRUTH = frozenset({"truth", "decade"})
NEEDS = [
    Need("postgresql", "proven körs också på PostgreSQL", frozenset({"postgresql", "faults"}), postgresql_folder),
    Need(
        "redis-server",
        "proven körs också med Redis som kö",
        frozenset({"postgresql", "faults"}),
        lambda: shutil.which("redis-server"),
    ),
    Need(
        "chromium", "webbläsarproven kör en riktig webbläsare", frozenset({"browser"}), lambda: shutil.which("chromium")
    ),
    Need(
        "nodejs",
        "inloggningen prövas mot en riktig inloggningstjänst, som körs i Node",
        frozenset({"browser"}),
        lambda: shutil.which("node"),
    ),
    Need("npm", "inloggningstjänsten hämtas med npm", frozenset({"browser"}), lambda: shutil.which("npm")),
    Need(
        "python3-gi",
        "kalenderfilerna läses också av libical, som Evolution använder",
        frozenset({"sqlite", "fast", "postgresql"}),
        reads_calendars,
    ),
    Need(
        "gir1.2-ical-3.0",
        "kalenderfilerna läses också av libical, som Evolution använder",
        frozenset({"sqlite", "fast", "postgresql"}),
        reads_calendars,
    ),
    Need(
        "evolution-data-server",
        "varje mejl spelas upp i Evolutions kalender",
        TRUTH,
        debian_has("/usr/libexec/evolution-calendar-factory"),
    ),
    Need("gir1.2-ecal-2.0", "Evolutions kalender läses därigenom", TRUTH, lambda: system_python_has("ECal", "2.0")),
    Need("python3-gi", "Evolutions kalender läses därigenom", TRUTH, lambda: system_python_has("ECal", "2.0")),
    Need(
        "dbus-daemon", "Evolutions delar talar med varandra genom den", TRUTH, lambda: shutil.which("dbus-run-session")
    ),
    Need("cyrus-caldav", "varje mejl spelas upp i Cyrus kalender", TRUTH, debian_has("/usr/lib/cyrus/bin/httpd")),
]


def install_missing(steps: list[str]) -> None:
    missing = [need for need in NEEDS if need.steps & set(steps) and not need.found()]
    if not missing:
        return
    for need in missing:
        print(f"{need.package} saknas och behövs: {need.why}.", flush=True)
    packages = [need.package for need in missing]
    if os.geteuid() != 0:
        sys.exit(f"Installera det som saknas: sudo apt-get install {' '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installerar {', '.join(packages)} …", flush=True)
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *command], check=True, env=environment, stdout=subprocess.DEVNULL)
    still = [need.package for need in missing if not need.found()]
    if still:
        sys.exit(f"Installationen gav inte det som behövs: {', '.join(still)}.")


@contextmanager
def start_postgresql(folder: Path) -> Iterator[str]:
    """A server with Swedish order, alone on a free port; quick rather than safe. Gives its URL."""
    programs = postgresql_folder()
    assert programs is not None  # install_missing has seen to it
    user, home, password = unprivileged_user(), folder / "postgresql", secrets.token_hex(16)
    home.mkdir()
    (home / "password").write_text(password)
    for path in (home, home / "password"):
        os.chown(path, user.pw_uid, user.pw_gid)
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    order = ["-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=sv-SE"]
    login = ["-U", "samverk", "-A", "scram-sha-256", f"--pwfile={home}/password"]
    subprocess.run(
        [f"{programs}/initdb", "-D", home / "data", *order, *login],
        check=True,
        cwd=home,
        stdout=subprocess.DEVNULL,
        **identity,
    )
    port = free_port()
    options = {**POSTGRESQL_OPTIONS, "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": home}
    settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    command = [f"{programs}/postgres", "-D", home / "data", *settings]
    with log_file(home / "server.log") as log, running(command, log, signal.SIGINT, cwd=home, **identity):
        wait_for(lambda: accepts_login(programs, port, password), "PostgreSQL", home / "server.log")
        yield f"postgres://samverk:{password}@127.0.0.1:{port}/postgres"


@contextmanager
def start_redis(folder: Path) -> Iterator[str]:
    home, port = folder / "redis", free_port()
    home.mkdir()
    options = {"port": port, "bind": "127.0.0.1", "dir": home, "save": "", "maxmemory-policy": "noeviction"}
    command = ["redis-server", *(str(part) for key, value in options.items() for part in (f"--{key}", value))]
    with log_file(home / "server.log") as log, running(command, log, signal.SIGTERM):
        wait_for(lambda: accepts(port), "Redis", home / "server.log")
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def running(command: list[Any], log: BinaryIO, stop_signal: signal.Signals, **options: Any) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, **options)
    try:
        yield
    finally:
        process.send_signal(stop_signal)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def log_file(path: Path) -> BinaryIO:
    return path.open("ab")


def unprivileged_user() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def accepts_login(programs: Path, port: int, password: str) -> bool:
    command = [f"{programs}/psql", "-h", "127.0.0.1", "-p", str(port), "-U", "samverk", "-c", "SELECT 1", "postgres"]
    environment = os.environ | {"PGPASSWORD": password}
    return subprocess.run(command, env=environment, capture_output=True).returncode == 0


def wait_for(ready: Callable[[], bool], name: str, log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{name} kom inte igång:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)
