"""New units, ways in and groups, and new names: the row stays with its members, and what it was called is seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from rest_framework.test import APIClient

from booking.models import Meeting
from config.ground.errors import RuleError
from forums.actions.structure import add_forum, add_unit, add_way_in, rename_forum, rename_unit
from forums.models import Area, Federation, FormerName, Forum, Unit
from forums.queries import template_of_forum, today
from notifications.models import OutboxMessage
from notifications.tasks import tell
from tests.factories import make_key, make_template
from tests.factories.calls import call_forum
from tests.forums.files import HOGLANDET, copy_with
from tests.notifications.pages.looking import logged_in, text_of

pytestmark = pytest.mark.django_db


def test_a_unit_with_a_way_in_is_made_by_page_and_found_in_the_list(cast: Any) -> None:
    cilla = logged_in(cast.cilla)

    cilla.post(reverse("booking:unit-add"), {"party": cast.af.pk, "name": "Jobbtorget", "areas": [cast.area.pk]})
    unit = Unit.objects.get(name="Jobbtorget")
    cilla.post(reverse("booking:way-in-add", args=[unit.pk]), {"function": "Växel", "mailbox": "vaxel@af.example"})

    page = text_of(cilla.get(reverse("forums:contact-point-list")))
    assert "Växel, Jobbtorget" in page and "vaxel@af.example" in page
    assert unit.contact_points.get().waits


def test_a_unit_whose_name_tells_which_care_it_gives_is_not_named_in_mails_about_a_person(cast: Any) -> None:
    fields = {"party": cast.region.pk, "name": "Beroendemottagningen", "areas": [cast.area.pk], "reveals_care": "on"}

    logged_in(cast.cilla).post(reverse("booking:unit-add"), fields)

    assert Unit.objects.get(name="Beroendemottagningen").reveals_care


@pytest.mark.parametrize("areas", [[10**30], [0], ["x"]])
def test_areas_that_are_none_are_refused_with_a_sentence(cast: Any, areas: list[object]) -> None:
    client = APIClient(headers={"authorization": f"Token {make_key(cast.cilla)}"})
    body = {"party": cast.af.pk, "name": "Torget", "areas": areas}

    answer = client.post("/api/v1/units/new/", body, format="json")

    assert answer.status_code == 400, answer.content
    assert not Unit.objects.filter(name="Torget").exists()


def test_a_coordinator_makes_nothing_in_another_area(cast: Any) -> None:
    with pytest.raises(PermissionDenied):
        add_unit(cast.af, by=cast.cilla, name="Jobbtorget", areas=[cast.area, cast.neighbour])
    with pytest.raises(PermissionDenied):
        add_forum(cast.federation, by=cast.cilla, area=cast.neighbour, kind="lsg", name="Styrgruppen")


def test_a_group_is_made_of_a_kind_that_is_agreed(cast: Any) -> None:
    adam = logged_in(cast.adam)

    adam.post(reverse("booking:forum-add"), {"name": "Styrgruppen", "kind": cast.lsg_template.pk})

    forum = Forum.objects.get(name="Styrgruppen")
    assert template_of_forum(forum) == cast.lsg_template and forum.area == cast.area
    with pytest.raises(RuleError, match="ingen sådan grupp"):
        add_forum(cast.federation, by=cast.adam, area=cast.area, kind="arena", name="Arenan")


def test_a_kommuns_unit_serves_no_other_kommun(cast: Any) -> None:
    with pytest.raises(RuleError, match="annat kommunområde"):
        add_unit(cast.kommun, by=cast.adam, name="Torget", areas=[cast.neighbour])


def test_another_name_and_kind_keep_the_row_its_members_and_what_was_sent(cast: Any) -> None:
    make_template(cast.agreement, slug="styrgrupp", name="Styrgrupp", level="forum")
    meeting = call_forum(cast)
    tell(meeting.pk)
    before = list(OutboxMessage.objects.order_by("pk").values_list("subject", "text"))

    rename_forum(cast.lsg, by=cast.cilla, name="Styrgruppen Lingonby", kind="styrgrupp")

    forum = Forum.objects.get(pk=cast.lsg.pk)
    assert (forum.name, forum.kind, forum.memberships.count()) == ("Styrgruppen Lingonby", "styrgrupp", 5)
    assert Meeting.objects.get(pk=meeting.pk).template == cast.lsg_template
    assert list(OutboxMessage.objects.order_by("pk").values_list("subject", "text")) == before
    page = text_of(logged_in(cast.anna).get(reverse("booking:forum", args=[forum.pk])))
    assert f"Hette LSG Lingonby till och med {today()}." in page
    assert FormerName.objects.get().kind == "lsg"


def test_a_name_that_is_taken_is_refused(cast: Any) -> None:
    with pytest.raises(RuleError, match="används redan"):
        rename_unit(cast.school, by=cast.adam, name=cast.kommun_unit.name)
    assert not FormerName.objects.exists()


def test_a_way_in_without_a_number_that_can_be_dialled_is_refused(cast: Any) -> None:
    with pytest.raises(RuleError, match="telefonnummer"):
        add_way_in(cast.af_unit, by=cast.adam, function="Växel", phone="abc")


def test_an_area_has_another_name_on_its_page(cast: Any) -> None:
    fields = {"name": "Lingon", "collaboration_name": "Samverk Lingon"}
    david = logged_in(cast.david)

    david.post(reverse("booking:area-rename", args=[cast.area.pk]), fields)

    page = text_of(david.get(reverse("forums:area-list")))
    assert "Samverk Lingon" in page and f"Hette Lingonby till och med {today()}." in page


def test_the_file_says_what_an_area_was_called(tmp_path: Any) -> None:
    call_command("load_federation", HOGLANDET)
    area = Area.objects.get(name="Aneby")
    file = copy_with(tmp_path, ("- name: Aneby\n", "- name: Nya Aneby\n    was: Aneby\n"))

    for _again in range(2):
        call_command("load_federation", file)

    assert Area.objects.get(name="Nya Aneby").pk == area.pk
    assert not Area.objects.filter(name="Aneby").exists()
    assert FormerName.objects.get().name == "Aneby"


def test_the_file_says_what_a_group_was_called(tmp_path: Any) -> None:
    call_command("load_federation", HOGLANDET)
    federation = Federation.objects.get()
    forum = federation.forums.get(name="LSG Aneby")
    file = copy_with(tmp_path, ("name: LSG Aneby,", "name: Nya namnet, was: LSG Aneby,"))

    call_command("load_federation", file)

    assert Forum.objects.get(pk=forum.pk).name == "Nya namnet"
    assert not Forum.objects.filter(name=forum.name).exists()
    assert FormerName.objects.get().name == forum.name
