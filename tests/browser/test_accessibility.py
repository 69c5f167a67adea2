"""axe finds nothing on any page, wide and narrow, light and dark, and no page has to be dragged sideways."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.looking import Inspector
from tests.browser.steps import call_samverksmote, called_meeting, first_link, submit
from tests.servers import SmtpSink

pytestmark = pytest.mark.browser


def links_in_mails(sink: SmtpSink, seen: int, count: int) -> dict[str, str]:
    """The personal link of each address that has got a mail since."""
    mails = sink.wait_for(seen + count, 60)[seen:]
    bodies = {mail.recipients[0]: mail.message.get_body(("plain",)).get_content() for mail in mails}
    found = {address: re.search(r"http://[^/]+(/svar/\S+)", body) for address, body in bodies.items()}
    return {address: match.group(1) for address, match in found.items() if match}


def test_pages_of_a_call_are_accessible_also_with_errors(someone: Any, sink: SmtpSink, inspector: Inspector) -> None:
    anna = someone().log_in("Handläggare, Sävsjö kommun")

    call_samverksmote(anna.page, anna.product.url, inspector.look, errs=True)

    assert inspector.complaints == []
    assert len(inspector.seen) == len(set(inspector.seen)) == 10


def test_pages_of_a_called_meeting_are_accessible(someone: Any, sink: SmtpSink, inspector: Inspector) -> None:
    anna = someone().log_in("Handläggare, Sävsjö kommun")
    seen = len(sink.received)
    call_samverksmote(anna.page, anna.product.url)
    meeting = f"/moten/{called_meeting(anna.page)}/"
    links = links_in_mails(sink, seen, 3)

    inspector.open(anna, meeting, *(f"{meeting}{page}/" for page in ("andra", "lagg-till", "aterkalla", "stall-in")))
    anna.page.get_by_label("Sjukdom").check()
    submit(anna.page, "Fortsätt")
    inspector.look(anna.page)
    inspector.open(anna, f"{meeting}flytta/")
    submit(anna.page, "Fortsätt")
    inspector.look(anna.page)
    anna.open(meeting)
    anna.page.get_by_role("link", name=re.compile("^Ta tillbaka kallelsen")).first.click()
    inspector.look(anna.page)
    answering = someone()
    link = next(path for address, path in links.items() if address.startswith("bo@"))
    inspector.open(answering, link, f"{link}vilka/", "/svar/finns-inte/")
    answering.open(link)
    submit(answering.page, "Skicka svar")
    inspector.look(answering.page)
    answering.page.get_by_label("Jag skickar en ersättare").check()
    submit(answering.page, "Skicka svar")
    inspector.look(answering.page)
    answering.page.get_by_label("Ja, jag kommer").check()
    submit(answering.page, "Skicka svar")
    inspector.look(answering.page)

    assert inspector.complaints == []


def test_pages_of_every_day_are_accessible(someone: Any, inspector: Inspector) -> None:
    anna = someone().log_in("Handläggare, Sävsjö kommun")

    inspector.open(anna, "/", "/moten/?visa=tidigare", "/moten/?vy=vecka", "/moten/?vy=manad")
    inspector.open(anna, "/vagen-in/", "/statistik/", "/skickat/", "/inkommet/", "/stil/", "/stil/?fel=1")
    inspector.open(anna, "/mina-uppgifter/", "/mina-uppgifter/nycklar/ny/")
    anna.page.get_by_label("Vilket program är nyckeln till?").fill("Verksamhetssystemet")
    submit(anna.page, "Skapa nyckeln")
    inspector.look(anna.page)
    inspector.open(anna, "/mina-uppgifter/")
    inspector.open(anna, "/min-kalender/")
    anna.page.get_by_role("button", name="Skapa en adress").first.click()
    anna.page.get_by_label("Adress till din publicerade kalender").fill("https://kalender.example/a.ics")
    submit(anna.page, "Spara adressen")
    inspector.look(anna.page)
    submit(anna.page, "Byt adress")
    inspector.look(anna.page)
    inspector.open(anna, "/tillganglighet/", "/personuppgifter/", "/finns-inte/", "/api/v1/docs/")
    anna.open("/?alla")
    anna.page.get_by_role("link", name=re.compile("Registrera")).first.click()
    inspector.look(anna.page)
    submit(anna.page, "Spara registreringen")
    inspector.look(anna.page)
    visitor = someone()
    inspector.open(visitor, "/logga-in/")
    submit(visitor.page, "Logga in")
    inspector.look(visitor.page)

    assert inspector.complaints == []


def test_pages_of_groups_and_figures_are_accessible(someone: Any, inspector: Inspector) -> None:
    cilla = someone().log_in("Samverkanskoordinator")
    inspector.open(cilla, "/omraden/", "/statistik/", "/statistik/?ar=2018", "/forum/")
    cilla.page.get_by_role("link", name="Arbetsgruppen Samverk Sävsjö").first.click()
    inspector.look(cilla.page)
    cilla.page.get_by_role("link", name=re.compile("^Byt")).first.click()
    inspector.look(cilla.page)
    cilla.page.go_back()
    submit(cilla.page, "Kalla till möte")
    inspector.look(cilla.page)
    submit(cilla.page, "Fortsätt")
    inspector.look(cilla.page)
    david = someone().log_in("Förbundschef")
    inspector.open(david, "/statistik/", "/statistik/?ar=2018")

    assert inspector.complaints == []


def test_pages_of_the_register_series_and_calendar_are_accessible(someone: Any, inspector: Inspector) -> None:
    cilla = someone().log_in("Samverkanskoordinator")
    inspector.open(cilla, "/min-kalender/", "/personer/")
    person = first_link(cilla, "/personer/")
    inspector.open(cilla, person, *(f"{person}{page}/" for page in ("ratta", "sla-ihop", "plats/ny", "uppdrag/nytt")))
    submit(cilla.page, "Fortsätt")
    inspector.look(cilla.page)
    cilla.open("/vagen-in/")
    unit = first_link(cilla, "/enheter/")
    inspector.open(cilla, unit, f"{unit}lagg-ned/", f"{unit}ny-person/")
    cilla.open("/forum/")
    inspector.open(cilla, f"{first_link(cilla, '/forum/')}serie/")
    adam = someone().log_in("Administratör")
    inspector.open(adam, f"{person}slutar/", f"{person}uppdrag/nytt/")
    adam.page.get_by_label("Förbundschef").check()
    submit(adam.page, "Fortsätt")
    inspector.look(adam.page)
    submit(adam.page, "Ge uppdraget")
    inspector.look(adam.page)
    adam.page.locator("[aria-labelledby=uppdrag] a", has_text="Avsluta").first.click()
    inspector.look(adam.page)

    assert inspector.complaints == []


def test_pages_of_places_and_video_services_are_accessible(someone: Any, inspector: Inspector) -> None:
    cilla = someone().log_in("Samverkanskoordinator")
    cilla.open("/omraden/")
    cilla.page.get_by_role("link", name="Platser i Sävsjö").click()
    inspector.look(cilla.page)
    submit(cilla.page, "Lägg till platsen")
    inspector.look(cilla.page)
    places = cilla.page.url.removeprefix(cilla.product.url)
    inspector.open(cilla, first_link(cilla, "/platser/"))
    cilla.open(places)
    cilla.page.get_by_role("link", name="Rätta Ekonomiskt bistånd").click()
    inspector.look(cilla.page)
    adam = someone().log_in("Administratör")
    adam.open("/omraden/")
    adam.page.get_by_role("link", name="Videotjänster").first.click()
    inspector.look(adam.page)
    submit(adam.page, "Lägg till tjänsten")
    inspector.look(adam.page)
    inspector.open(adam, first_link(adam, "/videotjanster/"))

    assert inspector.complaints == []
