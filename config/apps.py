import importlib

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from config.database.sorting import register_collation


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        importlib.import_module("config.checks")
        connection_created.connect(register_collation, dispatch_uid="sv collation")
