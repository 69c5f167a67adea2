"""Who gives which role to whom, and how roles and workplaces begin and end."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from booking.staffing.actions import leave_federation
from config.ground.errors import RuleError
from forums.access import is_coordinator
from forums.actions.placements import add_person, place_person
from forums.actions.roles import end_role, give_role
from forums.models import Person, Role, RoleKind
from forums.queries import contact_persons, today, works_at
from forums.standing import standing_of
from tests.factories import make_area, make_person, make_role, make_unit

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def give(cast: Any, person: str, by: str, kind: str, **where: Any) -> Role:
    where = {"federation": cast.federation, "starts_on": today(), **where}
    return give_role(getattr(cast, person), by=getattr(cast, by), kind=kind, **where)


# --- who may give what


@pytest.mark.parametrize("by", ["david", "adam"])
@pytest.mark.parametrize("kind", ["coordinator", "director", "administrator", "contact_person", "manager"])
def test_who_keeps_the_federation_gives_every_role_in_it(cast: Any, by: str, kind: str) -> None:
    where = {"area": cast.area} if kind == "coordinator" else {}
    where |= {"party": cast.af} if kind in ("contact_person", "manager") else {}

    role = give(cast, "bo", by, kind, **where)

    assert (role.person, role.kind, role.federation, role.ends_on) == (cast.bo, kind, cast.federation, None)


def test_a_coordinator_says_who_speaks_for_a_party_in_the_area(cast: Any) -> None:
    give(cast, "bo", "cilla", "contact_person", area=cast.area, party=cast.af)

    assert set(contact_persons(cast.af, cast.area)) == {cast.bo, cast.kim}


@pytest.mark.parametrize("kind", ["coordinator", "director", "administrator"])
def test_a_coordinator_gives_nothing_that_reaches_as_far_as_their_own_role(cast: Any, kind: str) -> None:
    with pytest.raises(PermissionDenied):
        give(cast, "bo", "cilla", kind, **({"area": cast.area} if kind == "coordinator" else {}))

    assert cast.bo.roles.count() == 0


@pytest.mark.parametrize("where", ["neighbour", None])
def test_a_coordinator_gives_nothing_outside_the_area(cast: Any, where: str | None) -> None:
    area = getattr(cast, where) if where else None

    with pytest.raises(PermissionDenied):
        give(cast, "bo", "cilla", "contact_person", area=area, party=cast.af)


@pytest.mark.parametrize("by", ["anna", "kim", "eva"])
def test_who_keeps_nothing_gives_nothing(cast: Any, by: str) -> None:
    with pytest.raises(PermissionDenied):
        give(cast, "bo", by, "contact_person", area=cast.area, party=cast.af)


@pytest.mark.parametrize("kind", ["director", "coordinator"])
def test_nobody_gives_a_role_to_themself(cast: Any, kind: str) -> None:
    with pytest.raises(RuleError) as caught:
        give(cast, "adam", "adam", kind, **({"area": cast.area} if kind == "coordinator" else {}))

    assert caught.value.code == "own_role"


def test_nobody_gives_a_role_in_another_federation(cast: Any) -> None:
    elsewhere = make_area(name="Hjortronby", slug="hjortronby")

    with pytest.raises(PermissionDenied):
        give(cast, "bo", "adam", "coordinator", federation=elsewhere.federation, area=elsewhere)


# --- what a role needs


@pytest.mark.parametrize(
    ("kind", "where", "code", "field"),
    [
        ("coordinator", {}, "area_missing", "area"),
        ("contact_person", {}, "party_missing", "party"),
        ("director", {"area": "area"}, "whole_federation", "area"),
        ("administrator", {"party": "af"}, "no_party", "party"),
        ("contact_person", {"party": "fk"}, "not_at_party", "party"),
        ("manager", {"party": "kommun", "area": "neighbour"}, "other_area", "party"),
    ],
)
def test_a_role_that_is_not_whole_says_what_is_wrong_and_where(
    cast: Any, kind: str, where: dict[str, str], code: str, field: str
) -> None:
    with pytest.raises(RuleError) as caught:
        give(cast, "bo", "adam", kind, **{name: getattr(cast, value) for name, value in where.items()})

    assert (caught.value.code, caught.value.field) == (code, field)


def test_given_twice_it_is_one_and_one_about_to_end_goes_on(cast: Any) -> None:
    first = give(cast, "bo", "adam", "coordinator", area=cast.area)
    end_role(first, by=cast.adam, on=today() + 5 * DAY)

    second = give(cast, "bo", "adam", "coordinator", area=cast.area)

    assert second == first
    assert cast.bo.roles.get().ends_on is None


# --- how it ends


def test_a_role_ends_with_its_last_day(cast: Any, time_machine: Any) -> None:
    end_role(cast.cilla.roles.get(), by=cast.david, on=today())
    assert is_coordinator(cast.cilla, cast.area)

    time_machine.move_to(datetime.datetime.now(datetime.UTC) + DAY)

    assert not is_coordinator(type(cast.cilla).objects.get(pk=cast.cilla.pk), cast.area)


def test_a_role_that_has_not_begun_never_does(cast: Any) -> None:
    role = give(cast, "bo", "adam", "coordinator", area=cast.area, starts_on=today() + 9 * DAY)

    end_role(role, by=cast.adam, on=today())

    assert not cast.bo.roles.exists()


def test_a_coordinator_ends_what_they_may_give_and_nothing_more(cast: Any) -> None:
    wide = make_role(cast.bo, RoleKind.CONTACT_PERSON, party=cast.af)

    end_role(cast.kim.roles.get(), by=cast.cilla, on=today())
    for role in (wide, cast.cilla.roles.get(), cast.david.roles.get()):
        with pytest.raises(PermissionDenied):
            end_role(role, by=cast.cilla, on=today())

    assert set(Role.objects.filter(ends_on=today())) == {cast.kim.roles.get()}


def test_the_last_administrator_stays(cast: Any) -> None:
    for by in (cast.adam, cast.david):
        with pytest.raises(RuleError) as caught:
            end_role(cast.adam.roles.get(), by=by, on=today())
        assert (caught.value.code, caught.value.field) == ("last_administrator", "on")

    with pytest.raises(RuleError):
        leave_federation(cast.adam, by=cast.david, on=today())

    assert cast.federation.pk in standing_of(cast.adam).federations_as(RoleKind.ADMINISTRATOR)


def test_an_administrator_who_has_an_heir_may_step_back(cast: Any) -> None:
    give(cast, "bo", "adam", "administrator", starts_on=today())

    end_role(cast.adam.roles.get(), by=cast.adam, on=today())

    assert cast.adam.roles.get().ends_on == today()


def test_an_heir_who_begins_later_is_none_yet(cast: Any) -> None:
    give(cast, "bo", "adam", "administrator", starts_on=today() + 9 * DAY)

    with pytest.raises(RuleError):
        end_role(cast.adam.roles.get(), by=cast.adam, on=today() + DAY)
    assert end_role(cast.adam.roles.get(), by=cast.adam, on=today() + 9 * DAY).ends_on == today() + 9 * DAY


def test_an_administrator_who_cannot_log_in_any_more_is_no_heir(cast: Any) -> None:
    gone = make_person(name="Disa Daggkåpa", email="disa@lingon.example", is_active=False)
    make_role(gone, RoleKind.ADMINISTRATOR, federation=cast.federation)

    with pytest.raises(RuleError):
        end_role(cast.adam.roles.get(), by=cast.david, on=today())


# --- where people work


def test_a_person_is_placed_at_one_more_unit(cast: Any) -> None:
    other = make_unit(cast.af, name="Arbetsförmedlingen Södra")

    place = place_person(cast.bo, by=cast.cilla, unit=other, starts_on=today(), function=" Rehab\n")

    assert (place.function, place.ends_on) == ("Rehab", None)
    assert works_at(cast.bo, other, today()) and works_at(cast.bo, cast.af_unit, today())


def test_placed_twice_there_is_one_place_and_one_about_to_end_goes_on(cast: Any) -> None:
    cast.bo.placements.update(ends_on=today() + DAY)

    place_person(cast.bo, by=cast.cilla, unit=cast.af_unit, starts_on=today())

    assert cast.bo.placements.get().ends_on is None


def test_a_closed_unit_takes_nobody_on(cast: Any) -> None:
    closed = make_unit(cast.af, closed_on=today() + DAY)

    with pytest.raises(RuleError) as caught:
        place_person(cast.bo, by=cast.cilla, unit=closed, starts_on=today())

    assert (caught.value.code, caught.value.field) == ("unit_closed", "unit")


@pytest.mark.parametrize(("who", "by"), [("bo", "anna"), ("bo", "eva"), ("eva", "adam"), ("david", "cilla")])
def test_only_who_keeps_person_and_unit_places(cast: Any, who: str, by: str) -> None:
    with pytest.raises(PermissionDenied):
        place_person(getattr(cast, who), by=getattr(cast, by), unit=cast.kommun_unit, starts_on=today())


def test_a_unit_of_another_area_is_not_the_coordinators_to_staff(cast: Any) -> None:
    away = make_unit(cast.af, areas=[cast.neighbour])

    with pytest.raises(PermissionDenied):
        place_person(cast.bo, by=cast.cilla, unit=away, starts_on=today())


# --- somebody new


def add(cast: Any, by: str = "cilla", **changes: Any) -> Person:
    wanted = {"name": "Nova Nattljus", "email": "Nova@af.example", "starts_on": today(), **changes}
    return add_person(wanted.pop("unit", cast.af_unit), by=getattr(cast, by), **wanted)


def test_somebody_new_begins_at_a_unit_and_cannot_log_in(cast: Any) -> None:
    nova = add(cast, phone=" 070-174 06 05 ", function="Handläggare")

    assert (nova.name, nova.email, nova.phone) == ("Nova Nattljus", "nova@af.example", "070-174 06 05")
    assert works_at(nova, cast.af_unit, today())
    assert not nova.has_usable_password()


def test_added_twice_it_is_one_person(cast: Any) -> None:
    assert add(cast) == add(cast)


@pytest.mark.parametrize("address", ["bo@af.example", "EVA@tranbar.example"])
def test_an_address_that_is_somebodys_is_refused_without_saying_whose(cast: Any, address: str) -> None:
    with pytest.raises(RuleError) as caught:
        add(cast, email=address)

    assert (caught.value.code, caught.value.field) == ("email_taken", "email")
    assert "Bo" not in caught.value.message and "Eva" not in caught.value.message


@pytest.mark.parametrize(("changes", "code"), [({"name": " "}, "name_missing"), ({"email": "nova"}, "bad_email")])
def test_a_new_person_needs_a_name_and_an_address(cast: Any, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleError) as caught:
        add(cast, **changes)

    assert caught.value.code == code


@pytest.mark.parametrize("by", ["anna", "eva"])
def test_only_who_keeps_the_unit_adds_somebody(cast: Any, by: str) -> None:
    with pytest.raises(PermissionDenied):
        add(cast, by)
