"""A proposed time that is not taken: who proposed it is told so, in words and to the calendar (RFC 5546 3.2.8)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from booking.models import CounterProposal, Meeting, SeriesSeat, WishState
from config.database.prepared import Slot, prepared
from notifications.itip import CalendarFacts, build_decline_counter
from notifications.models import CalendarObject, Notice, NoticeKind, Told
from notifications.telling.texts import MeetingWords

METHOD = "DECLINECOUNTER"


def declined(meetings: Iterable[UUID]) -> Iterator[tuple[str, UUID, UUID, None, str, datetime.datetime]]:
    """What is due to those whose proposals have been declined: kind, meeting, seat, no other person, which, when."""
    for pk, meeting, invitation, at in _declined(list(meetings)):
        yield NoticeKind.COUNTER_DECLINED.value, meeting, invitation, None, str(pk), at


@prepared
def _declined(meetings: Slot) -> QuerySet[CounterProposal, tuple[Any, ...]]:
    rows = CounterProposal.objects.filter(state=WishState.DECLINED, decided_at__isnull=False)
    found = rows.filter(invitation__meeting__in=meetings).order_by()
    return found.values_list("pk", "invitation__meeting", "invitation", "decided_at")


def still_stands(notice: Notice) -> bool:
    """The meeting is where it was when the time was proposed."""
    proposal = CounterProposal.objects.filter(pk=notice.occurrence).first()
    return proposal is not None and proposal.instead_of == notice.meeting.starts_at


def declined_seat(notice: Notice) -> SeriesSeat | None:
    """Whose proposal for a whole series was declined; None for one about a single meeting."""
    found = CounterProposal.objects.filter(pk=notice.occurrence, for_series=True)
    proposal = found.select_related("invitation__series_seat__series__forum").first()
    return proposal.invitation.series_seat if proposal else None


def decline_part(notice: Notice, words: MeetingWords, address: str) -> bytes | None:
    """The calendar part: the version that the person has, at its own SEQUENCE. None for an address without it."""
    meeting = notice.meeting
    told = _told(meeting, address.lower())
    if told is None or meeting.starts_at is None or meeting.ends_at is None:
        return None
    start, end, instance = meeting.starts_at, meeting.ends_at, meeting.recurrence_at
    if meeting.series is not None and declined_seat(notice) is not None:
        series = meeting.series
        # the whole series, as it begins in the person's calendar
        start = told.queued_starts_at or series.rhythm.moment(series.first_on)
        end, instance = start + datetime.timedelta(minutes=series.length_minutes), None
    now = timezone.now().replace(microsecond=0)
    told.dtstamp = max(now, told.dtstamp + datetime.timedelta(seconds=1)) if told.dtstamp else now
    told.save(update_fields=["dtstamp"])
    facts = CalendarFacts(
        uid=told.calendar_object.uid,
        sequence=told.queued_sequence,
        dtstamp=told.dtstamp,
        organizer_address=told.calendar_object.organizer,
        organizer_name=words.sender_name,
        attendee_address=told.address,
        attendee_name=str(notice.invitation or ""),
        partstat="TENTATIVE",
        start=start,
        end=end,
        summary=words.summary,
        is_private=meeting.is_individual,
    )
    of_series = told.calendar_object.series_id is not None
    return build_decline_counter(facts, recurrence_id=instance if of_series else None)


def _told(meeting: Meeting, address: str) -> Told | None:
    """By the meeting's own entry in the calendar, or that of its series."""
    objects = CalendarObject.objects.filter(meeting=meeting, ended_at=None)
    if meeting.series_id is not None:
        objects |= CalendarObject.objects.filter(series=meeting.series_id, ended_at=None)
    rows = Told.objects.select_for_update(of=("self",)).select_related("calendar_object")
    found = rows.filter(calendar_object__in=objects.values("pk"), address=address, queued_method="REQUEST")
    return found.order_by("calendar_object__meeting").first()
