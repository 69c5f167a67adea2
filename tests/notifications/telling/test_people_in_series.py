"""Staff change in the middle of a series: each person's own entry begins, ends and has gaps where their seats do."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation
from booking.models import Series
from booking.staffing.actions import correct_person, end_placement, leave_federation
from booking.staffing.members import add_member, decline_forum, end_forum, end_member, replace_member
from booking.staffing.merging import merge_persons
from booking.workdays import format_date
from forums.queries import today
from notifications.models import OutboxMessage
from notifications.tasks import sweep_reconcile
from notifications.telling.links import series_token
from tests.factories import make_membership, make_person
from tests.factories.series import call_weekly
from tests.notifications.telling.test_series import EVERYBODY, instances, starts_in, times, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def local_mailbox(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"


@pytest.fixture
def series(cast: Any) -> Series:
    called = call_weekly(cast)
    told(called)
    return called


def day_of(series: Series, number: int) -> datetime.date:
    return timezone.localdate(times(instances(series))[number])


def test_a_member_added_to_a_series_gets_one_entry_from_their_first_day(cast: Any, series: Series) -> None:
    add_member(cast.lsg, by=cast.cilla, person=cast.kim, party=cast.af, unit=cast.af_unit, starts_on=day_of(series, 2))

    assert told(series) == {("kim@af.example", "invitation", "REQUEST", 0)}
    assert starts_in("kim@af.example") == times(instances(series))[2:]


def test_a_member_who_ends_in_the_middle_of_a_series_keeps_the_first_part(cast: Any, series: Series) -> None:
    end_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, on=day_of(series, 2))

    assert told(series) == {("bo@af.example", "changed", "REQUEST", 1)}
    assert starts_in("bo@af.example") == times(instances(series))[:3]


def test_who_ends_in_the_middle_of_a_series_is_told_their_own_last_day(cast: Any, series: Series) -> None:
    end_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, on=day_of(series, 2))
    told(series)

    own, whole = format_date(day_of(series, 2)), format_date(series.last_on)
    mail = OutboxMessage.objects.filter(address="bo@af.example").latest("created_at")
    assert f"till och med {own}" in mail.subject and f"till och med {own}" in mail.text
    assert f"till och med {whole}" not in mail.text
    page = Client().get(f"/svar/serie/{series_token(series.seats.get(person=cast.bo))}/").content.decode()
    assert f"till och med {own}" in page and f"till och med {whole}" not in page
    first = OutboxMessage.objects.filter(address="frida@fk.example").latest("created_at")
    assert f"till och med {whole}" in first.subject


def test_a_member_replaced_in_the_middle_of_a_series_hands_over(cast: Any, series: Series) -> None:
    replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=cast.kim, on=day_of(series, 2))

    assert {row[:3] for row in told(series)} == {
        ("bo@af.example", "changed", "REQUEST"),
        ("kim@af.example", "invitation", "REQUEST"),
    }
    assert starts_in("bo@af.example") == times(instances(series))[:2]
    assert starts_in("kim@af.example") == times(instances(series))[2:]
    assert told(series) == set()


def test_of_many_doorbells_of_a_series_the_first_does_the_work(
    cast: Any, series: Series, django_capture_on_commit_callbacks: Any, django_assert_max_num_queries: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=cast.kim, on=today())
    assert len(callbacks) == 12
    sweep_reconcile()

    with django_assert_max_num_queries(3):
        sweep_reconcile()


def test_a_member_replaced_before_a_series_begins_is_cancelled_in_it(cast: Any, series: Series) -> None:
    replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=cast.kim, on=today())

    assert {row[:3] for row in told(series)} == {
        ("bo@af.example", "removed", "CANCEL"),
        ("kim@af.example", "invitation", "REQUEST"),
    }


def test_a_substitute_member_replaced_in_a_series_hands_over_the_instances_they_were_called_to(
    cast: Any, series: Series
) -> None:
    substitute = make_membership(cast.lsg, cast.kim, is_substitute=True)
    third = instances(series)[2]
    answer_invitation(third.invitations.get(person=cast.bo), answer="no", channel="link")
    told(series)
    newcomer = make_person(cast.af_unit, name="Nova Nattljus", email="nova@af.example")

    replace_member(substitute, by=cast.cilla, person=newcomer, on=today())

    assert {row[:3] for row in told(series)} == {
        ("kim@af.example", "removed", "CANCEL"),
        ("nova@af.example", "invitation", "REQUEST"),
    }


def test_a_place_that_ends_in_the_middle_of_a_series_goes_to_the_heir(cast: Any, series: Series) -> None:
    end_placement(cast.bo.placements.get(), by=cast.cilla, on=day_of(series, 2), heir=cast.kim)

    told(series)
    assert starts_in("bo@af.example") == times(instances(series))[:3]
    assert starts_in("kim@af.example") == times(instances(series))[3:]


def test_a_party_that_declines_leaves_the_rest_of_the_series(cast: Any, series: Series) -> None:
    decline_forum(cast.lsg, by=cast.cilla, party=cast.af, since=day_of(series, 3))

    assert told(series) == {("bo@af.example", "changed", "REQUEST", 1)}
    assert starts_in("bo@af.example") == times(instances(series))[:3]


def test_a_group_that_ends_ends_its_series_for_everybody(cast: Any, series: Series) -> None:
    end_forum(cast.lsg, by=cast.cilla, on=day_of(series, 1))

    assert {row[0] for row in told(series)} == EVERYBODY
    assert starts_in("rut@vardcentralen.example") == times(instances(series))[:2]


def test_who_leaves_altogether_loses_what_comes_after(cast: Any, series: Series) -> None:
    leave_federation(cast.rut, by=cast.david, on=day_of(series, 0))

    assert {row[:2] for row in told(series)} == {("rut@vardcentralen.example", "changed")}
    assert starts_in("rut@vardcentralen.example") == times(instances(series))[:1]


def test_a_corrected_address_takes_the_series_along(cast: Any, series: Series) -> None:
    correct_person(cast.bo, by=cast.cilla, email="bo.ny@af.example")

    assert told(series) == {
        ("bo@af.example", "removed", "CANCEL", 1),
        ("bo.ny@af.example", "invitation", "REQUEST", 2),
    }
    assert starts_in("bo.ny@af.example") == times(instances(series))


def test_merging_two_members_leaves_the_series_once_in_one_calendar(cast: Any, series: Series) -> None:
    twin = make_person(cast.af_unit, name="Bo B", email="bo.b@af.example")
    add_member(cast.lsg, by=cast.cilla, person=twin, party=cast.af, unit=cast.af_unit, starts_on=day_of(series, 2))
    told(series)

    merge_persons(cast.bo, goes=twin, by=cast.adam)

    assert {row[:3] for row in told(series)} == {("bo.b@af.example", "removed", "CANCEL")}
    assert starts_in("bo@af.example") == times(instances(series))
    assert series.seats.filter(person=twin).count() == 0
    assert told(series) == set()
