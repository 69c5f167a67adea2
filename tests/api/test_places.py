"""Places, addresses of units and video services over the API, and choosing them for a meeting about a person."""

from urllib.parse import quote

import pytest

from booking.models import Meeting
from forums.actions.places import end_place, set_unit_address
from forums.models import Place, Unit, VideoService
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories import make_area
from tests.factories.calls import allow_video, call_forum, call_individual, lingonhuset

ROOT = "/api/v1/"


def patch(api: Api, cast: Cast, meeting: Meeting, **body: object):
    own = f"{ROOT}meetings/{meeting.pk}/"
    meeting.refresh_from_db()
    return api(cast.anna).patch(own, {"version": meeting.version, **body})


def chosen(meeting: Meeting) -> tuple[str, int | None, int | None, str]:
    meeting.refresh_from_db()
    return meeting.place_kind, meeting.at_place_id, meeting.at_unit_id, meeting.place


def test_places_are_kept_over_the_api(api: Api, cast: Cast):
    client = api(cast.kim)
    made = client.post(f"{ROOT}places/", {"area": cast.area.pk, "name": "Rådhuset", "room": "A"})
    own = f"{ROOT}places/{made.json()['id']}/"
    corrected = client.post(f"{own}correct/", {"address": "Torget 1"}).json()
    listed = api(cast.anna).get(f"{ROOT}places/?area={cast.area.pk}").json()["results"]

    assert (made.status_code, corrected["address"], corrected["room"]) == (201, "Torget 1", "A")
    assert [row["name"] for row in listed] == ["Rådhuset"]
    assert client.post(f"{own}end/").json()["ended_on"] is not None
    assert api(cast.anna).get(f"{ROOT}places/").json()["results"] == []
    assert api(cast.bo).post(f"{ROOT}places/", {"area": cast.area.pk, "name": "Torget"}).status_code == 403
    assert api(cast.kim).post(f"{ROOT}places/", {"area": make_area().pk, "name": "Torget"}).status_code == 400


def test_what_identifies_somebody_is_refused_with_its_code(api: Api, cast: Cast):
    answer = api(cast.kim).post(f"{ROOT}places/", {"area": cast.area.pk, "name": "Hos 811228-9874"})

    assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (
        400, "identity_number", ["name"],
    )  # fmt: skip
    assert not Place.objects.exists()


def test_a_units_address_and_video_services_are_kept_over_the_api(api: Api, cast: Cast):
    unit = api(cast.kim).post(f"{ROOT}units/{cast.af_unit.pk}/address/", {"address": "Storgatan 1"}).json()
    body = {"federation": cast.federation.pk, "name": "Video", "hosts": ["video.example"]}
    made = api(cast.adam).post(f"{ROOT}video-services/", body).json()
    own = f"{ROOT}video-services/{made['id']}/"
    api(cast.david).post(f"{own}correct/", {"for_individuals": True})

    assert unit["address"] == Unit.objects.get(pk=cast.af_unit.pk).address == "Storgatan 1"
    assert VideoService.objects.get().for_individuals is True
    assert [row["name"] for row in api(cast.anna).get(f"{ROOT}video-services/").json()["results"]] == ["Video"]
    assert api(cast.cilla).post(f"{own}end/").status_code == 404
    assert api(cast.cilla).post(f"{ROOT}video-services/", {**body, "name": "Två"}).status_code == 403


# --- a meeting's place


def test_the_place_of_a_meeting_about_a_person_is_chosen(api: Api, cast: Cast):
    meeting, place = call_individual(cast), lingonhuset(cast)
    unit = set_unit_address(cast.kommun_unit, by=cast.cilla, address="Storgatan 1")

    assert chosen(meeting) == ("place", place.pk, None, "Lingonhuset, rum 3")
    for body, result in [
        ({"at_unit": unit.pk}, ("unit", None, unit.pk, "Ekonomiskt bistånd, Storgatan 1")),
        ({"place_kind": "caller"}, ("caller", None, None, "")),
        ({"place_kind": "digital"}, ("digital", None, None, "")),
        ({"place": "Kafét"}, ("typed", None, None, "Kafét")),
        ({"place": ""}, ("", None, None, "")),
        ({"at_place": place.pk}, ("place", place.pk, None, "Lingonhuset, rum 3")),
    ]:
        answer = patch(api, cast, meeting, **body)
        shown = tuple(answer.json()[name] for name in ("place_kind", "at_place", "at_unit", "place"))
        assert (answer.status_code, shown, chosen(meeting)) == (200, result, result), body


def test_what_was_read_can_be_sent_back(api: Api, cast: Cast):
    meeting = call_individual(cast)
    read = api(cast.anna).get(f"{ROOT}meetings/{meeting.pk}/").json()

    for names in (("place",), ("place", "place_kind", "at_place", "at_unit")):
        answer = patch(api, cast, meeting, **{name: read[name] for name in names})
        assert (answer.status_code, answer.json()["version"]) == (200, read["version"])


@pytest.mark.parametrize(
    ("name", "code", "field"),
    [
        ("elsewhere", "place_elsewhere", "at_place"),
        ("ended", "place_elsewhere", "at_place"),
        ("no address", "place_elsewhere", "at_unit"),
        ("two", "two_places", "place_kind"),
        ("none", "place_missing", "at_place"),
        ("empty", "place_missing", "place"),
    ],
)
def test_what_cannot_be_chosen_is_refused_with_its_code(api: Api, cast: Cast, name: str, code: str, field: str):
    meeting, ours = call_individual(cast), Place.objects.create(area=cast.area, name="Torget")
    ended = end_place(Place.objects.create(area=cast.area, name="Stängt"), by=cast.cilla)
    set_unit_address(cast.af_unit, by=cast.cilla, address="Storgatan 2")
    bodies: dict[str, dict[str, object]] = {
        "elsewhere": {"at_place": Place.objects.create(area=cast.neighbour, name="Blåbär").pk},
        "ended": {"at_place": ended.pk},
        "no address": {"at_unit": cast.fk_unit.pk},
        "two": {"at_place": ours.pk, "at_unit": cast.af_unit.pk},
        "none": {"place_kind": "place"},
        "empty": {"place_kind": "typed"},
    }
    before = chosen(meeting)

    answer = patch(api, cast, meeting, **bodies[name])

    if name == "ended":  # not in the list at all
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["at_place"])
    else:
        assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (409, code, [field])
    assert chosen(meeting) == before


def test_a_groups_meeting_has_a_place_that_is_written(api: Api, cast: Cast):
    meeting, client = call_forum(cast), api(cast.cilla)
    own = f"{ROOT}meetings/{meeting.pk}/"

    refused = client.patch(own, {"version": meeting.version, "at_place": lingonhuset(cast).pk})
    written = client.patch(own, {"version": meeting.version, "place": "Torget", "link": "https://vad.example/som"})

    assert (refused.status_code, refused.json()["code"]) == (409, "place_is_written")
    assert (written.status_code, written.json()["place"], written.json()["place_kind"]) == (200, "Torget", "")


def test_a_whole_call_names_its_place(api: Api, cast: Cast):
    body = {"template": cast.formote.pk, "at_place": lingonhuset(cast).pk, "meeting_form": "on_site"}

    answer = api(cast.anna).post(f"{ROOT}meetings/", body)

    assert (answer.status_code, answer.json()["place"]) == (201, "Lingonhuset, rum 3")


# --- a meeting's link

NUMBERS = [
    "19811228-9874", "811228-9874", "8112289874", "19811228 9874", "1981-12-28-9874", "811228+9874",
    "(811228) 9874", "811228#9874", "811228_9874", "8ll228-9874", "070-174 06 33", "+46 70 174 06 33", "0701740633",
    "(0)70-1740633", "070_174_06_33", "sista-fyra-9874", "kanarie-at-exempel.example", "kanarie@exempel.example",
    "kanarie(a)exempel.example",
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
@pytest.mark.parametrize("shape", ["{}", "rum/{}/2", "rum?tel={}", "rum?a=1&b={}&c=2", "rum#{}"])
def test_a_link_is_searched_in_its_decoded_path_and_query(api: Api, cast: Cast, text: str, shape: str):
    """Percent-encoded as a browser does it, and every sign of it; once more over."""
    allow_video(cast)
    meeting = call_individual(cast)
    every_sign = "".join(f"%{octet:02X}" for octet in text.encode())

    for spelled in (quote(text), every_sign, quote(every_sign)):
        answer = patch(api, cast, meeting, link=f"https://mote.example/{shape.format(spelled)}")
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["link"]), spelled
    assert Meeting.objects.get().link == ""


TEAMS = (
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NDg4MDAxMDExMjM0LTA3MDEyMzQ1Njc4%40thread.v2/0"
    "?context=%7b%22Tid%22%3a%220812a345-0701-4123-9456-070123456789%22%2c%22Oid%22%3a%2200811228-9874-4000-8000-"
    "081234567800%22%7d"
)


@pytest.mark.parametrize(
    "link",
    [
        TEAMS,
        "https://teams.microsoft.com/meet/3401234567890?p=AbCdEfGh",
        "https://us02web.zoom.us/j/81234567890?pwd=aBcD1234",
        "https://teams.microsoft.com/samverk-rum-3",
    ],
)
def test_the_links_of_video_services_are_taken(api: Api, cast: Cast, link: str):
    """Keys that a service makes by itself look like numbers by chance, and like an address by their form."""
    allow_video(cast, "teams.microsoft.com", "*.zoom.us")
    meeting = call_individual(cast)

    assert patch(api, cast, meeting, link=link).json()["link"] == link


@pytest.mark.parametrize(
    "link", ["https://annan.example/rum", "https://kalle@mote.example/", "https://grupp.example/x"]
)
def test_a_link_goes_only_to_a_service_that_is_allowed_for_individual_meetings(api: Api, cast: Cast, link: str):
    allow_video(cast)
    allow_video(cast, "grupp.example", name="Grupprum", for_individuals=False)

    answer = patch(api, cast, call_individual(cast), link=link)

    assert (answer.status_code, answer.json()["code"]) == (400, "video_service")
    assert answer.json()["message"].endswith("Lingonvideo.")


def test_without_an_allowed_service_there_is_no_link(api: Api, cast: Cast):
    answer = patch(api, cast, call_individual(cast), link="https://mote.example/rum")

    assert (answer.status_code, answer.json()["code"]) == (400, "video_service")
    assert "Be förbundets administratör." in answer.json()["message"]


# --- staff


@pytest.mark.parametrize("text", ["19811228-9874", "811228-9874", "Kanarie 811228-9874", "kanarie@exempel.example"])
def test_identity_numbers_are_refused_as_a_telephone_number_and_as_a_function(api: Api, cast: Cast, text: str):
    person, client = f"{ROOT}persons/{cast.bo.pk}/", api(cast.cilla)
    new = {"name": "Ny", "email": "ny@af.example", "starts_on": "2026-12-01"}
    answers = [
        client.post(f"{person}correct/", {"phone": text}),
        client.post(f"{person}placements/", {"unit": cast.af_unit.pk, "starts_on": "2026-12-01", "function": text}),
        client.post(f"{ROOT}units/{cast.af_unit.pk}/staff/", {**new, "phone": text}),
        client.post(f"{ROOT}units/{cast.af_unit.pk}/staff/", {**new, "function": text}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "identity_number")] * 4
    assert [list(answer.json()["fields"]) for answer in answers] == [["phone"], ["function"], ["phone"], ["function"]]


@pytest.mark.parametrize(
    "phone", ["070-174 06 05", "0701740605", "+46 70 174 06 05", "0383-15 20 00 vx", "010-123 45 67"]
)
def test_telephone_numbers_are_taken(api: Api, cast: Cast, phone: str):
    answer = api(cast.cilla).post(f"{ROOT}persons/{cast.bo.pk}/correct/", {"phone": phone})

    assert (answer.status_code, answer.json()["phone"]) == (200, phone)
