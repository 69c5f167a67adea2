"""Who of those called is taken at a time: a yes, a no, or that it is not known."""

from __future__ import annotations

import pytest
from django.utils import timezone

from booking.models import BusyTime, PublishedCalendar
from booking.taken.actions import give_calendar
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories.calls import draft_individual


def test_who_calls_asks_about_a_time_and_learns_nothing_but_yes_and_no(api: Api, cast: Cast):
    draft = draft_individual(cast, cast.bo, cast.rut, cast.frida)
    for person in (cast.bo, cast.rut):
        give_calendar(person, address="https://kalender.example/hemlig.ics")
    PublishedCalendar.objects.update(read_at=timezone.now())
    calendar = cast.bo.published_calendar
    BusyTime.objects.create(calendar=calendar, starts_at=draft.starts_at, ends_at=draft.ends_at)
    times = {"starts_at": draft.starts_at.isoformat(), "ends_at": draft.ends_at.isoformat()}

    answer = api(cast.anna).get(f"/api/v1/meetings/{draft.pk}/busy/", times)

    assert answer.status_code == 200
    assert {row["person"]["name"]: row["busy"] for row in answer.json()} == {
        "Bo Bäverhjälm": True,
        "Rut Rimfrosthatt": False,
        "Frida Fjädermoln": None,
    }
    assert {key for row in answer.json() for key in row} == {"person", "busy"}
    shown = api(cast.anna).get(f"/api/v1/meetings/{draft.pk}/").json()
    assert "Upptagen den tiden: Bo Bäverhjälm." in [remark["message"] for remark in shown["warnings"]]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"starts_at": "2026-11-12T09:00:00+01:00"},
        {"starts_at": "igår", "ends_at": "idag"},
        {"starts_at": "2026-11-12T10:00:00+01:00", "ends_at": "2026-11-12T09:00:00+01:00"},
        {"starts_at": "2026-11-12T09:00:00+01:00", "ends_at": "2026-11-12T10:00:00+01:00", "vem": "x"},
    ],
)
def test_what_is_no_time_is_refused(api: Api, cast: Cast, query):
    answer = api(cast.anna).get(f"/api/v1/meetings/{draft_individual(cast).pk}/busy/", query)

    assert answer.status_code == 400
    assert answer.json()["fields"]
