"""Who becomes coordinator of an area has no individual cases there from that day: colleagues have them instead."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from booking.meetings.access import can_change, can_see
from booking.meetings.actions.changing import take_over_meeting
from booking.meetings.actions.rules import call_refusals
from booking.meetings.queries import live_invitations
from booking.meetings.take_over import can_take_over, meetings_to_take_over
from booking.models import Meeting
from booking.staffing.merging import merge_persons
from booking.staffing.roles import give_role
from forums.models import Area, Person, RoleKind
from forums.queries import today
from notifications.models import OutboxMessage
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from tests.factories import make_contact_point, make_person, make_role
from tests.factories.calls import call_forum, call_individual, draft_individual, on_workday
from tests.factories.vouching import say_yes
from tests.notifications.pages.looking import every_row, logged_in, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def coordinates(cast: Any, person: Person, area: Area | None = None, day: datetime.date | None = None) -> None:
    give_role(
        person,
        by=cast.adam,
        kind=RoleKind.COORDINATOR,
        federation=cast.federation,
        area=area or cast.area,
        starts_on=day or today(),
    )


def called(meeting: Meeting) -> set[str]:
    return {str(seat) for seat in live_invitations(meeting)}


def mails(kind: str) -> list[str]:
    return sorted(OutboxMessage.objects.filter(kind=kind).values_list("address", flat=True))


def test_who_is_called_goes_and_the_unit_is_asked_and_the_caller_told(cast: Any, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"
    make_contact_point(cast.af_unit, mailbox="in@af.example")
    meeting = call_individual(cast)
    tell(meeting.pk)
    deliver_batch()

    coordinates(cast, cast.bo)
    tell(meeting.pk)

    assert called(meeting) == {"Anna Andlykt", "Rut Rimfrosthatt", "Arbetsförmedlingen Lingonby"}
    assert (mails("assign"), mails("seat_left")) == (["in@af.example"], ["anna@bistand.example"])
    assert mails("removed") == ["bo@af.example"]
    assert not can_see(cast.bo, meeting)
    told = OutboxMessage.objects.get(kind="seat_left").text
    assert "En som var kallad kommer inte längre. Verksamheten har fått frågan vem som kommer i stället." in told
    assert "Bo" not in told


def test_what_they_have_called_they_hold_until_a_colleague_who_is_told_takes_over(cast: Any) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    assert not can_take_over(cast.alma, meeting)

    coordinates(cast, cast.anna)
    tell(meeting.pk)

    assert mails("caller_left") == ["alma@bistand.example"]
    assert can_change(cast.anna, meeting) and "Anna Andlykt" in called(meeting)
    assert list(meetings_to_take_over(cast.alma)) == [meeting]

    take_over_meeting(meeting, by=cast.alma)

    meeting.refresh_from_db()
    assert (meeting.caller, "Anna Andlykt" in called(meeting)) == (cast.alma, False)
    assert not can_see(cast.anna, meeting) and not meetings_to_take_over(cast.alma).exists()


def test_nobody_else_takes_over_nor_a_colleague_who_coordinates_as_well(cast: Any) -> None:
    meeting = call_individual(cast)
    second = make_person(cast.kommun_unit)
    coordinates(cast, cast.anna)
    coordinates(cast, second)

    for one in (cast.bo, cast.kim, cast.cilla, cast.david, cast.eva, second):
        assert not can_take_over(one, meeting) and not meetings_to_take_over(one).exists()
    assert can_take_over(cast.alma, meeting)


def test_what_is_before_the_day_stays(cast: Any) -> None:
    before, after = (call_individual(cast, starts_at=on_workday(days)) for days in (10, 30))

    for person in (cast.bo, cast.anna):
        coordinates(cast, person, day=before.starts_at.date() + DAY)

    assert "Bo Bäverhjälm" in called(before) and "Bo Bäverhjälm" not in called(after)
    assert list(meetings_to_take_over(cast.alma)) == [after]


def test_cases_of_another_area_and_meetings_of_groups_stay(cast: Any) -> None:
    case, group = call_individual(cast), call_forum(cast)
    coordinates(cast, cast.bo, cast.neighbour)
    coordinates(cast, cast.anna, cast.neighbour)
    coordinates(cast, cast.rut)

    assert "Bo Bäverhjälm" in called(case) and {"Bo Bäverhjälm", "Rut Rimfrosthatt"} <= called(group)
    assert not meetings_to_take_over(cast.alma).exists()


def test_another_role_takes_nothing(cast: Any) -> None:
    meeting = call_individual(cast)

    give_role(
        cast.bo, by=cast.cilla, kind=RoleKind.CONTACT_PERSON, federation=cast.federation, area=cast.area,
        party=cast.af, starts_on=today(),
    )  # fmt: skip

    assert "Bo Bäverhjälm" in called(meeting)


def test_given_once_more_it_changes_nothing(cast: Any) -> None:
    meeting = call_individual(cast, cast.bo, cast.rut)
    for person in (cast.bo, cast.anna):
        coordinates(cast, person)
    before = every_row()

    for person in (cast.bo, cast.anna):
        coordinates(cast, person)

    assert every_row() == before
    assert meeting.events.filter(what="caller_left").count() == 1


def test_when_the_role_ends_before_the_meeting_nobody_takes_over(cast: Any) -> None:
    meeting = call_individual(cast)
    make_role(cast.anna, RoleKind.COORDINATOR, area=cast.area, ends_on=meeting.starts_at.date() - DAY)

    assert not can_take_over(cast.alma, meeting) and not meetings_to_take_over(cast.alma).exists()


def test_before_the_role_is_given_one_sees_how_many_cases_go_over_and_nothing_of_them(cast: Any) -> None:
    meetings = [call_individual(cast) for _number in range(2)]
    adam, before = logged_in(cast.adam), every_row()
    fields = {"kind": "coordinator", "starts_on": str(today()), "area": cast.area.pk}
    url, change = reverse("notifications:change-preview"), {"change": "role-give"}

    of_bo = text_of(adam.post(url, {**change, "pk": cast.bo.pk, **fields}))
    of_anna = text_of(adam.post(url, {**change, "pk": cast.anna.pk, **fields}))
    of_kim = text_of(adam.post(url, {**change, "pk": cast.kim.pk, **fields}))

    assert "En samverkanskoordinator har inga individärenden." in of_bo
    assert "Bo Bäverhjälm lämnar 2 möten om enskilda, och enheten får frågan vem som kommer i stället." in of_bo
    assert "2 möten som Anna Andlykt har kallat till väntar på att en kollega tar över." in of_anna
    assert "2 möten om enskilda berörs. Vilka som får besked där ser du inte." in of_bo
    assert "individärenden" not in of_kim and "Ingen får mejl." in of_kim
    assert all(meeting.reference not in of_bo + of_anna for meeting in meetings)
    assert every_row() == before


def test_a_coordinator_who_still_holds_a_case_is_told_so_on_its_page(cast: Any) -> None:
    meeting = call_individual(cast)
    says = "En samverkanskoordinator har inga individärenden. En kollega på enheten kan ta över mötet."
    assert says not in text_of(logged_in(cast.anna).get(f"/moten/{meeting.pk}/"))

    coordinates(cast, cast.anna)

    assert says in text_of(logged_in(cast.anna).get(f"/moten/{meeting.pk}/"))


def test_who_is_to_be_coordinator_by_then_is_not_called_assigned_or_sent(cast: Any) -> None:
    draft = draft_individual(cast)
    coordinates(cast, cast.rut, day=draft.starts_at.date())
    before = draft_individual(cast, starts_at=on_workday(10))

    assert "coordinator_has_no_cases" in {one.code for one in call_refusals(draft)}
    assert "coordinator_has_no_cases" not in {one.code for one in call_refusals(before)}


def test_two_rows_that_become_one_leave_a_coordinator_no_cases(cast: Any) -> None:
    twin = make_person(cast.af_unit, name="Bo Bäverhjälm", email="bo.gammal@af.example")
    meeting = call_individual(cast, twin, cast.rut)
    make_role(cast.bo, RoleKind.COORDINATOR, area=cast.area)

    merge_persons(cast.bo, goes=twin, by=cast.adam)
    say_yes()

    assert called(meeting) == {"Anna Andlykt", "Rut Rimfrosthatt", "Arbetsförmedlingen Lingonby"}
