"""Which meeting fits, and the checklist and forms that go with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from booking.meetings.guide import QUESTIONS, suggest
from forums.loading.reading import read_content
from forums.loading.template_files import GUIDE
from tests.booking.meetings.looking import has_been, login, text_of
from tests.factories.calls import call_individual, draft_individual

DATA = Path(__file__).parents[3] / "forums" / "data"
CASES = {"level": "individual"}


@pytest.fixture(scope="module")
def guides() -> list[tuple[str, dict[str, Any]]]:
    templates = read_content(DATA / "hoglandet.yaml", DATA / "templates.yaml").templates
    return [(slug, own.get("guide", {})) for slug, own in templates.items() if own["level"] == "individual"]


def test_the_questions_have_the_answers_that_the_data_may_name() -> None:
    assert {name: tuple(code for code, _label in choices) for name, (_label, choices) in QUESTIONS.items()} == GUIDE


def test_each_template_about_a_person_says_what_it_is_for_and_when_not(guides: Any) -> None:
    assert [slug for slug, guide in guides if not (guide.get("for") and guide.get("not"))] == []


@pytest.mark.parametrize(
    ("answers", "slug"),
    [
        ("with plan parties", "samverksmote"),
        ("with plan principals", "sip"),
        ("with follow_up principals", "sip_uppfoljning"),
        ("without prepare parties", "formote"),
        ("with prepare self", "forberedande"),
        ("without once parties", "rehabmote"),
        ("with handover parties", "overlamning"),
        ("with once employer", "trepartsmote"),
        ("with once parties", "samverksmote"),
    ],
)
def test_the_answers_point_at_one_template(guides: Any, answers: str, slug: str) -> None:
    found = suggest(guides, dict(zip(QUESTIONS, answers.split(), strict=True)))

    assert found is not None
    assert (found.key, found.fits) == (slug, True)


def test_a_question_may_be_left_out_and_none_points_at_nothing(guides: Any) -> None:
    found = suggest(guides, {"present": "", "aim": "handover", "who": ""})

    assert found is not None and found.key == "overlamning"
    assert suggest(guides, {}) is None


def test_what_fits_only_in_part_is_said_to(guides: Any) -> None:
    found = suggest(guides, {"present": "without", "aim": "handover", "who": "self"})

    assert found is not None and not found.fits


# --- the pages


@pytest.mark.django_db
def test_the_first_page_of_a_call_answers_without_a_script(client: Client, cast: Any) -> None:
    cast.sip.guide = {
        "for": "Kommunen och regionen behövs.",
        "not": "Inte annars.",
        "answers": {"present": ["with"], "who": ["principals"]},
    }
    cast.sip.save()
    browser = login(client, cast.anna)
    assert "Svara på tre frågor" in text_of(browser.get("/moten/kalla/"))

    answer = browser.get("/moten/kalla/", {"omrade": cast.area.pk, "present": "with", "who": "principals"})

    page = text_of(answer)
    assert "SIP-möte passar. Kommunen och regionen behövs. Inte annars." in page
    assert answer.context["form"].initial["choice"] == str(cast.sip.pk)
    unknown = text_of(browser.get("/moten/kalla/", {"omrade": cast.area.pk, "present": "without"}))
    assert "Inget av mötena här passar." in unknown
    assert browser.get("/moten/kalla/", {"present": "x"}).status_code == 200


@pytest.mark.django_db
def test_the_checklist_stands_on_the_review_and_on_the_meetings_page_for_who_holds_it(
    client: Client, cast: Any
) -> None:
    cast.samverksmote.checklist = {"before": ["Samtycke finns"], "after": ["Planen är lämnad"]}
    cast.samverksmote.forms = ["Kallelse", "Handlingsplan"]
    cast.samverksmote.save()
    browser = login(client, cast.anna)

    review = text_of(browser.get(f"/moten/{draft_individual(cast).pk}/granska/"))
    meeting = call_individual(cast)
    page = text_of(browser.get(f"/moten/{meeting.pk}/"))
    register = text_of(browser.get(f"/moten/{has_been(meeting).pk}/utfall/"))

    assert "Före mötet Samtycke finns" in review and "Planen är lämnad" not in review
    assert "Före mötet Samtycke finns Efter mötet Planen är lämnad Blanketter: Kallelse, Handlingsplan." in page
    assert "Efter mötet Planen är lämnad" in register and "Samtycke finns" not in register
    assert "Checklista" not in text_of(login(client, cast.bo).get(f"/moten/{meeting.pk}/"))
