"""The register of places: who keeps it, what may stand in it, and that nothing in it changes a call."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from booking.models import Meeting
from forums.actions import places
from forums.models import Area, AuditEntry, Federation, Person, Place, RoleKind, Unit, VideoService
from forums.places import addressed_units, place_areas, units_to_meet_at
from tests.cast import Cast
from tests.factories import make_person, make_role
from tests.factories.calls import allow_video, call_individual, lingonhuset
from tests.notifications.pages.looking import text_of

pytestmark = pytest.mark.django_db


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


# --- who keeps what


def test_the_areas_coordinator_and_contact_persons_and_those_who_keep_the_whole_keep_its_places(cast: Cast) -> None:
    keepers = {name for name in cast.__dict__ if isinstance(getattr(cast, name), Person)}
    keepers = {name for name in keepers if cast.area in place_areas(getattr(cast, name))}

    assert keepers == {"cilla", "kim", "david", "adam"}


def test_a_contact_person_of_a_party_without_an_area_keeps_those_that_it_serves(cast: Cast) -> None:
    kommun, af = make_person(name="Kajsa", email="kajsa@x.example"), make_person(name="Arne", email="arne@x.example")
    make_role(kommun, RoleKind.CONTACT_PERSON, party=cast.kommun)
    make_role(af, RoleKind.CONTACT_PERSON, party=cast.af)

    assert set(place_areas(kommun)) == {cast.area}
    assert set(place_areas(af)) == {cast.area, cast.neighbour}


def test_a_contact_person_keeps_the_addresses_of_their_own_party(cast: Cast) -> None:
    assert set(addressed_units(cast.kim)) == {cast.af_unit}
    assert cast.kommun_unit in addressed_units(cast.cilla)
    with pytest.raises(PermissionDenied):
        places.set_unit_address(cast.kommun_unit, by=cast.kim, address="Storgatan 1")


def test_a_role_that_has_ended_keeps_nothing(cast: Cast) -> None:
    cast.kim.roles.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    assert not place_areas(cast.kim).exists()
    assert not addressed_units(cast.kim).exists()


# --- what may stand there

IDENTIFIES = ["Hemma hos 811228-9874", "Ring 070-174 06 05", "kalle@exempel.example"]


@pytest.mark.parametrize("text", IDENTIFIES)
@pytest.mark.parametrize("field", ["name", "room", "address"])
def test_a_place_is_searched_for_identifiers_like_other_free_text(cast: Cast, field: str, text: str) -> None:
    place = lingonhuset(cast)
    with pytest.raises(ValidationError) as new:
        places.add_place(cast.area, by=cast.cilla, **{"name": "Rådhuset", field: text})
    with pytest.raises(ValidationError) as corrected:
        places.correct_place(place, by=cast.cilla, **{field: text})

    assert list(new.value.message_dict) == list(corrected.value.message_dict) == [field]
    assert list(Place.objects.values_list("name", "room", "address")) == [("Lingonhuset", "rum 3", "")]


@pytest.mark.parametrize("text", IDENTIFIES)
def test_so_is_the_address_of_a_unit_and_the_name_of_a_video_service(cast: Cast, text: str) -> None:
    with pytest.raises(ValidationError):
        places.set_unit_address(cast.kommun_unit, by=cast.cilla, address=text)
    with pytest.raises(ValidationError):
        places.add_video_service(cast.federation, by=cast.adam, name=text, hosts=["video.example"])

    assert Unit.objects.get(pk=cast.kommun_unit.pk).address == ""
    assert not VideoService.objects.exists()


@pytest.mark.parametrize("hosts", [[], ["https://video.example"], ["video"], ["video.example/rum"], ["*"], ["a b.se"]])
def test_a_video_service_has_host_names(cast: Cast, hosts: list[str]) -> None:
    with pytest.raises(ValidationError) as refused:
        places.add_video_service(cast.federation, by=cast.adam, name="Video", hosts=hosts)

    assert "hosts" in refused.value.message_dict


# --- the same twice, and in the end


def test_the_same_place_twice_is_one_and_a_place_that_has_ended_can_come_again(cast: Cast) -> None:
    first = places.add_place(cast.area, by=cast.cilla, name=" Rådhuset ", room="A")
    assert places.add_place(cast.area, by=cast.kim, name="Rådhuset", room="A") == first

    places.end_place(first, by=cast.kim)
    again = places.add_place(cast.area, by=cast.cilla, name="Rådhuset", room="A")

    assert (again != first, again.ended_on) == (True, None)
    assert Place.objects.get(pk=first.pk).ended_on == timezone.localdate()


def test_two_places_of_an_area_do_not_get_the_same_name(cast: Cast) -> None:
    other = places.add_place(cast.area, by=cast.cilla, name="Rådhuset")

    with pytest.raises(ValidationError):
        places.correct_place(other, by=cast.cilla, name="Lingonhuset", room=lingonhuset(cast).room)


def test_a_keepers_change_of_a_place_changes_no_meeting_that_has_been_called(cast: Cast) -> None:
    """Domain rules 4 and 9. What was called keeps its words; a place that is marked goes out of what is sent."""
    meeting = call_individual(cast)
    before = Meeting.objects.values().get(pk=meeting.pk)

    place = places.correct_place(lingonhuset(cast), by=cast.cilla, name="Hallonhuset", reveals_care=True)
    places.end_place(place, by=cast.cilla)

    assert Meeting.objects.values().get(pk=meeting.pk) == before


def test_the_record_of_changes_says_what_was_done_to_places_and_services(cast: Cast) -> None:
    place = places.add_place(cast.area, by=cast.kim, name="Rådhuset")
    places.correct_place(place, by=cast.cilla, address="Torget 1")
    places.set_unit_address(cast.af_unit, by=cast.kim, address="Torget 2")
    service = places.add_video_service(cast.federation, by=cast.adam, name="Video", hosts=["video.example"])
    places.end_video_service(service, by=cast.david)

    entries = [(row.what, row.about, row.about_id, row.who_id) for row in AuditEntry.objects.order_by("pk")]
    assert entries == [
        ("place_added", "area", cast.area.pk, cast.kim.pk),
        ("place_corrected", "area", cast.area.pk, cast.cilla.pk),
        ("unit_address_set", "unit", cast.af_unit.pk, cast.kim.pk),
        ("video_service_added", "federation", cast.federation.pk, cast.adam.pk),
        ("video_service_ended", "federation", cast.federation.pk, cast.david.pk),
    ]
    page = text_of(logged_in(cast.cilla).get("/omraden/"))
    assert "Platsen Rådhuset rättades: adress." in page
    services = text_of(logged_in(cast.adam).get(f"/forbund/{cast.federation.pk}/videotjanster/"))
    assert "Videotjänsten Video används inte längre." in services


# --- which units can be met at


def test_a_unit_with_an_address_is_a_place_while_it_is_open(cast: Cast) -> None:
    assert not units_to_meet_at(cast.area).exists()
    places.set_unit_address(cast.kommun_unit, by=cast.cilla, address="Storgatan 1, Lingonby")

    assert list(units_to_meet_at(cast.area)) == [cast.kommun_unit]
    assert not units_to_meet_at(cast.neighbour).exists()
    Unit.objects.update(closed_on=timezone.localdate())
    assert not units_to_meet_at(cast.area).exists()


def test_what_is_marked_is_known_by_its_federation(cast: Cast) -> None:
    marked = Place.objects.create(area=cast.area, name="Öppenvårdens hus", reveals_care=True)
    lingonhuset(cast)
    elsewhere = Area.objects.exclude(federation=cast.federation).earliest("pk")
    Place.objects.create(area=elsewhere, name="Kliniken", reveals_care=True)

    federation = Federation.objects.get(pk=cast.federation.pk)

    assert federation.care_places == {marked.pk}
    assert federation.care_units == {cast.psychiatry.pk: "psykiatrin lingon"}


# --- video services


@pytest.mark.parametrize(
    ("link", "is_taken"),
    [
        ("https://mote.example/rum", True),
        ("https://MOTE.example:443/rum", True),
        ("https://eu.zoom.example/j/1", True),
        ("https://zoom.example/j/1", False),
        ("https://evilmote.example/rum", False),
        ("https://mote.example.evil.example/rum", False),
        ("https://evil.example/mote.example", False),
        ("https://mote.example@evil.example/rum", False),
        ("https://kalle@mote.example/rum", False),
        ("https://mote.example:8443/rum", False),
        ("https://mote.example:x/rum", False),
        ("http://mote.example/rum", False),
        ("https://[mote.example/rum", False),
    ],
)
def test_a_service_takes_its_own_hosts_and_no_other(cast: Cast, link: str, is_taken: bool) -> None:
    assert allow_video(cast, "mote.example", "*.zoom.example").takes(link) == is_taken


# --- pages


def test_places_are_added_corrected_and_ended_by_page(cast: Cast) -> None:
    kim, url = logged_in(cast.kim), f"/omraden/{cast.area.pk}/platser/"
    kim.post(url, {"name": "Rådhuset", "room": "A", "address": "Torget 1", "reveals_care": "on"})
    place = Place.objects.get()
    kim.post(f"/platser/{place.pk}/", {"name": "Rådhuset", "room": "B", "address": "Torget 1"})

    place.refresh_from_db()
    assert (str(place), place.reveals_care) == ("Rådhuset, B, Torget 1", False)
    assert "Rådhuset, B, Torget 1" in text_of(logged_in(cast.anna).get(url))
    kim.post(f"/platser/{place.pk}/upphor/")
    assert "Rådhuset" not in text_of(kim.get(url))


def test_what_is_refused_is_said_at_its_field(cast: Cast) -> None:
    answer = logged_in(cast.cilla).post(f"/omraden/{cast.area.pk}/platser/", {"name": "", "address": "070-174 06 05"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "address"}
    assert not Place.objects.exists()


def test_the_address_of_a_unit_is_set_by_page(cast: Cast) -> None:
    url = f"/enheter/{cast.af_unit.pk}/adress/"

    logged_in(cast.kim).post(url, {"address": "Storgatan 1"})

    assert Unit.objects.get(pk=cast.af_unit.pk).address == "Storgatan 1"
    assert logged_in(cast.anna).post(url, {"address": "Torget 2"}).status_code == 404


def test_video_services_are_kept_by_those_who_keep_the_federation(cast: Cast) -> None:
    adam, url = logged_in(cast.adam), f"/forbund/{cast.federation.pk}/videotjanster/"
    adam.post(url, {"name": "Video", "hosts": "Video.example,\n*.rum.example", "for_individuals": "on"})
    service = VideoService.objects.get()

    assert (service.hosts, service.for_individuals) == (["video.example", "*.rum.example"], True)
    adam.post(f"/videotjanster/{service.pk}/", {"name": "Video", "hosts": "video.example"})
    service.refresh_from_db()
    assert (service.hosts, service.for_individuals) == (["video.example"], False)
    adam.post(f"/videotjanster/{service.pk}/upphor/")
    assert "video.example" not in text_of(adam.get(url)).split("Ändringar")[0]
    assert logged_in(cast.cilla).get(url).status_code == 404


def test_a_contact_person_finds_the_places_from_the_ways_in(cast: Cast) -> None:
    pages: dict[str, Any] = {name: text_of(logged_in(getattr(cast, name)).get("/vagen-in/")) for name in ("kim", "bo")}

    assert "Platser i Lingonby" in pages["kim"]
    assert "Platser i" not in pages["bo"]
