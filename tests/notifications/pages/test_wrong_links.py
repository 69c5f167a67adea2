"""Links and codes that are wrong, many times: who is told to wait, and that a right one goes on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from booking.models import Invitation
from forums.models import Brake
from notifications.feeds.addresses import subscribe
from notifications.models import AccessCode
from notifications.pages import wrong_links
from notifications.tasks import tell
from notifications.telling.codes import new_code
from tests.cast import Cast
from tests.factories.calls import call_individual
from tests.notifications.feeds.subscriptions import path_of
from tests.notifications.pages.looking import details_of, link_of, seat_of, text_of

pytestmark = pytest.mark.django_db
WRONG = "A" * 43
HERE, THERE = "192.0.2.7", "198.51.100.1"
# what a link may say to whoever may have it, by kind
LINKS = [
    f"/svar/{WRONG}/",
    f"/svar/{WRONG}/vilka/",
    f"/svar/{WRONG}/kalender.ics",
    f"/svar/serie/{WRONG}/",
    f"/svar/serie/{WRONG}/kalender.ics",
    f"/fraga/{WRONG}/",
    f"/kalender/{WRONG}.ics",
]


@pytest.fixture
def seat(cast: Cast) -> Invitation:
    meeting = call_individual(cast)
    tell(meeting.pk)
    return seat_of(meeting, cast.bo)


def sweep(times: int = 100) -> None:
    client = Client(REMOTE_ADDR=HERE)
    for number in range(times):
        client.get(LINKS[number % len(LINKS)])


@pytest.mark.parametrize("path", LINKS)
def test_a_wrong_link_is_not_found_and_after_a_hundred_it_is_told_to_wait(path: str) -> None:
    here, there = Client(REMOTE_ADDR=HERE), Client(REMOTE_ADDR=THERE)
    assert here.get(path).status_code == 404
    sweep(99)

    refused = here.get(path)

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert "änta" in text_of(refused)
    assert refused.headers["Referrer-Policy"] == "no-referrer"
    assert there.get(path).status_code == 404


def test_the_page_says_in_minutes_how_long(cast: Cast) -> None:
    sweep()

    page = text_of(Client(REMOTE_ADDR=HERE).post(LINKS[0], {"answer": "yes"}))

    assert "Det har blivit fel för många gånger. Vänta 60 minuter och försök igen." in page


def test_a_right_link_goes_on_from_where_others_swept_and_costs_nothing_more(
    cast: Cast, seat: Invitation, monkeypatch: Any
) -> None:
    feed = subscribe(cast.bo)
    sweep()
    here = Client(REMOTE_ADDR=HERE)

    # not even looked up: a right link costs no query
    monkeypatch.setattr(wrong_links, "count_link", None)

    for path in (link_of(seat), details_of(seat), path_of(feed)):
        assert here.get(path).status_code == 200


def ask(seat: Invitation, code: str, source: str = HERE) -> Any:
    return Client(REMOTE_ADDR=source).post(details_of(seat), {"code": code})


def wrong_codes(seat: Invitation, times: int, source: str = HERE) -> list[int]:
    """So many wrong codes, with a new one mailed now and then: each code takes five."""
    found = []
    for number in range(times):
        if number % 5 == 0:
            right = new_code(seat)
        found.append(ask(seat, "000000" if right != "000000" else "111111", source).status_code)
    return found


def test_ten_wrong_codes_hold_whoever_tries_there_and_the_right_one_is_not_looked_at(seat: Invitation) -> None:
    assert wrong_codes(seat, 10) == [422] * 10
    right = new_code(seat)

    refused = ask(seat, right)

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    page = text_of(refused)
    assert "Vänta 15 minuter och försök igen." in page and f'value="{right}"' in page
    assert "Rut" not in page and AccessCode.objects.get().attempts == 0
    assert ask(seat, right, THERE).status_code == 302


def test_codes_of_another_call_are_another_account(cast: Cast, seat: Invitation) -> None:
    wrong_codes(seat, 10)
    other = seat_of(seat.meeting, cast.rut)

    assert ask(other, new_code(other)).status_code == 302


def test_a_right_code_forgets_the_wrong_ones(seat: Invitation) -> None:
    wrong_codes(seat, 9)
    assert ask(seat, new_code(seat)).status_code == 302

    assert wrong_codes(seat, 10) == [422] * 10


def test_what_is_no_code_is_not_counted(seat: Invitation) -> None:
    for code in ("", "1" * 40):
        assert ask(seat, code).status_code == 422

    assert not Brake.objects.exists()
