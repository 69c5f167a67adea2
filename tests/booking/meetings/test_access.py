"""Who may open a meeting's page."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from booking.meetings.access import (
    access_invitation,
    access_meeting,
    can_answer,
    can_assign,
    can_change,
    can_name_substitute,
    can_see,
    can_see_note,
    can_withdraw,
    changeable_meetings,
    speaks_for_unit,
    visible_meetings,
)
from booking.models import Invitation, InvitationState, Meeting, MeetingState
from forums.models import Membership, Person, Placement
from tests.cast import Cast
from tests.factories import make_consent, make_contact_point, make_forum, make_invitation, make_meeting, make_person
from tests.factories.calls import call_forum, call_individual, draft_individual
from tests.factories.series_rows import make_series

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_what_one_may_open_is_what_one_is_listed(cast: Cast) -> None:
    """Domain rule 4, asked both ways: of the rows in the database, and of a row that has been read."""
    called, draft = call_individual(cast), draft_individual(cast)
    group = make_meeting(
        template=cast.lsg_template, forum=cast.lsg, area=cast.area, caller=cast.cilla, state=MeetingState.DRAFT
    )
    series = make_series(cast, cast.bo, cast.frida, caller=cast.cilla)
    ended = called.invitations.exclude(person=called.caller).latest("pk")
    Invitation.objects.filter(pk=ended.pk).update(state=InvitationState.REMOVED)
    meetings = [called, draft, group, *series.instances.all()]

    for person in Person.objects.all():
        listed = set(visible_meetings(person).values_list("pk", flat=True))
        assert {meeting.pk for meeting in Meeting.objects.all() if can_see(person, meeting)} == listed, person
    assert len(meetings) == Meeting.objects.count()


def who_sees(meeting: Meeting) -> set[str]:
    meeting = Meeting.objects.select_related("template", "forum").get(pk=meeting.pk)
    listed = {person for person in Person.objects.all() if meeting in visible_meetings(person)}
    assert {person for person in Person.objects.all() if can_see(person, meeting)} == listed
    return {person.name.partition(" ")[0] for person in listed}


def test_of_a_meeting_about_a_person_only_the_caller_and_whoever_is_called_see_anything(cast: Cast) -> None:
    """Domain rule 4: no coordinator, director, administrator or contact person, nor a colleague."""
    called, draft, removed = call_individual(cast), draft_individual(cast), call_individual(cast, cast.bo, cast.frida)
    removed.invitations.filter(person=cast.frida).update(state=InvitationState.REMOVED)

    assert who_sees(called) == {"Anna", "Bo", "Rut"}
    assert who_sees(draft) == {"Anna"}
    assert who_sees(removed) == {"Anna", "Bo"}
    assert who_sees(make_meeting(cast.samverksmote, cast.anna, forum=cast.lsg)) == {"Anna"}


def who_changes(meeting: Meeting) -> set[str]:
    meeting = Meeting.objects.select_related("template", "forum").get(pk=meeting.pk)
    listed = {person for person in Person.objects.all() if meeting in changeable_meetings(person)}
    assert {person for person in Person.objects.all() if can_change(person, meeting)} == listed
    return {person.name.partition(" ")[0] for person in listed}


def test_a_meeting_is_changed_by_its_caller_and_a_groups_by_those_who_hold_it_together(cast: Cast) -> None:
    convened = make_forum(cast.neighbour, convener=cast.frida)
    stripped = make_meeting(cast.samverksmote, cast.anna, stripped_at=timezone.now())

    assert who_changes(call_individual(cast)) == {"Anna"}
    assert who_changes(stripped) == set()
    assert who_changes(make_meeting(cast.lsg_template, cast.bo, forum=cast.lsg)) == {"Bo", "Cilla", "David"}
    assert who_changes(make_meeting(cast.lsg_template, forum=convened, area=cast.neighbour)) == {"Frida", "David"}
    assert who_changes(make_meeting(cast.open_template, cast.bo)) == {"Bo", "Cilla", "David"}
    here = make_forum(cast.area, name="Nätverk", convener=cast.frida)
    assert who_changes(make_meeting(cast.lsg_template, forum=here)) == {"Frida", "Cilla", "David"}
    # a group is held together where it is, not where one of its meetings is
    assert who_changes(make_meeting(cast.lsg_template, forum=convened, area=cast.area)) == {"Frida", "David"}


def those(may: Any, row: Any) -> set[str]:
    return {person.name.partition(" ")[0] for person in Person.objects.all() if may(person, row)}


def gets(person: Person, seat: Invitation) -> bool:
    try:
        return access_invitation(person, str(seat.pk)) == seat
    except Http404:
        return False


def test_a_call_is_its_persons_and_its_callers_alone(cast: Cast) -> None:
    """Domain rule 4. A draft's is the caller's, and so is one that was taken back."""
    seat, draft = (one.invitations.get(person=cast.rut) for one in (call_individual(cast), draft_individual(cast)))

    assert those(can_answer, seat) == those(gets, seat) == those(can_name_substitute, seat) == {"Anna", "Rut"}
    assert those(gets, draft) == {"Anna"}
    Invitation.objects.filter(pk=seat.pk).update(state=InvitationState.REMOVED)
    assert those(gets, seat) == {"Anna"}
    for unknown in (uuid.uuid4(), "SV-7K3M-2Q"):
        with pytest.raises(Http404):
            access_invitation(cast.anna, unknown)


def test_a_units_call_is_its_contact_persons_until_somebody_is_assigned(cast: Cast) -> None:
    """Domain rule 5. While it is a draft, and once it is cancelled, there is nobody to send."""
    meeting, draft = call_individual(cast), draft_individual(cast)
    call, planned = (make_invitation(one, unit=cast.af_unit) for one in (meeting, draft))
    guest = make_invitation(meeting, make_person(name="Ingens Ing"))

    assert (those(can_assign, call), those(can_answer, call)) == ({"Kim"}, {"Anna", "Kim"})
    assert those(gets, call) == {"Anna", "Kim"}
    assert those(can_assign, planned) == those(speaks_for_unit, planned) == those(can_assign, guest) == set()
    assert those(gets, planned) == {"Anna"}
    call.person = cast.frida
    assert those(can_answer, call) == {"Anna", "Frida"}
    meeting.state = call.meeting.state = MeetingState.CANCELLED
    assert those(can_assign, call) == set()


def test_who_waits_for_a_yes_speaks_for_a_unit_in_groups_and_not_in_cases(cast: Cast) -> None:
    """Domain rule 4: by the role of a contact person, and as the one behind a way in."""
    in_case, in_group = (make_invitation(one, unit=cast.af_unit) for one in (call_individual(cast), call_forum(cast)))
    cast.kim.placements.update(waits=True)
    assert (those(speaks_for_unit, in_case), those(speaks_for_unit, in_group)) == (set(), {"Kim"})

    point = make_contact_point(cast.af_unit, person=cast.frida)
    assert (those(speaks_for_unit, in_case), those(speaks_for_unit, in_group)) == ({"Frida"}, {"Frida", "Kim"})

    point.waits = True
    point.save()
    assert (those(speaks_for_unit, in_case), those(speaks_for_unit, in_group)) == (set(), {"Frida", "Kim"})


def test_whoever_holds_one_meeting_of_a_chain_withdraws_its_consent(cast: Cast) -> None:
    consent = make_consent(cast.area, cast.anna)
    for caller in (cast.anna, cast.bo):
        make_meeting(cast.samverksmote, caller, consent=consent)

    assert those(can_withdraw, consent) == {"Anna", "Bo"}


def test_what_the_caller_notes_is_the_callers(cast: Cast) -> None:
    assert those(can_see_note, call_individual(cast)) == {"Anna"}


def test_a_meeting_is_found_by_its_id_and_by_nothing_else(cast: Cast) -> None:
    meeting = call_individual(cast)

    assert access_meeting(cast.anna, meeting.pk) == access_meeting(cast.anna, str(meeting.pk)) == meeting
    for other in (uuid.uuid4(), "SV-7K3M-2Q", ""):
        with pytest.raises(Http404):
            access_meeting(cast.anna, other)


def test_a_groups_meeting_is_seen_by_its_members_and_those_who_hold_it_together(cast: Cast) -> None:
    called, draft = call_forum(cast), make_meeting(cast.lsg_template, cast.anna, forum=cast.lsg, state="draft")
    other = make_forum(cast.neighbour, convener=cast.frida)
    convened = make_meeting(cast.lsg_template, forum=other, area=cast.neighbour)
    open_meeting = make_meeting(cast.open_template, cast.bo)

    assert who_sees(called) == {"Anna", "Alma", "Bo", "Frida", "Rut", "Cilla", "David"}
    assert who_sees(draft) == {"Anna", "Cilla", "David"}
    assert who_sees(convened) == {"Frida", "David"}
    assert who_sees(open_meeting) == {"Bo", "Cilla", "David"}


def test_whoever_has_left_the_federation_opens_no_old_meetings(cast: Cast) -> None:
    """Domain rule 7: history stays with who was there, and is no longer theirs to read."""
    meeting = call_individual(cast)
    assert {can_see(person, meeting) for person in (cast.anna, cast.bo)} == {True}

    Placement.objects.filter(person__in=[cast.anna, cast.bo]).update(ends_on=timezone.localdate() - DAY)
    Membership.objects.filter(person__in=[cast.anna, cast.bo]).update(ends_on=timezone.localdate() - DAY)

    for person in (cast.anna, cast.bo):
        left = Person.objects.get(pk=person.pk)
        assert not can_see(left, meeting)
        assert not visible_meetings(left).exists()
        assert not changeable_meetings(left).exists()
        with pytest.raises(Http404):
            access_meeting(left, meeting.pk)
