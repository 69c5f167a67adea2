"""The coordinator of one area ends what lies there; the rest is proposed to whoever keeps it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from booking.meetings.queries import live_invitations
from booking.staffing.actions import end_placement
from booking.staffing.leaving_work import answer_leaving
from forums.models import LeaveProposal
from forums.queries import today
from notifications.models import OutboxMessage
from notifications.notices.due import run_due
from notifications.notices.planning import plan_swept
from tests.factories import make_forum, make_membership, make_person, make_role
from tests.factories.calls import call_forum
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def two_areas(cast: Any) -> Any:
    cast.nils = make_person(name="Nils Näverkont", email="nils@lingon.example")
    make_role(cast.nils, "coordinator", area=cast.neighbour)
    cast.other_lsg = make_forum(cast.neighbour, name="LSG Blåbärsby", kind="lsg")
    cast.af_unit.areas.add(cast.neighbour)
    make_membership(cast.other_lsg, cast.bo)
    return cast


def seat_in(forum: Any, cast: Any) -> Any:
    return forum.memberships.get(person=cast.bo)


def test_her_own_area_ends_and_the_other_waits_for_its_coordinator(two_areas: Any) -> None:
    cast = two_areas
    meeting = call_forum(cast)

    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today())

    assert seat_in(cast.lsg, cast).ends_on == today()
    assert "Bo Bäverhjälm" not in {str(seat) for seat in live_invitations(meeting)}
    assert seat_in(cast.other_lsg, cast).ends_on is None
    assert cast.bo.placements.get().ends_on is None
    assert [row.area for row in LeaveProposal.objects.all()] == [cast.neighbour]


def test_a_yes_ends_the_rest_and_the_placement(two_areas: Any) -> None:
    cast = two_areas
    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today())

    answer_leaving(LeaveProposal.objects.get(), by=cast.nils, is_right=True)

    assert seat_in(cast.other_lsg, cast).ends_on == today()
    assert cast.bo.placements.get().ends_on == today()


def test_an_heir_who_has_left_since_takes_nothing_over(two_areas: Any) -> None:
    cast = two_areas
    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today(), heir=cast.kim)
    cast.kim.placements.update(ends_on=today() - DAY)

    answer_leaving(LeaveProposal.objects.get(), by=cast.nils, is_right=True)

    assert seat_in(cast.other_lsg, cast).ends_on == today()
    assert not cast.other_lsg.memberships.filter(person=cast.kim).exists()


def test_a_no_leaves_all_as_it_is_there_and_is_seen(two_areas: Any) -> None:
    cast = two_areas
    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today())

    answer_leaving(LeaveProposal.objects.get(), by=cast.nils, is_right=False)

    assert seat_in(cast.other_lsg, cast).ends_on is None and cast.bo.placements.get().ends_on is None
    page = text_of(logged_in(cast.cilla).get(reverse("booking:person", args=[cast.bo.pk])))
    assert "Nils Näverkont har svarat nej." in page


def test_who_proposes_does_not_answer(two_areas: Any) -> None:
    cast = two_areas
    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today())

    with pytest.raises(PermissionDenied):
        answer_leaving(LeaveProposal.objects.get(), by=cast.cilla, is_right=True)


def test_who_keeps_the_whole_ends_all_at_once(two_areas: Any) -> None:
    cast = two_areas

    end_placement(cast.bo.placements.get(), by=cast.adam, on=today())

    assert not LeaveProposal.objects.exists() and cast.bo.placements.get().ends_on == today()


def test_said_again_it_is_no_second_proposal(two_areas: Any) -> None:
    cast = two_areas
    for _time in range(2):
        end_placement(cast.bo.placements.get(), by=cast.cilla, on=today())

    assert LeaveProposal.objects.count() == 1


def test_the_other_coordinator_is_mailed_and_sees_it_where_they_look(two_areas: Any) -> None:
    cast = two_areas
    adam = logged_in(cast.cilla)
    place = cast.bo.placements.get()
    fields = {"change": "placement-end", "pk": cast.bo.pk, "row": place.pk, "on": str(today())}
    shown = text_of(adam.post(reverse("notifications:change-preview"), fields))
    assert "Nils Näverkont får frågan om det stämmer." in shown
    assert "Föreslås den som sköter området, som svarar." in shown

    end_placement(place, by=cast.cilla, on=today())
    plan_swept()
    run_due()

    assert OutboxMessage.objects.get(kind="leaving_proposed").address == "nils@lingon.example"
    nils = logged_in(cast.nils)
    answer = reverse("booking:leaving-answer", args=[LeaveProposal.objects.get().pk])
    assert answer in nils.get(reverse("booking:my-meetings")).content.decode()
    assert answer in nils.get(reverse("booking:forum", args=[cast.other_lsg.pk])).content.decode()
    nils.post(answer, {"answer": "yes"})
    assert cast.bo.placements.get().ends_on == today()
