"""What a caller does page by page, in words that several browser tests use."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import Page

from booking.workdays import add_workdays

if TYPE_CHECKING:
    from tests.browser.conftest import Person

Look = Callable[[Page], None]
# the same people are called to each day once: twice would be asked about
DAYS = count(20)


def submit(page: Page, name: str) -> None:
    """Press the button and wait for the page that comes, so that nobody looks at the one that goes."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(name)).last.click()


def look_at_nothing(page: Page) -> None:
    """For tests that only want the meeting called."""


def call_samverksmote(page: Page, url: str, look: Look = look_at_nothing, *, errs: bool = False) -> None:
    """Five pages, from the type of meeting to the sent call; ends on what happens now.

    `look` is called on every page; with `errs` each page is also sent too early, and looked at with what is wrong.
    """

    def go_on() -> None:
        submit(page, "Fortsätt")

    def see() -> None:
        look(page)
        if errs:
            go_on()
            look(page)

    page.goto(f"{url}/moten/kalla/")
    see()
    page.get_by_label("Samverkansmöte", exact=True).check()
    go_on()
    see()
    choose_people(page)
    go_on()
    see()
    give_consent(page)
    go_on()
    see()
    choose_time(page)
    go_on()
    look(page)
    submit(page, "Skicka kallelsen")
    look(page)


def choose_people(page: Page) -> None:
    page.get_by_role("checkbox", name=re.compile("^Bo ")).first.check()
    page.get_by_text("Sök annan kontakt hos Region").click()
    region = page.locator("fieldset", has_text="Sök annan kontakt hos Region").last
    region.get_by_role("searchbox").fill("rut")
    region.get_by_role("button", name=re.compile("^Sök")).click()
    page.get_by_role("checkbox", name=re.compile("^Rut ")).first.check()


def give_consent(page: Page) -> None:
    page.get_by_label("Ja", exact=True).check()
    page.get_by_label("Skriftligt").check()
    today = timezone.localdate()
    page.get_by_label("Lämnat den").fill(today.isoformat())
    page.get_by_label("Gäller till och med").fill(add_workdays(today, 100).isoformat())
    for party in ("Hela Arbetsförmedlingen", "Hela Region Jönköpings län"):
        page.get_by_role("checkbox", name=party, exact=True).check()


def choose_time(page: Page) -> None:
    page.get_by_label("Datum").fill(add_workdays(timezone.localdate(), next(DAYS)).isoformat())
    page.get_by_label("Börjar").fill("9")
    page.get_by_label("På plats").check()
    page.get_by_label("Plats", exact=True).select_option(label="Jobbhuset, rum 2, Eksjöhovgatan 2, Sävsjö")


def called_meeting(page: Page) -> str:
    found = re.search(r"/moten/([0-9a-f-]{36})/", page.url)
    assert found, page.url
    return found.group(1)


def first_link(person: Person, below: str) -> str:
    links = person.page.locator("main a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return next(link for link in links if re.fullmatch(rf"{below}\d+/", link))
