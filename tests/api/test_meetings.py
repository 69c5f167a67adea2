import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.models import Invitation, InvitationState, Meeting, MeetingState, Outcome
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories import make_consent, make_invitation, make_meeting
from tests.factories.calls import call_forum, call_individual, draft_individual, on_workday

MEETINGS = "/api/v1/meetings/"


def utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def whole_call(cast: Cast, **fields) -> dict:
    """All of a call in one body: Anna calls Bo and Rut."""
    today, start = timezone.localdate(), on_workday()
    return {
        "template": cast.samverksmote.pk,
        "starts_at": utc(start),
        "ends_at": utc(start + datetime.timedelta(hours=1)),
        "meeting_form": "on_site",
        "place": "Lingonhuset, rum 3",
        "invitations": [{"person": cast.bo.pk}, {"person": cast.rut.pk}],
        "consent": {
            "form": "spoken",
            "given_on": str(today),
            "valid_until": str(today + datetime.timedelta(days=90)),
            "parties": [cast.af.pk, cast.region.pk],
        },
        "call": True,
        **fields,
    }


# --- the main job


def test_a_draft_says_what_stops_it_and_what_is_worth_knowing(api: Api, cast: Cast):
    answer = api(cast.anna).post(MEETINGS, {"template": cast.formote.pk, "invitations": [{"person": cast.bo.pk}]})

    shown = answer.json()
    assert answer.status_code == 201
    assert shown["state"] == "draft"
    assert [refusal["code"] for refusal in shown["refusals"]] == ["time_missing", "consent_missing"]
    assert Meeting.objects.get().caller == cast.anna


def test_a_whole_call_is_made_in_one_go(api: Api, cast: Cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        answer = api(cast.anna).post(MEETINGS, whole_call(cast))

    shown, meeting = answer.json(), Meeting.objects.get()
    assert answer.status_code == 201, shown
    assert meeting.state == MeetingState.CALLED
    assert shown["reference"] == meeting.reference
    assert shown["starts_at"] == utc(meeting.starts_at)
    assert shown["when"].endswith(")") and "kl. 09.00–10.00 (v. " in shown["when"]
    assert {(seat["person"]["name"], seat["answer"]) for seat in shown["invitations"]} == {
        ("Anna Andlykt", "yes"),
        ("Bo Bäverhjälm", "unanswered"),
        ("Rut Rimfrosthatt", "unanswered"),
    }
    assert shown["consent"]["form"] == "spoken"
    assert (shown["warnings"], shown["refusals"]) == ([], [])


def test_a_call_warns_and_goes_all_the_same(api: Api, cast: Cast):
    start = on_workday(3)
    times = {"starts_at": utc(start), "ends_at": utc(start + datetime.timedelta(hours=1))}

    shown = api(cast.anna).post(MEETINGS, whole_call(cast, **times)).json()

    assert shown["state"] == "called"
    assert "short_notice" in [warning["code"] for warning in shown["warnings"]]


def test_a_whole_call_that_is_refused_leaves_nothing_behind(api: Api, cast: Cast):
    body = whole_call(cast, invitations=[{"person": cast.bo.pk}, {"person": cast.frida.pk}])

    answer = api(cast.anna).post(MEETINGS, body)

    assert (answer.status_code, answer.json()["code"]) == (409, "outside_consent")
    assert (Meeting.objects.count(), Invitation.objects.count()) == (0, 0)


def test_a_draft_is_filled_in_step_by_step_and_called(api: Api, cast: Cast):
    client, body = api(cast.anna), whole_call(cast)
    meeting = client.post(MEETINGS, {"template": cast.samverksmote.pk}).json()
    own = f"{MEETINGS}{meeting['id']}/"

    client.post(f"{own}invitations/", {"person": cast.bo.pk})
    consent = client.post(f"{own}consent/", body["consent"]).json()
    times = {name: body[name] for name in ("starts_at", "ends_at", "place")}
    changed = client.patch(own, {**times, "version": consent["version"]}).json()
    called = client.post(f"{own}call/", {"version": changed["version"]})

    assert called.status_code == 200, called.json()
    assert called.json()["state"] == "called"


def test_a_follow_on_takes_over_the_consent_and_the_people(api: Api, cast: Cast):
    first = call_individual(cast, template=cast.formote)

    shown = api(cast.anna).post(MEETINGS, {"template": cast.samverksmote.pk, "previous": str(first.pk)}).json()

    assert shown["previous"] == str(first.pk)
    assert shown["consent"]["id"] == str(first.consent_id)


def test_a_forum_meeting_invites_its_members(api: Api, cast: Cast):
    start = on_workday()
    body = {
        "template": cast.lsg_template.pk,
        "forum": cast.lsg.pk,
        "starts_at": utc(start),
        "ends_at": utc(start + datetime.timedelta(hours=2)),
        "title": "LSG i december",
        "agenda": ["Laget runt"],
        "call": True,
    }

    shown = api(cast.cilla).post(MEETINGS, body).json()

    names = {seat["person"]["name"].split()[0] for seat in shown["invitations"]}
    assert names == {"Cilla", "Anna", "Bo", "Frida", "Rut"}
    assert (shown["title"], shown["agenda"], shown["state"]) == ("LSG i december", ["Laget runt"], "called")


def test_a_meeting_that_is_given_a_start_alone_keeps_its_length_and_another_one_is_warned_of(api: Api, cast: Cast):
    meeting, client = call_individual(cast), api(cast.anna)
    own, length = f"/api/v1/meetings/{meeting.pk}/", meeting.ends_at - meeting.starts_at
    start = meeting.starts_at + datetime.timedelta(hours=3)
    longer = {"starts_at": start.isoformat(), "ends_at": (start + 3 * length).isoformat()}

    warned = client.post(f"{own}preview/", {"move": longer}).json()["warnings"]
    moved = client.post(f"{own}move/", {"starts_at": start.isoformat()})

    assert [one["code"] for one in warned] == ["other_length"]
    meeting.refresh_from_db()
    assert (moved.status_code, meeting.starts_at, meeting.ends_at - meeting.starts_at) == (200, start, length)


def test_a_called_meeting_is_changed_moved_and_cancelled(api: Api, cast: Cast):
    meeting, client = call_individual(cast), api(cast.anna)
    own, later = f"{MEETINGS}{meeting.pk}/", on_workday(25)
    times = {"starts_at": utc(later), "ends_at": utc(later + datetime.timedelta(hours=1))}

    changed = client.patch(own, {"place": "Blåbärshuset", "version": meeting.version}).json()
    moved = client.post(f"{own}move/", times).json()
    cancelled = client.post(f"{own}cancel/", {"reason": "illness"}).json()

    assert changed["place"] == "Blåbärshuset"
    assert (moved["starts_at"], moved["moved_count"]) == (times["starts_at"], 1)
    assert (cancelled["state"], cancelled["cancellation_reason"]) == ("cancelled", "illness")


def test_the_time_of_a_called_meeting_is_not_changed_in_passing(api: Api, cast: Cast):
    meeting = call_individual(cast)

    answer = api(cast.anna).patch(
        f"{MEETINGS}{meeting.pk}/", {"starts_at": utc(on_workday(30)), "version": meeting.version}
    )

    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["starts_at"])


def test_a_change_from_an_old_window_overwrites_nothing(api: Api, cast: Cast):
    meeting, client = call_individual(cast), api(cast.anna)
    own = f"{MEETINGS}{meeting.pk}/"
    client.patch(own, {"place": "Först", "version": meeting.version})

    second = client.patch(own, {"place": "Sedan", "version": meeting.version})

    assert (second.status_code, second.json()["code"]) == (409, "changed_meanwhile")
    assert Meeting.objects.get().place == "Först"


def test_a_change_has_to_say_what_it_changes_from(api: Api, cast: Cast):
    meeting = call_individual(cast)

    answer = api(cast.anna).patch(f"{MEETINGS}{meeting.pk}/", {"place": "Först"})

    assert (answer.status_code, answer.json()["code"]) == (400, "required")
    assert list(answer.json()["fields"]) == ["version"]


def test_a_draft_is_thrown_away(api: Api, cast: Cast):
    meeting = draft_individual(cast)

    answer = api(cast.anna).delete(f"{MEETINGS}{meeting.pk}/")

    assert (answer.status_code, Meeting.objects.count()) == (204, 0)


def test_an_outcome_is_registered(api: Api, cast: Cast):
    meeting, bo = past_meeting(cast)
    cast.samverksmote.outcome_fields = ["individual_attended", "gender", "age_band"]
    cast.samverksmote.save()
    figures = {"individual_attended": True, "gender": "woman", "age_band": "30–44", "meeting_form": "on_site"}

    answer = api(cast.anna).post(f"{MEETINGS}{meeting.pk}/outcome/", {"attended": {str(bo.pk): True}, **figures})

    assert answer.status_code == 200, answer.json()
    assert {name: answer.json()["outcome"][name] for name in figures} == figures
    assert Outcome.objects.get().registered_by == cast.anna
    assert Invitation.objects.get(pk=bo.pk).attended is True


def test_consent_that_is_withdrawn_for_one_party_leaves_the_others(api: Api, cast: Cast):
    meeting = call_individual(cast, cast.bo, cast.rut)

    answer = api(cast.anna).post(f"{MEETINGS}{meeting.pk}/consent/withdraw/", {"parties": [cast.region.pk]})

    assert answer.json() == {"too_few_parties": []}
    live = meeting.invitations.filter(state=InvitationState.LIVE)
    assert set(live.values_list("person", flat=True)) == {cast.anna.pk, cast.bo.pk}


def test_withdrawn_consent_names_the_meetings_to_call_off(api: Api, cast: Cast):
    meeting = call_individual(cast)

    answer = api(cast.anna).post(f"{MEETINGS}{meeting.pk}/consent/withdraw/")

    assert answer.json() == {"too_few_parties": [str(meeting.pk)]}


def test_consent_cannot_be_narrowed_past_those_who_are_called(api: Api, cast: Cast):
    meeting = call_individual(cast)
    consent = {**whole_call(cast)["consent"], "parties": [cast.af.pk]}

    answer = api(cast.anna).post(f"{MEETINGS}{meeting.pk}/consent/", consent)

    assert (answer.status_code, answer.json()["code"]) == (409, "outside_consent")
    assert meeting.consent.parties.count() == 3


def test_a_colleague_finds_and_takes_over_a_meeting_whose_caller_has_left(api: Api, cast: Cast):
    meeting = call_individual(cast)
    cast.anna.placements.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    orphans = api(cast.alma).get(f"{MEETINGS}to-take-over/").json()["results"]
    answer = api(cast.alma).post(f"{MEETINGS}{meeting.pk}/take-over/")

    assert [row["reference"] for row in orphans] == [meeting.reference]
    assert (answer.status_code, answer.json()["caller"]["name"]) == (200, "Alma Andlykt")


def test_an_invitation_is_added_and_taken_back(api: Api, cast: Cast):
    meeting, client = call_individual(cast, cast.bo), api(cast.anna)

    added = client.post(f"{MEETINGS}{meeting.pk}/invitations/", {"person": cast.kim.pk})
    removed = client.delete(f"/api/v1/invitations/{added.json()['id']}/")

    assert (added.status_code, added.json()["person"]["name"]) == (201, "Kim Kottesken")
    assert removed.status_code == 204
    assert Invitation.objects.get(person=cast.kim).state == InvitationState.REMOVED


# --- who sees what


def past_meeting(cast: Cast) -> tuple[Meeting, Invitation]:
    consent = make_consent(cast.area, cast.anna, parties=[cast.kommun, cast.af])
    meeting = make_meeting(
        cast.samverksmote, cast.anna, in_days=-1, reference="SV-2C3D-4F", consent=consent, place="Lingonhuset"
    )
    make_invitation(meeting, cast.anna, answer="yes", answered_at=timezone.now())
    return meeting, make_invitation(meeting, cast.bo)


def test_the_invited_see_who_comes_and_not_what_is_the_callers(api: Api, cast: Cast):
    meeting = call_individual(cast)
    seat = meeting.invitations.get(person=cast.rut)
    api(cast.rut).post(f"/api/v1/invitations/{seat.pk}/answer/", {"answer": "yes", "notes": ["late"]})

    shown = api(cast.bo).get(f"{MEETINGS}{meeting.pk}/").json()
    callers = api(cast.anna).get(f"{MEETINGS}{meeting.pk}/").json()

    assert {seat["person"]["name"] for seat in shown["invitations"]} == {
        "Anna Andlykt", "Bo Bäverhjälm", "Rut Rimfrosthatt",
    }  # fmt: skip
    assert [(seat["comment"], seat["notes"]) for seat in shown["invitations"]] == [(None, None)] * 3
    assert ["late"] in [seat["notes"] for seat in callers["invitations"]]
    hidden = ("no_mail", "internal_note", "cancellation_reason", "consent", "outcome")
    assert [shown[name] for name in hidden] == [None] * 5
    assert shown["may_change"] is False


def test_the_removed_are_shown_to_the_caller_only(api: Api, cast: Cast):
    meeting = call_individual(cast, cast.bo, cast.rut, cast.kim)
    api(cast.anna).delete(f"/api/v1/invitations/{meeting.invitations.get(person=cast.kim).pk}/")

    def names(person):
        shown = api(person).get(f"{MEETINGS}{meeting.pk}/").json()
        return {seat["person"]["name"] for seat in shown["invitations"]}

    assert names(cast.anna) - names(cast.bo) == {"Kim Kottesken"}
    assert api(cast.kim).get(f"{MEETINGS}{meeting.pk}/").status_code == 404


def test_why_a_meeting_was_cancelled_is_not_told_to_the_invited(api: Api, cast: Cast):
    meeting = call_individual(cast)
    api(cast.anna).post(f"{MEETINGS}{meeting.pk}/cancel/", {"reason": "consent_withdrawn"})

    answer = api(cast.bo).get(f"{MEETINGS}{meeting.pk}/")

    assert answer.json()["state"] == "cancelled"
    assert b"consent_withdrawn" not in answer.content


@pytest.mark.parametrize("role", ["cilla", "david", "adam", "eva", "kim", "frida"])
def test_no_role_opens_a_meeting_about_a_person(api: Api, cast: Cast, role):
    meeting = call_individual(cast)
    client = api(getattr(cast, role))

    assert client.get(MEETINGS).json()["results"] == []
    assert client.get(f"{MEETINGS}{meeting.pk}/").status_code == 404


@pytest.mark.parametrize("role", ["cilla", "david", "anna", "bo"])
def test_those_of_a_group_see_its_meetings(api: Api, cast: Cast, role):
    meeting = call_forum(cast)

    rows = api(getattr(cast, role)).get(MEETINGS).json()["results"]

    assert [row["id"] for row in rows] == [str(meeting.pk)]


def test_a_draft_is_the_callers_alone(api: Api, cast: Cast):
    meeting = draft_individual(cast)

    assert [row["state"] for row in api(cast.anna).get(MEETINGS).json()["results"]] == ["draft"]
    assert api(cast.bo).get(MEETINGS).json()["results"] == []
    assert api(cast.bo).get(f"{MEETINGS}{meeting.pk}/").status_code == 404


# --- lists


def test_meetings_are_narrowed_by_time_area_group_and_state(api: Api, cast: Cast):
    group = make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg)
    past = make_meeting(cast.samverksmote, cast.cilla, in_days=-5)
    draft = make_meeting(cast.samverksmote, cast.cilla, state=MeetingState.DRAFT)

    def found(**filters):
        return {row["id"] for row in api(cast.cilla).get(MEETINGS, filters).json()["results"]}

    assert found(when="past") == {str(past.pk)}
    assert found(when="upcoming", state="called") == {str(group.pk)}
    assert found(forum=cast.lsg.pk) == {str(group.pk)}
    assert found(state="draft") == {str(draft.pk)}
    assert found(area=cast.neighbour.pk) == set()


def test_pages_follow_each_other_without_repeating_a_row(api: Api, cast: Cast):
    start = on_workday()
    made = {str(make_meeting(cast.samverksmote, cast.anna, starts_at=start).pk) for _number in range(5)}

    first = api(cast.anna).get(MEETINGS, {"page_size": 2}).json()
    second, third = (api(cast.anna).get(MEETINGS, {"page_size": 2, "page": page}).json() for page in (2, 3))

    assert first["count"] == 5 and first["previous"] is None and third["next"] is None
    rows = [row["id"] for page in (first, second, third) for row in page["results"]]
    assert (len(rows), set(rows)) == (5, made)


def test_the_list_takes_as_many_queries_for_three_meetings_as_for_one(api: Api, cast: Cast):
    client, counts = api(cast.anna), []
    for _round in range(2):
        call_individual(cast)
        call_forum(cast)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(MEETINGS).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_detail_takes_as_many_queries_for_three_invited_as_for_one(api: Api, cast: Cast):
    client, counts = api(cast.anna), []
    for people in ([cast.bo], [cast.bo, cast.rut, cast.kim]):
        meeting = call_individual(cast, *people)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{MEETINGS}{meeting.pk}/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
