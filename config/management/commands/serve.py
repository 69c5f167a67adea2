from __future__ import annotations

import errno
import importlib
import socket
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.database.trouble import refuse_newer_database
from config.demo.filling import filling
from config.serving import AlreadyRunning, Server, only_one, stop_on_signal


class Command(BaseCommand):
    help = "Startar hela produkten i en process: webb, arbetare och klocka. Skapar databasen första gången."

    def handle(self, *args: Any, **options: Any) -> None:
        stop_on_signal()
        try:
            with only_one(settings.DATA_DIR):
                self.refuse_taken_port()
                self.prepare()
                server = self.listen()
                self.stdout.write(self.welcome())
                self.stdout.flush()
                if settings.DEMO and town_is_missing():
                    filling.start(self.write)
                server.run()
        except AlreadyRunning as refusal:
            raise CommandError(str(refusal)) from None
        finally:
            filling.stop()
        self.stdout.write("Samverk är stoppat.")

    def prepare(self) -> None:
        """Migrate if needed, collect the static files, load the demo once, and release the last process's leases.

        Asking is quicker than migrating.
        """
        refuse_newer_database()
        if settings.COLLECTS_STATIC:
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Skapar eller uppdaterar databasen …")
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO and demo_is_missing():
            self.stdout.write("Läser in exempelförbunden …")
            # without an embedded database the town is made here and now
            call_command("load_demo", verbosity=0, only_people=connection.vendor == "sqlite")
        # whoever held a message for sending is dead: this process has the data folder to itself
        importlib.import_module("notifications.outbox.delivery").release_leases()
        connection.close()

    def write(self, text: str) -> None:
        self.stdout.write(text, ending="")
        self.stdout.flush()

    def refuse_taken_port(self) -> None:
        """Check the port first: making the database takes a while, and would be for nothing."""
        family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
        try:
            socket.create_server((settings.HOST, settings.PORT), family=family).close()
        except OSError as error:
            raise cannot_listen(error) from None

    def listen(self) -> Server:
        try:
            return Server(settings.HOST, settings.PORT)
        except OSError as error:
            raise cannot_listen(error) from None

    def welcome(self) -> str:
        lines = [f"Samverk finns på {settings.PUBLIC_URL}/"]
        if settings.DEMO:
            accounts = importlib.import_module("forums.demo").demo_accounts()
            width = max(len(role) for role, email, password in accounts)
            lines += ["", "Logga in som:"]
            lines += [f"  {role:{width}}  {email}  {password}" for role, email, password in accounts]
            if settings.EMAIL_URL.startswith("maildir:"):
                lines += ["", f"Mejlen som skickas läser du på {settings.PUBLIC_URL}/brevlada/"]
        return "\n".join([*lines, "", "Stoppa med Ctrl-C."])


def cannot_listen(error: OSError) -> CommandError:
    whys = {
        errno.EADDRINUSE: "Porten används redan. Stoppa det som använder den eller välj en annan PORT.",
        errno.EACCES: "Portar under 1024 kräver särskild behörighet. Välj en annan PORT.",
        errno.EADDRNOTAVAIL: "Adressen finns inte på den här datorn. Välj en annan HOST.",
    }
    why = whys.get(error.errno or 0, error.strerror)
    return CommandError(f"Det går inte att lyssna på {settings.HOST}:{settings.PORT}: {why}")


def demo_is_missing() -> bool:
    from forums.models import Federation

    return not Federation.objects.exists()


def town_is_missing() -> bool:
    from booking.models import Meeting

    return connection.vendor == "sqlite" and not Meeting.objects.exists()
