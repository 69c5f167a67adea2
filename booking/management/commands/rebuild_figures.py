from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from booking.statistics.rollup import all_scopes, rebuild

EVERY = 100


class Command(BaseCommand):
    help = "Räknar om all statistik från mötena. Kan köras medan tjänsten används och avbrytas när som helst."

    def handle(self, *args: Any, **options: Any) -> None:
        total = len(all_scopes())
        done = 0
        for done, _scope in enumerate(rebuild(), start=1):
            if done % EVERY == 0:
                self.stdout.write(f"{done} av {total} …")
        self.stdout.write(f"Klart: {done} områden och halvår omräknade.")
