"""Changes that keepers of the register have made, and that wait for somebody else's yes before they reach a case."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forums.models.constraints import or_zero
from forums.models.federation import Federation, Unit
from forums.models.people import ContactPoint, Person


class WaitingKind(models.TextChoices):
    """What may wait (domain rule 4)."""

    ADDRESS = "address", _("Ny adress")
    WAY_IN = "way_in", _("Ny väg in")
    PLACE = "place", _("Ny på enheten")
    HEIR = "heir", _("En kollega tar över")
    MERGE = "merge", _("Två rader blir en")
    SUCCESSION = "succession", _("En annan enhet tar över")


class WaitingChange(models.Model):
    """A change by a keeper that holds for groups at once, and for meetings about individuals after a yes.

    What it is about: `person`, whose address it is, who leaves, or whose row goes; `other`, who takes over, or whose
    row stays; `unit` and the one that takes over; `contact_point`. `was_address` and `was_person` hold until then;
    `is_dead`: nobody is reached there. It is settled when it holds for everything, or is taken back.
    """

    kind = models.CharField(max_length=10, choices=WaitingKind)
    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="waiting_changes")
    changed_by = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Null: by a link in a mail.",
    )
    changed_at = models.DateTimeField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="waiting_changes")
    other = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="waiting_changes")
    successor = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    contact_point = models.ForeignKey(
        ContactPoint, null=True, blank=True, on_delete=models.CASCADE, related_name="waiting_changes"
    )
    first_on = models.DateField(null=True, blank=True, help_text="The local date from which somebody else has it.")
    was_address = models.EmailField(blank=True)
    was_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_dead = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["changed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                or_zero("person"),
                or_zero("unit"),
                or_zero("contact_point"),
                condition=Q(settled_at__isnull=True),
                name="one_waiting_change",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("person")), name="waiting_change_to_another"
            ),
        ]
        indexes = [
            models.Index(fields=["federation"], condition=Q(settled_at__isnull=True), name="changes_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.changed_at:%Y-%m-%d}"


class Vouch(models.Model):
    """An answer to "rätt person?": of one caller's meetings, or with no caller of the change as a whole."""

    change = models.ForeignKey(WaitingChange, on_delete=models.CASCADE, related_name="vouches")
    caller = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    is_right = models.BooleanField()
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [models.UniqueConstraint("change", or_zero("caller"), name="vouched_once")]

    def __str__(self) -> str:
        return "yes" if self.is_right else "no"
