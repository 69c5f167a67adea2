from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from booking.loading import LoadedYear, load_year
from forums.loading import LoadRefused


class Command(BaseCommand):
    help = "Läser in ett områdes eller ett förbunds möten under ett tidigare år från en fil, att jämföra med."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="årets fil (YAML)")
        parser.add_argument("--dry-run", action="store_true", help="visa vad som skulle hända, spara inget")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_year(options["file"], dry_run=options["dry_run"])
        except LoadRefused as refused:
            raise CommandError(f"{refused}\nInget lästes in.") from None
        self.stdout.write("\n".join(describe(loaded)))
        if options["dry_run"]:
            self.stdout.write("Provkörning: inget sparades.")


def describe(loaded: LoadedYear) -> list[str]:
    figures = loaded.figures
    lines = [f"{loaded.where.name} {loaded.year}"]
    lines += [f"  {kind.name}: {kind.periods.year.held} genomförda" for kind in figures.types]
    if loaded.replaced:
        lines.append(f"  {loaded.replaced} möten från en tidigare inläsning ersattes")
    return [*lines, f"Klart: {figures.total.year.held} genomförda möten."]
