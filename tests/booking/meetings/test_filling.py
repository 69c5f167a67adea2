"""Substitutes for members of a group: who is called in after a no, and what becomes of them after a yes."""

from __future__ import annotations

from typing import Any

import pytest

from booking.meetings.actions.answering import answer_invitation
from booking.models import Invitation, InvitationState, Meeting
from forums.models import Person
from tests.factories import make_membership, make_person
from tests.factories.booking import make_invitation
from tests.factories.calls import call_forum

pytestmark = pytest.mark.django_db


def answers(meeting: Meeting, person: Person, *given: str) -> None:
    for answer in given:
        seat = meeting.invitations.filter(person=person).latest("pk")
        answer_invitation(seat, answer=answer, channel="page")


def called(meeting: Meeting, *people: Person) -> list[Person]:
    return [one for one in people if meeting.invitations.filter(person=one, state=InvitationState.LIVE).exists()]


def revision(seat: Invitation) -> int:
    return Meeting.objects.get(pk=seat.meeting_id).revision


def second_substitute(cast: Any) -> Person:
    person = make_person(cast.kommun_unit, name="Andra Alm")
    make_membership(cast.lsg, person, is_substitute=True)
    return person


def test_only_a_no_calls_in_a_substitute_and_only_one(cast: Any) -> None:
    """Perhaps counts as unanswered. A no that is repeated neither calls another nor lets the first one go."""
    second, meeting = second_substitute(cast), call_forum(cast)

    answers(meeting, cast.anna, "tentative", "yes")
    assert called(meeting, cast.alma, second) == []
    answers(meeting, cast.anna, "no", "no")
    assert len(called(meeting, cast.alma, second)) == 1
    answers(meeting, cast.anna, "tentative")
    assert len(called(meeting, cast.alma, second)) == 1


def test_who_was_let_go_already_is_not_let_go_again(cast: Any) -> None:
    meeting = call_forum(cast)
    answers(meeting, cast.anna, "no")
    second = second_substitute(cast)
    answers(meeting, cast.alma, "no", "yes", "tentative")
    before = meeting.invitations.values("state", "ended_at", "link_version").get(person=second)

    answers(meeting, cast.anna, "yes")

    assert before["state"] == InvitationState.REMOVED
    assert meeting.invitations.values("state", "ended_at", "link_version").get(person=second) == before


def test_a_member_who_says_no_a_second_time_has_the_substitute_called_again(cast: Any) -> None:
    meeting = call_forum(cast)

    for answer in ("no", "yes", "no"):
        answer_invitation(meeting.invitations.get(person=cast.anna), answer=answer, channel="page")

    assert meeting.invitations.filter(person=cast.alma, state="live").exists()


def test_who_is_called_in_for_a_member_can_be_reached_and_is_of_the_same_unit_if_there_is_one(cast: Any) -> None:
    """Not somebody who is called already, has no address, or has a seat of another party or an ordinary one."""
    near, far = make_person(cast.kommun_unit, name="Nära"), make_person(cast.school, name="Fjärran")
    silent, away = make_person(cast.kommun_unit, name="Tyst"), make_person(cast.af_unit, name="Annan")
    Person.objects.filter(pk=silent.pk).update(email=None)
    for person in (silent, away, far, near):
        make_membership(cast.lsg, person, is_substitute=True)
    cast.lsg.memberships.filter(person=cast.alma).delete()
    meeting = call_forum(cast)
    ordinary = make_person(cast.kommun_unit, name="Vanlig")
    make_membership(cast.lsg, ordinary)
    seat = meeting.invitations.get(person=cast.anna)
    called_in = []

    for _ in range(3):
        answer_invitation(seat, answer="no", channel="page")
        named = seat.substitutions.select_related("substitute__person").last()
        called_in.append(named.substitute.person.name if named else "")
        seat = named.substitute if named else seat

    assert called_in == ["Nära", "Fjärran", ""]
    assert revision(seat) == meeting.revision + 2


def test_a_seat_given_back_is_told(cast: Any) -> None:
    seat = call_forum(cast).invitations.get(person=cast.anna)
    answer_invitation(seat, answer="no", channel="page")
    before = revision(seat)

    answer_invitation(seat, answer="yes", channel="page")

    assert revision(seat) == before + 1


def test_who_speaks_for_no_party_has_nobody_called_in(cast: Any) -> None:
    meeting = call_forum(cast)
    guest = make_invitation(meeting, make_person(name="Ingens Ing"))

    answer_invitation(guest, answer="no", channel="page")

    assert not guest.substitutions.exists()
