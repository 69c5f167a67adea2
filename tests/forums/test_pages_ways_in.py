"""Vägen in, the groups' contact lists and the areas, as those who use them meet them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.urls import reverse

from booking.models import Meeting
from booking.staffing.actions import correct_contact_point
from config.ground.errors import RuleError
from forums.actions.proposals import propose_point_change
from forums.models import AuditEntry, PointProposal
from forums.queries import today
from tests.factories import make_contact_point, make_party, make_person, make_role, make_unit
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db
LIST = reverse("forums:contact-point-list")
DAY = datetime.timedelta(days=1)


def test_a_row_says_the_kommun_and_who_is_behind(cast: Any) -> None:
    point = make_contact_point(cast.kommun_unit, mailbox="in@bistand.example")
    point.person = cast.alma
    point.save()

    page = text_of(logged_in(cast.anna).get(LIST))

    assert "Lingonby kommun" in page and "Alma Andlykt" in page and "Uppgift saknas" in page


def test_a_coordinator_begins_with_her_own_area(cast: Any) -> None:
    other = make_unit(make_party("kommun", area=cast.neighbour, name="Blåbärsby kommun"), name="Blåbärsenheten")
    make_contact_point(other)
    make_contact_point(cast.kommun_unit)

    page = text_of(logged_in(cast.cilla).get(LIST))

    assert "Ekonomiskt bistånd" in page and "Blåbärsenheten" not in page
    assert "Blåbärsenheten" in text_of(logged_in(cast.cilla).get(LIST, {"omrade": ""}))


def test_a_proposal_waits_for_who_keeps_the_way_in_until_they_have_looked(cast: Any) -> None:
    point = make_contact_point(cast.af_unit)
    anna, cilla = logged_in(cast.anna), logged_in(cast.cilla)
    page = reverse("booking:point-propose", args=[point.pk])
    assert page in anna.get(LIST, {"omrade": ""}).content.decode()

    anna.post(page, {"text": "Rita har slutat, ring 0380-123 45"})

    assert "Rita har slutat, ring 0380-123 45" in text_of(cilla.get(reverse("booking:my-meetings")))
    correct_contact_point(point, by=cast.cilla, phone="0380-123 45")
    assert not PointProposal.objects.exists()


def test_a_proposal_holds_no_identity_number(cast: Any) -> None:
    point = make_contact_point(cast.af_unit)

    with pytest.raises(RuleError, match="personnummer"):
        propose_point_change(point, by=cast.anna, text="Gäller 19850101-1236")
    assert not PointProposal.objects.exists()


def test_a_unit_is_called_from_its_row(cast: Any) -> None:
    make_contact_point(cast.af_unit)
    anna = logged_in(cast.anna)
    start = f"{reverse('booking:call-start')}?enhet={cast.af_unit.pk}"
    assert start in anna.get(LIST, {"omrade": ""}).content.decode()
    assert "Arbetsförmedlingen Lingonby är vald att kalla." in text_of(anna.get(start))

    anna.post(f"{start}&omrade={cast.area.pk}", {"choice": cast.samverksmote.pk, "request_key": uuid.uuid4()})

    draft = Meeting.objects.get()
    assert draft.invitations.filter(person=None, unit=cast.af_unit).exists()


def test_members_reach_each_other_and_nobody_else_is_shown_how(cast: Any) -> None:
    page = reverse("booking:forum", args=[cast.lsg.pk])

    assert "rut@vardcentralen.example" in text_of(logged_in(cast.bo).get(page))
    assert "rut@vardcentralen.example" in text_of(logged_in(cast.cilla).get(page))
    assert "rut@vardcentralen.example" not in text_of(logged_in(cast.kim).get(page))


def test_the_contact_list_is_a_file_for_who_holds_the_group_together(cast: Any) -> None:
    page = reverse("booking:forum-members-csv", args=[cast.lsg.pk])

    lines = logged_in(cast.cilla).get(page).content.decode("utf-8-sig").splitlines()

    assert any('"Rut Rimfrosthatt"' in line and '"rut@vardcentralen.example"' in line for line in lines)
    assert AuditEntry.objects.filter(what="members_fetched", who_id=cast.cilla.pk).exists()
    assert logged_in(cast.bo).get(page).status_code == 403


def test_the_own_area_is_first_and_a_paper_that_ran_out_is_said_loudly(cast: Any) -> None:
    cast.agreement.valid_until = today() - DAY
    cast.agreement.save()
    nils = make_person(name="Nils Näverkont", email="nils@lingon.example", phone="0380-99 88 77")
    make_role(nils, "coordinator", area=cast.neighbour)

    cilla, other = (logged_in(one).get(reverse("forums:area-list")) for one in (cast.cilla, nils))

    assert [row["area"] for row in cilla.context["rows"]] == [cast.area, cast.neighbour]
    assert [row["area"] for row in other.context["rows"]] == [cast.neighbour, cast.area]
    page = text_of(cilla)
    assert f"Överenskommelsen gick ut {today() - DAY}." in page and "0380-99 88 77" in page


def test_an_agreement_is_opened(cast: Any) -> None:
    page = text_of(logged_in(cast.anna).get(reverse("forums:agreement", args=[cast.agreement.pk])))

    assert "Samverksmöte" in page and "LSG Lingonby" in page and "4 möten om året" in page
