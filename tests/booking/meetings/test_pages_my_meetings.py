from __future__ import annotations

import datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.meetings.listing import week_heading
from booking.models import Answer
from tests.cast import Cast
from tests.factories import make_contact_point, make_invitation, make_meeting


def open_as(client: Client, person, path: str = "/"):
    client.force_login(person)
    return client.get(path)


def test_what_waits_comes_first_and_meetings_by_week(client, cast: Cast):
    to_answer = make_meeting(cast.samverksmote, cast.bo, reference="SV-7K3M-2Q", in_days=14)
    make_invitation(to_answer, cast.anna)
    make_meeting(cast.samverksmote, cast.anna, reference="SV-3D4F-5H", in_days=-2)
    make_meeting(cast.samverksmote, cast.anna, reference="SV-4D5F-6H", state="draft", called_at=None)

    page = open_as(client, cast.anna).content.decode()

    for said in (
        "Svara på kallelse: Samverksmöte SV-7K3M-2Q",
        "Registrera mötet: Samverksmöte SV-3D4F-5H",
        "Utkast: Samverksmöte SV-4D5F-6H",
        "Du har inte svarat",
        f"Vecka {timezone.localtime(to_answer.starts_at).isocalendar().week}",
    ):
        assert said in page


def test_own_answer_stands_by_the_meeting(client, cast: Cast):
    meeting = make_meeting(cast.samverksmote, cast.bo)
    make_invitation(meeting, cast.anna, answer=Answer.YES, answered_at=timezone.now())

    page = open_as(client, cast.anna).content.decode()

    assert "✓ Du kommer" in page
    assert "1 kommer" in page
    assert "Att göra" not in page


def test_empty_page_says_what_to_do(client, cast: Cast):
    page = open_as(client, cast.anna).content.decode()

    assert "Du har inga kommande möten." in page
    assert "Kalla till möte" in page


def test_one_who_may_not_call_has_no_button(client, cast: Cast):
    assert "booking:call-start" not in open_as(client, cast.adam).content.decode()
    assert 'data-variant="primary" href="/moten/kalla/"' not in open_as(client, cast.adam).content.decode()


def test_coordinator_sees_nothing_of_meetings_about_persons(client, cast: Cast):
    meeting = make_meeting(cast.samverksmote, cast.anna, reference="SV-7K3M-2Q")
    make_invitation(meeting, cast.bo)
    make_invitation(meeting, unit=cast.af_unit)

    for path in ("/", "/moten/?visa=tidigare", f"/forum/{cast.lsg.pk}/"):
        assert "SV-7K3M-2Q" not in open_as(client, cast.cilla, path).content.decode()


def test_earlier_meetings_say_which_are_not_registered(client, cast: Cast):
    make_meeting(cast.samverksmote, cast.anna, reference="SV-7K3M-2Q", in_days=-5)

    page = open_as(client, cast.anna, "/moten/?visa=tidigare").content.decode()

    assert "SV-7K3M-2Q" in page
    assert "Ej registrerat" in page


def test_number_of_queries_does_not_grow_with_the_meetings(client, cast: Cast):
    make_contact_point(cast.kommun_unit, person=cast.anna)

    def fill(number: int) -> None:
        make_invitation(make_meeting(cast.samverksmote, cast.bo, in_days=10 + number), cast.anna)
        make_meeting(cast.samverksmote, cast.anna, in_days=-10 - number)
        make_meeting(cast.samverksmote, cast.anna, state="draft", called_at=None)
        make_invitation(make_meeting(cast.samverksmote, cast.bo, in_days=30 + number), unit=cast.kommun_unit)
        make_invitation(make_meeting(cast.lsg_template, cast.bo, forum=cast.lsg, in_days=40 + number), cast.anna)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/").status_code == 200
        return len(found)

    fill(0)
    open_as(client, cast.anna)
    one = queries()
    fill(1)
    fill(2)

    assert queries() == one


def test_week_is_written_with_its_days_and_another_year_with_its_year():
    today = datetime.date(2026, 11, 23)

    assert week_heading(datetime.date(2026, 11, 23), today) == "Vecka 48 · denna vecka"
    assert week_heading(datetime.date(2026, 11, 30), today) == "Vecka 49 · 30 november–6 december"
    assert week_heading(datetime.date(2026, 12, 7), today) == "Vecka 50 · 7–13 december"
    assert week_heading(datetime.date(2026, 12, 28), today) == "Vecka 53 · 28 december–3 januari 2027"


def test_answers_are_counted_of_those_whom_the_caller_called(client, cast: Cast):
    meeting = make_meeting(cast.samverksmote, cast.anna)
    make_invitation(meeting, cast.anna, answer=Answer.YES, answered_at=timezone.now())
    make_invitation(meeting, cast.bo, answer=Answer.NO, answered_at=timezone.now())
    make_invitation(meeting, unit=cast.fk_unit)

    assert "1 kan inte, 1 har inte svarat" in open_as(client, cast.anna).content.decode()
