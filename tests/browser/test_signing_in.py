"""Signing in with a real browser, by keyboard: with an app, with a passkey, and what one does about it afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Person
from tests.browser.looking import Inspector
from tests.forums.signin.helping import code_of
from tests.servers import Product, SmtpSink

pytestmark = pytest.mark.browser
WIDTHS = (390, 1280)
UNIT = "Ekonomiskt bistånd"


@pytest.fixture(scope="module")
def named(sink: SmtpSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product under a name: for an address of numbers no browser makes a passkey."""
    product = Product(tmp_path_factory.mktemp("named"), EMAIL_URL=sink.url)
    product.environment["PUBLIC_URL"] = f"http://localhost:{product.port}"
    with product:
        product.wait_until("/health/ready", seconds=120)
        yield product


class Somebody(Person):
    def open(self, path: str) -> None:
        self.page.goto(f"http://localhost:{self.product.port}{path}")

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type_in(self, label: str, text: str) -> None:
        """To the field by Tab, as somebody without a mouse."""
        self.tab_to(lambda: self.focused_label() == label)
        self.page.keyboard.type(text)

    def press(self, name: str) -> None:
        self.tab_to(lambda: re.search(name, self.focused_text()) is not None)
        with self.page.expect_navigation():
            self.keys("Enter")

    def tab_to(self, found: Callable[[], bool]) -> None:
        self.page.evaluate("document.activeElement?.blur?.(); window.getSelection()?.removeAllRanges()")
        for _step in range(80):
            if found():
                return
            self.keys("Tab")
        raise AssertionError(f"Tab comes by no such thing on {self.page.url}")

    def focused_text(self) -> str:
        element = "document.activeElement"
        return str(self.page.evaluate(f"['BUTTON', 'A'].includes({element}.tagName) ? {element}.innerText : ''"))

    def focused_label(self) -> str:
        return str(self.page.evaluate("document.activeElement.labels?.[0]?.innerText ?? ''"))

    def logs_in(self, email: str, password: str) -> None:
        self.open("/logga-in/")
        self.type_in("E-post", email)
        self.type_in("Lösenord", password)
        with self.page.expect_navigation():
            self.keys("Enter")


@pytest.fixture(params=WIDTHS)
def arrives(browser: Browser, named: Product, request: Any) -> Iterator[Callable[[], Somebody]]:
    people: list[Somebody] = []

    def arrive() -> Somebody:
        people.append(Somebody(browser, named, width=request.param))
        return people[-1]

    yield arrive
    for person in people:
        person.context.close()


def made(product: Product, name: str, *more: str) -> tuple[str, str]:
    """Somebody of their own, whose password only they know: address and password."""
    email = f"{name}@hoglandet.example"
    place = ["--federation", "hoglandet", *more]
    done = product.manage("create_person", "--email", email, "--name", name.title(), *place)
    assert done.returncode == 0, done.stderr
    return email, done.stdout.decode().split()[-1]


def authenticator(page: Page) -> None:
    """The lock of a phone or a computer, in software: Chromium's own, for its tests."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_the_first_login_of_a_keeper_with_an_app(
    arrives: Any, named: Product, inspector: Inspector, request: Any
) -> None:
    email, password = made(named, f"adela{request.node.callspec.params['arrives']}", "--role", "administrator")
    adela = arrives()
    adela.logs_in(email, password)
    assert "Lägg till ett andra steg" in adela.says()
    inspector.look(adela.page)
    adela.press("Lägg till en app")
    inspector.look(adela.page)
    secret = adela.page.locator("code.lang-kod").inner_text()
    adela.type_in("Kod från appen", "000000")
    adela.press("^Lägg till$")
    assert "Koden stämmer inte" in adela.says()
    inspector.look(adela.page)
    adela.type_in("Kod från appen", code_of(secret=secret))
    adela.press("^Lägg till$")
    codes = adela.page.locator("[data-reservkoder] code").all_inner_texts()
    assert len(codes) == 10
    inspector.look(adela.page)
    adela.press("Fortsätt")
    assert "Mina möten" in adela.page.title()

    elsewhere = arrives()
    elsewhere.logs_in(email, password)
    inspector.look(elsewhere.page)
    elsewhere.type_in("Kod", codes[0])
    elsewhere.press("Logga in")
    assert "Mina möten" in elsewhere.page.title()

    # one sees the other login, and ends it
    adela.open("/mina-uppgifter/inloggningar/")
    inspector.look(adela.page)
    adela.press("^Avsluta alla utom")
    assert "1 inloggning är avslutad." in adela.says()
    elsewhere.open("/")
    assert "Logga in" in elsewhere.page.title()
    assert inspector.complaints == []
    assert adela.complaints == []


def test_a_passkey_alone_lets_in_and_proves(arrives: Any, named: Product, inspector: Inspector, request: Any) -> None:
    email, password = made(named, f"paula{request.node.callspec.params['arrives']}", "--role", "director")
    paula = arrives()
    authenticator(paula.page)
    paula.logs_in(email, password)
    paula.press("Lägg till en nyckel")
    inspector.look(paula.page)
    paula.press("Fortsätt")
    assert len(paula.page.locator("[data-reservkoder] code").all_inner_texts()) == 10
    paula.press("Fortsätt")
    paula.open("/mina-uppgifter/inloggning/")
    assert "Nyckel 1" in paula.says()
    inspector.look(paula.page)
    paula.press("Logga ut")

    paula.open("/logga-in/")
    paula.press("Logga in med nyckel")
    assert "Mina möten" in paula.page.title()
    paula.open("/bekrafta/nyckel/?next=/omraden/")
    inspector.look(paula.page)
    paula.press("Använd nyckeln")
    assert paula.page.url.endswith("/omraden/")
    paula.open("/bekrafta/kod/?next=/omraden/")
    inspector.look(paula.page)
    assert inspector.complaints == []
    assert paula.complaints == []


def test_a_form_that_comes_too_late_is_filled_in_again(arrives: Any, named: Product, request: Any) -> None:
    email, password = made(named, f"lotta{request.node.callspec.params['arrives']}", "--area", "Sävsjö", "--unit", UNIT)
    lotta = arrives()
    lotta.logs_in(email, password)
    lotta.open("/mina-uppgifter/nycklar/ny/")
    lotta.page.get_by_label("Vilket program är nyckeln till?").fill("Kalenderprogrammet")
    end = "from django.contrib.sessions.models import Session; Session.objects.update(expire_date='2020-01-01T00:00Z')"
    later(named, end)
    lotta.press("Skapa nyckeln")
    assert "får du tillbaka det du skrev" in lotta.says()
    lotta.type_in("E-post", email)
    lotta.type_in("Lösenord", password)
    with lotta.page.expect_navigation():
        lotta.keys("Enter")
    assert "Det du skrev finns kvar" in lotta.says()
    assert lotta.page.get_by_label("Vilket program är nyckeln till?").input_value() == "Kalenderprogrammet"
    assert not lotta.page.get_by_role("button", name="Skicka det som det var").is_visible()
    lotta.press("Skapa nyckeln")
    assert "Nyckeln" in lotta.says()


def test_who_guesses_is_locked_and_the_lock_ends(
    arrives: Any, named: Product, inspector: Inspector, request: Any
) -> None:
    email, password = made(named, f"lina{request.node.callspec.params['arrives']}", "--area", "Sävsjö", "--unit", UNIT)
    lina = arrives()
    for number in range(10):
        lina.logs_in(email, f"fel lösenord {number}")
        assert "stämmer inte" in lina.says()
    lina.logs_in(email, password)
    assert "Vänta 15 minuter" in lina.says()
    inspector.look(lina.page)

    later(named, "from forums.models import Brake; Brake.objects.update(held_until=None, count=0)")
    lina.logs_in(email, password)
    assert "någon skrivit fel lösenord till ditt konto" in lina.says()
    inspector.look(lina.page)
    assert inspector.complaints == []


def test_what_weighs_asks_for_a_proof_and_leads_on(
    arrives: Any, named: Product, inspector: Inspector, request: Any
) -> None:
    email, password = made(named, f"petra{request.node.callspec.params['arrives']}", "--area", "Sävsjö", "--unit", UNIT)
    petra = arrives()
    petra.logs_in(email, password)
    later(named, AN_HOUR_AGO)
    petra.open("/mina-uppgifter/")
    petra.press("Ny nyckel")
    assert "Visa att det är du" in petra.says()
    inspector.look(petra.page)
    petra.type_in("Ditt lösenord", "fel")
    petra.press("Fortsätt")
    assert "Lösenordet stämmer inte." in petra.says()
    inspector.look(petra.page)
    petra.type_in("Ditt lösenord", password)
    petra.press("Fortsätt")
    assert petra.page.url.endswith("/mina-uppgifter/nycklar/ny/")
    assert inspector.complaints == []


AN_HOUR_AGO = """
from django.contrib.sessions.models import Session
from config.ground.sessions import SessionStore
for row in Session.objects.all():
    store = SessionStore(row.session_key)
    for record in store.get("account_authentication_methods", []):
        record["at"] -= 3600
    store.modified = True
    store.save()
"""


def later(product: Product, code: str) -> None:
    """What time does, done by hand."""
    done = product.manage("shell", "-c", code)
    assert done.returncode == 0, done.stderr
