"""A proposed time that is not taken: who proposed it is told so, in words and to the calendar (RFC 5546 3.2.8)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from booking.models import CounterProposal, Meeting, SeriesSeat, WishState
from notifications.itip import CalendarFacts, build_decline_counter
from notifications.models import CalendarObject, Notice, Told
from notifications.notices.about import is_ahead, meeting_of
from notifications.notices.kinds import Batch, Due, Kind, Link, Part, register
from notifications.notices.wording import say, to_answer, to_choice, waits_for_choice
from notifications.telling.mailtext import MailText
from notifications.telling.series_texts import SeriesWords
from notifications.telling.texts import sender_name_of, summary_of

METHOD = "DECLINECOUNTER"
STANDS = {
    "subject": "Tiden står fast: {what} {date} kl. {time}",
    "line": "Tiden som du föreslog passar inte. Mötet är kvar på sin tid.",
}


def rows(batch: Batch) -> Iterator[Due]:
    """What is due to those whose proposals have been declined."""
    for pk, meeting, invitation, at in _declined(batch):
        yield Due(COUNTER_DECLINED.name, ("meeting", meeting), ("invitation", invitation), str(pk), at)


def _declined(batch: Batch) -> QuerySet[CounterProposal, tuple[Any, ...]]:
    rows = CounterProposal.objects.filter(state=WishState.DECLINED, decided_at__isnull=False)
    found = rows.filter(invitation__meeting__in=batch).order_by()
    return found.values_list("pk", "invitation__meeting", "invitation", "decided_at")


def _still_stands(notice: Notice) -> bool:
    """The meeting is where it was when the time was proposed."""
    proposal = CounterProposal.objects.filter(pk=notice.occurrence).first()
    return is_ahead(notice) and proposal is not None and proposal.instead_of == meeting_of(notice).starts_at


def _seat(notice: Notice) -> SeriesSeat | None:
    """Whose proposal for a whole series was declined; None for one about a single meeting."""
    found = CounterProposal.objects.filter(pk=notice.occurrence, for_series=True)
    proposal = found.select_related("invitation__series_seat__series__forum").first()
    return proposal.invitation.series_seat if proposal else None


def _link(notice: Notice) -> Link:
    return to_choice(notice) if waits_for_choice(notice) else to_answer(notice)


def _text(notice: Notice, link: Link) -> MailText:
    """A unit to which the seat has gone since knows of no proposal: it is asked who comes."""
    if waits_for_choice(notice):
        return say(notice, link, "assign")
    if seat := _seat(notice):
        return SeriesWords(seat.series, meeting_of(notice)).declined_time(seat)
    return say(notice, link, "counter_declined", STANDS)


def _part(notice: Notice, address: str) -> Part:
    return Part(_calendar(notice, address), METHOD)


def _calendar(notice: Notice, address: str) -> bytes | None:
    """The version that the person has, at its own SEQUENCE. None for an address without it."""
    meeting = meeting_of(notice)
    told = _told(meeting, address.lower())
    if told is None or meeting.starts_at is None or meeting.ends_at is None:
        return None
    start, end, instance = meeting.starts_at, meeting.ends_at, meeting.recurrence_at
    if meeting.series is not None and _seat(notice) is not None:
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
        organizer_name=sender_name_of(meeting),
        attendee_address=told.address,
        attendee_name=str(notice.invitation or ""),
        partstat="TENTATIVE",
        start=start,
        end=end,
        summary=summary_of(meeting),
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


COUNTER_DECLINED = Kind(
    name="counter_declined",
    label=gettext_lazy("Tiden står fast"),
    wanted=_still_stands,
    link=_link,
    text=_text,
    part=_part,
)
register(COUNTER_DECLINED, of_meetings=rows)
