"""Each kind of mail as its reader sees it: on a telephone and beside a calendar, in the light and in the dark."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from notifications.models import OutboxMessage
from notifications.notices.due import run_due
from tests.notifications.notices.situations import SITUATIONS
from tests.notifications.telling.stories import STORIES, mails_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# wide enough to be read on a telephone, and what stands beside a list of mails
WIDTHS = (390, 700)
SCHEMES = ("light", "dark")
# WCAG 1.4.3, for text that is not large
CONTRAST = """() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map(Number).map((one) => one / 255)
      .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' && element.parentElement ? behind(element.parentElement) : colour;
  };
  const words = (element) => [...element.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
  const written = [...document.querySelectorAll('p, th, td, a')].filter(words);
  return Math.min(...written.map((one) => {
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort();
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }));
}"""


@pytest.fixture
def pages(browser: Browser) -> Iterator[dict[tuple[int, str], Page]]:
    opened = {}
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
            opened[width, scheme] = context.new_page()
    yield opened
    for page in opened.values():
        page.context.close()


def look_at(raw: bytes, name: str, pages: dict[tuple[int, str], Page], pictures: Path) -> None:
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    html = next(part for part in mail.walk() if part.get_content_type() == "text/html").get_content()
    for (width, scheme), page in pages.items():
        page.set_content(html)
        page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        assert dark == (scheme == "dark")
        assert page.evaluate(CONTRAST) >= 4.5


@pytest.mark.parametrize("name", STORIES)
def test_mails_with_a_calendar_fit_the_screen(cast: Any, pages: Any, pictures: Path, name: str) -> None:
    seen = set()
    for number, (_address, raw) in enumerate(mails_of(name, cast)):
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        # one of each: to the others they differ by their link
        if mail["Subject"] not in seen:
            look_at(raw, f"{name}-{number:02}", pages, pictures)
            seen.add(mail["Subject"])


@pytest.mark.parametrize("name", SITUATIONS)
def test_notices_fit_the_screen(cast: Any, time_machine: Any, pages: Any, pictures: Path, name: str) -> None:
    SITUATIONS[name](cast, time_machine)

    run_due()

    look_at(bytes(OutboxMessage.objects.filter(kind=name)[0].body), name, pages, pictures)
