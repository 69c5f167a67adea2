"""Every refusal is a 4xx with a code and a sentence in Swedish, and nothing half done stays behind."""

import datetime
import json

import pytest
from django.utils import timezone

from booking.models import Consent, Invitation, Meeting, Outcome
from tests.api.conftest import Api
from tests.api.test_meetings import MEETINGS, past_meeting, utc, whole_call
from tests.cast import Cast
from tests.factories import make_agreement, make_forum, make_template
from tests.factories.calls import call_individual, draft_individual, on_workday


def refused(answer) -> tuple[int, str, list[str]]:
    body = answer.json()
    assert set(body) == {"code", "message", "fields"}
    assert body["message"]
    return answer.status_code, body["code"], sorted(body["fields"])


def times(start: datetime.datetime, minutes: int = 60) -> dict:
    return {"starts_at": utc(start), "ends_at": utc(start + datetime.timedelta(minutes=minutes))}


# (what is wrong with the whole call, code, field)
CALLS = {
    "end before start": (lambda cast: times(on_workday(), -30), 409, "ends_before_start", ["ends_at"]),
    "in the past": (lambda cast: times(timezone.now() - datetime.timedelta(days=1)), 409, "in_the_past", ["starts_at"]),
    "long past": (
        lambda cast: times(timezone.now() - datetime.timedelta(days=9000)), 409, "in_the_past", ["starts_at"],
    ),
    "no time": (lambda cast: {"starts_at": None}, 400, "null", ["starts_at"]),
    "no consent": (lambda cast: {"consent": None}, 400, "null", ["consent"]),
    "a party outside the consent": (
        lambda cast: {"invitations": [{"person": cast.frida.pk}]}, 409, "outside_consent", ["invitations"],
    ),
    "too few parties": (
        lambda cast: {"invitations": [{"person": cast.alma.pk}]}, 409, "too_few_parties", ["invitations"],
    ),
    "nobody": (lambda cast: {"invitations": []}, 409, "nobody_called", ["invitations"]),
    "the same person twice": (
        lambda cast: {"invitations": [{"person": cast.bo.pk}, {"person": cast.bo.pk}]},
        409, "already_called", ["invitations.1.person"],
    ),
    "a person who is not at the unit": (
        lambda cast: {"invitations": [{"person": cast.bo.pk, "unit": cast.fk_unit.pk}]},
        409, "left_unit", ["invitations.0.person"],
    ),
    "a coordinator in a case": (
        lambda cast: {"invitations": [{"person": cast.cilla.pk}]}, 409, "no_unit", ["invitations.0.person"],
    ),
    "a stranger": (
        lambda cast: {"invitations": [{"person": cast.eva.pk}]}, 400, "does_not_exist", ["invitations.0.person"],
    ),
    "consent that has ended": (
        lambda cast: {
            "consent": {"form": "written", "given_on": "2020-01-01", "valid_until": "2020-02-01", "parties": []}
        },
        409, "consent_ended", ["valid_until"],
    ),
    "consent that ends before the meeting": (
        lambda cast: {
            "consent": {
                "form": "written",
                "given_on": str(timezone.localdate()),
                "valid_until": str(timezone.localdate()),
                "parties": [cast.af.pk, cast.region.pk],
            }
        },
        409, "consent_ended", ["consent"],
    ),
    "another area": (lambda cast: {"area": cast.neighbour.pk}, 409, "other_area", ["area"]),
    "a group's members in a case": (lambda cast: {"forum": cast.lsg.pk}, 409, "other_forum", ["forum"]),
    "a line break in the place": (lambda cast: {"place": "Rum 3\nBcc: x"}, 400, "control_characters", ["place"]),
    "text that turns around": (lambda cast: {"place": "Rum \u202e3"}, 400, "control_characters", ["place"]),
    "free text in a case": (lambda cast: {"internal_note": "Ring hemmet"}, 400, "no_free_text", ["internal_note"]),
    "a purpose that is not listed": (lambda cast: {"purposes": ["Eget"]}, 400, "not_listed", ["purposes"]),
    "an unknown variant": (lambda cast: {"variant": "annan"}, 400, "not_listed", ["variant"]),
    "a link without https": (lambda cast: {"link": "http://x.example/"}, 400, "not_https", ["link"]),
    "no link": (lambda cast: {"link": "javascript:alert(1)"}, 400, "invalid", ["link"]),
    "a place that is too long": (lambda cast: {"place": "x" * 161}, 400, "max_length", ["place"]),
    "a time without zone": (lambda cast: {"starts_at": "2027-03-01T09:00:00"}, 400, "no_zone", ["starts_at"]),
    "a time that is none": (lambda cast: {"starts_at": "i morgon"}, 400, "invalid", ["starts_at"]),
    "a far year": (lambda cast: {"starts_at": "9999-12-31T23:59:59Z"}, 400, "out_of_range", ["starts_at"]),
    "an unknown field": (lambda cast: {"plats": "Rum 3"}, 400, "unknown_field", ["plats"]),
    "an unknown field further in": (
        lambda cast: {"invitations": [{"person": cast.bo.pk, "namn": "Bo"}]},
        400, "unknown_field", ["invitations.0.namn"],
    ),
    "a number that is no id": (lambda cast: {"template": 10**40}, 400, "does_not_exist", ["template"]),
    "a text that is no id": (lambda cast: {"template": "samverksmote"}, 400, "invalid", ["template"]),
    "a character that no database keeps": (
        lambda cast: {"place": "Rum\x00"}, 400, "null_characters_not_allowed", ["place"],
    ),
    "a list where an object belongs": (lambda cast: {"consent": []}, 400, "invalid", ["consent"]),
}  # fmt: skip


@pytest.mark.parametrize("wrong", CALLS)
def test_a_call_is_refused_whole_with(api: Api, cast: Cast, wrong):
    change, *expected = CALLS[wrong]

    answer = api(cast.anna).post(MEETINGS, whole_call(cast, **change(cast)))

    assert refused(answer) == tuple(expected)
    assert [model.objects.count() for model in (Meeting, Invitation, Consent)] == [0, 0, 0]


def test_half_a_character_is_refused(api: Api, cast: Cast):
    text = json.dumps(whole_call(cast, place="Rum \ud800"))

    answer = api(cast.anna).post(MEETINGS, text, content_type="application/json")

    assert refused(answer) == (400, "surrogate_characters_not_allowed", ["place"])


def test_a_call_without_consent_is_refused(api: Api, cast: Cast):
    body = whole_call(cast)
    del body["consent"]

    assert refused(api(cast.anna).post(MEETINGS, body)) == (409, "consent_missing", ["consent"])
    assert Meeting.objects.count() == 0


IDENTIFYING = [
    "19900101-2385", "900101-2385", "9001012385", "199001012385", "900101+2385", "19900161-2387", "900161 2382",
    "070-174 06 05", "+46701740605", "sven@hemma.example",
]  # fmt: skip


@pytest.mark.parametrize("way", ["create", "draft", "called"])
def test_what_identifies_somebody_is_refused_and_not_repeated(api: Api, cast: Cast, way):
    client, meeting = api(cast.anna), {"draft": draft_individual, "called": call_individual}.get(way)
    meeting = meeting and meeting(cast)

    for text in IDENTIFYING:
        place = f"Hemma hos {text}"
        if meeting is None:
            answer = client.post(MEETINGS, whole_call(cast, place=place))
        else:
            answer = client.patch(f"{MEETINGS}{meeting.pk}/", {"place": place, "version": meeting.version})
        status, code, fields = refused(answer)
        assert (status, fields) == (400, ["place"]), text
        assert code in ("identity_number", "phone", "email")
        assert text not in answer.content.decode()


def test_a_template_that_was_never_adopted_is_refused(api: Api, cast: Cast):
    agreement = make_agreement(cast.neighbour, adopted_on=None, valid_from=None)
    template = make_template(agreement, adopted_on=None)
    cast.kommun_unit.areas.add(cast.neighbour)
    agreement.parties.add(cast.kommun)

    answer = api(cast.anna).post(MEETINGS, whole_call(cast, template=template.pk))

    assert refused(answer) == (409, "never_adopted", ["template"])


def test_an_agreement_that_has_run_out_only_warns(api: Api, cast: Cast):
    cast.agreement.valid_until = timezone.localdate() - datetime.timedelta(days=1)
    cast.agreement.save()

    answer = api(cast.anna).post(MEETINGS, whole_call(cast))

    assert answer.status_code == 201
    assert "agreement_run_out" in [warning["code"] for warning in answer.json()["warnings"]]


def test_fk_at_a_meeting_without_the_individual_only_warns(api: Api, cast: Cast):
    kind = cast.fk.kind
    cast.federation.party_rules.create(
        party_kind=kind, code="individual_absent", when_individual="never", text="FK deltar när den enskilde är med."
    )
    consent = {**whole_call(cast)["consent"], "parties": [cast.fk.pk]}
    body = whole_call(cast, template=cast.formote.pk, invitations=[{"person": cast.frida.pk}], consent=consent)

    answer = api(cast.anna).post(MEETINGS, body)

    assert answer.status_code == 201
    assert {"code": "individual_absent", "message": "FK deltar när den enskilde är med."} in answer.json()["warnings"]


def test_a_colleague_of_two_federations_does_not_mix_them(api: Api, cast: Cast):
    elsewhere = cast.eva.placements.get().unit
    cast.anna.placements.create(unit=elsewhere, starts_on="2020-01-01")

    answer = api(cast.anna).post(MEETINGS, whole_call(cast, invitations=[{"person": cast.eva.pk}]))

    assert refused(answer)[:2] == (409, "no_unit")
    answer = api(cast.anna).post(MEETINGS, whole_call(cast, invitations=[{"unit": elsewhere.pk}]))
    assert refused(answer) == (409, "other_federation", ["invitations.0.unit"])


def test_a_group_of_another_kind_is_refused(api: Api, cast: Cast):
    other = make_forum(cast.area, kind="arbetsgrupp")

    answer = api(cast.cilla).post(MEETINGS, {"template": cast.lsg_template.pk, "forum": other.pk})

    assert refused(answer) == (409, "other_forum", ["forum"])


CHANGES = [
    ("move/", {**times(on_workday(), -5)}, 409, "ends_before_start", ["ends_at"]),
    ("move/", {**times(timezone.now() - datetime.timedelta(days=2))}, 409, "in_the_past", ["starts_at"]),
    ("move/", {**times(on_workday(300))}, 409, "consent_ended", ["consent"]),
    ("move/", {}, 400, "required", ["starts_at"]),
    ("move/", {**times(on_workday(30)), "version": 0}, 409, "changed_meanwhile", []),
    ("cancel/", {}, 400, "required", ["reason"]),
    ("cancel/", {"reason": "ville inte"}, 400, "invalid_choice", ["reason"]),
    ("outcome/", {}, 409, "not_started", []),
    ("invitations/", {}, 409, "nobody", ["person"]),
    ("consent/", {"form": "tyst"}, 400, "invalid", ["form", "given_on", "valid_until"]),
    ("preview/", {"move": times(on_workday(), -5)}, 409, "ends_before_start", ["ends_at"]),
]


@pytest.mark.parametrize(("place", "body", "status", "code", "fields"), CHANGES)
def test_a_change_is_refused(api: Api, cast: Cast, place, body, status, code, fields):
    meeting = call_individual(cast)

    answer = api(cast.anna).post(f"{MEETINGS}{meeting.pk}/{place}", body)

    assert refused(answer) == (status, code, fields)
    assert Meeting.objects.get().version == meeting.version


OUTCOMES = [
    ({"attended": {"00000000-0000-0000-0000-000000000000": True}}, 409, "not_called", ["attended"]),
    ({"age_band": "30-44 år"}, 409, "unknown_age_band", ["age_band"]),
    ({"participants_per_party": {"900101-2385": 1}}, 409, "unknown_party", ["participants_per_party"]),
    ({"gender_counts": {"Anna": 1}}, 409, "unknown_gender", ["gender_counts"]),
    ({"participants_count": -1}, 400, "min_value", ["participants_count"]),
    ({"cases_raised_count": 10**12}, 400, "max_value", ["cases_raised_count"]),
    ({"held": True}, 400, "unknown_field", ["held"]),
]


@pytest.mark.parametrize(("body", "status", "code", "fields"), OUTCOMES)
def test_an_outcome_is_refused(api: Api, cast: Cast, body, status, code, fields):
    meeting, _bo = past_meeting(cast)
    cast.samverksmote.outcome_fields = [
        "age_band", "participants_per_party", "gender_counts", "participants_count", "cases_raised_count",
    ]  # fmt: skip
    cast.samverksmote.save()

    answer = api(cast.anna).post(f"{MEETINGS}{meeting.pk}/outcome/", body)

    assert refused(answer) == (status, code, fields)
    assert Outcome.objects.count() == 0


ANSWERS = [
    ("answer/", {"answer": "kanske"}, 400, "invalid_choice", ["answer"]),
    ("answer/", {"answer": "yes_remote"}, 409, "not_hybrid", ["answer"]),
    ("answer/", {"answer": "substitute"}, 400, "invalid_choice", ["answer"]),
    ("substitute/", {"name": "", "email": "kim@af.example"}, 409, "name_missing", ["name"]),
    ("substitute/", {"name": "Kim", "email": "kim(at)af"}, 409, "bad_email", ["email"]),
    ("substitute/", {"name": "Frida", "email": "frida@fk.example"}, 409, "other_party", ["email"]),
    ("substitute/", {"name": "Bo", "email": "bo@af.example"}, 409, "same_person", ["email"]),
    ("substitute/", {"name": "Kim", "email": "kim@af.example", "kind": "x"}, 400, "invalid_choice", ["kind"]),
]


@pytest.mark.parametrize(("place", "body", "status", "code", "fields"), ANSWERS)
def test_an_answer_is_refused(api: Api, cast: Cast, place, body, status, code, fields):
    seat = call_individual(cast).invitations.get(person=cast.bo)

    answer = api(cast.bo).post(f"/api/v1/invitations/{seat.pk}/{place}", body)

    assert refused(answer) == (status, code, fields)


def test_line_breaks_in_a_substitutes_name_are_taken_away(api: Api, cast: Cast):
    seat = call_individual(cast).invitations.get(person=cast.bo)
    body = {"name": "Kajsa\r\nBcc: x", "email": "kajsa@af.example"}

    answer = api(cast.bo).post(f"/api/v1/invitations/{seat.pk}/substitute/", body)

    assert "\n" not in answer.json()["person"]["name"] and "\r" not in answer.json()["person"]["name"]


FILTERS = [
    ("meetings/?omrade=1", "unknown_field", ["omrade"]),
    ("meetings/?area=lingon", "invalid", ["area"]),
    ("meetings/?state=klart", "invalid_choice", ["state"]),
    ("persons/?q=%00", "null_characters_not_allowed", ["q"]),
    ("units/?party_kind=å", "invalid", ["party_kind"]),
    ("statistics/?year=2026", "invalid", ["area"]),
    ("statistics/?area=1&year=i%20fjol", "invalid", ["year"]),
]


@pytest.mark.parametrize(("address", "code", "fields"), FILTERS)
def test_a_filter_that_says_nothing_is_refused(api: Api, cast: Cast, address, code, fields):
    assert refused(api(cast.anna).get(f"/api/v1/{address}")) == (400, code, fields)
