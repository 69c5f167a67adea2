"""What somebody who is called asks for from the calendar: another time, or that another comes. The caller decides."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.models.invitations import Invitation
from forums.models import Person


class WishState(models.TextChoices):
    OPEN = "open", _("Väntar på besked")
    GRANTED = "granted", _("Godtaget")
    DECLINED = "declined", _("Avböjt")
    LAPSED = "lapsed", _("Förfallet")  # nobody decided while it could be done


class CounterProposal(models.Model):
    """Another time that a person proposes. It is about the time that the meeting had then, and lapses with it.

    `for_series`: it is about all that lie ahead of a series, and hangs on the last of them, at the time that one would
    get, so that it waits as long as there is something to move.
    """

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="counter_proposals")
    for_series = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    instead_of = models.DateTimeField(help_text="When the meeting began as the person was told it.")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=WishState, default=WishState.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="proposal_ends_after_start"),
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(state="open"), name="one_open_proposal_per_invitation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class Delegation(models.Model):
    """Whom a person wants to come instead. Only an address is known, and it goes when somebody has decided.

    `for_series`: to all that lie ahead of a series; it hangs on the last of them.
    """

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="delegations")
    for_series = models.BooleanField(default=False)
    email = models.EmailField(blank=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=WishState, default=WishState.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(state="open"), name="one_open_delegation_per_invitation"
            ),
            models.CheckConstraint(
                condition=Q(state="open") & ~Q(email="") | ~Q(state="open"), name="open_delegation_names_someone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.asked_at:%Y-%m-%d}"
