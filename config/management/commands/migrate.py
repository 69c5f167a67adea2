from __future__ import annotations

from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate

from config.database.trouble import NewerDatabase, refuse_newer_database


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_newer_database()
        except NewerDatabase as refusal:
            raise CommandError(str(refusal)) from None
        super().handle(*args, **options)
