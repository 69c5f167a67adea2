"""The pages of a series: calling it, seeing it, and changing one meeting, those that follow, or all."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from booking.models import Meeting, MeetingState, Series
from booking.workdays import local
from tests.factories.series import call_weekly, next_thursday

pytestmark = pytest.mark.django_db


def logged_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def filled_in(cast: Any, **changes: str) -> dict[str, str]:
    first = next_thursday()
    fields = {
        "rhythm": "weekly-1",
        "first_on": str(first),
        "last_on": str(first + datetime.timedelta(weeks=3)),
        "starts": "9",
        "ends": "10.30",
        "meeting_form": "on_site",
        "place": "Sessionssalen",
        "request_key": "nyckel",
        "change": "series",
        "forum": str(cast.lsg.pk),
    }
    return fields | changes


def test_a_series_is_shown_day_by_day_before_it_is_called(cast: Any) -> None:
    page = logged_in(cast.cilla).post(reverse("notifications:change-preview"), filled_in(cast)).content.decode()

    assert "Det blir 4 möten" in page
    assert "Varje torsdag kl.\xa009.00–10.30" in page
    assert "bo@af.example" in page
    assert not Series.objects.exists()


@pytest.mark.parametrize("field", ["place", "title", "agenda"])
def test_a_number_in_the_texts_of_a_series_or_of_a_change_is_pointed_out_and_stops_nobody(
    cast: Any, field: str
) -> None:
    client, number = logged_in(cast.cilla), {field: "Ärende 19900101-2385"}
    said = "ser ut att innehålla ett personnummer"

    assert said in client.post(reverse("notifications:change-preview"), filled_in(cast, **number)).content.decode()
    assert said not in client.post(reverse("notifications:change-preview"), filled_in(cast)).content.decode()

    meeting = call_weekly(cast).instances.first()
    change = {"change": "change", "meeting": str(meeting.pk), "version": meeting.version, "scope": "this"}
    change |= {"meeting_form": "on_site", "place": "Rum 2", **number}
    assert said in client.post(reverse("notifications:change-preview"), change).content.decode()


def test_a_series_is_called_from_its_group(cast: Any) -> None:
    client = logged_in(cast.cilla)

    answer = client.post(reverse("booking:series-new", args=[cast.lsg.pk]), filled_in(cast))

    series = Series.objects.get()
    assert answer.url == reverse("booking:series", args=[series.pk])
    page = client.get(answer.url).content.decode()
    assert all(f"/moten/{one.pk}/" in page for one in series.instances.all())
    assert series.instances.count() == 4


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rhythm": ""}, "Välj hur ofta gruppen möts"),
        ({"last_on": "2020-01-01"}, "Sista dagen måste vara efter den första"),
        ({"last_on": "2060-01-01"}, "högst 400 möten"),
        ({"ends": "8"}, "Sluttiden måste vara efter starttiden"),
        ({"place": ""}, "Skriv var mötena är"),
    ],
)
def test_what_is_wrong_with_a_series_stands_at_its_field(cast: Any, changes: dict[str, str], sentence: str) -> None:
    answer = logged_in(cast.cilla).post(reverse("notifications:change-preview"), filled_in(cast, **changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(("scope", "left"), [("this", 5), ("following", 2), ("all", 0)])
def test_one_meeting_those_that_follow_or_all_are_called_off(cast: Any, scope: str, left: int) -> None:
    series = call_weekly(cast)
    third = series.instances.order_by("recurrence_at")[2]

    logged_in(cast.cilla).post(
        reverse("booking:meeting-cancel", args=[third.pk]),
        {"version": third.version, "reason": "illness", "scope": scope},
    )

    assert Meeting.objects.filter(series=series, state=MeetingState.CALLED).count() == left


def test_those_that_follow_get_the_new_time(cast: Any) -> None:
    series = call_weekly(cast)
    third = series.instances.order_by("recurrence_at")[2]
    day = local(third.starts_at).date()

    logged_in(cast.cilla).post(
        reverse("booking:meeting-move", args=[third.pk]),
        {"version": third.version, "scope": "following", "date": str(day), "starts": "13", "ends": "14"},
    )

    hours = [local(one.starts_at).hour for one in Meeting.objects.order_by("starts_at")]
    assert hours == [9, 9, 13, 13, 13, 13]


def test_the_preview_of_a_change_says_it_of_all_that_it_reaches(cast: Any) -> None:
    series = call_weekly(cast)
    third = series.instances.order_by("recurrence_at")[2]

    page = logged_in(cast.cilla).post(
        reverse("notifications:change-preview"),
        {"change": "change", "meeting": third.pk, "version": third.version, "scope": "all", "place": "Rum 7"},
    )

    assert page.status_code == 200
    assert "Rum 7" in page.content.decode()
    assert not Meeting.objects.filter(place="Rum 7").exists()


def test_a_member_sees_a_series_and_a_stranger_does_not(cast: Any) -> None:
    series = call_weekly(cast)
    url = reverse("booking:series", args=[series.pk])

    assert logged_in(cast.bo).get(url).status_code == 200
    assert logged_in(cast.eva).get(url).status_code == 404
    assert logged_in(cast.bo).get(reverse("booking:series-extend", args=[series.pk])).status_code == 403


def test_a_series_that_goes_on_is_asked_for_its_new_last_day(cast: Any) -> None:
    series = call_weekly(cast)
    client = logged_in(cast.cilla)
    later = series.last_on + datetime.timedelta(weeks=2)

    page = client.post(
        reverse("notifications:change-preview"), {"change": "extend", "series": series.pk, "last_on": str(later)}
    )
    client.post(reverse("booking:series-extend", args=[series.pk]), {"last_on": str(later)})

    assert "bo@af.example" in page.content.decode()
    assert series.instances.count() == 8


def test_a_long_series_is_two_rows_and_one_task_on_the_first_page(cast: Any) -> None:
    series = call_weekly(cast, count=10)

    page = logged_in(cast.bo).get("/").content.decode()

    assert page.count("möten väntar på svar.") == 1
    assert "10 möten väntar på svar." in page
    assert "8 till i serien" in page
    assert sum(f"/moten/{one.pk}/" in page for one in series.instances.all()) == 2


def test_a_member_answers_all_meetings_ahead_at_once(cast: Any) -> None:
    series = call_weekly(cast)
    client = logged_in(cast.bo)
    url = reverse("booking:series-answer", args=[series.pk])

    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"answer": "yes"}).url == reverse("booking:series", args=[series.pk])

    answers = {one.invitations.get(person=cast.bo).answer for one in series.instances.all()}
    assert answers == {"yes"}
    assert logged_in(cast.cilla).post(url, {"answer": "yes"}).status_code == 403
