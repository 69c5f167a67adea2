"""Consent: whom it covers, until when, and what it forbids (domain rule 3)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from booking.meetings.actions.answering import pass_on_invitation
from booking.meetings.actions.calling import create_draft
from booking.meetings.actions.consent import register_consent, withdraw_consent
from booking.meetings.actions.seats import add_invitation
from booking.meetings.consent import consent_refusals, covers, outside, refuse_past_consent
from booking.models import Consent, InvitationState, Meeting
from booking.workdays import at_local
from config.ground.errors import RuleError
from tests.factories import (
    make_consent,
    make_contact_point,
    make_invitation,
    make_meeting,
    make_person,
    make_template,
)
from tests.factories.calls import call_individual, draft_individual, on_workday

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def register(meeting: Meeting, cast: Any, **changed: Any) -> Consent:
    given = {
        "form": "written",
        "given_on": timezone.localdate(),
        "valid_until": timezone.localdate() + 200 * DAY,
        "parties": [cast.kommun, cast.af, cast.region],
    }
    return register_consent(meeting, by=cast.anna, **{**given, **changed})


def test_a_consent_covers_its_own_parties_and_units_and_no_others(cast: Any) -> None:
    own = make_consent(cast.area, cast.anna, parties=[cast.af], units=[cast.region_unit])
    make_consent(cast.area, cast.anna, parties=[cast.fk], units=[cast.psychiatry])

    covered = [(cast.af, cast.af_unit), (cast.region, cast.region_unit), (cast.af, None), (None, cast.region_unit)]
    assert [covers(own, party, unit) for party, unit in covered] == [True] * 4
    others = [(cast.fk, cast.fk_unit), (cast.region, cast.psychiatry), (cast.region, None), (None, None)]
    assert [covers(own, party, unit) for party, unit in others] == [False] * 4


def test_of_several_calls_those_outside_the_consent_are_found(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut, cast.frida)
    consent = make_consent(cast.area, cast.anna, parties=[cast.kommun, cast.af], units=[cast.region_unit])
    make_consent(cast.area, cast.anna, parties=[cast.fk])

    assert [seat.person for seat in outside(consent, meeting.invitations.all())] == [cast.frida]


def test_whom_the_consent_does_not_cover_is_named(cast: Any) -> None:
    meeting = draft_individual(cast, cast.rut)
    meeting.consent.parties.clear()
    meeting.consent.units.clear()
    guest = make_person(name="Gäst Gran")
    seats = [make_invitation(meeting, unit=cast.fk_unit), make_invitation(meeting, guest, party=cast.af)]
    seats.append(make_invitation(meeting, make_person(name="Ingens Ing")))

    said = [refusal.message for refusal in consent_refusals(meeting, seats, timezone.now())]

    names = ["Försäkringskassan Lingon", "Arbetsförmedlingen", "Ingens Ing"]
    assert said == [f"Samtycket omfattar inte {name}." for name in names]


def test_where_the_template_asks_for_no_consent_none_is_needed(cast: Any) -> None:
    """What stands of a consent says nothing about such a meeting."""
    free = make_template(cast.agreement, consent_required=False)
    meeting = call_individual(cast, cast.bo, template=free)
    for unit in (cast.region_unit, cast.psychiatry):
        make_contact_point(unit)
    seat = make_invitation(meeting, unit=cast.region_unit)

    assert list(consent_refusals(meeting, meeting.invitations.all(), timezone.now())) == []
    refuse_past_consent(meeting, on_workday(400))
    for consent in (None, make_consent(cast.area, cast.anna)):
        Meeting.objects.filter(pk=meeting.pk).update(consent=consent)
        assert pass_on_invitation(seat, by=cast.anna, unit=cast.psychiatry).unit == cast.psychiatry
        pass_on_invitation(seat, by=cast.anna, unit=cast.region_unit)


def test_a_meeting_whose_consent_is_gone_is_not_moved(cast: Any) -> None:
    meeting = call_individual(cast)
    meeting.consent = None

    with pytest.raises(RuleError) as caught:
        refuse_past_consent(meeting, on_workday(30))
    assert caught.value.code == "consent_ended"


def test_a_draft_without_a_time_is_judged_by_today(cast: Any, time_machine: Any) -> None:
    """It may be called later than it was agreed to."""
    draft = draft_individual(cast)
    Meeting.objects.filter(pk=draft.pk).update(starts_at=None, ends_at=None)
    draft = Meeting.objects.get(pk=draft.pk)
    last = draft.consent.valid_until

    codes = [
        [refusal.code for refusal in consent_refusals(draft, [], at_local(day, datetime.time(12)))]
        for day in (last, last + DAY)
    ]

    assert codes == [[], ["consent_ended"]]


def test_a_consent_holds_through_its_last_day(cast: Any) -> None:
    meeting = draft_individual(cast)
    last = timezone.localtime(meeting.starts_at).date()

    register(meeting, cast, valid_until=last)
    meeting.refresh_from_db()
    assert list(consent_refusals(meeting, [], timezone.now())) == []
    register(meeting, cast, valid_until=last - DAY)
    meeting.refresh_from_db()
    assert [refusal.code for refusal in consent_refusals(meeting, [], timezone.now())] == ["consent_ended"]


def test_a_consent_may_end_today(cast: Any) -> None:
    today = timezone.localdate()

    assert register(draft_individual(cast), cast, valid_until=today).valid_until == today


def test_what_is_stored_of_a_consent(cast: Any, time_machine: Any) -> None:
    """How, when, until when, what it covers, who attests; the caller's own unit is always covered."""
    draft = draft_individual(cast)
    time_machine.move_to(timezone.now() + DAY, tick=False)
    given = timezone.localdate() - DAY

    consent = register(draft, cast, form="spoken", given_on=given, parties=[cast.af], units=[cast.region_unit])

    stored = Consent.objects.get(pk=consent.pk)
    assert (stored.area, stored.form, stored.given_on) == (cast.area, "spoken", given)
    assert stored.valid_until == timezone.localdate() + 200 * DAY
    assert (stored.attested_by, stored.attested_at) == (cast.anna, timezone.now())
    assert set(stored.parties.all()) == {cast.af}
    assert set(stored.units.all()) == {cast.region_unit, cast.kommun_unit}


def test_who_calls_for_no_unit_registers_what_was_agreed_and_no_more(cast: Any) -> None:
    draft = draft_individual(cast)
    Meeting.objects.filter(pk=draft.pk).update(calling_unit=None)

    consent = register(draft, cast, units=[cast.region_unit])

    assert set(consent.units.all()) == {cast.region_unit}


def test_registering_again_corrects_the_same_consent_until_it_is_withdrawn(cast: Any) -> None:
    draft = draft_individual(cast)
    first = draft.consent

    corrected = register(draft, cast, form="spoken")
    withdraw_consent(corrected, by=cast.anna)
    anew = register(draft, cast)

    assert corrected == first
    assert anew != first
    assert Meeting.objects.get(pk=draft.pk).consent == anew
    assert Consent.objects.get(pk=first.pk).withdrawn_at is not None


def test_a_consent_belongs_to_an_area(cast: Any) -> None:
    draft = create_draft(by=cast.anna, template=cast.samverksmote)
    Meeting.objects.filter(pk=draft.pk).update(area=None)

    with pytest.raises(RuleError) as caught:
        register(draft, cast)
    assert caught.value.code == "no_area"


def test_what_is_called_under_a_consent_stays_covered(cast: Any) -> None:
    """Narrowing it is to withdraw it, which tells those who are no longer called."""
    called = call_individual(cast)

    with pytest.raises(RuleError) as caught:
        register(called, cast, parties=[cast.kommun, cast.af])

    assert caught.value.code == "outside_consent"
    assert cast.region in called.consent.parties.all()


def test_what_has_been_does_not_stand_in_the_way_of_a_correction(cast: Any, time_machine: Any) -> None:
    called = call_individual(cast)
    draft = draft_individual(cast, cast.bo, starts_at=called.starts_at + 30 * DAY)
    Meeting.objects.filter(pk=draft.pk).update(consent=called.consent)
    time_machine.move_to(called.ends_at)

    register(draft, cast, parties=[cast.kommun, cast.af])

    assert cast.region not in called.consent.parties.all()


def test_a_consent_withdrawn_twice_was_withdrawn_the_first_time(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    time_machine.move_to(timezone.now(), tick=False)
    first = timezone.now()
    withdraw_consent(meeting.consent, by=cast.anna)
    time_machine.move_to(first + DAY)

    withdraw_consent(meeting.consent, by=cast.anna)

    assert Consent.objects.get(pk=meeting.consent.pk).withdrawn_at == first


def test_a_withdrawn_consent_asks_to_cancel_where_too_few_parties_are_left(cast: Any) -> None:
    """The caller keeps the seat; drafts and what has begun are not asked about."""
    enough = call_individual(cast, cast.bo, cast.rut)
    draft = draft_individual(cast)
    Meeting.objects.filter(pk=draft.pk).update(consent=enough.consent)

    assert withdraw_consent(enough.consent, by=cast.anna, parties=[cast.region]) == []
    assert withdraw_consent(enough.consent, by=cast.anna, parties=[cast.af]) == [enough]
    live = enough.invitations.filter(state=InvitationState.LIVE)
    assert [seat.person for seat in live] == [cast.anna]


def test_a_withdrawn_consent_is_told(cast: Any) -> None:
    meeting = call_individual(cast)

    withdraw_consent(meeting.consent, by=cast.anna)

    assert Meeting.objects.get(pk=meeting.pk).revision == meeting.revision + 1
    assert meeting.events.filter(what="consent_withdrawn", by=cast.anna).exists()


def test_nobody_more_is_called_when_the_consent_is_withdrawn_or_gone(cast: Any) -> None:
    """Domain rule 3. The meeting itself stands until its caller cancels it."""
    withdrawn, gone = call_individual(cast), call_individual(cast)
    withdraw_consent(withdrawn.consent, by=cast.anna)
    Meeting.objects.filter(pk=gone.pk).update(consent=None)

    for meeting, code in ((withdrawn, "consent_withdrawn"), (gone, "consent_missing")):
        with pytest.raises(RuleError) as caught:
            add_invitation(meeting, by=cast.anna, person=cast.kim)
        assert caught.value.code == code


def test_nobody_is_left_out_of_what_has_begun(cast: Any, time_machine: Any) -> None:
    meeting = call_individual(cast)
    time_machine.move_to(meeting.starts_at)

    withdraw_consent(meeting.consent, by=cast.anna)

    assert meeting.invitations.filter(state=InvitationState.LIVE).count() == 3


def test_of_a_party_that_is_out_no_unit_is_left_but_the_one_that_calls(cast: Any) -> None:
    meeting = call_individual(cast)
    consent = register(draft_individual(cast), cast, units=[cast.region_unit, cast.school])
    Meeting.objects.filter(pk=meeting.pk).update(consent=consent)

    withdraw_consent(consent, by=cast.anna, parties=[cast.region, cast.kommun])

    assert set(consent.parties.all()) == {cast.af}
    assert set(consent.units.all()) == {cast.kommun_unit}


def test_a_single_unit_of_a_whole_party_is_left_out_alone(cast: Any) -> None:
    consent = make_consent(cast.area, cast.anna, parties=[cast.region, cast.af])
    make_meeting(cast.samverksmote, cast.anna, consent=consent)

    withdraw_consent(consent, by=cast.anna, units=[cast.psychiatry])

    assert set(consent.parties.all()) == {cast.af}
    assert set(consent.units.all()) == {cast.region_unit}


def test_a_unit_that_is_covered_by_itself_is_left_out(cast: Any) -> None:
    consent = make_consent(cast.area, cast.anna, parties=[cast.af], units=[cast.region_unit, cast.psychiatry])
    make_meeting(cast.samverksmote, cast.anna, consent=consent)

    withdraw_consent(consent, by=cast.anna, units=[cast.psychiatry])

    assert set(consent.parties.all()) == {cast.af}
    assert set(consent.units.all()) == {cast.region_unit}


def test_leaving_out_a_unit_covers_no_other_of_a_party_that_was_not_covered_whole(cast: Any) -> None:
    consent = make_consent(cast.area, cast.anna, parties=[cast.af], units=[cast.kommun_unit, cast.psychiatry])
    make_meeting(cast.samverksmote, cast.anna, consent=consent)

    withdraw_consent(consent, by=cast.anna, units=[cast.psychiatry])

    assert set(consent.parties.all()) == {cast.af}
    assert set(consent.units.all()) == {cast.kommun_unit}


def test_whoever_is_called_by_a_covered_unit_stays_when_another_is_left_out(cast: Any) -> None:
    meeting = call_individual(cast)
    add_invitation(meeting, by=cast.anna, person=make_person(cast.psychiatry, name="Pia Pärlhyacint"))

    withdraw_consent(meeting.consent, by=cast.anna, units=[cast.psychiatry])

    live = meeting.invitations.filter(state=InvitationState.LIVE)
    assert {seat.person for seat in live} == {cast.anna, cast.bo, cast.rut}
