"""How many mails a minute a recipients' domain is sent, where the installation has set a pace (`MAIL_PACE`).

A domain that has had its share waits, and nobody else's mail waits with it: the claim passes over it.
"""

from __future__ import annotations

import datetime
from collections import Counter

from django.conf import settings

from notifications.models import DomainPace

# what a domain has not used is saved for that long, so that a tick every five seconds keeps the pace
SAVED = datetime.timedelta(seconds=10)


def per_minute(domain: str) -> int:
    """The pace of a domain; 0 is none."""
    return settings.MAIL_PACE.get(domain, settings.MAIL_PACE.get("", 0))


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def waiting_domains(now: datetime.datetime) -> list[str]:
    """The domains that may be sent nothing just now."""
    if not any(settings.MAIL_PACE.values()):
        return []
    return list(DomainPace.objects.filter(free_at__gt=now).values_list("domain", flat=True))


def take(wanted: Counter[str], now: datetime.datetime) -> Counter[str]:
    """How many of the mails to each domain may go now. Called in the claim's transaction, which it belongs to."""
    paced = {domain: pace for domain in wanted if (pace := per_minute(domain))}
    if not paced:
        return wanted
    DomainPace.objects.bulk_create(
        [DomainPace(domain=domain, free_at=now - SAVED) for domain in sorted(paced)], ignore_conflicts=True
    )
    given = Counter(wanted)
    for row in DomainPace.objects.select_for_update().filter(domain__in=paced).order_by("domain"):
        step = datetime.timedelta(minutes=1) / paced[row.domain]
        since = max(row.free_at, now - SAVED)
        given[row.domain] = min(wanted[row.domain], (now - since) // step + 1 if since <= now else 0)
        row.free_at = since + given[row.domain] * step
        row.save(update_fields=["free_at"])
    return given
