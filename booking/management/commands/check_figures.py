from __future__ import annotations

import random
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from booking.statistics.rollup import all_scopes, differences
from forums.models import Area, Federation


class Command(BaseCommand):
    help = "Jämför statistiken med mötena. Slutar med fel om något skiljer; rebuild_figures rättar det."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sample", type=int, help="jämför bara så här många områden och halvår, valda på måfå")

    def handle(self, *args: Any, **options: Any) -> None:
        scopes = all_scopes()
        if options["sample"] and options["sample"] < len(scopes):
            scopes = random.sample(scopes, options["sample"])
        wrong = 0
        for scope in scopes:
            for slug in differences(scope):
                wrong += 1
                owner: Area | Federation = (
                    Area.objects.get(pk=scope.area_id)
                    if scope.area_id
                    else Federation.objects.get(pk=scope.federation_id)
                )
                self.stderr.write(f"{owner} {scope.half_year}: {slug} stämmer inte med mötena")
        if wrong:
            raise CommandError(f"{wrong} skillnader. Kör rebuild_figures.")
        self.stdout.write(f"Statistiken stämmer ({len(scopes)} områden och halvår jämförda).")
