"""Who the parties are and where they work: federation, area, party, unit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forums.models.constraints import or_zero
from forums.validators import refuse_control_characters, refuse_identifiers


class Federation(models.Model):
    """A samordningsförbund. One installation serves many, each closed to the others."""

    name = models.CharField(_("namn"), max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    org_number = models.CharField(max_length=20, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    county = models.CharField(max_length=80, blank=True)
    vision = models.CharField(max_length=300, blank=True)
    target_group = models.JSONField(default=dict, blank=True)
    role_names = models.JSONField(default=dict, blank=True)
    archive = models.CharField(max_length=120, blank=True)
    report_periods = models.JSONField(default=list, blank=True)
    report_template = models.SlugField(max_length=60, blank=True)
    follow_up = models.JSONField(default=list, blank=True)
    age_bands = models.JSONField(default=list, blank=True)

    role_mailbox = models.EmailField(_("funktionsbrevlåda"), blank=True)
    case_retention_days = models.PositiveSmallIntegerField(default=90)
    mail_retention_days = models.PositiveSmallIntegerField(default=30)
    draft_retention_days = models.PositiveSmallIntegerField(default=14)
    second_factor_of_contact_persons = models.BooleanField(
        default=False, help_text="Contact persons need a second factor, as who keeps the register always does."
    )
    second_factor_from = models.DateField(
        null=True, blank=True, help_text="From this day everybody who logs in needs a second factor."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def care_units(self) -> dict[int, str]:
        """Ids and casefolded names of the units that tell which care somebody gets. Cached while this row is held."""
        marked = Unit.objects.filter(party__federation=self, reveals_care=True)
        return {pk: name.casefold() for pk, name in marked.values_list("pk", "name")}

    @cached_property
    def care_places(self) -> set[int]:
        """Ids of the places that tell it. Cached while this row is held."""
        marked = Area.objects.filter(federation=self, places__reveals_care=True)
        return set(marked.values_list("places", flat=True))

    def role_name(self, role: str) -> str:
        """What this federation calls a role: "Samverkanskoordinator" here, "Processutvecklare" there."""
        return self.role_names.get(role, "")


class RetentionKind(models.TextChoices):
    """What is taken away after a number of days; each value is a field of `Federation` without `_retention_days`."""

    CASE = "case", "ärendemöten"
    MAIL = "mail", "mejl"
    DRAFT = "draft", "utkast"


class RetentionDecision(models.Model):
    """Who decided that something is taken away (gallring), when, and in which paragraph of which minutes.

    The number of days stands on the federation: it holds also while nobody has decided it.
    """

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="retention_decisions")
    kind = models.CharField(max_length=10, choices=RetentionKind)
    body = models.CharField(max_length=120)
    decided_on = models.DateField()
    paragraph = models.CharField(max_length=40)

    class Meta:
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["federation", "kind"], name="retention_decided_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.body} {self.decided_on} {self.paragraph}"


class PartyKind(models.Model):
    """What figures per party are counted by: kommun, AF, FK, region, or one that the federation adds."""

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="party_kinds")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=80)
    short = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["federation", "code"], name="party_kind_once_per_federation")]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """One kommun's geography. Not the kommun itself, which is a party."""

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="areas")
    name = models.CharField(_("namn"), max_length=80)
    slug = models.SlugField(max_length=60)
    collaboration_name = models.CharField(_("samverkans namn"), max_length=120)
    local_names = models.JSONField(default=dict, blank=True)
    ages = models.JSONField(default=list, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    school_weeks = models.JSONField(
        default=dict, blank=True, help_text="Weeks of school holidays that differ from the usual ones, by name."
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["federation", "slug"], name="area_once_per_federation")]

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    """An authority that collaborates. Each area has its own kommun; the others serve the whole federation."""

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="parties")
    kind = models.ForeignKey(PartyKind, on_delete=models.PROTECT, related_name="parties")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="own_parties")
    name = models.CharField(_("namn"), max_length=120)

    class Meta:
        ordering = ["kind__position", "name"]
        verbose_name_plural = "parties"
        constraints = [models.UniqueConstraint(fields=["federation", "name"], name="party_once_per_federation")]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """Where people work: a vårdcentral, ekonomiskt bistånd. Belongs to a party, serves one or more areas.

    A kommun is a party of its own, so "Arbetsmarknadsenheten" is another unit in each kommun while
    "Försäkringskassan Höglandet" is one unit that serves six areas.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="units")
    areas = models.ManyToManyField(Area, related_name="units")
    name = models.CharField(_("namn"), max_length=120)
    address = models.CharField(
        _("adress"), max_length=56, blank=True, validators=[refuse_control_characters, refuse_identifiers]
    )
    reveals_care = models.BooleanField(
        _("avslöjar vårdform"),
        default=False,
        help_text=_("Enhetens namn eller adress berättar vilken vård det gäller."),
    )
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecessors",
        help_text="The unit that took over what lay ahead when this one closed.",
    )  # fmt: skip

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["party", "name"], name="unit_once_per_party"),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(closed_on__isnull=False), name="successor_of_a_closed_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartyRule(models.Model):
    """A party's own rule for when it takes part. It informs, with the reason; it never stops anybody."""

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="party_rules")
    party_kind = models.ForeignKey(PartyKind, on_delete=models.CASCADE, related_name="rules")
    code = models.SlugField(max_length=60)
    when_individual = models.CharField(max_length=20, blank=True)
    when_template = models.SlugField(max_length=60, blank=True)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["party_kind__position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["federation", "party_kind", "code"], name="party_rule_once"),
            models.CheckConstraint(
                condition=~Q(when_individual="") | ~Q(when_template=""), name="party_rule_has_a_condition"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OpenMeetingPlan(models.Model):
    """How many open meetings of a variant an area, or the federation, plans each year."""

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="open_meeting_plans")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="open_meeting_plans")
    variant = models.SlugField(max_length=60)
    name = models.CharField(max_length=120, blank=True)
    per_year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    week = models.PositiveSmallIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["variant"]
        constraints = [
            models.UniqueConstraint("federation", or_zero("area"), "variant", name="open_meeting_plan_once"),
            models.CheckConstraint(
                condition=Q(month__isnull=True) | Q(month__range=(1, 12)), name="plan_month_is_real"
            ),
            models.CheckConstraint(condition=Q(week__isnull=True) | Q(week__range=(1, 53)), name="plan_week_is_real"),
        ]

    def __str__(self) -> str:
        return self.name or self.variant
