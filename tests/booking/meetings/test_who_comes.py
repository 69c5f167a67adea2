"""Who comes instead, whom a unit sends and where it passes a call on: what is kept of it, and what is refused."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions import answering
from booking.meetings.actions.answering import (
    answer_invitation,
    assign_by_address,
    assign_invitation,
    name_substitute,
    pass_on_by_link,
)
from booking.meetings.actions.changing import cancel_meeting, move_meeting
from booking.meetings.actions.colleagues import refuse_keepers_link, refuse_own_doing
from booking.meetings.actions.seats import add_invitation, remove_invitation
from booking.models import Invitation, Meeting
from config.ground.errors import RuleError
from forums.models import Person, Placement, RoleKind
from tests.factories import make_contact_point, make_person, make_role, make_template, make_unit
from tests.factories.booking import make_invitation
from tests.factories.calls import call_forum, call_individual, draft_individual, on_workday

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def kept(seat: Invitation, *fields: str) -> dict[str, Any]:
    return Invitation.objects.values(*fields).get(pk=seat.pk)


def revision(seat: Invitation) -> int:
    return Meeting.objects.get(pk=seat.meeting_id).revision


def code_of(act: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(RuleError) as caught:
        act(*args, **more)
    return caught.value.code


def instead(seat: Invitation, email: str, name: str = "Kim Ny", **more: Any) -> Invitation:
    return name_substitute(seat, name=name, email=email, channel="mail", **more)


def unit_seat(cast: Any, **fields: Any) -> Invitation:
    """The vårdcentral's call, for which nobody is named; the psychiatry of the same region has a way in, too."""
    meeting = call_individual(cast, cast.bo, **fields)
    meeting.consent.parties.add(cast.region, cast.fk)
    for unit in (cast.region_unit, cast.psychiatry):
        unit.contact_points.create(function="Reception", mailbox=f"reception{unit.pk}@region.example")
    return add_invitation(meeting, by=cast.anna, unit=cast.region_unit)


@pytest.fixture
def seat(cast: Any) -> Invitation:
    """Bo's."""
    return call_individual(cast).invitations.get(person=cast.bo)


def test_when_how_and_with_which_words_somebody_sent_a_substitute_is_kept(seat: Invitation, time_machine: Any) -> None:
    now = timezone.now()
    time_machine.move_to(now, tick=False)

    instead(seat, " Kim@AF.example ", at=now - HOUR, notes=["late"])

    assert kept(seat, "state", "answer", "answered_at", "answered_by", "answer_notes", "comment_at") == {
        "state": "replaced", "answer": "substitute", "answered_at": now - HOUR, "answered_by": "mail",
        "answer_notes": ["late"], "comment_at": now,
    }  # fmt: skip
    assert revision(seat) == seat.meeting.revision + 1


def test_a_substitute_needs_a_name_and_is_somebody_else(seat: Invitation) -> None:
    assert code_of(instead, seat, "kim@af.example", " ") == "name_missing"
    assert code_of(instead, seat, "BO@af.example") == "same_person"


def test_a_units_call_has_nobody_to_send_a_substitute_for(cast: Any) -> None:
    assert code_of(instead, unit_seat(cast), "rut@vardcentralen.example") == "not_assigned"


def test_to_a_cancelled_meeting_nobody_is_sent_assigned_or_passed_on(cast: Any) -> None:
    call = unit_seat(cast)
    own = call.meeting.invitations.get(person=cast.bo)
    cancel_meeting(call.meeting, by=cast.anna, reason="illness")

    assert code_of(instead, own, "kim@af.example") == "cancelled"
    assert code_of(assign_invitation, call, by=cast.anna, person=cast.rut) == "cancelled"
    assert code_of(assign_by_address, call, name="Rut", email="rut@vardcentralen.example") == "cancelled"
    assert code_of(pass_on_by_link, call, unit=cast.psychiatry) == "cancelled"


def test_somebody_unknown_is_a_colleague_by_the_domain_of_a_way_in_of_the_party(cast: Any, seat: Invitation) -> None:
    cast.af_unit.contact_points.create(function="Reception", mailbox="lingonby@arbetsformedlingen.example")
    cast.fk_unit.contact_points.create(function="Reception", mailbox="lingonby@forsakringskassan.example")

    for email in ("ny@fk.example", "ny@forsakringskassan.example"):
        assert code_of(instead, seat, email) == "other_party"
    assert instead(seat, "ny@arbetsformedlingen.example").person.email == "ny@arbetsformedlingen.example"


def test_who_has_left_the_party_or_coordinates_the_area_is_no_substitute(cast: Any, seat: Invitation) -> None:
    """Domain rule 4. Nobody learns which it is."""
    Placement.objects.filter(person=cast.kim).update(ends_on=timezone.localdate() - 400 * HOUR)
    made_coordinator = make_person(cast.af_unit, email="sara@af.example")
    make_role(made_coordinator, RoleKind.COORDINATOR, area=cast.area)

    for email in ("kim@af.example", "sara@af.example"):
        assert code_of(instead, seat, email) == "other_party"


def test_a_substitute_from_another_unit_of_the_party_comes_from_there(cast: Any) -> None:
    """Not from a place that has ended, nor from one at another party."""
    own = call_individual(cast).invitations.get(person=cast.rut)
    other = make_person(cast.fk_unit, email="pia@region.example")
    Placement.objects.create(person=other, unit=cast.psychiatry, starts_on=timezone.localdate())

    assert instead(own, "pia@region.example").unit == cast.psychiatry


def test_a_colleague_whom_the_register_knows_may_have_any_address(cast: Any, seat: Invitation) -> None:
    Person.objects.filter(pk=cast.kim.pk).update(email="kim@annan.example")

    assert instead(seat, "kim@annan.example").person == cast.kim


def test_a_substitute_keeps_the_seats_unit_who_works_there_too(cast: Any) -> None:
    own = call_individual(cast).invitations.get(person=cast.rut)
    pia = make_person(cast.psychiatry, email="pia@region.example")
    Placement.objects.create(person=pia, unit=cast.region_unit, starts_on=timezone.localdate())

    assert instead(own, "pia@region.example").unit == cast.region_unit


def test_a_substitute_comes_from_where_they_work_now(cast: Any) -> None:
    own = call_individual(cast).invitations.get(person=cast.rut)
    pia = make_person(cast.psychiatry, email="pia@region.example")
    pia.placements.update(ends_on=timezone.localdate() - 400 * HOUR)
    now_at = make_unit(cast.region)
    Placement.objects.create(person=pia, unit=now_at, starts_on=timezone.localdate())

    assert instead(own, "pia@region.example").unit == now_at


def test_several_come_along_and_who_was_taken_back_may_be_named_anew(cast: Any, seat: Invitation) -> None:
    along = {"kind": "accompanies"}
    first = instead(seat, "kim@af.example", **along)
    second = instead(seat, "nils@af.example", **along)
    remove_invitation(first, by=cast.anna)

    again = instead(seat, "kim@af.example", **along)

    assert len({first.pk, second.pk, again.pk}) == 3
    assert again.is_live


def test_where_no_consent_is_asked_for_a_colleague_is_sent_all_the_same(cast: Any) -> None:
    free = call_individual(cast, template=make_template(cast.agreement, consent_required=False))

    assert instead(free.invitations.get(person=cast.bo), "kim@af.example").person == cast.kim


def test_who_speaks_for_no_party_sends_nobody_to_a_meeting_about_a_person(cast: Any, seat: Invitation) -> None:
    guest = make_invitation(seat.meeting, make_person(name="Ingens Ing"))

    assert code_of(instead, guest, "kim@af.example") == "other_party"


def test_in_a_group_who_speaks_for_no_party_sends_whom_they_like(cast: Any) -> None:
    own = call_forum(cast).invitations.get(person=cast.cilla)

    assert instead(own, "ny@annan.example").person.email == "ny@annan.example"


def test_in_a_group_somebody_of_another_party_takes_the_seat_of_the_one_who_sends_them(cast: Any) -> None:
    own = call_forum(cast).invitations.get(person=cast.bo)
    make_person(cast.fk_unit, email="fia@fk.example")

    substitute = instead(own, "fia@fk.example")

    assert (substitute.unit, substitute.party) == (cast.af_unit, cast.af)


def test_whom_a_unit_sends_has_the_call_anew(cast: Any) -> None:
    """The unit's answer and its link end; a second time changes nothing."""
    call = unit_seat(cast)
    answer_invitation(call, answer="no", channel="link")
    before = revision(call)

    for _ in range(2):
        assign_invitation(call, by=cast.anna, person=cast.rut)

    assert kept(call, "person", "answer", "answered_at", "link_version") == {
        "person": cast.rut.pk, "answer": "unanswered", "answered_at": None, "link_version": call.link_version + 1,
    }  # fmt: skip
    assert revision(call) == before + 1


def test_whom_a_unit_names_by_its_link_has_the_call_anew_and_from_their_own_unit(cast: Any) -> None:
    call = unit_seat(cast)
    pia = make_person(cast.psychiatry, name="Pia", email="pia@region.example")
    answer_invitation(call, answer="no", channel="link")
    before = revision(call)

    for _ in range(2):
        assign_by_address(call, name="Pia", email=" PIA@region.example")

    assert kept(call, "person", "unit", "answer", "answered_at", "answered_by", "link_version") == {
        "person": pia.pk, "unit": cast.psychiatry.pk, "answer": "unanswered", "answered_at": None, "answered_by": "",
        "link_version": call.link_version + 1,
    }  # fmt: skip
    assert revision(call) == before + 1


def test_a_unit_sends_one_person_who_is_not_called_already(cast: Any) -> None:
    call = unit_seat(cast)
    pia = make_person(cast.region_unit, name="Pia", email="pia@region.example")
    add_invitation(call.meeting, by=cast.anna, person=pia)

    assert code_of(assign_invitation, call, by=cast.anna, person=pia) == "already_called"
    assert code_of(assign_by_address, call, name="Pia", email="pia@region.example") == "already_called"
    assign_invitation(call, by=cast.anna, person=cast.rut)
    assert code_of(assign_invitation, call, by=cast.anna, person=pia) == "already_assigned"
    assert code_of(assign_by_address, call, name="Pia", email="pia@region.example") == "already_assigned"
    assert code_of(pass_on_by_link, call, unit=cast.psychiatry) == "already_assigned"


def test_by_its_link_a_unit_names_nobody_of_another_domain_or_without_a_name(cast: Any) -> None:
    call = unit_seat(cast)

    assert code_of(assign_by_address, call, name="X Y", email="x@hemma.example") == "other_party"
    assert code_of(assign_by_address, call, name=" ", email="rut@vardcentralen.example") == "name_missing"
    assert not Person.objects.filter(email="x@hemma.example").exists()


def test_a_call_that_is_passed_on_begins_anew_at_the_other_unit(cast: Any) -> None:
    call = unit_seat(cast)
    answer_invitation(call, answer="no", channel="link")
    before = revision(call)

    for _ in range(2):
        pass_on_by_link(call, unit=cast.psychiatry)

    assert kept(call, "unit", "contact_point", "answer", "answered_at", "answered_by", "link_version") == {
        "unit": cast.psychiatry.pk, "contact_point": cast.psychiatry.contact_points.get().pk, "answer": "unanswered",
        "answered_at": None, "answered_by": "", "link_version": call.link_version + 1,
    }  # fmt: skip
    assert revision(call) == before + 1


def test_a_call_is_not_passed_on_to_a_unit_that_is_called_already(cast: Any) -> None:
    call = unit_seat(cast)
    add_invitation(call.meeting, by=cast.anna, unit=cast.psychiatry)

    assert code_of(pass_on_by_link, call, unit=cast.psychiatry) == "already_called"


def test_a_call_is_passed_on_to_a_unit_that_somebody_else_is_called_from_by_name(cast: Any) -> None:
    call = unit_seat(cast)
    add_invitation(call.meeting, by=cast.anna, person=make_person(cast.psychiatry))

    assert pass_on_by_link(call, unit=cast.psychiatry).unit == cast.psychiatry


def test_to_a_meeting_without_mails_also_those_without_an_address_are_sent(cast: Any) -> None:
    """Domain rule 2, "utan utskick": the caller rings."""
    call = unit_seat(cast, no_mail=True)
    cast.psychiatry.contact_points.all().delete()
    silent = make_person(cast.psychiatry)
    Person.objects.filter(pk=silent.pk).update(email=None)

    pass_on_by_link(call, unit=cast.psychiatry)

    assert assign_invitation(call, by=cast.anna, person=Person.objects.get(pk=silent.pk)).person == silent


def test_a_comment_is_kept_to_five_hundred_characters_with_its_moment(cast: Any, time_machine: Any) -> None:
    now, seat = timezone.now(), call_forum(cast).invitations.get(person=cast.bo)
    time_machine.move_to(now, tick=False)

    answer_invitation(seat, answer="no", channel="page", comment="å" * 500)

    assert kept(seat, "comment", "comment_at") == {"comment": "å" * 500, "comment_at": now}


def test_the_same_answer_once_more_is_no_history(seat: Invitation) -> None:
    for _ in range(2):
        answer_invitation(seat, answer="yes", channel="page")

    assert not seat.history.exists()


def test_a_new_time_asks_again_and_the_answer_to_the_old_one_is_kept_as_history(cast: Any, seat: Invitation) -> None:
    then = timezone.now() - HOUR
    answer_invitation(seat, answer="yes", channel="mail", at=then)
    start = on_workday(25)

    move_meeting(seat.meeting, by=cast.anna, starts_at=start, ends_at=start + HOUR)

    assert kept(seat, "answer", "answered_at", "answered_by") == {
        "answer": "unanswered", "answered_at": None, "answered_by": "",
    }  # fmt: skip
    assert list(seat.history.values("answer", "answered_at", "answered_by", "starts_at")) == [
        {"answer": "yes", "answered_at": then, "answered_by": "mail", "starts_at": seat.meeting.starts_at}
    ]
    assert not seat.meeting.invitations.get(person=cast.rut).history.exists()


def test_each_answer_that_does_not_count_any_more_is_history(seat: Invitation) -> None:
    now = timezone.now()

    for hours, answer, channel in ((-2, "yes", "page"), (-1, "no", "link"), (-3, "tentative", "mail")):
        answer_invitation(seat, answer=answer, channel=channel, at=now + hours * HOUR)

    assert kept(seat, "answer", "answered_at", "answered_by") == {
        "answer": "no", "answered_at": now - HOUR, "answered_by": "link",
    }  # fmt: skip
    assert list(seat.history.order_by("pk").values_list("answer", "answered_at", "answered_by")) == [
        ("yes", now - 2 * HOUR, "page"), ("tentative", now - 3 * HOUR, "mail"),
    ]  # fmt: skip


def test_of_two_answers_of_one_moment_the_one_that_came_last_counts(seat: Invitation) -> None:
    now = timezone.now()

    for answer in ("yes", "no"):
        answer_invitation(seat, answer=answer, channel="mail", at=now)

    assert kept(seat, "answer") == {"answer": "no"}


def test_only_an_answer_is_one_and_a_unit_can_only_say_no(cast: Any, seat: Invitation) -> None:
    call = unit_seat(cast)

    for answer in ("substitute", "unanswered", ""):
        assert code_of(answer_invitation, seat, answer=answer, channel="page") == "answer_missing"
    assert code_of(answer_invitation, call, answer="yes", channel="link") == "not_assigned"


def test_a_draft_and_what_has_begun_take_no_answer(cast: Any, seat: Invitation, time_machine: Any) -> None:
    draft = draft_individual(cast).invitations.get(person=cast.bo)

    assert code_of(answer_invitation, draft, answer="yes", channel="page") == "not_called"
    time_machine.move_to(seat.meeting.starts_at)
    assert code_of(answer_invitation, seat, answer="yes", channel="page") == "started"


def test_before_a_time_is_set_nobody_is_sent(cast: Any) -> None:
    """A draft may be without: where somebody works is asked for the meeting's day."""
    draft = Meeting(starts_at=None)

    assert code_of(answering._day, draft) == "time_missing"


# --- who keeps the register (domain rule 4)


def refused(check: Any, *args: Any) -> str:
    try:
        check(*args)
    except RuleError as refusal:
        return refusal.code
    return ""


def test_a_keeper_sends_themselves_to_no_case(cast: Any) -> None:
    case, group = call_individual(cast), call_forum(cast)

    assert refused(refuse_own_doing, case, cast.af_unit, cast.cilla, cast.cilla) == "keeper_sends_themselves"
    assert refused(refuse_own_doing, group, cast.af_unit, cast.cilla, cast.cilla) == ""
    assert refused(refuse_own_doing, case, cast.af_unit, cast.anna, cast.anna) == ""
    assert refused(refuse_own_doing, case, cast.af_unit, cast.frida, cast.cilla) == ""


def test_a_link_at_a_keepers_address_names_nobody_new_to_a_case(cast: Any) -> None:
    """Whoever holds the link is not known: it may be the keeper, naming a row of their own."""
    case, group = call_individual(cast), call_forum(cast)
    at_keeper = make_contact_point(cast.af_unit, mailbox=cast.cilla.email)
    at_kim, at_nobody = (make_contact_point(cast.af_unit, mailbox=mail) for mail in (cast.kim.email, "af@af.example"))

    def by_link(meeting: Meeting, point: Any, person: Person, unit: Any = cast.af_unit) -> str:
        return refused(
            refuse_keepers_link, meeting, Invitation(meeting=meeting, unit=unit, contact_point=point), person
        )

    assert by_link(case, at_keeper, cast.frida) == "keeper_sends_themselves"
    assert by_link(case, at_kim, cast.cilla) == "keeper_sends_themselves"
    assert by_link(group, at_keeper, cast.cilla) == by_link(group, at_keeper, cast.frida) == ""
    assert by_link(case, None, cast.cilla) == ""
    assert by_link(case, at_keeper, cast.bo) == ""
    assert by_link(case, at_keeper, cast.frida, unit=None) == ""
    assert by_link(case, at_kim, cast.frida) == by_link(case, at_nobody, cast.frida) == ""
