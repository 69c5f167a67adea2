"""Proposed times and delegates over the API: listed for whoever holds the meeting, and decided there."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.meetings.actions.wishes import note_delegation, propose_time
from booking.models import CounterProposal, Delegation, Meeting, WishState
from booking.series.wishes import propose_series_time
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories.calls import call_forum, call_individual
from tests.factories.series import call_weekly

DAY = datetime.timedelta(days=1)
PROPOSED, DELEGATES = "/api/v1/proposed-times/", "/api/v1/delegates/"
OTHERS = ["bo", "kim", "cilla", "david", "adam", "eva"]


def propose(meeting: Meeting, person, by: datetime.timedelta = DAY) -> CounterProposal:
    seat = meeting.invitations.get(person=person)
    proposal = propose_time(seat, starts_at=meeting.starts_at + by, ends_at=meeting.ends_at + by, channel="mail")
    assert proposal is not None
    return proposal


def delegate(meeting: Meeting, person, email: str = "nils.ny@af.example") -> Delegation:
    return note_delegation(meeting.invitations.get(person=person), email=email)


def wishes(client, meeting: Meeting) -> dict:
    return client.get(f"/api/v1/meetings/{meeting.pk}/wishes/").json()


def test_what_the_called_ask_for_is_listed_for_the_one_who_holds_the_meeting(api: Api, cast: Cast):
    meeting = call_individual(cast)
    proposal, delegation = propose(meeting, cast.bo), delegate(meeting, cast.rut, "nils.ny@vardcentralen.example")
    anna = api(cast.anna)

    found = wishes(anna, meeting)

    [time], [person] = found["proposed_times"], found["delegates"]
    assert (time["id"], time["person"]["name"], time["state"]) == (proposal.pk, "Bo Bäverhjälm", "open")
    assert time["starts_at"] == (meeting.starts_at + DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "kl. " in time["when"] and time["meeting"]["id"] == str(meeting.pk)
    assert (person["id"], person["email"]) == (delegation.pk, "nils.ny@vardcentralen.example")
    assert person["suggested_name"] == "Nils Ny"
    assert anna.get(PROPOSED).json()["results"] == [time]
    assert anna.get(DELEGATES).json()["results"] == [person]


def test_an_accepted_time_moves_the_meeting(api: Api, cast: Cast):
    meeting = call_individual(cast)
    proposal, anna = propose(meeting, cast.bo), api(cast.anna)

    answers = [anna.post(f"{PROPOSED}{proposal.pk}/accept/", {}) for _time in range(2)]

    moved = Meeting.objects.get(pk=meeting.pk)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (moved.starts_at, moved.moved_count) == (meeting.starts_at + DAY, 1)
    assert answers[0].json()["version"] == moved.version
    assert [time["state"] for time in wishes(anna, meeting)["proposed_times"]] == ["granted"]
    assert anna.get(PROPOSED).json()["count"] == 0


def test_an_accept_of_a_meeting_that_somebody_has_changed_meanwhile_is_refused(api: Api, cast: Cast):
    meeting = call_individual(cast)
    proposal = propose(meeting, cast.bo)

    answer = api(cast.anna).post(f"{PROPOSED}{proposal.pk}/accept/", {"version": 0})

    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    assert CounterProposal.objects.get().state == WishState.OPEN


def test_a_declined_time_leaves_the_meeting_where_it_is(api: Api, cast: Cast):
    meeting = call_individual(cast)
    proposal = propose(meeting, cast.bo)

    answer = api(cast.anna).post(f"{PROPOSED}{proposal.pk}/decline/", {})

    assert (answer.status_code, answer.json()["state"]) == (200, "declined")
    assert Meeting.objects.get(pk=meeting.pk).starts_at == meeting.starts_at


def test_a_proposal_that_is_over_is_refused_with_a_sentence(api: Api, cast: Cast):
    meeting = call_individual(cast)
    proposal, anna = propose(meeting, cast.bo), api(cast.anna)
    anna.post(f"{PROPOSED}{proposal.pk}/decline/", {})

    answer = anna.post(f"{PROPOSED}{proposal.pk}/accept/", {})

    assert answer.status_code == 409
    assert answer.json() == {"code": "proposal_over", "message": "Förslaget gäller inte längre.", "fields": {}}


@pytest.mark.parametrize(("body", "name"), [({}, "Nils Ny"), ({"name": "Nils Nyberg"}, "Nils Nyberg")])
def test_a_delegate_is_called_by_the_name_that_is_sent_or_read_from_the_address(api: Api, cast: Cast, body, name):
    meeting = call_individual(cast)
    delegation = delegate(meeting, cast.bo)

    answer = api(cast.anna).post(f"{DELEGATES}{delegation.pk}/call/", body)

    assert (answer.status_code, answer.json()["person"]["name"]) == (201, name)
    assert meeting.invitations.get(person__email="nils.ny@af.example").is_live
    assert Delegation.objects.get().email == ""


def test_a_delegate_of_another_party_is_refused_and_waits(api: Api, cast: Cast):
    delegation = delegate(call_individual(cast), cast.bo, "frida@fk.example")

    answer = api(cast.anna).post(f"{DELEGATES}{delegation.pk}/call/", {})

    assert (answer.status_code, answer.json()["code"]) == (409, "other_party")
    assert Delegation.objects.get().state == WishState.OPEN


def test_a_delegate_is_declined(api: Api, cast: Cast):
    delegation = delegate(call_individual(cast), cast.bo)

    answer = api(cast.anna).post(f"{DELEGATES}{delegation.pk}/decline/", {})

    assert (answer.json()["state"], answer.json()["email"], answer.json()["suggested_name"]) == ("declined", "", "")


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_learns_of_a_wish_or_decides_it(api: Api, cast: Cast, role):
    meeting = call_individual(cast)
    proposal, delegation = propose(meeting, cast.bo), delegate(meeting, cast.rut, "x@vardcentralen.example")
    client = api(getattr(cast, role))

    ways = [f"{PROPOSED}{proposal.pk}/accept/", f"{PROPOSED}{proposal.pk}/decline/"]
    ways += [f"{DELEGATES}{delegation.pk}/call/", f"{DELEGATES}{delegation.pk}/decline/"]
    assert {client.post(way, {}).status_code for way in ways} == {404}
    assert client.get(f"/api/v1/meetings/{meeting.pk}/wishes/").status_code == (403 if role == "bo" else 404)
    assert (client.get(PROPOSED).json()["count"], client.get(DELEGATES).json()["count"]) == (0, 0)


def test_those_who_hold_a_group_together_decide_for_it(api: Api, cast: Cast):
    meeting = call_forum(cast)
    proposal, delegation = propose(meeting, cast.bo), delegate(meeting, cast.rut, "x@vardcentralen.example")

    cilla = api(cast.cilla)
    assert cilla.post(f"{PROPOSED}{proposal.pk}/decline/", {}).status_code == 200
    assert cilla.post(f"{DELEGATES}{delegation.pk}/call/", {"name": "X"}).status_code == 201


def test_one_and_three_proposals_take_the_same_number_of_queries(api: Api, cast: Cast):
    meeting, anna = call_individual(cast, cast.bo, cast.rut, cast.frida), api(cast.anna)
    propose(meeting, cast.bo)
    counts = []
    for person in (None, cast.rut, cast.frida):
        if person is not None:
            propose(meeting, person, 2 * DAY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            anna.get(PROPOSED)
        counts.append(len(queries))

    assert counts[0] == counts[2]


def test_the_state_of_each_wish_stands_with_the_meeting(api: Api, cast: Cast, time_machine):
    meeting, anna = call_individual(cast, cast.bo, cast.rut, cast.frida), api(cast.anna)
    declined = propose(meeting, cast.bo)
    anna.post(f"{PROPOSED}{declined.pk}/decline/", {})
    propose(meeting, cast.rut)
    delegate(meeting, cast.frida, "x@fk.example")
    time_machine.move_to(meeting.starts_at)

    found = wishes(anna, meeting)

    assert [time["state"] for time in found["proposed_times"]] == ["declined", "lapsed"]
    assert [person["state"] for person in found["delegates"]] == ["lapsed"]
    assert (anna.get(PROPOSED).json()["count"], anna.get(DELEGATES).json()["count"]) == (0, 0)


def test_what_is_asked_of_a_whole_series_is_read_and_decided(api: Api, cast: Cast):
    series, cilla = call_weekly(cast), api(cast.cilla)
    shown = series.rhythm.moment(series.first_on)
    proposal = propose_series_time(
        series.seats.get(person=cast.bo),
        instead_of=shown,
        starts_at=shown + DAY,
        ends_at=shown + DAY + datetime.timedelta(hours=2),
        channel="mail",
    )
    assert proposal is not None

    [listed] = cilla.get(PROPOSED).json()["results"]
    [read] = cilla.get(f"/api/v1/series/{series.pk}/wishes/").json()["proposed_times"]
    others = api(cast.bo).get(f"/api/v1/series/{series.pk}/wishes/")
    moved = cilla.post(f"{PROPOSED}{proposal.pk}/accept/", {})

    assert others.status_code == 403
    assert listed == read
    assert (read["for_series"], read["series"], read["when"]) == (True, str(series.pk), "Varje fredag kl. 09.00–11.00")
    assert (moved.status_code, "fredag" in moved.json()["when"]) == (200, True)
