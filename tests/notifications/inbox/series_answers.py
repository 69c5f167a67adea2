"""A series as its people were told it, and what their calendars send back."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone

from booking.models import Meeting, Series
from notifications.itip import key_of
from notifications.models import CalendarObject, Told
from tests.factories.series_rows import seat_in


def as_told(series: Series, *, sequence: int = 0) -> CalendarObject:
    """What each seat was told, as if its mail had left."""
    found = CalendarObject.objects.create(
        series=series, organizer="samverk@lingon.example", sequence=sequence, reconciled_revision=series.revision
    )
    for seat in series.seats.select_related("person"):
        Told.objects.create(
            calendar_object=found,
            address=seat.person.email,
            seat=seat,
            counter=1,
            dtstamp=timezone.now(),
            queued_method="REQUEST",
            left_method="REQUEST",
            queued_sequence=sequence,
            left_sequence=sequence,
        )
    return found


def retimed(series: Series, person: Any, meeting: Meeting, sequence: int) -> None:
    """The person has been told a new time of one instance, at this SEQUENCE."""
    told = Told.objects.get(seat=seat_in(series, person))
    told.instance_sequences[key_of(meeting.recurrence_at)] = sequence
    told.save()


def event(
    *,
    uid: str,
    attendee: str = "bo@af.example",
    partstat: str = "ACCEPTED",
    sequence: int = 0,
    recurrence: str = "",
    seconds: int = 5,
    lines: tuple[str, ...] = (),
) -> list[str]:
    stamp = (timezone.now() + datetime.timedelta(seconds=seconds)).astimezone(datetime.UTC)
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        *([f"RECURRENCE-ID{recurrence}"] if recurrence else []),
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{attendee}",
        *lines,
        "END:VEVENT",
    ]


def in_utc(meeting: Meeting) -> str:
    return f":{meeting.recurrence_at:%Y%m%dT%H%M%SZ}"


def in_zone(meeting: Meeting, zone: str) -> str:
    return f";TZID={zone}:{timezone.localtime(meeting.recurrence_at):%Y%m%dT%H%M%S}"


def calendar_mail(*events: list[str], sender: str = "bo@af.example", method: str = "REPLY", headers: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", f"METHOD:{method}"]
    for one in events:
        lines += one
    head = (
        f"From: {sender}\r\nTo: samverk@lingon.example\r\nSubject: Svar\r\n{headers}"
        f"Message-ID: <{uuid.uuid4()}@af.example>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: text/calendar; method={method}; charset="utf-8"\r\n\r\n'
    )
    return (head + "\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()
