"""The rollup that statistics read, so that ten years of a whole country never scan the meetings."""

from __future__ import annotations

from django.db import models

from forums.models import Area, Federation


class FigureBucket(models.Model):
    """Counts for one area (or, with `area` empty, one federation), half-year, template slug and variant.

    `counts` is a flat object of whole numbers that add up ("held", "called_by.kommun", "lead.12"); see
    `booking/statistics/rollup.py` for the keys. Federation rows count a joint day once.
    """

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="figure_buckets")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="figure_buckets")
    half_year = models.CharField(max_length=6)
    slug = models.SlugField(max_length=60)
    variant = models.SlugField(max_length=60, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
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
