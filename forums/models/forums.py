"""Standing groups and their members."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.agreements import Agreement
from forums.models.constraints import open_period, or_zero
from forums.models.federation import Area, Federation, Party, PartyKind, Unit
from forums.models.people import Person


class Forum(models.Model):
    """An LSG, styrgrupp, arbetsgrupp, nätverk, Arena. `kind` is data: the slug of the template it is called from."""

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="forums")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="forums")
    kind = models.SlugField(max_length=60)
    name = models.CharField(_("namn"), max_length=160)
    note = models.CharField(max_length=300, blank=True)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    party_kinds = models.ManyToManyField(PartyKind, related_name="forums", blank=True)
    convener_role = models.CharField(_("sammankallande"), max_length=40, blank=True)
    convener = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="convened_forums"
    )
    calls_delegates = models.BooleanField(
        _("kallar ersättare direkt"),
        default=False,
        help_text="Whom a member names in the calendar to come instead is called without anybody's decision.",
    )
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("federation", or_zero("area"), "name", name="forum_name_once_per_area"),
            models.CheckConstraint(
                condition=Q(month__isnull=True) | Q(month__range=(1, 12)), name="forum_month_is_real"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ForumPlan(models.Model):
    """How often a forum meets under one version of the agreement; a federation forum has no agreement.

    Either a number a year or a rhythm (`weekly`, `monthly`).
    """

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="plans")
    agreement = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.CASCADE, related_name="forum_plans"
    )
    meetings_per_year = models.PositiveSmallIntegerField(null=True, blank=True)
    rhythm = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("forum", or_zero("agreement"), name="forum_plan_once"),
            models.CheckConstraint(
                condition=Q(meetings_per_year__isnull=False) | ~Q(rhythm=""), name="forum_plan_says_how_often"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forum}: {self.meetings_per_year or self.rhythm}"


class Membership(models.Model):
    """A person's seat in a forum for a party or unit, ordinary or substitute. The last day is a day in the seat."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    is_substitute = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    left_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody said that it ends with nobody to follow; one moment a change."
    )
    left_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["party__kind__position", "is_substitute", "id"]
        indexes = [models.Index(fields=["left_at"], condition=Q(left_at__isnull=False), name="seats_left")]
        constraints = [
            models.CheckConstraint(condition=open_period(), name="membership_ends_after_start"),
            models.UniqueConstraint(
                fields=["forum", "person"], condition=Q(ends_on__isnull=True), name="one_open_seat_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.forum}"


class Decline(models.Model):
    """A party or unit has declined a forum ("avböjt sedan …"); it is then no hole."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="declines")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="declines")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="declines")
    since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("forum", "party", or_zero("unit"), name="decline_once")]

    def __str__(self) -> str:
        return f"{self.unit or self.party} – {self.forum}"
