"""Finished mails on their way, each try to hand one over, and how it is with the servers they go by."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models import Invitation, Meeting, Series
from forums.models import Federation
from notifications.models.notices import Notice
from notifications.models.told import Told


class OutboxState(models.TextChoices):
    QUEUED = "queued", _("På väg")
    SENDING = "sending", _("Skickas")
    SENT = "sent", _("Skickat")
    FAILED = "failed", _("Misslyckades")
    BOUNCED = "bounced", _("Studsade")
    SUPERSEDED = "superseded", _("Ersatt av nyare")
    EXPIRED = "expired", _("För sent")


class FailureKind(models.TextChoices):
    """Why a mail did not arrive (`notifications.itip.failures`). Only the first says anything of the address."""

    ADDRESS = "address", _("Adressen finns inte eller tar inte emot mejl. Kontrollera den.")
    FULL = "full", _("Brevlådan är full. Ring i stället, eller försök igen senare.")
    LARGE = "large", _("Mejlet är för stort för mottagarens brevlåda.")
    POLICY = "policy", _("Mottagarens e-postserver släpper inte in mejlet. Ring i stället.")
    EXPIRED = "expired", _("Mottagarens e-postserver svarade inte i tid. Ring i stället, eller försök igen.")
    UNCLEAR = "unclear", _("Mottagarens e-postserver tog inte emot mejlet. Ring i stället, eller försök igen.")


class OutboxMessage(models.Model):
    """One finished mail to one address. What was previewed is what is sent.

    Claimed by lease: `lease_token` names the sender that holds it, and after `lease_until` anybody may
    take it again. The server's reply is kept as a code only, since its text may hold addresses.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="outbox")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="outbox")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.CASCADE, related_name="outbox")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="outbox")
    # found by `outbox_once_per_told_version`
    told = models.ForeignKey(
        Told, null=True, blank=True, on_delete=models.CASCADE, related_name="outbox", db_index=False
    )
    counter = models.PositiveIntegerField(default=0)
    notice = models.OneToOneField(Notice, null=True, blank=True, on_delete=models.SET_NULL, related_name="outbox")
    kind = models.CharField(max_length=24)
    method = models.CharField(max_length=8, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    digest = models.TextField(blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    address = models.EmailField()
    envelope_from = models.CharField(max_length=254)
    message_id = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    body = models.BinaryField(help_text="The finished MIME message; emptied when it has left.")
    text = models.TextField(blank=True, help_text="What it says, with the personal link left out.")

    state = models.CharField(max_length=10, choices=OutboxState, default=OutboxState.QUEUED)
    created_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    reply_code = models.CharField(max_length=12, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=8, choices=FailureKind, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["message_id"], name="outbox_message_id"),
            models.UniqueConstraint(
                fields=["told", "counter"], condition=Q(told__isnull=False), name="outbox_once_per_told_version"
            ),
            models.UniqueConstraint(
                fields=["told"], condition=Q(state="sending", told__isnull=False), name="one_in_flight_per_address"
            ),
        ]
        indexes = [
            models.Index(
                fields=["federation", "next_at"], condition=Q(state__in=["queued", "sending"]), name="outbox_open"
            ),
            models.Index(fields=["failed_at"], condition=Q(failed_at__isnull=False), name="outbox_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class DeliveryAttempt(models.Model):
    """One try to hand a message over, and how the server answered."""

    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="delivery_attempts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    reply_code = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.reply_code}"


class Relay(models.Model):
    """How it is with a mail server that we send by. Its address and login are settings; `name` tells it to a person.

    The circuit is open while `down_since` is set: nobody sends but one message at a time, from `probe_at` on.
    `connections` is how many it took at `crowded_at`, when it said that there were too many.
    """

    name = models.CharField(max_length=200, unique=True)
    down_since = models.DateTimeField(null=True, blank=True)
    probe_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=12, blank=True)
    connections = models.PositiveSmallIntegerField(default=1)
    crowded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RelaySender(models.Model):
    """One connection to a relay, counted for as long as its sender is heard of."""

    relay = models.ForeignKey(Relay, on_delete=models.CASCADE, related_name="senders")
    token = models.UUIDField(unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.until:%H:%M:%S}"


class DomainPace(models.Model):
    """When a recipients' domain may be sent the next mail, where the installation has set a pace."""

    domain = models.CharField(max_length=254, unique=True)
    free_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.domain


class Heartbeat(models.Model):
    """When a part of the service was last heard of."""

    name = models.SlugField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
