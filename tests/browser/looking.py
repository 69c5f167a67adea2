"""Looks at pages with axe, wide and narrow, light and dark, and remembers what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

if TYPE_CHECKING:
    from tests.browser.conftest import Person

EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# what else axe looks at is the same in the dark
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
WIDTHS = (1280, 390)
NARROWEST = 320


class Inspector:
    """Looks at pages and remembers what is wrong with them."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.complaints: list[str] = []

    def look(self, page: Page) -> None:
        self.seen.append(page.title())
        page.evaluate(AXE_SCRIPT)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            self._ask(page, EVERYTHING, f"{width} px")
            page.emulate_media(color_scheme="dark")
            self._ask(page, COLOURS, f"{width} px, mörkt")
            page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": NARROWEST, "height": 900})
        if sideways := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            self._complain(page, f"{NARROWEST} px", f"{sideways} px för bred")
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    def open(self, person: Person, *paths: str) -> None:
        for path in paths:
            person.open(path)
            self.look(person.page)

    def _ask(self, page: Page, options: dict[str, Any], how: str) -> None:
        for found in page.evaluate("options => axe.run(options).then(result => result.violations)", options):
            places = [" ".join(map(str, node["target"])) for node in found["nodes"]]
            self._complain(page, how, f"{found['id']}: {', '.join(places[:5])}")

    def _complain(self, page: Page, how: str, what: str) -> None:
        self.complaints.append(f"{page.title()} ({page.url}), {how}: {what}")
