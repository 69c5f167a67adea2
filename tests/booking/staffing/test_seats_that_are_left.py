"""Who leaves several groups at once: what is said before, who is told, who is asked, and who is called instead."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from booking.meetings.queries import live_invitations
from booking.models import Meeting
from booking.staffing.actions import close_unit, end_placement, leave_federation
from booking.staffing.members import add_member, end_member, replace_member, send_member
from config.ground.errors import RuleError
from forums.holes import holes_of
from forums.models import Membership
from forums.queries import today
from notifications.models import OutboxMessage
from notifications.notices.due import run_due
from notifications.notices.planning import plan_swept
from notifications.tasks import tell
from tests.factories import (
    make_contact_point,
    make_forum,
    make_membership,
    make_person,
    make_role,
)
from tests.factories.calls import call_forum
from tests.factories.series import call_weekly
from tests.notifications.pages.looking import every_row, logged_in, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def neighbours(cast: Any) -> Any:
    """A second area with its coordinator and its group, where Bo has a seat for the same unit."""
    cast.nils = make_person(name="Nils Näverkont", email="nils@lingon.example")
    make_role(cast.nils, "coordinator", area=cast.neighbour)
    cast.other_lsg = make_forum(cast.neighbour, name="LSG Blåbärsby", kind="lsg")
    cast.af_unit.areas.add(cast.neighbour)
    make_membership(cast.other_lsg, cast.bo)
    return cast


def called(meeting: Meeting) -> set[str]:
    return {str(seat).split()[0] for seat in live_invitations(meeting)}


def mails() -> dict[str, str]:
    """What is queued about left seats: the text by address."""
    plan_swept()
    run_due()
    kinds = ("seat_left_empty", "unit_asked_for_member")
    return {mail.address: mail.text for mail in OutboxMessage.objects.filter(kind__in=kinds)}


def preview(client: Client, what: str, pk: int, row: int, **fields: Any) -> str:
    page = reverse("notifications:change-preview")
    return text_of(client.post(page, {"change": what, "pk": pk, "row": row, **fields}))


def test_whoever_holds_the_groups_together_is_told_once_and_not_who_did_it(neighbours: Any) -> None:
    cast = neighbours

    end_placement(cast.bo.placements.get(), by=cast.adam, on=today())

    told = mails()
    assert {"cilla@lingon.example", "nils@lingon.example"} <= set(told)
    assert "LSG Blåbärsby" in told["nils@lingon.example"] and "LSG Lingonby" not in told["nils@lingon.example"]
    assert "adam@lingon.example" not in told and "bo@af.example" not in told
    count = OutboxMessage.objects.count()
    mails()
    assert OutboxMessage.objects.count() == count


def test_the_director_is_told_while_an_area_has_no_coordinator(neighbours: Any) -> None:
    cast = neighbours
    cast.nils.roles.all().delete()

    end_placement(cast.bo.placements.get(), by=cast.adam, on=today())

    assert "LSG Blåbärsby" in mails()["david@lingon.example"]


def test_the_unit_is_asked_who_comes_and_its_answer_is_called(neighbours: Any) -> None:
    cast = neighbours
    make_role(cast.kim, "contact_person", party=cast.af)
    nova = make_person(cast.af_unit, name="Nova Nattljus", email="nova@af.example")
    meeting = call_forum(cast)
    end_placement(cast.bo.placements.get(), by=cast.adam, on=today())
    asked = mails()["kim@af.example"]
    assert "Vem kommer från Arbetsförmedlingen Lingonby i stället?" in asked
    assert "LSG Lingonby" in asked and "LSG Blåbärsby" in asked and "cilla@lingon.example" in asked
    kim = logged_in(cast.kim)
    left = cast.lsg.memberships.get(person=cast.bo)
    page = reverse("booking:seat-fill", args=[left.pk])
    assert page in kim.get(reverse("booking:my-meetings")).content.decode()

    kim.post(page, {"person": nova.pk, "starts_on": str(today() + DAY)})

    assert "Nova" in called(meeting)
    assert page not in kim.get(reverse("booking:my-meetings")).content.decode()
    assert kim.get(page).status_code == 404


def test_a_shared_mailbox_is_asked_where_nobody_speaks_for_the_unit(neighbours: Any) -> None:
    make_contact_point(neighbours.af_unit, mailbox="in@af.example")

    end_placement(neighbours.bo.placements.get(), by=neighbours.adam, on=today())

    assert "Berätta för den som håller ihop gruppen" in mails()["in@af.example"]


def test_nobody_is_asked_or_told_when_somebody_takes_over(neighbours: Any) -> None:
    cast = neighbours
    nova = make_person(cast.af_unit, name="Nova Nattljus", email="nova@af.example")

    end_placement(cast.bo.placements.get(), by=cast.adam, on=today(), heir=nova)

    assert mails() == {}


def test_the_page_before_says_every_seat_with_its_area_and_meetings(neighbours: Any) -> None:
    cast = neighbours
    call_forum(cast)
    adam = logged_in(cast.adam)
    before = every_row()

    shown = preview(adam, "placement-end", cast.bo.pk, cast.bo.placements.get().pk, on=str(today()))

    assert "LSG Lingonby: ordinarie för Arbetsförmedlingen Lingonby, 1 möte framåt. Ingen tar över än." in shown
    assert "LSG Blåbärsby: ordinarie för Arbetsförmedlingen Lingonby, 0 möten framåt." in shown
    assert "Nils Näverkont" in shown and "får veta vilka platser i grupper som blir tomma" in shown
    assert every_row() == before


@pytest.mark.parametrize("way", ["leave", "close", "end"])
def test_siblings_tell_as_well(neighbours: Any, way: str) -> None:
    cast = neighbours
    if way == "leave":
        leave_federation(cast.bo, by=cast.adam, on=today())
    elif way == "close":
        close_unit(cast.af_unit, by=cast.adam, on=today() + DAY)
    else:
        end_member(cast.other_lsg.memberships.get(person=cast.bo), by=cast.david, on=today())

    assert "LSG Blåbärsby" in mails()["nils@lingon.example"]


def test_a_closing_unit_shows_whose_seats_end(neighbours: Any) -> None:
    page = preview(logged_in(neighbours.adam), "unit-close", neighbours.af_unit.pk, 0, on=str(today() + DAY))

    assert "Bo Bäverhjälm · LSG Blåbärsby" in page


# --- substitutes


def test_the_standing_substitute_is_called_and_gives_the_seat_back(cast: Any) -> None:
    meeting = call_forum(cast)
    stand_in = make_membership(cast.lsg, cast.kim, is_substitute=True).person

    end_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, on=today())
    assert stand_in.name.split()[0] in called(meeting) and "Bo" not in called(meeting)

    nova = make_person(cast.af_unit, name="Nova Nattljus", email="nova@af.example")
    add_member(cast.lsg, by=cast.cilla, person=nova, party=cast.af, unit=cast.af_unit, starts_on=today() + DAY)
    assert "Nova" in called(meeting) and "Kim" not in called(meeting)


def test_the_substitute_has_one_entry_for_a_series(cast: Any) -> None:
    series = call_weekly(cast)
    make_membership(cast.lsg, cast.kim, is_substitute=True)
    tell(series.instances.first().pk)

    end_member(cast.lsg.memberships.get(person=cast.bo), by=cast.cilla, on=today())

    seats = [seat for meeting in series.instances.all() for seat in live_invitations(meeting).filter(person=cast.kim)]
    assert len(seats) == series.instances.count()
    assert len({seat.series_seat_id for seat in seats}) == 1 and seats[0].series_seat_id


# --- who is coming


def test_who_is_coming_stands_on_the_page_and_is_no_hole(cast: Any) -> None:
    seat, first = cast.lsg.memberships.get(person=cast.bo), today() + 30 * DAY
    replace_member(seat, by=cast.cilla, person=cast.kim, on=first)

    page = text_of(logged_in(cast.cilla).get(reverse("booking:forum", args=[cast.lsg.pk])))

    assert f"Kim Kottesken tar över {first}" in page
    assert holes_of([cast.lsg])[cast.lsg.pk] == []


def test_a_second_replacement_is_refused_with_who_has_it(cast: Any) -> None:
    seat, first = cast.lsg.memberships.get(person=cast.bo), today() + 30 * DAY
    replace_member(seat, by=cast.cilla, person=cast.kim, on=first)
    nova = make_person(cast.af_unit, name="Nova Nattljus", email="nova@af.example")

    with pytest.raises(RuleError, match="Kim Kottesken tar redan över platsen"):
        replace_member(seat, by=cast.cilla, person=nova, on=first)
    assert not Membership.objects.filter(person=nova).exists()


def test_a_party_with_a_member_to_come_says_when(cast: Any) -> None:
    agreed(cast)
    Membership.objects.filter(forum=cast.lsg, person=cast.bo).delete()
    first = today() + 30 * DAY
    add_member(cast.lsg, by=cast.cilla, person=cast.kim, party=cast.af, unit=cast.af_unit, starts_on=first)

    assert holes_of([cast.lsg])[cast.lsg.pk] == [
        f"Arbetsförmedlingen har ingen ledamot förrän Kim Kottesken börjar {first}."
    ]


def agreed(cast: Any) -> None:
    cast.agreement.parties.set([cast.kommun, cast.af, cast.fk, cast.region])


def test_only_a_seat_that_was_left_is_given_by_the_unit(cast: Any) -> None:
    make_role(cast.kim, "contact_person", party=cast.af)

    with pytest.raises(PermissionDenied):
        send_member(cast.lsg.memberships.get(person=cast.bo), by=cast.kim, person=cast.kim, starts_on=today())
