"""Events of a feed, and of the file of one meeting.

Addresses of feeds end up with others than those who made them, so a meeting about a person is its neutral subject and
its time and nothing else: no place, no link, no text (domain rule 2). The words are Swedish, as in the mails.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from booking.meetings.access import visible_meetings
from booking.meetings.addresses import meeting_url
from booking.meetings.places import hides_place
from booking.models import Answer, Invitation, InvitationState, Meeting, MeetingState
from forums.models import Area, Forum, Level, Person
from forums.waiting import login_address
from notifications.feeds.series import instances_of, series_events
from notifications.itip import Instance, PublishedEvent
from notifications.models import CalendarObject, Method, Told
from notifications.telling.apart import apart_among, apart_of
from notifications.telling.messages import EARLY
from notifications.telling.texts import place_of, summary_of

KEPT = datetime.timedelta(weeks=4)
CANCELLED = "Inställt möte"
COMES_NOT = (Answer.NO, Answer.SUBSTITUTE)
Known = tuple[Meeting, CalendarObject]


def own_events(person: Person, now: datetime.datetime) -> list[PublishedEvent]:
    """Meetings that the person calls or is called to; for some weeks also those that are cancelled, or have been, and
    those that the person is no longer called to."""
    own = Invitation.objects.filter(person=person, state=InvitationState.LIVE)
    alone, by_seat = own.filter(series_seat=None).values("meeting_id"), own.exclude(series_seat=None)
    calls = Q(caller=person, series__isnull=False) & ~Q(pk__in=alone)
    seats = own.only("meeting_id", "answer").order_by()
    own_seats = Prefetch("invitations", queryset=seats, to_attr="own_invitations")
    of_series = Q(pk__in=by_seat.values("meeting_id")) | calls
    in_series, apart = _in_series(of_series, now, own_seats)
    known = _known(_shown(Q(caller=person, series=None) | Q(pk__in=alone) | apart, now).prefetch_related(own_seats))
    told = _told(person, [calendar_object for _meeting, calendar_object in known])
    events = [
        *(_own_event(each, told.get(each[1].pk)) for each in known),
        *series_events(in_series, _own_instance, now, now - KEPT, lambda objects: _told(person, objects)),
    ]
    return _in_order([*events, *_ended(person, {event.uid for event in events}, now)])


def events_to_take_away(person: Person, now: datetime.datetime) -> list[PublishedEvent]:
    """For who has left: cancellations of what lies ahead, so that their calendar forgets it, and nothing else.

    A meeting about a person is the bare word then: the reference was for those who come (domain rule 2).
    """
    ahead = [event for event in _ended(person, set(), now) if event.rrule or event.start > now]
    return _in_order(replace(event, summary=CANCELLED if event.is_private else event.summary) for event in ahead)


def forum_events(person: Person, forum: Forum, now: datetime.datetime) -> list[PublishedEvent]:
    return _group_events(person, Q(forum=forum), now)


def area_events(person: Person, area: Area, now: datetime.datetime) -> list[PublishedEvent]:
    """The meetings of the area's standing groups. What is about a person belongs to no group, and is never here."""
    return _group_events(person, Q(forum__area=area), now)


def _in_series(which: Q, now: datetime.datetime, *prefetched: Prefetch[str]) -> tuple[list[Meeting], Q]:
    """Instances of series, and which of them stand apart, in the mails and so here."""
    found = list(instances_of(which, now - KEPT).prefetch_related(*prefetched))
    apart = apart_among(found)
    return [meeting for meeting in found if meeting.pk not in apart], Q(pk__in=apart)


def _group_events(person: Person, which: Q, now: datetime.datetime) -> list[PublishedEvent]:
    group = which & Q(template__level=Level.FORUM)
    instances, apart = _in_series(group & Q(series__isnull=False), now)
    known = _known(_shown(group & Q(series=None) | apart, now))
    shown = [meeting.pk for meeting, _calendar_object in known] + [meeting.pk for meeting in instances]
    opened = set(visible_meetings(person).filter(pk__in=shown).values_list("pk", flat=True))
    events = [_group_event(each, is_open=each[0].pk in opened) for each in known]
    in_series = series_events(
        instances, lambda meeting: _instance(meeting, is_open=meeting.pk in opened), now, now - KEPT
    )
    return _in_order([*events, *in_series])


def _shown(which: Q, now: datetime.datetime) -> QuerySet[Meeting]:
    """Called meetings that are ahead or lately were, and lately cancelled ones; never what goes without mail."""
    oldest = now - KEPT
    called = Q(state=MeetingState.CALLED, ends_at__gte=oldest)
    cancelled = Q(state=MeetingState.CANCELLED, cancelled_at__gte=oldest)
    found = Meeting.objects.filter(which, called | cancelled, no_mail=False, stripped_at=None)
    # not joined: a template's texts are long, and nearly all meetings share a few
    return found.defer("agenda", "purposes", "prepare").prefetch_related("template", "forum")


def _known(meetings: QuerySet[Meeting]) -> list[Known]:
    """Meetings with the UID that their mails carry: the live one, else the last. Those without any are left out."""
    found = []
    shown = CalendarObject.objects.only("meeting_id", "sequence", "ended_at")
    for meeting in meetings.prefetch_related(Prefetch("calendar_objects", shown)):
        objects = sorted(meeting.calendar_objects.all(), key=lambda row: (row.ended_at is None, row.ended_at))
        found += [(meeting, objects[-1])] if objects else []
    return found


def _told(person: Person, objects: Iterable[CalendarObject]) -> dict[UUID, Told]:
    """`Told` rows of the person's own address, by UID; of the one before while the new one waits for a yes."""
    own = {(person.email or "").lower(), login_address(person).lower()}
    uids = [calendar_object.pk for calendar_object in objects]
    rows = Told.objects.filter(calendar_object__in=uids, address__in=own, counter__gt=0).order_by("dtstamp")
    read = rows.only("calendar_object_id", "queued_sequence", "queued_method", "queued_starts_at", "dtstamp")
    return {row.calendar_object_id: row for row in read}


def _own_event(known: Known, told: Told | None) -> PublishedEvent:
    """The event as in the person's own mail. A declined one stays, and takes no time."""
    meeting, calendar_object = known
    return PublishedEvent(
        **_facts(meeting, is_open=True),
        uid=calendar_object.uid,
        sequence=told.queued_sequence if told else calendar_object.sequence,
        stamp=_stamp(meeting, told),
        is_free=_comes_not(meeting),
    )


def _comes_not(meeting: Meeting) -> bool:
    return any(seat.answer in COMES_NOT for seat in meeting.own_invitations)  # type: ignore[attr-defined]


def _group_event(known: Known, *, is_open: bool) -> PublishedEvent:
    meeting, calendar_object = known
    return PublishedEvent(
        **_facts(meeting, is_open=is_open),
        uid=calendar_object.uid,
        sequence=calendar_object.sequence,
        stamp=_stamp(meeting, None),
    )


def meeting_events(meeting: Meeting, person: Person, now: datetime.datetime) -> list[PublishedEvent]:
    """The one meeting as the mail about it has it, for who may see the place too; nothing before anybody was told.

    A meeting of a series that the person is not called to by itself comes with its whole series, as in their calendar.
    """
    seats = Invitation.objects.filter(meeting=meeting, person=person, state=InvitationState.LIVE)
    if meeting.series_id is None or seats.filter(series_seat=None).exists() or apart_among([meeting]) >= {meeting.pk}:
        known = _known(Meeting.objects.filter(pk=meeting.pk).select_related("template", "forum", "federation"))
        return [_whole_event(each, person) for each in known]
    mine = Q(series=meeting.series_id) & ~Q(pk__in=apart_of([meeting.series_id]))
    if seats.exists():
        mine &= Q(invitations__person=person, invitations__state=InvitationState.LIVE)
    return series_events(
        instances_of(mine, now - KEPT),
        lambda one: _instance(one, is_open=True),
        now,
        now - KEPT,
        lambda objects: _told(person, objects),
    )


def _whole_event(known: Known, person: Person) -> PublishedEvent:
    meeting, calendar_object = known
    told = _told(person, [calendar_object]).get(calendar_object.pk)
    place = {"location": "" if hides_place(meeting) else place_of(meeting), "link": meeting.link}
    return PublishedEvent(
        **{**_facts(meeting, is_open=True), **place},
        uid=calendar_object.uid,
        sequence=told.queued_sequence if told else calendar_object.sequence,
        stamp=_stamp(meeting, told),
    )


def _facts(meeting: Meeting, *, is_open: bool) -> dict[str, Any]:
    """`is_open`: the one who reads may open the meeting's page, and so its link to a digital meeting too."""
    page = f"Mötets sida (kräver inloggning): {settings.PUBLIC_URL}{meeting_url(meeting.pk)}" if is_open else ""
    is_cancelled = meeting.state == MeetingState.CANCELLED
    return {
        "start": meeting.starts_at,
        "end": meeting.ends_at,
        "summary": summary_of(meeting),
        "location": "" if meeting.is_individual else place_of(meeting),
        "link": meeting.link if is_open and not meeting.is_individual else "",
        "description": page,
        "status": "CANCELLED" if is_cancelled else "CONFIRMED",
        "is_private": meeting.is_individual,
    }


def _own_instance(meeting: Meeting) -> Instance:
    return replace(_instance(meeting, is_open=True), partstat="DECLINED" if _comes_not(meeting) else "NEEDS-ACTION")


def _instance(meeting: Meeting, *, is_open: bool) -> Instance:
    return Instance(
        start=meeting.starts_at or EARLY,
        end=meeting.ends_at or EARLY,
        summary=summary_of(meeting),
        place=place_of(meeting),
        url=meeting.link if is_open else "",
    )


def _ended(person: Person, shown: set[UUID | str], now: datetime.datetime) -> list[PublishedEvent]:
    """Cancellations that the person was told of, at the time they had; nothing that came later is shown."""
    rows = Told.objects.filter(
        Q(invitation__person=person) | Q(seat__person=person),
        queued_method=Method.CANCEL,
        dtstamp__gte=now - KEPT,
        left_starts_at__isnull=False,
        calendar_object__meeting__stripped_at=None,
    ).select_related("calendar_object__meeting__template", "calendar_object__meeting__forum")
    rows = rows.exclude(calendar_object__in=shown).select_related("calendar_object__series__forum")
    return [_ended_event(row, row.calendar_object) for row in rows]


def _ended_event(told: Told, calendar_object: CalendarObject) -> PublishedEvent:
    start = told.left_starts_at or told.queued_starts_at or EARLY
    meeting, series = calendar_object.meeting, calendar_object.series
    rule, summary, length = "", "", datetime.timedelta(hours=1)
    if series is not None:
        rhythm = series.rhythm
        rule, summary = rhythm.rule(rhythm.moment(rhythm.last)), series.forum.name
        length = datetime.timedelta(minutes=series.length_minutes)
    elif meeting is not None:
        summary, length = summary_of(meeting), (meeting.ends_at or EARLY) - (meeting.starts_at or EARLY)
    return PublishedEvent(
        uid=calendar_object.uid,
        sequence=told.queued_sequence,
        stamp=told.dtstamp or EARLY,
        start=start,
        end=start + length,
        rrule=rule,
        summary=summary,
        status="CANCELLED",
        is_private=meeting is not None and meeting.is_individual,
    )


def _stamp(meeting: Meeting, told: Told | None) -> datetime.datetime:
    """DTSTAMP: when any of it was last changed."""
    moments = [meeting.called_at, meeting.revised_at, told.dtstamp if told else None]
    return max(moment for moment in moments if moment is not None)


def _in_order(events: Iterable[PublishedEvent]) -> list[PublishedEvent]:
    return sorted(events, key=lambda event: (event.start, str(event.uid)))
