"""Where passkeys can be used: browsers tie them to a name, and refuse them on an address of numbers."""

from __future__ import annotations

import ipaddress

from django.conf import settings

from config.ground.requests import public_host


def takes_keys() -> bool:
    """Whether the public address is one that browsers make passkeys for: https, or this machine by its name."""
    host = public_host()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(settings.HTTPS) or host == "localhost" or host.endswith(".localhost")
    return False
