"""The main job in a real browser, with worker and mail: call, answer, move, cancel, register."""

from __future__ import annotations

import re
from typing import Any

import icalendar
import pytest

from tests.browser.steps import call_samverksmote, called_meeting, submit
from tests.servers import Received, SmtpSink

pytestmark = pytest.mark.browser


def calendar(mail: Received) -> Any:
    part = next(part for part in mail.message.walk() if part.get_content_type() == "text/calendar")
    (event,) = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    return event


def text(mail: Received) -> str:
    return mail.message.get_body(("plain",)).get_content()


def new_mails(sink: SmtpSink, seen: int, count: int) -> dict[str, Received]:
    """The mails after the first `seen`, by address, when there are `count` of them."""
    mails = sink.wait_for(seen + count, 60)[seen:]
    assert len(mails) == count
    return {mail.recipients[0]: mail for mail in mails}


@pytest.mark.parametrize("script", [True, False], ids=["htmx", "no-javascript"])
def test_a_called_meeting_reaches_the_calendars_and_the_answer_comes_back(
    someone: Any, sink: SmtpSink, script: bool
) -> None:
    anna = someone(script=script).log_in("Handläggare, Sävsjö kommun")
    seen = len(sink.received)

    call_samverksmote(anna.page, anna.product.url)

    assert "Kallelsen är skickad" in anna.says()
    meeting = called_meeting(anna.page)
    mails = new_mails(sink, seen, 3)
    to_bo = next(mail for address, mail in mails.items() if address.startswith("bo@"))
    assert calendar(to_bo)["SEQUENCE"] == 0
    link = re.search(r"http://\S+/svar/\S+", text(to_bo)).group()

    bo = someone(script=script, width=390)
    bo.page.goto(link)
    assert "Rut" not in bo.says()
    assert "Samverkansmöte" not in bo.says()
    bo.page.get_by_label("Ja, jag kommer").check()
    submit(bo.page, "Skicka svar")
    assert "Tack, ditt svar är skickat" in bo.says()

    anna.open("/")
    row = anna.page.locator("li.mote").filter(has=anna.page.locator(f"a[href*='{meeting}']"))
    assert "1 kommer, 1 har inte svarat" in row.inner_text()
    assert len(sink.received) == seen + 3


def test_before_a_change_one_sees_who_will_be_told_and_only_they_are(someone: Any, sink: SmtpSink) -> None:
    anna = someone().log_in("Handläggare, Sävsjö kommun")
    seen = len(sink.received)
    call_samverksmote(anna.page, anna.product.url)
    first = new_mails(sink, seen, 3)
    meeting = called_meeting(anna.page)

    anna.open(f"/moten/{meeting}/flytta/")
    anna.page.get_by_label("Börjar").fill("13")
    anna.page.get_by_label("Slutar").fill("14")
    submit(anna.page, "Fortsätt")
    assert "Bo" in anna.page.locator(".ds-alert").inner_text()
    assert len(sink.received) == seen + 3
    submit(anna.page, "Flytta")
    moved = new_mails(sink, seen + 3, 3)
    for address, mail in moved.items():
        assert calendar(mail)["UID"] == calendar(first[address])["UID"]
        assert calendar(mail)["SEQUENCE"] > calendar(first[address])["SEQUENCE"]

    anna.open(f"/moten/{meeting}/stall-in/")
    anna.page.get_by_label("Sjukdom").check()
    submit(anna.page, "Fortsätt")
    assert "Bo" in anna.page.locator(".ds-alert").inner_text()
    assert len(sink.received) == seen + 6
    submit(anna.page, "Ställ in")
    cancelled = new_mails(sink, seen + 6, 3)
    for mail in cancelled.values():
        assert str(calendar(mail)["STATUS"]) == "CANCELLED"
        assert "sjuk" not in text(mail).casefold()


def test_a_meeting_is_registered_in_half_a_minute(someone: Any, sink: SmtpSink) -> None:
    anna = someone().log_in("Handläggare, Sävsjö kommun")
    seen = len(sink.received)

    anna.open("/?alla")
    anna.page.get_by_role("link", name=re.compile("Registrera")).first.click()
    anna.page.get_by_label("Ja, mötet hölls", exact=True).check()
    for row in anna.page.get_by_label("Deltog", exact=True).all():
        row.check()
    submit(anna.page, "Spara registreringen")

    assert "Mötet är registrerat." in anna.says()
    assert len(sink.received) == seen


def test_a_coordinator_calls_the_group_and_sees_no_meeting_about_a_person(someone: Any, sink: SmtpSink) -> None:
    anna = someone().log_in("Handläggare, Sävsjö kommun")
    call_samverksmote(anna.page, anna.product.url)
    case = called_meeting(anna.page)
    sink.wait_for(len(sink.received))
    cilla = someone().log_in("Samverkanskoordinator")

    cilla.open(f"/moten/{case}/")
    assert "finns inte" in cilla.says()
    cilla.open("/forum/")
    cilla.page.get_by_role("link", name="Arbetsgruppen Samverk Sävsjö").first.click()
    submit(cilla.page, "Kalla till möte")
    assert "Fel" not in cilla.page.title()
