from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from config.ground.errors import RuleError
from config.ground.text import bare_address
from forums.actions.tokens import end_token, make_token
from forums.models import ApiToken, Person


class Command(BaseCommand):
    help = "Skapar en nyckel till API:et för en person och skriver ut den, den enda gången."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="personens e-postadress")
        parser.add_argument("--name", default="", help="vilket program nyckeln är till")
        parser.add_argument("--revoke", action="store_true", help="avsluta nyckeln med det namnet, eller alla")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = bare_address(options["email"])
        person = Person.objects.filter(email=email).first()
        if person is None:
            raise CommandError(f"Det finns ingen person med adressen {email}.")
        if options["revoke"]:
            self.stdout.write(self.revoke(person, options["name"]))
            return
        try:
            token, key = make_token(person, name=options["name"] or "API", by=None)
        except RuleError as refusal:
            raise CommandError(refusal.message) from None
        ends = timezone.localtime(token.ends_at)
        self.stderr.write(f"Nyckeln {token} gäller till {ends:%Y-%m-%d} och visas bara nu.")
        self.stdout.write(key)

    def revoke(self, person: Person, name: str) -> str:
        found = ApiToken.objects.filter(person=person, **({"name": name} if name else {})).select_related("person")
        count = 0
        for token in found:
            end_token(token, by=None)
            count += 1
        if not count:
            return f"{person.name} har ingen nyckel."
        return "Nyckeln är indragen." if count == 1 else f"{count} nycklar är indragna."
