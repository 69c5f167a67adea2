"""What is agreed for one kind of meeting."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.agreements import Agreement
from forums.models.constraints import or_zero
from forums.models.federation import Area, Federation


class Level(models.TextChoices):
    INDIVIDUAL = "individual", _("om en person")
    FORUM = "forum", _("stående grupp")
    OPEN = "open", _("öppet")


class Presence(models.TextChoices):
    ALWAYS = "always", _("alltid med")
    WHEN_POSSIBLE = "when_possible", _("med när det går")
    NEVER = "never", _("inte med")


class MeetingTemplate(models.Model):
    """A version of a mötesmall. Rows are never edited once a meeting was called from them: a change is a new version.

    An area's templates belong to a version of its agreement; the federation's own (for federation
    forums) have none and are adopted by the federation. Days are working days, lengths minutes.
    """

    federation = models.ForeignKey(Federation, on_delete=models.CASCADE, related_name="templates")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="templates")
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.CASCADE, related_name="templates")
    slug = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    adopted_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    name = models.CharField(_("namn"), max_length=120)
    level = models.CharField(max_length=12, choices=Level)
    individual = models.CharField(max_length=14, choices=Presence, blank=True)
    consent_required = models.BooleanField(default=False)
    needs_forum = models.BooleanField(default=True)
    counts = models.BooleanField(default=True)
    shows_figures = models.BooleanField(
        default=False, help_text="Whoever sits in a group of this kind may read the figures of its area."
    )
    min_parties = models.PositiveSmallIntegerField(default=1)
    required_parties = models.JSONField(default=list, blank=True)
    may_call = models.JSONField(default=list, blank=True)
    duration_minutes = models.PositiveSmallIntegerField()
    notice_days = models.PositiveSmallIntegerField(default=0)
    rhythm = models.CharField(max_length=20, blank=True)
    quorum_parties = models.PositiveSmallIntegerField(null=True, blank=True)
    remind_unanswered_days = models.PositiveSmallIntegerField(null=True, blank=True)
    remind_everyone_days = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome_after_days = models.PositiveSmallIntegerField(null=True, blank=True)
    survey_after_days = models.PositiveSmallIntegerField(null=True, blank=True)

    purpose = models.CharField(_("syfte"), max_length=300, blank=True)
    help_text = models.CharField(max_length=300, blank=True)
    agenda = models.JSONField(default=list, blank=True)
    agenda_last_of_year = models.JSONField(default=list, blank=True)
    checklist = models.JSONField(default=dict, blank=True)
    outcome_fields = models.JSONField(default=list, blank=True)
    leads_to = models.JSONField(default=list, blank=True)
    follows = models.JSONField(default=list, blank=True)
    members = models.CharField(_("vilka som ska vara med"), max_length=300, blank=True)
    quorum_note = models.CharField(max_length=300, blank=True)
    areas_note = models.CharField(max_length=300, blank=True)
    survey = models.CharField(max_length=60, blank=True)
    guests = models.JSONField(default=list, blank=True)
    forms = models.JSONField(default=list, blank=True, help_text="Their names; filled in elsewhere, never here.")
    guide = models.JSONField(default=dict, blank=True, help_text="What it is for, when not, and what points at it.")
    variants = models.JSONField(default=dict, blank=True)
    signup = models.JSONField(default=dict, blank=True)
    time_rule = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    texts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position", "slug", "version"]
        constraints = [
            models.UniqueConstraint(
                "federation",
                or_zero("agreement"),
                "slug",
                "version",
                name="template_version_once",
            ),
            models.UniqueConstraint(
                "federation",
                or_zero("agreement"),
                "slug",
                condition=Q(is_current=True),
                name="one_current_template",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=True, agreement__isnull=True) | Q(area__isnull=False, agreement__isnull=False),
                name="area_template_belongs_to_an_agreement",
            ),
            models.CheckConstraint(condition=Q(duration_minutes__gt=0), name="template_has_a_length"),
            models.CheckConstraint(
                condition=~Q(level="individual") | ~Q(individual=""), name="individual_template_says_presence"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_individual(self) -> bool:
        return self.level == Level.INDIVIDUAL

    @property
    def duration(self) -> datetime.timedelta:
        return datetime.timedelta(minutes=self.duration_minutes)

    @property
    def is_adopted(self) -> bool:
        """Only what was adopted may be called from; that an agreement has run out is a warning."""
        return self.adopted_on is not None and (self.agreement is None or self.agreement.is_adopted)
