"""No page of the URL map has to be dragged sideways, from the narrowest phone to a wide screen, and no header has two
rows.

The pages are made in this process, in the world of the access matrix, and only laid out by the browser: each is loaded
once, and the window made wider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.access.rules import PAGES, Rule, url_of
from tests.access.things import Thing, World
from tests.url_map import MAP

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.sqlite_only]

WIDTHS = (320, 390, 641, 700, 768, 900, 1153, 1280)
ONE_ROW = 84
STYLES = ("third_party/designsystemet/1.22.0/index.css", "samverk/theme.css", "samverk/samverk.css")
# with a long menu first; who is not let in is passed over
LOOKERS = ("cilla", "adam", "david", "kim", "anna", "alma", "bo", "frida", "nils", "vera", "eva", "erik", "anonymous")
# addresses that show no page here, by why
FILES = {
    "booking:forum-members-csv", "booking:persons-csv", "booking:statistics-csv", "booking:statistics-xlsx",
    "booking:statistics-moten", "booking:statistics-federation-csv", "booking:statistics-federation-moten",
    "booking:statistics-federation-xlsx", "booking:statistics-chart", "notifications:answer-file", "notifications:feed",
    "notifications:meeting-file", "notifications:series-file",
}  # fmt: skip
PARTS_OF_PAGES = {"booking:time-echo", "date-echo", "health-live", "health-ready"}
# led on to another page, or open only to who is between two steps of a login; tests/browser/test_signing_in.py is there
BETWEEN_STEPS = {
    "account_reauthenticate", "forums:password-choose", "forums:second-factor", "mfa_authenticate",
    "mfa_deactivate_totp", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_remove_webauthn",
    "mfa_view_recovery_codes", "openid_connect_callback", "openid_connect_login",
}  # fmt: skip
# in the demonstration alone, or for meetings that this world has none of; tests/browser/test_accessibility.py is there
ELSEWHERE = {"notifications:letter", "notifications:mailbox", "styleguide", "booking:outcome"}
NO_PAGE = FILES | PARTS_OF_PAGES | BETWEEN_STEPS | ELSEWHERE
MEASURE = """() => {
  const header = document.querySelector("header.huvud");
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return [wide, header ? header.getBoundingClientRect().height : 0];
}"""


def pages(world: World, clients: dict[str, Client]) -> Iterator[tuple[str, str]]:
    """Key and HTML of each page that somebody is let in to, of its first row and by who has most to see."""
    for key, rules in PAGES.items():
        found = next((html for one in rules for html in _shown(key, one, world, clients)), None)
        if found is not None:
            yield key, found


def _shown(key: str, rule: Rule, world: World, clients: dict[str, Client]) -> Iterator[str]:
    if "GET" not in rule.let_in:
        return
    for thing in filter(rule.about, world.things[rule.kind]):
        for role in LOOKERS:
            if thing.relation(role) in rule.let_in["GET"] and (html := _ask(clients[role], key, rule, thing)):
                yield html


def _ask(client: Client, key: str, rule: Rule, thing: Thing) -> str:
    with transaction.atomic():
        answer: Any = client.get(url_of(MAP[key], rule, thing))
        transaction.set_rollback(True)
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming
    text = answer.content.decode() if is_page else ""
    return text if "<html" in text else ""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, java_script_enabled=True)
    yield context.new_page()
    context.close()


def styled(html: str) -> str:
    """The page with its styles in it, and without what it would fetch."""
    css = "".join(f"<style>{_style(name)}</style>" for name in STYLES)
    bare = re.sub(r"<script\b.*?</script>|<link\b[^>]*>", "", html, flags=re.DOTALL)
    return bare.replace("</head>", f"{css}</head>", 1)


def _style(name: str) -> str:
    path = finders.find(name)
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:
        return file.read()


def test_no_page_has_to_be_dragged_sideways(world: World, clients: dict[str, Client], page: Page) -> None:
    seen, wrong = set(), []
    for key, html in pages(world, clients):
        seen.add(key)
        page.set_content(styled(html), wait_until="domcontentloaded")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            sideways, header = page.evaluate(MEASURE)
            wrong += [f"{key}, {width} px: {sideways} px too wide"] if sideways > 0 else []
            wrong += [f"{key}, {width} px: the header is {header} px high"] if header > ONE_ROW else []

    asked = {key for key, rules in PAGES.items() if any("GET" in one.let_in for one in rules)}
    assert wrong == []
    assert asked - seen == NO_PAGE, "say why there is no page, or show one"
