"""Who of those called is taken at a time: a yes, a no, or that it is not known."""

from __future__ import annotations

import pytest
from django.utils import timezone

from booking.models import BusyKind, BusyTime, PublishedCalendar
from booking.taken.actions import give_calendar
from config.ground.api import Moment
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories.calls import call_individual, draft_individual, on_workday


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
        str(cast.anna): None,
    }
    assert {key for row in answer.json() for key in row} == {"person", "busy", "perhaps", "called"}
    shown = api(cast.anna).get(f"/api/v1/meetings/{draft.pk}/").json()
    assert "Upptagen den tiden: Bo Bäverhjälm." in [remark["message"] for remark in shown["warnings"]]


def test_a_time_that_is_not_understood_is_not_known_and_one_that_is_not_sure_says_so(api: Api, cast: Cast):
    draft = draft_individual(cast, cast.bo, cast.rut)
    times = {"starts_at": draft.starts_at, "ends_at": draft.ends_at}
    for person, kind in ((cast.bo, BusyKind.UNKNOWN), (cast.rut, BusyKind.PERHAPS)):
        calendar = give_calendar(person, address="https://kalender.example/hemlig.ics")
        BusyTime.objects.create(calendar=calendar, kind=kind, **times)
    PublishedCalendar.objects.update(read_at=timezone.now())

    answer = api(cast.anna).get(
        f"/api/v1/meetings/{draft.pk}/busy/", {name: moment.isoformat() for name, moment in times.items()}
    )

    assert {row["person"]["name"]: (row["busy"], row["perhaps"]) for row in answer.json()} == {
        "Bo Bäverhjälm": (None, False),
        "Rut Rimfrosthatt": (True, True),
        str(cast.anna): (None, False),
    }


def test_who_is_called_elsewhere_then_is_told_with_the_time_and_nothing_else(api: Api, cast: Cast):
    other = call_individual(cast, cast.bo, cast.frida)
    draft = draft_individual(cast, cast.bo, cast.rut, starts_at=other.starts_at)
    times = {"starts_at": draft.starts_at.isoformat(), "ends_at": draft.ends_at.isoformat()}

    rows = api(cast.anna).get(f"/api/v1/meetings/{draft.pk}/busy/", times).json()

    taken = [{name: Moment().to_representation(getattr(other, name)) for name in ("starts_at", "ends_at")}]
    assert {row["person"]["name"]: row["called"] for row in rows} == {
        "Bo Bäverhjälm": taken,
        "Rut Rimfrosthatt": [],
        str(cast.anna): taken,
    }


def test_a_preview_of_a_move_says_who_is_taken_at_the_new_time(api: Api, cast: Cast):
    other = call_individual(cast, cast.bo, cast.frida)
    meeting = call_individual(cast, cast.bo, cast.rut, starts_at=on_workday(22))
    move = {"starts_at": other.starts_at.isoformat(), "ends_at": other.ends_at.isoformat(), "version": meeting.version}
    sentence = "Redan kallad kl. 09.00–10.00: Bo Bäverhjälm."

    before = api(cast.anna).post(f"/api/v1/meetings/{meeting.pk}/preview/", {"move": move}, format="json")
    after = api(cast.anna).post(f"/api/v1/meetings/{meeting.pk}/move/", move, format="json")

    assert sentence in [remark["message"] for remark in before.json()["warnings"]]
    assert sentence in [remark["message"] for remark in after.json()["warnings"]]
    seen_by_bo = api(cast.bo).get(f"/api/v1/meetings/{meeting.pk}/").json()
    assert seen_by_bo["warnings"] == []


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
