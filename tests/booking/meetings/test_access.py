"""Who may open a meeting's page."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.http import Http404
from django.utils import timezone

from booking.meetings.access import access_meeting, can_change, can_see, changeable_meetings, visible_meetings
from booking.models import Invitation, InvitationState, Meeting, MeetingState
from forums.models import Membership, Person, Placement
from tests.cast import Cast
from tests.factories import make_forum, make_meeting
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
        with pytest.raises(Http404):
            access_meeting(left, meeting.pk)
