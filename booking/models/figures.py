"""The rollup that statistics read, so that ten years of a whole country never scan the meetings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.models import Area, Federation, Person
from forums.models.constraints import or_zero


class FigureBucket(models.Model):
    """Counts for one area (or, with `area` empty, one federation), half-year, template slug and variant.

    `counts` is a flat object of whole numbers that add up ("held", "called_by.kommun", "lead.12"); see
    `booking/statistics/counting.py` for the keys. Federation rows count a joint day once.
    """

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="figure_buckets")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="figure_buckets")
    half_year = models.CharField(max_length=6)
    slug = models.SlugField(max_length=60)
    variant = models.SlugField(max_length=60, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "federation", or_zero("area"), "half_year", "slug", "variant", name="figure_bucket_once"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "half_year"], name="bucket_area_half_year"),
            models.Index(fields=["federation", "half_year"], name="bucket_federation_half_year"),
        ]

    def __str__(self) -> str:
        return f"{self.half_year} {self.slug}"


class DirtyBucket(models.Model):
    """A bucket that no longer agrees with the meetings; marked in the same transaction as the change."""

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    half_year = models.CharField(max_length=6)
    slug = models.SlugField(max_length=60)
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["federation", "half_year"], name="dirty_federation_half_year")]

    def __str__(self) -> str:
        return f"{self.half_year} {self.slug}"


class ClosedHalfYear(models.Model):
    """A half-year whose figures are final, with the tables by gender and age as they were published then.

    `tables` holds only what is shown: a row that must not be split is stored without its split, so that nothing can be
    worked out from the database either. See `booking/statistics/disclosure.py`.
    """

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="closed_half_years")
    half_year = models.CharField(max_length=6)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    tables = models.JSONField(default=dict)

    class Meta:
        ordering = ["half_year"]
        constraints = [models.UniqueConstraint(fields=["federation", "half_year"], name="half_year_closed_once")]

    def __str__(self) -> str:
        return self.half_year


class CorrectionNote(models.Model):
    """What turned out to be wrong after the half-year was closed: it stands beside the frozen figures."""

    closed = models.ForeignKey(ClosedHalfYear, on_delete=models.CASCADE, related_name="notes")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("anmärkning"), max_length=500)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return self.text
