"""Logging in by one's employer in a real browser, at a real provider: by keyboard, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Person
from tests.browser.looking import Inspector
from tests.identity.running import CLIENT, SECRET, RealProvider, real_provider
from tests.servers import Product, SmtpSink

pytestmark = pytest.mark.browser
NORA = {
    "sub": "u-1", "name": "Nora Nyfors", "email": "nora@af.example", "email_verified": True, "department": "AF-V"
}  # fmt: skip
FILE = """
providers:
  - id: af
    label: Arbetsförmedlingen
    federation: hoglandet
    party: Arbetsförmedlingen
    issuer: {issuer}
    client_id: {client}
    domains: [af.example]
    unit_claim: department
    units: {{AF-V: Arbetsförmedlingen Vetlanda/Sävsjö}}
    second_factor: {{amr: [mfa]}}
"""


@pytest.fixture(scope="module")
def site(sink: SmtpSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, RealProvider]]:
    folder: Path = tmp_path_factory.mktemp("site")
    settings = {"IDENTITY_PROVIDERS": str(folder / "providers.yaml"), "IDENTITY_SECRET_FILE__AF": str(folder / "af")}
    product = Product(folder, EMAIL_URL=sink.url, **settings)
    with real_provider(tmp_path_factory.mktemp("provider"), f"{product.url}/logga-in/hos/af/svar/") as provider:
        (folder / "providers.yaml").write_text(FILE.format(issuer=provider.url, client=CLIENT))
        (folder / "af").write_text(SECRET)
        with product:
            product.wait_until("/health/ready", seconds=120)
            yield product, provider


def press(page: Page, text: str) -> None:
    """By keyboard: to the button or link, and Enter."""
    target = page.get_by_role("button", name=text).or_(page.get_by_role("link", name=text)).first
    for _step in range(60):
        if target.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    assert target.evaluate("element => element === document.activeElement"), text
    page.keyboard.press("Enter")


def log_in_there(page: Page, name: str) -> None:
    page.get_by_role("heading", name="Arbetsgivaren").wait_for()
    page.get_by_label("Namn").fill(name)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_somebody_logs_in_by_their_employer(
    browser: Browser, site: tuple[Product, RealProvider], width: int, script: bool
) -> None:
    product, provider = site
    nora = f"nora{width}{int(script)}"
    provider.knows(**{nora: NORA | {"sub": nora, "email": f"{nora}@af.example"}})
    person = Person(browser, product, width=width, script=script)

    person.open("/logga-in/")
    press(person.page, "Logga in med Arbetsförmedlingen")
    log_in_there(person.page, nora)
    person.page.wait_for_url(f"{product.url}/")

    assert "Nora Nyfors" in person.page.content()
    person.context.close()


def test_every_page_of_it_is_accessible(
    browser: Browser, site: tuple[Product, RealProvider], inspector: Inspector
) -> None:
    product, provider = site
    provider.knows(nora=NORA, fel=NORA | {"sub": "u-9", "email_verified": False})
    person = Person(browser, product)
    page = person.page
    inspector.open(person, "/logga-in/", "/logga-in/hos/af/", "/logga-in/avbrutet/")

    person.open("/logga-in/hos/af/")
    page.get_by_role("button", name="Logga in med Arbetsförmedlingen").click()
    log_in_there(page, "fel")
    page.get_by_role("heading", name="Inloggningen gick inte").wait_for()
    assert "går inte i god för din e-postadress" in person.says()
    inspector.look(page)
    page.get_by_role("link", name="Till inloggningen").click()

    person.context.clear_cookies()  # there as well: else they are still logged in as the wrong one
    person.open("/logga-in/")
    page.get_by_role("button", name="Logga in med Arbetsförmedlingen").click()
    log_in_there(page, "nora")
    page.wait_for_url(f"{product.url}/")
    inspector.open(person, "/mina-uppgifter/inloggning/", "/mina-uppgifter/inloggning/hos/", "/bekrafta/hos/")

    page.get_by_role("button", name="Logga in med Arbetsförmedlingen").click()
    log_in_there(page, "nora")
    page.wait_for_url(f"{product.url}/")
    assert inspector.complaints == []
    person.context.close()
