"""Working days, Swedish time, and when reminders go."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking import workdays as w

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
COUNTS = st.integers(-300, 300)


def stockholm(text):
    return datetime.fromisoformat(text).replace(tzinfo=w.STOCKHOLM).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2026-11-12", True),  # an ordinary Thursday
        ("2026-11-14", False),  # Saturday
        ("2026-11-15", False),  # Sunday
        ("2026-06-19", False),  # midsommarafton
        ("2026-12-24", False),  # julafton
        ("2026-12-31", False),  # nyårsafton
        ("2026-01-06", False),  # trettondagen
        ("2026-05-14", False),  # Kristi himmelsfärdsdag
        ("2024-06-06", False),  # nationaldagen
        ("2004-06-07", True),  # annandag pingst stopped being a holiday in 2005 and 6 June became one
        ("2005-06-06", False),
        ("2026-05-15", True),  # klämdag
        ("2026-04-02", True),  # skärtorsdag, a half day
        ("2026-04-30", True),  # valborg, a half day
    ],
)
def test_helgdagar_and_the_three_aftnar_are_no_working_days(day, counts):
    assert w.is_workday(date.fromisoformat(day)) is counts


def test_2018_had_250_working_days_and_its_christmas_none():
    days = [date(2018, 1, 1) + timedelta(days=n) for n in range(365)]

    assert sum(map(w.is_workday, days)) == 250
    assert [day for day in days if day >= date(2018, 12, 22) and w.is_workday(day)] == [
        date(2018, 12, 27),
        date(2018, 12, 28),
    ]


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-11-12", 1, "2026-11-13"),
        ("2026-11-13", 1, "2026-11-16"),  # over a weekend
        ("2026-11-14", 1, "2026-11-16"),  # from a Saturday
        ("2026-11-14", -1, "2026-11-13"),
        ("2026-11-14", 0, "2026-11-14"),
        ("2026-12-23", 1, "2026-12-28"),  # over Christmas
        ("2027-01-07", -5, "2026-12-28"),  # over the turn of the year and trettondagen
        ("2026-04-07", -3, "2026-03-31"),  # over Easter
        ("2026-06-22", -1, "2026-06-18"),  # over midsummer
    ],
)
def test_working_days_are_counted_over_weekends_and_holidays(day, count, expected):
    assert w.add_workdays(date.fromisoformat(day), count) == date.fromisoformat(expected)


@given(DAYS, COUNTS)
def test_counting_there_and_back_ends_where_it_began(day, count):
    start = w.add_workdays(day, 1)

    end = w.add_workdays(start, count)

    assert w.is_workday(end)
    assert w.add_workdays(end, -count) == start
    assert w.workdays_between(start, end) == count


@given(DAYS, DAYS, DAYS)
def test_lead_times_add_up_and_equal_a_plain_count(first, second, third):
    assert w.workdays_between(first, second) == -w.workdays_between(second, first)
    assert w.workdays_between(first, second) + w.workdays_between(second, third) == w.workdays_between(first, third)


@given(DAYS, st.integers(0, 400))
def test_lead_time_is_the_working_days_after_the_call_up_to_the_meeting(day, length):
    after = [day + timedelta(days=n) for n in range(1, length + 1)]

    assert w.workdays_between(day, day + timedelta(days=length)) == sum(map(w.is_workday, after))


def test_a_meeting_called_today_for_tomorrow_has_a_lead_time_of_one():
    assert w.workdays_between(date(2026, 11, 11), date(2026, 11, 12)) == 1
    assert w.workdays_between(date(2026, 11, 12), date(2026, 11, 12)) == 0
    assert w.workdays_between(stockholm("2026-11-11 23:30"), stockholm("2026-11-12 00:30")) == 1


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2026-11-12", []),
        ("2026-11-14", ["weekend"]),
        ("2026-06-19", ["eve"]),
        ("2026-04-04", ["eve"]),  # påskafton
        ("2026-05-23", ["eve"]),  # pingstafton
        ("2026-12-24", ["eve"]),
        ("2026-12-31", ["eve"]),
        ("2026-04-05", ["holiday"]),
        ("2026-06-06", ["holiday"]),  # a Saturday
        ("2026-05-15", ["bridge_day"]),
        ("2028-06-05", ["bridge_day"]),  # Monday before nationaldagen
        ("2024-12-23", ["bridge_day"]),
        ("2026-01-05", ["bridge_day", "half_day"]),
        ("2026-04-02", ["half_day"]),  # skärtorsdag
        ("2026-04-30", ["half_day"]),  # valborg
        ("2026-10-30", ["half_day"]),  # before alla helgons dag
        ("2026-12-23", []),
        ("2025-04-30", ["half_day"]),
    ],
)
def test_days_when_people_are_away_warn(day, codes):
    assert [warning.code for warning in w.day_warnings(date.fromisoformat(day))] == codes


def test_the_warning_is_a_sentence_with_weekday_and_date():
    assert [warning.message for warning in w.day_warnings(date(2026, 6, 19))] == [
        "Fredag 19 juni 2026 är midsommarafton, då de flesta är lediga."
    ]


@pytest.mark.parametrize(
    ("day", "clock", "fine"),
    [
        ("2026-03-29", "01:59", True),
        ("2026-03-29", "02:00", False),  # skipped
        ("2026-03-29", "02:59", False),
        ("2026-03-29", "03:00", True),
        ("2026-10-25", "01:59", True),
        ("2026-10-25", "02:00", False),  # repeated
        ("2026-10-25", "02:59", False),
        ("2026-10-25", "03:00", True),
        ("2026-11-12", "02:30", True),
    ],
)
def test_times_that_the_clock_skips_or_repeats_are_told_apart(day, clock, fine):
    assert w.is_unambiguous(date.fromisoformat(day), time.fromisoformat(clock)) is fine


@given(DAYS, st.times())
def test_a_local_time_that_exists_once_comes_back(day, clock):
    moment = w.at_local(day, clock)

    assert moment.tzinfo is UTC
    assert not w.is_unambiguous(day, clock) or w.local(moment).replace(tzinfo=None) == datetime.combine(day, clock)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        w.local(datetime(2026, 11, 12, 9))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-06-30T21:59:59+00:00", "2026-1"),
        ("2026-06-30T22:00:00+00:00", "2026-2"),  # midnight in Sweden
        ("2026-12-31T22:59:59+00:00", "2026-2"),
        ("2026-12-31T23:00:00+00:00", "2027-1"),
    ],
)
def test_half_years_turn_at_swedish_midnight(moment, expected):
    assert w.half_year(datetime.fromisoformat(moment)) == expected


def test_when_is_written_out_with_weekday_and_week():
    start = stockholm("2026-11-12 09:00")

    assert w.format_when(start, start + timedelta(minutes=90)) == "torsdag 12 november 2026 kl. 09.00–10.30 (v. 46)"
    assert (
        w.format_when(start, start + timedelta(minutes=90), "en")
        == "Thursday 12 November 2026 at 09:00–10:30 (week 46)"
    )


def test_a_meeting_over_midnight_says_both_days():
    start = stockholm("2026-12-31 22:00")

    assert (
        w.format_when(start, start + timedelta(hours=4))
        == "torsdag 31 december 2026 kl. 22.00 – fredag 1 januari 2027 kl. 02.00 (v. 53)"
    )


def test_the_parts_are_written_as_swedes_write_them():
    start = stockholm("2026-07-01 08:05")

    assert (w.format_weekday(start), w.format_date(start), w.format_time(start)) == ("onsdag", "1 juli 2026", "08.05")
    assert w.format_week(date(2027, 1, 1)) == "53"


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-12 13:00", 1, "2026-11-11 08:00"),
        ("2026-11-16 13:00", 1, "2026-11-13 08:00"),
        ("2026-11-12 00:30", 1, "2026-11-11 08:00"),  # the day is the Swedish day
        ("2026-10-26 09:00", 1, "2026-10-23 08:00"),  # across the autumn night: still 08.00
        ("2026-03-30 09:00", 1, "2026-03-27 08:00"),
        ("2027-01-07 09:00", 2, "2027-01-04 08:00"),
        ("2026-11-12 13:00", -1, "2026-11-13 08:00"),
    ],
)
def test_reminders_go_at_eight_that_many_working_days_before(start, days, due):
    assert w.due_at(stockholm(start), days) == stockholm(due)


def plan(called, start="2026-11-12 13:00", unanswered=5, everyone=1, outcome_after=1):
    return w.reminder_plan(
        stockholm(called), stockholm(start), unanswered=unanswered, everyone=everyone, outcome_after=outcome_after
    )


def test_the_last_day_to_answer_is_the_working_day_after_the_reminder_to_those_who_have_not():
    assert plan("2026-10-20 10:00") == w.ReminderPlan(
        unanswered=stockholm("2026-11-05 08:00"),
        everyone=stockholm("2026-11-11 08:00"),
        outcome=stockholm("2026-11-13 08:00"),
        answer_by=date(2026, 11, 6),
    )


def test_a_reminder_that_would_have_been_due_before_the_call_is_not_made():
    late = plan("2026-11-05 08:00")

    assert (late.unanswered, late.everyone) == (None, stockholm("2026-11-11 08:00"))
    assert late.answer_by == date(2026, 11, 11)


def test_a_call_on_the_day_itself_makes_no_reminder_and_wants_an_answer_that_day():
    same_day = plan("2026-11-12 10:00")

    assert (same_day.unanswered, same_day.everyone, same_day.answer_by) == (None, None, date(2026, 11, 12))


def test_two_reminders_that_fall_together_become_the_one_to_everyone():
    both = plan("2026-10-20 10:00", unanswered=2, everyone=2)

    assert (both.unanswered, both.everyone) == (None, stockholm("2026-11-10 08:00"))
    assert both.answer_by == date(2026, 11, 11)


def test_a_template_without_reminders_gets_none():
    assert plan("2026-10-20 10:00", unanswered=None, everyone=None, outcome_after=None) == w.ReminderPlan(
        unanswered=None, everyone=None, outcome=None, answer_by=date(2026, 11, 11)
    )


def test_a_reminder_on_the_day_is_not_made_when_the_meeting_begins_before_eight():
    assert plan("2026-10-20 10:00", start="2026-11-12 07:30", everyone=0).everyone is None
    assert plan("2026-10-20 10:00", everyone=0).everyone == stockholm("2026-11-12 08:00")


@given(
    called=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    ahead=st.timedeltas(timedelta(minutes=1), timedelta(days=90)),
    unanswered=st.none() | st.integers(0, 20),
    everyone=st.none() | st.integers(0, 20),
)
def test_no_reminder_goes_before_the_call_or_after_the_start(called, ahead, unanswered, everyone):
    start = called + ahead

    made = w.reminder_plan(called, start, unanswered=unanswered, everyone=everyone, outcome_after=1)

    assert all(called < due < start for due in (made.unanswered, made.everyone) if due)
    assert made.unanswered is None or made.unanswered != made.everyone
    assert made.outcome > start
    assert w.local(called).date() <= made.answer_by <= w.local(start).date()
