from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from forums.demo import RealPeopleError, demo_accounts, load_demo_federations


class Command(BaseCommand):
    help = "Läser in två exempelförbund med påhittad personal. Andra gången läggs bara det till som saknas."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                federations = load_demo_federations()
                if find_spec("booking.demo"):
                    import_module("booking.demo").load_demo_meetings()
        except RealPeopleError as error:
            raise CommandError(str(error)) from None
        for federation in federations:
            self.stdout.write(f"{federation} är inläst.")
        for role, email, password in demo_accounts():
            self.stdout.write(f"  {role}: {email} {password}")
