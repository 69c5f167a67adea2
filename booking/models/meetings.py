"""A meeting, called from a template, and what happened to it."""

from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking.models.places import PlaceKind
from forums.models import Area, Federation, Forum, MeetingTemplate, PartyKind, Person, Place, Unit


class MeetingState(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    CALLED = "called", _("Kallat")
    CANCELLED = "cancelled", _("Inställt")


class MeetingForm(models.TextChoices):
    ON_SITE = "on_site", _("På plats")
    DIGITAL = "digital", _("Digitalt")
    HYBRID = "hybrid", _("Både och")


class KnownTo(models.TextChoices):
    """How exactly the time of a meeting is known: an older year's file may tell a day, a month or a half-year."""

    MOMENT = "moment", _("tid")
    DAY = "day", _("dag")
    MONTH = "month", _("månad")
    HALF_YEAR = "half_year", _("halvår")


class CancellationReason(models.TextChoices):
    """The agreed reasons; a code, never shown to the invited."""

    LOW_TURNOUT = "low_turnout", _("Stort bortfall")
    INDIVIDUAL_ABSENT = "individual_absent", _("Den enskilde kom inte")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Samtycke återkallat")
    ILLNESS = "illness", _("Sjukdom")
    NO_LONGER_NEEDED = "no_longer_needed", _("Behovet finns inte kvar")
    OTHER = "other", _("Annat")


class Meeting(models.Model):
    """One meeting. The individual it may be about has no field here, only a random reference.

    `revision` is raised by everything a calendar shows and is what reconcile compares with; `version`
    catches two people who edit at once. A meeting keeps the template version (and by it the agreement)
    that it was called under.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, related_name="meetings")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    joint_areas = models.ManyToManyField(Area, related_name="joint_meetings", blank=True)
    template = models.ForeignKey(MeetingTemplate, on_delete=models.PROTECT, related_name="meetings")
    variant = models.SlugField(max_length=60, blank=True)
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    series = models.ForeignKey(
        "booking.Series", null=True, blank=True, on_delete=models.PROTECT, related_name="instances"
    )
    recurrence_at = models.DateTimeField(
        null=True, blank=True, help_text="When the rhythm of its series would have it begin; stays when it is moved."
    )
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="following")
    consent = models.ForeignKey(
        "booking.Consent", null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings"
    )
    reference = models.CharField(max_length=12, null=True, blank=True, unique=True)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.DRAFT)
    no_mail = models.BooleanField(_("utan utskick"), default=False)

    starts_at = models.DateTimeField(_("börjar"), null=True, blank=True)
    ends_at = models.DateTimeField(_("slutar"), null=True, blank=True)
    half_year = models.CharField(max_length=6, blank=True, help_text="2026-1; Europe/Stockholm")
    known_to = models.CharField(max_length=9, choices=KnownTo, default=KnownTo.MOMENT)
    answer_by = models.DateField(_("svara senast"), null=True, blank=True)
    meeting_form = models.CharField(max_length=8, choices=MeetingForm, blank=True)
    place_kind = models.CharField(max_length=8, choices=PlaceKind, blank=True)
    at_place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at_unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(
        _("plats"), max_length=200, blank=True, help_text="In words; what was chosen as it was called then."
    )
    link = models.URLField(_("länk"), max_length=400, blank=True)
    title = models.CharField(_("rubrik"), max_length=160, blank=True)
    agenda = models.JSONField(default=list, blank=True)
    purposes = models.JSONField(default=list, blank=True)
    prepare = models.JSONField(default=list, blank=True)
    internal_note = models.TextField(_("intern anteckning"), blank=True)

    caller = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="called_meetings")
    calling_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="called_meetings"
    )
    called_by_kind = models.ForeignKey(PartyKind, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    called_at = models.DateTimeField(null=True, blank=True)
    timed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its present time was set: call or last move."
    )
    moved_count = models.PositiveSmallIntegerField(default=0)
    goes_ahead_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was last said that they meet although somebody cannot come."
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancellation_reason = models.CharField(max_length=20, choices=CancellationReason, blank=True)
    is_loaded = models.BooleanField(default=False, help_text="From an older year's file: calls and answers unknown.")
    stripped_at = models.DateTimeField(null=True, blank=True)
    lead_days = models.SmallIntegerField(null=True, blank=True, help_text="Working days, kept when the days are not.")

    revision = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    request_key = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message=_("Sluttiden måste vara efter starttiden."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(starts_at__isnull=False), name="called_meeting_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="called") | Q(called_at__isnull=False) | Q(is_loaded=True),
                name="called_meeting_says_when",
            ),
            models.CheckConstraint(
                # an older year's file may tell no reason
                condition=~Q(state="cancelled") | ~Q(cancellation_reason="") | Q(is_loaded=True),
                name="cancelled_meeting_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(no_mail=True) | Q(place="", place_kind=""), name="no_place_without_mail"
            ),
            models.CheckConstraint(
                condition=Q(place_kind="place", at_place__isnull=False, at_unit__isnull=True)
                | Q(place_kind="unit", at_place__isnull=True, at_unit__isnull=False)
                | (~Q(place_kind__in=["place", "unit"]) & Q(at_place__isnull=True, at_unit__isnull=True)),
                name="place_is_as_its_kind",
            ),
            models.UniqueConstraint(
                fields=["caller", "request_key"], condition=~Q(request_key=""), name="meeting_once_per_request"
            ),
            models.UniqueConstraint(
                fields=["series", "recurrence_at"], condition=Q(series__isnull=False), name="instance_once_per_series"
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True) | Q(recurrence_at__isnull=False), name="instance_has_its_place"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "half_year"], name="meeting_area_half_year"),
            models.Index(fields=["federation", "half_year"], name="meeting_federation_half_year"),
            models.Index(fields=["caller", "starts_at"], name="meeting_caller_start"),
            models.Index(fields=["forum", "starts_at"], name="meeting_forum_start"),
            models.Index(fields=["revised_at"], name="meeting_revised"),
            models.Index(fields=["state", "starts_at"], name="meeting_state_start"),
        ]

    def __str__(self) -> str:
        return self.reference or self.title or str(self.id)

    @property
    def is_individual(self) -> bool:
        return self.template.is_individual

    @property
    def is_called(self) -> bool:
        return self.state == MeetingState.CALLED

    def has_started(self, now: datetime.datetime | None = None) -> bool:
        return self.starts_at is not None and self.starts_at <= (now or timezone.now())


class MeetingEvent(models.Model):
    """What was done to a meeting, by whom and when: codes and values, never addresses or free text."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    what = models.SlugField(max_length=40)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"


class RequestKey(models.Model):
    """A repeated API call with the same Idempotency-Key gets the first answer; kept for a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="request_key_once")]

    def __str__(self) -> str:
        return self.key
