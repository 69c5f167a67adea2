"""Staff: persons, where they sit, their roles, and the ways in to a unit. Never the individual."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from config.database.prepared import Slot
from config.ground.text import bare_address
from forums.models.constraints import open_period, or_zero
from forums.models.federation import Area, Federation, Party, Unit
from forums.validators import refuse_identifiers, refuse_identity_as_phone


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=bare_address(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=email.lower(), **fields)
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """A contact, a member, a user. Who never logs in is a person without a usable password.

    One row per installation; units, roles and seats hang under each federation with from/to dates.
    """

    email = models.EmailField(
        _("e-post"), null=True, blank=True, unique=True, error_messages={"unique": _("E-postadressen används redan.")}
    )
    name = models.CharField(_("namn"), max_length=120)
    phone = models.CharField(_("telefon"), max_length=40, blank=True, validators=[refuse_identity_as_phone])
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(
        default=False, help_text="Made by the demonstration, whose password everybody knows: logs in with DEMO=1 only."
    )
    address_bounced_at = models.DateTimeField(null=True, blank=True)
    address_set_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the address was last corrected, or found to work; what failed before that holds no longer.",
    )
    address_waits = models.BooleanField(
        default=False, help_text="A keeper has changed it: mails about cases go to the one before until there is a yes."
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from",
        help_text="The row that stayed, when two were the same person.",
    )  # fmt: skip
    search_text = models.CharField(max_length=400, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_in_lower_case"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(is_active=False, email__isnull=True),
                name="merged_person_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def present(self) -> Person:
        """The row that stands for this person now: another one when the two have been merged."""
        return self.merged_into or self

    def save(self, *args: Any, **kwargs: Any) -> None:
        # SQLite folds only a–z, so "Åsa" is searched in a column that Python has folded
        self.search_text = f"{self.name} {self.email or ''}".casefold()
        if kwargs.get("update_fields") is not None and {"name", "email"} & set(kwargs["update_fields"]):
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)


class PersonAlias(models.Model):
    """Another address that answers for a person: the one before a change of name or employer, or one that somebody who
    decides about a meeting has said is theirs (`added_by`).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")
    email = models.EmailField()
    added_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="alias_email_once")]

    def __str__(self) -> str:
        return self.email


class Placement(models.Model):
    """A person works at a unit from one day to another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    function = models.CharField(_("funktion"), max_length=120, blank=True, validators=[refuse_identifiers])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    waits = models.BooleanField(
        default=False, help_text="A keeper has placed them: no way to the unit's cases until a colleague says yes."
    )

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=open_period(), name="placement_ends_after_start"),
            models.UniqueConstraint(
                fields=["person", "unit"], condition=Q(ends_on__isnull=True), name="one_open_placement_per_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.unit}"


class RoleKind(models.TextChoices):
    MANAGER = "manager", _("Chef")
    COORDINATOR = "coordinator", _("Samverkanskoordinator")
    DIRECTOR = "director", _("Förbundschef")
    ADMINISTRATOR = "administrator", _("Administratör")
    CONTACT_PERSON = "contact_person", _("Kontaktperson")


class Role(models.Model):
    """What a person is trusted with, where and how long. A handläggare needs none: a placement is enough.

    A coordinator's role has an area; a contact person's has a party, and an area when the party
    serves several; a director's and an administrator's cover the federation.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=20, choices=RoleKind)
    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="roles")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="roles")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE, related_name="roles")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.CheckConstraint(condition=open_period(), name="role_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(kind="coordinator") | Q(area__isnull=False), name="coordinator_has_an_area"
            ),
            models.CheckConstraint(
                condition=~Q(kind="contact_person") | Q(party__isnull=False), name="contact_person_has_a_party"
            ),
            models.UniqueConstraint(
                "person",
                "kind",
                "federation",
                or_zero("area"),
                or_zero("party"),
                condition=Q(ends_on__isnull=True),
                name="one_open_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.person}"


class ContactPoint(models.Model):
    """Vägen in: how to reach a unit about a matter. The function outlives the person behind it."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="contact_points")
    function = models.CharField(_("funktion"), max_length=120)
    matter = models.CharField(_("för vad"), max_length=160, blank=True)
    mailbox = models.EmailField(_("brevlåda"), blank=True)
    phone = models.CharField(_("telefon"), max_length=40, blank=True, validators=[refuse_identity_as_phone])
    hours = models.CharField(_("tider"), max_length=120, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="contact_points")
    checked_on = models.DateField(null=True, blank=True)
    address_bounced_at = models.DateTimeField(null=True, blank=True)
    waits = models.BooleanField(
        default=False, help_text="A keeper has changed it: cases are asked about as before until somebody says yes."
    )

    class Meta:
        ordering = ["function"]
        constraints = [models.UniqueConstraint(fields=["unit", "function"], name="contact_point_once_per_unit")]

    def __str__(self) -> str:
        return self.function


def in_force(on: datetime.date | Slot, prefix: str = "") -> Q:
    """Rows with from/to dates that hold on a day; both days are included."""
    open_or_later = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    return Q(**{f"{prefix}starts_on__lte": on}) & open_or_later
