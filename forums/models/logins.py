"""Who has asked for a way in to the service, and for whom. What is above this app makes the mails of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from forums.models.people import Person


class LoginRequestKind(models.TextChoices):
    """Given: by somebody who keeps the person. Forgotten: asked for by address. Moved, addressed: told to the
    address before, and to the new one.
    Device, factors, renewed: told of a login from a new device, of another second factor, of another password."""

    GIVEN = "given"
    FORGOTTEN = "forgotten"
    MOVED = "moved"
    ADDRESSED = "addressed"
    DEVICE = "device"
    FACTORS = "factors"
    RENEWED = "renewed"


# what somebody is told of, whatever becomes of the link that they may have asked for
TOLD = (
    LoginRequestKind.MOVED,
    LoginRequestKind.ADDRESSED,
    LoginRequestKind.DEVICE,
    LoginRequestKind.FACTORS,
    LoginRequestKind.RENEWED,
)


class LoginRequest(models.Model):
    """A request for a mail about logging in; the mail is sent once.

    One that was asked for by address has no person: whether there is one is found out when the mail is due, so that
    whoever asks learns nothing, neither from an answer nor from how long it takes. One that was given stays until its
    person has chosen a password: without it nobody who has none gets a link by asking.
    """

    kind = models.CharField(max_length=10, choices=LoginRequestKind)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="login_requests")
    address = models.EmailField(blank=True)
    asked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="forgotten", person__isnull=True) | (~Q(kind="forgotten") & Q(person__isnull=False)),
                name="login_request_for_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="login_request_by_time"),
            models.Index(fields=["address", "asked_at"], name="login_request_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d}"
