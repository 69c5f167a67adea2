"""Taking back who was named by mistake, logged in; and a unit that cannot come."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from booking.meetings.actions.answering import answer_invitation, assign_by_address, assign_invitation
from booking.meetings.actions.taking_back import unassign_invitation
from booking.models import Invitation, InvitationState
from config.ground.errors import RuleError
from notifications.models import OutboxMessage
from notifications.tasks import tell
from tests.acts import called_unit
from tests.booking.meetings.looking import login, seat, text_of
from tests.factories import make_contact_point, make_invitation
from tests.factories.calls import call_forum, call_individual
from tests.notifications.telling.rows import leave

KIM = {"name": "Kim Kottesken", "email": "kim@af.example"}


def choose(call: Invitation, cast: Any, person: Any) -> Invitation:
    return assign_invitation(call, by=cast.kim, person=person)


@pytest.mark.parametrize("kind", ["replaces", "accompanies"])
def test_who_named_a_colleague_takes_it_back_on_the_page(client: Client, cast: Any, kind: str) -> None:
    own = seat(call_individual(cast), cast.bo)
    browser, url = login(client, cast.bo), f"/moten/{own.meeting_id}/ersattare/"

    page = browser.post(url, {**KIM, "kind": kind}, follow=True)
    shown = text_of(browser.get(url))
    back = [browser.post(url, {"ta_tillbaka": "1"}, follow=True).status_code for _again in range(2)]

    assert page.status_code == 200 and "Ta tillbaka kallelsen till Kim Kottesken" in shown
    assert ("Mötet tas bort ur din kalender" in shown) == (kind == "replaces")
    own.refresh_from_db()
    assert (own.state, back) == (InvitationState.LIVE, [200, 200])
    assert own.substitutions.get().substitute.state == InvitationState.REMOVED
    assert "Ta tillbaka" not in text_of(browser.get(url))


def test_a_colleague_who_has_answered_stays(client: Client, cast: Any) -> None:
    own = seat(call_individual(cast), cast.bo)
    browser, url = login(client, cast.bo), f"/moten/{own.meeting_id}/ersattare/"
    browser.post(url, {**KIM, "kind": "replaces"})
    answer_invitation(own.substitutions.get().substitute, answer="yes", channel="page")

    back = browser.post(url, {"ta_tillbaka": "1"})

    assert (back.status_code, "Din kollega har redan svarat." in text_of(back)) == (422, True)
    own.refresh_from_db()
    assert own.state == InvitationState.REPLACED


def test_nobody_else_reads_whom_somebody_has_named(client: Client, cast: Any) -> None:
    """Neither who was never called, nor who is called no more for another reason."""
    own = seat(call_individual(cast), cast.bo)
    login(client, cast.bo).post(f"/moten/{own.meeting_id}/ersattare/", {**KIM, "kind": "replaces"})
    Invitation.objects.filter(person=cast.rut).update(state=InvitationState.REMOVED)

    found = [login(client, who).get(f"/moten/{own.meeting_id}/ersattare/").status_code for who in (cast.rut, cast.alma)]

    assert found == [404, 404]


def test_a_units_choice_is_taken_back_and_the_unit_is_asked_anew(client: Client, cast: Any) -> None:
    call = choose(called_unit(cast), cast, cast.bo)
    tell(call.meeting_id)
    leave()
    browser, url = login(client, cast.kim), f"/kallelser/{call.pk}/tilldela/"

    assert "Ta tillbaka kallelsen till Bo Bäverhjälm" in text_of(browser.get(url))
    back = browser.post(url, {"ta_tillbaka": "1"}, follow=True)
    tell(call.meeting_id)

    assert "Vem kommer?" in text_of(back)
    call.refresh_from_db()
    assert (call.person, call.unit, call.answer) == (None, cast.af_unit, "unanswered")
    told = {(one.address, one.method) for one in OutboxMessage.objects.filter(state="queued")}
    assert (cast.bo.email, "CANCEL") in told and (call.contact_point.mailbox, "") in told
    assert browser.post(url, {"person": cast.kim.pk}).status_code == 302


def test_a_choice_by_the_units_link_goes_back_to_the_unit_that_was_asked(cast: Any) -> None:
    call = called_unit(cast)
    assign_by_address(call, name="Bo Bäverhjälm", email=cast.bo.email)

    again = unassign_invitation(Invitation.objects.get(pk=call.pk), by=cast.kim)

    assert (again.person, again.unit, again.contact_point) == (None, cast.af_unit, call.contact_point)


def test_who_has_answered_and_who_was_called_by_name_are_no_units_choice_any_more(client: Client, cast: Any) -> None:
    call = choose(called_unit(cast), cast, cast.bo)
    named = seat(call_individual(cast, cast.frida, cast.bo), cast.bo)
    answer_invitation(call, answer="yes", channel="page")

    for each, code in ((call, "colleague_answered"), (named, "called_by_name")):
        with pytest.raises(RuleError) as refusal:
            unassign_invitation(each, by=cast.kim)
        assert refusal.value.code == code
        page = login(client, cast.kim).post(f"/kallelser/{each.pk}/tilldela/", {"ta_tillbaka": "1"})
        assert (page.status_code, "Ta tillbaka" in text_of(page)) == (422, False)


def test_a_unit_that_cannot_come_chooses_why_in_a_case(client: Client, cast: Any) -> None:
    call = called_unit(cast)
    browser = login(client, cast.kim)
    page = text_of(browser.get(f"/kallelser/{call.pk}/tilldela/"))

    browser.post(f"/kallelser/{call.pk}/kan-inte/", {"notes": ["short_notice"], "comment": "Något om någon"})

    assert "Vi kan inte komma" in page and "Kallelsen kom för sent" in page and "Blir sen" not in page
    call.refresh_from_db()
    assert (call.answer, call.answer_notes, call.comment) == ("no", ["short_notice"], "")
    assert "Ni har svarat att ni inte kan komma" in text_of(browser.get(f"/kallelser/{call.pk}/tilldela/"))
    assert "Vem kommer från" not in text_of(browser.get("/"))


def test_a_unit_that_cannot_come_writes_a_message_in_a_group(client: Client, cast: Any) -> None:
    make_contact_point(cast.af_unit)
    call = make_invitation(call_forum(cast), unit=cast.af_unit)

    login(client, cast.kim).post(f"/kallelser/{call.pk}/kan-inte/", {"comment": "Alla är på utbildning"})

    call.refresh_from_db()
    assert (call.answer, call.comment) == ("no", "Alla är på utbildning")
