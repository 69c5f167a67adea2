"""Calendars that people subscribe to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from forums.models import Area, Forum, Person
from forums.models.constraints import or_zero


class CalendarFeed(models.Model):
    """A calendar that one person subscribes to: own meetings, or those of a standing group, or of an area's groups.

    Its address is derived from the id (`feeds/addresses.py`): it goes with the row, and a new row has a new one.
    `etag` and `changed_at` are of the contents as they were last fetched.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_feeds")
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    created_at = models.DateTimeField(auto_now_add=True)
    etag = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    full_at = models.DateTimeField(null=True, blank=True, help_text="When its stock of fetches is full again.")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint("person", or_zero("forum"), or_zero("area"), name="feed_once_per_subject"),
            models.CheckConstraint(condition=Q(forum__isnull=True) | Q(area__isnull=True), name="feed_of_one_thing"),
        ]

    def __str__(self) -> str:
        return str(self.forum or self.area or self.person)
