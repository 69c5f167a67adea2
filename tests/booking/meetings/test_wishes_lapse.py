"""What nobody decides about while it can be done lapses, by a state that stands wherever it is listed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.meetings.actions.seats import remove_invitation
from booking.meetings.actions.wishes import accept_proposal, lapse_wishes, note_delegation, propose_time
from booking.meetings.queries import delegations_with_state, proposals_with_state
from booking.models import Answer, CounterProposal, Delegation, Meeting, WishState
from config.ground.errors import RuleError
from notifications.models import OutboxMessage
from notifications.tasks import tell
from tests.factories.calls import call_individual
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    return call_individual(cast)


def propose(meeting: Meeting, person: Any) -> CounterProposal:
    seat = meeting.invitations.get(person=person)
    proposal = propose_time(seat, starts_at=meeting.starts_at + DAY, ends_at=meeting.ends_at + DAY, channel="mail")
    assert proposal is not None
    return proposal


def delegate(meeting: Meeting, person: Any) -> Delegation:
    return note_delegation(meeting.invitations.get(person=person), email="x@vardcentralen.example")


def states(meeting: Meeting) -> tuple[str, str]:
    return proposals_with_state(meeting)[0].state, delegations_with_state(meeting)[0].state


def page(person: Any, meeting: Meeting) -> str:
    return text_of(logged_in(person).get(f"/moten/{meeting.pk}/"))


def test_what_is_asked_for_lapses_when_the_meeting_begins(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    propose(meeting, cast.bo)
    delegate(meeting, cast.rut)
    assert (lapse_wishes(), states(meeting)) == (0, (WishState.OPEN, WishState.OPEN))
    time_machine.move_to(meeting.starts_at)

    assert states(meeting) == (WishState.LAPSED, WishState.LAPSED)
    assert lapse_wishes() == 2
    assert states(meeting) == (WishState.LAPSED, WishState.LAPSED)
    assert lapse_wishes() == 0


def test_the_address_of_a_lapsed_delegate_is_forgotten_and_nobody_is_told(
    cast: Any, meeting: Meeting, time_machine: Any
) -> None:
    delegate(meeting, cast.rut)
    time_machine.move_to(meeting.ends_at + DAY)

    lapse_wishes()
    tell(meeting.pk)

    assert Delegation.objects.get().email == ""
    assert not OutboxMessage.objects.exclude(kind="remind_outcome").exists()


def end_it(meeting: Meeting, cast: Any, how: str) -> None:
    seat = meeting.invitations.get(person=cast.bo)
    if how == "cancelled":
        cancel_meeting(meeting, by=cast.anna, reason="illness")
    elif how == "moved":
        move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at + 2 * DAY, ends_at=meeting.ends_at + 2 * DAY)
    elif how == "removed":
        remove_invitation(seat, by=cast.anna)
    else:
        answer_invitation(seat, answer=Answer.YES, channel="link")


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("cancelled", "Mötet är inställt."),
        ("moved", "Mötet har fått en ny tid."),
        ("removed", "Personen är inte längre kallad."),
        ("answered", "Personen har svarat efter det."),
    ],
)
def test_a_proposed_time_that_is_overtaken_says_by_what(cast: Any, meeting: Meeting, how: str, why: str) -> None:
    propose(meeting, cast.bo)

    end_it(meeting, cast, how)

    shown = page(cast.anna, meeting)
    assert "Det här hann ingen ta ställning till" in shown and "Förfallet" in shown
    assert "Bo Bäverhjälm föreslog " in shown and why in shown
    assert "Flytta dit för alla" not in shown
    lapse_wishes()
    assert why in page(cast.anna, meeting)
    assert CounterProposal.objects.get().state == WishState.LAPSED


def test_the_meetings_page_says_what_lapsed_after_it_began_to_the_caller_only(
    cast: Any, meeting: Meeting, time_machine: Any
) -> None:
    propose(meeting, cast.bo)
    delegate(meeting, cast.rut)
    time_machine.move_to(meeting.ends_at)

    shown = page(cast.anna, meeting)

    assert shown.count("Mötet hann börja innan någon tog ställning.") == 2
    assert "Rut Rimfrosthatt ville att någon annan kommer." in shown
    assert "x@vardcentralen.example" not in shown
    assert "Förfallet" not in page(cast.bo, meeting)
    assert "föreslår en annan tid" not in text_of(logged_in(cast.anna).get("/"))


def test_a_lapsed_proposal_is_not_accepted(cast: Any, meeting: Meeting, time_machine: Any) -> None:
    proposal = propose(meeting, cast.bo)
    time_machine.move_to(meeting.ends_at)
    lapse_wishes()

    with pytest.raises(RuleError) as caught:
        accept_proposal(proposal, by=cast.anna)

    assert caught.value.code == "proposal_over"
