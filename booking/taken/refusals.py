"""The refusal of a published calendar's address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.utils.translation import gettext as _

from config.ground.errors import RuleError

Fault = Literal["missing", "too_long", "signs", "unreadable", "not_https", "user", "ours", "host", "port"]

FAULTS: dict[Fault, Callable[[], str]] = {
    "missing": lambda: _("Klistra in adressen till din publicerade kalender."),
    "too_long": lambda: _("Adressen är för lång. Den får ha högst 1 000 tecken."),
    "signs": lambda: _("Adressen har tecken som inte kan stå i en adress. Kopiera den på nytt."),
    "unreadable": lambda: _("Adressen går inte att läsa. Kopiera den på nytt."),
    "not_https": lambda: _("Adressen ska börja med https."),
    "user": lambda: _("Adressen får inte ha användarnamn eller lösenord i sig."),
    "ours": lambda: _("Det är en adress till Samverk. Klistra in adressen till din egen kalender."),
    "host": lambda: _("Adressen ska gå till ett vanligt webbnamn, till exempel outlook.office365.com."),
    "port": lambda: _("Adressen går till port %(port)s. Samverk läser bara kalendrar på den vanliga porten, 443."),
}


def calendar_address(fault: Fault, port: object = "X") -> RuleError:
    refused = FAULTS[fault]()
    return RuleError("calendar_address", refused % {"port": port} if fault == "port" else refused, "address")
