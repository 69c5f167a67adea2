from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, answer_series, ask_again
from booking.models import Answer, Channel, InvitationState, MeetingState
from config.ground.errors import RuleError
from tests.factories.series_rows import instances, make_series, seat_in

pytestmark = pytest.mark.django_db


def answers(seat: Any) -> list[str]:
    return list(seat.invitations.order_by("meeting__recurrence_at").values_list("answer", flat=True))


def test_an_answer_for_the_series_answers_every_instance_ahead(cast: Any) -> None:
    seat = seat_in(make_series(cast), cast.bo)

    reached = answer_series(seat, answer=Answer.YES, channel=Channel.LINK)

    assert answers(seat) == [Answer.YES] * 4
    assert all(invitation.answers_series for invitation in reached)
    assert answers(seat_in(seat.series, cast.rut)) == [Answer.UNANSWERED] * 4


def test_an_instance_answered_on_its_own_keeps_that_until_a_later_answer_for_it(cast: Any) -> None:
    series = make_series(cast)
    seat, second = seat_in(series, cast.bo), instances(series)[1]
    own = seat.invitations.get(meeting=second)
    answer_invitation(own, answer=Answer.NO, channel=Channel.MAIL)

    answer_series(seat, answer=Answer.YES, channel=Channel.LINK)

    assert answers(seat) == [Answer.YES, Answer.NO, Answer.YES, Answer.YES]
    answer_invitation(own, answer=Answer.TENTATIVE, channel=Channel.MAIL)
    assert answers(seat)[1] == Answer.TENTATIVE


def test_the_later_of_two_answers_for_the_series_counts(cast: Any) -> None:
    seat = seat_in(make_series(cast), cast.bo)
    now = timezone.now()
    answer_series(seat, answer=Answer.NO, channel=Channel.LINK, at=now)

    answer_series(seat, answer=Answer.YES, channel=Channel.MAIL, at=now - datetime.timedelta(minutes=5))

    assert set(answers(seat)) == {Answer.NO}
    assert seat.invitations.first().history.get().answer == Answer.YES


def test_a_single_answer_after_one_for_the_series_is_the_instances_own(cast: Any) -> None:
    seat = seat_in(make_series(cast), cast.bo)
    answer_series(seat, answer=Answer.YES, channel=Channel.LINK)
    first = seat.invitations.order_by("meeting__starts_at").first()
    answer_invitation(first, answer=Answer.NO, channel=Channel.LINK)

    answer_series(seat, answer=Answer.TENTATIVE, channel=Channel.LINK)

    assert answers(seat) == [Answer.NO, *[Answer.TENTATIVE] * 3]


def test_an_answer_to_one_meeting_counts_before_one_for_the_series_whichever_came_first(cast: Any) -> None:
    seat = seat_in(make_series(cast), cast.bo)
    now = timezone.now()
    answer_series(seat, answer=Answer.YES, channel=Channel.LINK, at=now)
    first = seat.invitations.order_by("meeting__starts_at").first()

    answer_invitation(first, answer=Answer.NO, channel=Channel.MAIL, at=now - datetime.timedelta(minutes=5))

    assert answers(seat) == [Answer.NO, *[Answer.YES] * 3]


def test_instances_that_are_left_out_cancelled_or_past_are_not_reached(cast: Any) -> None:
    series = make_series(cast)
    seat, rows = seat_in(series, cast.bo), instances(series)
    rows[0].starts_at, rows[0].ends_at = timezone.now() - datetime.timedelta(hours=2), timezone.now()
    rows[0].save()
    rows[1].state, rows[1].cancellation_reason = MeetingState.CANCELLED, "illness"
    rows[1].save()

    answer_series(seat, answer=Answer.YES, channel=Channel.MAIL, leave=[rows[2].recurrence_at])

    assert answers(seat) == [Answer.UNANSWERED] * 3 + [Answer.YES]


def test_a_new_time_asks_again_and_the_next_answer_for_the_series_reaches_it(cast: Any) -> None:
    series = make_series(cast)
    seat, first = seat_in(series, cast.bo), instances(series)[0]
    invitation = seat.invitations.get(meeting=first)
    answer_invitation(invitation, answer=Answer.NO, channel=Channel.LINK)
    invitation.refresh_from_db()
    ask_again(invitation, first)

    answer_series(seat, answer=Answer.YES, channel=Channel.LINK)

    assert answers(seat) == [Answer.YES] * 4


def test_what_is_asked_again_is_not_answered_for_the_series_any_more(cast: Any) -> None:
    seat = seat_in(make_series(cast), cast.bo)
    first = answer_series(seat, answer=Answer.YES, channel=Channel.LINK)[0]

    ask_again(first, first.meeting)

    first.refresh_from_db()
    assert not first.answers_series


def test_who_is_not_called_to_one_meeting_answers_for_the_others(cast: Any) -> None:
    seat = seat_in(make_series(cast), cast.bo)
    first = seat.invitations.order_by("meeting__starts_at").first()
    type(first).objects.filter(pk=first.pk).update(state=InvitationState.REMOVED)

    answer_series(seat, answer=Answer.YES, channel=Channel.LINK)

    assert answers(seat) == [Answer.UNANSWERED, *[Answer.YES] * 3]


def test_who_is_called_in_for_one_meeting_has_no_seat_in_the_series(cast: Any) -> None:
    seat = seat_in(make_series(cast, cast.anna), cast.anna)
    first = seat.invitations.order_by("meeting__starts_at").first()

    answer_invitation(first, answer=Answer.NO, channel=Channel.LINK)

    assert first.meeting.invitations.get(person=cast.alma).series_seat is None
    assert not seat.series.seats.filter(person=cast.alma).exists()


def test_an_answer_for_a_series_with_nothing_ahead_is_refused(cast: Any) -> None:
    series = make_series(cast)
    series.instances.update(state=MeetingState.CANCELLED, cancellation_reason="illness")

    with pytest.raises(RuleError) as refusal:
        answer_series(seat_in(series, cast.bo), answer=Answer.YES, channel=Channel.LINK)

    assert refusal.value.code == "not_called"


def test_an_answer_for_a_series_is_one_that_each_of_its_meetings_can_have(cast: Any) -> None:
    seat = seat_in(make_series(cast), cast.bo)

    for answer, code in (("substitute", "answer_missing"), (Answer.YES_REMOTE, "not_hybrid")):
        with pytest.raises(RuleError) as caught:
            answer_series(seat, answer=answer, channel=Channel.LINK)
        assert caught.value.code == code


def test_an_answer_for_a_series_tells_what_it_reached_and_nothing_is_no_mistake_when_all_was_left_out(
    cast: Any,
) -> None:
    seat = seat_in(make_series(cast), cast.bo)
    ahead = [meeting.recurrence_at for meeting in instances(seat.series)]

    first = answer_series(seat, answer=Answer.YES, channel=Channel.LINK, leave=ahead[:1])
    assert [one.meeting.recurrence_at for one in first] == ahead[1:]
    assert answer_series(seat, answer=Answer.NO, channel=Channel.LINK, leave=ahead) == []
