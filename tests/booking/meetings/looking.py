"""Short ways to say what a test of a page does."""

from __future__ import annotations

import datetime
import re

from django.test import Client
from django.utils import timezone

from booking.models import Invitation, Meeting


def login(client: Client, person) -> Client:
    client.force_login(person)
    return client


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def seat(meeting: Meeting, person) -> Invitation:
    return meeting.invitations.get(person=person)


def slot(meeting: Meeting, days: int = 7, **fields: object) -> dict[str, object]:
    day = timezone.localdate(meeting.starts_at) + datetime.timedelta(days=days)
    return {"version": meeting.version, "date": str(day), "starts": "13.00", "ends": "14.00", **fields}


def has_been(meeting: Meeting, days: int = 1) -> Meeting:
    start = timezone.now() - datetime.timedelta(days=days)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=start, ends_at=start + datetime.timedelta(hours=1))
    meeting.refresh_from_db()
    return meeting
