"""Who may open a meeting's page."""

from __future__ import annotations

import datetime

import pytest
from django.http import Http404
from django.utils import timezone

from booking.meetings.access import access_meeting, can_see, visible_meetings
from booking.models import Invitation, InvitationState, Meeting, MeetingState
from forums.models import Membership, Person, Placement
from tests.cast import Cast
from tests.factories import make_meeting
from tests.factories.calls import call_individual, draft_individual
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
