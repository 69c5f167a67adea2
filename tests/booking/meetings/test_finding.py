"""One's own meetings by search and filter, as a list, a week and a month."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.meetings.finding import Wanted, find_meetings
from booking.models import Meeting, Outcome
from tests.cast import Cast
from tests.factories import make_invitation, make_meeting

FEBRUARY = datetime.datetime(2026, 2, 12, 9, 0, tzinfo=datetime.UTC)


def at(day: str, hour: int = 9) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(f"{day}T{hour:02}:00"))


def found(person, **wanted) -> list[Meeting]:
    return list(find_meetings(person, Wanted(**wanted)))


def page(client: Client, person, query: str = "") -> str:
    client.force_login(person)
    return client.get(f"/moten/{query}").content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("text", ["SV-7K3M-2Q", "sv7k3m2q", "7k3m", "SV–7K3M 2Q", "7K3M-2Q"])
def test_a_reference_is_found_however_it_is_written_also_when_the_meeting_has_been(client, cast: Cast, text: str):
    been = make_meeting(cast.samverksmote, cast.anna, reference="SV-7K3M-2Q", in_days=-40)
    make_meeting(cast.samverksmote, cast.anna, reference="SV-4D5F-6H")

    assert found(cast.anna, text=text) == [been]
    html = page(client, cast.anna, f"?q={text}")
    assert "SV-7K3M-2Q" in html and "SV-4D5F-6H" not in html


def test_only_ones_own_are_found(client, cast: Cast):
    meeting = make_meeting(cast.samverksmote, cast.anna, reference="SV-7K3M-2Q")
    make_invitation(meeting, cast.bo)
    removed = make_invitation(meeting, cast.rut)
    removed.state = "removed"
    removed.save()

    assert found(cast.anna) == found(cast.bo) == [meeting]
    for person in (cast.rut, cast.alma, cast.cilla, cast.david, cast.adam):
        assert found(person) == []
        assert "SV-7K3M-2Q" not in page(client, person, "?q=7K3M")


def test_title_and_group_are_searched_with_their_own_letters(cast: Cast):
    cast.lsg.name = "Åkers grupp"
    cast.lsg.save()
    ours = make_meeting(cast.lsg_template, cast.bo, forum=cast.lsg, title="Öppet hus")
    make_meeting(cast.open_template, cast.bo, title="Annat")

    assert found(cast.bo, text="åker") == found(cast.bo, text="ÖPPET hus") == [ours]
    assert found(cast.bo, text="åker annat") == []


def test_each_filter_keeps_its_own(cast: Cast):
    ahead = make_meeting(cast.samverksmote, cast.anna)
    held = make_meeting(cast.formote, cast.anna, in_days=-10)
    Outcome.objects.create(meeting=held, registered_at=timezone.now())
    waiting = make_meeting(cast.samverksmote, cast.anna, in_days=-5)
    off = make_meeting(cast.samverksmote, cast.anna, in_days=-3, state="cancelled", cancellation_reason="other")
    elsewhere = make_meeting(cast.samverksmote, cast.anna, in_days=40, area=cast.neighbour)
    make_meeting(cast.samverksmote, cast.anna, state="draft", called_at=None)

    assert found(cast.anna, when="kommande") == [ahead, elsewhere]
    assert found(cast.anna, when="tidigare") == [off, waiting, held]
    assert found(cast.anna, state="genomforda") == [held]
    assert found(cast.anna, state="oregistrerade") == [waiting]
    assert found(cast.anna, state="installda") == [off]
    assert found(cast.anna, state="kallade", when="kommande") == [ahead, elsewhere]
    assert found(cast.anna, kind="formote") == [held]
    assert found(cast.anna, area=cast.neighbour) == [elsewhere]
    day = timezone.localdate(held.starts_at)
    assert found(cast.anna, first=day, last=day) == [held]


def test_a_day_that_areas_hold_together_is_found_once_in_each(cast: Cast):
    joint = make_meeting(cast.open_template, cast.bo)
    joint.joint_areas.set([cast.area, cast.neighbour])

    assert found(cast.bo, area=cast.area) == found(cast.bo, area=cast.neighbour) == [joint]


def test_a_period_ends_with_its_last_day_also_late_in_the_evening(cast: Cast):
    late = make_meeting(cast.open_template, cast.bo, starts_at=at("2026-03-31", 23))
    make_meeting(cast.open_template, cast.bo, starts_at=at("2026-04-01", 0))

    assert found(cast.bo, first=datetime.date(2026, 3, 1), last=datetime.date(2026, 3, 31)) == [late]


def test_a_period_that_ends_before_it_begins_and_a_day_that_is_none_are_said(client, cast: Cast):
    client.force_login(cast.anna)

    answer = client.get("/moten/?fran=2026-05-01&till=2026-04-01")
    assert answer.status_code == 422
    assert "Sista dagen kan inte vara före den första" in answer.content.decode()
    assert "Skriv datumet som år-månad-dag" in client.get("/moten/?fran=igår").content.decode()
    assert client.get("/moten/?vy=x&dag=9999-99-99&sida=-1&visa=").status_code == 200
    assert client.get("/moten/?vy=manad&dag=0001-01-01").status_code == 200
    for days in ("till=9999-12-31", "fran=0001-01-01"):
        assert "Skriv datumet som år-månad-dag" in client.get(f"/moten/?{days}").content.decode()


def test_month_is_a_table_with_weeks_and_days(client, cast: Cast):
    meeting = make_meeting(cast.samverksmote, cast.anna, reference="SV-7K3M-2Q", starts_at=at("2026-12-03", 13))
    make_meeting(cast.samverksmote, cast.anna, reference="SV-4D5F-6H", starts_at=at("2027-01-05"))

    html = page(client, cast.anna, "?vy=manad&dag=2026-12-15")

    assert '<th scope="col">Torsdag</th>' in html
    assert '<th scope="row">53</th>' in html
    assert "torsdag 3 december 2026 (v. 49)" in html
    assert f'<a href="/moten/{meeting.pk}/"><span class="num">13.00</span> Samverksmöte SV-7K3M-2Q' in html
    assert "SV-4D5F-6H" not in html
    assert "dag=2026-11-30" in html and "dag=2027-01-01" in html
    assert "SV-4D5F-6H" in page(client, cast.anna, "?vy=manad&dag=2027-01-01")
    assert "Inga möten." not in html
    assert "Inga möten." in page(client, cast.anna, "?vy=manad&dag=2027-02-01")


def test_week_has_its_seven_days(client, cast: Cast):
    make_meeting(cast.samverksmote, cast.anna, reference="SV-7K3M-2Q", starts_at=at("2026-12-03", 13))
    make_meeting(cast.samverksmote, cast.anna, reference="SV-4D5F-6H", starts_at=at("2026-12-07"))

    html = page(client, cast.anna, "?vy=vecka&dag=2026-12-06")

    assert html.count("<h3>") == 7
    assert "SV-7K3M-2Q" in html and "SV-4D5F-6H" not in html


def test_a_search_stays_in_the_address_when_it_is_seen_in_another_way(client, cast: Cast):
    html = page(client, cast.anna, "?q=SV-7&lage=kallade&sida=2")

    assert 'href="?q=SV-7&amp;lage=kallade&amp;vy=manad"' in html


def test_long_lists_have_pages_and_the_same_number_of_queries(client, cast: Cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/moten/?visa=alla").status_code == 200
        return len(asked)

    make_meeting(cast.samverksmote, cast.anna)
    page(client, cast.anna)
    one = queries()
    for days in range(24):
        make_invitation(make_meeting(cast.samverksmote, cast.anna, in_days=30 + days), cast.bo)

    assert queries() <= one + 1
    assert "Sida 1 av 2" in page(client, cast.anna)
    assert "25 möten" in page(client, cast.anna)


def test_rows_tell_meetings_apart_and_have_the_year_when_it_is_another(client, cast: Cast):
    year = timezone.localdate().year - 2
    make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, starts_at=at(f"{year}-03-05"))

    html = page(client, cast.cilla, "?visa=tidigare")

    assert 'LSG Lingonby<span class="ds-sr-only">, ' in html
    assert f"5 mars {year} kl. 09.00" in html
    assert f"<span>{year}</span></p>" in html
