"""The product and its surroundings as real processes, for tests that kill, cut and look from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from scripts.machine import free_port
from tests.town import copy_town

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Received:
    """One message that the sink has accepted."""

    mail_from: str
    recipients: list[str]
    content: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)


class Cut(Exception):
    """Raised by a script: the connection ends here without an answer."""


class SmtpSink:
    """A mail server that keeps what it gets. `script` decides about each message, before it is accepted:

    None accepts it, a text such as "451 later" refuses it, `Cut` drops the connection, `sleep` in it makes it slow.
    `after` is asked when the message is kept but the answer not yet given. What `is_beside` says yes to is accepted and
    not kept.
    """

    def __init__(self, script: Callable[[Envelope], str | None] = lambda envelope: None, **options: object) -> None:
        self.script = script
        self.after: Callable[[Envelope], None] = lambda envelope: None
        self.is_beside: Callable[[Received], bool] = lambda received: False
        self.received: list[Received] = []
        self.changed = threading.Condition()
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=20, **options)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> SmtpSink:
        self.controller.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        try:
            if refusal := self.script(envelope):
                return refusal
            received = Received(envelope.mail_from, list(envelope.rcpt_tos), envelope.content)
            if not self.is_beside(received):
                with self.changed:
                    self.received.append(received)
                    self.changed.notify_all()
            self.after(envelope)
        except Cut:
            server.transport.abort()
            return "421 cut"
        return "250 OK"

    def wait_for(self, count: int, seconds: float = 30) -> list[Received]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.received) >= count, seconds), (
                f"{len(self.received)} of {count} messages came in {seconds} s"
            )
            return list(self.received)


class Process:
    """A part of the product as a process of its own, with its output in a file."""

    def __init__(self, name: str, *command: str, folder: Path, **environment: str) -> None:
        self.name, self.command, self.folder, self.environment = name, command, folder, environment
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=inherited | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """As the power going: the whole process group, at once."""
        self._end(signal.SIGKILL)

    def stop(self, seconds: float = 40) -> int | None:
        return self._end(signal.SIGTERM, seconds)

    def _end(self, sign: signal.Signals, seconds: float = 10) -> int | None:
        if self.process is None:
            return None
        process, self.process = self.process, None
        if process.poll() is None:
            (os.killpg if sign == signal.SIGKILL else os.kill)(process.pid, sign)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise AssertionError(f"{self.name} did not stop in {seconds} s:\n{self.tail()}") from None

    def tail(self) -> str:
        return self.log.read_text()[-4000:] if self.log.exists() else ""

    def __enter__(self) -> Process:
        self.start()
        return self

    def __exit__(self, *reason: object) -> None:
        if self.process is not None:
            self.kill()


class Site(Process):
    """A process that answers on HTTP."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, dict]:
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            return answer.code, json.load(answer)

    def wait_until(self, path: str, seconds: float = 60) -> None:
        """Waits for 200 on the path: /health/live as soon as it listens, /health/ready when mail gets out too."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.get(path)[0] == 200:
                    return
            except OSError:
                pass
            assert self.process is not None and self.process.poll() is None, f"{self.name} ended:\n{self.tail()}"
            assert time.monotonic() < deadline, f"{self.name} is not up after {seconds} s:\n{self.tail()}"
            time.sleep(0.05)


class Product(Site):
    """`manage.py serve` on a free port with its own data folder. Started again, it goes on with the same data."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        environment = {"DEMO": "1", "PORT": str(self.port), "DATA_DIR": str(folder / "data")} | environment
        if environment["DEMO"] == "1" and not Path(environment["DATA_DIR"]).exists():
            copy_town(Path(environment["DATA_DIR"]))
        super().__init__("serve", sys.executable, "manage.py", "serve", folder=folder, **environment)

    def manage(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=inherited | self.environment,
            input=stdin,
            capture_output=True,
            timeout=120,
        )


class Web(Site):
    """gunicorn as in production, on a PostgreSQL and a Redis given by URL."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        command = ["-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "8"]
        super().__init__("web", sys.executable, *command, "config.wsgi", folder=folder, **environment)


def worker(folder: Path, name: str = "worker", **environment: str) -> Process:
    command = ["-m", "celery", "-A", "config", "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    return Process(name, sys.executable, *command, "-n", f"{name}@%h", folder=folder, **environment)


def beat(folder: Path, **environment: str) -> Process:
    command = ["-m", "celery", "-A", "config", "beat", "-S", "celery.beat.Scheduler", "--pidfile", ""]
    return Process("beat", sys.executable, *command, folder=folder, **environment)


# what a test run sets for itself must not reach the product under test
OURS = {
    "DATA_DIR",
    "DATABASE_URL",
    "BROKER_URL",
    "SECRET_KEY",
    "EMAIL_URL",
    "IMAP_URL",
    "PUBLIC_URL",
    "DJANGO_SETTINGS_MODULE",
}
