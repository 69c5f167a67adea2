"""A unit that closes may have a successor of the same party, which takes over what lies ahead and no more."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from booking.meetings.access import can_change
from booking.meetings.queries import live_invitations
from booking.meetings.take_over import meetings_to_take_over
from booking.models import Invitation, InvitationState, Meeting, SeriesSeat
from booking.staffing.actions import close_unit
from booking.staffing.members import possible_conveners, set_convener
from config.ground.errors import RuleError
from forums.access import calling_units
from forums.holes import holes_of
from forums.models import Unit
from forums.queries import today, works_at
from notifications.models import OutboxMessage
from notifications.tasks import tell
from tests.factories import make_contact_point, make_person, make_unit
from tests.factories.calls import call_forum, call_individual, draft_individual, on_workday
from tests.factories.series import call_weekly
from tests.factories.vouching import say_yes

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def heir(cast: Any) -> Unit:
    """AF's new unit, which takes over from AF Lingonby."""
    unit = make_unit(cast.af, name="Arbetsförmedlingen Södra")
    make_contact_point(unit, mailbox="sodra@af.example")
    return unit


def units_at(meeting: Meeting) -> dict[str, str]:
    return {str(seat).split()[0]: str(seat.unit) for seat in live_invitations(meeting) if seat.unit}


def asked(meeting: Meeting, unit: Unit) -> Invitation:
    """Bo's seat, as one that his unit has not said who comes for."""
    Invitation.objects.filter(meeting=meeting, person__email="bo@af.example").update(
        person=None, unit=unit, contact_point=make_contact_point(unit, mailbox="lingonby@af.example")
    )
    return meeting.invitations.get(unit=unit)


def test_who_works_there_goes_on_at_the_successor_from_the_first_day(cast: Any, heir: Unit) -> None:
    day = today() + 5 * DAY

    closed = close_unit(cast.af_unit, by=cast.adam, on=day, successor=heir)

    assert (closed.closed_on, closed.successor) == (day, heir)
    for person in (cast.bo, cast.kim):
        assert works_at(person, cast.af_unit, day - DAY) and not works_at(person, cast.af_unit, day)
        assert works_at(person, heir, day) and not works_at(person, heir, day - DAY)


def test_who_was_to_leave_leaves_on_the_same_day_there(cast: Any, heir: Unit) -> None:
    cast.bo.placements.update(ends_on=today() + 9 * DAY)

    close_unit(cast.af_unit, by=cast.adam, on=today() + 5 * DAY, successor=heir)

    assert cast.bo.placements.get(unit=heir).ends_on == today() + 9 * DAY


def test_who_works_at_both_has_one_place_at_the_successor(cast: Any, heir: Unit) -> None:
    cast.bo.placements.create(unit=heir, starts_on=today(), ends_on=today() + DAY)

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)

    place = cast.bo.placements.get(unit=heir)
    assert (place.starts_on, place.ends_on) == (today(), None)


def test_seats_at_meetings_ahead_are_kept_and_nobody_is_told(cast: Any, heir: Unit) -> None:
    meeting, group = call_individual(cast), call_forum(cast)
    for one in (meeting, group):
        tell(one.pk)
    before = OutboxMessage.objects.count()

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)
    for one in (meeting, group):
        tell(one.pk)

    assert units_at(meeting)["Bo"] == units_at(group)["Bo"] == "Arbetsförmedlingen Södra"
    assert OutboxMessage.objects.count() == before
    assert meeting.events.filter(what="unit_succeeded").count() == 1


def test_a_meeting_before_the_day_is_the_old_units(cast: Any, heir: Unit) -> None:
    before, after = call_forum(cast, starts_at=on_workday(10)), call_forum(cast, starts_at=on_workday(30))

    close_unit(cast.af_unit, by=cast.adam, on=before.starts_at.date() + DAY, successor=heir)

    assert units_at(before)["Bo"] == "Arbetsförmedlingen Lingonby"
    assert units_at(after)["Bo"] == "Arbetsförmedlingen Södra"


def test_a_seat_in_a_group_goes_over_and_leaves_no_hole(cast: Any, heir: Unit) -> None:
    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)

    old, new = cast.lsg.memberships.filter(person=cast.bo).order_by("starts_on")
    assert (old.unit, old.ends_on) == (cast.af_unit, today() - DAY)
    assert (new.unit, new.party, new.starts_on, new.ends_on, new.is_substitute) == (heir, cast.af, today(), None, False)
    assert holes_of([cast.lsg])[cast.lsg.pk] == []


def test_a_place_in_a_series_goes_over_as_one_entry(cast: Any, heir: Unit) -> None:
    series = call_weekly(cast)

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)

    seat = SeriesSeat.objects.get(series=series, person=cast.bo)
    assert seat.unit == heir
    assert set(seat.invitations.values_list("unit", "state")) == {(heir.pk, InvitationState.LIVE)}


def test_a_call_that_nobody_is_named_for_is_asked_at_the_successor_when_the_caller_has_said_yes(
    cast: Any, heir: Unit
) -> None:
    meeting = call_individual(cast)
    seat = asked(meeting, cast.af_unit)
    tell(meeting.pk)

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)
    say_yes()
    tell(meeting.pk)

    seat.refresh_from_db()
    assert (seat.unit, seat.is_live, seat.link_version) == (heir, True, 2)
    mails = OutboxMessage.objects.filter(kind__in=("assign", "passed_on"))
    assert set(mails.values_list("kind", "address")) == {
        ("assign", "lingonby@af.example"),
        ("assign", "sodra@af.example"),
    }


def test_a_successor_that_cannot_be_asked_loses_the_call_and_the_caller_is_told(cast: Any) -> None:
    meeting, silent = call_individual(cast), make_unit(cast.af)
    asked(meeting, cast.af_unit)
    cast.af_unit.contact_points.update(mailbox="")

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=silent)
    say_yes()

    assert set(units_at(meeting)) == {"Anna", "Rut"}
    assert meeting.events.filter(what="seat_ended").count() == 1


def test_a_successor_without_a_way_in_is_reached_as_the_unit_that_closes_and_is_asked_there(cast: Any) -> None:
    meeting, heir = call_individual(cast), make_unit(cast.af, name="Arbetsförmedlingen Södra")
    seat = asked(meeting, cast.af_unit)
    old = seat.contact_point
    old.matter, old.hours, old.person, old.checked_on = "Rehabilitering", "9–11", cast.kim, today()
    old.save()

    close_unit(cast.af_unit, by=cast.adam, on=today() + 5 * DAY, successor=heir)
    say_yes()

    point = heir.contact_points.get()
    assert (point.function, point.mailbox, point.matter, point.hours, point.person, point.checked_on) == (
        *(old.function, "lingonby@af.example", "Rehabilitering", "9–11", cast.kim, None),
    )
    assert cast.af_unit.contact_points.get() == old
    seat.refresh_from_db()
    assert (seat.unit, seat.contact_point, seat.is_live) == (heir, point, True)


def test_a_successor_with_a_way_in_of_its_own_keeps_to_it(cast: Any, heir: Unit) -> None:
    make_contact_point(cast.af_unit, mailbox="lingonby@af.example")

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)

    assert list(heir.contact_points.values_list("mailbox", flat=True)) == ["sodra@af.example"]


def test_who_does_not_go_on_there_is_not_behind_the_way_in_that_goes_along(cast: Any) -> None:
    heir = make_unit(cast.af)
    make_contact_point(heir, function="Samverkan", mailbox="", phone="08-123 45")
    make_contact_point(cast.af_unit, function="Samverkan", person=cast.kim, mailbox="samverkan@af.example")
    make_contact_point(cast.af_unit, function="Chef", person=cast.kim, mailbox="")
    cast.kim.placements.update(ends_on=today() + DAY)

    close_unit(cast.af_unit, by=cast.adam, on=today() + 2 * DAY, successor=heir)

    assert list(heir.contact_points.values_list("function", "mailbox", "person", "phone")) == [
        ("Samverkan", "samverkan@af.example", None, "08-123 45")
    ]


def test_a_group_keeps_its_convener_who_may_be_chosen_again_there(cast: Any, heir: Unit) -> None:
    set_convener(cast.lsg, by=cast.cilla, person=cast.bo)

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)

    cast.lsg.refresh_from_db()
    assert cast.lsg.convener == cast.bo
    assert cast.bo in possible_conveners(cast.lsg)


def test_what_the_unit_has_called_is_the_successors_and_its_caller_holds_it(cast: Any) -> None:
    meeting, later = call_individual(cast), today() + 5 * DAY
    colleague = make_person(cast.school, name="Sol Solros", email="sol@skolan.example")

    close_unit(cast.kommun_unit, by=cast.cilla, on=later, successor=cast.school)

    meeting.refresh_from_db()
    assert (meeting.calling_unit, meeting.caller) == (cast.school, cast.anna)
    assert can_change(cast.anna, meeting)
    for one in (colleague, cast.alma):
        assert not meetings_to_take_over(one).exists()


def test_what_a_consent_does_not_cover_does_not_go_over(cast: Any) -> None:
    meeting = call_individual(cast)
    meeting.consent.parties.remove(cast.kommun)
    meeting.consent.units.add(cast.kommun_unit)

    close_unit(cast.kommun_unit, by=cast.cilla, on=today(), successor=cast.school)

    meeting.refresh_from_db()
    assert meeting.calling_unit == cast.kommun_unit
    assert set(units_at(meeting)) == {"Bo", "Rut"}
    assert not meeting.consent.units.filter(pk=cast.school.pk).exists()


def test_the_successor_serves_the_areas_of_the_one_that_closed(cast: Any, heir: Unit) -> None:
    heir.areas.clear()

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)

    assert set(heir.areas.all()) == set(cast.af_unit.areas.all())
    assert calling_units(cast.bo, cast.samverksmote) == [heir]


def test_a_second_time_changes_nothing(cast: Any, heir: Unit) -> None:
    meeting = call_individual(cast)
    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)
    version = Meeting.objects.get(pk=meeting.pk).version

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)

    assert Meeting.objects.get(pk=meeting.pk).version == version
    assert cast.bo.placements.count() == 2


@pytest.mark.parametrize(
    ("unit", "code"), [("af_unit", "same_unit"), ("fk_unit", "other_party"), ("closed", "unit_closed")]
)
def test_a_successor_that_cannot_take_over_is_refused(cast: Any, heir: Unit, unit: str, code: str) -> None:
    cast.closed = make_unit(cast.af, closed_on=today())

    with pytest.raises(RuleError) as caught:
        close_unit(cast.af_unit, by=cast.adam, on=today(), successor=getattr(cast, unit))

    assert (caught.value.code, caught.value.field) == (code, "successor")
    assert Unit.objects.get(pk=cast.af_unit.pk).closed_on is None


def test_a_unit_that_one_does_not_keep_is_no_successor(cast: Any) -> None:
    with pytest.raises(PermissionDenied):
        close_unit(cast.af_unit, by=cast.adam, on=today(), successor=cast.eva.placements.get().unit)


def test_a_draft_of_a_case_is_left_to_its_caller(cast: Any, heir: Unit) -> None:
    draft = draft_individual(cast)

    close_unit(cast.af_unit, by=cast.adam, on=today(), successor=heir)

    assert units_at(draft)["Bo"] == "Arbetsförmedlingen Lingonby"
