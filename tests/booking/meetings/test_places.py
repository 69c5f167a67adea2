"""Choosing the place and the link of a meeting about a person, by the actions and on the pages of a call."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from booking.meetings.actions.calling import create_draft, edit_draft
from booking.meetings.actions.changing import change_meeting
from booking.meetings.forms.meetings import ChangeForm
from booking.meetings.places import hides_place, place_choices
from booking.models import Meeting
from booking.workdays import local
from config.ground.errors import RuleError
from forums.actions.places import end_place, set_unit_address
from forums.models import Place
from tests.cast import Cast
from tests.factories import make_meeting
from tests.factories.calls import allow_video, call_individual, draft_individual, lingonhuset
from tests.notifications.pages.looking import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.anna)
    return client


def place_of(meeting: Meeting) -> tuple[str, str]:
    meeting.refresh_from_db()
    return meeting.place_kind, meeting.place


def time_of(meeting: Meeting, **fields: Any) -> dict[str, Any]:
    meeting.refresh_from_db()
    assert meeting.starts_at is not None
    start = local(meeting.starts_at)
    slot = {"date": str(start.date()), "starts": f"{start:%H.%M}", "meeting_form": "on_site"}
    return {"version": meeting.version, **slot, **fields}


# --- the actions


@pytest.mark.parametrize("place", ["Hemma 811228#9874", "Ring O70-174 06 05", "kanarie (a) exempel.example"])
def test_a_place_that_is_typed_is_searched_like_other_free_text(cast: Cast, place: str) -> None:
    meeting = call_individual(cast)

    with pytest.raises(ValidationError):
        change_meeting(meeting, by=cast.anna, place=place)

    assert place_of(meeting) == ("place", "Lingonhuset, rum 3")


def test_what_was_chosen_keeps_its_words_when_the_list_changes(cast: Cast) -> None:
    """And can be kept when something else is changed, though it is no longer in the list."""
    meeting, place = call_individual(cast), lingonhuset(cast)
    Place.objects.update(name="Hallonhuset")
    end_place(place, by=cast.cilla)

    change_meeting(meeting, by=cast.anna, at_place=Place.objects.get(pk=place.pk), purposes=[])

    assert place_of(meeting) == ("place", "Lingonhuset, rum 3")


def test_a_meeting_that_was_digital_has_no_place_when_people_meet_after_all(cast: Cast) -> None:
    meeting = call_individual(cast, place_kind="digital", meeting_form="digital")

    change_meeting(meeting, by=cast.anna, meeting_form="on_site")

    assert place_of(meeting) == ("", "")


def test_a_meeting_without_mail_stores_no_place_however_it_is_given(cast: Cast) -> None:
    """Domain rule 2. A draft forgets it, a called meeting refuses it."""
    draft = draft_individual(cast, at_place=lingonhuset(cast))
    edit_draft(draft, by=cast.anna, no_mail=True)
    assert place_of(draft) == ("", "")

    called = call_individual(cast, no_mail=True)
    for fields in ({"at_place": lingonhuset(cast)}, {"place": "Kafét"}, {"place_kind": "caller"}):
        with pytest.raises(RuleError) as refused:
            change_meeting(called, by=cast.anna, **fields)
        assert refused.value.code == "no_place_without_mail"


def test_the_database_knows_what_a_kind_needs(cast: Cast) -> None:
    for fields in (
        {"place_kind": "place"},
        {"place_kind": "unit", "at_place": lingonhuset(cast)},
        {"place_kind": "typed", "at_unit": cast.af_unit},
        {"no_mail": True, "place_kind": "caller"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_meeting(template=cast.samverksmote, caller=cast.anna, **{"place": "", **fields})


def test_a_text_that_nobody_has_said_the_kind_of_counts_as_typed(cast: Cast) -> None:
    case = make_meeting(template=cast.samverksmote, caller=cast.anna, place="Kafét")
    group = make_meeting(template=cast.lsg_template, caller=cast.cilla, place="Psykiatrin")

    assert (hides_place(case), hides_place(group)) == (True, False)


def test_what_follows_on_a_meeting_has_no_place_yet(cast: Cast) -> None:
    before = call_individual(cast, template=cast.formote)

    after = create_draft(by=cast.anna, template=cast.samverksmote, previous=before)

    assert place_of(after) == ("", "")


# --- the pages


def test_the_time_page_offers_places_units_and_what_is_neither(cast: Cast, anna: Client) -> None:
    draft = draft_individual(cast)
    set_unit_address(cast.psychiatry, by=cast.cilla, address="Lasarettsgatan 2")
    Place.objects.create(area=cast.neighbour, name="Blåbärshuset")

    page = text_of(anna.get(f"/moten/{draft.pk}/tid/"))

    for words in (
        "Lingonhuset, rum 3",
        "Psykiatrin Lingon, Lasarettsgatan 2 (står inte i mejl)",
        "Meddelas av den som kallar",
        "Annan plats, som jag skriver själv",
        "Den står inte i mejl och kalendrar",
        "Ingen videotjänst är godkänd för möten om enskilda än.",
    ):
        assert words in page
    assert "Blåbärshuset" not in page


def test_ones_own_unit_and_where_one_met_last_come_first(cast: Cast) -> None:
    for unit in (cast.kommun_unit, cast.af_unit):
        set_unit_address(unit, by=cast.adam, address="Storgatan 1")
    first = place_choices(draft_individual(cast))[0]
    assert first == ("Nära till hands", [(f"unit:{cast.kommun_unit.pk}", "Ekonomiskt bistånd, Storgatan 1")])

    call_individual(cast)

    groups = dict(place_choices(draft_individual(cast)))
    at_hand = {value for value, _label in groups["Nära till hands"]}
    assert at_hand == {f"unit:{cast.kommun_unit.pk}", f"place:{lingonhuset(cast).pk}"}
    others = [value for name, rows in groups.items() if name != "Nära till hands" for value, _label in rows]
    assert not at_hand & set(others) and f"unit:{cast.af_unit.pk}" in others


def test_the_place_and_the_link_show_with_the_way_to_meet_that_they_belong_to(cast: Cast, anna: Client) -> None:
    page = text_of(anna.get(f"/moten/{draft_individual(cast).pk}/tid/"))

    asked = dict(re.findall(r'name="meeting_form" value="(\w+)"[^>]* data-oppnar="([^"]+)"', page))
    assert asked == {"on_site": "2", "digital": "3", "hybrid": "2 3"}
    place, link = (re.split(r'data-om="[23]"', page)[number] for number in (1, 2))
    assert 'name="where"' in place and 'name="place"' in place and 'name="link"' not in place
    assert 'name="link"' in link


def test_each_choice_of_the_time_page_is_saved(cast: Cast, anna: Client) -> None:
    draft, place = draft_individual(cast), lingonhuset(cast)
    unit = set_unit_address(cast.af_unit, by=cast.cilla, address="Storgatan 2")
    for fields, saved in [
        ({"where": f"unit:{unit.pk}"}, ("unit", "Arbetsförmedlingen Lingonby, Storgatan 2")),
        ({"where": "caller", "place": "Kafét"}, ("caller", "")),
        ({"where": "typed", "place": "Kafét"}, ("typed", "Kafét")),
        ({"where": f"place:{place.pk}", "place": "Kafét"}, ("place", "Lingonhuset, rum 3")),
        ({"where": "", "meeting_form": "digital"}, ("digital", "")),
    ]:
        answer = anna.post(f"/moten/{draft.pk}/tid/", time_of(draft, **fields))
        assert (answer.status_code, place_of(draft)) == (302, saved)


def test_the_review_says_that_a_typed_place_is_not_in_the_mails(cast: Cast, anna: Client) -> None:
    draft = draft_individual(cast, place="Kafét")
    said = "Står inte i mejl och kalendrar"

    assert said in text_of(anna.get(f"/moten/{draft.pk}/granska/"))
    edit_draft(draft, by=cast.anna, at_place=lingonhuset(cast))
    assert said not in text_of(anna.get(f"/moten/{draft.pk}/granska/"))


def test_a_place_is_changed_on_the_page_and_one_that_has_ended_stays(cast: Cast, anna: Client) -> None:
    meeting, place = call_individual(cast), lingonhuset(cast)
    end_place(place, by=cast.cilla)
    url = f"/moten/{meeting.pk}/andra/"
    assert f'value="place:{place.pk}" selected' in anna.get(url).content.decode()
    same = {"version": meeting.version, "meeting_form": "on_site", "where": f"place:{place.pk}"}
    form = ChangeForm({**same, "link": ""}, meeting=meeting)
    assert form.is_valid()
    form.apply(meeting, cast.anna)
    assert place_of(meeting) == ("place", "Lingonhuset, rum 3")

    wrong = anna.post(url, {**same, "where": "typed", "place": ""})

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["place"])


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("https://mote.example/Kanarie-19800101-1231", "Skriv inte personnummer"),
        ("https://mote.example/rum?tel=070-1740633", "Skriv inte telefonnummer"),
        ("https://mote.example/%6B%61narie%40exempel.example", "Skriv inte e-postadresser"),
        ("https://annan.example/rum", "Länken ska gå till en videotjänst som är godkänd"),
    ],
)
def test_a_link_is_refused_on_the_page_too(cast: Cast, anna: Client, link: str, said: str) -> None:
    allow_video(cast)
    draft = draft_individual(cast)

    answer = anna.post(f"/moten/{draft.pk}/tid/", time_of(draft, where="caller", link=link))

    assert answer.status_code == 422
    assert said in answer.context["form"].errors["link"][0]
    assert Meeting.objects.get(pk=draft.pk).link == ""


def test_a_groups_meeting_keeps_its_written_place_and_any_link(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.cilla)
    draft = create_draft(by=cast.cilla, template=cast.lsg_template, forum=cast.lsg)
    edit_draft(draft, by=cast.cilla, starts_at=draft_individual(cast).starts_at)
    edit_draft(draft, by=cast.cilla, place="Torget", link="https://vad-som-helst.example/19800101-1231")

    assert place_of(draft) == ("", "Torget")
    page = text_of(client.get(f"/moten/{draft.pk}/tid/"))
    assert 'name="where"' not in page
