"""How the place of a meeting was given."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    """How the place of a meeting about a person was chosen (domain rule 2); a group's place is written and has none."""

    PLACE = "place", _("Ur områdets lista")
    UNIT = "unit", _("Hos en enhet")
    DIGITAL = "digital", _("Digitalt")
    CALLER = "caller", _("Meddelas av den som kallar")
    TYPED = "typed", _("Annan plats")
