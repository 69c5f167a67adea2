"""A keeper's change waits, for meetings about individuals, until a caller has said yes (domain rule 4)."""

from __future__ import annotations

import datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from booking.meetings.access import can_assign, can_see
from booking.meetings.actions import answering, seats
from booking.meetings.actions.calling import call_meeting
from booking.meetings.take_over import can_take_over, meetings_to_take_over
from booking.models import Invitation, Meeting
from booking.staffing.actions import correct_contact_point, correct_person, end_placement, leave_federation
from booking.staffing.merging import merge_persons
from booking.staffing.vouching import answer_question
from booking.staffing.waiting import questions_of, questions_to, those_who_may_answer, whom_to_mail
from config.ground.errors import RuleError
from forums.actions.logins import ask_for_password, give_login
from forums.actions.placements import add_person, place_person
from forums.models import Person, Placement, WaitingChange
from forums.queries import today
from forums.waiting import login_address, open_changes
from notifications.models import OutboxMessage
from notifications.notices import by_hand
from notifications.notices.due import run_due
from notifications.notices.logins import send_login_mails
from notifications.notices.planning import plan_swept
from notifications.outbox.bounces import note_failure
from notifications.tasks import tell
from tests.cast import Cast
from tests.factories import make_contact_point, make_person, make_role
from tests.factories.calls import call_forum, call_individual, draft_individual
from tests.factories.vouching import say_yes
from tests.logins import use_token_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NEW = "rut.ny@evil.example"


@pytest.fixture
def alice(cast: Cast) -> Person:
    """Another caller, at Försäkringskassan."""
    return make_person(cast.fk_unit, name="Alice Alströmer", email="alice@fk.example")


def change_of(kind: str) -> WaitingChange:
    return WaitingChange.objects.get(kind=kind, settled_at=None)


def answered(kind: str, by: Person, caller: Person | None, *, is_right: bool = True) -> WaitingChange:
    return answer_question(change_of(kind), by=by, caller=caller, is_right=is_right)


def addresses(meeting: Meeting) -> dict[str, set[str]]:
    """Tell; the methods and kinds of mail by address, of what is new."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    tell(meeting.pk)
    found: dict[str, set[str]] = {}
    for mail in OutboxMessage.objects.exclude(pk__in=before):
        found.setdefault(mail.address, set()).add(mail.kind)
    return found


def called_by(alice: Person, cast: Cast, *people: Person) -> Meeting:
    meeting = draft_individual(cast, *people)
    Meeting.objects.filter(pk=meeting.pk).update(caller=alice, calling_unit=cast.fk_unit)
    meeting.invitations.filter(person=cast.anna).update(person=alice, unit=cast.fk_unit, party=cast.fk)
    meeting.refresh_from_db()
    meeting.consent.parties.add(cast.fk)  # type: ignore[union-attr]
    return call_meeting(meeting, by=alice)


# --- an address


def test_calls_to_a_case_go_to_the_old_address_until_its_caller_says_yes(cast: Cast, alice: Person) -> None:
    annas, alices, group = call_individual(cast), called_by(alice, cast, cast.rut, cast.bo), call_forum(cast)
    for meeting in (annas, alices, group):
        tell(meeting.pk)

    correct_person(cast.rut, by=cast.cilla, email=NEW)
    assert addresses(group) == {NEW: {"invitation"}}
    assert addresses(annas) == addresses(alices) == {}

    answered("address", cast.anna, cast.anna)
    assert addresses(annas) == {NEW: {"invitation"}}
    assert addresses(alices) == {}

    answered("address", alice, alice)
    assert addresses(alices) == {NEW: {"invitation"}}
    assert not open_changes().exists()


def test_reminders_and_codes_go_to_the_old_address_as_well(cast: Cast) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    correct_person(cast.rut, by=cast.cilla, email=NEW)

    by_hand.remind_unanswered(meeting, by=cast.anna)

    assert set(OutboxMessage.objects.filter(invitation__person=cast.rut).values_list("address", flat=True)) == {
        "rut@vardcentralen.example"
    }


def test_a_case_called_while_an_address_waits_is_asked_about_too(cast: Cast) -> None:
    correct_person(cast.rut, by=cast.cilla, email=NEW)
    meeting = call_individual(cast)

    assert "rut@vardcentralen.example" in addresses(meeting)
    assert [(question.change.kind, question.caller) for question in questions_to(cast.anna)] == [("address", cast.anna)]


def test_forgotten_passwords_and_links_go_to_the_old_address_until_somebody_says_yes(cast: Cast) -> None:
    call_individual(cast)
    cast.rut.set_password("ett långt lösenord")
    cast.rut.save()
    correct_person(cast.rut, by=cast.cilla, email=NEW)
    give_login(cast.rut, by=cast.cilla)
    for asked_at in (NEW, "rut@vardcentralen.example"):
        ask_for_password(asked_at)

    send_login_mails()

    mails = OutboxMessage.objects.filter(notice__login_request__isnull=False)
    links = mails.exclude(kind="login_addressed")
    assert set(links.values_list("address", flat=True)) == {"rut@vardcentralen.example"}
    assert not any("https://" in mail.text for mail in mails.filter(address=NEW))
    answered("address", cast.anna, cast.anna)
    cast.rut.refresh_from_db()
    assert login_address(cast.rut) == NEW


def test_a_no_leaves_calls_and_links_where_they_were(cast: Cast) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    correct_person(cast.rut, by=cast.cilla, email=NEW)

    answered("address", cast.anna, cast.anna, is_right=False)

    cast.rut.refresh_from_db()
    assert addresses(meeting) == {}
    assert login_address(cast.rut) == "rut@vardcentralen.example"
    assert open_changes().count() == 1


def test_an_address_put_back_waits_for_nobody(cast: Cast) -> None:
    correct_person(cast.rut, by=cast.cilla, email=NEW)
    correct_person(cast.rut, by=cast.david, email="rut@vardcentralen.example")

    cast.rut.refresh_from_db()
    assert not cast.rut.address_waits
    assert not open_changes().exists()


def test_an_address_changed_twice_waits_with_the_first_one_and_is_asked_about_anew(cast: Cast) -> None:
    call_individual(cast)
    correct_person(cast.rut, by=cast.cilla, email="rut.a@evil.example")
    answered("address", cast.anna, cast.anna, is_right=False)

    correct_person(cast.rut, by=cast.cilla, email=NEW)

    change = change_of("address")
    assert change.was_address == "rut@vardcentralen.example"
    assert [question.caller for question in questions_of(change)] == [cast.anna, None]


def test_a_keepers_own_address_waits_for_nobody(cast: Cast) -> None:
    correct_person(cast.adam, by=cast.adam, email="adam.ny@lingon.example")

    assert not open_changes().exists()


def test_the_person_themselves_may_say_yes_for_all(cast: Cast) -> None:
    meeting = call_individual(cast)
    tell(meeting.pk)
    correct_person(cast.rut, by=cast.cilla, email="rut.gift@vardcentralen.example")

    answered("address", cast.rut, None)

    assert set(addresses(meeting)) == {"rut.gift@vardcentralen.example"}
    assert not open_changes().exists()


# --- who confirms


def test_who_confirms_is_not_who_changed_nor_who_gains(cast: Cast) -> None:
    make_contact_point(cast.region_unit)
    call_individual(cast)
    correct_person(cast.rut, by=cast.cilla, email=NEW)

    for who in (cast.cilla, cast.adam, cast.bo, cast.alma, cast.rut):
        with pytest.raises(PermissionDenied):
            answered("address", who, cast.anna)


def test_a_colleague_answers_for_a_caller_who_is_gone(cast: Cast) -> None:
    call_individual(cast)
    correct_person(cast.rut, by=cast.cilla, email=NEW)
    cast.anna.placements.update(ends_on=today() - DAY)

    assert [question.caller for question in questions_to(cast.alma)] == [cast.anna]
    answered("address", cast.alma, cast.anna)


def test_a_colleague_answers_for_a_caller_who_is_that_keeper(cast: Cast) -> None:
    make_role(cast.anna, "administrator", federation=cast.federation)
    call_individual(cast)
    correct_person(cast.rut, by=cast.anna, email=NEW)

    with pytest.raises(PermissionDenied):
        answered("address", cast.anna, cast.anna)
    answered("address", cast.alma, cast.anna)


def test_where_the_old_address_is_dead_a_colleague_or_the_contact_person_confirms(cast: Cast) -> None:
    Person.objects.filter(pk=cast.bo.pk).update(address_bounced_at="2026-01-01T00:00Z")
    correct_person(cast.bo, by=cast.cilla, email="bo.ny@af.example")

    (question,) = questions_of(change_of("address"))

    assert set(those_who_may_answer(question)) == {cast.bo, cast.kim}
    answered("address", cast.kim, None)
    cast.bo.refresh_from_db()
    assert login_address(cast.bo) == "bo.ny@af.example"


def test_while_the_old_address_lives_a_colleague_does_not(cast: Cast) -> None:
    correct_person(cast.bo, by=cast.cilla, email="bo.ny@af.example")

    with pytest.raises(PermissionDenied):
        answered("address", cast.kim, None)


def test_an_old_address_that_bounces_while_it_waits_is_dead(cast: Cast) -> None:
    meeting = call_individual(cast)
    correct_person(cast.bo, by=cast.cilla, email="bo.ny@af.example")
    tell(meeting.pk)
    mail = OutboxMessage.objects.get(invitation__person=cast.bo)

    mail.failure = "address"
    note_failure(mail)

    assert change_of("address").is_dead
    cast.bo.refresh_from_db()
    assert cast.bo.address_bounced_at is None


def test_with_no_second_person_it_waits(cast: Cast) -> None:
    lonely = make_person(cast.psychiatry, name="Lo Lugn", email="lo@psyk.example")
    Person.objects.filter(pk=lonely.pk).update(email=None)
    correct_person(lonely, by=cast.cilla, email="lo.ny@psyk.example")
    lonely.placements.update(waits=True)

    (question,) = questions_of(change_of("address"))

    assert those_who_may_answer(question) == [lonely]
    add_person(cast.psychiatry, by=cast.cilla, name="Ny Person", email="ny@psyk.example", starts_on=today())
    assert those_who_may_answer(questions_of(change_of("place"))[0]) == []


def test_another_answer_than_the_one_given_is_refused_and_the_same_changes_nothing(cast: Cast, alice: Person) -> None:
    call_individual(cast)
    called_by(alice, cast, cast.rut, cast.bo)
    correct_person(cast.rut, by=cast.cilla, email=NEW)
    answered("address", cast.anna, cast.anna)

    answered("address", cast.anna, cast.anna)
    with pytest.raises(RuleError) as caught:
        answered("address", cast.anna, cast.anna, is_right=False)

    assert caught.value.code == "answered_already"
    assert change_of("address").vouches.count() == 1


# --- a unit's way in


@pytest.fixture
def asked(cast: Cast) -> Invitation:
    """A call of Anna's to AF, which has not said who comes."""
    point = make_contact_point(cast.af_unit, mailbox="in@af.example")
    draft = draft_individual(cast, cast.rut)
    call = seats.add_invitation(draft, by=cast.anna, unit=cast.af_unit, contact_point=point)
    draft.consent.parties.add(cast.af)  # type: ignore[union-attr]
    call_meeting(draft, by=cast.anna)
    return Invitation.objects.get(pk=call.pk)


def test_a_unit_is_asked_at_its_old_mailbox_until_the_caller_says_yes(cast: Cast, asked: Invitation) -> None:
    point = asked.contact_point
    assert point is not None
    assert addresses(asked.meeting)["in@af.example"] == {"assign"}

    correct_contact_point(point, by=cast.cilla, mailbox="cilla-enhet@evil.example", person=None)
    assert addresses(asked.meeting) == {}

    answered("way_in", cast.anna, cast.anna)
    assert addresses(asked.meeting) == {"cilla-enhet@evil.example": {"assign"}}


def test_a_new_person_behind_a_way_in_assigns_nobody_to_a_case_before_a_yes(cast: Cast, asked: Invitation) -> None:
    point = asked.contact_point
    assert point is not None
    cast.kim.roles.all().delete()
    correct_contact_point(point, by=cast.adam, mailbox="", person=cast.kim)
    asked.refresh_from_db()
    assert not can_assign(cast.kim, asked)

    answered("way_in", cast.anna, cast.anna)
    assert can_assign(cast.kim, Invitation.objects.get(pk=asked.pk))


# --- a place


def test_who_a_keeper_places_takes_over_no_case_before_a_colleague_says_yes(cast: Cast) -> None:
    meeting = call_individual(cast)
    nova = add_person(cast.kommun_unit, by=cast.cilla, name="Nova Ny", email="nova@bistand.example", starts_on=today())
    end_placement(cast.anna.placements.get(), by=cast.cilla, on=today() - DAY)
    assert not can_take_over(nova, meeting)
    assert not meetings_to_take_over(nova).exists()

    answered("place", cast.alma, None)
    assert can_take_over(nova, Meeting.objects.get(pk=meeting.pk))
    assert meetings_to_take_over(Person.objects.get(pk=nova.pk)).exists()


def test_who_a_command_places_waits_as_well(cast: Cast) -> None:
    call_command("create_person", email="ny@bistand.example", name="Ny", federation="lingon", unit="Ekonomiskt bistånd")

    (question,) = questions_of(change_of("place"))
    assert set(those_who_may_answer(question)) == {cast.anna, cast.alma}


def test_a_place_that_waits_is_no_obstacle_to_be_called_by_name(cast: Cast) -> None:
    nova = add_person(cast.af_unit, by=cast.cilla, name="Nova Ny", email="nova@af.example", starts_on=today())

    meeting = call_individual(cast, nova, cast.rut)

    assert can_see(nova, meeting)


def test_who_keeps_the_register_places_nobody_for_themselves(cast: Cast) -> None:
    make_person(cast.af_unit, name="Annan", email="annan@af.example")
    Placement.objects.create(person=cast.adam, unit=cast.fk_unit, starts_on=today())

    with pytest.raises(RuleError) as caught:
        place_person(cast.adam, by=cast.adam, unit=cast.af_unit, starts_on=today())

    assert caught.value.code == "own_placement"


@pytest.mark.parametrize("role", ["director", "administrator", "coordinator"])
def test_who_keeps_the_register_takes_over_no_case(cast: Cast, role: str) -> None:
    """Of any area: also the coordinator of another."""
    meeting = call_individual(cast)
    make_role(cast.alma, role, federation=cast.federation, area=cast.neighbour if role == "coordinator" else None)

    end_placement(cast.anna.placements.get(), by=cast.cilla, on=today() - DAY)

    assert not can_take_over(cast.alma, meeting)
    assert not meetings_to_take_over(Person.objects.get(pk=cast.alma.pk)).exists()


def test_a_keeper_who_is_contact_person_sends_neither_themselves_nor_whom_they_have_placed(
    cast: Cast, asked: Invitation
) -> None:
    make_role(cast.kim, "administrator", federation=cast.federation)
    nova = add_person(cast.af_unit, by=cast.kim, name="Nova Ny", email="nova@af.example", starts_on=today())

    for person, code in ((cast.kim, "keeper_sends_themselves"), (nova, "place_waits")):
        with pytest.raises(RuleError) as caught:
            answering.assign_invitation(asked, by=cast.kim, person=person)
        assert caught.value.code == code
    answering.assign_invitation(asked, by=cast.kim, person=cast.bo)


def test_a_units_link_takes_no_keeper_to_a_case(cast: Cast, asked: Invitation) -> None:
    make_role(cast.kim, "administrator", federation=cast.federation)

    with pytest.raises(RuleError) as caught:
        answering.assign_by_address(asked, name="Kim", email="kim@af.example")

    assert caught.value.code == "keeper_sends_themselves"


# --- somebody takes over


def test_an_heir_has_groups_at_once_and_cases_after_the_callers_yes(cast: Cast) -> None:
    case, group = call_individual(cast), call_forum(cast)

    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today(), heir=cast.kim)

    assert group.invitations.filter(person=cast.kim, state="live").exists()
    assert not case.invitations.filter(person=cast.kim).exists()
    answered("heir", cast.anna, cast.anna)
    assert case.invitations.filter(person=cast.kim, state="live").exists()


def test_after_a_no_the_unit_is_asked_instead_of_the_heir(cast: Cast) -> None:
    make_contact_point(cast.af_unit, mailbox="in@af.example")
    case = call_individual(cast)
    end_placement(cast.bo.placements.get(), by=cast.cilla, on=today(), heir=cast.kim)

    answered("heir", cast.anna, cast.anna, is_right=False)

    seat = case.invitations.get(unit=cast.af_unit, state="live")
    assert seat.person is None


def test_who_keeps_the_register_is_nobodys_heir_by_their_own_hand(cast: Cast) -> None:
    Placement.objects.create(person=cast.adam, unit=cast.af_unit, starts_on=today() - DAY)

    with pytest.raises(RuleError) as caught:
        end_placement(cast.bo.placements.get(), by=cast.adam, on=today(), heir=cast.adam)

    assert caught.value.code == "own_heir"


# --- two rows


def test_rows_become_one_in_groups_at_once_and_in_cases_when_all_have_said_yes(cast: Cast, alice: Person) -> None:
    twin = make_person(cast.af_unit, name="Bo B", email="bo.b@af.example")
    case, other, group = call_individual(cast, twin, cast.rut), called_by(alice, cast, twin, cast.rut), call_forum(cast)
    seats.add_invitation(group, by=cast.cilla, person=twin, is_guest=True)

    merge_persons(cast.bo, goes=twin, by=cast.adam)

    assert not group.invitations.filter(person=twin, state="live").exists()
    assert [case.invitations.filter(person=cast.bo).exists(), twin.merged_into_id] == [False, None]
    answered("merge", cast.anna, cast.anna)
    assert case.invitations.filter(person=cast.bo, state="live").exists()
    assert not other.invitations.filter(person=cast.bo).exists()
    say_yes()
    twin.refresh_from_db()
    assert other.invitations.filter(person=cast.bo, state="live").exists()
    assert twin.merged_into == cast.bo


@pytest.mark.parametrize("way_round", [0, 1])
def test_who_keeps_the_register_merges_nobody_for_themselves(cast: Cast, way_round: int) -> None:
    """The one way round an administrator would read a caseworker's meetings, the other way lose their own."""
    pair = [cast.adam, cast.frida][:: 1 if way_round else -1]

    with pytest.raises(RuleError) as caught:
        merge_persons(pair[0], goes=pair[1], by=cast.adam)

    assert caught.value.code == "own_row"


def test_a_password_never_moves_with_a_row(cast: Cast) -> None:
    """Who knows the one row's password would log in as the other."""
    made_up = add_person(cast.af_unit, by=cast.adam, name="Sock", email="sock@evil.example", starts_on=today())
    made_up.set_password("känt av den som hittade på")
    made_up.save()

    merge_persons(cast.rut, goes=made_up, by=cast.adam)

    cast.rut.refresh_from_db()
    assert not cast.rut.has_usable_password()
    send_login_mails()
    assert set(OutboxMessage.objects.values_list("address", flat=True)) == {"rut@vardcentralen.example"}


def test_a_merged_rows_place_waits_where_the_other_did_not_work(cast: Cast) -> None:
    made_up = add_person(cast.af_unit, by=cast.adam, name="Sock", email="sock@evil.example", starts_on=today())

    merge_persons(made_up, goes=make_person(cast.kommun_unit, name="X", email="x@bistand.example"), by=cast.adam)

    assert set(made_up.placements.values_list("unit", "waits")) == {
        (cast.af_unit.pk, True),
        (cast.kommun_unit.pk, True),
    }


# --- asked and answered by page, mail and API


def mails_about_questions() -> list[OutboxMessage]:
    plan_swept()
    run_due()
    return list(OutboxMessage.objects.filter(kind="question"))


def test_the_caller_is_asked_once_by_mail_and_answers_by_its_link(cast: Cast, client: Client) -> None:
    meeting = call_individual(cast)
    correct_person(cast.rut, by=cast.cilla, email=NEW)

    mails = mails_about_questions()
    assert {mail.address for mail in mails} == {"anna@bistand.example", "rut@vardcentralen.example"}
    assert len(mails_about_questions()) == len(mails)
    text = next(mail.text for mail in mails if mail.address == "anna@bistand.example")
    assert NEW in text and "Cilla Citronfjäril" in text and "evil.example" in text
    assert meeting.reference not in text
    mail = message_from_bytes(
        bytes(next(mail.body for mail in mails if mail.address == "anna@bistand.example")), policy=default
    )
    plain = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr, attr-defined]
    path = next(word for word in plain.split() if "/fraga/" in word).split("/fraga/")[1]
    page = reverse("notifications:question", args=[path.rstrip("/")])
    assert "Rätt person?" in client.get(page).content.decode()
    assert change_of("address").vouches.count() == 0

    assert "Ändringen gäller nu" in client.post(page, {"answer": "yes"}).content.decode()
    assert WaitingChange.objects.get().vouches.get().said_by == cast.anna
    again = client.get(page)
    assert (again.status_code, again["Cache-Control"]) == (404, "no-store")


def test_a_made_up_link_shows_nothing(client: Client) -> None:
    assert client.get("/fraga/abc:def:ghi/").status_code == 404


def test_a_unit_of_many_is_asked_by_who_speaks_for_it(cast: Cast) -> None:
    add_person(cast.af_unit, by=cast.cilla, name="Nova Ny", email="nova@af.example", starts_on=today())

    (question,) = questions_of(change_of("place"))

    assert set(those_who_may_answer(question)) == {cast.bo, cast.kim}
    assert whom_to_mail(question) == [cast.kim]


def test_the_question_stands_on_mina_moten_and_is_answered_there(cast: Cast, client: Client) -> None:
    call_individual(cast)
    correct_person(cast.rut, by=cast.cilla, email=NEW)
    client.force_login(cast.anna)
    page = reverse("booking:question", args=[change_of("address").pk, cast.anna.pk])
    assert page in client.get("/").content.decode()

    shown = client.get(page).content.decode()
    assert "Rut Rimfrosthatt har ny adress. Rätt person?" in shown and "@evil.example" in shown
    client.post(page, {"answer": "no"})

    assert not change_of("address").vouches.get().is_right
    assert page not in client.get("/").content.decode()
    assert client.get(page).status_code == 404


def test_a_keeper_sees_that_a_change_waits_and_not_for_whom(cast: Cast, client: Client) -> None:
    call_individual(cast)
    correct_person(cast.rut, by=cast.cilla, email=NEW)
    answered("address", cast.anna, cast.anna)
    correct_person(cast.rut, by=cast.cilla, email="rut.igen@evil.example")
    client.force_login(cast.cilla)

    page = client.get(reverse("booking:person", args=[cast.rut.pk])).content.decode()

    assert "Adressen väntar på att någon annan svarar" in page
    assert "Någon annan har svarat att en ändring stämmer." in page
    assert "Anna" not in page
    assert "fragor" not in client.get("/").content.decode()


def test_over_the_api_the_questions_are_listed_and_answered(cast: Cast, client: Client) -> None:
    call_individual(cast)
    correct_person(cast.rut, by=cast.cilla, email=NEW)
    use_token_of(client, cast.anna)
    (row,) = client.get("/api/v1/questions/").json()
    assert (row["caller"], row["kind"], row["heading"]) == (
        *(cast.anna.pk, "address", "Rut Rimfrosthatt har ny adress. Rätt person?"),
    )

    body = {"caller": row["caller"], "is_right": True}
    url = f"/api/v1/questions/{row['change']}/answer/"
    assert client.post(url, body, content_type="application/json").status_code == 204
    assert client.get("/api/v1/questions/").json() == []
    assert client.post(url, body, content_type="application/json").status_code == 404


def test_mina_moten_costs_the_same_where_nothing_waits_near(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(5):
        add_person(cast.fk_unit, by=cast.cilla, name=f"Ny {n}", email=f"ny{n}@fk.example", starts_on=today())

    with django_assert_max_num_queries(4):
        assert questions_to(cast.alma) == []


# --- the four ways in that were found


def test_an_administrator_does_not_merge_a_caseworker_into_himself(cast: Cast, client: Client) -> None:
    call_individual(cast)
    client.force_login(cast.adam)
    use_token_of(client, cast.adam)

    by_page = client.post(reverse("booking:person-merge", args=[cast.adam.pk]), {"goes": cast.anna.pk})
    by_api = client.post(
        f"/api/v1/persons/{cast.adam.pk}/merge/", {"goes": cast.anna.pk}, content_type="application/json"
    )

    assert (by_page.status_code, by_api.status_code) == (422, 409)
    assert by_api.json()["code"] == "own_row"
    assert not Meeting.objects.filter(caller=cast.adam).exists()


def test_a_director_does_not_place_himself_and_take_a_case_over(cast: Cast, client: Client) -> None:
    case = call_individual(cast)
    client.force_login(cast.david)
    use_token_of(client, cast.david)
    placed = client.post(
        f"/api/v1/persons/{cast.david.pk}/placements/",
        {"unit": cast.kommun_unit.pk, "starts_on": "2026-11-01"},
        content_type="application/json",
    )
    page = client.post(
        reverse("booking:placement-add", args=[cast.david.pk]), {"unit": cast.kommun_unit.pk, "starts_on": "2026-11-01"}
    )
    leave_federation(cast.anna, by=cast.david, on=today() - DAY)

    taken = client.post(f"/api/v1/meetings/{case.pk}/take-over/", content_type="application/json")

    assert placed.status_code == 409 and page.status_code in (404, 422)
    assert not cast.david.placements.exists()
    assert taken.status_code == 404
    assert client.get("/api/v1/meetings/to-take-over/").json()["results"] == []


def test_a_coordinator_does_not_take_over_an_account_by_its_address(cast: Cast, client: Client) -> None:
    cast.rut.set_password("ett långt lösenord")
    cast.rut.save()
    case = call_individual(cast)
    tell(case.pk)
    use_token_of(client, cast.cilla)

    changed = client.post(f"/api/v1/persons/{cast.rut.pk}/correct/", {"email": NEW}, content_type="application/json")
    client.logout()
    client.post("/losenord/glomt/", {"email": NEW})
    tell(case.pk)
    send_login_mails()

    assert changed.json()["address_waits"] is True
    assert not OutboxMessage.objects.filter(address=NEW, meeting=case).exists()
    [said] = OutboxMessage.objects.filter(address=NEW)
    assert said.kind == "login_addressed"
    assert "https://" not in said.text


def test_a_coordinator_does_not_redirect_a_units_mailbox(cast: Cast, client: Client, asked: Invitation) -> None:
    tell(asked.meeting_id)
    use_token_of(client, cast.cilla)

    changed = client.post(
        f"/api/v1/contact-points/{asked.contact_point_id}/correct/",
        {"mailbox": "cilla-enhet@evil.example"},
        content_type="application/json",
    )
    tell(asked.meeting_id)

    assert changed.json()["waits"] is True
    assert not OutboxMessage.objects.filter(address="cilla-enhet@evil.example").exists()
