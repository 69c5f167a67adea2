"""What there is to call to: templates and groups, by where somebody works, is trusted with something or convenes."""

from __future__ import annotations

import datetime

from forums.access import CallChoice, call_choices, templates_to_call
from forums.models import Level, RoleKind
from forums.queries import today
from tests.cast import Cast
from tests.factories import (
    make_agreement,
    make_area,
    make_forum,
    make_membership,
    make_party,
    make_person,
    make_role,
    make_template,
)

DAY = datetime.timedelta(days=1)


def named(choices: list[CallChoice]) -> list[tuple[str, str]]:
    return [(choice.template.slug, choice.forum.name if choice.forum else "") for choice in choices]


def test_caseworker_calls_every_template_of_the_area_that_names_their_party(cast: Cast):
    assert named(call_choices(cast.bo)) == [
        ("formote", ""),
        ("informationstraff", ""),
        ("lsg", "LSG Lingonby"),
        ("samverksmote", ""),
    ]


def test_coordinator_is_offered_no_meeting_about_a_person(cast: Cast):
    assert named(call_choices(cast.cilla)) == [("informationstraff", ""), ("lsg", "LSG Lingonby")]


def test_each_group_of_a_kind_is_a_choice_of_its_own(cast: Cast):
    make_forum(cast.area, name="LSG unga", kind="lsg")

    assert [name for slug, name in named(call_choices(cast.anna)) if slug == "lsg"] == ["LSG Lingonby", "LSG unga"]


def test_stranger_is_offered_nothing(cast: Cast):
    assert call_choices(cast.eva) == []


def test_number_of_queries_is_the_same_with_more_templates_and_groups(cast: Cast, django_assert_max_num_queries):
    for number in range(5):
        make_template(cast.agreement, slug=f"mall-{number}", name=f"Mall {number}")
        make_forum(cast.area, name=f"LSG {number}", kind="lsg")

    with django_assert_max_num_queries(8):
        call_choices(cast.anna)


def test_what_one_is_offered_is_what_one_may_call_to_now(cast: Cast) -> None:
    """Also in an area next door, from the federation's own templates, and of groups that have not ended."""
    make_template(make_agreement(cast.neighbour), slug="samverksmote", name="Samverkansmöte")
    make_template(federation=cast.federation, slug="forbundsdag", level=Level.OPEN)
    make_template(cast.agreement, slug="sip", name="SIP förr", version=2, is_current=False)
    for name, ended_on in (("LSG förr", today() - DAY), ("LSG nu", today())):
        make_forum(cast.area, name=name, kind="lsg", ended_on=ended_on)
    make_forum(cast.area, name="Nätverk", kind="natverk")
    make_forum(cast.neighbour, name="LSG Blåbärsby", kind="lsg")

    here = [("formote", ""), ("informationstraff", ""), ("lsg", "LSG Lingonby"), ("lsg", "LSG nu")]
    assert named(call_choices(cast.bo)) == [("samverksmote", ""), *here, ("samverksmote", ""), ("forbundsdag", "")]
    assert named(call_choices(cast.anna)) == [*here, ("samverksmote", ""), ("sip", ""), ("forbundsdag", "")]
    assert [template.slug for template in templates_to_call(cast.anna)] == [
        "formote", "informationstraff", "samverksmote", "sip", "forbundsdag"
    ]  # fmt: skip
    assert named(call_choices(cast.eva)) == [] == templates_to_call(cast.eva)


def test_a_meeting_of_no_standing_group_is_called_without_one_by_those_who_may(cast: Cast) -> None:
    """A visit to a unit, say: at the level of groups, but of none."""
    make_template(cast.agreement, slug="besok", level=Level.FORUM, needs_forum=False, may_call=["af", "coordinator"])
    make_forum(cast.area, name="Besök", kind="besok")

    for person in (cast.bo, cast.cilla):
        assert ("besok", "") in named(call_choices(person)) and ("besok", "Besök") not in named(call_choices(person))
    assert "besok" not in dict(named(call_choices(cast.anna)))
    assert [template.slug for template in templates_to_call(cast.bo)] == [
        "besok", "formote", "informationstraff", "samverksmote"
    ]  # fmt: skip


def test_a_coordinator_is_offered_what_names_coordinators_in_that_area(cast: Cast) -> None:
    for area in (cast.neighbour, make_area(cast.federation)):
        make_template(make_agreement(area), slug=f"traff-{area.slug}", level=Level.OPEN, may_call=["coordinator"])
    nils = make_person(name="Nils Nyponros")
    make_role(nils, RoleKind.COORDINATOR, area=cast.neighbour)

    assert named(call_choices(nils)) == [("traff-blabarsby", "")]


def test_a_convener_without_workplace_is_offered_the_groups_that_they_convene(cast: Cast) -> None:
    guest = make_person(name="Greta Gästspel")
    make_template(make_agreement(cast.neighbour), slug="natverk", level=Level.FORUM, may_call=["convener"])
    group = make_forum(cast.neighbour, name="Nätverk Blåbärsby", kind="natverk", convener=guest)
    make_forum(cast.neighbour, name="Nätverk Annat", kind="natverk")

    assert named(call_choices(guest)) == [("natverk", group.name)]
    make_membership(group, guest, party=make_party("af", federation=cast.federation))
    assert named(call_choices(guest)) == [("natverk", group.name)]


def test_a_role_for_the_whole_federation_is_offered_what_names_it_in_every_area(cast: Cast) -> None:
    for area in (cast.neighbour, make_area(name="Norrby")):
        make_template(make_agreement(area), slug=f"traff-{area.slug}", level=Level.OPEN, may_call=["director"])
    make_template(federation=cast.federation, slug="forbundsdag", level=Level.OPEN, may_call=["director"])

    assert named(call_choices(cast.david)) == [("traff-blabarsby", ""), ("forbundsdag", "")]


def test_only_the_agreement_that_holds_today_is_called_from(cast: Cast) -> None:
    newer = make_agreement(cast.area, version=2, adopted_on=today(), valid_from=today() + 30 * DAY)
    make_template(newer, slug="nytt", level=Level.OPEN)

    assert "nytt" not in dict(named(call_choices(cast.anna)))
    newer.valid_from = today()
    newer.save()
    assert named(call_choices(cast.anna)) == [("nytt", "")]


def test_choices_stand_by_area_and_the_templates_own_order_the_federations_last(cast: Cast) -> None:
    there = make_agreement(cast.neighbour)
    make_template(there, slug="a", position=2)
    make_template(there, slug="b", position=1)
    make_template(federation=cast.federation, slug="c")

    slugs = [slug for slug, _group in named(call_choices(cast.frida))]

    assert slugs == ["b", "a", "formote", "informationstraff", "lsg", "samverksmote", "c"]


def test_a_group_is_called_together_in_its_own_federation(cast: Cast) -> None:
    """The federation's own groups have no area, and other federations have such groups, too."""
    template = make_template(federation=cast.federation, slug="arena", level=Level.FORUM)
    own = make_forum(federation=cast.federation, name="Arena", kind="arena")
    elsewhere = cast.eva.placements.get().unit.party.federation
    make_forum(federation=elsewhere, name="Arena där", kind="arena", convener=cast.bo)

    groups = [choice.forum for choice in call_choices(cast.bo) if choice.template == template]

    assert groups == [own]
