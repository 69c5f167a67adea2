"""System checks: what must not be so on a site that people use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def no_address_of_this_machine_is_read(**_kwargs: Any) -> list[CheckMessage]:
    """The ports that tests may read calendars from are a way into the machine; nobody else has any."""
    if not settings.CALENDAR_LOOPBACK_PORTS:
        return []
    return [Error("CALENDAR_LOOPBACK_PORTS är bara för prov och ska vara tom.", id="config.E001")]
