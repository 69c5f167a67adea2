"""Django's own command, which also finds texts asked for with _t: gettext where _ is gettext_lazy."""

from __future__ import annotations

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_t"]
