"""Evolution Data Server: the calendar behind Evolution and the GNOME desktop, as a program that its user has open.

Every mail goes through `e_cal_client_receive_objects`, which is what Evolution calls when its user takes an invitation,
an update or a cancellation into the calendar; what the calendar shows is what `e_cal_client_generate_instances` gives
the calendar view. A cancelled meeting is gone from it.

Known of it: it applies an older REQUEST that comes late (`itip.md`), so the order of delivery counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.truth.drivers import Shown, calendar_of

PROCESS = Path(__file__).with_name("evolution_process.py")
SYSTEM_PYTHON = "/usr/bin/python3"


class Evolution:
    name = "Evolution"
    reads_all_addresses = True

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process, self.log = process, log

    def receive(self, calendar: str, mails: Sequence[bytes]) -> None:
        errors = self._ask("receive", calendar, [calendar_of(mail) for mail in mails])
        assert not any(errors), f"Evolution refused a mail to {calendar}: {errors}"

    def shows(self, calendar: str) -> set[Shown]:
        lines = self._ask("show", calendar)
        fields = Shown.__dataclass_fields__
        return {Shown(**{key: line[key] for key in fields}) for line in lines if line["status"] != "CANCELLED"}

    def expected(self, calendar: str, truth: set[Shown]) -> set[Shown]:
        return truth

    def _ask(self, *request: Any) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"Evolution Data Server ended:\n{self.log.read_text()[-3000:]}"
        return json.loads(answer)


@contextmanager
def evolution() -> Iterator[Evolution]:
    """In a home, a runtime folder and a session bus of its own, which end with it."""
    with tempfile.TemporaryDirectory(prefix="samverk-evolution-") as folder:
        home = Path(folder)
        runtime = home / "run"
        runtime.mkdir(mode=0o700)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "XDG_RUNTIME_DIR": str(runtime),
            "LANG": "C.UTF-8",
            "GIO_USE_VFS": "local",
            "GSETTINGS_BACKEND": "memory",
        }
        log = home / "log"
        with (
            log.open("wb") as errors,
            subprocess.Popen(
                ["dbus-run-session", "--", SYSTEM_PYTHON, PROCESS],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            ) as process,
        ):
            # its end of input is its end, and the session's
            yield Evolution(process, log)
