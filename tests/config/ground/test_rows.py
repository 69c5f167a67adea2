"""What is written by hand, because it stands many times on a page, says what the templates would have said."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.urls import reverse

from booking.meetings.addresses import meeting_url
from config.ground.tables import Column, Table
from config.templatetags.rows import meeting_row

ROW: dict[str, Any] = {
    "weekday": "tors",
    "day": "3",
    "month": "dec",
    "time": "09.00–10.30",
    "title": "LSG",
    "url": "/x/",
}


def test_a_row_says_the_day_the_time_and_where() -> None:
    html = meeting_row({**ROW, "place": "Rum 3"})

    assert '<p class="dag"><span>tors</span> <b>3</b> <span>dec</span></p>' in html
    assert '<h4><a href="/x/">LSG</a></h4>' in html
    assert '<p class="liten"><span class="num">09.00–10.30</span> · Rum 3</p>' in html
    assert "svar" not in html and "ds-tag" not in html


def test_a_row_without_a_known_time_says_only_the_place() -> None:
    assert '<p class="liten">Rum 3</p>' in meeting_row({**ROW, "time": "", "place": "Rum 3"})


def test_a_row_has_its_tags_its_note_and_the_answers() -> None:
    row = {
        **ROW,
        "tags": [{"text": "Samverksmöte", "color": "accent"}],
        "note": "Du har kallat",
        "answers": "1 kommer, 1 kan inte",
        "coming": "1",
        "invited": "2",
        "cancelled": True,
    }

    html = meeting_row(row, "3")

    assert '<li class="mote installt">' in html and "<h3>" in html
    assert html.index("Inställt") < html.index("Samverksmöte") < html.index("Du har kallat")
    assert '<span>1 kommer, 1 kan inte</span><progress class="matare" aria-hidden="true" max="2" value="1">' in html


def test_nothing_in_a_row_is_markup() -> None:
    evil = "<script>"
    tags = [{"text": evil, "color": evil}]
    row = dict.fromkeys((*ROW, "place", "note", "answers", "coming", "invited"), evil)

    assert evil not in meeting_row({**row, "tags": tags})


def test_a_meetings_address_is_the_one_that_the_urls_make() -> None:
    pk = uuid4()

    assert meeting_url(pk) == reverse("booking:meeting", args=[pk])


def test_a_list_to_choose_from_marks_the_chosen_and_keeps_its_groups() -> None:
    class Example(forms.Form):
        year = forms.ChoiceField(choices=[("2026", "<2026>"), ("Äldre", [("2025", "2025")])], initial="2025")

    html = str(Example()["year"])

    assert '<option value="2026">&lt;2026&gt;</option>' in html
    assert '<option value="2025" selected>2025</option>' in html
    assert '<optgroup label="Äldre">' in html and 'id="id_year"' in html


def test_headings_of_a_table_are_text() -> None:
    table = Table("Möten", [Column("<b>"), Column("Antal", numeric=True)], [])

    assert table.head_html == '<th scope="col">&lt;b&gt;</th><th scope="col" class="num">Antal</th>'
