"""Staff change is normal (domain rule 7): seats begin, end and go to others, and all meetings ahead follow."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.changing import take_over_meeting
from booking.meetings.queries import absent_parties, live_invitations, seats
from booking.meetings.take_over import can_take_over, meetings_to_take_over
from booking.models import InvitationState, Meeting, MeetingState, Outcome
from booking.staffing.actions import close_unit, end_placement, leave_federation
from booking.staffing.members import (
    add_member,
    decline_forum,
    end_forum,
    end_member,
    replace_member,
    take_back_decline,
)
from config.ground.errors import RuleError
from forums.actions.placements import release_ways_in
from forums.models import Decline, Person
from forums.queries import today
from tests.factories import make_contact_point, make_invitation, make_meeting, make_membership, make_person, make_role
from tests.factories.calls import call_forum, call_individual, on_workday
from tests.factories.vouching import say_yes

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def called(meeting: Meeting) -> set[str]:
    """First names of those who are called; a unit by its name."""
    return {str(seat).split()[0] if seat.person else str(seat) for seat in live_invitations(meeting)}


def day_of(meeting: Meeting) -> datetime.date:
    return timezone.localdate(meeting.starts_at)


def newcomer(cast: Any, name: str = "Nova Nattljus") -> Person:
    return make_person(cast.af_unit, name=name, email=f"{name.split()[0].lower()}@af.example")


def two_meetings(cast: Any) -> tuple[Meeting, Meeting]:
    return call_forum(cast, starts_at=on_workday(10)), call_forum(cast, starts_at=on_workday(30))


# --- the standing groups


def test_a_member_added_from_a_day_is_called_to_all_meetings_from_then(cast: Any) -> None:
    before, after = two_meetings(cast)

    add_member(
        cast.lsg, by=cast.cilla, person=cast.kim, party=cast.af, unit=cast.af_unit, starts_on=day_of(before) + DAY
    )

    assert "Kim" not in called(before)
    assert called(after) == {"Cilla", "Anna", "Bo", "Frida", "Rut", "Kim"}


def test_a_member_added_twice_has_one_seat(cast: Any) -> None:
    meeting = call_forum(cast)
    first = add_member(cast.lsg, by=cast.cilla, person=cast.kim, party=cast.af, unit=cast.af_unit, starts_on=today())
    revision = Meeting.objects.get(pk=meeting.pk).revision

    second = add_member(cast.lsg, by=cast.cilla, person=cast.kim, party=cast.af, unit=cast.af_unit, starts_on=today())

    assert second == first
    assert Meeting.objects.get(pk=meeting.pk).revision == revision


def test_a_substitute_member_is_called_only_when_needed(cast: Any) -> None:
    meeting = call_forum(cast)

    add_member(
        cast.lsg,
        by=cast.cilla,
        person=cast.kim,
        party=cast.af,
        unit=cast.af_unit,
        starts_on=today(),
        is_substitute=True,
    )
    assert "Kim" not in called(meeting)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="no", channel="link")

    assert "Kim" in called(meeting)


def test_a_member_who_ends_keeps_the_last_day_and_loses_what_comes_after(cast: Any) -> None:
    last, after = two_meetings(cast)

    end_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, on=day_of(last))

    assert "Bo" in called(last)
    assert called(after) == {"Cilla", "Anna", "Frida", "Rut"}


def test_a_later_last_day_calls_to_the_meetings_between(cast: Any) -> None:
    first, second = two_meetings(cast)
    seat = end_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, on=day_of(first) - DAY)

    end_member(seat, by=cast.cilla, on=day_of(first))

    assert "Bo" in called(first)
    assert "Bo" not in called(second)


def test_history_stays_with_who_was_there(cast: Any, time_machine: Any) -> None:
    been = call_forum(cast, starts_at=on_workday(10))
    time_machine.move_to(been.ends_at + DAY)

    replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=newcomer(cast), on=today())

    assert called(been) == {"Cilla", "Anna", "Bo", "Frida", "Rut"}


def test_a_new_member_is_asked_also_where_the_old_one_had_declined(cast: Any) -> None:
    make_membership(cast.lsg, cast.kim, is_substitute=True)
    meeting = call_forum(cast)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="no", channel="link")
    assert "Kim" in called(meeting)

    replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=newcomer(cast), on=today())

    assert called(meeting) == {"Cilla", "Anna", "Nova", "Frida", "Rut"}
    assert len(seats(meeting)) == 5


def test_a_substitute_who_has_said_yes_comes_along_with_the_new_member(cast: Any) -> None:
    make_membership(cast.lsg, cast.kim, is_substitute=True)
    meeting = call_forum(cast)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="no", channel="link")
    answer_invitation(meeting.invitations.get(person=cast.kim, state="live"), answer="yes", channel="link")

    replace_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, person=newcomer(cast), on=today())

    assert called(meeting) == {"Cilla", "Anna", "Nova", "Kim", "Frida", "Rut"}


def test_a_substitute_member_is_replaced_likewise(cast: Any) -> None:
    make_membership(cast.lsg, cast.kim, is_substitute=True)
    meeting = call_forum(cast)
    answer_invitation(meeting.invitations.get(person=cast.bo), answer="no", channel="link")

    replace_member(cast.lsg.memberships.get(person=cast.kim), by=cast.cilla, person=newcomer(cast), on=today())

    assert called(meeting) == {"Cilla", "Anna", "Bo", "Nova", "Frida", "Rut"}


def test_a_party_that_declines_is_called_no_more_and_is_no_hole(cast: Any) -> None:
    from forums.holes import holes_of

    meeting = call_forum(cast)

    declined = decline_forum(cast.lsg, by=cast.cilla, party=cast.af, since=today())

    assert called(meeting) == {"Cilla", "Anna", "Frida", "Rut"}
    assert holes_of([cast.lsg])[cast.lsg.pk] == []
    take_back_decline(declined, by=cast.cilla)
    assert holes_of([cast.lsg])[cast.lsg.pk] == ["Arbetsförmedlingen har ingen ledamot."]


def test_a_party_with_a_new_member_has_not_declined_any_more(cast: Any) -> None:
    decline_forum(cast.lsg, by=cast.cilla, party=cast.af, since=today())

    add_member(cast.lsg, by=cast.cilla, person=cast.bo, party=cast.af, unit=cast.af_unit, starts_on=today() + DAY)

    assert not Decline.objects.exists()


def test_a_group_that_ends_has_its_later_meetings_cancelled(cast: Any) -> None:
    last, after = two_meetings(cast)

    end_forum(cast.lsg, by=cast.cilla, on=day_of(last))

    assert set(Meeting.objects.values_list("pk", "state")) == {
        (last.pk, MeetingState.CALLED),
        (after.pk, MeetingState.CANCELLED),
    }
    assert set(cast.lsg.memberships.values_list("ends_on", flat=True)) == {day_of(last)}


@pytest.mark.parametrize("who", ["anna", "adam", "eva"])
def test_only_those_who_hold_the_group_together_change_who_sits_in_it(cast: Any, who: str) -> None:
    by = getattr(cast, who)
    seat = cast.lsg.memberships.get(person=cast.bo)

    for change in (
        lambda: add_member(cast.lsg, by=by, person=cast.kim, party=cast.af, starts_on=today()),
        lambda: end_member(seat, by=by, on=today()),
        lambda: decline_forum(cast.lsg, by=by, party=cast.af, since=today()),
        lambda: end_forum(cast.lsg, by=by, on=today()),
    ):
        with pytest.raises(PermissionDenied):
            change()


# --- individual meetings


def test_who_leaves_is_called_no_more_and_the_unit_is_asked_who_comes(cast: Any) -> None:
    make_contact_point(cast.af_unit)
    meeting = call_individual(cast)

    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today())

    assert called(meeting) == {"Anna", "Arbetsförmedlingen Lingonby", "Rut"}
    assert meeting.events.filter(what="seat_to_unit").count() == 1


def test_a_unit_without_contact_is_still_called_and_the_caller_can_see_that_nobody_was_asked(cast: Any) -> None:
    meeting = call_individual(cast)

    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today())

    assert called(meeting) == {"Anna", "Arbetsförmedlingen Lingonby", "Rut"}
    assert meeting.events.filter(what="seat_without_contact").count() == 1


def test_who_takes_over_a_place_is_called_to_all_of_it(cast: Any) -> None:
    meeting, group = call_individual(cast), call_forum(cast)
    heir = newcomer(cast)

    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today(), heir=heir)
    assert called(meeting) == {"Anna", "Bo", "Rut"}

    say_yes()
    assert called(meeting) == {"Anna", "Nova", "Rut"}
    assert called(group) == {"Cilla", "Anna", "Nova", "Frida", "Rut"}
    assert cast.lsg.memberships.get(person=heir).starts_on == today() + DAY


def test_a_place_that_ends_later_keeps_the_meetings_until_then(cast: Any) -> None:
    meeting = call_individual(cast)

    end_placement(cast.bo.placements.get(), by=cast.cilla, on=day_of(meeting))

    assert "Bo" in called(meeting)


def test_in_a_group_who_leaves_is_a_hole(cast: Any) -> None:
    from forums.holes import holes_of

    meeting = call_forum(cast)

    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today() - DAY)

    assert called(meeting) == {"Cilla", "Anna", "Frida", "Rut"}
    assert holes_of([cast.lsg])[cast.lsg.pk] == ["Arbetsförmedlingen har ingen ledamot."]


def test_when_the_caller_leaves_a_colleague_takes_over_and_can_do_so_before_the_last_day(cast: Any) -> None:
    meeting = call_individual(cast)
    assert not meetings_to_take_over(cast.alma).exists()

    end_placement(cast.anna.placements.get(), by=cast.cilla, on=today() + DAY)

    assert called(meeting) == {"Bo", "Rut"}
    assert set(meetings_to_take_over(cast.alma)) == {meeting}
    assert not can_take_over(cast.bo, meeting)
    take_over_meeting(meeting, by=cast.alma)
    assert called(meeting) == {"Alma", "Bo", "Rut"}


def test_when_the_coordinator_leaves_the_next_one_takes_over_the_groups_meetings(cast: Any) -> None:
    meeting = call_forum(cast)
    successor = make_person(name="Disa Daggkåpa", email="disa@lingon.example")
    make_role(successor, "coordinator", area=cast.area)
    assert not meetings_to_take_over(successor).exists()

    leave_federation(cast.cilla, by=cast.adam, on=today() - DAY)

    assert set(meetings_to_take_over(successor)) == {meeting}
    take_over_meeting(Meeting.objects.get(pk=meeting.pk), by=successor)
    assert called(meeting) == {"Disa", "Anna", "Bo", "Frida", "Rut"}
    assert not meetings_to_take_over(cast.david).exists()


def test_who_leaves_altogether_has_nothing_ahead(cast: Any) -> None:
    make_contact_point(cast.af_unit)
    meeting, group = call_individual(cast), call_forum(cast)
    make_role(cast.bo, "contact_person", area=cast.area, party=cast.af)

    leave_federation(cast.bo, by=cast.adam, on=today())

    assert not cast.bo.invitations.filter(state=InvitationState.LIVE).exists()
    assert called(meeting) == {"Anna", "Arbetsförmedlingen Lingonby", "Rut"}
    assert "Bo" not in called(group)
    ends = [*cast.bo.placements.all(), *cast.bo.roles.all(), *cast.bo.memberships.all()]
    assert {row.ends_on for row in ends} == {today()}


def test_a_closed_unit_is_called_no_more_and_nobody_is_asked_there(cast: Any) -> None:
    meeting, group = call_individual(cast), call_forum(cast)

    close_unit(cast.af_unit, by=cast.adam, on=today())

    assert called(meeting) == {"Anna", "Rut"}
    assert called(group) == {"Cilla", "Anna", "Frida", "Rut"}
    assert meeting.events.filter(what="seat_ended").count() == 1
    assert set(cast.af_unit.placements.values_list("ends_on", flat=True)) == {today() - DAY}


def test_what_a_closed_unit_has_called_is_taken_over_by_the_partys_contact_person_from_their_own_unit(
    cast: Any,
) -> None:
    meeting = call_individual(cast)
    head = make_person(cast.school, name="Disa Daggkåpa", email="disa@skolan.example")
    assert not meetings_to_take_over(head).exists()
    make_role(head, "contact_person", area=cast.area, party=cast.kommun)

    close_unit(cast.kommun_unit, by=cast.cilla, on=today())

    assert set(meetings_to_take_over(head)) == {meeting}
    assert not meetings_to_take_over(cast.kim).exists()
    taken = take_over_meeting(Meeting.objects.get(pk=meeting.pk), by=head)
    assert (taken.caller, taken.calling_unit) == (head, cast.school)
    assert called(meeting) == {"Disa", "Bo", "Rut"}


def test_a_unit_that_serves_another_area_too_is_not_closed_by_one_coordinator(cast: Any) -> None:
    with pytest.raises(PermissionDenied):
        close_unit(cast.fk_unit, by=cast.cilla, on=today())

    assert close_unit(cast.fk_unit, by=cast.david, on=today()).closed_on == today()


@pytest.mark.parametrize("who", ["anna", "kim", "eva"])
def test_only_keepers_of_the_register_end_a_place(cast: Any, who: str) -> None:
    with pytest.raises(PermissionDenied):
        end_placement(cast.bo.placements.get(), by=getattr(cast, who), on=today())


def test_a_coordinator_does_not_end_what_a_director_is_trusted_with(cast: Any) -> None:
    from tests.factories.forums import LONG_AGO

    cast.david.placements.create(unit=cast.kommun_unit, starts_on=LONG_AGO)

    with pytest.raises(PermissionDenied):
        end_placement(cast.david.placements.get(), by=cast.cilla, on=today())


def test_a_last_day_before_the_first_is_refused(cast: Any) -> None:
    seat = make_membership(cast.lsg, cast.kim, starts_on=today() + DAY)

    with pytest.raises(RuleError) as caught:
        end_member(seat, by=cast.cilla, on=today())

    assert (caught.value.code, caught.value.field) == ("ends_before_start", "on")


def test_a_way_in_is_given_up_when_the_last_day_has_been(cast: Any, time_machine: Any) -> None:
    point = make_contact_point(cast.af_unit, person=cast.kim)
    end_placement(cast.kim.placements.get(), by=cast.cilla, on=today() + DAY)
    release_ways_in(today())
    point.refresh_from_db()
    assert point.person == cast.kim

    release_ways_in(today() + 2 * DAY)

    point.refresh_from_db()
    assert point.person is None


def test_a_party_that_was_absent_three_times_running_is_pointed_out(cast: Any) -> None:
    for days_ago in (90, 60, 30):
        meeting = make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, in_days=-days_ago)
        make_invitation(meeting, cast.bo, attended=False)
        make_invitation(meeting, cast.kim, attended=days_ago == 90)
        make_invitation(meeting, cast.frida, attended=False)
        Outcome.objects.create(meeting=meeting, registered_at=meeting.ends_at)

    assert absent_parties(cast.lsg) == ["Försäkringskassan"]
