from __future__ import annotations

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.changing import cancel_meeting, change_meeting, move_meeting, take_over_meeting
from booking.meetings.actions.consent import withdraw_consent
from booking.meetings.actions.recording import lock_meeting, raise_series, save_meeting
from booking.meetings.actions.seats import remove_invitation
from booking.meetings.consent import covers
from booking.meetings.queries import live_invitations, too_few_parties
from booking.meetings.take_over import meetings_to_take_over
from booking.models import Answer, InvitationState, Meeting, MeetingState, Series
from booking.staffing.members import replace_member
from config.ground.errors import RuleError
from forums.models import RoleKind
from tests.factories import make_person, make_role
from tests.factories.calls import call_forum, call_individual, draft_individual, on_workday

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def move(meeting: Meeting, by: Any, start: datetime.datetime) -> Meeting:
    return move_meeting(meeting, by=by, starts_at=start, ends_at=start + HOUR)


def code_of(caught: Any) -> str:
    return caught.value.code


def test_a_new_time_asks_again_and_keeps_the_old_answer_as_history(cast: Any) -> None:
    meeting = call_individual(cast)
    seat = meeting.invitations.get(person=cast.bo)
    answer_invitation(seat, answer="yes", channel="link")

    moved = move(meeting, cast.anna, meeting.starts_at + HOUR)

    seat.refresh_from_db()
    assert (seat.answer, moved.moved_count) == (Answer.UNANSWERED, 1)
    assert [(old.answer, old.starts_at) for old in seat.history.all()] == [("yes", meeting.starts_at)]


def test_the_same_time_again_is_no_move(cast: Any) -> None:
    meeting = call_individual(cast)

    same = move_meeting(meeting, by=cast.anna, starts_at=meeting.starts_at, ends_at=meeting.ends_at)

    assert (same.moved_count, same.revision) == (0, meeting.revision)


def test_a_meeting_is_not_moved_past_its_consents_end(cast: Any) -> None:
    meeting = call_individual(cast, valid_until=on_workday(22).date())

    with pytest.raises(RuleError) as caught:
        move(meeting, cast.anna, on_workday(25))
    assert code_of(caught) == "consent_ended"


def test_a_meeting_is_not_moved_into_the_past(cast: Any) -> None:
    with pytest.raises(RuleError) as caught:
        move(call_individual(cast), cast.anna, timezone.now() - HOUR)
    assert code_of(caught) == "in_the_past"


def test_two_windows_the_second_is_told_and_nothing_is_overwritten(cast: Any) -> None:
    meeting = call_individual(cast)
    change_meeting(meeting, by=cast.anna, version=meeting.version, place="Blåbärssalen")

    with pytest.raises(RuleError) as caught:
        change_meeting(meeting, by=cast.anna, version=meeting.version, place="Hallonsalen")

    meeting.refresh_from_db()
    assert (code_of(caught), meeting.place) == ("changed_meanwhile", "Blåbärssalen")


def test_what_no_calendar_shows_raises_no_revision(cast: Any) -> None:
    meeting = call_forum(cast)

    changed = change_meeting(meeting, by=cast.cilla, internal_note="Ta med projektor")

    assert changed.revision == meeting.revision
    assert change_meeting(meeting, by=cast.cilla, place="Stora salen").revision == meeting.revision + 1


def test_only_the_caller_changes_a_meeting_about_a_person(cast: Any) -> None:
    meeting = call_individual(cast)

    for other in (cast.alma, cast.bo, cast.cilla, cast.david, cast.adam, cast.eva):
        with pytest.raises(PermissionDenied):
            change_meeting(meeting, by=other, place="Kuppen")


def test_a_cancelled_meeting_keeps_its_reason_and_is_cancelled_once(cast: Any) -> None:
    meeting = cancel_meeting(call_individual(cast), by=cast.anna, reason="illness")

    again = cancel_meeting(meeting, by=cast.anna, reason="other")

    assert (again.state, again.cancellation_reason) == (MeetingState.CANCELLED, "illness")


def test_a_cancellation_has_a_reason_from_the_list(cast: Any) -> None:
    with pytest.raises(RuleError) as caught:
        cancel_meeting(call_individual(cast), by=cast.anna, reason="hon ville inte")
    assert code_of(caught) == "reason_missing"


def test_a_colleague_of_the_same_unit_takes_over_when_the_caller_has_left(cast: Any) -> None:
    meeting = call_individual(cast)
    with pytest.raises(PermissionDenied):
        take_over_meeting(meeting, by=cast.alma)
    cast.anna.placements.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    taken = take_over_meeting(meeting, by=cast.alma)

    assert taken.caller == cast.alma
    live = meeting.invitations.filter(state=InvitationState.LIVE)
    assert {seat.person for seat in live} == {cast.alma, cast.bo, cast.rut}
    with pytest.raises(PermissionDenied):
        take_over_meeting(meeting, by=cast.bo)


def test_withdrawn_consent_uncalls_everybody_in_the_chain(cast: Any) -> None:
    meeting = call_individual(cast)

    short = withdraw_consent(meeting.consent, by=cast.anna)

    live = meeting.invitations.filter(state=InvitationState.LIVE)
    assert [seat.person for seat in live] == [cast.anna]
    assert short == [meeting]
    assert too_few_parties(meeting, live_invitations(meeting))


def test_consent_withdrawn_for_one_party_uncalls_only_that_party(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut, cast.frida)

    short = withdraw_consent(meeting.consent, by=cast.anna, parties=[cast.fk])

    live = meeting.invitations.filter(state=InvitationState.LIVE)
    assert {seat.person for seat in live} == {cast.anna, cast.bo, cast.rut}
    assert short == []


def test_the_caller_cannot_be_removed(cast: Any) -> None:
    meeting = call_individual(cast)

    with pytest.raises(RuleError) as caught:
        remove_invitation(meeting.invitations.get(person=cast.anna), by=cast.anna)
    assert code_of(caught) == "caller_stays"


def test_a_replaced_member_hands_over_all_future_meetings(cast: Any) -> None:
    meeting = call_forum(cast)
    newcomer = make_person(cast.af_unit, name="Ny Nypon", email="ny@af.example")
    seat = cast.lsg.memberships.get(person=cast.bo)

    replace_member(seat, by=cast.cilla, person=newcomer, on=timezone.localdate())

    assert meeting.invitations.get(person=cast.bo).state == InvitationState.REMOVED
    assert meeting.invitations.get(person=newcomer).state == InvitationState.LIVE


def test_a_replaced_member_keeps_the_meetings_before_the_day(cast: Any) -> None:
    meeting = call_forum(cast)
    newcomer = make_person(cast.af_unit, name="Ny Nypon", email="ny@af.example")

    after = timezone.localdate(meeting.starts_at) + datetime.timedelta(days=1)
    replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=newcomer, on=after)

    assert meeting.invitations.get(person=cast.bo).is_live
    assert not meeting.invitations.filter(person=newcomer).exists()


def test_replacing_twice_with_the_same_person_changes_nothing(cast: Any) -> None:
    newcomer = make_person(cast.af_unit, name="Ny Nypon", email="ny@af.example")
    seat = cast.lsg.memberships.get(person=cast.bo)

    first = replace_member(seat, by=cast.cilla, person=newcomer, on=timezone.localdate())
    second = replace_member(seat, by=cast.cilla, person=newcomer, on=timezone.localdate())

    assert first == second
    assert cast.lsg.memberships.filter(person=newcomer).count() == 1


def test_only_who_holds_the_group_together_replaces_a_member(cast: Any) -> None:
    with pytest.raises(PermissionDenied):
        replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.anna, person=cast.kim, on=timezone.localdate())


def test_a_coordinator_takes_over_no_meeting_about_a_person(cast: Any) -> None:
    meeting = call_individual(cast)
    cast.anna.placements.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    make_role(cast.alma, RoleKind.COORDINATOR, area=cast.area)

    assert not meetings_to_take_over(cast.alma).exists()
    with pytest.raises(PermissionDenied):
        take_over_meeting(meeting, by=cast.alma)


def test_consent_withdrawn_for_one_unit_leaves_the_rest_of_its_party(cast: Any) -> None:
    teacher = make_person(cast.school, name="Lärare Lind")
    meeting = call_individual(cast, cast.bo, cast.rut, teacher)

    withdraw_consent(meeting.consent, by=cast.anna, units=[cast.school])

    live = meeting.invitations.filter(state=InvitationState.LIVE)
    assert {seat.person for seat in live} == {cast.anna, cast.bo, cast.rut}
    assert not covers(meeting.consent, cast.kommun, cast.school)
    assert covers(meeting.consent, cast.kommun, cast.kommun_unit)


def test_the_lock_waits_before_it_reads_what_hangs_on_the_meeting(cast: Any) -> None:
    """Read in the locking query, a consent withdrawn while one waited would still seem to hold (PostgreSQL)."""
    meeting = call_individual(cast)

    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        lock_meeting(meeting)

    selects = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert "JOIN" not in selects[0]
    assert "booking_consent" in selects[1]


def test_a_withdrawn_consent_locks_its_drafts_too(cast: Any) -> None:
    """So that a draft is not called by what it read of the consent before it was withdrawn."""
    meeting = draft_individual(cast)

    with CaptureQueriesContext(connection) as asked:
        withdraw_consent(meeting.consent, by=cast.anna)

    first = next(query["sql"] for query in asked if query["sql"].startswith(("SELECT", "UPDATE")))
    assert 'FROM "booking_meeting"' in first
    assert "state" not in first.partition("WHERE")[2]


def test_a_seat_does_not_go_to_somebody_whom_no_mail_reaches(cast: Any) -> None:
    nobody = make_person(cast.af_unit, name="Tyst Tistel")
    nobody.email = None
    nobody.save()

    with pytest.raises(RuleError) as caught:
        replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=nobody, on=timezone.localdate())
    assert code_of(caught) == "address_missing"


def test_consent_withdrawn_for_a_party_is_withdrawn_for_each_of_its_units(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut, cast.frida)
    meeting.consent.units.add(cast.fk_unit)

    withdraw_consent(meeting.consent, by=cast.anna, parties=[cast.fk, cast.kommun])

    live = meeting.invitations.filter(state=InvitationState.LIVE)
    assert {seat.person for seat in live} == {cast.anna, cast.bo, cast.rut}
    assert covers(meeting.consent, cast.kommun, cast.kommun_unit)


def test_what_is_saved_in_a_meeting_or_a_series_that_is_gone_is_not_lost_in_silence(cast: Any) -> None:
    meeting, series = Meeting(pk=uuid4()), Series(pk=0)

    with pytest.raises(DatabaseError, match="gone"):
        save_meeting(meeting, "place")
    with pytest.raises(Series.DoesNotExist):
        raise_series(series)
