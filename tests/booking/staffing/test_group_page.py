"""The meetings of a group and of a series on their own pages: few, told apart by their days, and all when asked for."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_meeting
from tests.factories.series import call_weekly

pytestmark = pytest.mark.django_db


def page(person: Any, path: str) -> str:
    client = Client()
    client.force_login(person)
    return client.get(path).content.decode().replace("\xa0", " ")


def links_to_meetings(html: str) -> list[str]:
    return re.findall(r'<a href="/moten/[0-9a-f-]{36}/">(.*?)</a>', html, re.S)


def test_a_series_folds_on_the_groups_page_and_links_tell_meetings_apart(cast: Any) -> None:
    series = call_weekly(cast)
    make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, in_days=3, title="Extra möte")
    make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, in_days=200)
    address = f"/forum/{cast.lsg.pk}/"

    html = page(cast.cilla, address)

    links = links_to_meetings(html)
    assert len(links) == len(set(links)) == 3
    assert all("kl. 09.00" in link for link in links)
    assert f'<a class="liten" href="/serier/{series.pk}/">4 till i serien</a>' in html
    assert 'href="?visa=kommande#kommande"' in html and "Visa alla 8" in html
    assert "Extra möte" in html and ">LSG Lingonby<" not in html[html.index('id="kommande"') :]
    assert len(links_to_meetings(page(cast.cilla, f"{address}?visa=kommande"))) == 8


def test_earlier_meetings_of_a_group_have_their_year_and_pages(cast: Any) -> None:
    for days in range(25):
        make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, in_days=-400 - days)
    address = f"/forum/{cast.lsg.pk}/"

    html = page(cast.cilla, address)
    year = (timezone.localdate() - datetime.timedelta(days=400)).year
    assert len(links_to_meetings(html)) == 3
    assert f" {year} kl. 09.00" in links_to_meetings(html)[0]
    assert "Ej registrerat" in html

    html = page(cast.cilla, f"{address}?visa=tidigare")
    assert len(links_to_meetings(html)) == 20 and "Sida 1 av 2" in html
    assert len(links_to_meetings(page(cast.cilla, f"{address}?visa=tidigare&sida=2"))) == 5


def test_drafts_and_what_one_may_not_see_stand_in_no_list(cast: Any) -> None:
    make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, in_days=3, state="draft", called_at=None)
    make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, in_days=4)

    assert len(links_to_meetings(page(cast.cilla, f"/forum/{cast.lsg.pk}/?visa=kommande"))) == 1
    assert links_to_meetings(page(cast.kim, f"/forum/{cast.lsg.pk}/?visa=kommande")) == []


def test_actions_of_a_series_stand_above_its_meetings(cast: Any) -> None:
    html = page(cast.cilla, f"/serier/{call_weekly(cast).pk}/")

    assert html.index("Förläng serien") < html.index('id="kommande"')
    assert len(set(links_to_meetings(html))) == 6


def test_group_series_and_meeting_have_titles_of_their_own(cast: Any) -> None:
    series = call_weekly(cast)
    meeting = series.instances.first()

    titles = {
        re.search("<title>(.*?)</title>", page(cast.cilla, path), re.S).group(1)  # type: ignore[union-attr]
        for path in (f"/forum/{cast.lsg.pk}/", f"/serier/{series.pk}/", f"/moten/{meeting.pk}/")
    }

    assert len(titles) == 3
    assert all("LSG Lingonby" in title for title in titles)


def test_number_of_queries_does_not_grow_with_the_groups_meetings(cast: Any) -> None:
    def queries() -> int:
        client = Client()
        client.force_login(cast.cilla)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/forum/{cast.lsg.pk}/")
        return len(asked)

    for days in (-9, 9):
        make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, in_days=days)
    few = queries()
    for days in (-10, -11, -12, -13, 10, 11, 12, 13):
        make_meeting(cast.lsg_template, cast.cilla, forum=cast.lsg, in_days=days)

    assert queries() == few
