"""The call in the browser without JavaScript: five pages for a meeting about a person, four for a group."""

from __future__ import annotations

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from booking.meetings.actions.calling import create_draft
from booking.meetings.wording import moment_text
from booking.models import Invitation, Meeting, MeetingState
from booking.workdays import add_workdays, is_workday
from tests.cast import Cast
from tests.factories import make_contact_point
from tests.factories.calls import call_individual


@pytest.fixture
def anna(client: Client, cast: Cast) -> Client:
    client.force_login(cast.anna)
    return client


@pytest.fixture
def points(cast: Cast):
    return {
        "af": make_contact_point(cast.af_unit, function="Rehabsamordning"),
        "fk": make_contact_point(cast.fk_unit, function="Samverkansansvarig"),
    }


def workday(ahead: int = 15) -> datetime.date:
    day = add_workdays(timezone.localdate(), ahead)
    while day.weekday() != 2 or not is_workday(day):
        day = add_workdays(day, 1)
    return day


def begin(client: Client, choice: object, key: uuid.UUID | None = None) -> Meeting:
    answer = client.post("/moten/kalla/", {"choice": choice, "request_key": key or uuid.uuid4()})
    assert answer.status_code == 302, answer.content.decode()
    return Meeting.objects.get(pk=answer.url.split("/")[2])


def version(meeting: Meeting) -> int:
    meeting.refresh_from_db()
    return meeting.version


def choose_parties(client: Client, meeting: Meeting, **ticked: object):
    return client.post(f"/moten/{meeting.pk}/parter/", {"version": version(meeting), **ticked})


def give_consent(client: Client, meeting: Meeting, covers: list[str], **fields: object):
    today = timezone.localdate()
    consent = {
        "given": "yes",
        "form": "spoken",
        "given_on": str(today),
        "valid_until": str(today + datetime.timedelta(days=200)),
        "covers": covers,
    }
    return client.post(f"/moten/{meeting.pk}/samtycke/", {"version": version(meeting), **consent, **fields})


def set_time(client: Client, meeting: Meeting, **fields: object):
    slot = {"date": str(workday()), "starts": "9", "ends": "", "meeting_form": "on_site"}
    slot |= {"where": "typed", "place": "Rådhuset"}
    return client.post(f"/moten/{meeting.pk}/tid/", {"version": version(meeting), **slot, **fields})


def draft_ready_to_call(client: Client, cast: Cast, points) -> Meeting:
    meeting = begin(client, cast.samverksmote.pk)
    choose_parties(client, meeting, **{f"part_{cast.af.pk}": f"point:{points['af'].pk}"})
    give_consent(client, meeting, [f"party:{cast.af.pk}"])
    set_time(client, meeting)
    return meeting


def send(client: Client, meeting: Meeting):
    return client.post(f"/moten/{meeting.pk}/granska/", {"version": version(meeting)})


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_individual_meeting_is_called_in_five_pages(anna, cast, points):
    pages = [anna.get("/moten/kalla/")]
    meeting = begin(anna, cast.samverksmote.pk)
    pages.append(anna.get(f"/moten/{meeting.pk}/parter/"))
    assert choose_parties(
        anna,
        meeting,
        **{f"part_{cast.af.pk}": f"point:{points['af'].pk}", f"part_{cast.region.pk}": person(cast.rut)},
    ).url.endswith("/samtycke/")
    pages.append(anna.get(f"/moten/{meeting.pk}/samtycke/"))
    assert give_consent(anna, meeting, [f"party:{cast.af.pk}", f"party:{cast.region.pk}"]).url.endswith("/tid/")
    pages.append(anna.get(f"/moten/{meeting.pk}/tid/"))
    assert set_time(anna, meeting).url.endswith("/granska/")
    pages.append(anna.get(f"/moten/{meeting.pk}/granska/"))
    assert "Skicka kallelsen till 2 mottagare" in pages[-1].content.decode()
    assert send(anna, meeting).url.endswith("/skickad/")

    assert [page.status_code for page in pages] == [200] * 5
    assert "Vad händer nu?" in anna.get(f"/moten/{meeting.pk}/skickad/").content.decode()
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CALLED
    assert timezone.localtime(meeting.starts_at).strftime("%H.%M") == "09.00"
    assert meeting.ends_at - meeting.starts_at == cast.samverksmote.duration
    assert {str(seat) for seat in meeting.invitations.all()} == {
        "Anna Andlykt",
        "Rut Rimfrosthatt",
        "Arbetsförmedlingen Lingonby",
    }


def person(someone) -> str:
    return f"person:{someone.pk}:{someone.placements.get().unit_id}"


def test_group_meeting_seats_its_members_and_asks_no_consent(anna, cast):
    meeting = begin(anna, f"{cast.lsg_template.pk}:{cast.lsg.pk}")
    members = anna.get(f"/moten/{meeting.pk}/parter/").content.decode()

    assert all(name in members for name in ("Bo Bäverhjälm", "Frida Fjädermoln", "Rut Rimfrosthatt"))
    assert anna.post(f"/moten/{meeting.pk}/parter/").url.endswith("/tid/")
    assert anna.get(f"/moten/{meeting.pk}/samtycke/").url.endswith("/tid/")
    assert set_time(anna, meeting, agenda="Laget runt\n\nNästa möte", title="", internal_note="").status_code == 302
    assert send(anna, meeting).url.endswith("/skickad/")
    meeting.refresh_from_db()
    assert meeting.is_called
    assert meeting.agenda == ["Laget runt", "Nästa möte"]


def test_guest_of_a_group_is_added_and_taken_away(anna, cast):
    meeting = begin(anna, f"{cast.lsg_template.pk}:{cast.lsg.pk}")
    guest = {"lagg_till": "1", "name": "Gun Gäst", "email": "gun@foretaget.example", "version": version(meeting)}

    anna.post(f"/moten/{meeting.pk}/parter/", guest)
    seat = Invitation.objects.get(meeting=meeting, person__email="gun@foretaget.example")
    assert seat.is_guest
    anna.post(f"/moten/{meeting.pk}/parter/ta-bort/", {"invitation": seat.pk, "version": version(meeting)})

    assert not Invitation.objects.filter(pk=seat.pk).exists()


def test_ten_posts_of_the_first_page_and_of_the_last_are_one_called_meeting(anna, cast, points):
    key = uuid.uuid4()
    made = {begin(anna, cast.samverksmote.pk, key).pk for _ in range(10)}
    assert len(made) == 1

    meeting = draft_ready_to_call(anna, cast, points)
    seen = version(meeting)
    answers = [anna.post(f"/moten/{meeting.pk}/granska/", {"version": seen}) for _ in range(10)]

    assert {answer.url for answer in answers} == {f"/moten/{meeting.pk}/skickad/"}
    meeting.refresh_from_db()
    assert (meeting.revision, meeting.events.filter(what="called").count()) == (1, 1)


def test_steps_that_are_done_are_links_and_the_way_back_is_the_step_before(anna, cast, points):
    meeting = draft_ready_to_call(anna, cast, points)
    steps = [f"/moten/kalla/?utkast={meeting.pk}", *(f"/moten/{meeting.pk}/{one}/" for one in ("parter", "samtycke"))]

    page = anna.get(f"/moten/{meeting.pk}/tid/").content.decode()

    bar = page.split('<ol class="steg">')[1].split("</ol>")[0]
    assert re.findall(r'href="([^"]+)"', bar) == steps
    assert f'<p class="brod"><a href="{steps[2]}">' in page
    assert f'<p class="brod"><a href="{steps[0]}">' in anna.get(steps[1]).content.decode()
    assert '<p class="brod"><a href="/">' in anna.get("/moten/kalla/").content.decode()


def test_who_goes_back_to_choose_another_kind_leaves_no_draft_behind(anna, cast):
    meeting = begin(anna, cast.samverksmote.pk)
    first = f"/moten/kalla/?utkast={meeting.pk}"
    page = anna.get(first).content.decode()
    assert re.search(rf'value="{cast.samverksmote.pk}"[^>]* checked', page)
    assert "Väljer du ett annat möte börjar du om" in page
    assert f"utkast={meeting.pk}" in page.split('<form class="stack" method="post"')[1]

    same = anna.post(first, {"choice": cast.samverksmote.pk, "request_key": uuid.uuid4()})
    assert same.url == f"/moten/{meeting.pk}/parter/"
    anna.post(first, {"choice": cast.formote.pk, "request_key": uuid.uuid4()})

    assert [one.template for one in Meeting.objects.all()] == [cast.formote]


def test_another_kind_for_the_same_person_stays_silent_and_in_its_chain(anna, cast):
    before = call_individual(cast, template=cast.formote, no_mail=True)
    cast.formote.leads_to = ["samverksmote", "sip"]
    cast.formote.save()
    draft = create_draft(by=cast.anna, template=cast.samverksmote, previous=before)

    anna.post(f"/moten/kalla/?utkast={draft.pk}", {"choice": cast.sip.pk, "request_key": uuid.uuid4()})

    other = Meeting.objects.get(template=cast.sip)
    assert (other.no_mail, other.previous, other.consent) == (True, before, before.consent)
    assert not Meeting.objects.filter(pk=draft.pk).exists()


def test_nobody_elses_draft_is_replaced(client, cast):
    client.force_login(cast.anna)
    hers = begin(client, cast.samverksmote.pk)
    client.force_login(cast.alma)

    for draft in (hers.pk, "inget-utkast"):
        client.post(f"/moten/kalla/?utkast={draft}", {"choice": cast.formote.pk, "request_key": uuid.uuid4()})

    assert Meeting.objects.filter(pk=hers.pk).exists()


def test_another_area_is_shown_when_one_says_so(anna, cast):
    assert "hx-" not in anna.get("/moten/kalla/").content.decode().split("<main")[1]


def test_drafts_are_told_apart_and_can_be_thrown_away_from_the_list(anna, cast):
    meeting = begin(anna, cast.samverksmote.pk)

    page = anna.get("/").content.decode()

    assert f"Påbörjat {moment_text(meeting.created_at)}" in page.replace("\xa0", " ")
    assert f'href="/moten/{meeting.pk}/slang/"' in page


def test_another_choice_on_the_same_page_is_another_draft(anna, cast):
    key = uuid.uuid4()

    assert begin(anna, cast.samverksmote.pk, key).template == cast.samverksmote
    assert begin(anna, cast.formote.pk, key).template == cast.formote


def test_first_page_says_what_is_missing(anna):
    answer = anna.post("/moten/kalla/", {"request_key": uuid.uuid4()})

    assert answer.status_code == 422
    assert "Välj vilken mötestyp du vill kalla till" in answer.content.decode()
    assert "<title>Fel: " in answer.content.decode()


def test_template_that_the_person_may_not_call_from_is_refused(client, cast):
    client.force_login(cast.bo)

    answer = client.post("/moten/kalla/", {"choice": cast.sip.pk, "request_key": uuid.uuid4()})

    assert answer.status_code == 422
    assert not Meeting.objects.exists()


def test_too_few_parties_are_said_on_the_page_and_the_choice_is_kept(anna, cast):
    meeting = begin(anna, cast.samverksmote.pk)

    answer = choose_parties(anna, meeting, **{f"part_{cast.kommun.pk}": person(cast.alma)})

    assert answer.status_code == 422
    assert "Välj minst 2 parter, din egen medräknad." in answer.content.decode()
    assert meeting.invitations.filter(person=cast.alma).exists()


def test_too_few_parties_are_said_once_above_all_of_them(anna, cast, points):
    meeting = begin(anna, cast.samverksmote.pk)

    answer = choose_parties(anna, meeting)

    assert answer.context["form"].errors == {"__all__": ["Välj minst 2 parter, din egen medräknad."]}
    assert text_of(answer).count("Välj minst 2 parter") == 1


def test_refusal_names_the_party_that_a_sip_cannot_do_without(client, cast, points):
    client.force_login(cast.rut)
    meeting = begin(client, cast.sip.pk)

    form = choose_parties(client, meeting, **{f"part_{cast.af.pk}": f"point:{points['af'].pk}"}).context["form"]

    assert form.errors == {f"part_{cast.kommun.pk}": ["Kommunen ska vara kallad till mötet."]}


def test_insurance_agency_at_a_meeting_without_the_individual_is_warned_about(anna, cast, points):
    cast.federation.party_rules.create(
        party_kind=cast.fk.kind, code="only_with", when_individual="never", text="FK deltar bara vid {samverksmote}."
    )
    with_individual, without = begin(anna, cast.samverksmote.pk), begin(anna, cast.formote.pk)

    assert "FK deltar bara vid samverksmöte." in text_of(anna.get(f"/moten/{without.pk}/parter/"))
    assert "FK deltar bara" not in text_of(anna.get(f"/moten/{with_individual.pk}/parter/"))


def test_nobody_from_another_federation_can_be_ticked(anna, cast):
    meeting = begin(anna, cast.samverksmote.pk)

    answer = choose_parties(anna, meeting, **{f"part_{cast.af.pk}": person(cast.eva)})

    assert answer.status_code == 422
    assert meeting.invitations.count() == 1


def test_no_consent_leaves_a_draft_that_says_so(anna, cast, points):
    meeting = begin(anna, cast.samverksmote.pk)
    choose_parties(anna, meeting, **{f"part_{cast.af.pk}": f"point:{points['af'].pk}"})

    answer = anna.post(f"/moten/{meeting.pk}/samtycke/", {"version": version(meeting), "given": "no"}, follow=True)

    assert "Utkastet är sparat. Kallelsen kan skickas när samtycket finns." in answer.content.decode()
    assert "Ange om den enskilde har lämnat samtycke." in text_of(anna.get(f"/moten/{meeting.pk}/granska/"))


def test_consent_page_preselects_nothing_and_asks_for_each_part(anna, cast, points):
    meeting = begin(anna, cast.samverksmote.pk)
    choose_parties(anna, meeting, **{f"part_{cast.af.pk}": f"point:{points['af'].pk}"})

    assert " checked" not in anna.get(f"/moten/{meeting.pk}/samtycke/").content.decode()
    empty = text_of(anna.post(f"/moten/{meeting.pk}/samtycke/", {"version": version(meeting)}))
    assert "Ange om den enskilde har lämnat samtycke" in empty
    half = text_of(anna.post(f"/moten/{meeting.pk}/samtycke/", {"version": version(meeting), "given": "yes"}))
    assert "Ange hur samtycket lämnades" in half
    assert "Samtycket omfattar inte Arbetsförmedlingen Lingonby." in half


def test_consent_that_has_ended_is_refused_at_its_date(anna, cast, points):
    meeting = begin(anna, cast.samverksmote.pk)
    choose_parties(anna, meeting, **{f"part_{cast.af.pk}": f"point:{points['af'].pk}"})
    yesterday = str(timezone.localdate() - datetime.timedelta(days=1))

    answer = give_consent(
        anna, meeting, [f"party:{cast.af.pk}"], given_on=yesterday, valid_until=yesterday, no_mail="on"
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["valid_until"]
    meeting.refresh_from_db()
    assert (meeting.consent, meeting.no_mail) == (None, False)


def test_without_mail_has_no_place_and_a_button_that_says_so(anna, cast, points):
    meeting = begin(anna, cast.samverksmote.pk)
    choose_parties(anna, meeting, **{f"part_{cast.af.pk}": f"point:{points['af'].pk}"})
    give_consent(anna, meeting, [f"party:{cast.af.pk}"], no_mail="on")
    assert not {"where", "place", "link"} & set(anna.get(f"/moten/{meeting.pk}/tid/").context["form"].fields)
    set_time(anna, meeting, place="Rådhuset")

    page = anna.get(f"/moten/{meeting.pk}/granska/").content.decode()

    meeting.refresh_from_db()
    assert (meeting.no_mail, meeting.place) == (True, "")
    assert "Kalla utan utskick" in page


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"ends": "08.30"}, "ends", "Sluttiden måste vara efter starttiden."),
        ({"date": "2020-01-07"}, "date", "Datumet har redan varit"),
        ({"date": ""}, "date", "Välj ett datum"),
        ({"starts": "halv nio"}, "starts", "Skriv tiden med timmar och minuter, till exempel 09.00"),
        ({"meeting_form": ""}, "meeting_form", "Välj hur ni möts"),
        ({"place": ""}, "place", "Skriv var mötet är"),
        ({"where": ""}, "where", "Välj var mötet är"),
        ({"where": "place:0"}, "where", "Välj en plats ur listan"),
        ({"place": "Hos 19900101-2385"}, "place", "Skriv inte personnummer eller samordningsnummer."),
        ({"place": "Ring 070-174 06 05"}, "place", "Skriv inte telefonnummer här."),
        ({"place": "kalle@exempel.example"}, "place", "Skriv inte e-postadresser här."),
        ({"link": "http://moten.example/1"}, "link", "Länken ska börja med https://."),
        ({"answer_by": "2020-01-07"}, "answer_by", "Sista dag att svara har redan varit."),
        ({"answer_by": "2099-01-07"}, "answer_by", "Sista dag att svara är efter mötet."),
    ],
)
def test_bad_time_and_place_are_refused_at_the_field_and_kept_on_the_page(anna, cast, points, fields, field, message):
    meeting = begin(anna, cast.samverksmote.pk)

    answer = set_time(anna, meeting, **fields)

    assert answer.status_code == 422
    assert any(said.startswith(message) for said in answer.context["form"].errors[field])
    if (value := fields[field]) and field != "where":
        assert f'value="{value}"' in answer.content.decode()


def test_what_is_wrong_with_time_and_place_is_said_at_once(anna, cast, points):
    meeting = begin(anna, cast.samverksmote.pk)

    answer = set_time(anna, meeting, starts="10", ends="9", place="Ring 070-123 45 67")

    assert set(answer.context["form"].errors) == {"ends", "place"}


def test_line_break_in_a_place_never_reaches_the_draft(anna, cast, points):
    meeting = begin(anna, cast.samverksmote.pk)

    answer = set_time(anna, meeting, place="Rådhuset\r\nBcc: alla@exempel.example")

    assert answer.status_code == 422
    meeting.refresh_from_db()
    assert meeting.place == ""


def test_draft_edited_in_two_windows_tells_the_second_and_keeps_the_first(anna, cast, points):
    meeting = draft_ready_to_call(anna, cast, points)
    seen = version(meeting)

    set_time(anna, meeting, place="Biblioteket")
    second = anna.post(
        f"/moten/{meeting.pk}/tid/",
        {
            "version": seen,
            "date": str(workday()),
            "starts": "13.00",
            "meeting_form": "on_site",
            "where": "typed",
            "place": "Torget",
        },
    )

    assert second.status_code == 422
    assert "Mötet har ändrats sedan du öppnade sidan" in second.content.decode()
    meeting.refresh_from_db()
    assert meeting.place == "Biblioteket"
    assert anna.post(f"/moten/{meeting.pk}/granska/", {"version": seen}).status_code == 422
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.DRAFT


def test_short_notice_and_weekend_warn_while_one_chooses_and_stop_nothing(anna, cast):
    meeting = begin(anna, cast.samverksmote.pk)
    saturday = timezone.localdate() + datetime.timedelta(days=(5 - timezone.localdate().weekday()) % 7 or 7)

    echo = anna.get(f"/moten/{meeting.pk}/tid/eko/", {"date": str(saturday), "starts": "9", "ends": ""})

    assert "är en lördag" in echo.content.decode()
    assert "Överenskommet är minst" in echo.content.decode()
    assert set_time(anna, meeting, date=str(saturday)).status_code == 302


def test_agenda_with_an_identity_number_is_pointed_out_before_it_is_sent(anna, cast):
    meeting = begin(anna, f"{cast.lsg_template.pk}:{cast.lsg.pk}")
    set_time(anna, meeting, agenda="Ärende 19900101-2385")

    assert "ser ut att innehålla ett personnummer" in anna.get(f"/moten/{meeting.pk}/granska/").content.decode()


def test_draft_is_thrown_away_by_its_caller(anna, cast):
    meeting = begin(anna, cast.samverksmote.pk)

    assert "Ta bort utkastet?" in anna.get(f"/moten/{meeting.pk}/slang/").content.decode()
    anna.post(f"/moten/{meeting.pk}/slang/")

    assert not Meeting.objects.exists()


def test_every_free_text_field_warns_about_what_never_to_write(anna, cast):
    individual = begin(anna, cast.samverksmote.pk)
    group = begin(anna, f"{cast.lsg_template.pk}:{cast.lsg.pk}")
    warning = "Skriv aldrig namn, personnummer eller hälsouppgifter"

    assert anna.get(f"/moten/{individual.pk}/tid/").content.decode().count(warning) == 1
    assert anna.get(f"/moten/{group.pk}/tid/").content.decode().count(warning) == 4
