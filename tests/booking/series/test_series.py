"""Calling a series and changing it from one meeting on: what is true afterwards."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from booking.meetings.actions.changing import cancel_meeting
from booking.models import Meeting, MeetingState, Series
from booking.rhythm import Frequency, Rhythm
from booking.series.actions import call_series, extend_series
from booking.series.following import end_following, first_day_like, move_following
from booking.workdays import is_workday, local
from config.ground.errors import RuleError
from tests.factories import make_membership, make_person
from tests.factories.series import NINE, call_weekly, make_plan, next_thursday

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


def instances(series: Series) -> list[Meeting]:
    return list(series.instances.order_by("recurrence_at"))


def test_each_meeting_of_a_series_has_the_members_of_its_own_day(cast: Any) -> None:
    newcomer = make_person(cast.af_unit, name="Nora Nykläckt", email="nora@af.example")
    make_membership(cast.lsg, newcomer, starts_on=next_thursday() + WEEK * 2)

    meetings = instances(call_weekly(cast))

    assert [one.invitations.filter(person=newcomer).exists() for one in meetings] == [False] * 2 + [True] * 4
    assert {one.invitations.get(person=cast.cilla).answer for one in meetings} == {"yes"}


def test_a_series_skips_holidays_when_it_says_so(cast: Any) -> None:
    first = next_thursday()
    plan = make_plan(first, count=60, skips_holidays=True)

    series = call_series(cast.lsg, by=cast.cilla, plan=plan, place="Sessionssalen")

    days = [local(one.starts_at).date() for one in instances(series)]
    assert all(is_workday(day) for day in days)
    assert sorted([*days, *plan.skipped()]) == plan.rhythm.days()
    assert plan.skipped()


def test_the_same_form_posted_again_is_the_same_series(cast: Any) -> None:
    made = [
        call_series(cast.lsg, by=cast.cilla, plan=make_plan(), request_key="abc", place="Sessionssalen")
        for _time in range(2)
    ]

    assert made[0] == made[1]
    assert Meeting.objects.count() == 6


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"first": datetime.date(2020, 1, 2)}, "in_the_past"),
        ({"count": 401}, "too_many"),
        ({"length_minutes": 0}, "bad_length"),
        ({"count": 60, "interval": 4}, "too_far_ahead"),
        ({"interval": 13}, "bad_interval"),
    ],
)
def test_a_series_that_cannot_be_is_refused_and_leaves_nothing(cast: Any, change: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleError) as refusal:
        call_weekly(cast, **change)

    assert refusal.value.code == code
    assert not Series.objects.exists() and not Meeting.objects.exists()


def test_a_rhythm_without_end_is_refused(cast: Any) -> None:
    first = next_thursday()
    plan = make_plan()
    plan = type(plan)(Rhythm(Frequency.WEEKLY, 1, first, first - WEEK, NINE), 60)

    with pytest.raises(RuleError, match="Sista dagen måste vara efter den första"):
        call_series(cast.lsg, by=cast.cilla, plan=plan)


def test_a_series_is_not_moved_into_the_past(cast: Any) -> None:
    series = call_weekly(cast)

    with pytest.raises(RuleError) as refusal:
        move_following(
            instances(series)[0], by=cast.cilla, first_on=datetime.date(2020, 1, 2), starts=NINE, length_minutes=60
        )

    assert refusal.value.code == "in_the_past"
    assert Series.objects.get() == series


def test_answers_and_outcomes_go_along_when_a_series_gets_a_new_time(cast: Any) -> None:
    series = call_weekly(cast)
    second = instances(series)[1]
    second.invitations.filter(person=cast.bo).update(answer="yes", answered_at=second.called_at)

    new = move_following(
        second, by=cast.cilla, first_on=local(second.starts_at).date(), starts=datetime.time(14), length_minutes=60
    )

    second.refresh_from_db()
    assert (second.series, second.moved_count) == (new, 1)
    bo = second.invitations.get(person=cast.bo)
    assert (bo.answer, bo.history.get().answer) == ("unanswered", "yes")


def test_a_cancelled_meeting_stays_cancelled_when_the_rest_is_moved(cast: Any) -> None:
    series = call_weekly(cast)
    third = instances(series)[2]
    cancel_meeting(third, by=cast.cilla, reason="illness")

    new = move_following(
        instances(series)[0], by=cast.cilla, first_on=series.first_on, starts=datetime.time(14), length_minutes=60
    )

    third.refresh_from_db()
    assert (third.series, third.state) == (series, MeetingState.CANCELLED)
    assert len(instances(new)) == 5


def test_a_series_that_was_cut_short_is_extended_past_a_meeting_that_was_cancelled(cast: Any) -> None:
    series = call_weekly(cast)
    rows = instances(series)
    cancel_meeting(rows[4], by=cast.cilla, reason="illness")
    day = rows[3].starts_at.date()
    move_following(rows[3], by=cast.cilla, first_on=day, starts=datetime.time(10), length_minutes=60)
    series.refresh_from_db()

    extend_series(series, by=cast.cilla, last_on=rows[5].starts_at.date())

    assert [one.state for one in instances(series)] == ["called"] * 4 + ["cancelled"] + ["called"]


def test_the_whole_series_gets_the_weekday_that_one_meeting_was_moved_to(cast: Any) -> None:
    monthly = call_weekly(cast, frequency=Frequency.MONTHLY_WEEKDAY, count=3)
    first, second, _third = instances(monthly)
    day = local(second.starts_at).date() + datetime.timedelta(days=1)

    assert first_day_like(first, second, day).weekday() == day.weekday()
    assert first_day_like(second, second, day) == day


def test_only_who_called_it_or_holds_the_group_changes_a_series(cast: Any) -> None:
    series = call_weekly(cast)

    for change in (
        lambda: end_following(instances(series)[0], by=cast.bo, reason="illness"),
        lambda: extend_series(series, by=cast.bo, last_on=series.last_on + WEEK),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_a_meeting_about_a_person_never_forms_a_series(cast: Any) -> None:
    cast.lsg.kind = "samverksmote"
    cast.lsg.save()

    with pytest.raises(RuleError, match="Möten om enskilda kallas ett i taget"):
        call_weekly(cast)
