"""Relays: which mail server takes whose mail, with a circuit breaker and a connection limit for each.

When a relay cannot be reached, refuses our login or falls silent, its circuit opens: it costs no message an attempt,
until one probe, a message tried at growing intervals, gets through. The other relays do not notice.
"""

from __future__ import annotations

import datetime
import logging
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from forums.models import Federation
from notifications.mail_settings import mail_settings
from notifications.models import Relay, RelaySender
from notifications.oauth import OAuthClient

logger = logging.getLogger(__name__)
HEARD_OF = datetime.timedelta(seconds=60)
PROBE_SECONDS = (15, 30, 60, 120)
# after that long without complaint a relay's limit grows by one connection, up to the installation's number
PEACE = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Route:
    """A relay, and the federations whose mail goes by it."""

    name: str
    url: str = field(repr=False)
    oauth: OAuthClient | None
    federations: tuple[int, ...]


def routes(federations: Iterable[int]) -> list[Route]:
    """The routes of these federations; those with the same relay and login share one."""
    found: dict[tuple[str, OAuthClient | None], list[int]] = {}
    for pk, slug in Federation.objects.filter(pk__in=federations).order_by("pk").values_list("pk", "slug"):
        own = mail_settings(slug)
        found.setdefault((own.relay_url, own.oauth), []).append(pk)
    return [Route(name_of(url), url, oauth, tuple(pks)) for (url, oauth), pks in found.items()]


def name_of(url: str) -> str:
    """Server and user of a relay's URL, never the password."""
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        return "lokal brevlåda"
    server = f"{parts.hostname or 'localhost'}:{parts.port or (465 if parts.scheme == 'smtps' else 25)}"
    return f"{server} ({unquote(parts.username)})"[:200] if parts.username else server[:200]


class SenderSlot:
    """One of a relay's connection slots, held by lease while its sender works. A probe may send one message."""

    def __init__(self, relay: Relay, token: uuid.UUID, *, is_probe: bool) -> None:
        self.relay, self.token, self.is_probe = relay, token, is_probe

    def renew(self) -> bool:
        """Renew the lease. False when the slot is lost, or the relay down."""
        held = RelaySender.objects.filter(token=self.token, relay__down_since__isnull=True)
        return held.update(until=timezone.now() + HEARD_OF) == 1

    def leave(self) -> None:
        RelaySender.objects.filter(token=self.token).delete()

    def went_up(self) -> None:
        """Close the circuit: the probe got through, and everybody may send."""
        self.is_probe = False
        logger.warning("relay takes mail again", extra={"relay": self.relay.pk})
        Relay.objects.filter(pk=self.relay.pk).update(down_since=None, probe_at=None, failures=0, code="")

    def went_down(self, code: str) -> None:
        """Open the circuit: nobody sends until the next probe, in 15 seconds, doubling to two minutes, with jitter."""
        with transaction.atomic():
            relay = Relay.objects.select_for_update().get(pk=self.relay.pk)
            if relay.down_since is not None and not self.is_probe:
                return  # another connection has said so already
            wait = PROBE_SECONDS[min(relay.failures, len(PROBE_SECONDS) - 1)] * random.uniform(0.8, 1.2)  # noqa: S311
            relay.down_since = relay.down_since or timezone.now()
            relay.probe_at = timezone.now() + datetime.timedelta(seconds=wait)
            relay.failures, relay.code = min(relay.failures + 1, 1000), code
            relay.save(update_fields=["down_since", "probe_at", "failures", "code"])
        logger.warning("relay is down", extra={"relay": relay.pk, "code": code, "failures": relay.failures})

    def is_crowded(self) -> bool:
        """Lower the relay's limit to one connection less than now. False when we are alone, so that it is not that."""
        now = timezone.now()
        with transaction.atomic():
            relay = Relay.objects.select_for_update().get(pk=self.relay.pk)
            senders = relay.senders.filter(until__gt=now).count()
            if senders <= 1:
                return False
            relay.connections, relay.crowded_at = senders - 1, now
            relay.save(update_fields=["connections", "crowded_at"])
        logger.warning("relay wants fewer connections", extra={"relay": relay.pk, "connections": senders - 1})
        return True


def take_slot(route: Route) -> SenderSlot | None:
    """Acquire a connection slot, or the probe of a relay that is down; None when all are taken, or no probe is due."""
    now, token = timezone.now(), uuid.uuid4()
    relay_id = Relay.objects.get_or_create(name=route.name)[0].pk
    with transaction.atomic():
        relay = Relay.objects.select_for_update().get(pk=relay_id)
        is_probe = relay.down_since is not None
        if relay.probe_at is not None and relay.probe_at > now:
            return None
        relay.senders.filter(until__lte=now).delete()
        if relay.senders.count() >= (1 if is_probe else allowed(relay, now)):
            return None
        RelaySender.objects.create(relay=relay, token=token, until=now + HEARD_OF)
        if is_probe:
            # another probe may go when this one's lease has run out
            Relay.objects.filter(pk=relay.pk).update(probe_at=now + HEARD_OF)
    return SenderSlot(relay, token, is_probe=is_probe)


def allowed(relay: Relay, now: datetime.datetime) -> int:
    """The connection limit: the installation's number, lower for a while after the relay had too many."""
    if relay.crowded_at is None:
        return settings.MAIL_CONNECTIONS
    return min(settings.MAIL_CONNECTIONS, relay.connections + (now - relay.crowded_at) // PEACE)


def down(federations: Iterable[int]) -> list[Relay]:
    """The relays of these federations whose circuit is open, the longest first."""
    closed = list(Relay.objects.filter(down_since__isnull=False).order_by("down_since"))
    used = {route.name for route in routes(federations)} if closed else set()
    return [relay for relay in closed if relay.name in used]


def forget_senders() -> None:
    """Release all slots, at the start of a process that is alone on its data: their senders are dead."""
    RelaySender.objects.all().delete()
