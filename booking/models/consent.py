"""That the individual agrees. Never whose consent it is."""

from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forums.models import Area, Party, Person, Unit


class ConsentForm(models.TextChoices):
    WRITTEN = "written", _("Skriftligt")
    SPOKEN = "spoken", _("Muntligt")


class Consent(models.Model):
    """One consent for a chain of meetings: given when and how, until when, and whom it covers.

    A unit may be covered without its party: within a kommun the socialtjänst and the school are
    different authorities.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="consents")
    form = models.CharField(_("hur"), max_length=8, choices=ConsentForm)
    given_on = models.DateField(_("lämnat"))
    valid_until = models.DateField(_("gäller till"))
    parties = models.ManyToManyField(Party, related_name="+", blank=True)
    units = models.ManyToManyField(Unit, related_name="+", blank=True)
    attested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    attested_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("given_on")),
                name="consent_ends_after_start",
                violation_error_message=_("Samtycket kan inte upphöra innan det lämnades."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.given_on}"

    def holds_on(self, day: datetime.date) -> bool:
        return self.withdrawn_at is None and self.given_on <= day <= self.valid_until
