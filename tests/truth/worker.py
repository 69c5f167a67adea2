"""A worker process that is there to be killed: `python -m tests.truth.worker MOMENT` delivers what is due then."""

from __future__ import annotations

import sys

import django
import time_machine


def main(moment: str) -> None:
    django.setup()
    from notifications.tasks import sweep_outbox

    with time_machine.travel(moment, tick=False):
        sweep_outbox()


if __name__ == "__main__":
    main(sys.argv[1])
