from __future__ import annotations

import sys
from typing import Any

from django.core.management import BaseCommand

from config.doctor import Level, examine


class Command(BaseCommand):
    help = "Kontrollerar att allt svarar och är säkert. Slutar med 1 när något är fel. Skickar inget, ändrar inget."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        counts = dict.fromkeys(Level, 0)
        for finding in examine():
            counts[finding.level] += 1
            self.stdout.write(f"{finding.level.value:8} {finding.text}")
        self.stdout.write(f"\n{counts[Level.WRONG]} fel, {counts[Level.WARNING]} varningar.")
        if counts[Level.WRONG]:
            sys.exit(1)
