"""The area's written agreement. What is agreed in it (templates, forums, how often) hangs below its versions."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forums.models.federation import Area, Party


class Agreement(models.Model):
    """One version of a lokal överenskommelse; the next one points back by `supersedes`.

    A version that has run out warns and keeps working (domain rule 9); one without `adopted_on` was
    never adopted and cannot be called under.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField(default=1)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    title = models.CharField(_("titel"), max_length=200)
    convener = models.CharField(_("sammankallande"), max_length=40, blank=True)
    target_group = models.JSONField(default=dict, blank=True)
    parties = models.ManyToManyField(Party, related_name="agreements")
    adopted_on = models.DateField(_("antagen"), null=True, blank=True)
    valid_from = models.DateField(_("gäller från"), null=True, blank=True)
    valid_until = models.DateField(_("gäller till"), null=True, blank=True)

    class Meta:
        ordering = ["area", "version"]
        constraints = [
            models.UniqueConstraint(fields=["area", "version"], name="agreement_version_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="agreement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(adopted_on__isnull=True) | Q(valid_from__isnull=False),
                name="adopted_agreement_has_a_first_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_adopted(self) -> bool:
        return self.adopted_on is not None

    def has_run_out(self, on: datetime.date) -> bool:
        return self.valid_until is not None and self.valid_until < on


class Signature(models.Model):
    """Who signed an agreement for which party, and when."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    signed_by = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "party"], name="signature_once_per_party")]

    def __str__(self) -> str:
        return f"{self.party} {self.signed_on}"
