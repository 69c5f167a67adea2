"""Who may do what: role × address × own or foreign. 404 where one may not know, 403 where one sees but may not."""

import pytest
from rest_framework.test import APIClient

from booking.models import Meeting
from tests.api.conftest import Api
from tests.cast import Cast
from tests.factories import make_contact_point, make_invitation
from tests.factories.calls import call_forum, call_individual

READ = ["GET meetings/{meeting}/"]
WRITE = [
    "PATCH meetings/{meeting}/",
    "DELETE meetings/{meeting}/",
    "POST meetings/{meeting}/call/",
    "POST meetings/{meeting}/move/",
    "POST meetings/{meeting}/cancel/",
    "POST meetings/{meeting}/outcome/",
    "POST meetings/{meeting}/consent/",
    "POST meetings/{meeting}/invitations/",
    "POST meetings/{meeting}/preview/",
    "GET meetings/{meeting}/busy/",
    "GET meetings/{meeting}/wishes/",
    "POST meetings/{meeting}/consent/withdraw/",
]
SEAT_READ = ["GET invitations/{seat}/"]
SEAT_WRITE = ["POST invitations/{seat}/assign/", "POST invitations/{seat}/pass-on/", "DELETE invitations/{seat}/"]
OWN_SEAT = ["POST invitations/{seat}/answer/", "POST invitations/{seat}/substitute/"]
ALL = [*READ, *SEAT_READ, *OWN_SEAT, *SEAT_WRITE, *WRITE]
LISTS = [
    f"GET {place}/"
    for place in (
        "areas",
        "units",
        "contact-points",
        "persons",
        "forums",
        "templates",
        "meetings",
        "statistics",
        "proposed-times",
        "delegates",
    )
]


def codes(client: APIClient, addresses: list[str], meeting: Meeting, seat: object = None) -> dict[str, int]:
    """What each address answers to an empty body: those who may not are told so before the body is looked at."""
    found = {}
    for line in addresses:
        method, address = line.format(meeting=meeting.pk, seat=seat).split()
        body = {} if method in ("POST", "PATCH") else None
        found[line] = getattr(client, method.lower())(f"/api/v1/{address}", body).status_code
    return found


def everywhere(code: int, addresses: list[str]) -> dict[str, int]:
    return dict.fromkeys(addresses, code)


def test_nobody_gets_in_without_a_token(cast: Cast):
    meeting = call_individual(cast)
    stranger = APIClient()
    stranger.default_format = "json"

    found = codes(stranger, [*LISTS, *ALL], meeting, meeting.invitations.first().pk)

    assert found == everywhere(401, [*LISTS, *ALL])


@pytest.mark.parametrize("role", ["alma", "frida", "kim", "cilla", "david", "adam", "eva"])
def test_a_meeting_about_a_person_is_not_known_to_exist_by(api: Api, cast: Cast, role):
    meeting = call_individual(cast)
    seat = meeting.invitations.get(person=cast.rut).pk

    assert codes(api(getattr(cast, role)), ALL, meeting, seat) == everywhere(404, ALL)


def test_the_invited_see_the_meeting_and_change_nothing(api: Api, cast: Cast):
    meeting = call_individual(cast)
    seat = meeting.invitations.get(person=cast.bo).pk

    found = codes(api(cast.bo), ALL, meeting, seat)

    expected = everywhere(200, [*READ, *SEAT_READ]) | everywhere(400, OWN_SEAT)
    assert found == expected | everywhere(403, [*SEAT_WRITE, *WRITE])


def test_another_invited_persons_seat_is_not_known_to_exist(api: Api, cast: Cast):
    meeting = call_individual(cast)
    seats = [*SEAT_READ, *OWN_SEAT, *SEAT_WRITE]

    found = codes(api(cast.bo), seats, meeting, meeting.invitations.get(person=cast.rut).pk)

    assert found == everywhere(404, seats)


def test_the_caller_is_let_in_everywhere(api: Api, cast: Cast):
    meeting = call_individual(cast)

    found = codes(api(cast.anna), ALL, meeting, meeting.invitations.get(person=cast.bo).pk)

    assert set(found.values()) <= {200, 204, 400, 409}


@pytest.mark.parametrize("role", ["cilla", "david"])
def test_a_groups_meeting_is_changed_by_those_who_hold_it(api: Api, cast: Cast, role):
    meeting = call_forum(cast)

    found = codes(api(getattr(cast, role)), [*READ, *WRITE], meeting)

    assert set(found.values()) <= {200, 400, 409}


@pytest.mark.parametrize(("role", "read", "write"), [("bo", 200, 403), ("adam", 404, 404), ("eva", 404, 404)])
def test_a_groups_meeting_is_read_by_its_members_only(api: Api, cast: Cast, role, read, write):
    found = codes(api(getattr(cast, role)), [*READ, *WRITE], call_forum(cast))

    assert found == everywhere(read, READ) | everywhere(write, WRITE)


def test_a_contact_person_assigns_and_says_that_nobody_comes_and_no_more(api: Api, cast: Cast):
    meeting = call_individual(cast, cast.rut, cast.frida)
    seat = make_invitation(meeting, unit=cast.af_unit, contact_point=make_contact_point(cast.af_unit))

    assert codes(api(cast.kim), [*ALL], meeting, seat.pk) == (
        everywhere(404, [*READ, *WRITE])
        | everywhere(200, SEAT_READ)
        | {
            "POST invitations/{seat}/answer/": 400,
            "POST invitations/{seat}/substitute/": 403,
            "POST invitations/{seat}/assign/": 400,
            "POST invitations/{seat}/pass-on/": 400,
            "DELETE invitations/{seat}/": 403,
        }
    )


@pytest.mark.parametrize(
    ("role", "code", "reason"),
    [("cilla", 409, "may_not_call"), ("david", 409, "may_not_call"), ("eva", 400, "does_not_exist")],
)
def test_who_may_not_call_from_a_template_does_not(api: Api, cast: Cast, role, code, reason):
    answer = api(getattr(cast, role)).post("/api/v1/meetings/", {"template": cast.samverksmote.pk})

    assert (answer.status_code, answer.json()["code"]) == (code, reason)


def test_consent_is_not_inherited_from_somebody_elses_meeting(api: Api, cast: Cast):
    first = call_individual(cast, template=cast.formote)

    answer = api(cast.bo).post("/api/v1/meetings/", {"template": cast.samverksmote.pk, "previous": str(first.pk)})

    assert answer.status_code == 403


def test_a_meeting_is_not_taken_over_while_its_caller_is_there(api: Api, cast: Cast):
    meeting = call_individual(cast)

    assert api(cast.alma).post(f"/api/v1/meetings/{meeting.pk}/take-over/").status_code == 404


def test_who_is_no_longer_active_has_no_way_in(api: Api, cast: Cast):
    client = api(cast.anna)
    cast.anna.is_active = False
    cast.anna.save()

    assert client.get("/api/v1/areas/").status_code == 401
