"""System checks: what must not be so on a site that people use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register
def no_address_of_this_machine_is_read(**_kwargs: Any) -> list[CheckMessage]:
    """The ports that tests may read calendars from are a way into the machine; nobody else has any."""
    if not settings.CALENDAR_LOOPBACK_PORTS:
        return []
    return [Error("CALENDAR_LOOPBACK_PORTS är bara för prov och ska vara tom.", id="config.E001")]


@register(deploy=True)
def somebody_vouches_for_senders(**_kwargs: Any) -> list[CheckMessage]:
    """Who has answered is known only where a mail server says that the sender is genuine."""
    ids = [settings.AUTHSERV_ID, *(own.get("AUTHSERV_ID", "") for own in settings.FEDERATION_MAIL.values())]
    if not any(ids):
        waits = "AUTHSERV_ID saknas: varje svar per mejl väntar tills någon har tagit emot det. Se docs/operation.md."
        return [Warning(waits, id="config.W001")]
    if "trust-from" in [one.lower() for one in ids]:
        believed = "AUTHSERV_ID är trust-from: den som skriver en kallads adress som avsändare tros."
        return [Warning(believed, id="config.W002")]
    return []


@register(deploy=True)
def no_demonstration(**_kwargs: Any) -> list[CheckMessage]:
    if not settings.DEMO:
        return []
    return [Error("DEMO är på: exemplets lösenord kan alla läsa, och dess brevlåda är öppen.", id="config.E002")]
