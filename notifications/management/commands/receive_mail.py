"""Read one mail on standard input, as a mail server's pipe gives it."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from notifications.inbox import receive

LIMIT = 6_000_000


class Command(BaseCommand):
    help = "Läser ett mejl på standard in och säger på en rad JSON vad som gjordes."

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = receive(sys.stdin.buffer.read(LIMIT))
        line = {"result": outcome.result.value, "reason": str(outcome.reason)}
        if outcome.invitation is not None:
            line["invitation"] = str(outcome.invitation.pk)
        self.stdout.write(json.dumps(line))
