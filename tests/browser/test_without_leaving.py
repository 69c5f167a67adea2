"""What the page does by itself: searches below the field, says what has happened, closes its menu, and keeps a form.

The browser's requests are answered in this process, by Django's test client.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from tests.booking.meetings.test_pages_call import begin
from tests.cast import Cast
from tests.factories import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.sqlite_only]

HOME = "http://testserver"
ASKED_WITH = ("hx-request", "hx-current-url", "hx-target", "content-type")


@pytest.fixture
def anna(client: Client, cast: Cast) -> Client:
    for number in range(9):
        make_person(cast.af_unit, name=f"Kollega {number}")
    client.force_login(cast.anna)
    return client


@pytest.fixture
def page(browser: Browser, anna: Client) -> Iterator[Page]:
    own = connections["default"]

    def answer(route: Route) -> None:
        # the browser's loop would be given a connection of its own, which does not see what the test has made
        connections["default"] = own
        asked, path = route.request, route.request.url.removeprefix(HOME)
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            route.fulfill(path=str(found)) if found else route.abort()
            return
        headers = {name: value for name, value in asked.headers.items() if name in ASKED_WITH}
        kind = headers.pop("content-type", "application/octet-stream")
        sent = asked.post_data_buffer or b""
        got = anna.generic(asked.method, path, sent, content_type=kind, headers=headers)
        kept = {name: value for name, value in got.headers.items() if name != "Content-Length"}
        route.fulfill(status=got.status_code, headers=kept, body=got.content)

    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
    page = context.new_page()
    page.route(f"{HOME}/**", answer)
    yield page
    context.close()


def test_search_keeps_its_place_and_its_field_also_by_enter(page: Page, anna: Client, cast: Cast) -> None:
    meeting = begin(anna, cast.samverksmote.pk)
    page.goto(f"{HOME}/moten/{meeting.pk}/parter/")
    box = page.locator(f"#part-{cast.af.pk}")
    box.locator("summary").click()
    field = box.get_by_role("searchbox")
    field.focus()
    before = field.bounding_box()

    field.type("bäver")
    expect(box.get_by_role("heading", name="Träffar")).to_be_visible()
    field.press("Enter")

    expect(page.locator("#besked")).to_have_text("1 träff på ”bäver”.")
    expect(field).to_be_focused()
    assert field.bounding_box() == before
    hit = box.get_by_role("checkbox", name=re.compile("^Bo "))
    assert hit.bounding_box()["y"] > before["y"]
    hit.check()
    field.fill("kotte")
    expect(box.get_by_role("checkbox", name=re.compile("^Kim "))).to_be_visible()
    expect(box.locator(f"#lista-{cast.af.pk}").get_by_role("checkbox", name=re.compile("^Bo "))).to_be_checked()


def test_session_that_has_ended_is_said_and_what_was_typed_stays(page: Page, anna: Client, cast: Cast) -> None:
    meeting = begin(anna, cast.samverksmote.pk)
    page.goto(f"{HOME}/moten/{meeting.pk}/tid/")
    page.wait_for_load_state("networkidle")
    anna.logout()

    page.get_by_label("Börjar").fill("13.30")
    page.get_by_label("Datum").focus()

    expect(page.locator("#besked")).to_contain_text("Du har loggats ut.")
    assert page.get_by_label("Börjar").input_value() == "13.30"
    assert page.get_by_role("heading", level=1).all_inner_texts() == ["När och var?"]


def test_menu_closes_when_focus_leaves_it_and_a_message_has_focus(page: Page, anna: Client, cast: Cast) -> None:
    meeting = begin(anna, cast.samverksmote.pk)
    anna.post(f"/moten/{meeting.pk}/parter/", {"version": meeting.version, "utkast": "1"})
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{HOME}/")
    expect(page.locator("[data-meddelande]")).to_be_focused()
    expect(page.locator("[data-meddelande]")).to_contain_text("Utkastet är sparat.")

    menu = page.locator(".meny-tel")
    menu.locator("summary").click()
    menu.get_by_role("button", name="Logga ut").focus()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")

    expect(menu).not_to_have_attribute("open", "")
