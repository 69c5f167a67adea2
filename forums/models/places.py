"""Where meetings are: an area's places, and the video services that a federation allows."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.federation import Area, Federation
from forums.validators import refuse_control_characters, refuse_identifiers

# a whole host name in lower case, or "*." and what its subdomains end in
HOST_NAME = r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,63}"
WRITTEN = [refuse_control_characters, refuse_identifiers]


class Place(models.Model):
    """A place that meetings of an area are called to (domain rule 2). It is ended and never deleted.

    A meeting keeps the words that it was called with: to correct a place changes no meeting that has been called.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(_("namn"), max_length=60, validators=WRITTEN)
    room = models.CharField(_("rum"), max_length=40, blank=True, validators=WRITTEN)
    address = models.CharField(_("adress"), max_length=56, blank=True, validators=WRITTEN)
    mailbox = models.EmailField(
        _("rummets brevlåda"), blank=True, help_text="A room that is booked by calendar: its answers are the room's."
    )
    reveals_care = models.BooleanField(_("avslöjar vårdform"), default=False)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "room", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name", "room"],
                condition=Q(ended_on__isnull=True),
                name="place_once_per_area",
                violation_error_message=_("Området har redan en plats som heter så."),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.room, self.address) if part)


def refuse_bad_hosts(hosts: object) -> None:
    """Validate the hosts of a video service. Raises `ValidationError`."""
    if not isinstance(hosts, list) or not hosts or not all(map(_is_host, hosts)):
        raise ValidationError(
            _("Skriv värdnamn som teams.microsoft.com, eller *.zoom.us för alla som slutar så."), code="bad_host"
        )


def _is_host(host: object) -> bool:
    return isinstance(host, str) and len(host) <= 100 and re.fullmatch(HOST_NAME, host) is not None


class VideoService(models.Model):
    """A video service that digital meetings of a federation may lead to, by the hosts of its links.

    Links of meetings about a person go to those with `for_individuals` and nowhere else.
    """

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="video_services")
    name = models.CharField(_("namn"), max_length=60, validators=WRITTEN)
    hosts = models.JSONField(_("värdnamn"), validators=[refuse_bad_hosts])
    for_individuals = models.BooleanField(_("godkänd för möten om enskilda"), default=False)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "name"],
                condition=Q(ended_on__isnull=True),
                name="video_service_once",
                violation_error_message=_("Förbundet har redan en videotjänst som heter så."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def takes(self, link: str) -> bool:
        """Does an https address lead to this service? Neither a login in it nor another port is taken for it."""
        try:
            parts = urlsplit(link)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.scheme != "https" or "@" in parts.netloc or port not in (None, 443):
            return False
        return any(host == own or (own[0] == "*" and host.endswith(own[1:])) for own in self.hosts)
