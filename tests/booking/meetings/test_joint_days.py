"""Days of the federation, and days that several areas hold together."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.meetings.access import visible_meetings
from booking.meetings.actions.calling import call_meeting, create_draft, edit_draft, make_meeting
from booking.meetings.actions.copying import copy_meeting
from booking.meetings.actions.seats import add_invitation
from booking.models import Meeting
from booking.outcomes.actions import register_outcome
from booking.statistics.figures import year_figures
from config.ground.errors import RuleError
from forums.models import Level, MeetingTemplate, RoleKind
from tests.booking.meetings.looking import login, text_of
from tests.factories import make_area, make_person, make_role, make_template
from tests.factories.calls import draft_individual, on_workday

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def day_of_all(cast: Any) -> MeetingTemplate:
    """The federation's own open day, which its director calls."""
    return make_template(
        federation=cast.federation,
        slug="informationstraff",
        name="Informationsträff",
        level=Level.OPEN,
        may_call=["director"],
        variants={"inspirationsdag": "Inspirationsdag"},
        outcome_fields=["participants_per_party", "participants_public"],
    )


def held(cast: Any, time_machine: Any, template: MeetingTemplate, by: Any, areas: list[Any]) -> Meeting:
    draft = create_draft(by=by, template=template)
    add_invitation(draft, by=by, person=cast.bo)
    start = on_workday(30)
    edit_draft(
        draft, by=by, starts_at=start, ends_at=start + HOUR, place="Folkets hus", joint_areas=areas, **variant(template)
    )
    call_meeting(draft, by=by)
    time_machine.move_to(start + HOUR)
    register_outcome(draft, by=by, participants_per_party={"kommun": 20}, participants_public=5)
    draft.refresh_from_db()
    return draft


def variant(template: MeetingTemplate) -> dict[str, str]:
    return {"variant": "inspirationsdag"} if template.area is None else {}


def counted(where: Any) -> tuple[int | None, int | None]:
    measures = year_figures(where, timezone.localdate().year).total.year
    return measures.held, measures.participants.total if measures.participants else None


def test_a_day_of_the_federation_counts_for_it_and_for_no_area(cast: Any, day_of_all: Any, time_machine: Any) -> None:
    held(cast, time_machine, day_of_all, cast.david, [])

    assert counted(cast.federation) == (1, 25)
    assert [counted(area)[0] for area in (cast.area, cast.neighbour)] == [0, 0]


def test_a_joint_day_counts_once_for_each_area_and_once_for_the_federation(cast: Any, time_machine: Any) -> None:
    cast.open_template.outcome_fields = ["participants_per_party", "participants_public"]
    cast.open_template.save()
    held(cast, time_machine, cast.open_template, cast.cilla, [cast.neighbour, cast.area])

    assert [counted(where) for where in (cast.area, cast.neighbour, cast.federation)] == [(1, 25)] * 3


def test_the_federations_day_may_belong_to_areas_as_well(cast: Any, day_of_all: Any, time_machine: Any) -> None:
    day = held(cast, time_machine, day_of_all, cast.david, [cast.area, cast.neighbour])

    assert [counted(where) for where in (cast.area, cast.neighbour, cast.federation)] == [(1, 25)] * 3
    assert set(copy_meeting(day, by=cast.david).joint_areas.all()) == {cast.area, cast.neighbour}


def test_the_other_areas_coordinator_finds_the_day_and_changes_nothing(client: Client, cast: Any) -> None:
    vera, stranger = make_person(), make_person()
    make_role(vera, RoleKind.COORDINATOR, area=cast.neighbour)
    make_role(stranger, RoleKind.COORDINATOR, area=make_area(federation=cast.federation))
    draft = create_draft(by=cast.cilla, template=cast.open_template)
    add_invitation(draft, by=cast.cilla, person=cast.bo)
    start = on_workday(30)
    edit_draft(
        draft, by=cast.cilla, starts_at=start, ends_at=start + HOUR, place="Folkets hus", joint_areas=[cast.neighbour]
    )
    url = f"/moten/{draft.pk}/"
    before = login(client, vera).get(url).status_code
    call_meeting(draft, by=cast.cilla)

    found = {who: login(client, who).get(url).status_code for who in (vera, stranger, cast.anna)}
    seen = {who: url in login(client, who).get("/").content.decode() for who in (vera, stranger)}

    assert (before, found) == (404, {vera: 200, stranger: 404, cast.anna: 404})
    assert seen == {vera: True, stranger: False}
    assert visible_meetings(vera).get() == draft
    assert login(client, vera).get(f"{url}flytta/").status_code == 403


def test_only_open_days_are_joint_and_within_the_federation(cast: Any, day_of_all: Any) -> None:
    with pytest.raises(RuleError) as caught:
        edit_draft(draft_individual(cast), by=cast.anna, joint_areas=[cast.neighbour])
    assert caught.value.code == "not_joint"
    with pytest.raises(RuleError) as caught:
        make_meeting(by=cast.david, template=day_of_all, fields={"joint_areas": [make_area()]})
    assert caught.value.code == "other_federation"


def test_the_director_calls_an_inspiration_day_on_the_pages(client: Client, cast: Any, day_of_all: Any) -> None:
    browser = login(client, cast.david)
    start = browser.get("/moten/kalla/", {"omrade": f"f{cast.federation.pk}"})
    form = start.context["form"]
    assert "Informationsträff" in text_of(start)
    answer = browser.post(
        f"/moten/kalla/?omrade=f{cast.federation.pk}",
        {"choice": str(day_of_all.pk), "request_key": str(form.initial["request_key"])},
    )
    draft = Meeting.objects.get()
    assert answer.url == f"/moten/{draft.pk}/parter/"
    add_invitation(draft, by=cast.david, person=cast.bo)
    draft.refresh_from_db()
    day = on_workday(30).date()

    saved = browser.post(
        f"/moten/{draft.pk}/tid/",
        {
            "version": draft.version, "date": str(day), "starts": "9", "ends": "15", "meeting_form": "on_site",
            "place": "Folkets hus", "variant": "inspirationsdag", "joint_areas": [cast.area.pk, cast.neighbour.pk],
        },
    )  # fmt: skip

    assert saved.status_code == 302, saved.context["form"].errors
    page = text_of(browser.get(f"/moten/{draft.pk}/granska/"))
    assert "Möte Inspirationsdag" in page and "Områden Blåbärsby, Lingonby" in page
    draft.refresh_from_db()
    browser.post(f"/moten/{draft.pk}/granska/", {"version": draft.version})
    draft.refresh_from_db()
    assert draft.is_called
    assert "Områden Blåbärsby, Lingonby" in text_of(browser.get(f"/moten/{draft.pk}/"))
