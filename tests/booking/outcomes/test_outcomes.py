from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, name_substitute
from booking.meetings.actions.changing import cancel_meeting
from booking.meetings.actions.seats import remove_invitation
from booking.meetings.queries import is_unregistered, open_meetings
from booking.models import Meeting
from booking.outcomes.actions import register_outcome
from config.ground.errors import RuleError
from tests.factories.calls import call_forum, call_individual

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    cast.samverksmote.outcome_fields = ["meeting_form", "individual_attended", "gender", "age_band"]
    cast.samverksmote.save()
    return call_individual(cast)


def presences(meeting: Meeting) -> dict[str, tuple[int | None, int | None, bool | None]]:
    rows = meeting.presences.select_related("kind")
    return {row.kind.code: (row.invited, row.attended, row.is_present) for row in rows}


def test_who_came_is_counted_per_party(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    time_machine.move_to(meeting.starts_at + HOUR)
    came = {str(seat.pk): seat.person_id != cast.rut.pk for seat in meeting.invitations.all()}

    register_outcome(meeting, by=cast.anna, attended=came)

    assert presences(meeting) == {"kommun": (1, 1, True), "af": (1, 1, True), "region": (1, 0, False)}


def test_a_substitute_who_replaces_fills_the_seat(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    seat = meeting.invitations.get(person=cast.bo)
    substitute = name_substitute(seat, name="Kim", email="kim@af.example", channel="link")
    time_machine.move_to(meeting.starts_at + HOUR)

    register_outcome(meeting, by=cast.anna, attended={str(substitute.pk): True})

    assert presences(meeting)["af"] == (1, 1, True)


def test_a_substitute_who_comes_along_adds_a_seat(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    seat = meeting.invitations.get(person=cast.bo)
    along = name_substitute(seat, name="Kim", email="kim@af.example", channel="link", kind="accompanies")
    time_machine.move_to(meeting.starts_at + HOUR)

    register_outcome(meeting, by=cast.anna, attended={str(along.pk): True, str(seat.pk): True})

    assert presences(meeting)["af"] == (2, 2, True)


def test_what_nobody_has_said_is_unknown_and_not_absent(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    time_machine.move_to(meeting.starts_at + HOUR)

    register_outcome(meeting, by=cast.anna)

    assert presences(meeting)["af"] == (1, None, None)


def unregistered_of(person: Any) -> list[Meeting]:
    return [each for each in open_meetings(person) if is_unregistered(each, timezone.now())]


def test_a_meeting_that_is_not_registered_waits_for_its_caller(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    time_machine.move_to(meeting.starts_at + HOUR)
    assert unregistered_of(cast.anna) == [meeting]

    register_outcome(meeting, by=cast.anna)

    assert unregistered_of(cast.anna) == []


def test_a_meeting_is_not_registered_before_it_has_begun(cast: Any, meeting: Meeting) -> None:
    with pytest.raises(RuleError) as caught:
        register_outcome(meeting, by=cast.anna)
    assert caught.value.code == "not_started"


def test_a_meeting_that_was_not_held_is_cancelled_afterwards(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    time_machine.move_to(meeting.starts_at + HOUR)

    cancelled = cancel_meeting(meeting, by=cast.anna, reason="individual_absent")

    assert cancelled.cancellation_reason == "individual_absent"
    with pytest.raises(RuleError):
        register_outcome(meeting, by=cast.anna)


def test_registering_again_corrects(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    time_machine.move_to(meeting.starts_at + HOUR)
    register_outcome(meeting, by=cast.anna, gender="man")

    assert register_outcome(meeting, by=cast.anna, gender="woman").gender == "woman"


def test_gender_is_not_counted_for_a_meeting_without_mail(cast: Any, time_machine: Any) -> None:
    cast.samverksmote.outcome_fields = ["gender"]
    cast.samverksmote.save()
    meeting = call_individual(cast, no_mail=True)
    time_machine.move_to(meeting.starts_at + HOUR)

    assert register_outcome(meeting, by=cast.anna, gender="woman").gender == ""


def test_a_figure_that_the_template_does_not_ask_for_is_refused(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    time_machine.move_to(meeting.starts_at + HOUR)

    with pytest.raises(RuleError) as caught:
        register_outcome(meeting, by=cast.anna, cases_raised_count=3)
    assert (caught.value.code, caught.value.field) == ("not_asked", "cases_raised_count")


def test_an_unknown_age_band_is_refused(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    time_machine.move_to(meeting.starts_at + HOUR)

    with pytest.raises(RuleError) as caught:
        register_outcome(meeting, by=cast.anna, age_band="0-15")
    assert caught.value.code == "unknown_age_band"


def test_a_coordinator_registers_a_group_meeting(cast: Any, time_machine: Any) -> None:
    meeting = call_forum(cast)
    time_machine.move_to(meeting.starts_at + HOUR)

    register_outcome(meeting, by=cast.cilla, meeting_form="on_site")

    assert meeting.outcome.meeting_form == "on_site"


def test_a_substitute_of_a_substitute_fills_one_seat(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    first = name_substitute(meeting.invitations.get(person=cast.bo), name="Kim", email="kim@af.example", channel="link")
    last = name_substitute(first, name="Ny", email="ny@af.example", channel="link")
    time_machine.move_to(meeting.starts_at + HOUR)

    register_outcome(meeting, by=cast.anna, attended={str(last.pk): True})

    assert presences(meeting)["af"] == (1, 1, True)


def test_a_substitute_whose_member_was_removed_keeps_the_seat(cast: Any, time_machine: Any) -> None:
    meeting = call_forum(cast)
    member = meeting.invitations.get(person=cast.anna)
    answer_invitation(member, answer="no", channel="link")
    remove_invitation(member, by=cast.cilla)
    time_machine.move_to(meeting.starts_at + HOUR)

    register_outcome(meeting, by=cast.cilla, attended={str(meeting.invitations.get(person=cast.alma).pk): True})

    assert presences(meeting)["kommun"] == (1, 1, True)


def test_a_seat_whose_substitute_was_removed_before_the_start_was_not_invited(
    cast: Any, meeting: Meeting, time_machine: Any
) -> None:
    seat = meeting.invitations.get(person=cast.bo)
    remove_invitation(name_substitute(seat, name="Kim", email="kim@af.example", channel="link"), by=cast.anna)
    time_machine.move_to(meeting.starts_at + HOUR)

    register_outcome(meeting, by=cast.anna)

    assert "af" not in presences(meeting)
