"""The years of the standing groups: so many meetings as the agreement plans, called, answered, held and registered."""

from __future__ import annotations

import datetime
import random
from functools import partial
from typing import Any

from booking.demo.answers import let_answer, let_register
from booking.demo.town import Town, is_ahead, spread
from booking.meetings.actions.calling import call_meeting, create_draft, edit_draft
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.models import CancellationReason, Meeting, MeetingForm
from booking.workdays import add_workdays, at_local, is_workday
from forums.access import can_call
from forums.models import Forum, MeetingTemplate, Person
from forums.places import places_in
from forums.queries import plan_of, template_of_forum

# some groups are called for half a year at once, others a month before
AHEAD = (24, 40, 70, 110)
HOURS = (9, 9, 10, 13, 13, 14)
REASONS = (CancellationReason.LOW_TURNOUT, CancellationReason.LOW_TURNOUT, CancellationReason.ILLNESS)
LINK = "https://teams.microsoft.com/l/meetup-join/samverk-exempel"


def play(town: Town) -> None:
    for forum in Forum.objects.filter(ended_on=None).select_related("area", "federation", "convener").order_by("pk"):
        for year in range(town.first.year, town.last.year + 1):
            for day in days_of(forum, year, town):
                if town.first <= day <= town.last:
                    plan_meeting(town, forum, day)


def days_of(forum: Forum, year: int, town: Town) -> list[datetime.date]:
    plan = plan_of(forum, year)
    if plan is None or not plan.meetings_per_year:
        return []
    luck = town.luck(forum.name, year)
    if forum.month and plan.meetings_per_year == 1:
        day = datetime.date(year, forum.month, luck.randint(12, 24))
        return [day if is_workday(day) else add_workdays(day, 1)]
    return list(spread(plan.meetings_per_year, year, luck))


def plan_meeting(town: Town, forum: Forum, day: datetime.date) -> None:
    luck = town.luck(forum.name, day)
    ahead = town.luck(forum.name).choice(AHEAD) + luck.randint(0, 12)
    called_at = town.office_hour(add_workdays(day, -ahead), luck)
    town.at(called_at, partial(call, town, forum, day, luck))


def who_calls(town: Town, forum: Forum, template: MeetingTemplate) -> Person | None:
    """The coordinator or the convener; where the agreement lets neither call, somebody in the group."""
    coordinator = town.coordinator(forum.area) if forum.area else None
    seats = forum.memberships.filter(ends_on=None, is_substitute=False).select_related("person").order_by("pk")
    candidates = [coordinator, forum.convener, *(seat.person for seat in seats)]
    return next((person for person in candidates if person and can_call(person, template, forum)), None)


def call(town: Town, forum: Forum, day: datetime.date, luck: random.Random) -> None:
    template = template_of_forum(forum)
    caller = who_calls(town, forum, template) if template else None
    if template is None or caller is None:
        return
    starts_at = at_local(day, datetime.time(luck.choice(HOURS)))
    meeting = create_draft(by=caller, template=template, area=forum.area, forum=forum)
    edit_draft(meeting, by=caller, starts_at=starts_at, ends_at=starts_at + template.duration, **where(forum, luck))
    meeting = call_meeting(meeting, by=caller)
    assert meeting.called_at is not None
    let_answer(town, meeting, luck, meeting.called_at)
    _let_fate(town, meeting, luck)
    let_register(town, meeting, luck, starts_at + template.duration)


def where(forum: Forum, luck: random.Random) -> dict[str, Any]:
    places = list(places_in(forum.area)) if forum.area else []
    if not places or luck.random() < 0.2:
        return {"meeting_form": MeetingForm.DIGITAL, "link": LINK}
    return {"meeting_form": MeetingForm.ON_SITE, "place": str(luck.choice(places))}


def _let_fate(town: Town, meeting: Meeting, luck: random.Random) -> None:
    """Some are moved, and some are cancelled, mostly since too few can come."""
    assert meeting.starts_at is not None
    fate = luck.random()
    soon = town.office_hour(add_workdays(meeting.starts_at.date(), -luck.randint(4, 9)), luck)
    if fate < 0.08:
        town.at(soon, partial(move, town, meeting, luck))
    elif fate < 0.14:
        town.at(soon, partial(cancel, meeting, luck.choice(REASONS)))


def move(town: Town, meeting: Meeting, luck: random.Random) -> None:
    if not is_ahead(meeting):
        return
    assert meeting.starts_at is not None and meeting.ends_at is not None and meeting.caller is not None
    day = add_workdays(meeting.starts_at.date(), luck.randint(4, 10))
    starts_at = at_local(day, datetime.time(luck.choice(HOURS)))
    length = meeting.ends_at - meeting.starts_at
    meeting = move_meeting(meeting, by=meeting.caller, starts_at=starts_at, ends_at=starts_at + length)
    assert meeting.timed_at is not None
    let_answer(town, meeting, luck, meeting.timed_at)


def cancel(meeting: Meeting, reason: str) -> None:
    if is_ahead(meeting):
        assert meeting.caller is not None
        cancel_meeting(meeting, by=meeting.caller, reason=reason)
