import pytest

from booking.meetings.actions.answering import assign_invitation
from booking.models import Answer, Channel, Invitation, InvitationState
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories import make_contact_point, make_unit
from tests.factories.calls import call_forum, call_individual, draft_individual

HERE = "/api/v1/invitations/"


@pytest.fixture
def unassigned(cast: Cast) -> Invitation:
    """Anna has called AF's unit, which has not said who comes."""
    meeting = call_individual(cast)
    make_contact_point(cast.af_unit)
    seat = meeting.invitations.get(person=cast.bo)
    Invitation.objects.filter(pk=seat.pk).update(person=None, contact_point=cast.af_unit.contact_points.get())
    return Invitation.objects.get(pk=seat.pk)


def own_seat(cast: Cast) -> Invitation:
    return call_individual(cast).invitations.get(person=cast.bo)


def test_the_invited_answers(api: Api, cast: Cast):
    seat = own_seat(cast)

    answer = api(cast.bo).post(f"{HERE}{seat.pk}/answer/", {"answer": "yes"})

    seat.refresh_from_db()
    assert (answer.status_code, answer.json()["answer"]) == (200, "yes")
    assert (seat.answer, seat.answered_by) == (Answer.YES, Channel.API)


def test_the_caller_writes_down_an_answer_that_came_by_phone(api: Api, cast: Cast):
    seat = own_seat(cast)

    answer = api(cast.anna).post(f"{HERE}{seat.pk}/answer/", {"answer": "no", "notes": ["other_time"]})

    assert (answer.json()["comment"], answer.json()["notes"]) == ("", ["other_time"])


def test_a_comment_on_a_meeting_about_a_person_is_refused_with_a_code(api: Api, cast: Cast):
    seat = own_seat(cast)

    answer = api(cast.bo).post(f"{HERE}{seat.pk}/answer/", {"answer": "yes", "comment": "Kommer med tåg"})

    assert (answer.status_code, answer.json()["code"]) == (409, "no_comment")
    assert list(answer.json()["fields"]) == ["comment"]
    assert Invitation.objects.get(pk=seat.pk).answer == Answer.UNANSWERED


def test_the_one_who_answers_does_not_get_the_comment_back(api: Api, cast: Cast):
    seat = call_forum(cast).invitations.get(person=cast.bo)

    answer = api(cast.bo).post(f"{HERE}{seat.pk}/answer/", {"answer": "yes", "comment": "Kommer med tåg"})

    assert (answer.json()["comment"], answer.json()["notes"]) == (None, None)
    assert Invitation.objects.get(pk=seat.pk).comment == "Kommer med tåg"


def test_a_colleague_comes_instead(api: Api, cast: Cast):
    seat = own_seat(cast)

    answer = api(cast.bo).post(f"{HERE}{seat.pk}/substitute/", {"name": "Kim Kottesken", "email": "kim@af.example"})

    assert (answer.status_code, answer.json()["person"]["id"]) == (201, cast.kim.pk)
    assert answer.json()["substitute_for"] == str(seat.pk)
    assert Invitation.objects.get(pk=seat.pk).state == InvitationState.REPLACED


def test_the_contact_person_sees_time_and_reference_and_nothing_more(api: Api, cast: Cast, unassigned: Invitation):
    rows = api(cast.kim).get(f"{HERE}unassigned/").json()["results"]
    shown = api(cast.kim).get(f"{HERE}{unassigned.pk}/").json()

    assert rows == [shown]
    assert set(shown["meeting"]) == {"id", "reference", "title", "state", "area", "starts_at", "ends_at", "when"}
    assert shown["meeting"]["reference"] == unassigned.meeting.reference
    assert api(cast.kim).get(f"/api/v1/meetings/{unassigned.meeting_id}/").status_code == 404


def test_the_contact_person_says_who_comes(api: Api, cast: Cast, unassigned: Invitation):
    answer = api(cast.kim).post(f"{HERE}{unassigned.pk}/assign/", {"person": cast.bo.pk})

    assert (answer.status_code, answer.json()["person"]["name"]) == (200, "Bo Bäverhjälm")
    assert api(cast.kim).get(f"{HERE}unassigned/").json()["results"] == []


def test_a_coordinator_who_is_contact_person_assigns_as_such(api: Api, cast: Cast, unassigned: Invitation):
    cast.af_unit.contact_points.update(person=cast.cilla)

    answer = api(cast.cilla).post(f"{HERE}{unassigned.pk}/assign/", {"person": cast.bo.pk})

    assert answer.status_code == 200
    assert api(cast.cilla).get(f"/api/v1/meetings/{unassigned.meeting_id}/").status_code == 404


def test_a_wrongly_addressed_unit_passes_the_call_on(api: Api, cast: Cast, unassigned: Invitation):
    other = make_unit(cast.af, name="Arbetsförmedlingen Lingonby norra")
    other.contact_points.create(function="Reception", mailbox="norra@af.example")

    answer = api(cast.kim).post(f"{HERE}{unassigned.pk}/pass-on/", {"unit": other.pk})

    assert (answer.status_code, answer.json()["unit"]["name"]) == (200, "Arbetsförmedlingen Lingonby norra")


def test_a_call_is_not_passed_on_to_another_party(api: Api, cast: Cast, unassigned: Invitation):
    answer = api(cast.kim).post(f"{HERE}{unassigned.pk}/pass-on/", {"unit": cast.fk_unit.pk})

    assert (answer.status_code, answer.json()["code"]) == (409, "other_party")


def test_a_seat_in_a_draft_is_known_to_its_caller_only(api: Api, cast: Cast):
    seat = draft_individual(cast).invitations.get(person=cast.bo)

    assert api(cast.anna).get(f"{HERE}{seat.pk}/").status_code == 200
    assert api(cast.bo).get(f"{HERE}{seat.pk}/").status_code == 404
    assert api(cast.kim).get(f"{HERE}{seat.pk}/").status_code == 404


def test_who_is_no_longer_called_has_no_invitation(api: Api, cast: Cast):
    seat = own_seat(cast)
    api(cast.anna).delete(f"{HERE}{seat.pk}/")

    assert api(cast.bo).get(f"{HERE}{seat.pk}/").status_code == 404
    assert api(cast.bo).post(f"{HERE}{seat.pk}/answer/", {"answer": "yes"}).status_code == 404


def test_a_contact_person_does_not_learn_the_kind_of_meeting(api: Api, cast: Cast, unassigned: Invitation):
    """Kallad or inbjuden is told apart only for a SIP."""
    one = api(cast.kim).get(f"{HERE}{unassigned.pk}/").json()
    listed = api(cast.kim).get(f"{HERE}unassigned/").json()["results"][0]

    assert (one["standing"], listed["standing"]) == (None, None)
    assert api(cast.anna).get(f"{HERE}{unassigned.pk}/").json()["standing"] == "summoned"


def test_the_api_takes_a_colleague_back(api: Api, cast: Cast) -> None:
    own = own_seat(cast)
    api(cast.bo).post(f"/api/v1/invitations/{own.pk}/substitute/", {"name": "Kim Kottesken", "email": "kim@af.example"})

    others = [api(who).post(f"/api/v1/invitations/{own.pk}/take-back/", {}).status_code for who in (cast.kim, cast.rut)]
    back = api(cast.bo).post(f"/api/v1/invitations/{own.pk}/take-back/", {})

    assert others == [404, 404]
    assert (back.status_code, back.json()["answer"], back.json()["state"]) == (200, "unanswered", "live")


def test_the_api_takes_a_units_choice_back(api: Api, cast: Cast, unassigned: Invitation) -> None:
    call = assign_invitation(unassigned, by=cast.kim, person=cast.bo)

    back = [api(cast.kim).post(f"/api/v1/invitations/{call.pk}/unassign/", {}) for _again in range(2)]

    assert [(one.status_code, one.json()["person"]) for one in back] == [(200, None), (200, None)]
    assert api(cast.bo).post(f"/api/v1/invitations/{call.pk}/unassign/", {}).status_code == 404
