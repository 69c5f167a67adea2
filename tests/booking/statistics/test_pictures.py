"""The charts of the page as picture files."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.urls import reverse

from booking.statistics.actions import close_half_year
from booking.statistics.charts import FILE, WEB
from booking.statistics.pictures import SUBTLE, TEXT
from tests.booking.statistics.rows import SPRING, make_held, make_open
from tests.cast import Cast
from tests.factories import make_person

STYLES = Path(settings.BASE_DIR) / "config" / "static" / "samverk"
SVG = "{http://www.w3.org/2000/svg}"
LINK = re.compile(r'href="(/statistik/diagram/[^"]+)"')


@pytest.fixture
def year(cast: Cast, client) -> Cast:
    for number in range(12):
        make_held(cast.samverksmote, caller=cast.anna, outcome={"gender": "woman" if number < 6 else "man"})
    make_held(cast.lsg_template, presences=[("kommun", 2, 1, True), ("af", 1, 0, False)])
    make_held(cast.open_template, title="Om & kring <lingon>")
    make_held(cast.lsg_template, SPRING.replace(year=2024))
    client.force_login(cast.cilla)
    return cast


def pictures_of(client, **query) -> dict[str, ElementTree.Element]:
    """What the page's links lead to, by the name of the file."""
    page = client.get(reverse("booking:statistics"), query).content.decode()
    found = {}
    for url in LINK.findall(page):
        answer = client.get(url.replace("&amp;", "&"))
        assert answer["Content-Type"] == "image/svg+xml"
        name = re.fullmatch(r'attachment; filename="(.+)\.svg"', answer["Content-Disposition"])[1]
        found[name] = ElementTree.fromstring(answer.content)
    assert len(found) == page.count("<figure")
    return found


def words_in(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def test_each_chart_of_the_page_is_a_file_with_a_name_of_its_own(year: Cast, client):
    assert {*pictures_of(client, ar=2025)} >= {
        "genomforda-moten-per-typ-lingonby-2025",
        "vem-har-kallat-lingonby-2025",
    }
    assert "genomforda-moten-per-typ-lingonby-forsta-halvaret-2025" in pictures_of(client, ar=2025, period="1")


def test_the_file_has_the_drawing_of_the_page_and_what_stands_around_it(year: Cast, client):
    page = client.get(reverse("booking:statistics"), {"ar": 2025}).content.decode()

    picture = pictures_of(client, ar=2025)["genomforda-moten-per-typ-lingonby-2025"]

    drawn = ElementTree.fromstring(re.search(r'<svg viewBox="0 0 340.*?</svg>', page, re.S)[0])
    on_page = [text.text for text in drawn.iter("text")]
    words = words_in(picture)
    assert words[: -len(on_page)] == [
        "Genomförda möten per typ",
        "Lingonby, 1 januari–31 december 2025",
        "2024",
        "2025",
    ]
    assert words[-len(on_page) :] == on_page
    assert len([*picture.iter(f"{SVG}rect")]) == len([*drawn.iter("rect")]) + 3  # the ground, and two in the legend


def test_every_colour_is_in_the_file(year: Cast, client):
    close_half_year(year.federation, "2025-1", by=year.david)

    pictures = pictures_of(client, ar=2025)

    text = "".join(ElementTree.tostring(each, encoding="unicode") for each in pictures.values())
    assert "var(" not in text and "class=" not in text
    fills = {value for value in re.findall(r'(?:fill|stroke)="([^"]+)"', text) if not value.startswith("url(")}
    assert fills - {"none"} <= {*asdict(FILE).values(), TEXT, SUBTLE}
    stacked = pictures["moten-efter-den-enskildes-kon-forsta-halvaret-2025-lingonby"]
    patterns = {f"url(#{each.get('id')})" for each in stacked.iter(f"{SVG}pattern")}
    used = [each.get("fill") for each in stacked.iter() if (each.get("fill") or "").startswith("url(")]
    assert {*used} == patterns and used


def test_the_colours_of_a_file_are_those_of_the_page_in_light():
    theme = dict(re.findall(r"(--ds-color-[\w-]+): (#\w{6});", _light((STYLES / "theme.css").read_text())))
    own = dict(re.findall(r"(--c-\w+): var\((--[\w-]+)\);", (STYLES / "samverk.css").read_text()))

    on_page = {name: theme[own.get(value[4:-1], value[4:-1])].upper() for name, value in asdict(WEB).items()}

    assert on_page == asdict(FILE)
    assert (theme["--ds-color-neutral-text-default"], theme["--ds-color-neutral-text-subtle"]) == (
        TEXT.lower(),
        SUBTLE.lower(),
    )


def _light(css: str) -> str:
    return css[: css.index('[data-color-scheme="dark"]')]


@pytest.mark.parametrize("chart", ["finns-inte", "gender-2025-1"])
def test_what_the_page_does_not_show_is_no_file(year: Cast, client, chart):
    assert client.get(reverse("booking:statistics-chart", args=[chart]), {"ar": 2025}).status_code == 404


def test_who_sees_no_figures_gets_no_chart(year: Cast, client):
    url = reverse("booking:statistics-chart", args=["typer"])
    make_open(year.lsg_template, SPRING)
    client.force_login(make_person())

    own, others = client.get(url, {"ar": 2025}), client.get(url, {"ar": 2025, "omrade": year.area.pk})

    assert (own.status_code, others.status_code) == (404, 404)
