"""Calling the same people again, on the page and by the API."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from booking.meetings.actions.changing import cancel_meeting
from booking.meetings.actions.copying import copy_meeting
from booking.meetings.actions.seats import add_invitation
from booking.models import Meeting
from config.ground.errors import RuleError
from tests.booking.meetings.looking import login, text_of
from tests.factories import make_key, make_person
from tests.factories.calls import call_forum, call_individual, draft_individual, lingonhuset

pytestmark = pytest.mark.django_db


def people(meeting: Meeting) -> set[int | None]:
    return set(meeting.invitations.values_list("person", flat=True))


def test_another_case_with_the_same_people_has_no_consent_yet(cast: Any) -> None:
    source = call_individual(cast)

    draft = copy_meeting(source, by=cast.anna)

    assert (draft.state, draft.previous, draft.consent, draft.starts_at) == ("draft", None, None, None)
    assert people(draft) == {cast.anna.pk, cast.bo.pk, cast.rut.pk}
    assert (draft.at_place, draft.meeting_form) == (lingonhuset(cast), "on_site")
    assert draft.reference not in (None, source.reference)


def test_the_same_case_goes_on_in_its_chain(cast: Any) -> None:
    source = call_individual(cast)

    draft = copy_meeting(source, by=cast.anna, is_same_case=True)

    assert (draft.previous, draft.consent) == (source, source.consent)


def test_a_place_typed_by_hand_and_a_link_stay_behind(cast: Any) -> None:
    source = call_individual(cast, place="Hemma hos den enskilde")
    Meeting.objects.filter(pk=source.pk).update(link="https://mote.example/rum/7")
    source.refresh_from_db()

    draft = copy_meeting(source, by=cast.anna)

    assert (draft.place, draft.place_kind, draft.link) == ("", "", "")


def test_a_place_that_is_no_longer_used_stays_behind(cast: Any) -> None:
    source = call_individual(cast)
    place = lingonhuset(cast)
    place.ended_on = timezone.localdate() - datetime.timedelta(days=1)
    place.save()

    assert copy_meeting(source, by=cast.anna).place_kind == ""


def test_a_groups_agenda_comes_along_when_it_is_asked_for(cast: Any) -> None:
    source = call_forum(cast, title="Om hösten", agenda=["Budget"], internal_note="Ring Bo")
    guest = make_person(name="Gun Gäst", email="gun@annan.example")
    add_invitation(source, by=cast.cilla, person=guest, is_guest=True)

    plain, whole = (copy_meeting(source, by=cast.cilla, with_agenda=wanted) for wanted in (False, True))

    assert (plain.title, plain.agenda) == ("", cast.lsg_template.agenda)
    assert (whole.title, whole.agenda, whole.internal_note) == ("Om hösten", ["Budget"], "")
    assert people(plain) == people(whole) == people(source)
    assert (plain.forum, plain.place) == (cast.lsg, "Sessionssalen")


def test_a_cancelled_meeting_can_be_called_again(cast: Any) -> None:
    source = call_individual(cast)
    cancel_meeting(source, by=cast.anna, reason="illness")

    assert people(copy_meeting(source, by=cast.anna)) == {cast.anna.pk, cast.bo.pk, cast.rut.pk}


def test_a_draft_is_not_called_again_and_nobody_elses_meeting_is(cast: Any) -> None:
    with pytest.raises(RuleError) as caught:
        copy_meeting(draft_individual(cast), by=cast.anna)
    assert caught.value.code == "not_called"
    with pytest.raises(PermissionDenied):
        copy_meeting(call_individual(cast), by=cast.bo)


def test_who_may_not_call_any_longer_is_told_so(client: Client, cast: Any) -> None:
    source = call_individual(cast)
    cast.samverksmote.is_current = False
    cast.samverksmote.save()

    with pytest.raises(RuleError) as caught:
        copy_meeting(source, by=cast.anna)

    assert caught.value.code == "may_not_call"
    browser = login(client, cast.anna)
    assert "Kalla samma igen" not in text_of(browser.get(f"/moten/{source.pk}/"))
    page = text_of(browser.get(f"/moten/{source.pk}/samma-igen/", follow=True))
    assert "Du kan inte kalla till det här mötet längre." in page


def test_the_page_asks_whether_it_is_the_same_case_and_makes_one_draft(client: Client, cast: Any) -> None:
    source = call_individual(cast)
    cast.rut.placements.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    browser = login(client, cast.anna)
    assert "Kalla samma igen" in text_of(browser.get(f"/moten/{source.pk}/"))
    path = f"/moten/{source.pk}/samma-igen/"
    key = str(browser.get(path).context["form"].initial["request_key"])

    unsaid = browser.post(path, {"request_key": key})
    twice = [browser.post(path, {"request_key": key, "case": "other"}).url for _ in range(2)]

    assert unsaid.status_code == 422 and "Välj om det gäller samma ärende" in text_of(unsaid)
    assert twice[0] == twice[1]
    assert Meeting.objects.filter(state="draft").count() == 1
    assert "Rut Rimfrosthatt har lämnat Lingonby vårdcentral." in text_of(browser.get(twice[0]))


def test_the_page_of_a_groups_meeting_asks_for_the_agenda(client: Client, cast: Any) -> None:
    source = call_forum(cast, agenda=["Budget"])
    browser = login(client, cast.cilla)
    path = f"/moten/{source.pk}/samma-igen/"
    key = str(browser.get(path).context["form"].initial["request_key"])

    answer = browser.post(path, {"request_key": key, "with_agenda": "on"})

    assert Meeting.objects.get(state="draft").agenda == ["Budget"]
    assert browser.get(answer.url).status_code == 200


def test_by_the_api_what_did_not_come_along_is_said(cast: Any) -> None:
    source = call_individual(cast)
    cast.rut.placements.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    key = {"authorization": f"Token {make_key(cast.anna)}"}

    answer = Client().post(f"/api/v1/meetings/{source.pk}/copy/", {}, content_type="application/json", headers=key)

    assert answer.status_code == 201
    (left,) = answer.json()["left_behind"]
    assert left.startswith("Rut Rimfrosthatt har lämnat")
