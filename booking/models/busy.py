"""When people are taken, as their own published calendars say: times, and never what they are taken by."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.models.meetings import Meeting
from forums.models import Person

# published calendars are read this far ahead
AHEAD = timedelta(weeks=12)


class CalendarProblem(models.TextChoices):
    """Why a calendar could not be read, as the person who gave its address is told."""

    UNREACHABLE = "unreachable", _("Adressen svarar inte. Kontrollera att hela adressen kom med.")
    TOO_SLOW = "too_slow", _("Kalendern svarade inte inom tjugo sekunder.")
    FAILED = "failed", _("Servern där kalendern finns svarar med ett fel.")
    GONE = (
        "gone",
        _("Kalendern finns inte på adressen, eller delas inte längre. Publicera den på nytt."),
    )
    REDIRECTED = (
        "redirected",
        _("Adressen skickar vidare till en plats som inte får läsas."),
    )
    CERTIFICATE = "certificate", _("Servern där kalendern finns har inget giltigt certifikat.")
    NOT_A_CALENDAR = (
        "not_a_calendar",
        _("På adressen finns ingen kalender, kanske en webbsida. Kopiera adressen som slutar på .ics."),
    )
    TOO_LARGE = (
        "too_large",
        _("Kalendern är större än 20 MB, eller har för många tider. Publicera en kortare tid eller färre uppgifter."),
    )
    UNREADABLE = "unreadable", _("Kalendern går inte att läsa.")


class PublishedCalendar(models.Model):
    """The address of a calendar that its person publishes. The address is secret: it is never shown or logged.

    Claimed by lease like mail: `lease_token` names who reads it now. `read_at` is when it was last read to the end.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="published_calendar")
    address = models.CharField(max_length=1000)
    added_at = models.DateTimeField()
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=20, choices=CalendarProblem, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="calendar_due")]

    def __str__(self) -> str:
        return str(self.person)


class BusyKind(models.TextChoices):
    """How sure it is that a time is taken. What the calendar says of an unknown time is not understood."""

    BUSY = "busy", _("upptagen")
    PERHAPS = "perhaps", _("kanske upptagen")
    UNKNOWN = "unknown", _("okänt")


class BusyTime(models.Model):
    """A time when a person is not free. `meeting`: it is one of ours, so it says nothing against itself."""

    calendar = models.ForeignKey(PublishedCalendar, on_delete=models.CASCADE, related_name="busy_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=BusyKind, default=BusyKind.BUSY)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="busy_time_ends_after_start")
        ]
        indexes = [models.Index(fields=["calendar", "ends_at"], name="busy_time_calendar_end")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}–{self.ends_at:%H:%M}"
