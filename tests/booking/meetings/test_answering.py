from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from booking.meetings.access import access_invitation, can_answer, can_assign
from booking.meetings.actions.answering import (
    answer_invitation,
    assign_by_address,
    assign_invitation,
    name_substitute,
    pass_on_invitation,
)
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.meetings.actions.seats import add_invitation, remove_invitation
from booking.models import Answer, AnswerNote, Channel, Invitation, InvitationState, Meeting, MeetingForm
from config.ground.errors import RuleError
from forums.models import Person, RoleKind
from tests.factories import make_membership, make_person, make_role
from tests.factories.calls import call_forum, call_individual

pytestmark = pytest.mark.django_db


def seat_of(meeting: Meeting, person: Person) -> Invitation:
    return meeting.invitations.get(person=person, state=InvitationState.LIVE)


def answer(meeting: Meeting, person: Person, given: str, **more: Any) -> Invitation:
    return answer_invitation(seat_of(meeting, person), answer=given, channel="link", **more)


def code_of(caught: Any) -> str:
    return caught.value.code


def test_yes_perhaps_and_no_are_noted(cast: Any) -> None:
    meeting = call_individual(cast)

    for given in (Answer.YES, Answer.TENTATIVE, Answer.NO):
        assert answer(meeting, cast.bo, given).answer == given


def test_a_no_keeps_the_entry_and_mails_nobody(cast: Any) -> None:
    meeting = call_individual(cast)
    answer(meeting, cast.bo, "no")

    seat = seat_of(meeting, cast.bo)
    assert seat.is_live
    assert Meeting.objects.get(pk=meeting.pk).revision == meeting.revision


def test_remote_is_an_answer_at_hybrid_meetings_only(cast: Any) -> None:
    with pytest.raises(RuleError):
        answer(call_individual(cast), cast.bo, "yes_remote")

    hybrid = call_individual(cast, meeting_form=MeetingForm.HYBRID)
    assert answer(hybrid, cast.bo, "yes_remote").answer == Answer.YES_REMOTE


def test_of_two_answers_the_later_counts(cast: Any) -> None:
    meeting = call_individual(cast)
    answer(meeting, cast.bo, "no")

    answer(meeting, cast.bo, "yes", at=meeting.called_at - datetime.timedelta(minutes=5))

    assert seat_of(meeting, cast.bo).answer == Answer.NO


def test_who_is_no_longer_called_cannot_answer(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut)
    seat = seat_of(meeting, cast.rut)
    remove_invitation(seat, by=cast.anna)

    with pytest.raises(RuleError) as caught:
        answer_invitation(seat, answer="yes", channel="link")
    assert code_of(caught) == "not_called"


def test_a_cancelled_meeting_takes_no_answer(cast: Any) -> None:
    meeting = call_individual(cast)
    cancel_meeting(meeting, by=cast.anna, reason="illness")

    with pytest.raises(RuleError) as caught:
        answer(meeting, cast.bo, "yes")
    assert code_of(caught) == "cancelled"


def test_no_comment_is_kept_on_a_meeting_about_a_person_however_it_comes(cast: Any) -> None:
    """Domain rule 2: refused where one can be told so, and of a calendar's the caller sees that there was one."""
    meeting = call_individual(cast)

    for channel in (Channel.PAGE, Channel.LINK, Channel.API):
        with pytest.raises(RuleError) as caught:
            answer_invitation(seat_of(meeting, cast.bo), answer="yes", channel=channel, comment="Ring henne")
        assert code_of(caught) == "no_comment"
    assert seat_of(meeting, cast.bo).answer == "unanswered"
    answer_invitation(seat_of(meeting, cast.bo), answer="yes", channel=Channel.MAIL, comment="Ring henne")

    assert (seat_of(meeting, cast.bo).comment, seat_of(meeting, cast.bo).answer_notes) == ("", ["unkept"])
    assert seat_of(meeting, cast.bo).comment_at is not None


def test_what_is_said_with_an_answer_is_chosen_from_the_list(cast: Any) -> None:
    meeting, group = call_individual(cast), call_forum(cast)

    answer(meeting, cast.bo, "no", notes=["other_time", "call_me"])
    for wrong, where in (("unkept", meeting), ("annat", meeting), ("late", group)):
        with pytest.raises(RuleError) as caught:
            answer(where, cast.frida if where is group else cast.bo, "no", notes=[wrong])
        assert code_of(caught) == "no_notes"

    assert seat_of(meeting, cast.bo).answer_notes == ["call_me", "other_time"]
    everything = [value for value, _label in AnswerNote.to_choose()]
    answer(meeting, cast.bo, "no", notes=everything)
    assert seat_of(meeting, cast.bo).answer_notes == everything


def test_what_was_said_belongs_to_its_answer_and_goes_with_it(cast: Any) -> None:
    """A new answer ends it, and so does a new time; in groups a comment, about a person what was chosen."""
    case, group = call_individual(cast), call_forum(cast)
    said = {case.pk: {"notes": ["late"]}, group.pk: {"comment": "Lite sen"}}

    for meeting, by in ((case, cast.anna), (group, cast.cilla)):
        answer(meeting, cast.bo, "yes", **said[meeting.pk])
        answer(meeting, cast.bo, "no")
        assert (seat_of(meeting, cast.bo).comment, seat_of(meeting, cast.bo).answer_notes) == ("", [])
        answer(meeting, cast.bo, "yes", **said[meeting.pk])
        later = meeting.starts_at + datetime.timedelta(days=7)
        move_meeting(meeting, by=by, starts_at=later, ends_at=later + datetime.timedelta(hours=1))
        assert (seat_of(meeting, cast.bo).comment, seat_of(meeting, cast.bo).answer_notes) == ("", [])
        assert seat_of(meeting, cast.bo).comment_at is None


def test_a_substitute_fills_the_seat_and_the_first_one_is_released(cast: Any) -> None:
    meeting = call_individual(cast)

    substitute = name_substitute(seat_of(meeting, cast.bo), name="Kim", email="Kim@AF.example", channel="link")

    first = meeting.invitations.get(person=cast.bo)
    assert (first.state, first.answer) == (InvitationState.REPLACED, Answer.SUBSTITUTE)
    assert (substitute.person, substitute.party, substitute.answer) == (cast.kim, cast.af, Answer.UNANSWERED)


def test_a_substitute_may_come_along(cast: Any) -> None:
    meeting = call_individual(cast)

    name_substitute(seat_of(meeting, cast.bo), name="Kim", email="kim@af.example", channel="link", kind="accompanies")

    assert seat_of(meeting, cast.bo).answer == Answer.YES
    assert seat_of(meeting, cast.kim).is_live


def test_a_colleague_nobody_knew_is_added_at_the_same_unit(cast: Any) -> None:
    meeting = call_individual(cast)

    substitute = name_substitute(
        seat_of(meeting, cast.bo), name="Nils Nyponblad", email="nils@af.example", channel="link"
    )

    assert substitute.person.name == "Nils Nyponblad"
    assert [placement.unit for placement in substitute.person.placements.all()] == [cast.af_unit]
    assert not substitute.person.has_usable_password()


@pytest.mark.parametrize("name", ["Kim 850709-9805", "198507099805", "Kim 070-123 45 67", "kim@af.example"])
def test_the_name_of_a_new_colleague_is_a_name_and_nothing_else(cast: Any, name: str) -> None:
    meeting = call_individual(cast)
    people = Person.objects.count()

    with pytest.raises(RuleError) as refusal:
        name_substitute(meeting.invitations.get(person=cast.bo), name=name, email="ny@af.example", channel="link")

    assert (refusal.value.code, refusal.value.field) == ("identity_number", "name")
    assert Person.objects.count() == people
    assert meeting.invitations.get(person=cast.bo).answer == Answer.UNANSWERED


def test_naming_the_same_substitute_twice_is_once(cast: Any) -> None:
    meeting = call_individual(cast)
    seat = seat_of(meeting, cast.bo)

    first, second = (name_substitute(seat, name="Kim", email="kim@af.example", channel="link") for _ in range(2))

    assert first == second


def test_a_substitute_is_of_the_same_party(cast: Any) -> None:
    meeting = call_individual(cast)

    for email in ("frida@fk.example", "eva@tranbar.example"):
        with pytest.raises(RuleError) as caught:
            name_substitute(seat_of(meeting, cast.bo), name="X", email=email, channel="link")
        assert code_of(caught) == "other_party"


def seat_of_a_single_unit(cast: Any) -> Invitation:
    """Rut's seat, where the consent covers the vårdcentral and not the whole region."""
    meeting = call_individual(cast)
    meeting.consent.parties.remove(cast.region)
    meeting.consent.units.add(cast.region_unit)
    return seat_of(meeting, cast.rut)


def test_a_substitute_is_of_the_unit_that_the_consent_covers(cast: Any) -> None:
    """Domain rule 3: the party is the same, the authority is not."""
    seat = seat_of_a_single_unit(cast)
    make_person(cast.psychiatry, name="Pia Pärlhyacint", email="pia@psykiatrin.example")
    make_person(cast.region_unit, name="Rolf Rödklint", email="rolf@vardcentralen.example")

    with pytest.raises(RuleError) as caught:
        name_substitute(seat, name="Pia", email="pia@psykiatrin.example", channel="link")
    substitute = name_substitute(seat, name="Rolf", email="rolf@vardcentralen.example", channel="link")

    assert code_of(caught) == "other_party"
    assert substitute.unit == cast.region_unit


def test_a_unit_s_link_calls_nobody_of_another_unit_than_the_consent_covers(cast: Any) -> None:
    seat = unit_seat(cast)
    seat.meeting.consent.parties.remove(cast.region)
    seat.meeting.consent.units.add(cast.region_unit)
    make_person(cast.psychiatry, name="Pia Pärlhyacint", email="pia@psykiatrin.example")

    with pytest.raises(RuleError) as caught:
        assign_by_address(seat, name="Pia", email="pia@psykiatrin.example")

    assert code_of(caught) == "other_party"
    assert seat.meeting.invitations.get(pk=seat.pk).person is None


def test_a_link_makes_nobody_a_colleague_whose_address_is_of_another_kind(cast: Any) -> None:
    meeting = call_individual(cast)

    with pytest.raises(RuleError) as caught:
        name_substitute(seat_of(meeting, cast.bo), name="X Y", email="x.y@nagonannan.example", channel="link")

    assert code_of(caught) == "other_party"
    assert not Person.objects.filter(email="x.y@nagonannan.example").exists()


@pytest.mark.parametrize(
    "email", ["", "inte en adress", "a@b", "kim@af.example\r\nBcc: x@y.example", "kïm@af.example", "boſ@af.example"]
)
def test_a_bad_address_is_refused_with_a_sentence(cast: Any, email: str) -> None:
    meeting = call_individual(cast)

    with pytest.raises(RuleError) as caught:
        name_substitute(seat_of(meeting, cast.bo), name="Kim", email=email, channel="link")
    assert code_of(caught) == "bad_email"


def unit_seat(cast: Any) -> Invitation:
    meeting = call_individual(cast, cast.bo)
    meeting.consent.parties.add(cast.region, cast.fk)
    for unit in (cast.region_unit, cast.psychiatry):
        unit.contact_points.create(function="Reception", mailbox=f"reception{unit.pk}@region.example")
    return add_invitation(meeting, by=cast.anna, unit=cast.region_unit)


def test_the_unit_sends_a_person(cast: Any) -> None:
    seat = unit_seat(cast)

    assigned = assign_invitation(seat, by=cast.anna, person=cast.rut)

    assert assigned.person == cast.rut
    assert assign_invitation(seat, by=cast.anna, person=cast.rut) == assigned


def test_only_somebody_who_works_at_the_unit_is_assigned(cast: Any) -> None:
    with pytest.raises(RuleError) as caught:
        assign_invitation(unit_seat(cast), by=cast.anna, person=cast.bo)
    assert code_of(caught) == "left_unit"


def test_only_the_contact_person_of_the_party_assigns(cast: Any) -> None:
    seat = unit_seat(cast)

    for other in (cast.frida, cast.cilla, cast.kim, cast.eva):
        with pytest.raises(PermissionDenied):
            assign_invitation(seat, by=other, person=cast.rut)


def test_a_meeting_without_mails_is_its_callers_alone_until_somebody_is_called(cast: Any) -> None:
    """Domain rule 2, "utan utskick": the contact person would see the call, and so that it was made."""
    meeting = call_individual(cast, cast.rut, no_mail=True)
    meeting.consent.parties.add(cast.af)
    unassigned = add_invitation(meeting, by=cast.anna, unit=cast.af_unit)

    assert not can_assign(cast.kim, unassigned)
    assert not can_answer(cast.kim, unassigned)
    with pytest.raises(Http404):
        access_invitation(cast.kim, unassigned.pk)
    with pytest.raises(PermissionDenied):
        assign_invitation(unassigned, by=cast.kim, person=cast.bo)


def test_a_wrongly_addressed_unit_passes_the_call_on_within_its_party(cast: Any) -> None:
    seat = unit_seat(cast)

    assert pass_on_invitation(seat, by=None, unit=cast.psychiatry).unit == cast.psychiatry
    with pytest.raises(RuleError) as caught:
        pass_on_invitation(seat, by=None, unit=cast.fk_unit)
    assert code_of(caught) == "other_party"


def test_a_call_is_not_passed_on_outside_the_consent(cast: Any) -> None:
    seat = unit_seat(cast)
    seat.meeting.consent.parties.remove(cast.region)
    seat.meeting.consent.units.add(cast.region_unit)

    with pytest.raises(RuleError) as caught:
        pass_on_invitation(seat, by=None, unit=cast.psychiatry)
    assert code_of(caught) == "outside_consent"


def test_a_members_no_calls_in_the_substitute_of_the_party(cast: Any) -> None:
    meeting = call_forum(cast)

    answer(meeting, cast.anna, "no")

    assert seat_of(meeting, cast.alma).is_live


def test_a_member_who_can_come_after_all_gets_the_seat_back(cast: Any) -> None:
    meeting = call_forum(cast)
    answer(meeting, cast.anna, "no")

    answer(meeting, cast.anna, "yes")

    assert meeting.invitations.get(person=cast.alma).state == InvitationState.REMOVED


def test_a_substitute_who_has_said_yes_comes_along_when_the_member_comes_after_all(cast: Any) -> None:
    meeting = call_forum(cast)
    answer(meeting, cast.anna, "no")
    answer(meeting, cast.alma, "yes")

    answer(meeting, cast.anna, "yes")

    assert seat_of(meeting, cast.alma).is_live
    assert seat_of(meeting, cast.anna).substitutions.get().kind == "accompanies"


def test_a_coordinator_is_not_assigned_to_a_meeting_about_a_person(cast: Any) -> None:
    seat = unit_seat(cast)
    make_role(cast.rut, RoleKind.COORDINATOR, area=cast.area)

    with pytest.raises(RuleError) as caught:
        assign_invitation(seat, by=cast.anna, person=cast.rut)
    assert code_of(caught) == "coordinator_has_no_cases"


def test_who_has_no_address_is_not_assigned(cast: Any) -> None:
    nobody = make_person(cast.region_unit, name="Tyst Tistel")
    nobody.email = None
    nobody.save()

    with pytest.raises(RuleError) as caught:
        assign_invitation(unit_seat(cast), by=cast.anna, person=nobody)
    assert code_of(caught) == "address_missing"


def test_a_call_is_not_passed_on_to_a_unit_that_no_mail_reaches(cast: Any) -> None:
    seat = unit_seat(cast)
    cast.psychiatry.contact_points.all().delete()

    with pytest.raises(RuleError) as caught:
        pass_on_invitation(seat, by=None, unit=cast.psychiatry)
    assert code_of(caught) == "address_missing"


def test_a_call_is_not_passed_on_to_a_closed_unit(cast: Any) -> None:
    seat = unit_seat(cast)
    cast.psychiatry.closed_on = timezone.localdate()
    cast.psychiatry.save()

    with pytest.raises(RuleError) as caught:
        pass_on_invitation(seat, by=None, unit=cast.psychiatry)
    assert code_of(caught) == "unit_closed"


def test_the_unit_that_gets_a_call_passed_on_has_not_answered_yet(cast: Any) -> None:
    seat = unit_seat(cast)
    answer_invitation(seat, answer="no", channel="link")

    passed = pass_on_invitation(seat, by=None, unit=cast.psychiatry)

    assert (passed.answer, passed.answered_at) == (Answer.UNANSWERED, None)


def test_a_guests_no_calls_in_nobody(cast: Any) -> None:
    meeting = call_forum(cast)
    guest = make_person(cast.kommun_unit, name="Gäst Gran")
    add_invitation(meeting, by=cast.cilla, person=guest, is_guest=True)

    answer(meeting, guest, "no")

    assert not meeting.invitations.filter(person=cast.alma).exists()


def test_a_seat_given_back_ends_the_whole_chain_of_substitutes(cast: Any) -> None:
    meeting = call_forum(cast)
    second = make_person(cast.kommun_unit, name="Andra Alm")
    make_membership(cast.lsg, second, is_substitute=True)
    answer(meeting, cast.anna, "no")
    answer(meeting, cast.alma, "no")
    assert seat_of(meeting, second).is_live

    answer(meeting, cast.anna, "yes")

    assert not meeting.invitations.filter(person__in=[cast.alma, second], state=InvitationState.LIVE).exists()


def test_a_contact_person_no_longer_sees_a_call_that_was_taken_back(cast: Any) -> None:
    seat = unit_seat(cast)
    make_role(cast.rut, RoleKind.CONTACT_PERSON, area=cast.area, party=cast.region)
    assert access_invitation(cast.rut, seat.pk) == seat

    remove_invitation(seat, by=cast.anna)

    with pytest.raises(Http404):
        access_invitation(cast.rut, seat.pk)
