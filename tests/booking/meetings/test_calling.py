"""The rules of a call, each by its name in the domain."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from booking.meetings.actions.calling import call_meeting, create_draft, discard_draft, edit_draft
from booking.meetings.actions.consent import register_consent
from booking.meetings.actions.rules import call_refusals, call_warnings
from booking.meetings.actions.seats import add_invitation
from booking.models import CalledAs, Meeting, MeetingState
from booking.references import is_reference
from booking.workdays import add_workdays, at_local
from config.ground.errors import RuleError
from forums.models import ContactPoint, PartyRule, RoleKind
from tests.factories import make_membership, make_role, make_template
from tests.factories.calls import call_forum, call_individual, draft_individual, on_workday

pytestmark = pytest.mark.django_db


def refusal(meeting: Meeting, by: Any) -> str:
    with pytest.raises(RuleError) as caught:
        call_meeting(meeting, by=by)
    return caught.value.code


def warnings(meeting: Meeting) -> set[str]:
    return {remark.code for remark in call_warnings(meeting)}


def test_a_caseworker_of_any_party_calls_without_a_gatekeeper(cast: Any) -> None:
    for caller in (cast.anna, cast.bo, cast.frida, cast.rut):
        assert create_draft(by=caller, template=cast.samverksmote).state == MeetingState.DRAFT


def test_only_the_parties_that_a_template_names_may_call_from_it(cast: Any) -> None:
    with pytest.raises(RuleError, match="kan du inte kalla"):
        create_draft(by=cast.bo, template=cast.sip)


def test_a_party_outside_the_agreement_does_not_call(cast: Any) -> None:
    cast.agreement.parties.remove(cast.fk)

    with pytest.raises(RuleError):
        create_draft(by=cast.frida, template=cast.samverksmote)


def test_a_coordinator_calls_no_meeting_about_a_person(cast: Any) -> None:
    with pytest.raises(RuleError):
        create_draft(by=cast.cilla, template=cast.samverksmote)


def test_nobody_from_another_federation_calls(cast: Any) -> None:
    with pytest.raises(RuleError):
        create_draft(by=cast.eva, template=cast.samverksmote)


def test_nobody_calls_in_the_name_of_a_unit_that_is_not_theirs(cast: Any) -> None:
    with pytest.raises(PermissionDenied):
        create_draft(by=cast.anna, template=cast.samverksmote, calling_unit=cast.af_unit)


def test_a_meeting_about_a_person_carries_only_a_random_reference(cast: Any) -> None:
    meeting = draft_individual(cast)

    assert is_reference(meeting.reference)
    assert (meeting.title, meeting.internal_note) == ("", "")


def test_a_meeting_keeps_the_template_version_it_was_called_with(cast: Any) -> None:
    meeting = call_individual(cast)
    cast.samverksmote.is_current = False
    cast.samverksmote.save()
    make_template(cast.agreement, slug="samverksmote", name="Samverkansmöte", version=2)

    meeting.refresh_from_db()
    assert (meeting.template.name, meeting.template.version) == ("Samverksmöte", 1)


def test_called_twice_it_is_one_call(cast: Any) -> None:
    meeting = call_individual(cast)

    again = call_meeting(meeting, by=cast.anna)

    assert (again.called_at, again.revision) == (meeting.called_at, meeting.revision)


def test_the_same_request_key_gives_the_same_draft(cast: Any) -> None:
    first, second = (create_draft(by=cast.anna, template=cast.samverksmote, request_key="k1") for _ in range(2))

    assert first == second
    assert Meeting.objects.count() == 1


def test_nobody_is_called_before_consent_is_registered(cast: Any) -> None:
    meeting = draft_individual(cast)
    meeting.consent = None
    meeting.save()

    assert refusal(meeting, cast.anna) == "consent_missing"


def test_only_whom_the_consent_covers_is_called(cast: Any) -> None:
    meeting = draft_individual(cast)
    meeting.consent.parties.remove(cast.af)

    assert refusal(meeting, cast.anna) == "outside_consent"


def test_consent_may_cover_a_single_unit_of_a_kommun(cast: Any) -> None:
    meeting = draft_individual(cast, cast.rut)
    add_invitation(meeting, by=cast.anna, unit=cast.school)
    cast.school.contact_points.create(function="Elevhälsan", mailbox="elevhalsan@skolan.example")
    meeting.invitations.filter(unit=cast.school).update(contact_point=cast.school.contact_points.get())
    meeting.consent.parties.set([cast.region])
    assert refusal(meeting, cast.anna) == "outside_consent"

    meeting.consent.units.add(cast.school)
    assert call_meeting(meeting, by=cast.anna).is_called


def test_a_meeting_after_the_consents_end_is_not_called(cast: Any) -> None:
    meeting = draft_individual(cast, valid_until=timezone.localdate() + datetime.timedelta(days=3))

    assert refusal(meeting, cast.anna) == "consent_ended"


def test_consent_cannot_be_given_in_the_future_or_have_ended(cast: Any) -> None:
    meeting, today = draft_individual(cast), timezone.localdate()
    day = datetime.timedelta(days=1)

    for given, until in ((today + day, today + 9 * day), (today - 9 * day, today - day)):
        with pytest.raises(RuleError):
            register_consent(meeting, by=cast.anna, form="spoken", given_on=given, valid_until=until)


def test_an_individual_meeting_needs_its_templates_parties_the_callers_own_included(cast: Any) -> None:
    meeting = draft_individual(cast, cast.alma)

    assert refusal(meeting, cast.anna) == "too_few_parties"


def test_a_sip_has_both_its_huvudman(cast: Any) -> None:
    meeting = draft_individual(cast, cast.bo, template=cast.sip)

    assert refusal(meeting, cast.anna) == "required_party_missing"


def test_for_a_sip_the_huvudman_are_called_and_others_invited(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut, template=cast.sip)

    standings = {seat.person.name.split()[0]: seat.standing for seat in meeting.invitations.all()}
    assert standings == {"Anna": CalledAs.SUMMONED, "Rut": CalledAs.SUMMONED, "Bo": CalledAs.INVITED}


def test_a_template_that_was_never_adopted_is_refused(cast: Any) -> None:
    meeting = draft_individual(cast)
    cast.agreement.adopted_on = None
    cast.agreement.save()

    assert refusal(meeting, cast.anna) == "never_adopted"


def test_an_agreement_that_has_run_out_warns_and_keeps_working(cast: Any) -> None:
    cast.agreement.valid_until = timezone.localdate() - datetime.timedelta(days=400)
    cast.agreement.valid_from = cast.agreement.valid_until - datetime.timedelta(days=400)
    cast.agreement.save()
    meeting = draft_individual(cast)

    assert "agreement_run_out" in warnings(meeting)
    assert call_meeting(meeting, by=cast.anna).is_called


def test_calling_fk_without_the_individual_warns_with_the_reason_and_stops_nobody(cast: Any) -> None:
    PartyRule.objects.create(
        federation=cast.federation,
        party_kind=cast.fk.kind,
        code="attends_only_with_individual",
        when_individual="never",
        text="FK deltar bara när den enskilde är med. Kalla till {samverksmote}.",
    )
    meeting = draft_individual(cast, cast.frida, template=cast.formote)

    (remark,) = [r for r in call_warnings(meeting) if r.code == "attends_only_with_individual"]
    assert remark.message == "FK deltar bara när den enskilde är med. Kalla till samverksmöte."
    assert call_meeting(meeting, by=cast.anna).is_called


def test_short_notice_and_holidays_warn(cast: Any) -> None:
    christmas = at_local(datetime.date(timezone.localdate().year + 1, 12, 25), datetime.time(9))

    assert "short_notice" in warnings(draft_individual(cast, starts_at=on_workday(3)))
    far = draft_individual(cast, starts_at=christmas, valid_until=christmas.date() + datetime.timedelta(days=9))
    assert "holiday" in warnings(far)


def test_a_forum_meeting_may_be_called_with_a_party_missing_and_warns(cast: Any) -> None:
    meeting = create_draft(by=cast.cilla, template=cast.lsg_template, forum=cast.lsg)
    start = on_workday()
    edit_draft(
        meeting, by=cast.cilla, starts_at=start, ends_at=start + meeting.template.duration, place="Sessionssalen"
    )
    meeting.invitations.filter(party=cast.fk).delete()

    assert "parties_missing" in warnings(meeting)
    assert call_meeting(meeting, by=cast.cilla).is_called


@pytest.mark.parametrize(
    ("start", "minutes", "code"),
    [
        (lambda: timezone.now() - datetime.timedelta(days=1), 60, "in_the_past"),
        (lambda: at_local(datetime.date(2027, 10, 31), datetime.time(2, 30)), 60, "clock_change"),
        (lambda: at_local(datetime.date(9999, 10, 29), datetime.time(9)), 60, "too_far_ahead"),
        (on_workday, 3 * 24 * 60, "too_long"),
    ],
)
def test_a_time_that_has_been_or_that_the_clock_has_twice_is_refused(
    cast: Any, start: Any, minutes: int, code: str
) -> None:
    until = datetime.date(9999, 12, 1)
    meeting = draft_individual(cast, starts_at=start(), length=datetime.timedelta(minutes=minutes), valid_until=until)

    assert refusal(meeting, cast.anna) == code


def test_an_end_before_the_start_is_refused(cast: Any) -> None:
    meeting = draft_individual(cast)

    with pytest.raises(RuleError, match="Sluttiden"):
        edit_draft(meeting, by=cast.anna, ends_at=meeting.starts_at)


def test_a_person_who_has_left_the_unit_is_not_called(cast: Any) -> None:
    meeting = draft_individual(cast)
    cast.bo.placements.update(ends_on=timezone.localdate())

    assert refusal(meeting, cast.anna) == "left_unit"


def test_the_same_person_is_not_called_twice(cast: Any) -> None:
    meeting = draft_individual(cast)

    with pytest.raises(RuleError, match="redan kallad"):
        add_invitation(meeting, by=cast.anna, person=cast.bo)


def test_who_has_no_address_is_named_before_anything_is_sent(cast: Any) -> None:
    meeting = draft_individual(cast)
    cast.bo.email = None
    cast.bo.save()

    assert refusal(meeting, cast.anna) == "address_missing"


def test_a_coordinator_is_not_called_to_a_meeting_about_a_person(cast: Any) -> None:
    meeting = draft_individual(cast)
    cast.cilla.placements.create(unit=cast.kommun_unit, starts_on=datetime.date(2020, 1, 1))

    with pytest.raises(RuleError, match="Samverkanskoordinatorn"):
        add_invitation(meeting, by=cast.anna, person=cast.cilla)


@pytest.mark.parametrize(
    "place",
    ["19811228-9874", "811228-9874", "198112289874", "8112289874", "811288-9873", "811228+9874", "811228 9874",
     "ring 070-174 06 05", "skriv till bo@af.example"],
)  # fmt: skip
def test_what_could_identify_somebody_is_refused_in_the_place_of_an_individual_meeting(cast: Any, place: str) -> None:
    meeting = draft_individual(cast)

    with pytest.raises(ValidationError) as caught:
        edit_draft(meeting, by=cast.anna, place=f"Rum 3 {place}")
    assert place not in str(caught.value)


@pytest.mark.parametrize("place", ["Rum 3\r\nBcc: x@y.example", "Rum\x003", "Rum\x0b3"])
def test_line_breaks_and_control_characters_are_refused(cast: Any, place: str) -> None:
    with pytest.raises(ValidationError):
        edit_draft(draft_individual(cast), by=cast.anna, place=place)


def test_purpose_is_chosen_from_the_list_and_not_written(cast: Any) -> None:
    meeting = draft_individual(cast)

    edit_draft(meeting, by=cast.anna, purposes=cast.samverksmote.choices["purposes"][:2])
    with pytest.raises(ValidationError):
        edit_draft(meeting, by=cast.anna, purposes=["Prata om Kalle"])


def test_nothing_is_written_about_an_individual_meeting(cast: Any) -> None:
    with pytest.raises(ValidationError):
        edit_draft(draft_individual(cast), by=cast.anna, internal_note="Hon heter …")


def test_a_meeting_without_mail_keeps_no_place(cast: Any) -> None:
    meeting = draft_individual(cast, no_mail=True)

    assert edit_draft(meeting, by=cast.anna, place="Rum 3").place == ""


def test_a_draft_edited_from_two_windows_tells_the_second(cast: Any) -> None:
    meeting = draft_individual(cast)
    edit_draft(meeting, by=cast.anna, version=meeting.version, place="Rum 4")

    with pytest.raises(RuleError) as caught:
        edit_draft(meeting, by=cast.anna, version=meeting.version, place="Rum 5")
    assert caught.value.code == "changed_meanwhile"
    meeting.refresh_from_db()
    assert meeting.place == "Rum 4"


def test_a_discarded_draft_leaves_nothing(cast: Any) -> None:
    meeting = draft_individual(cast)

    discard_draft(meeting, by=cast.anna)

    assert Meeting.objects.count() == 0


def test_the_last_day_to_answer_is_the_working_day_after_the_reminder(cast: Any) -> None:
    meeting = call_individual(cast)

    assert meeting.answer_by == add_workdays(meeting.starts_at, -4)


def test_a_premeeting_leads_on_with_the_same_consent(cast: Any) -> None:
    first = call_individual(cast, template=cast.formote)

    second = create_draft(by=cast.anna, template=cast.samverksmote, previous=first)

    assert second.consent == first.consent
    assert second.reference != first.reference


def test_a_way_in_of_another_unit_is_refused(cast: Any) -> None:
    """It would carry the call to somebody whom the consent may not cover."""
    elsewhere = ContactPoint.objects.create(unit=cast.school, function="Expedition", mailbox="exp@skolan.example")

    with pytest.raises(RuleError) as caught:
        add_invitation(draft_individual(cast), by=cast.anna, unit=cast.fk_unit, contact_point=elsewhere)
    assert caught.value.code == "other_unit"


def test_a_person_with_two_seats_in_a_group_is_called_once(cast: Any) -> None:
    today = timezone.localdate()
    cast.lsg.memberships.filter(person=cast.bo).update(ends_on=today + datetime.timedelta(days=60))
    make_membership(cast.lsg, cast.bo, starts_on=today - datetime.timedelta(days=1))

    meeting = call_forum(cast)

    assert meeting.invitations.filter(person=cast.bo).count() == 1


def test_who_has_become_coordinator_since_the_draft_is_not_called(cast: Any) -> None:
    meeting = draft_individual(cast)
    make_role(cast.rut, RoleKind.COORDINATOR, area=cast.area)

    assert "coordinator_has_no_cases" in {refusal.code for refusal in call_refusals(meeting)}


def test_a_last_day_to_answer_that_no_longer_fits_is_refused_before_the_call(cast: Any, time_machine: Any) -> None:
    draft = draft_individual(cast)
    day = timezone.localdate(draft.starts_at)
    edit_draft(draft, by=cast.anna, answer_by=day)
    earlier = on_workday(10)
    moved = edit_draft(draft, by=cast.anna, starts_at=earlier, ends_at=earlier + draft.template.duration)
    assert refusal(moved, cast.anna) == "answer_by_late"

    edit_draft(draft, by=cast.anna, answer_by=timezone.localdate())
    time_machine.move_to(timezone.now() + datetime.timedelta(days=2))
    assert refusal(moved, cast.anna) == "answer_by_past"
