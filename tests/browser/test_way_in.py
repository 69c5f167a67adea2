"""Somebody new is given a way in, without anybody at the machine: from a person's page to the first login."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.looking import Inspector
from tests.browser.steps import first_link, submit
from tests.servers import SmtpSink

pytestmark = pytest.mark.browser
PASSWORD = "fyra ord som passar"


def test_a_coordinator_gives_a_way_in_and_the_mail_leads_to_a_login(
    someone: Any, sink: SmtpSink, inspector: Inspector
) -> None:
    cilla = someone().log_in("Samverkanskoordinator")
    cilla.open("/personer/?q=Kanel")
    cilla.open(first_link(cilla, "/personer/"))
    seen = len(sink.received)
    submit(cilla.page, "Skicka en länk för att välja lösenord")
    inspector.look(cilla.page)
    mail = sink.wait_for(seen + 1, 60)[-1]
    link = re.search(r"http://[^/]+(/losenord/\S+)", mail.message.get_body(("plain",)).get_content()).group(1)

    new = someone(width=390)
    inspector.open(new, "/losenord/glomt/", "/losenord/skickat/", link)
    submit(new.page, "Spara lösenordet")
    inspector.look(new.page)
    new.page.get_by_label("Nytt lösenord").fill(PASSWORD)
    new.page.get_by_label("Lösenordet en gång till").fill(PASSWORD)
    submit(new.page, "Spara lösenordet")
    assert "Lösenordet är valt." in new.says()
    new.page.fill("[name=login]", mail.recipients[0])
    new.page.fill("[name=password]", PASSWORD)
    new.page.locator("form:has([name=password]) button[type=submit]").first.click()
    new.page.wait_for_url(f"{new.product.url}/")
    new.open(link)
    inspector.look(new.page)

    assert "Länken gäller inte längre" in new.says()
    assert inspector.complaints == []
