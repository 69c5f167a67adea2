"""Every change of the registry: it has a page, a preview that writes nothing, an action of the API that does the same,
and words for done and for nothing changed; and a stranger makes none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from booking.changes import CHANGES
from booking.meetings.changes.base import Change
from booking.models import Meeting, Series
from booking.workdays import local
from forums.models import Person
from forums.queries import today
from tests.booking.change_cases import CASES, DAY, Case
from tests.factories.calls import call_forum, call_individual
from tests.factories.series import call_weekly
from tests.notifications.pages.looking import every_row, logged_in

# generated: what a change says and who may make it is the same on every database
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
PREVIEW = reverse("notifications:change-preview")
NOBODY_THERE = (403, 404)


def page_of(name: str, case: Case) -> str:
    return reverse(f"booking:{CHANGES[name].url_name}", kwargs=case.ids)


def previewed(name: str, case: Case) -> dict[str, Any]:
    """What the form of the page sends."""
    where = {hidden: case.ids[part] for hidden, part in CHANGES[name].address.items()}
    return {"change": name, **where, **case.fields}


def over_the_api(case: Case, person: Person) -> Any:
    client = APIClient()
    client.force_authenticate(person)
    client.default_format = "json"
    method, path, body = case.api
    return getattr(client, method)(f"/api/v1/{path}", body)


def said(response: Any) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


def make(name: str, case: Case, **other: Any) -> Any:
    return logged_in(case.by).post(page_of(name, case), {**case.fields, **other})


def once_more(name: str, case: Case) -> Any:
    """The same again, by somebody who has read the page anew."""
    meeting = Meeting.objects.filter(pk=case.ids["pk"]).first() if "version" in case.fields else None
    return make(name, case, **({"version": meeting.version} if meeting else {}))


def assert_nothing_to_do(name: str, response: Any) -> None:
    """It is refused, or said to have changed nothing; never that it is done."""
    assert response.status_code in (403, 404, 422) or said(response)[0] == ("info", str(CHANGES[name].unchanged))


def kinds_below(kind: type[Change]) -> Iterator[type[Change]]:
    for one in kind.__subclasses__():
        yield from [*([one] if "name" in vars(one) else []), *kinds_below(one)]


def test_every_change_stands_in_the_registry_and_is_tried_here() -> None:
    kinds = list(CHANGES.values())

    assert set(kinds_below(Change)) == set(kinds)
    assert set(CASES) == set(CHANGES)
    assert len({kind.path for kind in kinds}) == len({kind.url_name for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_has_words_for_done_and_for_nothing_changed(name: str) -> None:
    kind = CHANGES[name]

    assert str(kind.done) and str(kind.submit)
    assert re.fullmatch(r"Inget är ändrat: .+\.", str(kind.unchanged))


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_has_a_page_and_a_preview_that_writes_nothing_and_is_done_once(cast: Any, name: str) -> None:
    case = CASES[name](cast)
    client = logged_in(case.by)
    page = client.get(page_of(name, case), case.query)
    before = every_row()

    preview = client.post(PREVIEW, previewed(name, case))

    assert (page.status_code, preview.status_code) == (200, 200)
    assert f'name="change" value="{name}"' in page.content.decode()
    assert f'data-variant="tertiary" href="{page.context["change"].back_url()}"' in page.content.decode()
    assert every_row() == before
    made = client.post(preview.context["proposal"].url, dict(preview.context["hidden"]))
    assert made.status_code == 302 and said(made)[0][0] == "success"
    assert re.fullmatch(re.escape(str(CHANGES[name].done)).replace(r"%\(name\)s", ".+"), said(made)[0][1])
    assert_nothing_to_do(name, once_more(name, case))


@pytest.mark.parametrize("name", CHANGES)
def test_the_api_does_what_the_page_does(cast: Any, name: str) -> None:
    case = CASES[name](cast)

    answer = over_the_api(case, case.by)

    assert answer.status_code in (200, 201, 204), answer.content
    if name == "series":  # another page, another key: what it calls is compared instead
        assert_same_series(case)
        return
    assert_nothing_to_do(name, once_more(name, case))


def assert_same_series(case: Case) -> None:
    make("series", case)
    rhythm = ("forum", "frequency", "interval", "first_on", "last_on", "starts", "length_minutes", "skips_holidays")
    first, second = Series.objects.values(*rhythm)
    assert first == second


@pytest.mark.parametrize("name", CHANGES)
def test_a_stranger_makes_no_change(cast: Any, name: str) -> None:
    case = CASES[name](cast)
    eva = logged_in(cast.eva)
    before = every_row()

    assert eva.get(page_of(name, case), case.query).status_code in NOBODY_THERE
    assert eva.post(page_of(name, case), case.fields).status_code in NOBODY_THERE
    assert eva.post(PREVIEW, previewed(name, case)).status_code in NOBODY_THERE
    answer = over_the_api(case, cast.eva)
    assert answer.status_code in NOBODY_THERE or answer.json()["code"] == "does_not_exist"
    assert every_row() == before


def test_nobody_makes_a_change_without_logging_in(cast: Any) -> None:
    case = CASES["move"](cast)

    answers = [Client().get(page_of("move", case)), Client().post(PREVIEW, previewed("move", case))]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert all(answer.url.startswith(resolve_url(settings.LOGIN_URL)) for answer in answers)


# --- words of a series, and of a meeting without mail


def to_all_that_follow(series: Series, name: str, **fields: Any) -> Any:
    third = series.instances.order_by("recurrence_at")[2]
    page = reverse(f"booking:{CHANGES[name].url_name}", args=[third.pk])
    return logged_in(series.caller).post(page, {"version": third.version, "scope": "following", **fields})


def times_of(series: Series, hour: int) -> dict[str, str]:
    day = series.instances.order_by("recurrence_at")[2].recurrence_at.date()
    return {"date": str(day), "starts": str(hour), "ends": str(hour + 1)}


def test_what_is_done_to_several_meetings_is_said_of_all_and_shown_on_the_page_of_the_series(cast: Any) -> None:
    series = call_weekly(cast)

    changed = to_all_that_follow(series, "change", place="Rum 7", meeting_form="on_site")
    cancelled = to_all_that_follow(series, "cancel", reason="other")

    assert said(changed) == [("success", "Ändringen är sparad för mötena.")]
    assert said(cancelled) == [("success", "Mötena är inställda. Alla kallade får besked.")]
    assert changed.url == cancelled.url == reverse("booking:series", args=[series.pk])


def test_other_times_of_a_series_are_said_on_the_page_of_the_new_one(cast: Any) -> None:
    series = call_weekly(cast)

    moved = to_all_that_follow(series, "move", **times_of(series, 13))

    assert said(moved) == [("success", "Mötena är flyttade. Alla kallade får de nya tiderna och svarar på nytt.")]
    assert moved.url == reverse("booking:series", args=[series.split_into.get().pk])


def test_the_times_and_the_place_that_a_series_has_change_nothing(cast: Any) -> None:
    series = call_weekly(cast)
    same = {"place": "Sessionssalen", "meeting_form": "on_site", "agenda": "Laget runt\nNästa möte"}

    moved = to_all_that_follow(series, "move", **times_of(series, 9))
    third = series.instances.order_by("recurrence_at")[2]
    changed = to_all_that_follow(series, "change", **same, answer_by=str(third.answer_by))

    assert said(moved) == [("info", str(CHANGES["move"].unchanged))]
    assert said(changed) == [("info", str(CHANGES["change"].unchanged))]


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("cancel", {"reason": "illness"}, "Mötet är inställt. Ring de kallade."),
        ("change", {"meeting_form": "digital"}, "Ändringen är sparad."),
    ],
)
def test_of_a_meeting_without_mail_it_is_said_who_rings(
    cast: Any, name: str, fields: dict[str, str], words: str
) -> None:
    meeting = call_individual(cast, no_mail=True)
    page = reverse(f"booking:{CHANGES[name].url_name}", args=[meeting.pk])

    made = logged_in(cast.anna).post(page, {"version": meeting.version, **fields})

    assert said(made) == [("success", words)]


# --- the same once more, without having been changed before


def test_the_time_that_a_meeting_has_already_is_no_change_and_asks_nobody_again(cast: Any) -> None:
    case = CASES["move"](cast)
    meeting = Meeting.objects.get(pk=case.ids["pk"])
    starts, ends = local(meeting.starts_at), local(meeting.ends_at)
    same = {"date": str(starts.date()), "starts": f"{starts:%H.%M}", "ends": f"{ends:%H.%M}"}

    answer = make("move", case, **same)

    assert said(answer) == [("info", "Inget är ändrat: tiden är den som redan gäller.")]
    assert Meeting.objects.get(pk=meeting.pk).revision == meeting.revision


def test_the_address_that_a_person_has_already_is_no_change(cast: Any) -> None:
    case = CASES["person-correct"](cast)

    answer = make("person-correct", case, email="BO@af.example", phone=cast.bo.phone)

    assert said(answer) == [("info", "Inget är ändrat: uppgifterna är de som redan står där.")]


def test_the_convener_that_a_group_has_already_is_no_change(cast: Any) -> None:
    case = CASES["forum-convener"](cast)

    answer = make("forum-convener", case, person=cast.cilla.pk)

    assert said(answer) == [("info", "Inget är ändrat: sammankallande är densamma som förut.")]


def test_a_later_last_day_in_a_group_is_a_change(cast: Any) -> None:
    call_forum(cast)
    case = CASES["member-end"](cast)
    make("member-end", case)

    answers = [make("member-end", case, on=str(today() + DAY)) for _time in range(2)]

    assert [said(answer)[0][0] for answer in answers] == ["success", "info"]


def test_a_consent_that_is_withdrawn_once_more_changes_nothing_and_still_warns(cast: Any) -> None:
    case = CASES["withdraw"](cast)

    first, second = make("withdraw", case), once_more("withdraw", case)

    assert [level for level, _text in said(first)] == ["success", "warning"]
    assert [level for level, _text in said(second)] == ["info", "warning"]
