"""Forum meetings in a rhythm. Meetings about a person never form a series."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.rhythm import Frequency, Rhythm
from forums.models import Federation, Forum, MeetingTemplate, Party, Person, Unit


class SeriesRhythm(models.TextChoices):
    WEEKLY = Frequency.WEEKLY.value, _("Varje vecka")
    MONTHLY_WEEKDAY = Frequency.MONTHLY_WEEKDAY.value, _("Varje månad, samma veckodag")
    MONTHLY_DATE = Frequency.MONTHLY_DATE.value, _("Varje månad, samma datum")


class Series(models.Model):
    """One rhythm and one entry in people's calendars. Its instances are meetings, each with answers and outcome.

    The rhythm never changes: another weekday or hour from some day on is a new series, `split_from` this one, because
    that is what calendars understand. `revision` is raised by everything that a calendar shows of any instance.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, related_name="series")
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="series")
    template = models.ForeignKey(MeetingTemplate, on_delete=models.PROTECT, related_name="series")
    caller = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="called_series")
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="split_into")

    frequency = models.CharField(_("rytm"), max_length=16, choices=SeriesRhythm)
    interval = models.PositiveSmallIntegerField(default=1)
    first_on = models.DateField(_("första dagen"))
    last_on = models.DateField(_("sista dagen"))
    starts = models.TimeField(_("börjar"), help_text="Swedish wall clock.")
    length_minutes = models.PositiveSmallIntegerField()
    skips_holidays = models.BooleanField(default=True)

    called_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField(null=True, blank=True)
    request_key = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["first_on", "id"]
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="series_ends_after_start"),
            models.CheckConstraint(condition=Q(interval__range=(1, 12)), name="series_interval_is_real"),
            models.UniqueConstraint(
                fields=["caller", "request_key"], condition=~Q(request_key=""), name="series_once_per_request"
            ),
        ]
        indexes = [models.Index(fields=["revised_at"], name="series_revised")]

    def __str__(self) -> str:
        return f"{self.forum} {self.first_on}"

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(Frequency(self.frequency), self.interval, self.first_on, self.last_on, self.starts)


class SeriesSeat(models.Model):
    """A person's place in a series: what of it they are called to are the invitations that belong to it.

    The person has the series' own entry in the calendar. Who is called to one instance only has no seat here, and
    gets that instance as a meeting of its own.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="series_seats")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    link_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["party__kind__position", "id"]
        constraints = [models.UniqueConstraint(fields=["series", "person"], name="series_seat_once")]

    def __str__(self) -> str:
        return str(self.person)
