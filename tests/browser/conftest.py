"""A running product with worker and mail, and a real browser in front of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from forums.demo import demo_accounts
from tests.browser.looking import Inspector
from tests.servers import Product, SmtpSink

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="session")
def sink() -> Iterator[SmtpSink]:
    """The product's mails, but those about logins: each browser of a test is a new one for its person."""
    with SmtpSink() as sink:
        sink.is_beside = lambda received: "Ny inloggning i Samverk" in received.message["Subject"]
        yield sink


@pytest.fixture(scope="session")
def product(sink: SmtpSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with Product(tmp_path_factory.mktemp("product"), EMAIL_URL=sink.url) as product:
        product.wait_until("/health/ready", seconds=120)
        yield product


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # the browser's loop runs in this thread, and Django then takes every query for an asynchronous one
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Browser, product: Product, *, width: int = 1280, script: bool = True) -> None:
        self.product = product
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="sv-SE", java_script_enabled=script
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)

    def log_in(self, role: str) -> Person:
        email, password = next((email, word) for text, email, word in demo_accounts() if text.startswith(role))
        self.open("/logga-in/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", password)
        self.page.locator("form:has([name=password]) button[type=submit]").first.click()
        self.page.wait_for_url(f"{self.product.url}/")
        return self

    def open(self, path: str) -> None:
        self.page.goto(f"{self.product.url}{path}")

    def says(self) -> str:
        return self.page.inner_text("main")


@pytest.fixture
def someone(browser: Browser, product: Product) -> Iterator[object]:
    people: list[Person] = []

    def arrive(**options: object) -> Person:
        people.append(Person(browser, product, **options))  # type: ignore[arg-type]
        return people[-1]

    yield arrive
    for person in people:
        person.context.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def inspector() -> Inspector:
    return Inspector()
