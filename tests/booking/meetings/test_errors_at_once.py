"""Everything that is wrong with a page is said at once, and what was typed is kept: no form is mended in rounds."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Meeting
from tests.booking.meetings.test_pages_call import begin, choose_parties, person, version
from tests.cast import Cast

YESTERDAY = str(timezone.localdate() - datetime.timedelta(days=1))
TOMORROW = str(timezone.localdate() + datetime.timedelta(days=1))


@dataclass(frozen=True)
class Mistakes:
    """A page, what is sent on it, and the fields that are wrong."""

    page: Callable[[Client, Cast], tuple[str, Meeting]]
    sent: dict[str, object]
    fields: set[str]


def case(client: Client, cast: Cast) -> Meeting:
    meeting = begin(client, cast.samverksmote.pk)
    choose_parties(client, meeting, **{f"part_{cast.af.pk}": person(cast.bo)})
    return meeting


def of_case(step: str) -> Callable[[Client, Cast], tuple[str, Meeting]]:
    def page(client: Client, cast: Cast) -> tuple[str, Meeting]:
        meeting = case(client, cast)
        return f"/moten/{meeting.pk}/{step}/", meeting

    return page


def group_time(client: Client, cast: Cast) -> tuple[str, Meeting]:
    meeting = begin(client, f"{cast.lsg_template.pk}:{cast.lsg.pk}")
    return f"/moten/{meeting.pk}/tid/", meeting


PLACE = {"meeting_form": "on_site", "where": "typed", "place": "Ring 070-174 06 05"}
MISTAKES = {
    "a past day, no time, and a number in the place": Mistakes(
        of_case("tid"),
        {"date": "2026-11-02", "starts": "25.00", **PLACE, "link": "http://moten.example/1", "answer_by": "2020-01-07"},
        {"date", "starts", "place", "link", "answer_by"},
    ),
    "a past day, and an end before the start": Mistakes(
        of_case("tid"), {"date": "2020-01-07", "starts": "10", "ends": "9", "meeting_form": ""},
        {"date", "ends", "meeting_form"},
    ),
    "a last day to answer after the meeting, and an end before its start": Mistakes(
        of_case("tid"), {"date": TOMORROW, "starts": "10", "ends": "9", **PLACE, "answer_by": "2099-01-01"},
        {"ends", "place", "answer_by"},
    ),
    "a group's link, and no place": Mistakes(
        group_time, {"date": "2020-01-07", "starts": "", "meeting_form": "on_site", "link": "http://moten.example/1"},
        {"date", "starts", "place", "link"},
    ),
    "a consent in the future, ended before it, that covers nobody": Mistakes(
        of_case("samtycke"), {"given": "yes", "given_on": "2099-01-01", "valid_until": YESTERDAY},
        {"form", "given_on", "valid_until", "covers"},
    ),
    "a consent that has ended and covers nobody": Mistakes(
        of_case("samtycke"), {"given": "yes", "form": "spoken", "given_on": YESTERDAY, "valid_until": YESTERDAY},
        {"valid_until", "covers"},
    ),
    "nobody outside the list": Mistakes(of_case("parter/utanfor-listan"), {"email": "nora"}, {"unit", "name", "email"}),
}  # fmt: skip


@pytest.mark.parametrize("mistakes", MISTAKES.values(), ids=MISTAKES)
def test_all_mistakes_of_a_page_are_said_at_once_and_kept(client: Client, cast: Cast, mistakes: Mistakes) -> None:
    client.force_login(cast.anna)
    url, meeting = mistakes.page(client, cast)

    answer = client.post(url, {"version": version(meeting), **mistakes.sent})

    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (422, mistakes.fields)
    assert all(len(said) == len(set(said)) for said in form.errors.values())
    summary = answer.content.decode().split("data-felruta")[1].split("</ul>")[0]
    assert all(f"#{form[name].error_target}" in summary for name in mistakes.fields)
