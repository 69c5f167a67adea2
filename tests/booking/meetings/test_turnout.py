"""Who comes, who cannot, and what is then missing, without a database."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest

from booking.meetings.turnout import Turnout, count, falls_short, parties_asked, unsettled
from booking.models import Answer

NINE = datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
KOMMUN, AF, FK, REGION = 1, 2, 3, 4


@dataclass
class Seat:
    party_id: int | None
    answer: str = Answer.UNANSWERED
    answered_at: datetime.datetime | None = None
    invited_at: datetime.datetime | None = None


@dataclass
class Template:
    is_individual: bool = True
    min_parties: int = 2
    quorum_parties: int | None = None


CASE, GROUP = Template(), Template(is_individual=False, min_parties=4, quorum_parties=3)


def no(party: int | None, at: datetime.datetime = NINE) -> Seat:
    return Seat(party, Answer.NO, at)


def test_who_says_no_is_counted_apart_and_perhaps_is_no_answer_yet() -> None:
    found = count(["yes", "yes_remote", "no", "no", "tentative", "unanswered"])

    assert found == Turnout(coming=2, cannot=2, waiting=2)
    assert (found.called, found.answered) == (6, 4)


@pytest.mark.parametrize(
    ("template", "asked"),
    [(CASE, 2), (GROUP, 3), (Template(is_individual=False, min_parties=4), 4), (Template(quorum_parties=1), 2)],
)
def test_a_group_is_asked_for_its_quorum_and_else_for_the_parties_of_the_template(
    template: Template, asked: int
) -> None:
    assert parties_asked(template) == asked


def test_a_party_is_left_while_one_of_its_people_has_not_said_no() -> None:
    assert falls_short(CASE, [Seat(KOMMUN, Answer.YES), no(AF)])
    assert not falls_short(CASE, [Seat(KOMMUN, Answer.YES), no(AF), Seat(AF)])
    # a guest is of no party
    assert falls_short(CASE, [Seat(KOMMUN, Answer.YES), no(AF), Seat(None, Answer.YES)])


def test_each_decline_of_a_case_waits_and_of_a_group_only_those_that_leave_it_short() -> None:
    enough = [Seat(KOMMUN, Answer.YES), Seat(FK, Answer.YES), Seat(REGION), no(AF)]

    assert unsettled(CASE, enough, None) == [enough[-1]]
    assert unsettled(GROUP, enough, None) == []
    short = [*enough[:2], no(REGION, NINE + HOUR), no(AF)]
    # the latest stands last
    assert unsettled(GROUP, short, None) == [short[3], short[2]]


@pytest.mark.parametrize(
    ("other", "settles"),
    [
        (Seat(AF, invited_at=NINE + HOUR), True),
        # called before, beside the one who declined
        (Seat(AF, invited_at=NINE - HOUR), False),
        (Seat(AF), False),
        # another party is no help
        (Seat(FK, invited_at=NINE + HOUR), False),
        # nor is somebody who cannot come either
        (Seat(AF, Answer.NO, NINE + 2 * HOUR, NINE + HOUR), False),
    ],
)
def test_a_decline_is_settled_by_somebody_else_of_the_party_who_is_called_after_it(other: Seat, settles: bool) -> None:
    declined = no(AF)

    assert (declined not in unsettled(CASE, [Seat(KOMMUN, Answer.YES), declined, other], None)) == settles


def test_a_guest_who_cannot_come_is_not_settled_by_another_guest() -> None:
    guest = no(None)

    assert unsettled(CASE, [guest, Seat(None, invited_at=NINE + HOUR)], None) == [guest]


def test_going_ahead_settles_what_was_known_then() -> None:
    early, late = no(AF), no(FK, NINE + 2 * HOUR)

    assert unsettled(CASE, [early, late], NINE + HOUR) == [late]
    assert unsettled(CASE, [early], NINE) == []
