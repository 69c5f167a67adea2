"""Finding somebody to call: searching among a party's people, and naming one whom the register does not have."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from booking.models import Invitation, Meeting
from forums.models import Person, Placement
from forums.waiting import open_changes
from tests.booking.meetings.test_pages_call import begin, choose_parties, person, text_of, version
from tests.cast import Cast
from tests.factories import make_contact_point, make_person


@pytest.fixture
def anna(client: Client, cast: Cast) -> Client:
    client.force_login(cast.anna)
    return client


@pytest.fixture
def meeting(anna: Client, cast: Cast) -> Meeting:
    """With so many at AF that Bo and Kim stand in no list before somebody searches."""
    for number in range(9):
        make_person(cast.af_unit, name=f"Kollega {number}")
    return begin(anna, cast.samverksmote.pk)


def search(client: Client, meeting: Meeting, party: int, text: str, **data: object):
    data |= {"version": version(meeting), f"sok_{party}": text}
    return client.post(f"/moten/{meeting.pk}/parter/sok/?part={party}", data)


def hits_in(page: str, party: int) -> str:
    """What stands below the field, from its box to the end of the party's."""
    return page.split(f'id="traffar-{party}"')[1].split("</fieldset>")[0]


def test_hits_stand_below_the_field_with_a_heading_and_nothing_else(anna, cast, meeting):
    assert "Bo Bäverhjälm" not in anna.get(f"/moten/{meeting.pk}/parter/").content.decode()

    page = choose_parties(anna, meeting, sok=cast.af.pk, **{f"sok_{cast.af.pk}": "bäver"}).content.decode()

    assert page.index(f'id="sok_{cast.af.pk}"') < page.index("Träffar") < page.index("Bo Bäverhjälm")
    assert re.findall(r'type="checkbox"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*type="checkbox"', page)
    assert hits_in(page, cast.af.pk).count('type="checkbox"') == 1


@pytest.mark.parametrize("pressed", ["enter", "sok"])
def test_without_javascript_one_is_back_at_the_field_that_one_searched_in(anna, cast, meeting, pressed):
    """Enter presses the first button of the page, whatever field one stands in."""
    data = {f"sok_{cast.kommun.pk}": "alma", f"sokt_{cast.kommun.pk}": "alma", f"sok_{cast.af.pk}": "bäver"}

    answer = choose_parties(anna, meeting, **data, **{pressed: cast.af.pk if pressed == "sok" else "1"})

    fields = re.findall(r'<input[^>]* id="sok_(\d+)"[^>]* autofocus', answer.content.decode())
    assert (answer.status_code, fields) == (200, [str(cast.af.pk)])


def test_enter_elsewhere_goes_on(anna, cast, meeting):
    data = {f"sok_{cast.af.pk}": "bäver", f"sokt_{cast.af.pk}": "bäver", f"part_{cast.af.pk}": person(cast.bo)}

    assert choose_parties(anna, meeting, enter="1", **data).url.endswith("/samtycke/")


def test_htmx_brings_the_hits_the_list_and_what_is_read_out(anna, cast, meeting):
    answer = search(anna, meeting, cast.af.pk, "kotte", **{f"part_{cast.af.pk}": person(cast.bo)})

    hits, parts, said = re.split(r"<(?:div|p) id=", answer.content.decode())
    assert "Kim Kottesken" in hits and "Bo Bäverhjälm" not in hits
    assert parts.startswith(f'"lista-{cast.af.pk}" hx-swap-oob="innerHTML"')
    assert "Bo Bäverhjälm" in parts and " checked" in parts
    assert said.startswith('"besked" hx-swap-oob="innerHTML"')
    assert "1 träff på ”kotte”." in said


def test_one_letter_starts_no_search(anna, cast, meeting):
    page = search(anna, meeting, cast.af.pk, "b").content.decode()

    assert "Skriv minst två bokstäver." in page
    assert "Bo Bäverhjälm" not in page


def test_who_stands_in_the_list_already_is_not_there_twice(anna, cast, meeting):
    answer = search(anna, meeting, cast.af.pk, "bäver", **{f"part_{cast.af.pk}": person(cast.bo)})

    assert "Finns redan i listan ovanför: Bo Bäverhjälm." in text_of(answer)
    assert answer.content.decode().count(f'value="{person(cast.bo)}"') == 1


def test_no_hit_says_what_to_do_instead(anna, cast, meeting):
    assert "Ring parten" in text_of(search(anna, meeting, cast.fk.pk, "ingen"))
    make_contact_point(cast.fk_unit, function="Kundcenter", mailbox="fk@fk.example")

    assert "Kryssa i en mottagning i listan" in text_of(search(anna, meeting, cast.fk.pk, "ingen"))


def add(client: Client, meeting: Meeting, cast: Cast, **fields: object):
    fields = {"unit": cast.fk_unit.pk, "name": "Nora Nyponros", "email": "nora@fk.example"} | fields
    return client.post(f"/moten/{meeting.pk}/parter/utanfor-listan/", {"version": version(meeting)} | fields)


def test_somebody_outside_the_list_is_called_for_a_unit_and_keeps_the_ticks(anna, cast, meeting):
    ticked = {f"part_{cast.af.pk}": person(cast.bo), "utanfor": cast.fk.pk}
    to = choose_parties(anna, meeting, **ticked).url
    assert to == f"/moten/{meeting.pk}/parter/utanfor-listan/?part={cast.fk.pk}"
    assert f'value="{cast.fk_unit.pk}" selected' in anna.get(to).content.decode()

    page = text_of(anna.get(add(anna, meeting, cast).url))

    assert "Nora Nyponros är tillagd." in page
    assert "Ingen annan hos parten har en adress som slutar på @fk.example." not in page
    seats = set(meeting.invitations.exclude(person=cast.anna).values_list("person__name", "unit"))
    assert seats == {("Bo Bäverhjälm", cast.af_unit.pk), ("Nora Nyponros", cast.fk_unit.pk)}


def test_who_is_named_gets_no_way_to_the_units_other_cases_before_a_yes(anna, cast, meeting):
    add(anna, meeting, cast)

    place = Placement.objects.get(person__email="nora@fk.example")
    assert place.waits
    assert open_changes().filter(person=place.person, unit=cast.fk_unit).exists()
    assert not place.person.has_usable_password()


def test_domain_that_is_new_to_the_party_is_pointed_out(anna, cast, meeting):
    page = text_of(anna.get(add(anna, meeting, cast, email="nora@annat.example").url))

    assert "Ingen annan hos parten har en adress som slutar på @annat.example. Kontrollera adressen." in page


def test_known_address_is_called_where_that_person_works_and_under_their_own_name(anna, cast, meeting):
    add(anna, meeting, cast, email=cast.frida.email, name="Någon Annan")

    seat = Invitation.objects.get(meeting=meeting, person=cast.frida)
    assert (seat.unit, seat.person.name) == (cast.fk_unit, "Frida Fjädermoln")


@pytest.mark.parametrize("who", ["bo", "eva"])
def test_somebody_of_another_party_or_federation_is_refused_in_one_wording(anna, cast, meeting, who):
    answer = add(anna, meeting, cast, email=getattr(cast, who).email)

    said = "Personen kan inte kallas för den enheten. Kontrollera adressen, eller sök hos en annan part."
    assert answer.context["form"].errors == {"email": [said]}
    assert getattr(cast, who).name not in answer.content.decode()


def test_coordinator_of_the_area_is_refused_by_that_way_too(anna, cast, meeting):
    Placement.objects.create(person=cast.cilla, unit=cast.fk_unit, starts_on="2020-01-01")

    answer = add(anna, meeting, cast, email=cast.cilla.email)

    assert answer.status_code == 422
    assert not Invitation.objects.filter(meeting=meeting, person=cast.cilla).exists()


def test_everything_that_is_missing_is_said_at_once(anna, cast, meeting):
    answer = add(anna, meeting, cast, unit="", name="", email="")

    assert set(answer.context["form"].errors) == {"unit", "name", "email"}
    assert not Person.objects.filter(name="").exists()


def test_unit_of_another_area_or_federation_cannot_be_chosen(anna, cast, meeting):
    other = cast.eva.placements.get().unit

    assert add(anna, meeting, cast, unit=other.pk).context["form"].errors == {"unit": ["Välj enhet"]}
