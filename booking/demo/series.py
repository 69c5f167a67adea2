"""Groups that meet in a rhythm: a series for each half-year, answered at once, its meetings registered one by one."""

from __future__ import annotations

import datetime
import random
from functools import partial

from booking.demo.answers import LIKELY, let_register
from booking.demo.groups import where, who_calls
from booking.demo.town import Town
from booking.meetings.actions.answering import answer_series
from booking.meetings.actions.changing import cancel_meeting
from booking.models import Answer, CancellationReason, Channel, Series, SeriesSeat
from booking.rhythm import Frequency, Rhythm
from booking.series.actions import Plan, call_series
from booking.workdays import add_workdays
from forums.models import Forum
from forums.queries import plan_of, template_of_forum

FREQUENCIES = {"weekly": Frequency.WEEKLY, "monthly": Frequency.MONTHLY_WEEKDAY}


def play(town: Town) -> None:
    for forum in Forum.objects.filter(ended_on=None).select_related("area", "federation", "convener").order_by("pk"):
        for year in range(town.first.year, town.last.year + 1):
            plan = plan_of(forum, year)
            if plan is None or plan.rhythm not in FREQUENCIES:
                continue
            for first, last in ((1, 6), (8, 12)):
                _plan_half(town, forum, FREQUENCIES[plan.rhythm], year, first, last)


def _plan_half(town: Town, forum: Forum, frequency: Frequency, year: int, first: int, last: int) -> None:
    luck = town.luck(forum.name, year, first)
    begins = datetime.date(year, first, luck.randint(12, 18))
    ends = datetime.date(year, last, 15)
    called_at = town.office_hour(add_workdays(begins, -luck.randint(28, 45)), luck)
    if called_at < town.office_hour(town.first, luck):
        begins, called_at = add_workdays(town.first, 12), town.office_hour(add_workdays(town.first, 1), luck)
    if begins + datetime.timedelta(days=45) < ends:
        town.at(called_at, partial(call, town, forum, frequency, begins, ends, luck))


def call(
    town: Town, forum: Forum, frequency: Frequency, begins: datetime.date, ends: datetime.date, luck: random.Random
) -> None:
    template = template_of_forum(forum)
    caller = who_calls(town, forum, template) if template else None
    if template is None or caller is None:
        return
    begins = add_workdays(begins, luck.randint(0, 4))
    rhythm = Rhythm(frequency, 1, begins, ends, datetime.time(luck.choice((8, 9, 10, 13))))
    plan = Plan(rhythm=rhythm, length_minutes=int(template.duration.total_seconds()) // 60)
    series = call_series(forum, by=caller, plan=plan, **where(forum, luck))
    _let_answer(town, series, luck)
    for meeting in series.instances.order_by("starts_at"):
        assert meeting.ends_at is not None and meeting.starts_at is not None
        if luck.random() < 0.05:
            reason = luck.choice((CancellationReason.LOW_TURNOUT, CancellationReason.NO_LONGER_NEEDED))
            soon = town.office_hour(add_workdays(meeting.starts_at.date(), -luck.randint(1, 3)), luck)
            town.at(soon, partial(cancel_meeting, meeting, by=caller, reason=reason))
        let_register(town, meeting, luck, meeting.ends_at)


def _let_answer(town: Town, series: Series, luck: random.Random) -> None:
    for seat in series.seats.exclude(person=series.caller).order_by("party", "unit", "person"):
        answer = luck.choices(list(LIKELY), list(LIKELY.values()))[0]
        if answer in (Answer.YES, Answer.TENTATIVE):
            moment = town.workdays_on(series.called_at, luck.choice((0, 1, 1, 2, 4)), luck)
            town.at(moment, partial(_answer, seat, answer))


def _answer(seat: SeriesSeat, answer: str) -> None:
    answer_series(seat, answer=answer, channel=Channel.MAIL)
