"""Who sees what of the standing structure, speaks for a unit and calls: each federation is closed to the others."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from forums.access import (
    access_area,
    access_contact_point,
    access_forum,
    access_template,
    access_unit,
    calling_units,
    can_arrange_forum,
    can_call,
    is_contact_person,
    is_coordinator,
    is_director,
    require,
    visible_contact_points,
    visible_federations,
    visible_forums,
    visible_parties,
    visible_persons,
    visible_templates,
    visible_units,
)
from forums.models import Agreement, Level, MeetingTemplate, Person, Placement, RoleKind
from forums.queries import today
from tests.cast import Cast
from tests.factories import (
    make_agreement,
    make_contact_point,
    make_forum,
    make_person,
    make_role,
    make_template,
    make_unit,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def those(may: Callable[..., Any], *about: Any) -> set[str]:
    """First names of all of the cast, and of whoever else there is, who may."""
    return {person.name.partition(" ")[0] for person in Person.objects.all() if may(person, *about)}


def names(persons: Any) -> set[str]:
    return {person.name.partition(" ")[0] for person in persons}


# --- rows of one's own federation


def test_each_federation_is_closed_to_the_others(cast: Cast) -> None:
    """Units, ways in, groups, templates and parties: those of where one works, has a role or a seat."""
    elsewhere = cast.eva.placements.get().unit
    theirs = make_template(make_agreement(elsewhere.party.area))
    ours, strange = make_contact_point(cast.af_unit), make_contact_point(elsewhere)
    group = make_forum(elsewhere.party.area)

    for person in (cast.anna, cast.cilla, cast.david, cast.adam):
        assert elsewhere not in visible_units(person) and cast.af_unit in visible_units(person)
        assert set(visible_contact_points(person)) == {ours}
        assert set(visible_forums(person)) == {cast.lsg}
        assert theirs not in visible_templates(person) and cast.sip in visible_templates(person)
        assert set(visible_parties(person)) == {cast.kommun, cast.af, cast.fk, cast.region}
        assert set(visible_federations(person)) == {cast.federation}
    assert set(visible_units(cast.eva)) == {elsewhere}
    assert set(visible_contact_points(cast.eva)) == {strange}
    assert set(visible_forums(cast.eva)) == {group}
    assert set(visible_templates(cast.eva)) == {theirs}


def test_a_row_of_another_federation_is_not_found_and_neither_is_nonsense(cast: Cast) -> None:
    point = make_contact_point(cast.af_unit)
    for access, row in (
        (access_area, cast.area),
        (access_unit, cast.af_unit),
        (access_contact_point, point),
        (access_forum, cast.lsg),
        (access_template, cast.sip),
    ):
        assert access(cast.anna, row.pk) == access(cast.anna, str(row.pk)) == row
        for person, pk in ((cast.eva, row.pk), (cast.anna, 0), (cast.anna, "SV-7K3M-2Q"), (cast.anna, None)):
            with pytest.raises(Http404):
                access(person, pk)


def test_a_template_that_was_replaced_is_not_offered_any_more(cast: Cast) -> None:
    make_template(cast.agreement, slug="sip", name="SIP förr", version=2, is_current=False)

    assert set(visible_templates(cast.anna).filter(slug="sip")) == {cast.sip}


def test_colleagues_are_those_who_work_or_are_trusted_with_something_here_now(cast: Cast) -> None:
    there = cast.eva.placements.get().unit
    make_person(cast.af_unit, name="Inga Inaktiv", is_active=False)
    make_role(make_person(there, name="Roland Rollös"), RoleKind.MANAGER, party=cast.af, ends_on=today() - DAY)
    # works here no longer, but elsewhere; still to come
    moved = make_person(there, name="Mona Månskära")
    Placement.objects.create(person=moved, unit=cast.af_unit, starts_on=today() - 9 * DAY, ends_on=today() - DAY)
    make_person(cast.af_unit, name="Siv Senare", since=today() + DAY)

    here = {"Anna", "Alma", "Bo", "Kim", "Frida", "Rut", "Cilla", "David", "Adam"}
    assert names(visible_persons(cast.anna)) == names(visible_persons(cast.david)) == here
    assert names(visible_persons(cast.eva)) == {"Eva", "Roland", "Mona"}


def test_whoever_works_and_has_roles_here_is_listed_once(cast: Cast) -> None:
    make_role(cast.kim, RoleKind.MANAGER, party=cast.af)

    assert list(visible_persons(cast.anna)).count(cast.kim) == 1


# --- who holds what


def test_an_area_is_coordinated_by_its_coordinator_and_no_area_by_nobody(cast: Cast) -> None:
    assert those(is_coordinator, cast.area) == {"Cilla"}
    assert those(is_coordinator, cast.neighbour) == those(is_coordinator, None) == set()


def test_a_federation_is_directed_by_its_director(cast: Cast) -> None:
    assert those(is_director, cast.federation) == {"David"}
    assert those(is_director, cast.eva.placements.get().unit.party.federation) == set()


def test_a_unit_is_spoken_for_by_its_partys_contact_person_in_the_area_and_whoever_is_behind_a_way_in(
    cast: Cast,
) -> None:
    assert those(is_contact_person, cast.af_unit, cast.area) == {"Kim"}
    assert those(is_contact_person, cast.af_unit, cast.neighbour) == set()
    assert those(is_contact_person, cast.fk_unit, cast.area) == set()

    make_contact_point(cast.af_unit, person=cast.bo)
    make_contact_point(cast.fk_unit, person=cast.frida)

    assert those(is_contact_person, cast.af_unit, cast.area) == {"Bo", "Kim"}
    assert those(is_contact_person, cast.af_unit, cast.neighbour) == {"Bo"}
    assert those(is_contact_person, cast.fk_unit, None) == {"Frida"}


def test_a_group_is_held_together_by_convener_coordinator_and_director(cast: Cast) -> None:
    assert those(can_arrange_forum, cast.lsg) == {"Cilla", "David"}
    assert those(can_arrange_forum, make_forum(cast.area, convener=cast.frida)) == {"Frida", "Cilla", "David"}
    assert those(can_arrange_forum, make_forum(cast.neighbour, convener=cast.frida)) == {"Frida", "David"}
    assert those(can_arrange_forum, make_forum(cast.eva.placements.get().unit.party.area)) == set()


def test_what_is_not_allowed_is_refused() -> None:
    require(True)
    with pytest.raises(PermissionDenied):
        require(False)


# --- who calls


def test_any_party_that_the_agreement_lists_calls_from_its_own_units(cast: Cast) -> None:
    """Domain rule 1."""
    everybody = {"Anna", "Alma", "Bo", "Kim", "Frida", "Rut"}

    assert those(can_call, cast.samverksmote) == everybody
    assert those(can_call, cast.sip) == {"Anna", "Alma", "Rut"}
    assert those(calling_units, cast.samverksmote) == everybody
    cast.agreement.parties.remove(cast.af)
    assert those(can_call, cast.samverksmote) == {"Anna", "Alma", "Frida", "Rut"}
    cast.agreement.parties.clear()
    assert those(can_call, cast.samverksmote) == set()


def test_a_unit_calls_only_in_the_areas_that_it_serves(cast: Cast) -> None:
    away = make_person(make_unit(cast.af, areas=[cast.neighbour], name="AF Blåbärsby"), name="Nora Norrsken")
    both = make_person(make_unit(cast.af, name="AF Båda"), name="Berit Bärplockare")
    theirs = make_template(make_agreement(cast.neighbour), slug="samverksmote")

    assert not can_call(away, cast.samverksmote) and can_call(away, theirs)
    assert can_call(both, cast.samverksmote) and can_call(both, theirs)
    assert not can_call(cast.anna, theirs)  # the kommun is the neighbours' own
    assert [unit.name for unit in calling_units(both, theirs)] == ["AF Båda"]


def test_of_several_workplaces_one_calls_from_those_that_may(cast: Cast) -> None:
    Placement.objects.create(person=cast.anna, unit=cast.af_unit, starts_on=today())

    assert set(calling_units(cast.anna, cast.samverksmote)) == {cast.kommun_unit, cast.af_unit}
    assert calling_units(cast.anna, cast.sip) == [cast.kommun_unit]


def test_the_federations_own_template_is_called_from_by_its_federation_only(cast: Cast) -> None:
    theirs = make_template(federation=cast.eva.placements.get().unit.party.federation)
    ours = make_template(federation=cast.federation, may_call=["af", "director"])

    assert those(can_call, theirs) == {"Eva"}
    assert those(can_call, ours) == {"Bo", "Kim", "David"}
    assert calling_units(cast.bo, ours) == [cast.af_unit]


def test_a_role_calls_what_names_it_and_where_it_holds(cast: Cast) -> None:
    def naming(who: str, agreement: Agreement) -> MeetingTemplate:
        return make_template(agreement, level=Level.OPEN, may_call=[who])

    make_role(make_person(name="Nils Nyponros"), RoleKind.COORDINATOR, area=cast.neighbour)

    assert those(can_call, naming("coordinator", cast.agreement)) == {"Cilla"}
    assert those(can_call, naming("coordinator", make_agreement(cast.neighbour))) == {"Nils"}
    assert those(can_call, naming("director", cast.agreement)) == {"David"}
    assert those(can_call, make_template(federation=cast.federation, may_call=["coordinator"])) == {"Cilla", "Nils"}


def test_a_coordinator_calls_nobody_about_a_person_where_they_coordinate(cast: Cast) -> None:
    """Domain rule 4; also who works at a unit that may call. Elsewhere they are as anybody."""
    make_role(cast.bo, RoleKind.COORDINATOR, area=cast.area)
    theirs = make_template(make_agreement(cast.neighbour))

    assert not can_call(cast.bo, cast.samverksmote)
    assert can_call(cast.bo, theirs)
    assert can_call(cast.bo, cast.open_template)
    assert can_call(cast.bo, make_template(federation=cast.federation))


def test_a_convener_calls_their_own_group_and_no_other(cast: Cast) -> None:
    template = make_template(cast.agreement, slug="natverk", level=Level.FORUM, may_call=["convener"])
    own, other = (make_forum(cast.area, kind="natverk", convener=who) for who in (cast.frida, cast.bo))

    assert those(can_call, template, own) == {"Frida"}
    assert those(can_call, template, other) == {"Bo"}
    assert those(can_call, template) == set()
    template.may_call = ["coordinator"]
    assert those(can_call, template, own) == {"Cilla"}
