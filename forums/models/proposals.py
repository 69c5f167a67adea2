"""What somebody proposes to who keeps it: that a person leaves a unit elsewhere, that a way in is wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from forums.models.constraints import or_zero
from forums.models.federation import Area
from forums.models.people import ContactPoint, Person, Placement
from forums.validators import refuse_control_characters, refuse_identity_numbers


class LeaveProposal(models.Model):
    """That a person's seats in another area end with their work at a unit; for whoever keeps that area, or the unit.

    Without `area`: what the federation has of its own. All rows of one change have the same `proposed_at`; the
    placement ends when each of them has a yes.
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="leave_proposals")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="leave_proposals")
    last_on = models.DateField()
    heir = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    is_right = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "placement",
                or_zero("area"),
                condition=Q(answered_at__isnull=True),
                name="one_open_leave_proposal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement} {self.last_on}"


class PointProposal(models.Model):
    """What somebody who uses a way in has found to be wrong, until who keeps it has corrected or confirmed it."""

    point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="proposals")
    text = models.CharField(max_length=300, validators=[refuse_control_characters, refuse_identity_numbers])
    proposed_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["proposed_at", "id"]

    def __str__(self) -> str:
        return f"{self.point} {self.proposed_at:%Y-%m-%d}"
