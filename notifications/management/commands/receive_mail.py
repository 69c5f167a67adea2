"""Read one mail on standard input, as a mail server's pipe gives it.

A pipe that ends with 75 is tried again (EX_TEMPFAIL); with anything else but 0 the mail server sends the answer back.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notifications.inbox.receiving import receive

logger = logging.getLogger(__name__)
LIMIT = 6_000_000


class Command(BaseCommand):
    help = "Läser ett mejl på standard in och säger på en rad JSON vad som gjordes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = receive(sys.stdin.buffer.read(LIMIT), only_copy=True)
        except Exception as fault:
            logger.exception("mail could not be taken")
            raise CommandError(
                "Mejlet kunde inte tas emot nu. Det ska lämnas igen.", returncode=os.EX_TEMPFAIL
            ) from fault
        line = {"result": outcome.result.value, "reason": str(outcome.reason)}
        if outcome.invitation is not None:
            line["invitation"] = str(outcome.invitation.pk)
        self.stdout.write(json.dumps(line))
