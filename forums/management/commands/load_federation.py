from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from forums.loading import TEMPLATES_FILE, LoadRefused, Summary, load_federation


class Command(BaseCommand):
    help = "Läser in ett förbunds områden, parter, enheter, överenskommelser, mötesmallar och forum från en fil."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="förbundets fil (YAML)")
        parser.add_argument("--templates", type=Path, default=TEMPLATES_FILE, help="en annan fil med mötesmallar")
        parser.add_argument("--dry-run", action="store_true", help="visa vad som skulle hända, spara inget")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            summary = load_federation(options["file"], options["templates"], dry_run=options["dry_run"])
        except LoadRefused as refused:
            raise CommandError(f"{refused}\nInget lästes in.") from None
        self.stdout.write("\n".join(describe(summary)))
        if options["dry_run"]:
            self.stdout.write("Provkörning: inget sparades.")


def describe(summary: Summary) -> list[str]:
    lines = [summary.federation]
    for name, count in summary.counts.items():
        lines.append(f"  {name}: {count['new']} nya, {count['changed']} ändrade, {count['unchanged']} oförändrade")
    if summary.gone:
        lines.append("Står inte längre i filen (inget togs bort):")
        lines += [f"  {what}" for what in summary.gone]
    new, changed, unchanged = (summary.total(state) for state in ("new", "changed", "unchanged"))
    return [*lines, f"Klart: {new} nya, {changed} ändrade, {unchanged} oförändrade."]
