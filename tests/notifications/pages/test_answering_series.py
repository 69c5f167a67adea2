from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.seats import remove_invitation
from booking.models import Answer, Channel, InvitationState, SeriesSeat
from notifications.tasks import tell_series
from notifications.telling.links import VALID_AFTER_MEETING, series_link, series_token
from tests.factories.series_rows import instances, make_series, seat_in
from tests.notifications.pages.looking import every_row, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody() -> Client:
    return Client(enforce_csrf_checks=True)


def url_of(seat: SeriesSeat) -> str:
    return f"/svar/serie/{series_token(seat)}/"


def answers(seat: SeriesSeat) -> list[str]:
    return list(seat.invitations.order_by("meeting__recurrence_at").values_list("answer", flat=True))


def test_opening_the_link_to_a_series_shows_it_and_changes_nothing(cast: Any, anybody: Client) -> None:
    cast.rut.name = "Kanarie"
    cast.rut.save()
    seat = seat_in(make_series(cast), cast.bo)
    before = every_row()

    response = anybody.get(url_of(seat))

    page = text_of(response)
    for words in ("LSG Lingonby", "Varannan torsdag kl. 09.00–11.00", "Sessionssalen", cast.cilla.name):
        assert words in page
    assert page.count('name="instance"') == 4
    assert "Kanarie" not in page
    assert response["Referrer-Policy"] == "no-referrer" and response["Cache-Control"] == "no-store"
    assert every_row() == before and not anybody.cookies


def test_the_link_in_a_mail_is_the_whole_address_and_always_the_same(cast: Any, settings: Any) -> None:
    seat = seat_in(make_series(cast), cast.bo)

    assert series_link(seat) == settings.PUBLIC_URL + url_of(seat)
    assert series_link(SeriesSeat.objects.get(pk=seat.pk)) == series_link(seat)


def test_one_answer_for_all_reaches_every_instance(cast: Any, anybody: Client) -> None:
    seat = seat_in(make_series(cast), cast.bo)

    response = anybody.post(url_of(seat), {"answer": "yes", "comment": "Ring mig"}, follow=True)

    assert "Tack, ditt svar är skickat" in text_of(response)
    assert answers(seat) == [Answer.YES] * 4
    assert set(seat.invitations.values_list("answered_by", "comment")) == {(Channel.LINK, "Ring mig")}


def test_a_message_with_an_answer_for_all_is_shown_back(cast: Any, anybody: Client) -> None:
    seat = seat_in(make_series(cast), cast.bo)

    page = anybody.post(url_of(seat), {"answer": "no", "comment": "Ring 070-123 45 67"}, follow=True)

    assert "Den som kallade läser också: ”Ring 070-123 45 67”" in text_of(page)
    assert "070-123" not in text_of(anybody.get(url_of(seat)))


def test_one_instance_is_answered_on_its_own(cast: Any, anybody: Client) -> None:
    series = make_series(cast)
    seat = seat_in(series, cast.bo)
    second = seat.invitations.get(meeting=instances(series)[1])

    anybody.post(url_of(seat), {"answer": "no", "instance": str(second.pk)})

    assert answers(seat) == [Answer.UNANSWERED, Answer.NO, Answer.UNANSWERED, Answer.UNANSWERED]


@pytest.mark.parametrize("data", [{}, {"answer": "substitute"}, {"answer": "yes", "instance": "x"}])
def test_a_series_link_refuses_what_is_no_answer(cast: Any, anybody: Client, data: dict[str, str]) -> None:
    seat = seat_in(make_series(cast), cast.bo)

    assert anybody.post(url_of(seat), data).status_code == 422
    assert set(answers(seat)) == {Answer.UNANSWERED}


def test_a_series_link_answers_for_nobody_else(cast: Any, anybody: Client) -> None:
    series = make_series(cast)
    ruts = seat_in(series, cast.rut).invitations.first()

    response = anybody.post(url_of(seat_in(series, cast.bo)), {"answer": "no", "instance": str(ruts.pk)})

    assert response.status_code == 422
    assert set(answers(ruts.series_seat)) == {Answer.UNANSWERED}


def test_a_series_link_ends_with_its_last_seat_with_a_new_version_and_two_weeks_after_the_last(
    cast: Any, anybody: Client
) -> None:
    series = make_series(cast)
    bo, rut, url = seat_in(series, cast.bo), seat_in(series, cast.rut), url_of(seat_in(series, cast.bo))
    bo.invitations.update(state=InvitationState.REMOVED)
    assert anybody.get(url).status_code == 404
    was = url_of(rut)
    SeriesSeat.objects.filter(pk=rut.pk).update(link_version=2)
    assert anybody.get(was).status_code == 404
    rut.refresh_from_db()
    long_ago = timezone.now() - VALID_AFTER_MEETING - datetime.timedelta(hours=3)
    series.instances.update(starts_at=long_ago, ends_at=long_ago + datetime.timedelta(hours=2))
    assert anybody.get(url_of(rut)).status_code == 404


def test_a_made_up_series_link_opens_nothing(cast: Any, anybody: Client) -> None:
    token = series_token(seat_in(make_series(cast), cast.bo))

    for wrong in (token[:-2] + "AA", "A" * 32, "_" * 32, "x", token + "AA"):
        assert anybody.get(f"/svar/serie/{wrong}/").status_code == 404
        assert anybody.post(f"/svar/serie/{wrong}/", {"answer": "yes"}).status_code == 404


def test_the_series_can_be_saved_in_a_calendar_as_what_this_person_is_called_to(cast: Any, anybody: Client) -> None:
    series = make_series(cast)
    tell_series(series.pk)
    seat = seat_in(series, cast.bo)
    remove_invitation(seat.invitations.get(meeting=instances(series)[1]), by=cast.cilla)
    address = f"{url_of(seat)}kalender.ics"
    before = every_row()

    assert address in text_of(anybody.get(url_of(seat)))
    response = anybody.get(address)

    calendar = response.content.decode()
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="samverk.ics"'
    assert "no-cache" in response["Cache-Control"] and response["Referrer-Policy"] == "no-referrer"
    assert calendar.count("BEGIN:VEVENT") == 1 and "RRULE:" in calendar and calendar.count("EXDATE") == 1
    assert "ATTENDEE" not in calendar and "METHOD:REQUEST" not in calendar
    assert every_row() == before
    SeriesSeat.objects.filter(pk=seat.pk).update(link_version=2)
    assert anybody.get(address).status_code == 404


def test_after_the_last_instance_the_series_link_says_that_nothing_is_ahead(cast: Any, anybody: Client) -> None:
    series = make_series(cast)
    yesterday = timezone.now() - datetime.timedelta(days=1)
    series.instances.update(starts_at=yesterday, ends_at=yesterday + datetime.timedelta(hours=2))
    url = url_of(seat_in(series, cast.bo))

    assert "Inga fler tillfällen" in text_of(anybody.get(url))
    assert anybody.post(url, {"answer": "yes"}).status_code == 422


def test_the_link_shows_each_instances_own_answer_and_a_way_to_send_a_substitute(cast: Any, anybody: Client) -> None:
    series = make_series(cast)
    seat = seat_in(series, cast.bo)
    first = seat.invitations.get(meeting=instances(series)[0])
    answer_invitation(first, answer=Answer.NO, channel=Channel.MAIL)

    page = text_of(anybody.get(url_of(seat)))

    assert page.count("Kan inte") == 1 and page.count("Svar saknas") == 3
    assert page.count("Ersättare eller meddelande") == 4
