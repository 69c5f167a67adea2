from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from booking.models import Meeting
from config.demo.history import make_history
from config.ground.doorbell import silenced
from forums.demo import NoDemoError, RealPeopleError, demo_accounts, load_demo_federations, mark_everybody
from forums.models import Federation


class Command(BaseCommand):
    help = (
        "Läser in två exempelförbund med påhittad personal, och ett och ett halvt år av möten. "
        "Andra gången läggs till det som saknas."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--progress", action="store_true", help="Skriv hur många procent som är klart.")
        parser.add_argument("--only-people", action="store_true", help="Läs in förbund och personal, inga möten.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.shows_progress = options["progress"]
        try:
            # all of it or nothing: a history that ends in the middle would be a lie
            with silenced(), transaction.atomic():
                federations = load_demo_federations()
                if not options["only_people"] and not Meeting.objects.exists():
                    make_history(timezone.now(), self.progress)
                mark_everybody()
        except (NoDemoError, RealPeopleError) as error:
            raise CommandError(str(error)) from None
        if options["verbosity"] and not self.shows_progress:
            self.report(federations)

    def progress(self, share: float) -> None:
        if self.shows_progress:
            self.stdout.write(f"{share:.0%}".rstrip("%"))
            self.stdout.flush()

    def report(self, federations: list[Federation]) -> None:
        for federation in federations:
            self.stdout.write(f"{federation} är inläst.")
        for role, email, password in demo_accounts():
            self.stdout.write(f"  {role}: {email} {password}")
