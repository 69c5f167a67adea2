"""The meeting's page, its answers and changes, and what comes of it."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from booking.actions.calling import call_meeting
from booking.models import Answer, CancellationReason, Invitation, Meeting, MeetingForm, Outcome
from tests.cast import Cast
from tests.factories import make_consent, make_contact_point, make_invitation, make_meeting, make_person, make_unit


@pytest.fixture
def case(cast: Cast) -> Meeting:
    """Anna's called meeting about a person, with Bo, Frida and AF as a unit."""
    consent = make_consent(cast.area, cast.anna, parties=[cast.kommun, cast.af, cast.fk, cast.region])
    meeting = make_meeting(
        cast.samverksmote, cast.anna, reference="SV-7K3M-2Q", consent=consent, place="Rådhuset",
        meeting_form=MeetingForm.ON_SITE, revision=1,
    )  # fmt: skip
    make_invitation(meeting, cast.anna, answer=Answer.YES, answered_at=timezone.now())
    make_invitation(meeting, cast.bo)
    make_invitation(meeting, cast.frida)
    make_contact_point(cast.region_unit)
    make_invitation(meeting, unit=cast.region_unit)
    return meeting


def login(client: Client, person) -> Client:
    client.force_login(person)
    return client


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def seat(meeting: Meeting, person) -> Invitation:
    return meeting.invitations.get(person=person)


def slot(meeting: Meeting, days: int = 7, **fields: object) -> dict[str, object]:
    day = timezone.localdate(meeting.starts_at) + datetime.timedelta(days=days)
    return {"version": meeting.version, "date": str(day), "starts": "13.00", "ends": "14.00", **fields}


def has_been(meeting: Meeting, days: int = 1) -> Meeting:
    start = timezone.now() - datetime.timedelta(days=days)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=start, ends_at=start + datetime.timedelta(hours=1))
    meeting.refresh_from_db()
    return meeting


def test_caller_sees_answers_comments_and_what_can_be_done(client, cast, case):
    Invitation.objects.filter(pk=seat(case, cast.bo).pk).update(
        answer=Answer.YES, answered_at=timezone.now(), comment="Kommer tio minuter sent"
    )

    page = text_of(login(client, cast.anna).get(f"/moten/{case.pk}/"))

    for said in ("Kommer tio minuter sent", "Flytta mötet", "Ställ in mötet", "Kalla en till", "Påminn de som inte"):
        assert said in page
    assert "Enheten har inte valt vem som kommer" in page


def test_invited_sees_who_comes_but_no_comment_and_no_buttons(client, cast, case):
    Invitation.objects.filter(pk=seat(case, cast.bo).pk).update(comment="Kommer tio minuter sent")

    page = text_of(login(client, cast.frida).get(f"/moten/{case.pk}/"))

    assert "Bo Bäverhjälm" in page
    assert "Kommer tio minuter sent" not in page
    assert "Flytta mötet" not in page
    assert "Det här har hänt" not in page


@pytest.mark.parametrize(
    "path", ["", "flytta/", "andra/", "stall-in/", "lagg-till/", "aterkalla/", "utfall/", "svara/"]
)
@pytest.mark.parametrize("who", ["cilla", "david", "adam", "eva", "kim", "alma", "rut"])
def test_nobody_else_may_know_that_a_meeting_about_a_person_exists(client, cast, case, who, path):
    answer = login(client, getattr(cast, who)).post(f"/moten/{case.pk}/{path}", {"answer": "yes"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("anna", "", 200), ("bo", "", 200), ("anna", "flytta/", 200), ("bo", "flytta/", 403),
        ("bo", "andra/", 403), ("bo", "stall-in/", 403), ("bo", "lagg-till/", 403), ("bo", "aterkalla/", 403),
        ("bo", "utfall/", 403), ("bo", "skickad/", 403), ("bo", "granska/", 403), ("bo", "parter/", 403),
        ("anna", "granska/", 302), ("anna", "skickad/", 200), ("bo", "ersattare/", 200), ("rut", "ersattare/", 404),
        ("bo", "ta-over/", 404), ("alma", "ta-over/", 404),
    ],
)  # fmt: skip
def test_who_may_open_what_of_a_meeting_about_a_person(client, cast, case, who, path, status):
    assert login(client, getattr(cast, who)).get(f"/moten/{case.pk}/{path}").status_code == status


@pytest.mark.parametrize("who", ["anna", "bo", "cilla", "david", "eva", "kim"])
def test_draft_about_a_person_is_its_callers_alone(client, cast, who):
    draft = make_meeting(cast.samverksmote, cast.anna, state="draft", called_at=None)
    make_invitation(draft, cast.bo)
    make_invitation(draft, unit=cast.af_unit)
    expected = {"anna": 200}.get(who, 404)

    for path in ("parter", "samtycke", "tid", "granska"):
        assert login(client, getattr(cast, who)).get(f"/moten/{draft.pk}/{path}/").status_code == expected
    unit_call = draft.invitations.get(person=None)
    assert client.get(f"/kallelser/{unit_call.pk}/tilldela/").status_code in (403, 404)


@pytest.mark.parametrize(
    ("who", "page", "change"), [("cilla", 200, 200), ("david", 200, 200), ("bo", 200, 403), ("adam", 404, 404)]
)
def test_group_meeting_is_held_together_by_its_coordinator_and_director(client, cast, who, page, change):
    meeting = make_meeting(cast.lsg_template, cast.anna, forum=cast.lsg)

    browser = login(client, getattr(cast, who))

    assert browser.get(f"/moten/{meeting.pk}/").status_code == page
    assert browser.get(f"/moten/{meeting.pk}/flytta/").status_code == change


def test_pages_ask_for_login_first(client, cast, case):
    for path in ("/", "/moten/kalla/", f"/moten/{case.pk}/", "/forum/", "/vagen-in/", "/omraden/"):
        assert client.get(path).url.startswith("/logga-in/")


def test_answer_is_given_and_changed_on_the_page(client, cast, case):
    browser = login(client, cast.bo)

    first = browser.post(f"/moten/{case.pk}/svara/", {"answer": "yes", "comment": "Sen"}, follow=True)
    browser.post(f"/moten/{case.pk}/svara/", {"answer": "no"})

    assert "Tack, ditt svar är sparat." in text_of(first)
    assert (seat(case, cast.bo).answer, seat(case, cast.bo).history.get().answer) == ("no", "yes")


def test_answer_without_a_choice_is_said_at_the_field(client, cast, case):
    answer = login(client, cast.bo).post(f"/moten/{case.pk}/svara/", {})

    assert answer.status_code == 422
    assert "Välj ett svar" in text_of(answer)


def test_numbers_are_cut_out_of_a_comment(client, cast, case):
    login(client, cast.bo).post(f"/moten/{case.pk}/svara/", {"answer": "yes", "comment": "Gäller 19900101-2385"})

    assert seat(case, cast.bo).comment == "Gäller [borttaget]"


def test_substitute_takes_the_seat_and_the_first_one_leaves_the_meeting(client, cast, case):
    fields = {"kind": "replaces", "name": "Kim Kottesken", "email": cast.kim.email}

    answer = login(client, cast.bo).post(f"/moten/{case.pk}/ersattare/", fields, follow=True)

    assert answer.redirect_chain[-1][0] == "/"
    assert case.invitations.get(person=cast.kim).is_live
    assert client.get(f"/moten/{case.pk}/").status_code == 404


def test_substitute_from_another_party_is_refused_at_the_field(client, cast, case):
    fields = {"kind": "replaces", "name": "Rut", "email": cast.rut.email}

    answer = login(client, cast.bo).post(f"/moten/{case.pk}/ersattare/", fields)

    assert answer.status_code == 422
    assert answer.context["form"].errors["email"]


def test_contact_person_sees_time_reference_and_unit_and_nothing_more(client, cast, case):
    call = make_invitation(case, unit=cast.af_unit)
    case.purposes = ["Rätt försörjning"]
    case.save(update_fields=["purposes"])

    page = text_of(login(client, cast.kim).get(f"/kallelser/{call.pk}/tilldela/"))

    for said in ("SV-7K3M-2Q", "kl. 09.00–10.00", "Arbetsförmedlingen Lingonby", "Kim Kottesken"):
        assert said in page
    for hidden in ("Samverksmöte", "Anna Andlykt", "Frida", "Rätt försörjning", "Rådhuset", "Ekonomiskt bistånd"):
        assert hidden not in page
    assert "Vem kommer från Arbetsförmedlingen Lingonby? SV-7K3M-2Q" in text_of(client.get("/"))
    assert "Samverksmöte SV" not in text_of(client.get("/"))


def test_contact_person_assigns_and_a_second_time_is_told(client, cast, case):
    call = make_invitation(case, unit=cast.af_unit)
    browser = login(client, cast.kim)

    browser.post(f"/kallelser/{call.pk}/tilldela/", {"person": cast.kim.pk})

    call.refresh_from_db()
    assert call.person == cast.kim
    assert "Enheten har valt vem som kommer" in text_of(browser.get(f"/kallelser/{call.pk}/tilldela/"))


def test_unit_that_was_wrong_hands_the_call_on_within_its_party(client, cast, case):
    call = make_invitation(case, unit=cast.af_unit)
    other = make_unit(cast.af, name="Arbetsförmedlingen Norra")
    browser = login(client, cast.kim)

    elsewhere = browser.post(f"/kallelser/{call.pk}/lamna-vidare/", {"unit": cast.fk_unit.pk})
    browser.post(f"/kallelser/{call.pk}/lamna-vidare/", {"unit": other.pk})

    assert elsewhere.status_code == 422
    call.refresh_from_db()
    assert call.unit == other


@pytest.mark.parametrize("who", ["bo", "cilla", "david", "eva", "frida"])
def test_nobody_else_says_who_comes_from_a_unit(client, cast, case, who):
    call = make_invitation(case, unit=cast.af_unit)

    assert login(client, getattr(cast, who)).get(f"/kallelser/{call.pk}/tilldela/").status_code == 404


def test_meeting_is_moved_and_everybody_asked_again(client, cast, case):
    Invitation.objects.filter(pk=seat(case, cast.bo).pk).update(answer=Answer.YES, answered_at=timezone.now())

    answer = login(client, cast.anna).post(f"/moten/{case.pk}/flytta/", slot(case), follow=True)

    assert "Mötet är flyttat." in text_of(answer)
    assert "Mötet flyttades. Tiden var" in text_of(answer)
    case.refresh_from_db()
    assert (case.moved_count, timezone.localtime(case.starts_at).hour) == (1, 13)
    assert seat(case, cast.bo).answer == Answer.UNANSWERED


def test_move_past_the_consent_is_refused_and_the_values_kept(client, cast, case):
    answer = login(client, cast.anna).post(f"/moten/{case.pk}/flytta/", slot(case, days=500))

    assert answer.status_code == 422
    assert "Samtycket gäller inte den dagen." in text_of(answer)
    assert 'value="13.00"' in answer.content.decode()


def test_two_windows_the_second_is_told_and_nothing_is_overwritten(client, cast, case):
    browser = login(client, cast.anna)
    version = case.version
    first = {"version": version, "meeting_form": "on_site", "place": "Biblioteket", "link": "", "answer_by": ""}

    browser.post(f"/moten/{case.pk}/andra/", first)
    second = browser.post(f"/moten/{case.pk}/andra/", {**first, "place": "Torget"})

    assert second.status_code == 422
    assert "Någon annan har ändrat mötet" in text_of(second)
    case.refresh_from_db()
    assert case.place == "Biblioteket"


def test_cancelling_needs_a_reason_that_only_those_who_hold_it_see(client, cast, case):
    browser = login(client, cast.anna)
    empty = browser.post(f"/moten/{case.pk}/stall-in/", {"version": case.version})
    browser.post(f"/moten/{case.pk}/stall-in/", {"version": case.version, "reason": "illness"})

    assert "Välj varför mötet ställs in" in text_of(empty)
    assert "Sjukdom" in text_of(browser.get(f"/moten/{case.pk}/"))
    invited = text_of(login(client, cast.bo).get(f"/moten/{case.pk}/"))
    assert "Inställt" in invited
    assert "Sjukdom" not in invited


def test_one_more_is_called_and_one_is_taken_back(client, cast, case):
    browser = login(client, cast.anna)
    unit = cast.kim.placements.get().unit_id
    browser.post(f"/moten/{case.pk}/lagg-till/", {"version": case.version, "seat": f"person:{cast.kim.pk}:{unit}"})
    assert case.invitations.get(person=cast.kim).is_live
    case.refresh_from_db()

    call = seat(case, cast.bo)
    assert "Ska Bo Bäverhjälm inte längre vara kallad?" in text_of(
        browser.get(f"/moten/{case.pk}/ta-bort/?kallelse={call.pk}")
    )
    browser.post(f"/moten/{case.pk}/ta-bort/", {"version": case.version, "invitation": call.pk})

    call.refresh_from_db()
    assert not call.is_live


def test_search_for_one_more_keeps_the_page_and_saves_nothing(client, cast, case):
    data = {"version": case.version, "sok": "kotte", "sok_nu": "1"}

    answer = login(client, cast.anna).post(f"/moten/{case.pk}/lagg-till/", data)

    assert answer.status_code == 200
    assert "Kim Kottesken" in text_of(answer)
    assert not case.invitations.filter(person=cast.kim).exists()


def test_somebody_outside_the_consent_is_not_called(client, cast, case):
    case.consent.parties.remove(cast.af)
    unit = cast.kim.placements.get().unit_id
    data = {"version": case.version, "seat": f"person:{cast.kim.pk}:{unit}"}

    answer = login(client, cast.anna).post(f"/moten/{case.pk}/lagg-till/", data)

    assert answer.status_code == 422
    assert "Samtycket omfattar inte Arbetsförmedlingen Lingonby." in text_of(answer)


def test_withdrawn_consent_uncalls_those_it_covered_and_asks_to_cancel(client, cast, case):
    data = {"version": case.version, "extent": "all"}

    answer = login(client, cast.anna).post(f"/moten/{case.pk}/aterkalla/", data, follow=True)

    assert "har för få parter kvar. Ställ in det." in text_of(answer)
    assert [str(row.person) for row in case.invitations.filter(state="live")] == ["Anna Andlykt"]


def test_each_change_goes_by_the_page_that_says_who_is_told(client, cast, case):
    browser = login(client, cast.anna)
    paths = [
        "flytta/",
        "andra/",
        "stall-in/",
        "lagg-till/",
        "aterkalla/",
        f"ta-bort/?kallelse={seat(case, cast.bo).pk}",
    ]

    for path in paths:
        page = browser.get(f"/moten/{case.pk}/{path}").content.decode()
        assert 'action="/moten/andring/"' in page
        assert "Innan något sparas ser du vem som får veta vad." in text_of(browser.get(f"/moten/{case.pk}/{path}"))


def test_outcome_is_registered_with_figures_and_attendance(client, cast, case):
    has_been(case)
    cast.samverksmote.outcome_fields = ["meeting_form", "individual_attended", "plan_made", "gender", "age_band"]
    cast.samverksmote.save()
    browser = login(client, cast.anna)
    assert " checked" not in re.sub(
        r'<input[^>]*name="meeting_form"[^>]*>', "", browser.get(f"/moten/{case.pk}/utfall/").content.decode()
    )

    fields = {
        "version": case.version, "held": "yes", "meeting_form": "on_site", "individual_attended": "yes",
        "plan_made": "no", "gender": "woman", "age_band": "18–29", f"seat_{seat(case, cast.anna).pk}": "came",
        f"seat_{seat(case, cast.bo).pk}": "substitute", f"seat_{seat(case, cast.frida).pk}": "came_not",
    }  # fmt: skip
    answer = browser.post(f"/moten/{case.pk}/utfall/", fields, follow=True)

    assert "Mötet är registrerat. Närvaro saknas för 1." in text_of(answer)
    assert "Ersättare deltog" in text_of(answer)
    outcome = Outcome.objects.get(meeting=case)
    assert (outcome.individual_attended, outcome.plan_made, outcome.gender, outcome.age_band) == (
        True, False, "woman", "18–29",
    )  # fmt: skip
    came = dict(case.invitations.values_list("person__name", "attended"))
    assert came == {"Anna Andlykt": True, "Bo Bäverhjälm": True, "Frida Fjädermoln": False, None: None}


def test_outcome_asks_only_what_the_template_says(client, cast, case):
    has_been(case)

    page = login(client, cast.anna).get(f"/moten/{case.pk}/utfall/").content.decode()

    assert 'name="gender"' not in page
    assert 'name="held"' in page


def test_gender_is_not_asked_of_a_meeting_without_mail(client, cast, case):
    Meeting.objects.filter(pk=has_been(case).pk).update(no_mail=True, place="")
    cast.samverksmote.outcome_fields = ["gender", "age_band"]
    cast.samverksmote.save()

    page = login(client, cast.anna).get(f"/moten/{case.pk}/utfall/").content.decode()

    assert 'name="gender"' not in page
    assert 'name="age_band"' in page


def test_meeting_that_was_not_held_needs_a_reason(client, cast, case):
    has_been(case)
    browser = login(client, cast.anna)

    empty = browser.post(f"/moten/{case.pk}/utfall/", {"version": case.version, "held": "no"})
    browser.post(f"/moten/{case.pk}/utfall/", {"version": case.version, "held": "no", "reason": "individual_absent"})

    assert empty.status_code == 422
    case.refresh_from_db()
    assert case.cancellation_reason == CancellationReason.INDIVIDUAL_ABSENT


def test_outcome_waits_until_the_meeting_has_begun(client, cast, case):
    answer = login(client, cast.anna).get(f"/moten/{case.pk}/utfall/", follow=True)

    assert "Mötet kan registreras när det har börjat." in text_of(answer)


def test_follow_on_is_one_click_and_calls_the_same_people_under_the_same_consent(client, cast, case):
    case.template = cast.formote
    case.save(update_fields=["template"])
    browser = login(client, cast.anna)
    assert "Kalla till Samverksmöte" in text_of(browser.get(f"/moten/{case.pk}/"))

    twice = [browser.post(f"/moten/{case.pk}/nasta/", {"mall": cast.samverksmote.pk}).url for _ in range(2)]

    assert twice[0] == twice[1]
    draft = Meeting.objects.get(previous=case)
    assert (draft.template, draft.consent) == (cast.samverksmote, case.consent)
    assert {str(row) for row in draft.invitations.all()} == {str(row) for row in case.invitations.all()}
    assert draft.reference != case.reference


def test_follow_on_that_the_template_does_not_lead_to_is_refused(client, cast, case):
    answer = login(client, cast.anna).post(f"/moten/{case.pk}/nasta/", {"mall": cast.formote.pk})

    assert answer.status_code == 403


def test_colleague_takes_over_when_the_caller_has_left(client, cast, case):
    cast.anna.placements.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    browser = login(client, cast.alma)
    assert "Ta över mötet SV-7K3M-2Q" in text_of(browser.get("/"))
    assert "Rådhuset" not in text_of(browser.get(f"/moten/{case.pk}/ta-over/"))

    browser.post(f"/moten/{case.pk}/ta-over/")

    case.refresh_from_db()
    assert case.caller == cast.alma
    assert browser.get(f"/moten/{case.pk}/").status_code == 200


def test_caller_without_mail_rings_and_notes_the_answer(client, cast, case):
    Meeting.objects.filter(pk=case.pk).update(no_mail=True, place="")
    browser = login(client, cast.anna)
    assert "Ring dem som ska komma" in text_of(browser.get("/"))

    browser.post(f"/kallelser/{seat(case, cast.bo).pk}/svar/", {"answer": "yes"})

    assert seat(case, cast.bo).answer == Answer.YES
    assert login(client, cast.bo).get(f"/kallelser/{seat(case, cast.frida).pk}/svar/").status_code == 404


def test_page_of_a_meeting_asks_the_same_number_of_questions_with_more_seats(client, cast, case):
    browser = login(client, cast.anna)
    few = queries_of(browser, f"/moten/{case.pk}/")
    for _ in range(5):
        make_invitation(case, make_person(cast.af_unit), answer=Answer.YES, answered_at=timezone.now())

    assert queries_of(browser, f"/moten/{case.pk}/") == few


def queries_of(browser: Client, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browser.get(path).status_code == 200
    return len(found)


def test_history_is_told_in_plain_words(client, cast):
    meeting = make_meeting(cast.lsg_template, cast.anna, forum=cast.lsg, state="draft", called_at=None)
    make_invitation(meeting, cast.anna, answer=Answer.YES, answered_at=timezone.now())
    make_invitation(meeting, cast.bo)
    call_meeting(meeting, by=cast.anna)
    login(client, cast.bo).post(f"/moten/{meeting.pk}/svara/", {"answer": "no"})

    page = text_of(login(client, cast.cilla).get(f"/moten/{meeting.pk}/"))

    assert "Bo Bäverhjälm svarade: Nej, jag kan inte" in page
    assert "Kallelsen skickades." in page
