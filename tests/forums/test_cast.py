from forums.access import can_call, is_coordinator, is_director, visible_areas, visible_persons
from forums.models import RoleKind
from forums.queries import members_of, templates_for, today
from forums.standing import standing_of


def test_everybody_is_who_the_cast_says(cast):
    assert can_call(cast.anna, cast.samverksmote)
    assert not can_call(cast.cilla, cast.samverksmote)
    assert not can_call(cast.bo, cast.sip)
    assert is_coordinator(cast.cilla, cast.area)
    assert is_director(cast.david, cast.federation)
    assert cast.federation.pk in standing_of(cast.adam).federations_as(RoleKind.ADMINISTRATOR)


def test_the_stranger_sees_nothing_of_the_federation(cast):
    assert [area.name for area in visible_areas(cast.eva)] == ["Tranbärsby"]
    assert list(visible_persons(cast.eva)) == [cast.eva]
    assert not can_call(cast.eva, cast.samverksmote)


def test_the_group_has_a_member_of_each_party_and_a_substitute(cast):
    seats = list(members_of(cast.lsg, today()))

    assert {seat.person for seat in seats if not seat.is_substitute} == {cast.anna, cast.bo, cast.frida, cast.rut}
    assert [seat.person for seat in seats if seat.is_substitute] == [cast.alma]


def test_the_area_has_its_templates(cast):
    assert {t.slug for t in templates_for(cast.area)} == {"samverksmote", "formote", "sip", "lsg", "informationstraff"}
