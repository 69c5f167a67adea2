"""The meeting's page, its answers, who comes from a unit, and what follows on it."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation
from booking.meetings.actions.calling import call_meeting
from booking.meetings.actions.seats import add_invitation
from booking.models import Answer, Invitation, Meeting
from tests.booking.meetings.looking import login, seat, text_of
from tests.factories import make_contact_point, make_invitation, make_meeting, make_person, make_unit
from tests.factories.calls import call_forum, call_individual


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


def test_no_comment_is_written_on_a_case_what_can_be_said_is_chosen(client, cast, case):
    """Domain rule 2. What a browser sends all the same is not read."""
    page = text_of(login(client, cast.bo).get(f"/moten/{case.pk}/"))
    client.post(f"/moten/{case.pk}/svara/", {"answer": "yes", "comment": "Hej", "notes": ["late", "call_me"]})

    assert 'name="comment"' not in page
    assert (seat(case, cast.bo).comment, seat(case, cast.bo).answer_notes) == ("", ["call_me", "late"])
    assert "Ring mig, Blir sen" in text_of(login(client, cast.anna).get(f"/moten/{case.pk}/"))
    assert "Ring mig, Blir sen" not in text_of(login(client, cast.rut).get(f"/moten/{case.pk}/"))


def test_what_cannot_be_chosen_is_refused(client, cast, case):
    answer = login(client, cast.bo).post(f"/moten/{case.pk}/svara/", {"answer": "yes", "notes": ["unkept"]})

    assert answer.status_code == 422
    assert seat(case, cast.bo).answer_notes == []


def test_substitute_takes_the_seat_and_the_first_one_leaves_the_meeting(client, cast, case):
    fields = {"kind": "replaces", "name": "Kim Kottesken", "email": cast.kim.email}

    answer = login(client, cast.bo).post(f"/moten/{case.pk}/ersattare/", fields, follow=True)

    assert answer.redirect_chain[-1][0] == f"/moten/{case.pk}/ersattare/"
    assert case.invitations.get(person=cast.kim).is_live
    assert client.get(f"/moten/{case.pk}/").status_code == 404


def test_what_was_said_to_a_group_and_who_was_named_stand_in_the_receipt(client, cast):
    meeting, browser = call_forum(cast), login(client, cast.bo)

    said = browser.post(f"/moten/{meeting.pk}/svara/", {"answer": "yes", "comment": "Ring 070-123 45 67"}, follow=True)
    fields = {"kind": "accompanies", "name": "Kim Kottesken", "email": cast.kim.email}
    named = browser.post(f"/moten/{meeting.pk}/ersattare/", fields, follow=True)

    assert "Den som kallade läser: ”Ring 070-123 45 67”" in text_of(said)
    assert "Din ersättare är kallad: Kim Kottesken, kim@af.example." in text_of(named)


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
    other.contact_points.create(function="Reception", mailbox="norra@af.example")
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


def test_follow_on_is_one_click_and_calls_the_same_people_under_the_same_consent(client, cast, case):
    case.template = cast.formote
    case.save(update_fields=["template"])
    browser = login(client, cast.anna)
    assert "Kalla till samverksmöte" in text_of(browser.get(f"/moten/{case.pk}/"))

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

    page = browser.get(f"/kallelser/{seat(case, cast.bo).pk}/svar/")
    browser.post(f"/kallelser/{seat(case, cast.bo).pk}/svar/", {"answer": "yes"})

    assert list(page.context["form"].fields) == ["answer"]
    assert seat(case, cast.bo).answer == Answer.YES
    assert login(client, cast.bo).get(f"/kallelser/{seat(case, cast.frida).pk}/svar/").status_code == 404


def test_who_holds_the_meeting_reads_whom_to_ring_at_which_number(client, cast, case):
    """The design rests on ringing, and no number stood there."""
    cast.bo.phone = "070-174 06 05"
    cast.bo.save()
    make_contact_point(cast.af_unit, function="Reception", phone="010-111 22 33")
    make_contact_point(cast.fk_unit, function="Ny växel", phone="010-444 55 66", waits=True)

    page = login(client, cast.anna).get(f"/moten/{case.pk}/").content.decode()

    assert 'href="tel:0701740605">070-174 06 05</a>' in page
    assert 'href="tel:0101112233">010-111 22 33</a> <span class="liten dampad">Reception</span>' in page
    # what a keeper has changed waits for the caller's yes (domain rule 4)
    assert "010-444 55 66" not in page
    assert "tel:" not in login(client, cast.frida).get(f"/moten/{case.pk}/").content.decode()


def test_a_unit_alone_in_its_party_is_offered_no_other_to_pass_on_to(client, cast):
    """A list with nothing in it."""
    make_contact_point(cast.fk_unit, mailbox="in@fk.example")
    call = add_invitation(call_individual(cast, cast.bo, cast.frida), by=cast.anna, unit=cast.fk_unit)
    browser, url = login(client, cast.anna), f"/kallelser/{call.pk}/tilldela/"

    alone = text_of(browser.get(url))
    make_unit(cast.fk, name="Försäkringskassan norr")

    assert "Det finns ingen annan enhet hos er part" in alone and "Lämna vidare" not in alone
    assert "Lämna vidare" in text_of(browser.get(url))


def test_a_meeting_without_mail_says_so_and_not_that_anything_was_sent(client, cast):
    meeting = call_individual(cast, cast.bo, no_mail=True)

    page = text_of(login(client, cast.anna).get(f"/moten/{meeting.pk}/"))

    assert "Utan utskick: ingen får mejl" in page and "Mötet kallades utan utskick." in page
    assert "Kallelsen skickades" not in page
    assert "Utan utskick" not in text_of(login(client, cast.bo).get(f"/moten/{meeting.pk}/"))


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


def test_a_follow_on_that_was_called_off_can_be_called_anew(client, cast, case):
    case.template = cast.formote
    case.save(update_fields=["template"])
    browser = login(client, cast.anna)
    first = browser.post(f"/moten/{case.pk}/nasta/", {"mall": cast.samverksmote.pk}).url
    Meeting.objects.filter(previous=case).update(
        state="cancelled", cancellation_reason="illness", starts_at=case.starts_at, ends_at=case.ends_at
    )

    assert browser.post(f"/moten/{case.pk}/nasta/", {"mall": cast.samverksmote.pk}).url != first


@pytest.mark.parametrize("wanted", ["x", "", "00000000-0000-0000-0000-000000000000"])
def test_taking_over_what_is_no_meeting_is_not_found(client, cast, wanted):
    answer = login(client, cast.anna).post("/moten/andring/", {"change": "take-over", "meeting": wanted})

    assert answer.status_code == 404


def test_the_coordinator_sees_when_too_many_parties_have_dropped_out(client, cast):
    meeting = call_forum(cast)
    browser = login(client, cast.cilla)
    sentence = "Bara 2 parter kan komma, och minst 3 behövs."

    before = text_of(browser.get(f"/moten/{meeting.pk}/"))
    meeting.invitations.filter(party__in=[cast.af, cast.fk]).update(
        answer=Answer.NO, answered_at=timezone.now(), answered_by="link"
    )

    assert sentence not in before
    page = text_of(browser.get(f"/moten/{meeting.pk}/"))
    assert sentence in page
    assert "Arbetsförmedlingen och Försäkringskassan kan inte komma" in page
    assert sentence not in text_of(login(client, cast.rut).get(f"/moten/{meeting.pk}/"))


def test_somebody_who_cannot_come_is_a_task_until_another_of_the_party_is_called(client, cast, case):
    """Three "no" looked like three "yes"."""
    browser = login(client, cast.anna)
    call = case.invitations.get(person=cast.bo)
    answer_invitation(call, answer=Answer.NO, channel="link")

    start, page = browser.get("/"), browser.get(f"/moten/{case.pk}/")
    heading = "Arbetsförmedlingen kan inte komma: Samverksmöte"
    assert heading in text_of(start)
    for name in ("invitation-add", "meeting-move", "meeting-cancel"):
        assert reverse(f"booking:{name}", args=[case.pk]) in start.content.decode()
    assert "Arbetsförmedlingen kan inte komma" in text_of(page) and "Vi ses ändå" in text_of(page)
    assert "Kalla någon annan i stället för Bo Bäverhjälm" in text_of(page)
    assert heading not in text_of(login(client, cast.frida).get("/"))

    add_invitation(case, by=cast.anna, person=cast.kim)

    browser = login(client, cast.anna)
    assert heading not in text_of(browser.get("/"))
    assert "Vi ses ändå" not in text_of(browser.get(f"/moten/{case.pk}/"))


def test_meeting_all_the_same_takes_the_task_away_until_another_says_no(client, cast, case):
    browser, heading = login(client, cast.anna), "kan inte komma: Samverksmöte"
    answer_invitation(case.invitations.get(person=cast.bo), answer=Answer.NO, channel="link")

    answer = browser.post(reverse("booking:go-ahead", args=[case.pk]), follow=True)

    assert "Mötet blir av som planerat" in text_of(answer) and "Mötet blir av, fast någon inte kan komma." in text_of(
        answer
    )
    assert heading not in text_of(browser.get("/"))
    answer_invitation(case.invitations.get(person=cast.frida), answer=Answer.NO, channel="link")
    assert "Försäkringskassan " + heading in text_of(browser.get("/"))


def test_a_group_is_no_task_while_enough_can_come(client, cast):
    meeting, browser = call_forum(cast), login(client, cast.cilla)

    answer_invitation(meeting.invitations.get(person=cast.bo), answer=Answer.NO, channel="link")
    assert "kan inte komma:" not in text_of(browser.get("/"))
    answer_invitation(meeting.invitations.get(person=cast.frida), answer=Answer.NO, channel="link")

    assert "Arbetsförmedlingen och Försäkringskassan kan inte komma: LSG Lingonby" in text_of(browser.get("/"))


def test_the_caller_sees_whose_address_takes_no_mail_and_nobody_else_does(client, cast, case):
    cast.bo.address_bounced_at = timezone.now()
    cast.bo.save()

    assert text_of(login(client, cast.anna).get(f"/moten/{case.pk}/")).count("Mejlen kommer inte fram") == 1
    assert "Mejlen kommer inte fram" not in text_of(login(client, cast.frida).get(f"/moten/{case.pk}/"))
