"""Series, meetings in a rhythm: calling and extending one. From one instance on it is changed by `following.py`.

An instance is a meeting like any other: it is moved, changed, cancelled, answered and registered by the same actions as
one that stands alone. Here is only what is done to several at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from booking.meetings.access import can_change_series
from booking.meetings.actions.calling import last_day_to_answer
from booking.meetings.actions.recording import lock_series, raise_series, record
from booking.meetings.actions.rules import call_refusals, refuse_bad_time
from booking.meetings.actions.texts import clean_texts
from booking.models import Answer, Channel, Invitation, Meeting, MeetingState, Series, SeriesSeat
from booking.models.dirt import mark_dirty
from booking.rhythm import Rhythm, rhythm_problem
from booking.series import refusals
from booking.workdays import half_year, is_workday, local
from config.ground.errors import RuleError
from forums.access import calling_units, can_call, require
from forums.models import Forum, MeetingTemplate, Membership, Party, Person, Unit
from forums.queries import members_of, template_of_forum

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 24 * 60
FARTHEST_DAYS = 3 * 366
SATURDAY = 5
TEXTS = ("place", "link", "title", "meeting_form", "agenda", "internal_note")


@dataclass(frozen=True)
class Plan:
    """The plan of a series: its rhythm, how many minutes each meeting lasts, and whether holidays are skipped."""

    rhythm: Rhythm
    length_minutes: int
    skips_holidays: bool = True

    def days(self) -> list[datetime.date]:
        """Local dates with a meeting."""
        return [day for day in self.rhythm.days() if not (self.skips_holidays and not is_workday(day))]

    def skipped(self) -> list[datetime.date]:
        return [day for day in self.rhythm.days() if self.skips_holidays and not is_workday(day)]


def call_series(forum: Forum, *, by: Person, plan: Plan, request_key: str = "", **texts: Any) -> Series:
    """Call a forum to all the meetings of a rhythm. Each member gets one entry in the calendar, with the rule.

    `texts` are place, link, title, meeting_form, agenda and internal_note, the same for every instance. Members who
    come or leave later have the instances of their own days. `request_key` makes it idempotent: the same key from the
    same person returns the first series. Raises `RuleError` for a rhythm that cannot be (no end, more than 400, in the
    past) and for whatever stops a call; `ValidationError` per text.
    """
    template = _template(forum, by)
    refuse_plan(plan)
    try:
        with transaction.atomic():
            now = timezone.now()
            series = make_series(forum, template, by, plan, now, request_key)
            made = make_instances(series, plan.days(), texts, now)
            for refusal in call_refusals(made[0], now):
                raise refusal
            raise_series(series)
    except IntegrityError:
        earlier = Series.objects.filter(caller=by, request_key=request_key).exclude(request_key="").first()
        if earlier is None:
            raise
        return earlier
    return series


def extend_series(series: Series, *, by: Person, last_on: datetime.date) -> Series:
    """Extend the series to a later local date, in its rhythm and with the members of those days."""
    with transaction.atomic():
        series = lock_series(series)
        require(can_change_series(by, series))
        last = series.last_on
        if last_on <= last:
            raise refusals.not_later()
        plan, days = days_to_add(series, last_on)
        refuse_plan(plan, may_have_begun=True)
        latest = series.instances.order_by("recurrence_at").last()
        texts = texts_of(latest) if latest else {}
        if not days:
            raise refusals.no_days("more")
        series.last_on = last_on
        series.save(update_fields=["last_on"])
        make_instances(series, days, texts, timezone.now())
        raise_series(series)
    return series


def days_to_add(series: Series, last_on: datetime.date) -> tuple[Plan, list[datetime.date]]:
    """The plan of the series to a later local date, and its days after the last one.

    One that was cancelled before the series was cut short is still there, and stays cancelled.
    """
    plan = Plan(replace(series.rhythm, last=last_on), series.length_minutes, series.skips_holidays)
    there = {local(recurrence_of(one)).date() for one in series.instances.all()}
    return plan, [day for day in plan.days() if day > series.last_on and day not in there]


def seat_in_series(series: Series, person: Person, party: Party | None, unit: Unit | None) -> SeriesSeat:
    """Get or create the person's seat in the series."""
    seat, _is_new = SeriesSeat.objects.get_or_create(
        series=series, person=person, defaults={"party": party, "unit": unit}
    )
    return seat


def refuse_plan(plan: Plan, *, may_have_begun: bool = False) -> None:
    """Raise `RuleError` for a rhythm without end, of over 400 meetings, in the past, or at an hour a night skips."""
    problem = rhythm_problem(plan.rhythm)
    if problem:
        raise PROBLEMS[problem]()
    if not SHORTEST_MINUTES <= plan.length_minutes <= LONGEST_MINUTES:
        raise refusals.bad_length()
    if not may_have_begun and plan.rhythm.first < timezone.localdate():
        raise refusals.in_the_past("series")
    days = plan.days()
    if not days:
        raise refusals.no_days("weekend" if plan.rhythm.first.weekday() >= SATURDAY else "all")
    if not may_have_begun:
        _refuse_bad_start(plan.rhythm.moment(days[0]), plan.length_minutes)
    if plan.rhythm.last > timezone.localdate() + datetime.timedelta(days=FARTHEST_DAYS):
        raise refusals.too_far_ahead("last_on")


def _refuse_bad_start(start: datetime.datetime, minutes: int) -> None:
    try:
        refuse_bad_time(start, start + datetime.timedelta(minutes=minutes), timezone.now())
    except RuleError as refusal:
        raise refusal.about("first_on") from refusal


PROBLEMS: dict[str, Callable[[], RuleError]] = {
    "no_end": refusals.no_end,
    "too_many": refusals.too_many,
    "bad_interval": refusals.bad_interval,
    "late_date": refusals.late_date,
    "clock_change": partial(refusals.clock_change, "starts", in_series=True),
}


def _template(forum: Forum, by: Person) -> MeetingTemplate:
    template = template_of_forum(forum)
    if template is None:
        raise refusals.no_template()
    if template.is_individual:
        raise refusals.individual_series()
    if not can_call(by, template, forum):
        raise refusals.may_not_call(template.name)
    return template


def make_series(
    forum: Forum,
    template: MeetingTemplate,
    caller: Person,
    plan: Plan,
    now: datetime.datetime,
    request_key: str = "",
    split_from: Series | None = None,
) -> Series:
    return Series.objects.create(
        federation=forum.federation,
        forum=forum,
        template=template,
        caller=caller,
        split_from=split_from,
        frequency=plan.rhythm.frequency,
        interval=plan.rhythm.interval,
        first_on=plan.rhythm.first,
        last_on=plan.rhythm.last,
        starts=plan.rhythm.starts,
        length_minutes=plan.length_minutes,
        skips_holidays=plan.skips_holidays,
        called_at=now,
        request_key=request_key,
    )


def make_instances(
    series: Series, days: Iterable[datetime.date], texts: dict[str, Any], now: datetime.datetime
) -> list[Meeting]:
    """Create the called meetings of these local dates, each with the caller and the members of its day."""
    caller = series.caller
    unit = next(iter(calling_units(caller, series.template)), None) if caller else None
    meetings = [_instance(series, day, unit, texts, now) for day in days]
    if not meetings:
        return []
    clean_texts(meetings[0], {name: value for name, value in texts.items() if name in TEXTS})
    Meeting.objects.bulk_create(meetings)
    seats: dict[int, SeriesSeat] = {}
    invitations = []
    for meeting in meetings:
        record(meeting, "called", by=caller)
        mark_dirty(meeting)
        invitations += _invitations(meeting, unit, seats, now)
    Invitation.objects.bulk_create(invitations)
    return meetings


def _instance(
    series: Series, day: datetime.date, unit: Unit | None, texts: dict[str, Any], now: datetime.datetime
) -> Meeting:
    start = series.rhythm.moment(day)
    meeting = Meeting(
        federation=series.federation,
        area=series.forum.area,
        template=series.template,
        forum=series.forum,
        series=series,
        recurrence_at=start,
        state=MeetingState.CALLED,
        starts_at=start,
        ends_at=start + datetime.timedelta(minutes=series.length_minutes),
        half_year=half_year(day),
        caller=series.caller,
        calling_unit=unit,
        called_by_kind=unit.party.kind if unit else None,
        called_at=now,
        timed_at=now,
        revision=1,
        revised_at=now,
        **{"agenda": list(series.template.agenda), **{name: texts[name] for name in TEXTS if name in texts}},
    )
    meeting.answer_by = last_day_to_answer(meeting, now)
    return meeting


def _invitations(
    meeting: Meeting, unit: Unit | None, seats: dict[int, SeriesSeat], now: datetime.datetime
) -> list[Invitation]:
    """Rows for the caller, with a member's seat if they have one, then for the day's ordinary members."""
    series, caller = meeting.series, meeting.caller
    assert series is not None and meeting.forum is not None
    members = {
        member.person_id: member
        for member in members_of(meeting.forum, local(recurrence_of(meeting)).date())
        if not member.is_substitute
    }
    made = []
    if caller is not None:
        own = members.pop(caller.pk, None)
        made.append(_invitation(meeting, caller, own, seats, now, unit=unit, answer=Answer.YES))
    made += [_invitation(meeting, member.person, member, seats, now) for member in members.values()]
    return made


def _invitation(
    meeting: Meeting,
    person: Person,
    member: Membership | None,
    seats: dict[int, SeriesSeat],
    now: datetime.datetime,
    *,
    unit: Unit | None = None,
    answer: str = Answer.UNANSWERED,
) -> Invitation:
    assert meeting.series is not None
    unit = member.unit if member else unit
    party = member.party if member else unit.party if unit else None
    if person.pk not in seats:
        seats[person.pk] = seat_in_series(meeting.series, person, party, unit)
    return Invitation(
        meeting=meeting,
        person=person,
        party=party,
        unit=unit,
        series_seat=seats[person.pk],
        is_guest=party is None,
        invited_at=now,
        answer=answer,
        answered_at=now if answer != Answer.UNANSWERED else None,
        answered_by=Channel.PAGE if answer != Answer.UNANSWERED else "",
        answers_series=answer != Answer.UNANSWERED,
    )


def texts_of(meeting: Meeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in TEXTS if name != "internal_note"}


def recurrence_of(meeting: Meeting) -> datetime.datetime:
    assert meeting.recurrence_at is not None  # a constraint
    return meeting.recurrence_at
