"""What came of a meeting, as figures."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models.meetings import Meeting, MeetingForm
from forums.models import PartyKind, Person, Unit


class Gender(models.TextChoices):
    WOMAN = "woman", _("Kvinna")
    MAN = "man", _("Man")
    UNKNOWN = "unknown", _("Uppgift saknas")


class Outcome(models.Model):
    """The registration of a meeting that was held. A cancelled one has no outcome but a reason.

    What the template does not ask for stays empty; empty is "uppgift saknas", never 0.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="outcome")
    registered_at = models.DateTimeField(null=True, blank=True)
    registered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    meeting_form = models.CharField(max_length=8, choices=MeetingForm, blank=True)
    individual_attended = models.BooleanField(null=True, blank=True)
    plan_made = models.BooleanField(null=True, blank=True)
    plan_closed = models.BooleanField(null=True, blank=True)
    consent_given = models.BooleanField(null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=8, choices=Gender, blank=True)
    age_band = models.CharField(max_length=12, blank=True)
    cases_raised_count = models.PositiveSmallIntegerField(null=True, blank=True)
    invited_count = models.PositiveIntegerField(
        null=True, blank=True, help_text="Seats, where an older year's file gives one number for all parties."
    )
    attended_count = models.PositiveIntegerField(null=True, blank=True, help_text="Persons who came, in the same way.")
    participants_count = models.PositiveIntegerField(null=True, blank=True)
    participants_per_party = models.JSONField(default=dict, blank=True)
    participants_public = models.PositiveIntegerField(null=True, blank=True)
    gender_counts = models.JSONField(default=dict, blank=True)
    unit_visited = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place_visited = models.CharField(max_length=160, blank=True, help_text="In words, where it is no unit.")

    class Meta:
        indexes = [
            models.Index(fields=["follow_up_on"], condition=Q(follow_up_on__isnull=False), name="outcome_to_follow_up")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class PartyPresence(models.Model):
    """Seats of one party kind at a meeting: the counted row that outlives names and answers.

    Written when the meeting is registered (or loaded from an older year): seats that were called, and
    persons who came. `attended` empty means that nobody has said; `is_present` says whether the party
    came, also where the persons were not counted.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="presences")
    kind = models.ForeignKey(PartyKind, on_delete=models.PROTECT, related_name="+")
    invited = models.PositiveSmallIntegerField(null=True, blank=True)
    attended = models.PositiveSmallIntegerField(null=True, blank=True)
    is_present = models.BooleanField(_("deltog"), null=True, blank=True)

    class Meta:
        ordering = ["kind__position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind"], name="presence_once_per_party_kind"),
            models.CheckConstraint(
                condition=Q(attended__isnull=True) | Q(attended=0) | Q(is_present=True),
                name="who_attended_was_present",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.is_present}"
