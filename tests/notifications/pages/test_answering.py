from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from booking.meetings.actions.answering import answer_invitation, assign_invitation
from booking.meetings.actions.changing import cancel_meeting
from booking.meetings.actions.seats import add_invitation, remove_invitation
from booking.models import Invitation, InvitationState, MeetingForm
from forums.models import ContactPoint, Person, Place, Placement, RoleKind
from notifications.models import OutboxMessage
from notifications.tasks import tell
from notifications.telling.links import VALID_AFTER_MEETING, link_token
from tests.factories import make_person, make_role, make_unit
from tests.factories.calls import allow_video, call_forum, call_individual, draft_individual
from tests.factories.forums import LONG_AGO
from tests.notifications.pages.looking import details_of, every_row, link_of, logged_in, seat_of, text_of
from tests.notifications.telling.rows import leave

pytestmark = pytest.mark.django_db
CANARY = "Kanarie"


@pytest.fixture
def anybody() -> Client:
    """A browser that nobody is logged in to, and that has no cookie of ours."""
    return Client(enforce_csrf_checks=True)


def unit_seat(cast: Any) -> Invitation:
    """A called meeting with a unit that has not said who comes."""
    ContactPoint.objects.create(unit=cast.region_unit, function="Rehabkoordinator", mailbox="rehab@vc.example")
    meeting = call_individual(cast, cast.bo, cast.rut)
    remove_invitation(seat_of(meeting, cast.rut), by=cast.anna)
    return add_invitation(meeting, by=cast.anna, unit=cast.region_unit)


# --- what GET shows


def test_opening_a_link_changes_nothing(cast: Any, anybody: Client) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    seats = [seat_of(meeting, cast.bo), unit_seat(cast)]
    before = every_row()

    for seat in seats:
        for url in (link_of(seat), link_of(seat) + "?andra=1", details_of(seat), details_of(seat) + "?har-kod=1"):
            assert anybody.get(url).status_code == 200
            assert anybody.head(url).status_code == 200

    assert every_row() == before
    assert not anybody.cookies


def test_a_link_shows_when_where_who_calls_and_the_reference(cast: Any, anybody: Client) -> None:
    meeting = call_individual(cast)

    page = text_of(anybody.get(link_of(seat_of(meeting, cast.bo))))

    for words in ("Lingonhuset, rum 3", "Anna Andlykt", "Ekonomiskt bistånd, Lingonby kommun", meeting.reference):
        assert words in page
    assert "kl. 09.00–10.00 (v." in page


def test_a_link_tells_nobody_who_else_is_called_nor_the_kind_of_meeting_nor_its_purpose(
    cast: Any, anybody: Client
) -> None:
    for person in (cast.rut, cast.frida):
        person.name = f"{CANARY} {person.pk}"
        person.save()
    cast.samverksmote.name = f"{CANARY}möte"
    cast.samverksmote.choices = {"purposes": [f"{CANARY}syfte"], "prepare": [f"{CANARY}underlag"]}
    cast.samverksmote.save()
    wanted = {"purposes": [f"{CANARY}syfte"], "prepare": [f"{CANARY}underlag"]}
    meeting = call_individual(cast, cast.bo, cast.rut, cast.frida, **wanted)
    bo = seat_of(meeting, cast.bo)

    pages = [text_of(anybody.get(url)) for url in (link_of(bo), details_of(bo))]
    pages += [text_of(anybody.post(link_of(bo), {"answer": answer}, follow=True)) for answer in ("", "yes", "no")]

    for page in pages:
        for words in (CANARY, "Försäkringskassan", "Region Lingon", "vårdcentral"):
            assert words not in page


def test_a_place_that_gives_the_care_away_is_not_shown(cast: Any, anybody: Client) -> None:
    place = Place.objects.create(area=cast.area, name="Psykiatrins hus", reveals_care=True)
    meeting = call_individual(cast, at_place=place)

    page = text_of(anybody.get(link_of(seat_of(meeting, cast.bo))))

    assert "Psykiatrin" not in page
    assert "Platsen ser du när du har loggat in eller angett koden" in page


def test_a_calling_unit_that_gives_the_care_away_is_not_named(cast: Any, anybody: Client) -> None:
    cast.kommun_unit.reveals_care = True
    cast.kommun_unit.save()
    meeting = call_individual(cast)

    page = text_of(anybody.get(link_of(seat_of(meeting, cast.bo))))

    assert "Ekonomiskt bistånd" not in page
    assert "Lingonby kommun" in page


def test_no_answer_is_chosen_beforehand_not_even_the_present_one(cast: Any, anybody: Client) -> None:
    seat = seat_of(call_individual(cast), cast.bo)
    answer_invitation(seat, answer="yes", channel="mail")

    page = text_of(anybody.get(link_of(seat) + "?andra=1"))

    assert "checked" not in page
    assert "Du har svarat: <b>Ja, jag kommer</b>" in page


def test_a_link_is_kept_nowhere_and_named_to_nobody(cast: Any, anybody: Client) -> None:
    seat = seat_of(call_individual(cast), cast.bo)

    for url in (link_of(seat), details_of(seat), "/svar/pahittad/", "/svar/klart/vald/"):
        response = anybody.get(url)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert '<meta name="referrer" content="no-referrer">' in text_of(response)


# --- links that do not hold


def test_a_link_that_does_not_hold_is_one_page_whatever_the_reason(cast: Any, anybody: Client) -> None:
    meeting, other = call_individual(cast), call_individual(cast)
    good = link_token(seat_of(meeting, cast.bo))
    revoked = link_token(seat_of(meeting, cast.rut))
    remove_invitation(seat_of(meeting, cast.rut), by=cast.anna)
    draft = link_token(seat_of(draft_individual(cast), cast.bo))
    silent = link_token(seat_of(call_individual(cast, no_mail=True), cast.bo))
    stitched = link_token(seat_of(other, cast.bo))[:22] + good[22:]
    bad = ["a", good[:-1], good[:20], good + "A", good.swapcase(), revoked, draft, silent, stitched, "å" * 43]

    pages = [anybody.get(f"/svar/{token}/") for token in bad]

    assert {page.status_code for page in pages} == {404}
    assert len({text_of(page) for page in pages}) == 1
    assert {anybody.post(f"/svar/{token}/", {"answer": "no"}).status_code for token in bad} == {404}
    assert {anybody.get(f"/svar/{token}/vilka/").status_code for token in bad} == {404}


def test_a_link_ends_two_weeks_after_the_meeting(cast: Any, anybody: Client, time_machine: Any) -> None:
    meeting = call_individual(cast)
    url = link_of(seat_of(meeting, cast.bo))

    time_machine.move_to(meeting.ends_at + VALID_AFTER_MEETING)
    assert anybody.get(url).status_code == 200
    time_machine.shift(60)
    assert anybody.get(url).status_code == 404


def test_a_cancelled_meeting_and_one_that_has_begun_say_so_and_take_no_answer(
    cast: Any, anybody: Client, time_machine: Any
) -> None:
    called_off, begun = call_individual(cast), call_individual(cast)
    urls = [link_of(seat_of(meeting, cast.bo)) for meeting in (called_off, begun)]
    cancel_meeting(called_off, by=cast.anna, reason="illness")
    time_machine.move_to(begun.starts_at)

    pages = [text_of(anybody.post(url, {"answer": "yes"})) for url in urls]

    assert "Mötet är inställt" in pages[0]
    assert "sjukdom" not in pages[0].lower()
    assert "Mötet har redan börjat" in pages[1]
    assert seat_of(begun, cast.bo).answer == "unanswered"


def test_a_link_mailed_with_the_former_key_still_opens(cast: Any, anybody: Client, settings: Any) -> None:
    url = link_of(seat_of(call_individual(cast), cast.bo))

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "en ny nyckel " * 5

    assert anybody.get(url).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert anybody.get(url).status_code == 404


# --- what POST does


@pytest.mark.parametrize("answer", ["yes", "no", "tentative"])
def test_an_answer_by_link_is_noted_and_thanked_for(cast: Any, anybody: Client, answer: str) -> None:
    seat = seat_of(call_individual(cast), cast.bo)

    response = anybody.post(link_of(seat), {"answer": answer, "notes": "late"})

    seat.refresh_from_db()
    assert (seat.answer, seat.answered_by, seat.answer_notes) == (answer, "link", ["late"])
    assert response.status_code == 302
    page = text_of(anybody.get(response["Location"]))
    assert "Tack, ditt svar är skickat" in page
    assert "Ändra svaret" in page


def test_remote_can_be_chosen_at_a_hybrid_meeting_only(cast: Any, anybody: Client) -> None:
    on_site = seat_of(call_individual(cast), cast.bo)
    allow_video(cast)
    hybrid = seat_of(call_individual(cast, meeting_form=MeetingForm.HYBRID, link="https://mote.example/1"), cast.bo)

    assert anybody.post(link_of(on_site), {"answer": "yes_remote"}).status_code == 422
    assert anybody.post(link_of(hybrid), {"answer": "yes_remote"}).status_code == 302
    hybrid.refresh_from_db()
    assert hybrid.answer == "yes_remote"


def test_a_link_about_a_person_has_a_list_and_no_comment_and_a_groups_has_one(cast: Any, anybody: Client) -> None:
    case, group = (seat_of(meeting, cast.bo) for meeting in (call_individual(cast), call_forum(cast)))
    pages = [text_of(anybody.get(link_of(seat))) for seat in (case, group)]

    anybody.post(link_of(case), {"answer": "yes", "comment": "Gäller 19900101-2385"})
    anybody.post(link_of(group), {"answer": "yes", "comment": "Kommer i tid"})

    assert ["Kan en annan tid" in page for page in pages] == [True, False]
    assert ['name="comment"' in page for page in pages] == [False, True]
    for seat in (case, group):
        seat.refresh_from_db()
    assert (case.comment, group.comment) == ("", "Kommer i tid")


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({}, "Välj ett svar"),
        ({"answer": "unanswered"}, "Välj ett svar"),
        ({"answer": "substitute", "email": "kim@af.example"}, "Skriv ersättarens namn"),
        ({"answer": "substitute", "name": "Kim"}, "Skriv ersättarens e-post"),
        ({"answer": "substitute", "name": "Kim", "email": "kim"}, "Skriv e-postadressen som namn@kommun.se"),
        ({"answer": "along", "name": "Bo", "email": "BO@af.example"}, "Den personen kan inte kallas härifrån"),
        ({"answer": "yes", "notes": "unkept"}, "Välj ett giltigt alternativ"),
    ],
)
def test_a_refused_answer_comes_back_with_its_values(
    cast: Any, anybody: Client, posted: dict[str, str], said: str
) -> None:
    seat = seat_of(call_individual(cast), cast.bo)
    before = every_row()

    response = anybody.post(link_of(seat), posted)

    assert response.status_code == 422
    assert said in text_of(response)
    assert posted.get("name", "") in text_of(response)
    assert every_row() == before


def test_a_substitute_takes_the_seat_and_the_link_ends(cast: Any, anybody: Client) -> None:
    seat = seat_of(call_individual(cast), cast.bo)
    url = link_of(seat)
    posted = {"answer": "substitute", "name": "Kim", "email": "Kim@AF.example", "notes": "call_me"}

    response = anybody.post(url, posted, follow=True)

    seat.refresh_from_db()
    assert (seat.state, seat.answer, seat.answer_notes) == (InvitationState.REPLACED, "substitute", ["call_me"])
    assert seat.substitutions.get().substitute.person == cast.kim
    assert "Kim Kottesken, kim@af.example, är kallad i stället för dig." in text_of(response)
    assert anybody.post(url, {"answer": "yes"}).status_code == 404


def test_the_same_substitute_posted_ten_times_is_one_and_ends_alike(cast: Any, anybody: Client) -> None:
    seat = seat_of(call_individual(cast), cast.bo)
    url = link_of(seat)
    posted = {"answer": "substitute", "name": "Nils Ny", "email": "nils@af.example"}

    answers = [anybody.post(url, posted) for _again in range(10)]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"{url}?tack=1")}
    assert seat.substitutions.count() == 1
    assert Person.objects.filter(email="nils@af.example").count() == 1
    assert anybody.post(url, {**posted, "email": "annan@af.example"}).status_code == 404


def test_a_colleague_may_come_along(cast: Any, anybody: Client) -> None:
    seat = seat_of(call_individual(cast), cast.bo)

    response = anybody.post(link_of(seat), {"answer": "along", "name": "Kim", "email": "kim@af.example"}, follow=True)

    seat.refresh_from_db()
    assert (seat.state, seat.answer) == (InvitationState.LIVE, "yes")
    assert "Ja, jag kommer tillsammans med en kollega" in text_of(response)
    assert "Du har med dig Kim Kottesken, kim@af.example." in text_of(response)


@pytest.mark.parametrize("answer", ["substitute", "along"])
def test_a_colleague_named_by_mistake_is_taken_back_by_the_same_link(cast: Any, anybody: Client, answer: str) -> None:
    """A typing error could not be undone."""
    meeting = call_individual(cast)
    tell(meeting.pk)
    leave()
    seat = seat_of(meeting, cast.bo)
    url = link_of(seat)
    anybody.post(url, {"answer": answer, "name": "Nils Fel", "email": "nlis@af.example"})
    tell(meeting.pk)
    leave()

    page = anybody.get(url)
    assert "Ta tillbaka kallelsen till Nils Fel" in text_of(page)
    back = [anybody.post(url, {"ta_tillbaka": "1"}, follow=True) for _again in range(2)]
    tell(meeting.pk)

    assert {one.status_code for one in back} == {200}
    seat.refresh_from_db()
    assert (seat.state, seat.answer) == (InvitationState.LIVE, "unanswered" if answer == "substitute" else "yes")
    assert seat.substitutions.get().substitute.state == InvitationState.REMOVED
    told = [(one.address, one.method) for one in OutboxMessage.objects.filter(state="queued")]
    assert ("nlis@af.example", "CANCEL") in told and ("bo@af.example", "CANCEL") not in told
    assert (("bo@af.example", "REQUEST") in told) == (answer == "substitute")
    assert link_of(seat) == url and "Kan du komma?" in text_of(anybody.get(url + "?andra=1"))
    assert anybody.post(url, {"answer": "substitute", "name": "Nils", "email": "nils@af.example"}).status_code == 302


@pytest.mark.parametrize("answer", ["substitute", "along"])
def test_a_forwarded_link_to_a_case_does_not_tell_who_comes(cast: Any, anybody: Client, answer: str) -> None:
    """Who has just written the name reads it back; another browser does not, and can take it back all the same."""
    seat = seat_of(call_individual(cast), cast.bo)
    url = link_of(seat)
    typed = anybody.post(url, {"answer": answer, "name": "Kim", "email": "kim@af.example"}, follow=True)
    assert "Kim Kottesken" in text_of(typed)

    elsewhere = text_of(Client().get(url))

    assert "Kim" not in elsewhere and "kim@af.example" not in elsewhere
    assert "Ta tillbaka kallelsen till kollegan" in elsewhere


def test_in_a_group_the_one_who_was_named_is_told(cast: Any, anybody: Client) -> None:
    seat = seat_of(call_forum(cast), cast.bo)
    url = link_of(seat)
    anybody.post(url, {"answer": "substitute", "name": "Kim", "email": "kim@af.example"})

    assert "Kim Kottesken, kim@af.example, är kallad i stället för dig." in text_of(Client().get(url))


@pytest.mark.parametrize("what", ["left the unit", "outside the consent", "withdrawn", "coordinates"])
def test_who_could_no_longer_be_called_takes_no_seat_back(cast: Any, anybody: Client, what: str) -> None:
    meeting = call_individual(cast)
    seat = seat_of(meeting, cast.bo)
    url = link_of(seat)
    anybody.post(url, {"answer": "substitute", "name": "Kim", "email": "kim@af.example"})
    if what == "left the unit":
        cast.bo.placements.update(ends_on=timezone.localdate())
    elif what == "outside the consent":
        meeting.consent.parties.clear()
    elif what == "withdrawn":
        type(meeting.consent).objects.update(withdrawn_at=timezone.now())
    else:
        make_role(cast.bo, RoleKind.COORDINATOR, area=cast.area)

    back = anybody.post(url, {"ta_tillbaka": "1"})

    assert (back.status_code, "Du är inte längre kallad." in text_of(back)) == (422, True)
    seat.refresh_from_db()
    assert (seat.state, seat.substitutions.get().substitute.state) == (InvitationState.REPLACED, InvitationState.LIVE)


def test_a_colleague_who_has_answered_is_not_taken_back(cast: Any, anybody: Client) -> None:
    seat = seat_of(call_individual(cast), cast.bo)
    url = link_of(seat)
    anybody.post(url, {"answer": "substitute", "name": "Kim", "email": "kim@af.example"})
    answer_invitation(seat.substitutions.get().substitute, answer="yes", channel="link")

    page, back = anybody.get(url), anybody.post(url, {"ta_tillbaka": "1"})

    assert "Ta tillbaka" not in text_of(page) and "Din kollega har svarat." in text_of(page)
    assert (back.status_code, "Din kollega har redan svarat." in text_of(back)) == (422, True)
    seat.refresh_from_db()
    assert seat.state == InvitationState.REPLACED


def test_nothing_is_taken_back_that_the_person_did_not_name(cast: Any, anybody: Client) -> None:
    """Neither after the caller has taken the colleague off, nor once the meeting is over."""
    meeting = call_individual(cast)
    seat = seat_of(meeting, cast.bo)
    url = link_of(seat)
    anybody.post(url, {"answer": "substitute", "name": "Kim", "email": "kim@af.example"})
    remove_invitation(seat.substitutions.get().substitute, by=cast.anna)

    assert anybody.get(url).status_code == anybody.post(url, {"ta_tillbaka": "1"}).status_code == 404
    other = seat_of(meeting, cast.rut)
    assert anybody.post(link_of(other), {"ta_tillbaka": "1"}).status_code == 302
    other.refresh_from_db()
    assert (other.state, other.answer) == (InvitationState.LIVE, "unanswered")


def test_a_units_mistake_is_explained_and_its_contact_person_has_the_list(cast: Any, anybody: Client) -> None:
    seat = unit_seat(cast)
    url = link_of(seat)

    wrong = anybody.post(url, {"answer": "comes", "name": "Frida", "email": "frida@fk.example"})

    assert "Den som kommer behöver arbeta hos samma part som er enhet" in text_of(wrong)
    assert "hos samma part som er enhet" in text_of(anybody.get(url))
    chosen_by = reverse("booking:assign", args=[seat.pk])
    assert chosen_by not in anybody.get(url).content.decode()
    make_role(cast.rut, RoleKind.CONTACT_PERSON, area=cast.area, party=cast.region)
    assert chosen_by in logged_in(cast.rut).get(url).content.decode()


def test_a_unit_says_why_it_cannot_come(cast: Any, anybody: Client) -> None:
    """N13, about a person: chosen from the list."""
    seat = unit_seat(cast)
    url = link_of(seat)
    assert [note for note, _label in anybody.get(url).context["form"].fields["notes"].choices] == [
        "call_me",
        "other_time",
        "short_notice",
    ]

    lost = anybody.post(url, {"answer": "comes", "name": "Ny", "email": "ny@vc.example", "notes": "call_me"})
    said = anybody.post(url, {"answer": "no", "notes": ["call_me", "other_time"]}, follow=True)

    assert "Det här följer bara med när ni inte kan komma" in text_of(lost)
    seat.refresh_from_db()
    assert (seat.answer, seat.answer_notes) == ("no", ["call_me", "other_time"])
    assert "Den som kallade läser också: Ring mig, Kan en annan tid" in text_of(said)


def test_a_unit_of_which_there_is_no_other_is_offered_none(cast: Any, anybody: Client) -> None:
    """A8."""
    ContactPoint.objects.create(unit=cast.fk_unit, function="Växel", mailbox="in@fk.example")
    seat = add_invitation(call_individual(cast, cast.bo, cast.frida), by=cast.anna, unit=cast.fk_unit)
    page = anybody.get(link_of(seat))

    assert "Kallelsen hör hemma på en annan enhet" not in text_of(page)
    assert "Det finns ingen annan enhet att lämna vidare till." in text_of(page)
    assert anybody.post(link_of(seat), {"answer": "elsewhere"}).status_code == 422
    make_unit(cast.fk, name="Försäkringskassan norr")
    assert "Kallelsen hör hemma på en annan enhet" in text_of(anybody.get(link_of(seat)))


def test_a_message_to_a_group_is_kept_as_it_was_written_and_shown_back(
    cast: Any, anybody: Client, time_machine: Any
) -> None:
    """Numbers were cut out of it without a word."""
    seat = seat_of(call_forum(cast), cast.bo)
    written = "Sjuk, ring mig 070-123 45 67.\nHälsningar Bo"

    receipt = anybody.post(link_of(seat), {"answer": "no", "comment": written.replace("\n", "\r\n")}, follow=True)

    seat.refresh_from_db()
    assert seat.comment == written
    assert "Den som kallade läser också: ”Sjuk, ring mig 070-123 45 67." in text_of(receipt)
    time_machine.move_to(datetime.timedelta(minutes=11) + timezone.now())
    assert "070-123" not in text_of(anybody.get(link_of(seat)))


def test_nobody_learns_by_guessing_addresses_who_is_called_or_where_people_work(cast: Any, anybody: Client) -> None:
    colleague = make_person(cast.af_unit, name="Redan Kallad", email="redan@af.example")
    meeting = call_individual(cast, cast.bo, cast.rut, colleague)
    seat = seat_of(meeting, cast.bo)
    guesses = ["redan@af.example", "rut@vardcentralen.example", "cilla@lingon.example", "frida@fk.example"]

    pages = [
        text_of(anybody.post(link_of(seat), {"answer": "substitute", "name": "Gissning", "email": address})).replace(
            address, ""
        )
        for address in guesses
    ]

    assert len(set(pages)) == 1
    assert "Redan Kallad" not in pages[0]


def test_the_areas_coordinator_cannot_be_sent_to_an_individual_meeting(cast: Any, anybody: Client) -> None:
    Placement.objects.create(person=cast.cilla, unit=cast.af_unit, starts_on=LONG_AGO)
    seat = seat_of(call_individual(cast), cast.bo)

    response = anybody.post(link_of(seat), {"answer": "substitute", "name": "Cilla", "email": cast.cilla.email})

    assert response.status_code == 422
    assert "Den personen kan inte kallas härifrån" in text_of(response)


# --- a unit's link


def test_a_unit_is_asked_who_comes(cast: Any, anybody: Client) -> None:
    page = text_of(anybody.get(link_of(unit_seat(cast))))

    assert "er verksamhet är kallad" in page
    assert "Vem kommer?" in page
    assert "Kan du komma?" not in page


def test_a_unit_that_gives_the_care_away_is_not_named_on_its_link(cast: Any, anybody: Client) -> None:
    seat = unit_seat(cast)
    cast.region_unit.reveals_care = True
    cast.region_unit.save()

    assert "vårdcentral" not in text_of(anybody.get(link_of(seat)))


def test_a_unit_says_who_comes_and_that_person_is_called(cast: Any, anybody: Client) -> None:
    seat = unit_seat(cast)
    url = link_of(seat)
    posted = {"answer": "comes", "name": "Nora Ny", "email": "nora@vardcentralen.example"}

    answers = [anybody.post(url, posted) for _again in range(3)]

    seat.refresh_from_db()
    assert (seat.person.name, seat.person.email, seat.answer) == ("Nora Ny", "nora@vardcentralen.example", "unanswered")
    assert {answer["Location"] for answer in answers} == {"/svar/klart/vald/"}
    assert anybody.get(url).status_code == 404
    assert {m.address for m in tell_all(seat)} >= {"nora@vardcentralen.example"}


def tell_all(seat: Invitation) -> list[Any]:
    tell(seat.meeting_id)
    return list(seat.meeting.outbox.all())


def test_a_unit_cannot_send_somebody_of_another_party(cast: Any, anybody: Client) -> None:
    seat = unit_seat(cast)

    response = anybody.post(link_of(seat), {"answer": "comes", "name": "Bo", "email": "bo@af.example"})

    assert response.status_code == 422
    assert "Den personen kan inte kallas härifrån." in text_of(response)


def test_a_unit_passes_the_call_on_and_its_own_link_ends(cast: Any, anybody: Client) -> None:
    seat = unit_seat(cast)
    ward = make_unit(cast.region, name="Rehabenheten")
    ward.contact_points.create(function="Reception", mailbox="rehab@region.example")
    url = link_of(seat)

    answers = [anybody.post(url, {"answer": "elsewhere", "unit": ward.pk}) for _again in range(2)]

    seat.refresh_from_db()
    assert seat.unit == ward
    assert {answer["Location"] for answer in answers} == {"/svar/klart/vidare/"}
    assert anybody.get(url).status_code == 404


def test_a_unit_cannot_learn_which_other_units_are_called_or_covered(cast: Any, anybody: Client) -> None:
    seat = unit_seat(cast)
    called = make_unit(cast.region, name="Redan kallad enhet")
    ContactPoint.objects.create(unit=called, function="Mottagning", mailbox="m@vc.example")
    add_invitation(seat.meeting, by=cast.anna, unit=called)
    foreign = cast.af_unit

    page = anybody.post(link_of(seat), {"answer": "elsewhere", "unit": called.pk})

    assert page.status_code == 422
    assert "är redan kallad" not in text_of(page)
    assert anybody.post(link_of(seat), {"answer": "elsewhere", "unit": foreign.pk}).status_code == 422


def test_a_unit_can_say_that_nobody_comes_and_change_its_mind(cast: Any, anybody: Client) -> None:
    seat = unit_seat(cast)

    page = text_of(anybody.post(link_of(seat), {"answer": "no"}, follow=True))

    seat.refresh_from_db()
    assert seat.answer == "no"
    assert "Vi kan inte komma" in page
    anybody.post(link_of(seat), {"answer": "comes", "name": "Rut", "email": cast.rut.email})
    seat.refresh_from_db()
    assert (seat.person, seat.answer) == (cast.rut, "unanswered")


def test_the_units_link_is_not_the_link_of_who_comes(cast: Any, anybody: Client) -> None:
    seat = unit_seat(cast)
    url = link_of(seat)

    assign_invitation(seat, by=cast.anna, person=cast.rut)

    assert anybody.get(url).status_code == 404
    assert anybody.post(url, {"answer": "comes", "name": "Rut", "email": "bo@af.example"}).status_code == 404


def test_a_groups_link_shows_the_agenda_and_takes_the_answer(cast: Any, anybody: Client) -> None:
    meeting = call_forum(cast, agenda=["Läget i länet"])
    seat = seat_of(meeting, cast.bo)

    assert "Läget i länet" in text_of(anybody.get(link_of(seat)))
    anybody.post(link_of(seat), {"answer": "no"})

    seat.refresh_from_db()
    assert seat.answer == "no"
