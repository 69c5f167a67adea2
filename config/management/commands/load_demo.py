from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from booking.demo import load_demo_meetings
from forums.demo import NoDemoError, RealPeopleError, demo_accounts, load_demo_federations, mark_everybody
from forums.models import Federation
from notifications.demo import settle_history


class Command(BaseCommand):
    help = "Läser in två exempelförbund med påhittad personal och några möten. Andra gången läggs till det som saknas."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                federations = load_demo_federations()
                if load_demo_meetings():
                    settle_history()
                mark_everybody()
        except (NoDemoError, RealPeopleError) as error:
            raise CommandError(str(error)) from None
        if options["verbosity"]:
            self.report(federations)

    def report(self, federations: list[Federation]) -> None:
        for federation in federations:
            self.stdout.write(f"{federation} är inläst.")
        for role, email, password in demo_accounts():
            self.stdout.write(f"  {role}: {email} {password}")
