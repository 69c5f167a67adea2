"""The proof: `python -m tests.truth --days DAYS --areas AREAS --per-day EVENTS --seed SEED`.

A simulated time of forums, series, individual meetings, staff change, addresses that die, a mail server that is away
and workers that are killed, through the real actions; every mail is replayed through calendar programs that others
wrote. Ends with 1 and the first differences when a calendar is not what the database says.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import signal
import sys
import tempfile
import time
import uuid
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

FIRST_DAY = datetime.date(2026, 1, 5)
SHOWN_DIFFERENCES = 5


def main() -> int:
    arguments = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the calendar programs end with us
    seed_uuids(arguments.seed)
    with ExitStack() as stack:
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samverk-truth-", dir=memory)))
        start_product(folder)
        from tests.truth.drivers.cyrus import cyrus
        from tests.truth.drivers.evolution import evolution
        from tests.truth.simulation import Simulation

        programs = [stack.enter_context(evolution()), stack.enter_context(cyrus())]
        simulation = Simulation(
            seed=arguments.seed,
            days=arguments.days,
            areas=arguments.areas,
            per_day=arguments.per_day,
            programs=list(programs),
        )
        started = time.monotonic()
        differences = simulation.run(FIRST_DAY, Progress())
        seconds = time.monotonic() - started
        report(simulation, seconds)
        if differences:
            print(
                f"\n{len(differences)} calendars are not what the database says; SEED={arguments.seed} shows it again."
            )
            for difference in differences[:SHOWN_DIFFERENCES]:
                print(f"\n{difference}")
            print(f"\nThe mails of the first one:\n{differences[0].calendars()}")
            print_history(differences[0])
            return 1
        print(f"\n0 differences (SEED={arguments.seed})")
        return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.truth")
    parser.add_argument("--days", type=int, default=3653)
    parser.add_argument("--areas", type=int, default=2)
    parser.add_argument("--per-day", type=float, default=2)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "1")))
    return parser.parse_args()


def seed_uuids(seed: int) -> None:
    """Before the models are read: their ids, and with them the order in which mails of the same moment leave."""
    luck = random.Random(seed)
    uuid.uuid4 = lambda: uuid.UUID(int=luck.getrandbits(128), version=4)  # type: ignore[assignment]
    random.seed(seed)


def start_product(folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("EMAIL_", "IMAP_", "MAIL_", "AUTHSERV_"))]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(folder),
        "SECRET_KEY": "bara för prov " * 5,
        "PUBLIC_URL": "https://samverk.example",
        "DATABASE_URL": "",
        "BROKER_URL": "",
        "DEMO": "0",
        "AUTHSERV_ID": "trust-from",
    }
    import logging

    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0, interactive=False)


class Progress:
    """A bar on a terminal; elsewhere a line for every tenth."""

    def __init__(self) -> None:
        self.started, self.tenths = time.monotonic(), 0

    def __call__(self, done: int, of: int) -> None:
        seconds = time.monotonic() - self.started
        text = f"day {done} of {of}, {seconds:.0f} s"
        if sys.stderr.isatty():
            filled = 40 * done // of
            print(f"\r[{'#' * filled}{'.' * (40 - filled)}] {text}", end="\n" if done == of else "", file=sys.stderr)
        elif (tenths := 10 * done // of) > self.tenths:
            self.tenths = tenths
            print(text, file=sys.stderr, flush=True)


def print_history(difference) -> None:
    """What was done to its meetings, and what became of each message to this person's addresses."""
    from booking.models import MeetingEvent
    from notifications.models import OutboxMessage, Told
    from tests.truth.expected import known_instances

    meetings = {meeting for (uid, _at), meeting in known_instances().items() if uid in difference.uids}
    for event in MeetingEvent.objects.filter(meeting__in=meetings).order_by("at", "id"):
        print(f"{event.at:%Y-%m-%d %H:%M} {event.what} {event.details}")
    for told in Told.objects.filter(calendar_object__in=difference.uids, address__in=difference.addresses):
        print(f"{told.address} {told}, left {told.left_method} {told.left_sequence}, held {told.is_held}")
        for row in OutboxMessage.objects.filter(told=told).order_by("counter"):
            print(
                f"  {row.created_at:%Y-%m-%d %H:%M} {row.kind} {row.method} {row.sequence} {row.state} {row.reply_code}"
            )


def report(simulation, seconds: float) -> None:
    mailboxes, replay = simulation.mailboxes, simulation.replay
    for title, counts in (
        ("What happened", simulation.events.counts),
        ("On the way", mailboxes.counts),
        ("Beside", simulation.counts),
    ):
        print(f"\n{title}")
        for name, count in sorted(Counter(counts).items()):
            print(f"  {count:7} {name}")
    print("\nReplayed")
    print(f"  {replay.given:7} mails in {len(mailboxes.owners)} mailboxes")
    print(f"  {replay.compared:7} lines of calendars compared in {len(replay.programs)} programs")
    print(f"  {len(simulation.too_late):7} entries begun before they could be told (not compared afterwards)")
    print(f"  {seconds:7.0f} seconds")


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # the order of sets is part of what a seed repeats
        os.execve(
            sys.executable, [sys.executable, "-m", "tests.truth", *sys.argv[1:]], os.environ | {"PYTHONHASHSEED": "0"}
        )
    sys.exit(main())
