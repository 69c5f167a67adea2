"""Names that units, areas and groups had before: what was sent said them, and people look for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from forums.models.federation import Area, Unit
from forums.models.forums import Forum


class FormerName(models.Model):
    """A name until a local date; of a group also the kind that it was."""

    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="former_names")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="former_names")
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=160)
    kind = models.SlugField(max_length=60, blank=True)
    until = models.DateField()

    class Meta:
        ordering = ["-until", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, area__isnull=True, forum__isnull=True)
                | Q(unit__isnull=True, area__isnull=False, forum__isnull=True)
                | Q(unit__isnull=True, area__isnull=True, forum__isnull=False),
                name="former_name_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name
