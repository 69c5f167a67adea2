from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rest_framework.authtoken.models import Token

from forums import audit
from forums.models import Person


class Command(BaseCommand):
    help = "Skriver ut en persons nyckel till API:et; skapar den första gången."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="personens e-postadress")
        parser.add_argument("--revoke", action="store_true", help="dra in nyckeln; nästa gång skapas en ny")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        person = Person.objects.filter(email=email).first()
        if person is None:
            raise CommandError(f"Det finns ingen person med adressen {email}.")
        if options["revoke"]:
            revoked, _rows = Token.objects.filter(user=person).delete()
            if revoked:
                audit.record("token_revoked", by=None, person=person)
            self.stdout.write("Nyckeln är indragen." if revoked else f"{person.name} har ingen nyckel.")
            return
        if not person.is_active:
            raise CommandError(f"{person.name} är inte aktiv och kan inte få en nyckel.")
        token, is_new = Token.objects.get_or_create(user=person)
        if is_new:
            audit.record("token_made", by=None, person=person)
        self.stdout.write(token.key)
