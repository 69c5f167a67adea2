from __future__ import annotations

import datetime

from django.utils import timezone

from booking.models import Meeting, PhoneTally
from forums.models import RoleKind
from tests.acts import visit_template
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories import make_role

VISITS, TALLIES = "/api/v1/visits/", "/api/v1/phone-tallies/"


def test_a_visit_is_registered_and_read(api: Api, cast: Cast):
    held_on = timezone.localdate() - datetime.timedelta(days=1)
    body = {"template": visit_template(cast).pk, "held_on": str(held_on), "participants_count": 8, "title": "APT"}

    made = api(cast.cilla).post(VISITS, {**body, "unit": cast.af_unit.pk})
    nowhere = api(cast.cilla).post(VISITS, body)
    number = api(cast.cilla).post(VISITS, {**body, "place_visited": "Ring 070-123 45 67"})
    shown = api(cast.cilla).get(f"{VISITS}?area={cast.area.pk}&year={held_on.year}").json()["results"]

    assert (made.status_code, nowhere.status_code, number.status_code) == (201, 409, 400)
    assert shown == [made.json()]
    assert shown[0] == {
        "id": str(Meeting.objects.get().pk),
        "area": {"id": cast.area.pk, "name": cast.area.name},
        "held_on": str(held_on),
        "unit": shown[0]["unit"],
        "place_visited": "",
        "participants_count": 8,
        "title": "APT",
    }
    assert shown[0]["unit"]["id"] == cast.af_unit.pk
    assert api(cast.cilla).get(f"{VISITS}?year=1999").json()["results"] == []
    assert api(cast.eva).get(VISITS).json()["results"] == []


def test_only_who_may_call_registers_a_visit(api: Api, cast: Cast):
    body = {"template": visit_template(cast).pk, "held_on": "2026-01-12", "unit": cast.af_unit.pk}

    assert api(cast.bo).post(VISITS, body).status_code == 409
    assert api(cast.eva).post(VISITS, body).status_code == 400
    assert Meeting.objects.count() == 0


def test_a_months_phone_consultations_are_noted_corrected_and_read(api: Api, cast: Cast):
    make_role(cast.david, RoleKind.COORDINATOR, area=cast.neighbour)
    month = timezone.localdate().replace(day=1)
    body = {"area": cast.area.pk, "month": str(month)}

    noted = [api(cast.cilla).post(TALLIES, {**body, "number": number}).status_code for number in (9, 5)]
    others = [api(who).post(TALLIES, {**body, "number": 1}).status_code for who in (cast.david, cast.anna, cast.eva)]
    wrong = api(cast.cilla).post(TALLIES, {**body, "number": -1})

    assert (noted, others, wrong.status_code) == ([200, 200], [403, 403, 400], 400)
    assert PhoneTally.objects.get().number == 5
    (row,) = api(cast.cilla).get(f"{TALLIES}?year={month.year}").json()["results"]
    assert (row["area"]["id"], row["month"], row["number"]) == (cast.area.pk, str(month), 5)
    assert api(cast.david).get(TALLIES).json()["results"] == []
