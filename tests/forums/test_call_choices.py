from forums.access import CallChoice, call_choices
from tests.cast import Cast
from tests.factories import make_forum, make_template


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
