"""`make bench`: mail throughput, request times, start time and memory, measured in one run and printed.

`python -m tests.load.bench [start] [create] [pages] [reconcile] [mail]` measures some of it. BENCH_MEETINGS (1000),
BENCH_ROWS (100000) and BENCH_UNCHANGED (10000) make it smaller. Nothing passes or fails here: figures depend on the
machine, which the first lines tell about.
"""

from __future__ import annotations

import itertools
import json
import os
import platform
import queue
import signal
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from scripts.machine import free_port, install_missing, start_postgresql, start_redis
from tests.load.sink import Mail, Sink, sink
from tests.servers import OURS, ROOT, Process, Product, SmtpSink, beat

MEETINGS = int(os.environ.get("BENCH_MEETINGS", "1000"))
UNCHANGED = int(os.environ.get("BENCH_UNCHANGED", "10000"))
ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
PEOPLE, CALLERS = 6, 2
# to one relay; the last is the product's own number
CONNECTIONS = (1, 2)
# processes, as in deploy/compose.yaml
WORKERS = 4
# milliseconds that the relay takes, and which part of the meetings is enough to see how fast mails leave then
DELAYS = {20: 0.2, 0: 1.0}
# ours takes about ten: over less, a shared machine is not the same
BARE_SECONDS = 10
STARTS = 5
# calls one at a time, calls at once, and rounds of requests after which memory is looked at
SINGLE, AT_ONCE, ROUNDS, REQUESTS = 10, 50, 5, int(os.environ.get("BENCH_REQUESTS", "10000"))
CLIENTS, SUBSCRIBED = 8, 290


def main(names: list[str]) -> None:
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores of {processor()}, load {os.getloadavg()[0]:.1f}")
    print(f"Python {platform.python_version()}, {platform.system()} {platform.release()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="samverk-bench-") as path:
        folder = Path(path)
        folder.chmod(0o755)
        for name in names or list(PARTS):
            print(f"\n== {name}", flush=True)
            PARTS[name](folder)
            print(f"   (load {os.getloadavg()[0]:.1f})", flush=True)


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


# --- mail


def mail(folder: Path) -> None:
    """The whole path against a bare loop that sends the same bytes on as many connections."""
    print(f"   {MEETINGS} meetings × {PEOPLE} people; mails a second")
    install_missing(["postgresql"])
    with ExitStack() as stack:
        servers = stack.enter_context(start_postgresql(folder)), stack.enter_context(start_redis(folder))
        for delay, part in DELAYS.items():
            for connections in CONNECTIONS:
                for production in (False, True):
                    home = folder / f"mail-{delay}-{connections}-{production}"
                    home.mkdir()
                    run = Run(home, connections, int(MEETINGS * part))
                    with sink(delay) as relay:
                        ours = run.in_production(relay, *servers) if production else run.embedded(relay)
                        mails = relay.dump(home / "mails")
                    loop, kind = bare(delay, connections, mails), "PostgreSQL + prefork" if production else "embedded"
                    print(
                        f"   sink of {delay:2} ms, connections: {connections}, {kind:20}: "
                        f"{ours:6.1f} ours, {loop:6.1f} bare loop, ratio {ours / loop:.2f}",
                        flush=True,
                    )


@dataclass
class Run:
    folder: Path
    connections: int
    meetings: int

    def embedded(self, relay: Sink) -> float:
        return self._timed("embedded", DATA_DIR=str(self.folder), EMAIL_URL=relay.url)

    def in_production(self, relay: Sink, server: str, broker: str) -> float:
        """Workers, beat and those who call as processes of their own, as in deploy/."""
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS bench WITH (FORCE)")
            connection.execute("CREATE DATABASE bench")
        environment = {
            "DATABASE_URL": server.rpartition("/")[0] + "/bench",
            "BROKER_URL": broker,
            "EMAIL_URL": relay.url,
            "SECRET_KEY": "bara för mätning " * 4,
            "DATA_DIR": str(self.folder),
            "LOG_LEVEL": "WARNING",
            "MAIL_CONNECTIONS": str(self.connections),
        }
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", str(WORKERS)]
        workers = Process("worker", *command, "--without-gossip", "--without-mingle", folder=self.folder, **environment)
        return self._timed("production", (workers, beat(self.folder, **environment)), **environment)

    def _timed(self, kind: str, parts: tuple[Process, ...] = (), **environment: str) -> float:
        """Mails a second from the first call to the last recorded mail. `parts` start when the drafts are there."""
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        command = [sys.executable, "-m", "tests.load.mail", kind, *(str(n) for n in (self.meetings, PEOPLE, CALLERS))]
        own = {"LOG_LEVEL": "ERROR", "MAIL_CONNECTIONS": str(self.connections)}
        with talking_to(command, inherited | own | environment) as process, ExitStack() as stack:
            assert process.stdin is not None and process.stdout is not None
            assert process.stdout.readline().strip() == "ready"
            for part in parts:
                stack.enter_context(part)
            if parts:
                time.sleep(8)
            process.stdin.write("go\n")
            process.stdin.flush()
            found = json.loads(process.stdout.readline())
        return self.meetings * PEOPLE / found["seconds"]


@contextmanager
def talking_to(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process with pipes to it. At the end its group is killed, however that came: it, and all that it has forked."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        # before it is waited for: until then nobody else gets its number
        os.killpg(process.pid, signal.SIGKILL)
        with process:
            pass


def bare(delay: int, connections: int, mails: list[Mail]) -> float:
    """The same bytes by smtplib alone, again and again for as long: what the machine and the relay allow."""
    waiting: queue.SimpleQueue[Mail] = queue.SimpleQueue()

    def send(relay: Sink) -> None:
        with smtplib.SMTP("127.0.0.1", relay.port) as connection:
            while True:
                try:
                    sender, recipient, content = waiting.get_nowait()
                except queue.Empty:
                    return
                connection.sendmail(sender, [recipient], content)

    spent: list[float] = []
    while sum(spent) < BARE_SECONDS:
        with sink(delay) as relay:
            for one in mails:
                waiting.put(one)
            threads = [threading.Thread(target=send, args=[relay]) for _number in range(connections)]
            begun = time.monotonic()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            spent.append(time.monotonic() - begun)
    return len(mails) * len(spent) / sum(spent)


# --- nothing to tell


def reconcile(folder: Path) -> None:
    home = folder / "reconcile"
    home.mkdir()
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    environment = inherited | {"DATA_DIR": str(home), "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "tests.load.unchanged", str(UNCHANGED), str(PEOPLE)]
    made = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    found = json.loads(made.stdout)
    print(
        f"   {UNCHANGED} unchanged meetings × {PEOPLE} people: {found['seconds']:.1f} s, "
        f"{found['cpu']:.1f} s of processor, {found['queries']:.1f} queries a batch, {found['mails']} mails"
    )


# --- a call


def create(folder: Path) -> None:
    home = folder / "create"
    home.mkdir()
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    environment = inherited | {"DATA_DIR": str(home), "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "tests.load.create"]
    made = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    few, many, feed = json.loads(made.stdout).values()
    print("   a whole call by one post; milliseconds of processor, without a network, embedded database")
    print(f"   7 people: {few['cpu']:.1f} ms, {few['queries']} queries; 40: {many['cpu']:.1f} ms, {many['queries']}")
    print(f"   ratio of forty to seven: {many['cpu'] / few['cpu']:.2f}")
    print(f"   a subscription of 290 meetings: {feed['cpu']:.1f} ms, {feed['queries']} queries")


# --- pages


def pages(folder: Path) -> None:
    print(f"   {ROWS} meetings over ten years; milliseconds in the server, one request at a time, embedded database")
    home = folder / "pages"
    home.mkdir()
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    environment = inherited | {"DATA_DIR": str(home), "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "tests.load.pages", str(ROWS)]
    made = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    print(f"   {'':18} {'p50':>6} {'p95':>6} {'cpu':>6} {'in SQL':>7}   queries ({ROWS // 100} meetings → {ROWS})")
    for name, found in json.loads(made.stdout).items():
        few, many = found["few"], found["many"]
        times = f"{many['p50']:6.1f} {many['p95']:6.1f} {many['cpu']:6.1f} {many['database']:7.1f}"
        print(f"   {name:18} {times}   {few['queries']} → {many['queries']}")


# --- start and memory


def start(folder: Path) -> None:
    """From the command to the first answers, with everything set up and compiled; and memory some seconds later."""
    home = folder / "start"
    home.mkdir()
    rows = []
    for number in range(STARTS + 1):
        with measured_start(home, compiled_in(home)) as row:
            if number:  # the first one sets up
                rows.append(row)
    for key, unit in (("live", "s to /health/live"), ("page", "s to the first page"), ("memory", "MB (PSS)")):
        values = sorted(row[key] for row in rows)
        print(f"   {values[len(values) // 2]:6.2f} {unit}, between {values[0]:.2f} and {values[-1]:.2f}")


def compiled_in(home: Path) -> dict[str, str]:
    """The environment in which Python keeps what it has compiled, as an installation does."""
    return {"PYTHONPYCACHEPREFIX": str(home / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}


@contextmanager
def measured_start(home: Path, environment: dict[str, str]) -> Iterator[dict[str, float]]:
    product = Product(home, EMAIL_URL=f"smtp://127.0.0.1:{free_port()}", **environment)
    started = time.monotonic()
    with product:
        row = {
            "live": first_answer(f"{product.url}/health/live") - started,
            "page": first_answer(f"{product.url}/logga-in/") - started,
        }
        product.wait_until("/health/ready")
        for _number in range(20):
            first_answer(f"{product.url}/logga-in/")
        assert product.process is not None
        row["memory"] = memory_of(product.process.pid)
        yield row


def first_answer(url: str) -> float:
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                answer.read()
            return time.monotonic()
        except OSError:
            time.sleep(0.01)


def memory_of(pid: int) -> float:
    """The proportional share of the process, in MB. Everything is in the one process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


# --- the embedded process in use


def use(folder: Path) -> None:
    """How soon the first mail of a call leaves, one call at a time and many at once, and memory as requests come."""
    home = folder / "use"
    data = home / "data"
    data.mkdir(parents=True)
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    command = [sys.executable, "-m", "tests.load.use", str(SUBSCRIBED), str(SINGLE + AT_ONCE)]
    environment = inherited | {"DATA_DIR": str(data), "LOG_LEVEL": "ERROR"} | compiled_in(home)
    made = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    found = json.loads(made.stdout)
    calls = iter(found["calls"])
    settings = compiled_in(home) | {"DEMO": "0", "LOG_LEVEL": "ERROR"}
    with SmtpSink() as relay, Product(home, EMAIL_URL=relay.url, **settings) as product:
        product.wait_until("/health/ready")
        assert product.process is not None
        rest = memory_of(product.process.pid)
        waits = []
        for body in itertools.islice(calls, SINGLE):
            time.sleep(2)
            before = len(relay.received)
            called = call(product, found["key"], body)
            waits.append(relay.wait_for(before + 1)[before].at - called)
        waits.sort()
        print(f"   from a call's answer to its first mail: {waits[len(waits) // 2]:.2f} s, at most {waits[-1]:.2f} s")
        time.sleep(2)
        before, started, used = len(relay.received), time.monotonic(), processor_time(product.process.pid)
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(lambda body: call(product, found["key"], body), calls))
            called = time.monotonic() - started
        mails = relay.wait_for(before + AT_ONCE * PEOPLE, 120)
        spent, used = mails[-1].at - started, processor_time(product.process.pid) - used
        print(
            f"   {AT_ONCE} calls at once: made in {called:.1f} s, all {len(mails) - before} mails in {spent:.1f} s, "
            f"{used:.1f} s of processor"
        )
        print(f"   memory at rest {rest:.0f} MB (PSS), called {memory_of(product.process.pid):.0f}", flush=True)
        for number in range(ROUNDS):
            ask_many(product, found, REQUESTS // ROUNDS)
            many = (number + 1) * REQUESTS // ROUNDS
            print(f"   {many:6} requests later: {memory_of(product.process.pid):.0f} MB", flush=True)


def processor_time(pid: int) -> float:
    """Seconds of processor that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def call(product: Product, key: str, body: dict[str, Any]) -> float:
    headers = {"Authorization": f"Token {key}", "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{product.url}/api/v1/meetings/", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        answer.read()
    return time.monotonic()


def ask_many(product: Product, found: dict[str, Any], number: int) -> None:
    """Pages, lists of the API, a subscription while it is answered: what people and programs ask for all day."""
    own, program = {"Cookie": found["cookie"]}, {"Authorization": f"Token {found['key']}"}
    asked = itertools.cycle(
        [
            ("/", own),
            (found["meeting"], own),
            ("/api/v1/meetings/", program),
            ("/min-kalender/", own),
            ("/statistik/", own),
            (found["feed"], {}),
            ("/logga-in/", {}),
        ]
    )

    def ask(one: tuple[str, dict[str, str]]) -> None:
        path, headers = one
        try:
            request = urllib.request.Request(f"{product.url}{path}", headers=headers)
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read()
        except urllib.error.HTTPError as refusal:
            # a subscription is answered once a minute, statistics to some
            assert refusal.code in (403, 429, 503), (path, refusal.code)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(ask, itertools.islice(asked, number)))


PARTS = {"start": start, "use": use, "create": create, "pages": pages, "reconcile": reconcile, "mail": mail}

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started ends with us
    main(sys.argv[1:])
