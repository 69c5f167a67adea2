"""A series in a feed: one rule with its exceptions, as the mails have it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import UUID

from django.db.models import Q, QuerySet

from booking.models import Meeting, MeetingState, Series
from notifications.itip import Instance, PublishedEvent, pack
from notifications.models import CalendarObject, Told

Read = Callable[[Meeting], Instance]


def instances_of(which: Q, oldest: datetime.datetime) -> QuerySet[Meeting]:
    """The queryset of all instances of series that were not over long ago: a rule begins where it once began."""
    return (
        Meeting.objects.filter(which, no_mail=False, series__last_on__gte=oldest.date())
        .filter(state__in=[MeetingState.CALLED, MeetingState.CANCELLED])
        .defer("agenda", "purposes", "prepare")
        # templates are not joined: their texts are long, and nearly all instances share one
        .select_related("series")
        .prefetch_related("template", "forum")
        .order_by("recurrence_at")
    )


def series_events(
    meetings: Iterable[Meeting],
    read: Read,
    now: datetime.datetime,
    oldest: datetime.datetime,
    told: Callable[[list[CalendarObject]], dict[UUID, Told]] = lambda _objects: {},
) -> list[PublishedEvent]:
    """`read` says what this reader sees of one instance; `told` what their address was told, when it is their own."""
    groups: dict[Series, list[Meeting]] = {}
    for meeting in meetings:
        if meeting.series is not None:
            groups.setdefault(meeting.series, []).append(meeting)
    objects = {row.series_id: row for row in CalendarObject.objects.filter(series__in=list(groups))}
    rows = told(list(objects.values()))
    return [
        event
        for series, own in groups.items()
        if series.pk in objects
        for event in _events(series, own, objects[series.pk], rows.get(objects[series.pk].pk), read, now, oldest)
    ]


def _events(
    series: Series,
    meetings: list[Meeting],
    calendar_object: CalendarObject,
    told: Told | None,
    read: Read,
    now: datetime.datetime,
    oldest: datetime.datetime,
) -> list[PublishedEvent]:
    """The master and its exceptions; a series called off in whole stays some weeks as cancelled."""
    called = [meeting for meeting in meetings if meeting.is_called]
    shown = called or [meeting for meeting in meetings if meeting.cancelled_at and meeting.cancelled_at >= oldest]
    if not shown:
        return []
    rhythm = series.rhythm
    packed = pack(
        [replace(read(meeting), recurrence_at=meeting.recurrence_at) for meeting in shown],
        rhythm,
        series.length_minutes,
        told_start=(told.queued_starts_at if told else None) or rhythm.moment(rhythm.first),
        now=now,
    )
    stamp = max(filter(None, [series.called_at, series.revised_at, told.dtstamp if told else None]))
    master = packed.master
    event = PublishedEvent(
        uid=calendar_object.uid,
        sequence=told.queued_sequence if told else calendar_object.sequence,
        stamp=stamp,
        start=master.start,
        end=master.end,
        summary=master.summary,
        location=master.place,
        link=master.url,
        status="CONFIRMED" if called else "CANCELLED",
        is_free=master.partstat == "DECLINED",
    )
    exceptions = [
        replace(
            event,
            recurrence_id=one.recurrence_id,
            start=one.start,
            end=one.end,
            summary=one.summary,
            location=one.location,
            link=one.url,
            is_free=one.partstat == "DECLINED",
        )
        for one in packed.overrides
    ]
    return [replace(event, rrule=packed.rule, exdates=packed.exdates), *exceptions]
