"""What each address was last told: one calendar object for each UID, and its state per address."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from booking.models import Invitation, Meeting, Series, SeriesSeat


class CalendarObject(models.Model):
    """One UID: a meeting, or a whole series, as calendars know it.

    `organizer` is fixed for the life of the UID. A meeting that was cancelled for all and is called
    again gets a new UID; the ended one keeps its row so that late answers still find it.
    """

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_objects"
    )
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_objects")
    organizer = models.EmailField()
    sequence = models.PositiveIntegerField(default=0)
    reconciled_revision = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(ended_at__isnull=True, meeting__isnull=False),
                name="one_live_calendar_object",
            ),
            models.UniqueConstraint(
                fields=["series"], condition=Q(series__isnull=False), name="one_calendar_object_per_series"
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, series__isnull=True) | Q(meeting__isnull=True, series__isnull=False),
                name="calendar_object_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Method(models.TextChoices):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Told(models.Model):
    """What one address was last told about one calendar object: the version queued and the version that left.

    `digest` covers only what a calendar shows, instance by instance. `time_sequence` is the SEQUENCE at which this
    address last got a new time, `instance_sequences` the same for single instances of a series; answers are judged
    against it, and against the stamp of the last one applied (`reply_stamps`, by instance). For a series `*_starts_at`
    is its DTSTART, which is fixed once told, and `told_overrides` the keys of all instances that were ever told as
    exceptions: they stay exceptions (`itip.pack`). DTSTAMP grows for every message to the address. `is_held`: the last
    message failed for good or bounced, and nothing more goes there until the address changes or somebody tries again.
    """

    calendar_object = models.ForeignKey(CalendarObject, on_delete=models.CASCADE, related_name="told")
    address = models.EmailField()
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="told")
    seat = models.ForeignKey(SeriesSeat, null=True, blank=True, on_delete=models.SET_NULL, related_name="told")
    counter = models.PositiveIntegerField(default=0)
    dtstamp = models.DateTimeField(null=True, blank=True)
    time_sequence = models.PositiveIntegerField(default=0)
    instance_sequences = models.JSONField(default=dict, blank=True)
    reply_stamps = models.JSONField(default=dict, blank=True)
    told_overrides = models.JSONField(default=list, blank=True)

    queued_method = models.CharField(max_length=8, choices=Method, blank=True)
    queued_sequence = models.PositiveIntegerField(default=0)
    queued_digest = models.TextField(blank=True)
    queued_starts_at = models.DateTimeField(null=True, blank=True)
    left_method = models.CharField(max_length=8, choices=Method, blank=True)
    left_sequence = models.PositiveIntegerField(default=0)
    left_digest = models.TextField(blank=True)
    left_starts_at = models.DateTimeField(null=True, blank=True)
    is_held = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "told"
        constraints = [models.UniqueConstraint(fields=["calendar_object", "address"], name="told_once_per_address")]

    def __str__(self) -> str:
        return f"{self.calendar_object_id} {self.queued_method} {self.queued_sequence}"
