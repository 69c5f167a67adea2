"""A client that calls meetings over HTTP and never gives up, and what came to the mail server in the end."""

from __future__ import annotations

import asyncio
import datetime
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from booking.workdays import add_workdays, at_local
from tests.servers import OURS, ROOT, Received, Site, SmtpSink

RELAY_SECONDS = 0.02


class Relay(SmtpSink):
    """A sink that takes its time over each message, as a relay does, so that kills come in the middle."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(RELAY_SECONDS)
        return await super().handle_DATA(server, session, envelope)


@dataclass
class World:
    """The cast in a database of its own, as its ids."""

    token: str
    template: int
    invited: list[int]
    parties: list[int]
    addresses: list[str]

    @classmethod
    def seed(cls, **environment: str) -> World:
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        command = [sys.executable, "-m", "tests.faults.seed"]
        made = subprocess.run(command, cwd=ROOT, env=inherited | environment, capture_output=True, timeout=240)
        assert made.returncode == 0, made.stderr.decode()
        return cls(**json.loads(made.stdout.splitlines()[-1]))

    def call(self, number: int) -> dict[str, Any]:
        """All of a call in one body, as another system would send it."""
        today = datetime.date.today()
        start = at_local(add_workdays(today, 15 + number % 20), datetime.time(8 + number % 8))
        return {
            "template": self.template,
            "starts_at": start.isoformat(),
            "ends_at": (start + datetime.timedelta(hours=1)).isoformat(),
            "meeting_form": "on_site",
            "place": "Lingonhuset, rum 3",
            "invitations": [{"person": pk} for pk in self.invited],
            "consent": {
                "form": "spoken",
                "given_on": str(today),
                "valid_until": str(today + datetime.timedelta(days=120)),
                "parties": self.parties,
            },
            "call": True,
            # many calls are at the same time
            "confirm_same": True,
        }


@dataclass
class Client:
    """Calls meetings from several threads, each until it is confirmed, with one Idempotency-Key per meeting."""

    world: World
    site: Site
    threads: int = 4
    confirmed: dict[str, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def start(self, numbers: Iterable[int]) -> None:
        self.numbers = iter(numbers)
        self.lock = threading.Lock()
        self.running = [threading.Thread(target=self._work, daemon=True) for _number in range(self.threads)]
        for thread in self.running:
            thread.start()

    def finish(self, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        for thread in self.running:
            thread.join(max(0, deadline - time.monotonic()))
        assert not [thread for thread in self.running if thread.is_alive()], f"calls hang:\n{self.site.tail()}"
        assert self.refused == []

    def _work(self) -> None:
        while True:
            with self.lock:
                number = next(self.numbers, None)
            if number is None:
                return
            self._call_until_confirmed(number)

    def _call_until_confirmed(self, number: int) -> None:
        body = json.dumps(self.world.call(number)).encode()
        headers = {"Authorization": f"Token {self.world.token}", "Content-Type": "application/json"}
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            asked_at = time.monotonic()
            try:
                request = urllib.request.Request(
                    f"{self.site.url}/api/v1/meetings/", body, {**headers, "Idempotency-Key": f"fault-{number}"}
                )
                with urllib.request.urlopen(request, timeout=20) as answer:
                    reference = json.load(answer)["reference"]
            except urllib.error.HTTPError as answer:
                if answer.code < 500:
                    self.refused.append(f"{number}: {answer.code} {answer.read().decode()}")
                    return
            except (OSError, http.client.HTTPException, ValueError):
                pass  # killed in the middle: nobody knows what became of it, so it is sent again
            else:
                with self.lock:
                    self.confirmed[reference] = time.monotonic() - asked_at
                return
            time.sleep(0.1)
        self.refused.append(f"{number}: never answered")


Came = dict[tuple[str, str], list[Received]]


def reference_of(received: Received) -> str:
    calendar = next(part for part in received.message.walk() if part.get_content_type() == "text/calendar")
    text = calendar.get_payload(decode=True).decode().replace("\r\n ", "")
    found = re.search(r"^SUMMARY:.*?(SV-\w+-\w+)", text, re.M)
    assert found is not None, text
    return found[1]


def wait_until_all_came(sink: SmtpSink, client: Client, seconds: float) -> Came:
    """Every confirmed call has come to every address, and nothing else has; gives the copies of each."""
    expected = {(reference, address) for reference in client.confirmed for address in client.world.addresses}
    came: Came = defaultdict(list)
    deadline, read = time.monotonic() + seconds, 0
    while not expected <= came.keys():
        for one in sink.received[read:]:
            came[reference_of(one), one.recipients[0]].append(one)
            read += 1
        missing = expected - came.keys()
        assert not missing or time.monotonic() < deadline, (
            f"{len(missing)} of {len(expected)} did not come, such as {sorted(missing)[:3]}:\n{client.site.tail()}"
        )
        time.sleep(0.2)
    for one in sink.received[read:]:
        came[reference_of(one), one.recipients[0]].append(one)
    assert came.keys() == expected
    return came


def count_extra(came: Came) -> int:
    """How many came more than once. Copies are the same to the letter, and so in Message-ID, UID and SEQUENCE."""
    for copies in came.values():
        assert len({copy.content for copy in copies}) == 1
    return sum(len(copies) - 1 for copies in came.values())
