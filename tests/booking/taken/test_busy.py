"""When people are taken: kept as times alone, told to who chooses a time for them, and to nobody else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from booking.meetings.actions.rules import call_warnings
from booking.meetings.clashes import known_calendars
from booking.models import BusyKind, BusyTime, CalendarProblem, Meeting, PublishedCalendar
from booking.retention import run_retention
from booking.staffing.merging import merge_persons
from booking.taken.actions import Taken, claim_calendar, give_calendar, keep_busy_times, note_problem, remove_calendar
from booking.taken.times import merge
from config.ground.errors import RuleError
from forums.models import Person
from tests.cast import Cast
from tests.factories import make_person
from tests.factories.calls import call_individual, draft_individual, on_workday

pytestmark = pytest.mark.django_db
ADDRESS = "https://kalender.example/hemlig.ics"
HOUR = datetime.timedelta(hours=1)


def busy(person: Person, *spans: tuple[datetime.datetime, datetime.datetime], meeting: Meeting | None = None) -> None:
    """The person's calendar, given and read: taken at these times."""
    calendar = PublishedCalendar.objects.filter(person=person).first() or give_calendar(person, address=ADDRESS)
    PublishedCalendar.objects.exclude(pk=calendar.pk).update(next_at=timezone.now() + HOUR)
    PublishedCalendar.objects.filter(pk=calendar.pk).update(next_at=timezone.now() - HOUR)
    claimed = claim_calendar(timezone.now())
    assert claimed == calendar
    assert keep_busy_times(claimed, [Taken(start, end, meeting.pk if meeting else None) for start, end in spans])


def remarks(meeting: Meeting) -> list[str]:
    return [remark.message for remark in call_warnings(meeting) if remark.code == "busy"]


def test_what_overlaps_or_meets_is_one_time() -> None:
    day = datetime.datetime(2026, 11, 12, tzinfo=datetime.UTC)
    at = [day + HOUR * hour for hour in range(8)]

    spans = [(at[4], at[5]), (at[0], at[2]), (at[1], at[3]), (at[3], at[4]), (at[7], at[7]), (at[6], at[7])]

    assert merge(spans) == [(at[0], at[5]), (at[6], at[7])]


def test_who_calls_sees_that_a_called_person_is_taken_and_nothing_more(cast: Cast) -> None:
    draft = draft_individual(cast)
    busy(cast.bo, (draft.starts_at - HOUR, draft.starts_at + HOUR))

    assert remarks(draft) == ["Upptagen den tiden: Bo Bäverhjälm."]


def test_what_is_not_sure_and_what_is_not_understood_are_said_as_that(cast: Cast) -> None:
    draft = draft_individual(cast)
    busy(cast.bo)
    busy(cast.rut)
    for kind, person in ((BusyKind.UNKNOWN, cast.bo), (BusyKind.PERHAPS, cast.rut)):
        calendar = PublishedCalendar.objects.get(person=person)
        BusyTime.objects.create(calendar=calendar, kind=kind, starts_at=draft.starts_at, ends_at=draft.ends_at)

    found = {remark.code: remark.message for remark in call_warnings(draft)}
    assert found["busy_unknown"] == "Okänt om ledig den tiden: Bo Bäverhjälm."
    assert found["busy_perhaps"] == "Kanske upptagen den tiden: Rut Rimfrosthatt."

    calendar = PublishedCalendar.objects.get(person=cast.bo)
    BusyTime.objects.create(calendar=calendar, starts_at=draft.starts_at, ends_at=draft.ends_at)
    assert remarks(draft) == ["Upptagen den tiden: Bo Bäverhjälm."]
    assert "busy_unknown" not in {remark.code for remark in call_warnings(draft)}


def test_kinds_of_times_are_kept_apart(cast: Cast) -> None:
    give_calendar(cast.bo, address=ADDRESS)
    claimed = claim_calendar(timezone.now())
    assert claimed is not None
    start, end = on_workday(), on_workday(hour=10)

    keep_busy_times(claimed, [Taken(start, end, kind=kind) for kind in BusyKind.values] * 2)

    assert sorted(BusyTime.objects.values_list("kind", flat=True)) == sorted(BusyKind.values)


def test_who_is_free_or_has_given_no_calendar_is_not_named(cast: Cast) -> None:
    draft = draft_individual(cast)
    busy(cast.bo, (draft.starts_at - HOUR, draft.starts_at), (draft.ends_at, draft.ends_at + HOUR))

    assert remarks(draft) == []


def test_who_is_not_called_is_never_named(cast: Cast) -> None:
    draft = draft_individual(cast)
    busy(cast.frida, (draft.starts_at, draft.ends_at))

    assert remarks(draft) == []


def test_the_callers_own_calendar_says_nothing(cast: Cast) -> None:
    draft = draft_individual(cast)
    busy(cast.anna, (draft.starts_at, draft.ends_at))

    assert remarks(draft) == []


def test_the_meeting_itself_in_a_calendar_is_no_hindrance_to_itself(cast: Cast) -> None:
    meeting = call_individual(cast)
    busy(cast.bo, (meeting.starts_at, meeting.ends_at), meeting=meeting)

    assert remarks(meeting) == []


def test_it_is_asked_once_for_all(cast: Cast, django_assert_num_queries: Any) -> None:
    draft = draft_individual(cast)
    busy(cast.bo, (draft.starts_at, draft.ends_at))
    busy(cast.rut, (draft.starts_at, draft.ends_at))
    from booking.meetings.clashes import busy_people

    with django_assert_num_queries(1):
        assert list(busy_people(draft, draft.starts_at, draft.ends_at)) == [cast.bo, cast.rut]


def test_a_calendar_is_known_as_far_as_it_was_read(cast: Cast) -> None:
    draft = draft_individual(cast)
    assert known_calendars(draft, draft.ends_at) == set()
    busy(cast.bo)

    assert known_calendars(draft, draft.ends_at) == {cast.bo.pk}
    assert known_calendars(draft, timezone.now() + datetime.timedelta(weeks=20)) == set()


# --- the address


def test_an_address_that_is_removed_takes_all_that_was_read_along(cast: Cast) -> None:
    busy(cast.bo, (on_workday(), on_workday(hour=10)))

    remove_calendar(cast.bo)

    assert not PublishedCalendar.objects.exists() and not BusyTime.objects.exists()


def test_another_address_forgets_what_the_old_one_said_and_the_same_does_not(cast: Cast) -> None:
    busy(cast.bo, (on_workday(), on_workday(hour=10)))

    give_calendar(cast.bo, address=ADDRESS)
    assert BusyTime.objects.count() == 1

    give_calendar(cast.bo, address="https://kalender.example/annan.ics")
    assert PublishedCalendar.objects.get().read_at is None
    assert not BusyTime.objects.exists()


def test_an_address_that_is_never_read_is_refused_and_changes_nothing(cast: Cast) -> None:
    busy(cast.bo, (on_workday(), on_workday(hour=10)))

    with pytest.raises(RuleError):
        give_calendar(cast.bo, address="https://127.0.0.1/a.ics")

    assert (PublishedCalendar.objects.get().address, BusyTime.objects.count()) == (ADDRESS, 1)


# --- claiming and settling


def test_a_calendar_is_read_by_one_at_a_time_and_again_when_that_one_died(cast: Cast) -> None:
    give_calendar(cast.bo, address=ADDRESS)
    now = timezone.now()

    assert claim_calendar(now) is not None
    assert claim_calendar(now) is None
    assert claim_calendar(now + datetime.timedelta(minutes=3)) is not None


def test_what_was_read_of_an_address_that_was_changed_meanwhile_is_dropped(cast: Cast) -> None:
    give_calendar(cast.bo, address=ADDRESS)
    claimed = claim_calendar(timezone.now())
    assert claimed is not None
    give_calendar(cast.bo, address="https://kalender.example/annan.ics")

    assert not keep_busy_times(claimed, [Taken(on_workday(), on_workday(hour=10))])
    note_problem(claimed, CalendarProblem.GONE)

    assert PublishedCalendar.objects.get().problem == ""
    assert not BusyTime.objects.exists()


def test_what_was_read_of_a_calendar_that_was_removed_meanwhile_is_dropped(cast: Cast) -> None:
    give_calendar(cast.bo, address=ADDRESS)
    claimed = claim_calendar(timezone.now())
    assert claimed is not None
    remove_calendar(cast.bo)

    assert not keep_busy_times(claimed, [Taken(on_workday(), on_workday(hour=10))])


def test_who_is_no_longer_active_has_no_calendar_read(cast: Cast) -> None:
    give_calendar(cast.bo, address=ADDRESS)
    Person.objects.filter(pk=cast.bo.pk).update(is_active=False)

    assert claim_calendar(timezone.now()) is None


def test_a_calendar_is_read_every_hour_and_ever_more_seldom_while_it_fails(cast: Cast) -> None:
    calendar = give_calendar(cast.bo, address=ADDRESS)
    waits = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(6):
            now = timezone.now()
            claimed = claim_calendar(now)
            assert claimed is not None
            note_problem(claimed, CalendarProblem.FAILED)
            calendar.refresh_from_db()
            waits.append((calendar.next_at - now).total_seconds() / 60)
            clock.move_to(calendar.next_at)
        claimed = claim_calendar(timezone.now())
        assert claimed is not None and keep_busy_times(claimed, [])
        calendar.refresh_from_db()
        wait = (calendar.next_at - timezone.now()).total_seconds() / 60

    assert waits == [15, 60, 240, 720, 1440, 1440]
    assert 60 <= wait <= 70
    assert (calendar.problem, calendar.failures) == ("", 0)


def test_what_has_not_been_true_for_days_is_not_shown(cast: Cast) -> None:
    draft = draft_individual(cast)
    busy(cast.bo, (draft.starts_at, draft.ends_at))

    for days, known in ((1, 1), (3, 0)):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
            claimed = claim_calendar(timezone.now() + datetime.timedelta(days=1))
            assert claimed is not None
            note_problem(claimed, CalendarProblem.UNREACHABLE)
        assert BusyTime.objects.count() == len(known_calendars(draft, draft.ends_at)) == known


# --- nothing is kept longer than it is needed


def test_times_that_have_been_and_calendars_of_those_who_have_left_are_removed(cast: Cast) -> None:
    busy(cast.bo, (on_workday(), on_workday(hour=10)), (on_workday(30), on_workday(30, 10)))
    busy(cast.rut, (on_workday(30), on_workday(30, 10)))
    Person.objects.filter(pk=cast.rut.pk).update(is_active=False)

    with time_machine.travel(on_workday(25)):
        removed = run_retention()

    assert (removed["busy_times"], removed["calendars"]) == (1, 1)
    assert [row.starts_at for row in BusyTime.objects.all()] == [on_workday(30)]


@pytest.mark.parametrize("has_own", [True, False])
def test_two_rows_that_are_one_person_have_one_calendar(cast: Cast, has_own: bool) -> None:
    twin = make_person(cast.af_unit, name="Bo B")
    busy(twin, (on_workday(), on_workday(hour=10)))
    if has_own:
        busy(cast.bo)

    merge_persons(cast.bo, goes=twin, by=cast.adam)

    assert PublishedCalendar.objects.get().person == cast.bo
    assert BusyTime.objects.count() == (0 if has_own else 1)
