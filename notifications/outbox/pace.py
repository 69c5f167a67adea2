"""Rate limit for each recipients' domain, in mails a minute, where the installation has set one (`MAIL_PACE`).

A domain over its limit waits, and nobody else's mail waits with it: the claim skips it.
"""

from __future__ import annotations

import datetime
from collections import Counter

from django.conf import settings

from notifications.models import DomainPace

# the burst: what a domain has not used is saved for that long, so that a tick every five seconds keeps the pace
SAVED = datetime.timedelta(seconds=10)


def per_minute(domain: str) -> int:
    """The domain's limit, in mails a minute; 0 is none."""
    return settings.MAIL_PACE.get(domain, settings.MAIL_PACE.get("", 0))


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def waiting_domains(now: datetime.datetime) -> list[str]:
    """The domains that are over their limit now (UTC)."""
    if not any(settings.MAIL_PACE.values()):
        return []
    return list(DomainPace.objects.filter(free_at__gt=now).values_list("domain", flat=True))


def take(wanted: Counter[str], now: datetime.datetime) -> Counter[str]:
    """Take from each domain's token bucket: how many of the wanted mails may go now. Runs in the claim's."""
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
