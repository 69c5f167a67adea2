"""The meetings of a year one by one: on the page, in the files and over the API, and nothing that points at a case."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from booking.models import CancellationReason, MeetingState
from booking.statistics.api import area_statistics, federation_statistics
from booking.statistics.whole_year import figures_sheet, read_year
from tests.booking.statistics.rows import AUTUMN, SPRING, make_held, make_open
from tests.cast import Cast
from tests.factories import make_agreement, make_template

CASE = {"reference": "SV-7K3M-2Q", "outcome": {"gender": "woman"}}


@pytest.fixture
def full(cast: Cast) -> Cast:
    make_held(cast.lsg_template, forum=cast.lsg, presences=[("kommun", 2, 1, True), ("af", 1, 0, False)])
    make_held(cast.open_template, AUTUMN, title="Frukostföreläsning", outcome={"participants_count": 45})
    cancelled = {"state": MeetingState.CANCELLED, "cancellation_reason": CancellationReason.LOW_TURNOUT}
    make_open(cast.lsg_template, AUTUMN + datetime.timedelta(days=1), forum=cast.lsg, **cancelled)
    make_held(cast.samverksmote, caller=cast.anna, **CASE)
    make_open(cast.lsg_template, timezone.now() + datetime.timedelta(days=30), forum=cast.lsg)
    return cast


def test_each_meeting_of_a_group_stands_with_its_day_and_who_came(full: Cast):
    answer = area_statistics(full.cilla, full.area.pk, 2025)

    told = [(str(row["date"]), row["type"], row["title"], row["group"], row["state"]) for row in answer["meetings"]]
    assert told == [
        ("2025-03-12", "lsg", "", "LSG Lingonby", "held"),
        ("2025-09-10", "informationstraff", "Frukostföreläsning", "", "held"),
        ("2025-09-11", "lsg", "", "LSG Lingonby", "cancelled"),
    ]
    assert [row["parties_present"] for row in answer["meetings"]] == [["kommun"], [], []]
    assert [row["participants"] for row in answer["meetings"]] == [None, 45, None]
    assert [row["state"] for row in answer["booked_ahead"]] == ["ahead"]


def test_the_page_lists_the_period_and_what_is_booked(full: Cast, client):
    client.force_login(full.cilla)
    year = timezone.now().year

    spring = client.get(reverse("booking:statistics"), {"ar": 2025, "period": "1"}).content.decode()
    autumn = client.get(reverse("booking:statistics"), {"ar": 2025, "period": "2"}).content.decode()
    now = client.get(reverse("booking:statistics"), {"ar": year}).content.decode()

    assert ("2025-03-12" in spring, "Frukostföreläsning" in spring) == (True, False)
    assert ("2025-03-12" in autumn, "Frukostföreläsning" in autumn, "Inställt" in autumn) == (False, True, True)
    assert ("Inbokat framåt" in now, "Inbokat framåt" in spring) == (True, False)


def test_nothing_of_a_case_is_listed_anywhere(full: Cast, client):
    client.force_login(full.cilla)
    names = ("statistics-csv", "statistics-moten", "statistics-xlsx")
    files = [client.get(reverse(f"booking:{name}", args=[full.area.pk, 2025])) for name in names]
    workbook = zipfile.ZipFile(io.BytesIO(files[2].content))
    told = [files[0].content, files[1].content, *(workbook.read(name) for name in workbook.namelist())]
    told.append(client.get(reverse("booking:statistics"), {"ar": 2025}).content)
    told.append(str(area_statistics(full.cilla, full.area.pk, 2025)["meetings"]).encode())

    assert not any(b"SV-7K3M-2Q" in each for each in told)
    assert b"Samverksm" not in files[1].content
    assert "samverksmote" not in str(area_statistics(full.cilla, full.area.pk, 2025)["meetings"])


def test_the_file_of_meetings_has_a_row_for_each(full: Cast, client):
    client.force_login(full.cilla)

    response = client.get(reverse("booking:statistics-moten", args=[full.area.pk, 2025]))

    rows = list(csv.DictReader(io.StringIO(response.content.decode().removeprefix("\ufeff")), delimiter=";"))
    assert 'filename="moten-lingonby-2025.csv"' in response.headers["Content-Disposition"]
    assert [row["Datum"] for row in rows] == ["2025-03-12", "2025-09-10", "2025-09-11"]
    assert (rows[0]["Parter"], rows[0]["Status"], rows[1]["Deltagare"]) == ("Kommunen", "Genomfört", "45")


def test_the_workbook_holds_figures_meetings_and_what_is_ahead(full: Cast, client):
    client.force_login(full.cilla)

    response = client.get(reverse("booking:statistics-xlsx", args=[full.area.pk, 2025]))

    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Siffror", "Möten", "Framåt"]
    rows = [["" if value is None else value for value in row] for row in book["Siffror"].values]
    assert rows == [list(row) for row in figures_sheet(read_year(full.area, 2025)).rows]
    assert [row[0] for row in book["Möten"].values] == [
        "Datum",
        *(datetime.datetime(2025, month, day) for month, day in ((3, 12), (9, 10), (9, 11))),
    ]
    assert [cell.value for cell in book["Möten"]["H"]] == ["Deltagare", None, 45, None]


def test_a_federation_s_file_and_answer_have_each_area_beside_its_own(full: Cast):
    other = make_template(make_agreement(full.neighbour), slug="lsg", name="LSG", level="forum")
    make_held(other, SPRING)

    answer = federation_statistics(full.david, full.federation.pk, 2025)
    rows = figures_sheet(read_year(full.federation, 2025)).rows

    by_area = {area["name"]: area for area in answer["areas"]}
    assert {name: area["held_by_type"].get("lsg") for name, area in by_area.items()} == {"Blåbärsby": 1, "Lingonby": 1}
    assert by_area["Lingonby"]["first_half"] == {"informationstraff": 0, "lsg": 1, "samverksmote": 1}
    assert by_area["Lingonby"]["planned_vs_held"] == [4, 1]
    assert by_area["Lingonby"]["total"]["year"]["held"] == 3
    held = {row[0]: row[5] for row in rows if row[-1].endswith("held_total") and row[-1].startswith(("areas", "held"))}
    assert held == {"Lingonförbundet": 4, "Blåbärsby": 1, "Lingonby": 3}
    assert area_statistics(full.cilla, full.area.pk, 2025)["areas"] == []
