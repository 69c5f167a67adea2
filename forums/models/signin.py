"""What is kept about signing in besides the password: devices, and a lost second factor that is taken away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from forums.models.people import Person


class KnownDevice(models.Model):
    """A browser that a person has logged in with: who logs in from another one is told by mail.

    The browser has the key in a cookie; here is only its digest.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the cookie.")
    first_used_on = models.DateField()
    last_used_on = models.DateField()

    class Meta:
        ordering = ["first_used_on", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="known_device_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.first_used_on}"


class FactorReset(models.Model):
    """A keeper has asked that a person's second factor be taken away; another keeper's yes does it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="factor_resets")
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(settled_at__isnull=True), name="one_open_factor_reset"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.asked_at:%Y-%m-%d}"
