"""What is counted without a meeting."""

from __future__ import annotations

from django.db import models

from forums.models import Area, Person


class PhoneTally(models.Model):
    """How many phone consultations a coordinator had about an area in a month. Never about whom."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="phone_tallies")
    month = models.DateField(help_text="The first of the month.")
    number = models.PositiveSmallIntegerField()
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["month", "area"]
        constraints = [models.UniqueConstraint(fields=["area", "month"], name="phone_tally_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.number}"
