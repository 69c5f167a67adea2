"""Proposed times and delegates on the pages: who sees them, and how they are decided."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from booking.meetings.actions.wishes import note_delegation, propose_time
from booking.models import CounterProposal, Delegation, Meeting, WishState
from notifications.models import OutboxMessage
from notifications.outbox.delivery import deliver_batch
from notifications.tasks import tell
from tests.factories.calls import call_forum, call_individual
from tests.notifications.pages.looking import logged_in, seat_of, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PREVIEW = "/moten/andring/"


@pytest.fixture
def meeting(cast: Any, settings: Any, tmp_path: Any) -> Meeting:
    settings.EMAIL_URL = f"maildir://{tmp_path / 'mailbox'}"
    called = call_individual(cast)
    tell(called.pk)
    deliver_batch()
    return called


def propose(meeting: Meeting, person: Any) -> CounterProposal:
    proposal = propose_time(
        seat_of(meeting, person), starts_at=meeting.starts_at + DAY, ends_at=meeting.ends_at + DAY, channel="mail"
    )
    assert proposal is not None
    return proposal


def page(person: Any, meeting: Meeting) -> str:
    return text_of(logged_in(person).get(f"/moten/{meeting.pk}/"))


def fields(meeting: Meeting, change: str, **more: Any) -> dict[str, Any]:
    meeting.refresh_from_db()
    return {"change": change, "meeting": meeting.pk, "version": meeting.version, **more}


def test_the_caller_sees_a_proposed_time_on_the_meeting_and_among_what_is_to_be_done(
    cast: Any, meeting: Meeting
) -> None:
    propose(meeting, cast.bo)

    assert "Bo Bäverhjälm föreslår en annan tid" in page(cast.anna, meeting)
    first = text_of(logged_in(cast.anna).get("/"))
    assert "Bo Bäverhjälm föreslår en annan tid: " in first
    assert f"/moten/{meeting.pk}/#onskemal" in first and "Förslag: " in first
    for other in (cast.bo, cast.rut):
        assert "föreslår en annan tid" not in page(other, meeting) + text_of(logged_in(other).get("/"))
    for other in (cast.kim, cast.cilla, cast.david, cast.adam, cast.eva):
        assert "föreslår en annan tid" not in text_of(logged_in(other).get("/"))


def test_those_who_hold_a_group_together_see_what_its_members_ask_for(cast: Any) -> None:
    group = call_forum(cast)
    propose(group, cast.bo)
    note_delegation(seat_of(group, cast.rut), email="x@vardcentralen.example")

    first = text_of(logged_in(cast.cilla).get("/"))

    assert "Bo Bäverhjälm föreslår en annan tid" in first
    assert "Rut Rimfrosthatt vill att någon annan kommer" in first
    assert "vill att x@vardcentralen.example kommer i stället" in page(cast.cilla, group)
    assert "x@vardcentralen.example" not in page(cast.frida, group)


def test_accepting_a_time_shows_first_who_is_told_and_then_moves_the_meeting(cast: Any, meeting: Meeting) -> None:
    proposal, anna, was = propose(meeting, cast.bo), logged_in(cast.anna), meeting.starts_at

    shown = text_of(anna.post(PREVIEW, fields(meeting, "accept-time", proposal=proposal.pk)))

    assert "och du själv får ny tid. Ingen annan får mejl." in shown
    assert "Ny tid: " in shown
    meeting.refresh_from_db()
    assert meeting.starts_at == was
    done = anna.post(f"/moten/{meeting.pk}/ta-foreslagen-tid/", fields(meeting, "x", proposal=proposal.pk), follow=True)
    assert "Mötet är flyttat" in text_of(done)
    meeting.refresh_from_db()
    assert meeting.starts_at == was + DAY


def test_keeping_the_time_shows_first_that_only_the_one_who_proposed_it_is_told(cast: Any, meeting: Meeting) -> None:
    proposal, anna = propose(meeting, cast.bo), logged_in(cast.anna)

    shown = text_of(anna.post(PREVIEW, fields(meeting, "decline-time", proposal=proposal.pk)))

    assert "Bo Bäverhjälm får veta att tiden står fast. Ingen annan får mejl." in shown
    assert not OutboxMessage.objects.filter(kind="counter_declined").exists()
    anna.post(f"/moten/{meeting.pk}/behall-tiden/", fields(meeting, "x", proposal=proposal.pk))
    assert CounterProposal.objects.get().state == WishState.DECLINED
    assert "föreslår en annan tid" not in page(cast.anna, meeting)


def test_a_delegate_is_called_by_a_name_that_the_caller_may_correct(cast: Any, meeting: Meeting) -> None:
    delegation, anna = note_delegation(seat_of(meeting, cast.bo), email="nils.ny@af.example"), logged_in(cast.anna)
    assert 'value="Nils Ny"' in page(cast.anna, meeting)
    data = fields(meeting, "call-delegate", delegation=delegation.pk, name="Nils Nyberg")

    shown = text_of(anna.post(PREVIEW, data))
    anna.post(f"/moten/{meeting.pk}/kalla-i-stallet/", data)

    assert "Nils Nyberg kallas." in shown
    assert meeting.invitations.get(person__email="nils.ny@af.example").person.name == "Nils Nyberg"


def test_a_delegate_who_may_not_be_called_is_refused_with_the_reason(cast: Any, meeting: Meeting) -> None:
    delegation = note_delegation(seat_of(meeting, cast.bo), email="frida@fk.example")

    answer = logged_in(cast.anna).post(
        PREVIEW, fields(meeting, "call-delegate", delegation=delegation.pk, name="Frida")
    )

    assert answer.status_code == 422
    assert "Ersättaren behöver arbeta hos samma part." in text_of(answer)
    assert Delegation.objects.get().state == WishState.OPEN


def test_a_delegate_is_declined_without_a_mail(cast: Any, meeting: Meeting) -> None:
    delegation, anna = note_delegation(seat_of(meeting, cast.bo), email="nils.ny@af.example"), logged_in(cast.anna)
    data = fields(meeting, "decline-delegate", delegation=delegation.pk)

    assert "Ingen får mejl." in text_of(anna.post(PREVIEW, data))
    anna.post(f"/moten/{meeting.pk}/kalla-inte/", data)

    assert "nils.ny@af.example" not in page(cast.anna, meeting)


def test_a_wish_that_is_over_says_so(cast: Any, meeting: Meeting) -> None:
    gone = propose(meeting, cast.bo).pk
    CounterProposal.objects.all().delete()

    answer = logged_in(cast.anna).post(PREVIEW, fields(meeting, "accept-time", proposal=gone))

    assert answer.status_code == 422
    assert "Önskemålet gäller inte längre." in text_of(answer)


@pytest.mark.parametrize("path", ["ta-foreslagen-tid", "behall-tiden", "kalla-i-stallet", "kalla-inte"])
def test_nobody_else_decides(cast: Any, meeting: Meeting, path: str) -> None:
    proposal = propose(meeting, cast.bo)
    data = fields(meeting, "accept-time", proposal=proposal.pk, delegation=1, name="N")

    for other in (cast.bo, cast.kim, cast.cilla, cast.david, cast.adam, cast.eva):
        assert logged_in(other).post(f"/moten/{meeting.pk}/{path}/", data).status_code in (403, 404)
        assert logged_in(other).post(PREVIEW, data).status_code in (403, 404)
    assert CounterProposal.objects.get().state == WishState.OPEN


def test_who_holds_a_group_together_says_whether_delegates_are_called_at_once(cast: Any) -> None:
    url = f"/forum/{cast.lsg.pk}/ersattare-direkt/"
    for person, allowed in ((cast.bo, False), (cast.eva, False), (cast.cilla, True)):
        logged_in(person).post(url, {"pa": "1"})
        cast.lsg.refresh_from_db()
        assert cast.lsg.calls_delegates is allowed

    assert "kallas direkt" in text_of(logged_in(cast.cilla).get(f"/forum/{cast.lsg.pk}/"))
    logged_in(cast.cilla).post(url)
    cast.lsg.refresh_from_db()
    assert cast.lsg.calls_delegates is False
