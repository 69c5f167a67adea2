from __future__ import annotations

import datetime
import statistics
from collections import Counter

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from booking.models import CancellationReason, MeetingState
from booking.series.actions import call_series
from booking.statistics.by_area import areas_side_by_side
from booking.statistics.figures import country_figures, year_figures
from booking.statistics.measures import LeadTime, Measures, Share, lead_time
from booking.statistics.planned import weeks_in
from forums.models import ForumPlan
from forums.queries import today
from tests.booking.statistics.rows import AUTUMN, SPRING, make_held, make_open
from tests.cast import Cast
from tests.factories import make_agreement, make_federation, make_forum, make_template
from tests.factories.series import make_plan


def year_of(cast: Cast) -> Measures:
    return year_figures(cast.area, 2025).total.year


def test_called_held_cancelled_and_not_registered_stand_beside_each_other(cast: Cast):
    make_held(cast.lsg_template)
    make_open(cast.lsg_template)
    make_open(cast.lsg_template, state=MeetingState.CANCELLED, cancellation_reason=CancellationReason.LOW_TURNOUT)

    year = year_of(cast)

    assert (year.called, year.held, year.cancelled, year.not_registered, year.ahead) == (3, 1, 1, 1, 0)
    assert year.cancelled_by_reason == {"low_turnout": 1}


def test_a_meeting_ahead_is_called_and_nothing_else(cast: Cast):
    with time_machine.travel(datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)):
        make_open(cast.lsg_template, called_at=SPRING - datetime.timedelta(days=20))
        year = year_of(cast)

    assert (year.called, year.held, year.not_registered, year.ahead) == (1, 0, 0, 1)


@pytest.mark.parametrize(("minutes", "waiting"), [(-1, 0), (1, 1)])
def test_a_meeting_is_not_registered_from_the_minute_it_starts(cast: Cast, minutes, waiting):
    with time_machine.travel(SPRING + datetime.timedelta(minutes=minutes), tick=False):
        make_open(cast.lsg_template, called_at=SPRING - datetime.timedelta(days=20))
        year = year_of(cast)

    assert year.not_registered == waiting


def test_a_meeting_counted_when_it_was_ahead_is_not_registered_the_day_after_without_a_recount(cast: Cast):
    with time_machine.travel(SPRING - datetime.timedelta(days=9)):
        make_open(cast.lsg_template, called_at=SPRING - datetime.timedelta(days=20))
        before = year_of(cast).not_registered

    assert (before, year_of(cast).not_registered) == (0, 1)


def test_the_rate_of_a_party_is_over_the_held_meetings_that_it_was_called_to(cast: Cast):
    make_held(cast.samverksmote, presences=[("kommun", 1, 1, True), ("af", 1, 0, False)])
    make_held(cast.samverksmote, presences=[("kommun", 2, 1, True), ("af", 1, 1, True)])
    make_held(cast.samverksmote, presences=[("kommun", 1, None, None)])
    make_open(cast.samverksmote)

    parties = year_of(cast).parties

    assert {kind: party.rate for kind, party in parties.items()} == {"kommun": Share(2, 2), "af": Share(1, 2)}


def test_persons_are_attended_of_invited_where_both_are_known(cast: Cast):
    make_held(cast.samverksmote, presences=[("kommun", 3, 2, True), ("af", 1, None, None)])

    year = year_of(cast)

    assert (year.persons, year.persons.percent) == (Share(2, 3), 67)


def test_lead_time_counts_working_days_from_the_first_call(cast: Cast):
    for days in (7, 14, 21):
        make_held(cast.samverksmote, called_at=SPRING - datetime.timedelta(days=days))

    assert year_of(cast).lead_time == LeadTime(median=10, p10=6, p90=14, meetings=3)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_percentiles_of_a_histogram_are_those_of_the_list(days):
    lead = lead_time(Counter(days))

    assert lead.median == round(statistics.median(days), 1)
    tenths = statistics.quantiles([*days, *days[-1:]] if len(days) == 1 else days, n=10, method="inclusive")
    assert (lead.p10, lead.p90) == (round(tenths[0], 1), round(tenths[-1], 1))


def test_moves_are_counted_as_times_moved(cast: Cast):
    make_held(cast.samverksmote, moved_count=2)
    make_open(cast.samverksmote, moved_count=1)

    assert year_of(cast).moved == 3


def test_a_call_without_party_is_the_federation_s_own(cast: Cast):
    make_held(cast.lsg_template)
    make_held(cast.lsg_template, caller=cast.anna)

    assert year_of(cast).called_by == {"-": 1, "kommun": 1}


def test_halves_are_january_to_june_and_july_to_december(cast: Cast):
    make_held(cast.lsg_template, SPRING)
    make_held(cast.lsg_template, AUTUMN)
    make_held(cast.lsg_template, AUTUMN)

    total = year_figures(cast.area, 2025).total

    assert (total.first.held, total.second.held, total.year.held) == (1, 2, 3)


def test_a_forum_shows_planned_and_held_also_at_half_year(cast: Cast):
    make_held(cast.lsg_template, SPRING, forum=cast.lsg)
    make_held(cast.lsg_template, AUTUMN, forum=cast.lsg)

    figures = year_figures(cast.area, 2025)

    (lsg,) = figures.forums
    assert (lsg.planned, lsg.held, lsg.held_first_half, lsg.held_second_half) == (4, 2, 1, 1)
    assert (figures.planned_vs_held["lsg"].planned, figures.planned_vs_held["lsg"].year) == (4, 2)


@pytest.mark.parametrize(("rhythm", "planned"), [("weekly", 52), ("monthly", 12), ("quarterly", 4), ("ibland", None)])
def test_a_rhythm_plans_its_instances(cast: Cast, rhythm, planned):
    forum = make_forum(cast.area, kind="remissmote", name="Remissmöte")
    ForumPlan.objects.create(forum=forum, agreement=cast.agreement, rhythm=rhythm)
    make_held(make_template(cast.agreement, slug="remissmote", level="forum"), forum=forum)

    remissmote = next(each for each in year_figures(cast.area, 2025).forums if each.kind == "remissmote")

    assert remissmote.planned == planned


def test_a_year_has_52_or_53_weeks():
    assert [weeks_in(year) for year in (2025, 2026, 2027)] == [52, 53, 52]


def test_the_plan_is_that_of_the_agreement_at_the_end_of_the_year(cast: Cast):
    newer = make_agreement(cast.area, version=2, supersedes=cast.agreement, valid_from=datetime.date(2025, 7, 1))
    ForumPlan.objects.create(forum=cast.lsg, agreement=newer, meetings_per_year=6)

    planned = {year: year_figures(cast.area, year).forums[0].planned for year in (2024, 2025)}

    assert planned == {2024: 4, 2025: 6}


def test_a_series_plans_its_meetings_less_the_days_that_it_skips(cast: Cast):
    ForumPlan.objects.filter(forum=cast.lsg).update(meetings_per_year=None, rhythm="weekly")
    first = datetime.date(today().year + 1, 1, 4)
    plan = make_plan(first, count=50, skips_holidays=True)

    call_series(cast.lsg, by=cast.cilla, plan=plan, place="Sessionssalen")

    lsg = next(forum for forum in year_figures(cast.area, first.year).forums if forum.id == cast.lsg.pk)
    assert lsg.planned == 50 - len(plan.skipped()) < 50


def test_before_the_first_agreement_nothing_was_planned(cast: Cast):
    assert year_figures(cast.area, 2014).forums == []


def test_variants_count_in_their_type_and_by_themselves(cast: Cast):
    make_held(cast.open_template)
    make_held(cast.open_template, variant="forelasning")

    (kind,) = year_figures(cast.area, 2025).types

    assert (kind.periods.year.held, kind.variants["forelasning"].year.held) == (2, 1)


def test_open_meetings_without_a_count_are_unknown_and_with_nobody_are_nought(cast: Cast):
    make_held(cast.open_template)
    unknown = year_figures(cast.area, 2025).participants_open_meetings
    make_held(cast.open_template, outcome={"participants_count": 0})

    assert (unknown, year_figures(cast.area, 2025).participants_open_meetings) == (None, 0)


def test_earlier_years_are_there_to_compare_with(cast: Cast):
    make_held(cast.lsg_template, SPRING)
    make_held(cast.lsg_template, SPRING.replace(year=2023))

    earlier = year_figures(cast.area, 2025).earlier

    assert [(each.year, each.total.year.held, each.held_by_type) for each in earlier] == [(2023, 1, {"lsg": 1})]


def test_areas_stand_side_by_side(cast: Cast):
    make_held(cast.lsg_template)

    make_held(cast.lsg_template, SPRING.replace(year=2024))

    rows = areas_side_by_side(cast.federation, year_figures(cast.federation, 2025))

    told = [(row.area.name, row.periods.year.held, row.earlier.year.held, row.planned.number) for row in rows]
    assert told == [("Blåbärsby", 0, 0, None), ("Lingonby", 1, 1, 4)]
    assert rows[1].types["lsg"].first.held == 1


def test_the_country_is_the_sum_of_its_federations(cast: Cast):
    elsewhere = make_template(federation=make_federation(), slug="natverk", level="forum")
    make_held(cast.lsg_template)
    make_held(elsewhere)
    for where in (cast.federation, elsewhere.federation):
        year_figures(where, 2025)

    assert country_figures(2025).total.year.held == 2


def test_one_s_own_change_is_in_the_figures_at_once(cast: Cast):
    before = year_of(cast).held
    make_held(cast.lsg_template)

    assert (before, year_of(cast).held) == (None, 1)


def test_the_number_of_queries_does_not_depend_on_the_number_of_meetings(cast: Cast, django_assert_num_queries):
    make_held(cast.lsg_template, forum=cast.lsg)
    year_figures(cast.area, 2025)

    with django_assert_num_queries(10):
        year_figures(cast.area, 2025)
    for template in (cast.lsg_template, cast.samverksmote, cast.open_template):
        for starts_at in (SPRING, AUTUMN):
            make_held(template, starts_at)
    year_figures(cast.area, 2025)
    with django_assert_num_queries(10):
        year_figures(cast.area, 2025)
