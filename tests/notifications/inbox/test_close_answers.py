"""Two answers close in time: clocks are slow, and calendars copy DTSTAMP. None is called stale that may be the last."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.models import Answer, Meeting
from notifications.inbox.accepting import accept_answer, can_accept
from notifications.inbox.receiving import receive
from notifications.models import InboundMail, Told
from notifications.tasks import tell
from tests.notifications.inbox.test_receiving import HOUR, reply, seat
from tests.notifications.inbox.test_receiving import local_mailbox as local_mailbox
from tests.notifications.inbox.test_receiving import meeting as meeting
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
NEAR = "Två svar nära varandra"


def date(moment: datetime.datetime) -> str:
    return f"Date: {moment.astimezone(datetime.UTC):%a, %d %b %Y %H:%M:%S +0000}\r\n"


def stamp(minutes: float = 0) -> datetime.datetime:
    return (timezone.now() - HOUR + minutes * MINUTE).replace(microsecond=0)


def test_of_two_with_the_same_dtstamp_the_later_to_arrive_is_applied(cast: Any, meeting: Meeting) -> None:
    at = stamp()
    receive(reply(meeting, partstat="ACCEPTED", stamp=at))

    outcome = receive(reply(meeting, partstat="DECLINED", stamp=at))

    assert (outcome.result, seat(meeting, cast.bo).answer) == ("applied", Answer.NO)


@pytest.mark.parametrize(("minutes", "result", "answer"), [(2, "applied", Answer.NO), (-2, "stale", Answer.YES)])
def test_of_two_with_the_same_dtstamp_the_mails_own_date_goes_before_arrival(
    cast: Any, meeting: Meeting, minutes: int, result: str, answer: str
) -> None:
    at, sent = stamp(), stamp(5)
    receive(reply(meeting, partstat="ACCEPTED", stamp=at, headers=date(sent)))

    outcome = receive(reply(meeting, partstat="DECLINED", stamp=at, headers=date(sent + minutes * MINUTE)))

    assert (outcome.result, seat(meeting, cast.bo).answer) == (result, answer)


@pytest.mark.parametrize("minutes", [0.1, 1, 14, 15])
def test_an_answer_of_a_slow_clock_goes_to_a_person_and_is_not_called_stale(
    cast: Any, meeting: Meeting, minutes: float
) -> None:
    receive(reply(meeting, partstat="ACCEPTED", stamp=stamp()))

    outcome = receive(reply(meeting, partstat="DECLINED", stamp=stamp(-minutes)))

    assert (outcome.result, outcome.reason, outcome.needs_person) == ("waiting", "close_answers", True)
    assert seat(meeting, cast.bo).answer == Answer.YES
    page = text_of(logged_in(cast.anna).get("/inkommet/"))
    assert NEAR in page and "Ett senare svar finns redan" not in page


def test_what_is_older_by_more_than_clocks_differ_is_stale(cast: Any, meeting: Meeting) -> None:
    receive(reply(meeting, partstat="ACCEPTED", stamp=stamp()))

    outcome = receive(reply(meeting, partstat="DECLINED", stamp=stamp(-16)))

    assert (outcome.result, outcome.reason) == ("stale", "older_than_last")


@pytest.mark.parametrize("channel", ["link", "page", "api"])
@pytest.mark.parametrize(("minutes", "reason"), [(-1, "close_answers"), (-16, "older_than_last"), (1, "no")])
def test_an_answer_given_in_another_way_is_a_last_word_too(
    cast: Any, meeting: Meeting, channel: str, minutes: int, reason: str
) -> None:
    answer_invitation(seat(meeting, cast.bo), answer="yes", channel=channel, at=stamp())

    outcome = receive(reply(meeting, partstat="DECLINED", stamp=stamp(minutes)))

    assert outcome.reason == reason


def test_two_that_say_the_same_ask_nobody(cast: Any, meeting: Meeting) -> None:
    answer_invitation(seat(meeting, cast.bo), answer="yes", channel="link", at=stamp())

    outcome = receive(reply(meeting, partstat="ACCEPTED", stamp=stamp(-5)))

    assert (outcome.result, outcome.needs_person) == ("applied", False)
    assert seat(meeting, cast.bo).answer == Answer.YES


def test_the_one_that_is_taken_counts_and_only_its_caller_may_take_it(cast: Any, meeting: Meeting) -> None:
    receive(reply(meeting, partstat="ACCEPTED", stamp=stamp()))
    receive(reply(meeting, partstat="DECLINED", stamp=stamp(-1)))
    mail = InboundMail.objects.get(needs_person=True)
    assert [can_accept(one, mail) for one in (cast.anna, cast.bo, cast.cilla)] == [True, False, False]
    assert "Svaret: Nej, jag kan inte" in text_of(logged_in(cast.anna).get(f"/inkommet/{mail.pk}/"))

    outcome = accept_answer(mail, by=cast.anna)

    assert outcome is not None and outcome.result == "applied"
    assert seat(meeting, cast.bo).answer == Answer.NO


def test_a_slow_clock_after_a_new_time_is_no_older_answer(cast: Any, meeting: Meeting) -> None:
    """What was said of the time before is no last word about the new one."""
    receive(reply(meeting, partstat="ACCEPTED", stamp=timezone.now()))
    move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    tell(meeting.pk)

    outcome = receive(reply(meeting, partstat="DECLINED", sequence=1, stamp=stamp()))

    assert (outcome.result, seat(meeting, cast.bo).answer) == ("applied", Answer.NO)


def test_about_a_meeting_that_is_off_nobody_is_asked_which_was_the_last(cast: Any, meeting: Meeting) -> None:
    receive(reply(meeting, partstat="ACCEPTED", stamp=stamp()))
    cancel_meeting(meeting, by=cast.anna, reason="illness")

    outcome = receive(reply(meeting, partstat="DECLINED", stamp=stamp(-1)))

    assert (outcome.result, outcome.reason, outcome.needs_person) == ("stale", "cancelled", False)


def test_a_stamp_as_it_was_kept_before_is_understood(cast: Any, meeting: Meeting) -> None:
    receive(reply(meeting, partstat="ACCEPTED", stamp=stamp()))
    Told.objects.filter(address="bo@af.example").update(reply_stamps={"": stamp().isoformat()})

    assert receive(reply(meeting, partstat="DECLINED", stamp=stamp(-60))).reason == "older_than_last"
    assert receive(reply(meeting, partstat="DECLINED", stamp=stamp())).reason == "close_answers"
    assert receive(reply(meeting, partstat="DECLINED", stamp=stamp(1))).result == "applied"
